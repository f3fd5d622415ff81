"""Themes as the TOML text from which they are read again."""

import json
import unicodedata
from collections.abc import Iterator, Sequence

from minutes.themes.dictionary import Rule, Theme, Themes

_WIDEST = 150
"""Columns of a line of words; full-width characters take two."""


def to_toml(themes: Themes) -> str:
    """The themes as one TOML file, `[[theme]]` by `[[theme]]`; `load_themes` reads the same themes from it."""
    variants = ["variants = [", *(f"  {_list(group)}," for group in themes.variants), "]", ""] if themes.variants else []
    return "\n".join([*variants, *(line for theme in themes.themes for line in _theme(theme))])


def _theme(theme: Theme) -> Iterator[str]:
    yield "[[theme]]"
    yield from (f"{key} = {_quoted(value)}" for key, value in (("name", theme.name), ("english", theme.english), ("covers", theme.covers)) if value)
    if theme.background:
        yield "background = true"
    for key, words in (("terms", theme.terms), ("weak", theme.weak), ("typos", theme.typos), ("not", theme.exclude)):
        if words:
            yield from _words(key, words)
    for key, rules in (("rule", theme.rules), ("except", theme.exceptions)):
        for rule in rules:
            yield from _rule(key, rule)
    yield ""


def _rule(key: str, rule: Rule) -> Iterator[str]:
    yield f"[[theme.{key}]]"
    yield from ("all = [", *(f"  {_list(group)}," for group in rule.groups), "]")
    if rule.within is not None:
        yield f"within = {rule.within}"


def _words(key: str, words: Sequence[str]) -> Iterator[str]:
    """A list of words, on one line where it fits."""
    one = f"{key} = {_list(words)}"
    if _wide(one) <= _WIDEST:
        yield one
        return
    yield f"{key} = ["
    line = " "
    for word in words:
        piece = f" {_quoted(word)},"
        if _wide(line + piece) > _WIDEST and line.strip():
            yield line
            line = " "
        line += piece
    yield from (line, "]")


def _list(words: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, words))}]"


def _quoted(text: str) -> str:
    """A string of TOML: what JSON escapes, TOML escapes in the same way, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
