"""A dictionary made ready for searching: its terms longest first, the words of its rules and exclusions, and what each of them means."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Any, NamedTuple

import numpy as np

from minutes.themes.dictionary import Rule, Theme, Themes
from minutes.themes.spelling import spellings
from minutes.words.phrases import plain, plain_all
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
        spelled = _spelled(themes)
        self.themes = len(listed)
        self.rules = [Ruled(n, rule, bars) for n, theme in listed for rules, bars in ((theme.rules, False), (theme.exceptions, True)) for rule in rules]
        terms: dict[str, dict[int, tuple[int, float, str]]] = defaultdict(dict)
        for n, theme in listed:
            for weight, term in _terms(theme):
                for spelling in spelled[term]:
                    terms[spelling].setdefault(n, (n, weight, term))
        barred, parts, cues = self._words(listed, spelled)
        words = list(dict.fromkeys((*terms, *barred, *parts, *cues)))
        self.meanings = Lists([meaning.values() for meaning in terms.values()], 1)
        self.weights, self.terms = np.array([weight for _, weight, _ in self.meanings.rows], float), [term for _, _, term in self.meanings.rows]
        self.themes_of = [tuple(meaning) for meaning in terms.values()]
        self.bars, self.parts, self.cues = (Lists([meant.get(word, ()) for word in words], width) for meant, width in ((barred, 1), (parts, 2), (cues, 1)))
        self.whole = np.array([(1 << len(ruled.rule.groups)) - 1 for ruled in self.rules], np.int64)
        self.find = Scan(words, alone=len(terms))

    def _words(self, listed: list[tuple[int, Theme]], spelled: Mapping[str, list[str]]) -> tuple[_Meant, _Meant, _Meant]:
        """What the words mean that are more than terms: the themes that they exclude, the (rule, group) of each, the kinds of cues."""
        barred, parts, cues = (defaultdict[str, dict[tuple[int, ...], None]](dict) for _ in range(3))
        for n, theme in listed:
            for phrase in theme.exclude:
                for spelling in spelled[phrase]:
                    barred[spelling][n,] = None
        for r, ruled in enumerate(self.rules):
            for g, group in enumerate(ruled.rule.groups):
                for word in group:
                    for spelling in spelled[word]:
                        parts[spelling][r, g] = None
        for kind, words in CUES.items():
            for word in words:
                cues[plain(word)][kind,] = None
        return barred, parts, cues


@lru_cache(maxsize=8)
def index(themes: Themes) -> Index:
    """The index of a dictionary, built once per process for equal dictionaries."""
    return Index(themes)


def _terms(theme: Theme) -> Iterator[tuple[float, str]]:
    """(weight, term) of a theme."""
    for weight, listed in ((STRONG, theme.terms), (STRONG, theme.typos), (WEAK, theme.weak)):
        for term in listed:
            yield weight, term


def _spelled(themes: Themes) -> dict[str, list[str]]:
    """The spellings of each word of a dictionary as they are searched."""
    of_theme = [
        (*theme.terms, *theme.typos, *theme.weak, *theme.exclude, *(word for rule in (*theme.rules, *theme.exceptions) for group in rule.groups for word in group))
        for theme in themes.themes
    ]
    made = {word: spellings(word, themes.variants) for word in dict.fromkeys(chain.from_iterable(of_theme))}
    searched = iter(plain_all(list(chain.from_iterable(made.values()))))
    return {word: [*islice(searched, len(spelled))] for word, spelled in made.items()}
