"""The turns that topics are made of, with their words: from memory, where MeCab is asked, or from a store that keeps them cut."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from minutes.errors import OptionError
from minutes.model import Meeting, Turn
from minutes.words.lexicon import Row

if TYPE_CHECKING:
    import pandas as pd

SHORTEST = 30
"""Characters from which on a turn is read for topics."""

OF_MEETING = ("municipality", "code", "body", "date", "fiscal_year", "number")
"""The columns of turns that their meeting says: by these a sample can be drawn."""

Places = np.ndarray[Any, np.dtype[np.int64]]
"""Numbers of turns: the first in the order of the corpus that does not run the meeting and has 30 characters is 0."""

Cut = Callable[[Turn], list[Row] | None]
"""The words of a turn as rows; None where nobody has cut it yet."""

Said = tuple["pd.DataFrame", list[list[Row]] | None]
"""A lot of turns as a table, and the rows of each where they are known."""


class HasTurns(Protocol):
    """Whatever has the table of turns, such as a `Corpus` or an `Archive`."""

    @property
    def turns(self) -> "pd.DataFrame":
        """One row a turn."""


class Cuts(Protocol):
    """Turns with their words, a lot at a time: `Archive.cuts`, or `CutNow` of a corpus in memory."""

    def __len__(self) -> int:
        """How many turns there are for topics."""

    def groups(self, by: Sequence[str]) -> Places:
        """The number of the group of each of these turns, by columns of `OF_MEETING`; groups are numbered in their order, unknown last."""

    def turns(self, places: Places) -> Iterator[Said]:
        """These turns in their order, the columns of `turns` in the data dictionary."""

    def meetings(self, ids: Collection[str] | None = None) -> Iterator[tuple[Meeting, Cut]]:
        """The meetings with these ids, all without them, in the order of the corpus, each with what gives the words of its turns."""

    def persons(self) -> Iterable[str]:
        """The names of those who speak or attend."""

    def municipalities(self) -> Iterable[str]:
        """The names of the municipalities of which there are turns."""


class CutNow:
    """The turns of a corpus in memory; whoever needs their words cuts them."""

    def __init__(self, corpus: Any) -> None:
        self._corpus = corpus

    @cached_property
    def _turns(self) -> "pd.DataFrame":
        return substantive(self._corpus)

    def __len__(self) -> int:
        return len(self._turns)

    def groups(self, by: Sequence[str]) -> Places:
        """The number of the group of each turn."""
        return group_numbers(self._turns, by)

    def turns(self, places: Places) -> Iterator[Said]:
        """All of these turns as one lot."""
        yield self._turns.iloc[places].reset_index(drop=True), None

    def meetings(self, ids: Collection[str] | None = None) -> Iterator[tuple[Meeting, Cut]]:
        """The meetings, their turns not cut."""
        yield from ((meeting, _not_yet) for meeting in self._corpus.records if ids is None or meeting.id in ids)

    def persons(self) -> Iterable[str]:
        """The names of the turns and of the attendance lists."""
        attendees = getattr(self._corpus, "attendees", None)
        return [*self._corpus.turns["name"].dropna().unique(), *([] if attendees is None else attendees["name"].dropna().unique())]

    def municipalities(self) -> Iterable[str]:
        """The municipalities of the turns."""
        return [*self._corpus.turns["municipality"].dropna().unique()]


def cuts_of(corpus: object) -> Cuts:
    """The turns of a corpus or an archive; `StoreError` for an archive without words."""
    found: Cuts | None = getattr(corpus, "cuts", None)
    return CutNow(corpus) if found is None else found


def substantive(corpus: HasTurns) -> "pd.DataFrame":
    """The turns that topics are made of: those of 30 characters and more that do not run the meeting."""
    turns = corpus.turns
    return turns[(turns["act"] != "procedural") & (turns["chars"] >= SHORTEST)].reset_index(drop=True)


def group_numbers(rows: "pd.DataFrame", by: Sequence[str]) -> Places:
    """The number of the group of each row: groups in their order, unknown last. `OptionError` for columns that a meeting does not say."""
    if unknown := [name for name in by if name not in OF_MEETING or name not in rows]:
        raise OptionError(
            f"{unknown[0]}: この列では層に分けられません。{'、'.join(OF_MEETING)} から選んでください / not a column to draw a sample by: choose from {', '.join(OF_MEETING)}"
        )
    if not by:
        return np.zeros(len(rows), np.int64)
    found: Places = np.asarray(rows.groupby(list(by), sort=True, dropna=False).ngroup(), dtype=np.int64)
    return found


def drawn(cuts: Cuts, sample: int | None, *, by: Sequence[str], seed: int) -> Places:
    """The turns of a stratified sample: of each group its share of `sample` turns, to the nearest turn; all where there are no more."""
    n = len(cuts)
    if sample is None or n <= sample:
        return np.arange(n, dtype=np.int64)
    if sample < 1:
        raise OptionError(f"sample={sample}: 1 以上の数にしてください / sample must be 1 or more")
    order = np.lexsort((np.random.default_rng(seed).random(n), cuts.groups(by)))
    found: Places = np.sort(order[((np.arange(sample) + 0.5) * (n / sample)).astype(np.int64)]).astype(np.int64)
    return found


def _not_yet(_turn: Turn) -> None:
    """Nobody has cut it."""
