"""What the words of one turn say of each theme: mentions that count, mentions that count less, mentions that do not."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from minutes.text.patterns import AGENDA_CALL, AGENDA_LINE, AGENDA_READ, DOCUMENT_LINE, DOCUMENT_NAME, FOR_LATER, MENTION_ASIDE, MENTION_OFFICE, MENTION_TOPIC, RELAY, SENTENCE_STOP
from minutes.themes.mentions import AGENDAS, DOCUMENTS, LATER, STRONG, Index, Mention


class Own(NamedTuple):
    """What a turn says of one theme in its own words.

    `amount` adds up, over the sentences, the mention that weighs most; `share` is that per sentence; `weak` counts
    different weak words; `topic` tells whether a mention stands as the topic (…について, …は).
    """

    amount: float = 0.0
    share: float = 0.0
    weak: int = 0
    topic: bool = False
    mentions: tuple[Mention, ...] = ()

    @property
    def strong(self) -> bool:
        """Is there a mention that is enough by itself?"""
        return self.amount > 0


NOTHING = Own()

_LISTS = ((DOCUMENTS, DOCUMENT_NAME, DOCUMENT_LINE), (AGENDAS, AGENDA_READ, AGENDA_LINE))
"""(cue without which there is no list, pattern of what stands in one, pattern of a line of one): titles that are named and not spoken of."""

_Weighed = tuple[Mention, int, float]
"""(mention, number of its sentence, weight)."""


def weigh(matched: str, index: Index, background: frozenset[int] = frozenset()) -> dict[int, Own]:
    """What a `plain` text says of each theme that it mentions, by the number of the theme.

    Not counted: titles of documents (【資料1】…) and of an agenda read out, names of offices (情報政策課). Half: a basis
    (…を踏まえ), an example (…など), a reference (…と同様), what is put off (後ほど), a `background` theme in a sentence
    that speaks of another.
    """
    stops = sentence_ends(matched)
    weighed = _weighed(matched, stops, index)
    if not weighed:
        return {}
    by_theme: dict[int, list[_Weighed]] = defaultdict(list)
    for row in weighed:
        by_theme[row[0].theme].append(row)
    crowded: set[int] | None = None
    for theme in by_theme.keys() & background:
        if crowded is None:
            crowded = {sentence for mention, sentence, _ in weighed if mention.weight >= STRONG and mention.theme not in background}
        by_theme[theme] = [(mention, sentence, weight / 2 if sentence in crowded else weight) for mention, sentence, weight in by_theme[theme]]
    return {theme: _own(rows, matched, len(stops)) for theme, rows in by_theme.items()}


def relayed(matched: str, index: Index) -> dict[int, Own]:
    """The themes that a `plain` text which runs the meeting passes on (…のご質問について事務局お願いします), agenda calls left out."""
    if not RELAY.search(matched):
        return {}
    stops = sentence_ends(matched)
    sentences = [matched[a:b] for a, b in pairwise([0, *stops])]
    by_theme: dict[int, list[_Weighed]] = defaultdict(list)
    for mention, sentence, weight in _weighed(matched, stops, index):
        if mention.weight >= STRONG and not AGENDA_CALL.search(sentences[sentence]):
            by_theme[mention.theme].append((mention, sentence, weight))
    return {theme: _own(rows, matched, len(stops)) for theme, rows in by_theme.items()}


def sentence_ends(matched: str) -> list[int]:
    """Where the sentences of a `plain` text end; the last ends with the text."""
    stops = [m.end() for m in SENTENCE_STOP.finditer(matched)]
    return stops if stops and stops[-1] == len(matched) else [*stops, len(matched)]


def _weighed(matched: str, stops: list[int], index: Index) -> list[_Weighed]:
    """(mention, number of its sentence, weight) of the mentions that count."""
    mentions, cues = index.heard(matched, stops)
    if not mentions:
        return []
    titles = [m.span() for cue, inside, line in _LISTS if cues & cue for m in (*inside.finditer(matched), *_lines(matched, line))]
    later = {bisect_right(stops, m.start()) for m in FOR_LATER.finditer(matched)} if cues & LATER else ()
    office, aside = MENTION_OFFICE.match, MENTION_ASIDE.match
    rows = []
    for mention in mentions:
        start, end, _, weight, _ = mention
        if office(matched, end) or (titles and any(a <= start < b for a, b in titles)):
            continue
        sentence = bisect_right(stops, start)
        if aside(matched, end):
            weight /= 2
        rows.append((mention, sentence, weight / 2 if sentence in later else weight))
    return rows


def _lines(matched: str, line: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """What `finditer` gives for a pattern that begins with a line, without asking at every character."""
    begin = done = 0
    while begin >= 0:
        if begin >= done and (found := line.match(matched, begin)):
            yield found
            done = found.end()
        begin = matched.find("\n", begin) + 1 or -1


def _own(rows: list[_Weighed], matched: str, sentences: int) -> Own:
    """The sum of the weighed mentions of one theme."""
    heaviest: dict[int, float] = {}
    weak: set[str] = set()
    topic = False
    for (_, end, _, kind, term), sentence, weight in rows:
        if kind < STRONG:
            weak.add(term)
            continue
        if heaviest.get(sentence, 0.0) < weight:
            heaviest[sentence] = weight
        topic = topic or MENTION_TOPIC.match(matched, end) is not None
    amount = sum(heaviest.values())
    return Own(amount, amount / sentences, len(weak), topic, tuple([row[0] for row in rows]))
