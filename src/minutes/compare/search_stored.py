"""Search in an archive: the shards are gone through for the words, the rest is asked of the database."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from minutes.archive.scan import scan
from minutes.archive.store import Archive
from minutes.compare.search import Numbers
from minutes.compare.search_query import Query, holds
from minutes.compare.select import By, Where
from minutes.compare.stored import Chosen, Rows, count_stored
from minutes.corpus.corpus import Corpus

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from minutes.compare.count import Counts


@dataclass(frozen=True)
class Stored:
    """Turns of an archive: the ranks of their meetings and their numbers, in the order of the corpus."""

    archive: Archive
    where: Where | None
    rank: "NDArray[np.int64]"
    turn: "NDArray[np.int64]"
    numbers: Numbers

    def _rows(self, limit: int | None = None) -> Any:
        import pyarrow as pa

        return pa.table({"rank": self.rank[:limit], "turn": self.turn[:limit]})

    def turns(self) -> "pd.DataFrame":
        """The rows of these turns in the table `turns`."""
        from minutes.archive.query import typed
        from minutes.columns import columns

        con = self.archive.cursor()
        con.register("found", self._rows())
        listed = ", ".join(f't."{c.name}"' for c in columns("turns"))
        return typed("turns", con.sql(f"SELECT {listed} FROM turns t JOIN found f ON f.rank = t.rank AND f.turn = t.turn ORDER BY t.rank, t.nth").to_arrow_table())

    def counted(self, name: str, by: By, of: str) -> "Counts":
        """Their sums by group."""
        return count_stored(self.archive, by=by, of=of, where=self.where, found=Rows(name, self._rows()))

    def first(self, limit: int | None) -> "tuple[Corpus, NDArray[np.int64]]":
        """The meetings of the first of them, read from the store, and the rows of their turns."""
        rank, turn = self.rank[:limit], self.turn[:limit]
        ranks = np.unique(rank)
        digests = digests_of(self.archive, ranks)
        corpus = next(self.archive.blocks(digests=digests, size=max(1, len(digests))), Corpus())
        at = {(int(r), t.n): n for n, (r, t) in enumerate((r, t) for r, m in zip(ranks, corpus.records, strict=True) for t in m.turns)}
        return corpus, np.array([at[place] for place in zip(rank.tolist(), turn.tolist(), strict=True)], np.int64)


def digests_of(archive: Archive, ranks: "NDArray[np.int64]") -> list[str]:
    """The digests of the meetings of these ranks, in order."""
    asked = archive.cursor().execute("SELECT sha256 FROM meetings WHERE list_contains($ranks, rank) ORDER BY rank", {"ranks": ranks.tolist()})
    return [sha for (sha,) in asked.fetchall()]


def stored_places(archive: Archive, asked: Query, where: Where | None) -> Stored:
    """The places in an archive; shards without a meeting that `where` lets through are not opened."""
    chosen, con = Chosen(archive, where), archive.cursor()
    of_meeting = " AND ".join(["true", *(test for test in chosen.tests if "t." not in test)])
    values = {name: value for name, value in chosen.used().items() if f"${name}" in of_meeting}
    ranks = dict(con.execute(f"SELECT m.sha256, m.rank FROM meetings m WHERE {of_meeting}", values).fetchall())
    rank, turn = scan(archive.folder, archive.state, lambda texts: holds(asked, lambda word: texts.holding(word.needle)), ranks)
    if of_meeting == chosen.test:
        of = con.execute(f"SELECT coalesce(sum(m.turns), 0), count(*) FROM meetings m WHERE {of_meeting} AND m.turns > 0", values).fetchone()
    else:
        of = con.execute(f"SELECT count(*), count(DISTINCT t.rank) {chosen}", chosen.used()).fetchone()
        rank, turn = _let_through(archive, chosen, rank, turn)
    return Stored(archive, where, rank, turn, Numbers(len(rank), int(of[0]), len(np.unique(rank)), int(of[1])))


def _let_through(archive: Archive, chosen: Chosen, rank: "NDArray[np.int64]", turn: "NDArray[np.int64]") -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """Those of the turns that pass what is asked of the turn itself."""
    import pyarrow as pa

    con = archive.cursor()
    con.register("found", pa.table({"rank": rank, "turn": turn}))
    kept = con.execute(f"SELECT t.rank, t.turn {chosen} AND EXISTS (SELECT 1 FROM found f WHERE f.rank = t.rank AND f.turn = t.turn) ORDER BY ALL", chosen.used()).fetchnumpy()
    return np.asarray(kept["rank"], np.int64), np.asarray(kept["turn"], np.int64)
