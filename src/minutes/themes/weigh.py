"""What the words of a turn say of each theme: mentions that count, mentions that count less, mentions that do not."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from minutes.text.patterns import AGENDA_CALL, AGENDA_LINE, AGENDA_READ, DOCUMENT_LINE, DOCUMENT_NAME, FOR_LATER, MENTION_ASIDE, MENTION_OFFICE, MENTION_TOPIC
from minutes.themes.heard import Heard
from minutes.themes.mentions import AGENDAS, DOCUMENTS, LATER, STRONG, Mention


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

_Set = tuple[list[tuple[int, int]], set[int]]
"""Places of titles that are only named, and numbers of the sentences that put something off."""

_PLAIN: _Set = ([], set())

_mention = partial(tuple.__new__, Mention)


class Said(dict[int, Own]):
    """What a text says of each theme, by its number: `[theme]` for any of them.

    It holds those that the text has a word for that is enough by itself; what weak words alone say is worked out when it is asked for.
    """

    __slots__ = ("_text", "_weighed")

    def __init__(self, weighed: "Weighed", text: int) -> None:
        self._weighed, self._text = weighed, text

    def __missing__(self, theme: int) -> Own:
        own = self[theme] = self._weighed.own(self._text, theme)
        return own

    def weak(self, theme: int) -> int:
        """How many weak words there are of a theme at most."""
        return self._weighed.heard.count(self._text, theme)

    def every(self) -> dict[int, Own]:
        """All that the text says, with weak words alone, too."""
        return {theme: own for theme in self._weighed.heard.themes(self._text) if (own := self[theme]).mentions}


class Weighed:
    """What texts say of the themes that they mention.

    Not counted: titles of documents (【資料1】…) and of an agenda read out, names of offices (情報政策課). Half: a basis
    (…を踏まえ), an example (…など), a reference (…と同様), what is put off (後ほど), a `background` theme in a sentence
    that speaks of another.
    """

    def __init__(self, heard: Heard, background: frozenset[int] = frozenset()) -> None:
        self.heard = heard
        self._background = background
        self._sets: dict[int, _Set] = {}

    def said(self, text: int) -> Said:
        """What a text says of each theme."""
        said, strong = Said(self, text), self.heard.strong.get(text)
        if strong:
            crowded: set[int] = set()
            for theme in strong - self._background:
                said[theme], sentences = self._own(text, theme)
                crowded.update(sentences)
            for theme in strong & self._background:
                said[theme], _ = self._own(text, theme, crowded)
        return said

    def own(self, text: int, theme: int) -> Own:
        """What a text says of a theme by weak words alone."""
        return self._own(text, theme)[0] if self.heard.says(text, theme) else NOTHING

    def relayed(self, text: int) -> dict[int, Own]:
        """The themes that a text which runs the meeting passes on (…のご質問について事務局お願いします), agenda calls left out."""
        heard, passed = self.heard, {}
        if strong := heard.strong.get(text):
            stops = [heard.begins[text], *heard.stops[heard.first[text] : heard.first[text + 1]]]
            calls = {heard.first[text] + n for n, (a, b) in enumerate(pairwise(stops)) if AGENDA_CALL.search(heard.whole, a, b)}
            for theme in strong:
                own, _ = self._own(text, theme, calls=calls)
                if own.mentions:
                    passed[theme] = own
        return passed

    def _set(self, text: int) -> _Set:
        """What stands around the mentions of a text: only looked for where there is a cue."""
        cues = self.heard.cues.get(text)
        if not cues:
            return _PLAIN
        if text not in self._sets:
            base, stop = self.heard.begins[text], self.heard.ends[text]
            matched = self.heard.whole[base:stop]
            titles = [m.span() for cue, inside, line in _LISTS if cues & cue for m in (*inside.finditer(matched), *lines(matched, line))]
            later = {bisect_right(self.heard.stops, base + m.start()) for m in FOR_LATER.finditer(matched)} if cues & LATER else set[int]()
            self._sets[text] = [(base + a, base + b) for a, b in titles], later
        return self._sets[text]

    def _own(self, text: int, theme: int, crowded: Collection[int] = (), calls: Collection[int] | None = None) -> tuple[Own, dict[int, float]]:
        """What the mentions of one theme add up to, and the weight by sentence; of what is passed on the sentences of `calls` and weak words do not count."""
        heard = self.heard
        whole, stops, base, stop = heard.whole, heard.stops, heard.begins[text], heard.ends[text]
        titles, later = self._set(text)
        heaviest: dict[int, float] = {}
        weak: set[str] = set()
        topic, mentions = False, list[Mention]()
        for start, end, weight, term in heard.found(text, theme):
            if MENTION_OFFICE.match(whole, end, stop) or (titles and any(a <= start < b for a, b in titles)):
                continue
            if weight >= STRONG:
                sentence = bisect_right(stops, start)
                if calls and sentence in calls:
                    continue
                counted = weight / 2 if MENTION_ASIDE.match(whole, end, stop) else weight
                counted /= (2 if sentence in later else 1) * (2 if sentence in crowded else 1)
                heaviest[sentence] = max(heaviest.get(sentence, 0.0), counted)
                topic = topic or MENTION_TOPIC.match(whole, end, stop) is not None
            elif calls is None:
                weak.add(term)
            else:
                continue
            mentions.append(_mention((start - base, end - base, theme, weight, term)))
        amount = sum(heaviest.values())
        return Own(amount, amount / (heard.first[text + 1] - heard.first[text]), len(weak), topic, tuple(mentions)), heaviest


def lines(matched: str, line: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """What `finditer` gives for a pattern that begins with a line, without asking at every character."""
    begin = done = 0
    while begin >= 0:
        if begin >= done and (found := line.match(matched, begin)):
            yield found
            done = found.end()
        begin = matched.find("\n", begin) + 1 or -1
