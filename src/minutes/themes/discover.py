"""What the dictionaries do not know yet: free topics of a corpus, with their words, quotations, and where they are spoken of."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from minutes.columns import frame
from minutes.model import Meeting, Turn
from minutes.text.patterns import SENTENCE_STOP
from minutes.themes.cuts import Cut, cuts_of
from minutes.themes.dictionary import Themes
from minutes.themes.topics import BY, SAMPLE, Topics, fit_topics

if TYPE_CHECKING:
    import pandas as pd

QUOTES = 3
LONGEST_QUOTE = 120


class Spoken(Protocol):
    """Whatever has meetings and the table of their turns, such as a `Corpus` or an `Archive`."""

    @property
    def records(self) -> Iterable[Meeting]:
        """The meetings."""

    @property
    def turns(self) -> "pd.DataFrame":
        """One row a turn."""


def discover(corpus: Spoken, *, themes: Themes | None = None, k: int = 10, seed: int = 0, sample: int | None = SAMPLE, by: Sequence[str] = BY) -> "pd.DataFrame":
    """One row a free topic, the columns of `discoveries` in the data dictionary: its words, quotations with file, page and line, and where it is spoken of.

    The themes of the dictionary are anchored topics beside them, so that what they cover is not found again. Topics that
    are one municipality in disguise (`leak`) stand last, of the others those first whose words hang together best.
    `sample` and `by` are those of `fit_topics`, which says what is asked of an archive, too. Raises `OptionError`
    where there is too little speech.
    """
    topics = fit_topics(corpus, themes=themes, k=k, seed=seed, sample=sample, by=by)
    spoken = topics.prevalence()
    table = topics.topics()
    free = table[table["theme"].isna()].to_dict("records")
    best = {str(row["topic"]): _best(topics, str(row["topic"])) for row in free}
    asked = {meeting for found in best.values() for meeting, _ in found}
    meetings = {meeting.id: (meeting, cut) for meeting, cut in cuts_of(corpus).meetings(asked)}
    rows = []
    for row in free:
        name = str(row["topic"])
        rows.append({str(column): value for column, value in row.items()} | {"by_municipality": _by_municipality(spoken[spoken["topic"] == name])})
        for n, (place, quote) in enumerate(_quotations(topics, name, best[name], meetings), start=1):
            rows[-1] |= {f"place_{n}": place, f"quote_{n}": quote}
    found = frame("discoveries", rows)
    return found.iloc[np.lexsort((-found["npmi"].to_numpy(), found["leak"].fillna(value=False).to_numpy(dtype=bool)))].reset_index(drop=True)


def _by_municipality(spoken: "pd.DataFrame") -> str | None:
    """The share of each municipality, the greatest first: 霞野市 4.1%、榎波町 2.0%."""
    ordered = spoken.sort_values("share", ascending=False, kind="stable")
    return "、".join(f"{place} {100 * share:.1f}%" for place, share in zip(ordered["municipality"], ordered["share"], strict=True)) or None


def _best(topics: Topics, name: str) -> list[tuple[str, int]]:
    """(meeting, turn) of the turns that a topic has most of, of as many meetings as there are."""
    best = topics.turns(name, n=20)
    first = best[~best["meeting"].duplicated()]
    chosen = [*first.index, *best.index.difference(first.index)][:QUOTES]
    return [(str(meeting), int(n)) for meeting, n in zip(best.loc[chosen, "meeting"], best.loc[chosen, "turn"], strict=True)]


def _quotations(topics: Topics, name: str, best: list[tuple[str, int]], meetings: Mapping[str, tuple[Meeting, Cut]]) -> list[tuple[str, str]]:
    """(place, sentence) for these turns of a topic."""
    found = []
    for meeting_id, n in best:
        meeting, cut = meetings[meeting_id]
        turn = next(turn for turn in meeting.turns if turn.n == n)
        start, end = _sentence(topics, name, turn, cut)
        found.append((_place(meeting, turn, start, end), " ".join(turn.text[start : min(end, start + LONGEST_QUOTE)].split()) + ("…" if end - start > LONGEST_QUOTE else "")))
    return found


def _sentence(topics: Topics, name: str, turn: Turn, cut: Cut) -> tuple[int, int]:
    """Where the sentence of a turn stands that has most of a topic."""
    weights, number = topics.components_[topics.names_.index(name)], topics.numbers
    stops = [0, *(match.end() for match in SENTENCE_STOP.finditer(turn.text)), len(turn.text)]
    weight = np.zeros(len(stops))
    for start, _, word in topics.analyzer.places(turn.text, cut(turn)):
        weight[bisect_right(stops, start) - 1] += weights[number[word]] if word in number else 0
    best = int(np.argmax(weight[:-1]))
    return stops[best], stops[best + 1]


def _place(meeting: Meeting, turn: Turn, start: int, end: int) -> str:
    """File, line in the decoded file, and page where there is one: 霞野市/r05-1.txt:120, x.pdf:88 p.3."""
    at = turn.locate(start, end).start
    page = bisect_right(meeting.source.pages, at)
    return f"{meeting.source.path}:{meeting.source.text.count(chr(10), 0, at) + 1}{f' p.{page}' if page else ''}"
