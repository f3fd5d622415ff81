"""How a dictionary fares on a corpus: entries that never fire, fire for nothing or fire for two, and words it lacks."""

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from minutes.columns import frame
from minutes.model import Meeting, Turn
from minutes.themes.dictionary import Themes, load_themes
from minutes.themes.heard import Heard
from minutes.themes.mentions import STRONG, index
from minutes.themes.tag import listen, tag_meeting
from minutes.words.analyzer import stopwords
from minutes.words.lexicon import read
from minutes.words.phrases import finder, plain
from minutes.words.tokens import rows

if TYPE_CHECKING:
    import pandas as pd

AMBIGUOUS = 0.5
"""An entry is ambiguous where fewer than this share of its turns are given its theme."""

_FEW = 3
"""An entry with fewer turns is too rare to be called ambiguous, a word in fewer turns too rare to be suggested."""

_TELLING = 4.0
"""How many times commoner than elsewhere a suggested word is at least."""

_NOUNS = ("名詞-普通名詞", "接尾辞-名詞的", "接頭辞", "形状詞-一般")
_LONGEST = 5
"""Words of the dictionary that a suggested term is made of at most."""


def entries(meetings: Iterable[Meeting], themes: Themes | None = None) -> "pd.DataFrame":
    """One row per (theme, entry), the columns of `entries` in the data dictionary; rows in the order of the dictionary.

    `state`: dead (never printed), ambiguous (printed in at least three turns, most of which are not about the theme),
    colliding (listed for the themes in `others`, too), or NA.
    """
    themes = themes or load_themes()
    hits, turns, places, given = _fired(list(meetings), themes)
    listed = [(theme.name, kind, term) for theme in themes.themes for kind, terms in (("term", theme.terms), ("weak", theme.weak), ("typo", theme.typos)) for term in terms]
    owners: dict[str, list[str]] = defaultdict(list)
    for name, _, term in listed:
        owners[plain(term)].append(name)
    table = []
    for name, kind, term in listed:
        key = (name, term)
        others = [owner for owner in owners[plain(term)] if owner != name]
        turned = len(turns[key])
        row = {"theme": name, "kind": kind, "term": term, "hits": hits[key], "turns": turned, "meetings": len(places[key]), "given": given[key]}
        table.append(row | {"state": _state(turned, given[key], others), "others": "、".join(others) or None})
    return frame("entries", table)


def suggest(meetings: Iterable[Meeting], themes: Themes | None = None, *, top: int = 20) -> "pd.DataFrame":
    """For each theme the words that go with it and that the dictionary lacks, the most telling first, `top` at most.

    The columns of `suggestions` in the data dictionary: `score` is the log-likelihood gained by knowing that the
    sentence speaks of the theme, `turns` those with the word in such a sentence, `of` all with the word. Only turns
    that do not run the meeting are counted; a word must stand in three turns and two meetings.
    """
    themes = themes or load_themes()
    seen = _Seen(themes)
    for meeting in meetings:
        seen.add(meeting)
    table = [
        {"theme": theme, "term": word, "score": round(score, 3), "turns": count, "of": len(seen.turns[word]), "meetings": len(places)}
        for theme in themes.names
        for score, word, count in _whole(seen.telling(theme))
        if len(places := {meeting for meeting, _ in seen.turns[word]}) > 1
    ]
    return frame("suggestions", table).groupby("theme", sort=False).head(top).reset_index(drop=True)


class _Seen:
    """The words of a corpus by sentence: in how many with each theme, in how many at all."""

    def __init__(self, themes: Themes) -> None:
        self._themes = themes
        self._known = tuple(dict.fromkeys(plain(term) for theme in themes.themes for term in (*theme.terms, *theme.weak, *theme.typos)))
        self._everywhere: Counter[str] = Counter()
        self._beside: dict[str, Counter[str]] = defaultdict(Counter)
        self._spoken: Counter[str] = Counter()
        self._size = 0
        self.turns: dict[str, set[tuple[str, int]]] = defaultdict(set)
        self._of_theme: dict[tuple[str, str], set[tuple[str, int]]] = defaultdict(set)

    def add(self, meeting: Meeting) -> None:
        """Count the sentences of the turns that do not run the meeting."""
        given = _given(meeting, self._themes)
        for turn in (turn for turn in meeting.turns if turn.act != "procedural"):
            heard = Heard(index(self._themes), [plain(turn.text)])
            ends = heard.stops
            spoken: dict[int, set[str]] = defaultdict(set)
            for mention in heard.mentions(0):
                if mention.weight >= STRONG and self._themes.names[mention.theme] in given[turn.n]:
                    spoken[bisect_right(ends, mention.start)].add(self._themes.names[mention.theme])
            words: dict[int, set[str]] = defaultdict(set)
            for at, word in _candidates(turn, self._known):
                words[bisect_right(ends, at)].add(word)
            self._count((meeting.id, turn.n), len(ends), words, spoken)

    def _count(self, turn: tuple[str, int], sentences: int, words: dict[int, set[str]], spoken: dict[int, set[str]]) -> None:
        self._size += sentences
        for at, found in words.items():
            self._everywhere.update(found)
            for word in found:
                self.turns[word].add(turn)
                for theme in spoken[at]:
                    self._of_theme[theme, word].add(turn)
            for theme in spoken[at]:
                self._beside[theme].update(found)
        for named in spoken.values():
            self._spoken.update(named)

    def telling(self, theme: str) -> Iterator[tuple[float, str, int]]:
        """(gain, word, turns with both) of the words that are far commoner in the sentences of the theme than elsewhere."""
        spoken = self._spoken[theme]
        for word, count in self._beside[theme].items():
            elsewhere = (self._everywhere[word] - count + 0.5) / (self._size - spoken + 1)
            times = count / spoken / elsewhere
            turns = len(self._of_theme[theme, word])
            if turns >= _FEW and times > _TELLING:
                yield count * math.log(times), word, turns


_Key = tuple[str, str]


def _fired(meetings: list[Meeting], themes: Themes) -> tuple[Counter[_Key], dict[_Key, set[tuple[str, int]]], dict[_Key, set[str]], Counter[_Key]]:
    """For each (theme, entry): hits, turns, meetings, and how many of the turns were given the theme."""
    hits: Counter[_Key] = Counter()
    turns: dict[_Key, set[tuple[str, int]]] = defaultdict(set)
    places: dict[_Key, set[str]] = defaultdict(set)
    given: Counter[_Key] = Counter()
    for meeting in meetings:
        tagged, talk = _given(meeting, themes), listen(meeting, themes)
        for n, own in (*((n, said.every()) for n, said in talk.own.items()), *talk.relayed.items()):
            for theme, said in own.items():
                name = themes.names[theme]
                for term, count in Counter(mention.term for mention in said.mentions).items():
                    hits[name, term] += count
                    turns[name, term].add((meeting.id, n))
                    places[name, term].add(meeting.id)
                    given[name, term] += name in tagged[n]
    return hits, turns, places, given


def _given(meeting: Meeting, themes: Themes) -> dict[int, set[str]]:
    """The themes of each turn."""
    given: dict[int, set[str]] = defaultdict(set)
    for one in tag_meeting(meeting, themes):
        given[one.turn].add(one.theme)
    return given


def _state(turns: int, given: int, others: list[str]) -> str | None:
    """What is to be said of an entry, the worst first."""
    if not turns:
        return "dead"
    if turns >= _FEW and given < AMBIGUOUS * turns:
        return "ambiguous"
    return "colliding" if others else None


def _candidates(turn: Turn, known: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """(place, words): the nouns of a turn and what they are joined to, up to five words, formulas and what the dictionary has left out."""
    stop = stopwords()
    taken = {at for start, end, _ in finder(known)(plain(turn.text)) for at in range(start, end)}
    run: list[tuple[int, int]] = []
    for (start, end, said), (following, _, _) in pairwise([*rows(turn.text), (-1, -1, "")]):
        if read(said)[1].startswith(_NOUNS) and start not in taken:
            run.append((start, end))
            if following == end:
                continue
        for i, (first, _) in enumerate(run):
            for _, last in run[i : i + _LONGEST]:
                if last - first > 1 and turn.text[first:last] not in stop:
                    yield first, turn.text[first:last]
        run = []


def _whole(telling: Iterator[tuple[float, str, int]]) -> Iterator[tuple[float, str, int]]:
    """The rows, most telling first, without the words that are only printed as a part of a longer one."""
    found = sorted(telling, key=lambda row: (-row[0], -len(row[1]), row[1]))
    kept: list[tuple[float, str, int]] = []
    for row in found:
        if not any((row[1] in other[1] and other[2] >= 0.8 * row[2]) or (other[1] in row[1] and row[2] < 0.8 * other[2]) for other in kept):
            kept.append(row)
    yield from kept
