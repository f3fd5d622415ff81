"""Turns → themes: dictionaries made by people, what counts as speaking of a theme, what an answer inherits."""
