"""Search: which turns hold what a query asks for, how many of how many that is, by group, and what was said there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from minutes.archive.store import Archive
from minutes.columns import frame
from minutes.compare.search_query import Query, Word, holds, read_query, wanted
from minutes.compare.select import By, Where, select
from minutes.corpus.corpus import Corpus

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from minutes.compare.count import Counts
    from minutes.model import Meeting, Turn

FIRST = 20
"""Turns that are quoted when nothing else is asked for."""


class Numbers(NamedTuple):
    """Turns that were found and turns that were searched, meetings with any of the former and with any of the latter."""

    n: int
    of: int
    meetings: int
    of_meetings: int


class Places(Protocol):
    """The turns that were found, in a corpus or in an archive."""

    @property
    def numbers(self) -> "Numbers":
        """How many there are, of how many."""

    def turns(self) -> "pd.DataFrame":
        """The rows of these turns in the table `turns`."""

    def counted(self, name: str, by: By, of: str) -> "Counts":
        """Their sums by group, as one theme of this name."""

    def first(self, limit: int | None) -> "tuple[Corpus, NDArray[np.int64]]":
        """The first of them: a corpus that holds their meetings, and the rows of its `turns`."""


@dataclass(frozen=True)
class Found:
    """The turns that a query found: `n` of `of` turns, in `meetings` of `of_meetings` meetings, those that `where` lets through.

    `query` is the query as it was understood. `counts(by)` has numbers and rates by group, `quotes()` the words in their
    context with the way back to the file, `turns` the rows of the table `turns`.
    """

    query: str
    where: Where | None
    asked: Query = field(repr=False)
    places: Places = field(repr=False)

    @property
    def n(self) -> int:
        """Turns that were found."""
        return self.places.numbers.n

    @property
    def of(self) -> int:
        """Turns that were searched."""
        return self.places.numbers.of

    @property
    def meetings(self) -> int:
        """Meetings with at least one of the turns that were found."""
        return self.places.numbers.meetings

    @property
    def of_meetings(self) -> int:
        """Meetings that were searched: those with at least one turn."""
        return self.places.numbers.of_meetings

    def __len__(self) -> int:
        return self.places.numbers.n

    def __repr__(self) -> str:
        filters = "".join(f" · {name}={value}" for name, value in (self.where or {}).items())
        return f"Found({self.query}{filters}: {self.n:,} of {self.of:,} turns · {self.meetings:,} of {self.of_meetings:,} meetings)"

    @property
    def turns(self) -> "pd.DataFrame":
        """The rows of the table `turns` that were found, with their text, in the order of the corpus; all of them are in memory then."""
        return self.places.turns()

    def counts(self, by: By = "municipality", *, of: str = "turns", seed: int = 0, times: int = 2000) -> "pd.DataFrame":
        """One row a group: n of `of` = rate with a 95 % interval over meetings, as `rates` has it, and in how many of its meetings.

        `by`, `of`: as for `rates`. A group in which nothing was found has n = 0; one without turns has no row.
        """
        import numpy as np

        from minutes.compare.intervals import intervals
        from minutes.compare.rates import figures

        counts = self.places.counted(self.query, by, of)
        with_hits = np.bincount(counts.group, weights=(counts.n[:, 0] > 0), minlength=len(counts.groups)).astype(np.int64)
        made = frame("search_counts", figures(counts, intervals(counts, seed=seed, times=times)) | {"meetings_found": with_hits}, by=counts.by)
        made.attrs = {"query": self.query, "unit": counts.unit, "seed": seed, "times": times, "level": 0.95, "resampled": "meetings"}
        return made

    def quotes(self, limit: int | None = FIRST, *, size: int = 30) -> "pd.DataFrame":
        """The words of the query in their context, as a table of `kwic`: in each of the first `limit` turns the first place of each word.

        `size` characters on either side; `start` and `end` point into the text of the file. A turn without any of the
        words, found for what it does not say, has its beginning and no `keyword`. `limit=None` quotes all turns.
        """
        from minutes.compare.kwic import rows, table, window_of

        corpus, positions = self.places.first(limit)
        words, cut, chosen = list(dict.fromkeys(wanted(self.asked))), window_of("characters", size), set(positions.tolist())

        def find(_: "Meeting", turn: "Turn") -> list[tuple[int, int, str]]:
            return _first_places(words, turn.text) or [(0, 0, self.query)]

        made: list[dict[str, object]] = []
        at: list[int] = []
        before = 0
        for meeting in corpus.records:
            asked = [before + k in chosen for k in range(len(meeting.turns))]
            for turn, row in rows(meeting, find, cut, asked) if any(asked) else ():
                made.append(row)
                at.append(before + turn)
            before += len(meeting.turns)
        return table(corpus, made, at, self.query, "search")


def _first_places(words: Sequence[Word], text: str) -> list[tuple[int, int, str]]:
    """(start, end, word) of the first place of each word that stands in a text, in order."""
    from minutes.words.phrases import plain

    twin = plain(text)
    return sorted((*place, word.text) for word in words if (place := word.needle.first(twin)))


def search(corpus: Corpus | Archive, query: str, *, where: Where | None = None) -> Found:
    """The turns in which the words of `query` stand: how many, by group, and what was said.

    監査 AND (マイナンバー OR 個人番号) NOT 予算: words, AND (or a blank), OR (または, |), NOT (or -word), brackets, and phrases in
    quotation marks. A word of any length is found wherever it stands, in every width and case, in the regular variants of its
    spelling (手続き, 手続), katakana with or without its last ー; a Latin word or a number only as a word of its own; a phrase in
    quotation marks in its one spelling. Lines that were wrapped in print are joined. `where` as for `rates`. `OptionError`
    says where in the query a mistake is. Also `corpus.search(query)` and `archive.search(query)`; both find the same.
    """
    asked = read_query(query)
    if isinstance(corpus, Archive):
        from minutes.compare.search_stored import stored_places

        return Found(str(asked), where, asked, stored_places(corpus, asked, where))
    return Found(str(asked), where, asked, _in_memory(corpus, asked, where))


@dataclass(frozen=True)
class _InMemory:
    """Turns of a corpus: `at` are their rows in its table `turns`."""

    corpus: Corpus
    where: Where | None
    at: "NDArray[np.int64]"
    numbers: Numbers

    def turns(self) -> "pd.DataFrame":
        return self.corpus.turns.iloc[self.at].reset_index(drop=True)

    def counted(self, name: str, by: By, of: str) -> "Counts":
        import pandas as pd

        from minutes.compare.count import count

        said = self.corpus.turns.iloc[self.at][["meeting", "turn"]]
        return count(self.corpus, said.assign(theme=pd.Categorical([name] * len(said), [name]), primary=True), by=by, of=of, where=self.where)

    def first(self, limit: int | None) -> "tuple[Corpus, NDArray[np.int64]]":
        return self.corpus, self.at[:limit]


def _in_memory(corpus: Corpus, asked: Query, where: Where | None) -> _InMemory:
    """The places in a corpus, text by text."""
    import numpy as np

    from minutes.words.phrases import plain

    chosen = select(corpus, where=where)
    texts = [plain(text) for text in chosen["text"]]
    held = holds(asked, lambda word: np.fromiter((word.needle.holds(text) for text in texts), bool, len(texts)))
    found = chosen[held]
    return _InMemory(corpus, where, np.asarray(found.index, np.int64), Numbers(len(found), len(chosen), found["meeting"].nunique(), chosen["meeting"].nunique()))
