"""Where any of thousands of phrases stands in the texts of a whole meeting: what `phrases.finder` gives, as columns.

The phrases are a tree of characters. All places of a text go down it at once, a character at a step, and nearly all
drop out at the first: few pairs of characters begin a phrase. That needs no more than columns, and is made at once.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from minutes.words.phrases import edges

Column = np.ndarray[Any, np.dtype[np.int64]]
Places = tuple[Column, Column, Column]
"""Where matches start, where they end, the numbers of the phrases."""

_STEPS = 1 << 20
"""Places of the table in which a step down the tree is looked up."""

_SHARED = -1
"""Stands in a place of that table to which several steps lead: these are told apart by a search."""


class Alphabet:
    """The characters of some phrases as numbers from 1; 0 is any other."""

    def __init__(self, phrases: Sequence[str]) -> None:
        known = sorted(map(ord, set().union(*phrases)))
        self.size = len(known) + 1
        self._codes = np.zeros(max(known, default=0) + 2, np.int64)
        self._codes[known] = range(1, self.size)

    def encode(self, text: str) -> Column:
        """The numbers of the characters of a `plain` text, and 0 for its end."""
        codes = np.zeros(len(text) + 1, np.int64)
        self._codes.take(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4"), out=codes[:-1], mode="clip")
        return codes


class Tree:
    """Phrases by their characters: a step leads from a node by a character to the next; the first nodes are the characters.

    A step is node * size of the alphabet + character. `_steps` are all of them, in order, and `_number` is the phrase that ends at a node, or -1.
    """

    def __init__(self, phrases: Sequence[str], alphabet: Alphabet) -> None:
        self._size = size = alphabet.size
        codes, length = alphabet.encode("".join(phrases)), np.array([len(phrase) for phrase in phrases], np.int64)
        first, left = np.cumsum(length) - length, np.arange(len(phrases))
        node, made, steps = codes[first], size, [np.zeros(0, np.int64)]
        self._number = np.full(size + len(codes), -1)
        for depth in range(1, int(length.max(initial=0)) + 1):
            ends = length[left] == depth
            self._number[node[ends]] = left[ends]
            left = left[~ends]
            step, at = np.unique(node[~ends] * size + codes[first[left] + depth], return_inverse=True)
            node, made = made + at, made + len(step)
            steps.append(step)
        self._steps = np.concatenate(steps)
        self._step_to = np.concatenate([np.full(size, -1), self._steps, [-1]])
        self._next, to, places = np.zeros(_STEPS, np.int64), np.arange(size, made), self._steps % _STEPS
        self._next[places] = to
        self._next[places[self._next[places] != to]] = _SHARED
        self._begins = self._next != 0
        for alone in np.flatnonzero(self._number[:size] >= 0).tolist():
            self._begins[(alone * size + np.arange(size)) % _STEPS] = True

    def find(self, codes: Column) -> Places:
        """Where the phrases stand in a text, the shortest first, those of one length in their order."""
        start = np.flatnonzero(self._begins.take((codes[:-1] * self._size + codes[1:]) & (_STEPS - 1), mode="clip"))
        starts, nodes = [start], [codes[start]]
        while len(start):
            start, node = self._down(start, nodes[-1] * self._size + codes.take(start + len(starts), mode="clip"))
            starts.append(start)
            nodes.append(node)
        number = self._number.take(np.concatenate(nodes), mode="clip")
        found = np.flatnonzero(number >= 0)
        start, length = np.concatenate(starts)[found], np.repeat(np.arange(len(starts)) + 1, [*map(len, starts)])[found]
        return start, start + length, number[found]

    def _down(self, start: Column, step: Column) -> tuple[Column, Column]:
        """The places from which these steps lead on, and the nodes to which they lead."""
        node = self._next.take(step & (_STEPS - 1), mode="clip")
        shared = np.flatnonzero(node == _SHARED)
        if len(shared):
            node[shared] = self._steps.searchsorted(step[shared]) + self._size
        known = np.flatnonzero(self._step_to.take(node, mode="clip") == step)
        return start[known], node[known]


class Scan:
    """Different phrases to be looked for in everything; all are `plain`, and the first `alone` are found where no other of these is."""

    def __init__(self, phrases: Sequence[str], alone: int) -> None:
        self._alphabet = Alphabet(phrases)
        self._tree = Tree(phrases, self._alphabet)
        self._alone = alone
        self._edges = {n: both for n, both in enumerate(map(edges, phrases)) if any(both)}
        self._latin = np.array([n in self._edges for n in range(len(phrases))], bool)

    def __call__(self, text: str) -> tuple[Places, Places]:
        """Where the phrases stand in a `plain` text: those alone, of which the one that starts first wins, then the longest; and all."""
        found = self._tree.find(self._alphabet.encode(text))
        return self._words(text, _longest(found, found[2] < self._alone)), self._words(text, found)

    def _words(self, text: str, found: Places) -> Places:
        """The places that are not only a part of a longer word or number."""
        starts, ends, numbers = found
        part = [i for i in np.flatnonzero(self._latin[numbers]).tolist() if self._inside(text, int(starts[i]), int(ends[i]), int(numbers[i]))]
        return (np.delete(starts, part), np.delete(ends, part), np.delete(numbers, part)) if part else found

    def _inside(self, text: str, start: int, end: int, number: int) -> bool:
        """Is the place only a part of a longer word or number?"""
        before, after = self._edges[number]
        return text[start - 1 : start] in before or text[end : end + 1] in after


def _longest(found: Places, among: np.ndarray[Any, np.dtype[np.bool_]]) -> Places:
    """Of these places, the shortest first, those that overlap none that starts before or is longer, in order."""
    rows = np.flatnonzero(among)[::-1]
    rows = rows[np.argsort(found[0][rows], kind="stable")]
    kept, free = list[int](), 0
    for row, start, end in zip(rows.tolist(), found[0][rows].tolist(), found[1][rows].tolist(), strict=True):
        if start >= free:
            kept.append(row)
            free = end
    return found[0][kept], found[1][kept], found[2][kept]
