"""Where any of many phrases stands in a text: folded, in either case, the leftmost and longest of them.

A Latin phrase is found as a word only: AI in 「AIを」 and in ＡＩ, never in MAIN.
"""

from collections.abc import Callable
from functools import lru_cache

from minutes.text.fold import fold
from minutes.text.patterns import SURROGATE

Match = tuple[int, int, int]
"""(start, end, number of the phrase)."""

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_DIGITS = frozenset("0123456789")


class Phrases(tuple[str, ...]):  # noqa: SLOT001 - a tuple can have no slots of its own
    """Phrases that are asked for again and again: a tuple that reckons its hash only once."""

    _hash: int

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            self._hash = super().__hash__()
            return self._hash


def plain(text: str) -> str:
    """`text` for matching, the same length: folded, Latin letters small, lone surrogates replaced."""
    folded = SURROGATE.sub("〓", fold(text))
    small = folded.lower()
    return small if len(small) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in folded)


@lru_cache(maxsize=32)
def finder(phrases: tuple[str, ...], *, overlapping: bool = False) -> Callable[[str], list[Match]]:
    """A function from `plain` text to the matches in it, in order; the phrases are made plain here.

    Of overlapping matches the one that starts first wins, of those the longest; with `overlapping` all are given.
    Built once per process, for an automaton cannot be sent to another.
    """
    import ahocorasick_rs as ac

    patterns = [plain(phrase) for phrase in phrases]
    kind = ac.MatchKind.Standard if overlapping else ac.MatchKind.LeftmostLongest
    automaton = ac.AhoCorasick(patterns, matchkind=kind, store_patterns=False)
    edges = {n: (_more(p[0]), _more(p[-1])) for n, p in enumerate(patterns) if _more(p[0]) or _more(p[-1])}

    def find(text: str) -> list[Match]:
        found = automaton.find_matches_as_indexes(text, overlapping=overlapping)
        return [(a, b, n) for n, a, b in found if n not in edges or (text[a - 1 : a] not in edges[n][0] and text[b : b + 1] not in edges[n][1])]

    return find


def _more(edge: str) -> frozenset[str]:
    """The characters beside an edge with which the phrase would be part of a longer word or number."""
    return next((kind for kind in (_LETTERS, _DIGITS) if edge in kind), frozenset())
