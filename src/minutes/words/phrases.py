"""Where any of many phrases stands in a text: folded, in either case, the leftmost and longest of them.

A Latin phrase is found as a word only: AI in 「AIを」 and in ＡＩ, never in MAIN.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from minutes.text.fold import fold
from minutes.text.patterns import SURROGATE

if TYPE_CHECKING:
    import numpy as np

Match = tuple[int, int, int]
"""(start, end, number of the phrase)."""

_LONG = 4_000
"""Characters from which on a text is made plain by a table."""

_SPECIAL = "Σİ"
"""Letters that do not become small each on its own: ς at the end of a word, and one that becomes two."""

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
    return (_by_table(text) if len(text) > _LONG else None) or _by_rules(text)


def plain_all(texts: Sequence[str]) -> list[str]:
    """`plain` of each text, made all at once: a long text is folded faster than many short ones."""
    whole = plain("\n".join(texts))
    return [whole[behind - len(text) - 1 : behind - 1] for text, behind in zip(texts, accumulate(len(text) + 1 for text in texts), strict=True)]


def _by_table(text: str) -> str | None:
    """A long text made plain character by character from a table; None for one with characters for which that is not enough."""
    import numpy as np

    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    if len(units) != len(text) or any(c in text for c in _SPECIAL):  # a character of two units
        return None
    return str(_plain_units().take(units, mode="clip").tobytes(), "utf-16-le")


@cache
def _plain_units() -> "np.ndarray[Any, np.dtype[np.uint16]]":
    """What each character of one unit becomes."""
    import numpy as np

    every = str(np.arange(1 << 16, dtype="<u4").tobytes(), "utf-32-le", "surrogatepass")
    for special in _SPECIAL:
        every = every.replace(special, " ")
    return np.frombuffer(_by_rules(every).encode("utf-16-le"), "<u2")


def _by_rules(text: str) -> str:
    folded = fold(SURROGATE.sub("〓", text))
    small = folded.lower()
    return small if len(small) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in folded)


@lru_cache(maxsize=32)
def finder(phrases: tuple[str, ...], *, overlapping: bool = False) -> Callable[[str], list[Match]]:
    """A function from `plain` text to the matches in it, in order; the phrases are made plain here.

    Of overlapping matches the one that starts first wins, of those the longest; with `overlapping` all are given.
    Built once per process, for an automaton cannot be sent to another. For phrases that are looked for in everything see `minutes.words.scan`.
    """
    import ahocorasick_rs as ac

    patterns = [plain(phrase) for phrase in phrases]
    kind = ac.MatchKind.Standard if overlapping else ac.MatchKind.LeftmostLongest
    automaton = ac.AhoCorasick(patterns, matchkind=kind, store_patterns=False)
    inside = {n: both for n, both in enumerate(map(edges, patterns)) if any(both)}

    def find(text: str) -> list[Match]:
        found = automaton.find_matches_as_indexes(text, overlapping=overlapping)
        return [(a, b, n) for n, a, b in found if n not in inside or (text[a - 1 : a] not in inside[n][0] and text[b : b + 1] not in inside[n][1])]

    return find


def edges(phrase: str) -> tuple[frozenset[str], frozenset[str]]:
    """The characters before and behind a phrase with which it would be part of a longer word or number."""
    return _more(phrase[0]), _more(phrase[-1])


@cache
def _more(edge: str) -> frozenset[str]:
    """The characters beside an edge with which the phrase would be part of a longer word or number."""
    return next((kind for kind in (_LETTERS, _DIGITS) if edge in kind), frozenset())
