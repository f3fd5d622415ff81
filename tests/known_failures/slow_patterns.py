"""Patterns that are not linear, by the method that shows it, and whether the code uses them with that method on text of any length."""

UNUSED = "not used this way"  # slow to search with; the code only matches it at the start of a line

SLOW: dict[tuple[str, str], str] = {
    ("parse.tables._ENTRY", "search"): UNUSED,
    ("parse.tables._MARKUP", "search"): UNUSED,
}
