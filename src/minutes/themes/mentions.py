"""A dictionary made ready for searching: its terms longest first, the words of its rules and exclusions, and what each of them means."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from minutes.themes.dictionary import Rule, Theme, Themes
from minutes.themes.spelling import Variants, spellings
from minutes.words.phrases import plain
from minutes.words.scan import Column, Scan

STRONG, WEAK = 1.0, 0.5

DOCUMENTS, AGENDAS, LATER = 1, 2, 4
CUES = {
    DOCUMENTS: ("資料", "別", "参考"),
    AGENDAS: ("議題", "次第", "日程", "案件", "議事", "事項"),
    LATER: ("後ほど", "のちほど", "後で", "次の議題", "次第", "別の機会"),
}
"""Words without which a text names no documents, reads out no agenda, puts nothing off: found on the way, they save looking for that."""


class Mention(NamedTuple):
    """One place where a theme is spoken of: characters of the text, number of the theme, weight, the dictionary's term."""

    start: int
    end: int
    theme: int
    weight: float
    term: str


_Meant = dict[str, dict[tuple[int, ...], None]]
"""The meanings of a word, as rows of `Lists`."""


class Ruled(NamedTuple):
    """A rule of a theme; `bars` tells that it is an exception."""

    theme: int
    rule: Rule
    bars: bool


class Lists:
    """Lists of different lengths, one for each phrase, behind one another in columns."""

    def __init__(self, lists: Sequence[Collection[tuple[Any, ...]]], width: int) -> None:
        self.rows = [row for one in lists for row in one]
        self.columns = [np.array([row[i] for row in self.rows], np.int64) for i in range(width)]
        self._count = np.array([len(one) for one in lists], np.int64)
        self._first = np.cumsum(self._count) - self._count

    def of(self, numbers: Column) -> tuple[Column, Column]:
        """For each row of the lists of these phrases: which of the numbers it belongs to, and where it stands in the columns."""
        count = self._count[numbers]
        which = np.repeat(np.arange(len(numbers)), count)
        return which, np.arange(len(which)) + (self._first[numbers] - (np.cumsum(count) - count))[which]


class Index:
    """A dictionary made ready for searching; `index(themes)` keeps one per process.

    `find` looks for all words, its first are the terms. `meanings` are the (theme, weight, term) of each term; of each word `bars` are the themes
    that it excludes, `parts` the (rule, group of it) that it belongs to, `cues` the kinds of what it hints at.
    """

    def __init__(self, themes: Themes) -> None:
        listed = list(enumerate(themes.themes))
        self.themes = len(listed)
        self.rules = [Ruled(n, rule, bars) for n, theme in listed for rules, bars in ((theme.rules, False), (theme.exceptions, True)) for rule in rules]
        terms: dict[str, dict[int, tuple[int, float, str]]] = defaultdict(dict)
        for n, theme in listed:
            for spelled, term, weight in _terms(theme, themes.variants):
                terms[spelled].setdefault(n, (n, weight, term))
        barred, parts, cues = self._words(listed, themes.variants)
        words = list(dict.fromkeys((*terms, *barred, *parts, *cues)))
        self.meanings = Lists([meaning.values() for meaning in terms.values()], 1)
        self.weights, self.terms = np.array([weight for _, weight, _ in self.meanings.rows], float), [term for _, _, term in self.meanings.rows]
        self.themes_of = [tuple(meaning) for meaning in terms.values()]
        self.bars, self.parts, self.cues = (Lists([meant.get(word, ()) for word in words], width) for meant, width in ((barred, 1), (parts, 2), (cues, 1)))
        self.whole = np.array([(1 << len(ruled.rule.groups)) - 1 for ruled in self.rules], np.int64)
        self.find = Scan(words, alone=len(terms))

    def _words(self, listed: list[tuple[int, Theme]], variants: Variants) -> tuple[_Meant, _Meant, _Meant]:
        """What the words mean that are more than terms: the themes that they exclude, the (rule, group) of each, the kinds of cues."""
        barred, parts, cues = (defaultdict[str, dict[tuple[int, ...], None]](dict) for _ in range(3))
        for n, theme in listed:
            for phrase in theme.exclude:
                for spelled in _spelled(phrase, variants):
                    barred[spelled][n,] = None
        for r, ruled in enumerate(self.rules):
            for g, group in enumerate(ruled.rule.groups):
                for word in group:
                    for spelled in _spelled(word, variants):
                        parts[spelled][r, g] = None
        for kind, words in CUES.items():
            for word in words:
                cues[plain(word)][kind,] = None
        return barred, parts, cues


@lru_cache(maxsize=8)
def index(themes: Themes) -> Index:
    """The index of a dictionary, built once per process for equal dictionaries."""
    return Index(themes)


def _terms(theme: Theme, variants: Variants) -> Iterator[tuple[str, str, float]]:
    """(spelling as searched, term, weight) of a theme."""
    for weight, listed in ((STRONG, theme.terms), (STRONG, theme.typos), (WEAK, theme.weak)):
        for term in listed:
            for spelled in _spelled(term, variants):
                yield spelled, term, weight


def _spelled(term: str, variants: Variants) -> Iterator[str]:
    return map(plain, spellings(term, variants))
