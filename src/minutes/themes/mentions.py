"""Where a dictionary speaks in a text: its terms longest first, its rules, and what its exclusions leave."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache, partial, reduce
from operator import or_
from typing import NamedTuple

from minutes.themes.dictionary import Rule, Theme, Themes
from minutes.themes.spelling import Variants, spellings
from minutes.words.phrases import Match, finder, plain

STRONG, WEAK = 1.0, 0.5

DOCUMENTS, AGENDAS, LATER = 1, 2, 4
_CUES = {
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


class _Word(NamedTuple):
    """What a word means that is no term: a member of group `group` of rule `rule`, or (rule -1) an exclusion."""

    rule: int
    group: int
    theme: int


Place = tuple[int, int]
Groups = dict[int, list[Place]]
_Ruled = tuple[int, Rule, bool]
"""(theme, rule, is it an exception?)."""


class Index:
    """A dictionary made ready for searching; `index(themes)` keeps one per process."""

    def __init__(self, themes: Themes) -> None:
        listed = list(enumerate(themes.themes))
        self._rules: list[_Ruled] = [(n, rule, bars) for n, theme in listed for rules, bars in ((theme.rules, False), (theme.exceptions, True)) for rule in rules]
        terms: dict[str, dict[int, Mention]] = defaultdict(dict)
        for n, theme in listed:
            for spelled, term, weight in _terms(theme, themes.variants):
                terms[spelled].setdefault(n, Mention(0, 0, n, weight, term))
        words: dict[str, dict[_Word, None]] = defaultdict(dict)
        for word, meaning in self._meanings(listed):
            for spelled in _spelled(word, themes.variants):
                words[spelled][meaning] = None
        for cue in (cue for cues in _CUES.values() for cue in cues):
            words.setdefault(plain(cue), {})
        self._terms = tuple(tuple(mention[2:] for mention in meaning.values()) for meaning in terms.values())
        self._bars = tuple(tuple(word.theme for word in meaning if word.rule < 0) for meaning in words.values())
        self._parts = tuple(tuple((word.rule, word.group) for word in meaning if word.rule >= 0) for meaning in words.values())
        self._most = max((len(rule.groups) for _, rule, _ in self._rules), default=0)
        cued = [sum(kind for kind, cues in _CUES.items() if word in cues) << (self._most * len(self._rules)) for word in words]
        self._masks = tuple(sum((1 << (group * len(self._rules) + rule) for rule, group in parts), cue) for parts, cue in zip(self._parts, cued, strict=True))
        self._lacking = sum(1 << (g * len(self._rules) + r) for r, (_, rule, _) in enumerate(self._rules) for g in range(len(rule.groups), self._most))
        self._find_terms = finder(tuple(terms), table=True)
        self._find_words = finder(tuple(words), overlapping=True, table=True)

    def mentions(self, text: str, stops: list[int]) -> list[Mention]:
        """The mentions in a `plain` text whose sentences end at `stops`, in order of place.

        Of terms at one place the longest counts, for every theme that lists it and for no other.
        """
        return self.heard(text, stops)[0]

    def heard(self, text: str, stops: list[int]) -> tuple[list[Mention], int]:
        """The mentions, and which of DOCUMENTS, AGENDAS and LATER the text has a cue of, added up."""
        found = self._find_terms(text)
        words = self._find_words(text)
        present = reduce(or_, map(self._masks.__getitem__, {n for _, _, n in words}), self._lacking)
        barred, complete = self._barred(words), self._complete(words, present)
        terms = self._terms
        mentions = [_mention((a, b, theme, weight, term)) for a, b, n in found for theme, weight, term in terms[n]]
        for (theme, rule, bars), places in complete:
            if bars:
                excepted = [(a, b) for _, _, a, b in _together(places, rule, stops)]
                mentions = [m for m in mentions if m.theme != theme or not any(a < m.end and m.start < b for a, b in excepted)]
            else:
                free = {g: [p for p in ps if not self._in_longer(p, found, theme)] for g, ps in places.items()}
                mentions += [Mention(a, b, theme, STRONG, _name(rule)) for a, b, _, _ in _together(free, rule, stops)]
        if barred:
            mentions = [m for m in mentions if m.theme not in barred or not any(_bars(place, m) for place in barred[m.theme])]
        mentions.sort()
        return mentions, present >> (self._most * len(self._rules))

    def _meanings(self, listed: list[tuple[int, Theme]]) -> Iterator[tuple[str, _Word]]:
        """(word, meaning) of all exclusions and rules."""
        for n, theme in listed:
            for phrase in theme.exclude:
                yield phrase, _Word(-1, 0, n)
        for r, (n, rule, _) in enumerate(self._rules):
            for g, group in enumerate(rule.groups):
                for word in group:
                    yield word, _Word(r, g, n)

    def _barred(self, found: list[Match]) -> dict[int, list[Place]]:
        """The excluded places of each theme."""
        barred: dict[int, list[Place]] = defaultdict(list)
        for a, b, n in found:
            for theme in self._bars[n]:
                barred[theme].append((a, b))
        return barred

    def _complete(self, found: list[Match], present: int) -> list[tuple[_Ruled, Groups]]:
        """The rules of which a word of every group was found, with the places of each group; exceptions last.

        Bit g × rules + r of `present`: a word of group g of rule r was found, or the rule has no such group.
        """
        whole = (1 << len(self._rules)) - 1
        for g in range(self._most):
            whole &= present >> (g * len(self._rules))
        if not whole:
            return []
        complete = [(n, ruled) for n, ruled in enumerate(self._rules) if whole >> n & 1]
        groups: dict[int, Groups] = {n: defaultdict(list) for n, _ in complete}
        for a, b, n in found:
            for rule, group in self._parts[n]:
                if rule in groups:
                    groups[rule][group].append((a, b))
        return [(ruled, groups[n]) for n, ruled in sorted(complete, key=lambda one: one[1][2])]

    def _in_longer(self, place: Place, found: list[Match], theme: int) -> bool:
        """Is the place only a part of a longer term of other themes (育て in 子育て)?"""
        start, end = place
        i = bisect_right(found, (start, 1 << 60, 0)) - 1
        if i < 0:
            return False
        a, b, n = found[i]
        return a <= start and end <= b and b - a > end - start and all(of != theme for of, _, _ in self._terms[n])


@lru_cache(maxsize=8)
def index(themes: Themes) -> Index:
    """The index of a dictionary, built once per process for equal dictionaries."""
    return Index(themes)


def _bars(place: Place, mention: Mention) -> bool:
    """Does an excluded place touch a mention? Not one that is longer and holds it: 用紙 does not exclude コピー用紙."""
    start, end = place
    touches = start < mention.end and mention.start < end
    return touches and not (mention.start <= start and end <= mention.end and mention.end - mention.start > end - start)


def _terms(theme: Theme, variants: Variants) -> Iterator[tuple[str, str, float]]:
    """(spelling as searched, term, weight) of a theme."""
    for weight, listed in ((STRONG, theme.terms), (STRONG, theme.typos), (WEAK, theme.weak)):
        for term in listed:
            for spelled in _spelled(term, variants):
                yield spelled, term, weight


def _spelled(term: str, variants: Variants) -> Iterator[str]:
    return map(plain, spellings(term, variants))


def _name(rule: Rule) -> str:
    """How a rule is shown as a term: the first word of each group."""
    return "＋".join(group[0] for group in rule.groups)


_mention = partial(tuple.__new__, Mention)


def _together(places: dict[int, list[Place]], rule: Rule, stops: list[int]) -> Iterator[tuple[int, int, int, int]]:
    """(start, end, start and end of the first word) where a sentence holds a place of every group, near enough."""
    for first in places[0]:
        start, end = first
        sentence = bisect_right(stops, start)
        low, high = stops[sentence - 1] if sentence else 0, stops[sentence] if sentence < len(stops) else 1 << 60
        for g in range(1, len(rule.groups)):
            gaps = [(max(a - end, start - b), a, b) for a, b in places[g] if low <= a and b <= high and (a >= end or b <= start)]
            gap, a, b = min(gaps, default=(1 << 60, 0, 0))
            if gap > (1 << 30 if rule.within is None else rule.within):
                break
            start, end = min(start, a), max(end, b)
        else:
            yield start, end, *first
