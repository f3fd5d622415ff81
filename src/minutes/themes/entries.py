"""How a dictionary fares on a corpus: entries that never fire, fire for nothing or fire for two, and words it lacks."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from minutes.model import Meeting, Turn
from minutes.themes.dictionary import Themes, load_themes
from minutes.themes.tag import listen, tag_meeting
from minutes.words.analyzer import stopwords
from minutes.words.phrases import finder, plain
from minutes.words.tokens import read, rows

if TYPE_CHECKING:
    import pandas as pd

AMBIGUOUS = 0.5
"""An entry is ambiguous where fewer than this share of its turns are given its theme."""

_FEW = 3
"""An entry with fewer turns is too rare to be called ambiguous, a word in fewer turns too rare to be suggested."""

_NOUNS = ("名詞-普通名詞", "接尾辞-名詞的", "接頭辞", "形状詞-一般")
_LONGEST = 5
"""Words of the dictionary that a suggested term is made of at most."""


def entries(meetings: Iterable[Meeting], themes: Themes | None = None) -> "pd.DataFrame":
    """One row per (theme, entry): kind, hits, turns, meetings, given (turns that got the theme), state, other themes.

    `state`: dead (never printed), ambiguous (printed in at least three turns, most of which are not about the theme),
    colliding (listed for the themes in `others`, too), or NA. Rows in the order of the dictionary.
    """
    import pandas as pd

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
        table.append((name, kind, term, hits[key], len(turns[key]), len(places[key]), given[key], _state(len(turns[key]), given[key], others), "、".join(others) or None))
    columns = ["theme", "kind", "term", "hits", "turns", "meetings", "given", "state", "others"]
    return pd.DataFrame(table, columns=columns).astype({"state": "string", "others": "string"})


def suggest(meetings: Iterable[Meeting], themes: Themes | None = None, *, top: int = 20) -> "pd.DataFrame":
    """For each theme the words that go with it and that the dictionary lacks, the most telling first, `top` at most.

    Columns: theme, term, score (log-likelihood gained by knowing the theme), turns (with the theme), of (all turns
    with the word), meetings. Counted in turns that do not run the meeting; a word must occur in two meetings.
    """
    import pandas as pd

    themes = themes or load_themes()
    known = tuple(dict.fromkeys(plain(term) for theme in themes.themes for term in (*theme.terms, *theme.weak, *theme.typos)))
    everywhere: Counter[str] = Counter()
    places: dict[str, set[str]] = defaultdict(set)
    beside: dict[str, Counter[str]] = defaultdict(Counter)
    spoken: Counter[str] = Counter()
    size = 0
    for meeting in meetings:
        given = _given(meeting, themes)
        for turn in (turn for turn in meeting.turns if turn.act != "procedural"):
            words = set(_candidates(turn, known))
            size += 1
            everywhere.update(words)
            for word in words:
                places[word].add(meeting.id)
            for theme in given[turn.n]:
                spoken[theme] += 1
                beside[theme].update(words)
    table = [
        (theme, word, round(score, 3), count, everywhere[word], len(places[word]))
        for theme in themes.names
        for score, word, count in _whole(_telling(beside[theme], everywhere, spoken[theme], size))
        if len(places[word]) > 1
    ]
    frame = pd.DataFrame(table, columns=["theme", "term", "score", "turns", "of", "meetings"])
    return frame.groupby("theme", sort=False).head(top).reset_index(drop=True)


_Key = tuple[str, str]


def _fired(meetings: list[Meeting], themes: Themes) -> tuple[Counter[_Key], dict[_Key, set[tuple[str, int]]], dict[_Key, set[str]], Counter[_Key]]:
    """For each (theme, entry): hits, turns, meetings, and how many of the turns were given the theme."""
    hits: Counter[_Key] = Counter()
    turns: dict[_Key, set[tuple[str, int]]] = defaultdict(set)
    places: dict[_Key, set[str]] = defaultdict(set)
    given: Counter[_Key] = Counter()
    for meeting in meetings:
        tagged, talk = _given(meeting, themes), listen(meeting, themes)
        for n, own in (*talk.own.items(), *talk.relayed.items()):
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


def _candidates(turn: Turn, known: tuple[str, ...]) -> Iterator[str]:
    """The nouns of a turn and what they are joined to, up to five words, formulas and what the dictionary has left out."""
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
                    yield turn.text[first:last]
        run = []


def _whole(telling: Iterator[tuple[float, str, int]]) -> Iterator[tuple[float, str, int]]:
    """The rows, most telling first, without the words that are only printed as a part of a longer one."""
    found = sorted(telling, key=lambda row: (-row[0], -len(row[1]), row[1]))
    kept: list[tuple[float, str, int]] = []
    for row in found:
        if not any((row[1] in other[1] and other[2] >= 0.8 * row[2]) or (other[1] in row[1] and row[2] < 0.8 * other[2]) for other in kept):
            kept.append(row)
    yield from kept


def _telling(beside: Counter[str], everywhere: Counter[str], spoken: int, size: int) -> Iterator[tuple[float, str, int]]:
    """(gain, word, turns with the theme) of the words that are commoner beside the theme than elsewhere."""
    for word, count in beside.items():
        elsewhere = (everywhere[word] - count + 0.5) / (size - spoken + 1)
        if count >= _FEW and count / spoken > elsewhere:
            yield count * math.log(count / spoken / elsewhere), word, count
