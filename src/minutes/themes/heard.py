"""Where a dictionary speaks in many texts at once: its terms longest first, its rules, and what its exclusions leave."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from operator import itemgetter

import numpy as np

from minutes.text.patterns import SENTENCE_CLOSES, SENTENCE_STOPS
from minutes.themes.dictionary import Rule
from minutes.themes.mentions import STRONG, Index, Mention
from minutes.words.scan import Column, Places

Place = tuple[int, int]
Groups = dict[int, list[Place]]
Found = tuple[int, int, float, str]
"""(start, end, weight, the dictionary's term): a mention of a theme, by its place in all the texts."""


_WITHIN, _CLOSES, _STOPS = range(3)
_KINDS = np.full(1 << 16, _WITHIN, np.int8)
_KINDS[[*map(ord, SENTENCE_CLOSES)]] = _CLOSES
_KINDS[[*map(ord, SENTENCE_STOPS)]] = _STOPS


def sentence_ends(whole: str, ends: Column) -> Column:
    """Where the sentences of `plain` texts, joined by a character each, end: at stops with what closes there, and where the texts end."""
    kinds = _KINDS.take(np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), "<u4"), mode="clip")
    kinds[ends[:-1]] = _WITHIN
    found = np.flatnonzero(kinds > _WITHIN)
    last = np.flatnonzero(np.diff(found, append=-1) != 1)  # of a run of what closes and stops
    runs = np.maximum.reduceat(kinds[found], np.append(0, last + 1)[:-1])
    stops = np.zeros(len(whole) + 1, bool)
    stops[found[last[runs == _STOPS]] + 1] = stops[ends] = True
    return np.flatnonzero(stops)


class Heard:
    """What `plain` texts, such as the turns of a meeting, mention: found in one pass over all of them.

    Joined by line breaks they are `whole`, each from its place in `begins` to that in `ends`; the sentences end at `stops`,
    `first` says which of them each text begins with. `strong` are the themes that a text has a word for that is enough by itself,
    `cues` which of DOCUMENTS, AGENDAS and LATER it has a cue of. Of terms at one place the longest counts, for every theme that
    lists it and for no other.
    """

    def __init__(self, index: Index, texts: Sequence[str]) -> None:
        self.whole, self._index = "\n".join(texts), index
        self.ends = [end - 1 for end in accumulate(len(text) + 1 for text in texts)]
        self.begins = [end - len(text) for end, text in zip(self.ends, texts, strict=True)]
        starts, ends = np.array(self.begins, np.int64), np.array(self.ends, np.int64)
        stops = sentence_ends(self.whole, ends)
        self.stops = stops.tolist()
        self.first = [*np.searchsorted(stops, starts).tolist(), len(stops)]
        self.strong: dict[int, set[int]] = defaultdict(set)
        self.cues: dict[int, int] = defaultdict(int)
        self._made: dict[Place, list[Found]] = defaultdict(list)
        self._excepted: dict[Place, list[Place]] = defaultdict(list)
        self._barred: dict[Place, list[Place]] = defaultdict(list)
        terms, words = index.find(self.whole)
        self._terms = terms[0].tolist(), terms[1].tolist(), terms[2].tolist()
        self._count_terms(starts, terms)
        self._count_words(starts, words)
        self._follow_rules(stops, words)

    def _count_terms(self, begins: Column, found: Places) -> None:
        """The mentions by text and theme, in columns; `_rows` tells where those of a pair stand."""
        which, meaning = self._index.meanings.of(found[2])
        theme = self._index.meanings.columns[0][meaning]
        key = _texts(begins, found[0])[which] * self._index.themes + theme
        order = np.argsort(key, kind="stable")
        key, which, meaning = key[order], which[order], meaning[order]
        weight, term = self._index.weights[meaning], map(self._index.terms.__getitem__, meaning.tolist())
        self._mentions = list(zip(found[0][which].tolist(), found[1][which].tolist(), weight.tolist(), term, strict=True))
        at = _steps(key)
        pairs = [divmod(pair, self._index.themes) for pair in key[at].tolist()]
        self._rows: dict[Place, Place] = dict(zip(pairs, pairwise([*at.tolist(), len(key)]), strict=True))
        for n in np.flatnonzero(np.maximum.reduceat(weight, at) >= STRONG).tolist() if len(at) else ():
            self.strong[pairs[n][0]].add(pairs[n][1])

    def _count_words(self, begins: Column, found: Places) -> None:
        """The places that exclusions bar, and the cues."""
        index = self._index
        which, at = index.bars.of(found[2])
        for text, theme, start, end in _listed(_texts(begins, found[0][which]), index.bars.columns[0][at], found[0][which], found[1][which]):
            self._barred[text, theme].append((start, end))
        which, at = index.cues.of(found[2])
        for text, kind in _listed(_texts(begins, found[0][which]), index.cues.columns[0][at]):
            self.cues[text] |= kind

    def _follow_rules(self, stops: Column, found: Places) -> None:
        """What rules add and except, where one sentence has a word of every group of a rule."""
        index = self._index
        which, at = index.parts.of(found[2])
        rule, group = index.parts.columns[0][at], index.parts.columns[1][at]
        key = np.searchsorted(stops, found[0], side="right")[which] * len(index.rules) + rule
        order = np.argsort(key, kind="stable")
        key, which, rule, group = key[order], which[order], rule[order], group[order]
        at = _steps(key)
        if not len(at):
            return
        complete = np.bitwise_or.reduceat(1 << group, at) == index.whole[rule[at]]
        kept = np.flatnonzero(np.repeat(complete, np.diff(at, append=len(key))))
        rows = _listed(key[kept], group[kept], found[0][which[kept]], found[1][which[kept]])
        for one, same in groupby(rows, itemgetter(0)):
            places: Groups = defaultdict(list)
            for _, g, start, end in same:
                places[g].append((start, end))
            self._apply(one % len(index.rules), places)

    def _apply(self, rule: int, places: Groups) -> None:
        """What a rule finds in the places of its groups in one sentence."""
        ruled = self._index.rules[rule]
        start = places[0][0][0]
        pair = bisect_right(self.begins, start) - 1, ruled.theme
        high = self.stops[bisect_right(self.stops, start)]
        if ruled.bars:
            self._excepted[pair] += [(a, b) for _, _, a, b in _together(places, ruled.rule, high)]
            return
        free: Groups = {}
        for g, listed in places.items():
            free[g] = [place for place in listed if not self._in_longer(place, ruled.theme)]
            if not free[g]:
                return
        if made := [(a, b, STRONG, _name(ruled.rule)) for a, b, _, _ in _together(free, ruled.rule, high)]:
            self._made[pair] += made
            self.strong[pair[0]].add(ruled.theme)

    def _in_longer(self, place: Place, theme: int) -> bool:
        """Is the place only a part of a longer term of other themes (育て in 子育て)?"""
        start, end = place
        starts, ends, numbers = self._terms
        i = bisect_right(starts, start) - 1
        if i < 0:
            return False
        a, b = starts[i], ends[i]
        return bool(a <= start and end <= b and b - a > end - start and all(of != theme for of in self._index.themes_of[numbers[i]]))

    def found(self, text: int, theme: int) -> list[Found]:
        """The mentions of a theme in a text, in order of place."""
        pair = text, theme
        first, last = self._rows.get(pair, (0, 0))
        found = self._mentions[first:last]
        if pair in self._made:
            found = sorted([*found, *self._made[pair]])
        if pair in self._excepted:
            found = [m for m in found if not any(a < m[1] and m[0] < b for a, b in self._excepted[pair])]
        if pair in self._barred:
            found = [m for m in found if not any(_bars(place, m[0], m[1]) for place in self._barred[pair])]
        return found

    def count(self, text: int, theme: int) -> int:
        """How many mentions of a theme a text has at most, but for those that rules make."""
        first, last = self._rows.get((text, theme), (0, 0))
        return last - first

    def says(self, text: int, theme: int) -> bool:
        """Does a text mention a theme at all, if only with weak words?"""
        return (text, theme) in self._rows or (text, theme) in self._made

    def themes(self, text: int) -> list[int]:
        """The themes that a text mentions, with weak words alone, too."""
        return [theme for theme in range(self._index.themes) if self.says(text, theme)]

    def mentions(self, text: int) -> list[Mention]:
        """All mentions in a text, by their places in it and in their order."""
        base = self.begins[text]
        return sorted(Mention(a - base, b - base, theme, weight, term) for theme in self.themes(text) for a, b, weight, term in self.found(text, theme))


def _texts(begins: Column, places: Column) -> Column:
    """The number of the text in which each place lies."""
    return np.searchsorted(begins, places, side="right") - 1


def _steps(key: Column) -> Column:
    """Where each run of equal keys begins."""
    return np.flatnonzero(np.diff(key, prepend=-1))


def _listed(*columns: Column) -> Iterable[tuple[int, ...]]:
    """Columns as rows of Python's numbers."""
    return zip(*(column.tolist() for column in columns), strict=True)


def _bars(place: Place, first: int, last: int) -> bool:
    """Does an excluded place touch a mention? Not one that is longer and holds it: 用紙 does not exclude コピー用紙."""
    start, end = place
    touches = start < last and first < end
    return touches and not (first <= start and end <= last and last - first > end - start)


def _name(rule: Rule) -> str:
    """How a rule is shown as a term: the first word of each group."""
    return "＋".join(group[0] for group in rule.groups)


def _together(places: Groups, rule: Rule, high: int) -> Iterator[tuple[int, int, int, int]]:
    """(start, end, start and end of the first word) where a sentence, which ends at `high`, holds a place of every group, near enough."""
    for first in places[0]:
        start, end = first
        for g in range(1, len(rule.groups)):
            gaps = [(max(a - end, start - b), a, b) for a, b in places[g] if b <= high and (a >= end or b <= start)]
            gap, a, b = min(gaps, default=(1 << 60, 0, 0))
            if gap > (1 << 30 if rule.within is None else rule.within):
                break
            start, end = min(start, a), max(end, b)
        else:
            yield start, end, *first
