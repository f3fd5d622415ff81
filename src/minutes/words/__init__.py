"""Text → words: tokens with exact places, compounds put together again, words that say nothing left out."""
