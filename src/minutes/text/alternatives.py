"""One expression for many words."""

import re
from collections.abc import Iterable


def longest(words: Iterable[str], gap: str = "") -> str:
    """An expression for the longest of the words that stands at a place; `gap` may stand between their characters.

    What several words begin with is written once, 会(?:議(?:録)?|長): that is compiled, and refused, far sooner than a list of them.
    """
    return "|".join(_each(words, gap))


def _each(words: Iterable[str], gap: str) -> list[str]:
    """One expression for each character with which some of the words begin."""
    behind: dict[str, set[str]] = {}
    for word in words:
        behind.setdefault(word[0], set()).add(word[1:])
    return [re.escape(c) + _rest(behind[c], gap) for c in sorted(behind)]


def _rest(words: set[str], gap: str) -> str:
    """What follows what some words have in common."""
    each = _each(filter(None, words), gap)
    rest = gap + (each[0] if len(each) == 1 else f"(?:{'|'.join(each)})") if each else ""
    return f"(?:{rest})?" if rest and "" in words else rest
