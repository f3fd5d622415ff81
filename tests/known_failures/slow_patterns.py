"""Patterns that are not linear, by the method that shows it, and whether the code uses them with that method on text of any length."""

UNUSED = "not used this way"  # slow to search with; the code only matches it at the start of a line
LARGE = "linear, near the limit"  # a table of 1,741 names: 2.5 µs a character

SLOW: dict[tuple[str, str], str] = {
    ("text.patterns.BARE_NUMBER", "search"): UNUSED,
    ("text.patterns.BRACKET_HEADING", "search"): UNUSED,
    ("text.patterns.MARKDOWN_HEADING", "search"): UNUSED,
    ("text.patterns.MARKUP", "search"): UNUSED,
    ("text.patterns.OPENING", "search"): UNUSED,
    ("text.patterns.PAGE", "search"): UNUSED,
    ("text.patterns.STAGE", "search"): UNUSED,
    ("text.patterns.TILDE_NOTE", "search"): UNUSED,
    ("text.patterns.TIME_NOTE", "search"): UNUSED,
    ("labels.toml", "search"): UNUSED,
    ("municipalities.csv", "search"): LARGE,
    ("parse.cut._BULLETED", "search"): UNUSED,
    ("parse.cut._HEADING_MARK", "search"): UNUSED,
    ("parse.cut._NUMBERED_MARK", "search"): UNUSED,
    ("parse.evidence._ARTICLE", "search"): UNUSED,
    ("parse.heads._BRACKETED", "search"): UNUSED,
    ("parse.heads._COLONED", "search"): UNUSED,
    ("parse.heads._GLYPHED", "search"): UNUSED,
    ("parse.heads._PAIRED", "search"): UNUSED,
    ("parse.heads._SEPARATED", "search"): UNUSED,
    ("parse.lines._COUNTED", "search"): UNUSED,
    ("parse.outline._NUMBERED", "search"): UNUSED,
    ("parse.statements._REST", "search"): UNUSED,
    ("parse.summary._GOES_ON", "search"): UNUSED,
    ("parse.summary._PRESENTS", "search"): UNUSED,
    ("text.titles._BRACKET", "search"): UNUSED,
}
