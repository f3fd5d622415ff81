"""Foreign bytes become a `Source`: one text with its path, hash, encoding and page map."""
