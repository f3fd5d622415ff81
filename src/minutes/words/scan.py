"""Where any of thousands of phrases stands in the texts of a whole meeting: what `phrases.finder` gives, as columns.

The automaton reads a code of two bytes a character in place of UTF-8: the first byte is always above 127, the second
always below, so that no phrase can be found half a character off; every character that no phrase has is one code.
That is a third less to read, in a table half as large.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from minutes.words.phrases import edges

Column = np.ndarray[Any, np.dtype[np.int64]]
Places = tuple[Column, Column, Column]
"""Where matches start, where they end, the numbers of the phrases."""

_MOST = 100_000
"""Characters of phrases up to which a table is made of them, some 300 bytes for each."""

_SOON = 4_000_000
"""Characters that have been searched before a table is made: for less it costs more than it saves."""

_BITS, _FEW = 6, 1 << 13
"""Bits of a code in its second byte, and how many characters that is enough for; beyond them all seven are taken."""


class Alphabet:
    """The characters of some phrases as codes of two bytes."""

    def __init__(self, phrases: Sequence[str]) -> None:
        known = sorted(set(chain.from_iterable(phrases)))
        bits = _BITS if len(known) < _FEW else 7
        numbered = [((n >> bits) + 128) << 8 | (n & ((1 << bits) - 1)) for n in range(len(known) + 1)]
        self._codes = dict(zip(known, numbered[1:], strict=True))
        self._other = numbered[0]
        self._table = np.full(1 << 16, self._other, ">u2")
        for character, code in self._codes.items():
            if ord(character) < 1 << 16:
                self._table[ord(character)] = code

    def encode(self, text: str) -> bytes:
        """The codes of the characters of a `plain` text, one after the other."""
        units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
        if len(units) == len(text):
            return bytes(self._table[units].tobytes())
        return np.fromiter((self._codes.get(c, self._other) for c in text), ">u2", len(text)).tobytes()  # a character of two units


class Scan:
    """Phrases to be looked for in everything; all are `plain`, in this alphabet.

    Of overlapping matches the one that starts first wins, of those the longest; with `overlapping` all are given.
    It becomes faster after some megabytes of text. It cannot be sent to another process.
    """

    def __init__(self, phrases: Sequence[str], alphabet: Alphabet, *, overlapping: bool = False) -> None:
        import ahocorasick_rs as ac

        kind = ac.MatchKind.Standard if overlapping else ac.MatchKind.LeftmostLongest
        self._build: Callable[..., Any] = partial(ac.BytesAhoCorasick, [alphabet.encode(phrase) for phrase in phrases], matchkind=kind)
        self._table = ac.Implementation.DFA
        self._automaton, self._until = self._build(), _SOON if sum(map(len, phrases)) <= _MOST else None
        self._overlapping = overlapping
        self._edges = {n: both for n, both in enumerate(map(edges, phrases)) if any(both)}
        self._latin = np.array([n in self._edges for n in range(len(phrases))], bool)

    def __call__(self, text: str, encoded: bytes) -> Places:
        """Where the phrases stand in a `plain` text, of which the alphabet gave the codes; in the order of `finder`."""
        if self._until is not None:
            self._until -= len(text)
            if self._until < 0:
                self._automaton, self._until = self._build(implementation=self._table), None
        found = self._automaton.find_matches_as_indexes(encoded, overlapping=self._overlapping)
        rows = np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found)).reshape(-1, 3)
        number, start, end = rows[:, 0], rows[:, 1] >> 1, rows[:, 2] >> 1
        part = [i for i in np.flatnonzero(self._latin[number]).tolist() if self._inside(text, int(start[i]), int(end[i]), int(number[i]))]
        return (np.delete(start, part), np.delete(end, part), np.delete(number, part)) if part else (start, end, number)

    def _inside(self, text: str, start: int, end: int, number: int) -> bool:
        """Is the place only a part of a longer word or number?"""
        before, after = self._edges[number]
        return text[start - 1 : start] in before or text[end : end + 1] in after
