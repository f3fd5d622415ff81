"""Pure functions on `str`: folding, dates, sentences, titles, and the patterns of document text."""
