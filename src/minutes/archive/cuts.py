"""The words that a store keeps: turns and meetings with what was cut at `minutes ingest --tokens`, so that MeCab is not asked again."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from minutes.archive.frozen import thaw
from minutes.archive.query import typed
from minutes.archive.shards import load
from minutes.archive.stages import PARSE, TABLES, TOKENS
from minutes.columns import columns, frame
from minutes.errors import StoreError
from minutes.model import Header, Meeting, Turn
from minutes.themes.cuts import OF_MEETING, SHORTEST, Cut, Places, Said, group_numbers
from minutes.words.lexicon import Lexicon, Row

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from minutes.archive.ledger import State

BLOCK = 200
"""Meetings of which turns and words are in memory at once."""


class _Words(NamedTuple):
    """The words of the turns of some meetings as numbers: turn i has `ids[ends[i]:ends[i + 1]]`."""

    turns: "np.ndarray[Any, np.dtype[np.int32]]"
    ends: "np.ndarray[Any, np.dtype[np.int64]]"
    ids: "np.ndarray[Any, np.dtype[np.int32]]"


class Snapshot(Protocol):
    """What is asked of an `Archive` here."""

    @property
    def folder(self) -> "Path":
        """Where its shards lie."""

    @property
    def state(self) -> "State":
        """Its ledger."""

    def sql(self, query: str, **values: Any) -> "pd.DataFrame":
        """What a query gives as a table."""

    def blocks(self, *, digests: Sequence[str] | None = None) -> Iterator[Iterable[Meeting]]:
        """The meetings, some at a time; of these digests where they are given."""


class StoredCuts:
    """The turns of an archive with their words, some meetings at a time: what `Archive.cuts` gives, the calls of `themes.cuts.Cuts`."""

    def __init__(self, archive: Snapshot) -> None:
        self._archive = archive
        state = archive.state
        lack = [sha for sha in state.places() if not (state.key(TOKENS, sha) or "").startswith(f"{state.key(PARSE, sha)} ")]
        if lack:
            said = f"{len(lack)} 件の会議に語がありません。minutes ingest PATH… --store {archive.folder} --tokens で足せます"
            raise StoreError(f"{archive.folder}: {said} / {len(lack)} meetings have no words: add them with minutes ingest PATH… --store {archive.folder} --tokens", code=2)

    @cached_property
    def _meetings(self) -> "pd.DataFrame":
        """One row a meeting in the order of the corpus: its digest, what it says, and `n`, its turns for topics."""
        said = ", ".join(f"m.{name}" for name in OF_MEETING)
        mine = f"count(*) FILTER (WHERE t.act <> 'procedural' AND t.chars >= {SHORTEST})"
        found = self._archive.sql(f"SELECT m.rank, m.sha256, {said}, {mine} AS n FROM meetings m LEFT JOIN turns t ON t.rank = m.rank GROUP BY ALL ORDER BY m.rank")
        kinds = {c.name: c.type for c in columns("turns")}
        return found.astype({name: "Int64" if kinds[name] == "integer" else "string" for name in OF_MEETING})

    def __len__(self) -> int:
        return int(self._meetings["n"].sum())

    def groups(self, by: Sequence[str]) -> Places:
        """The number of the group of each turn."""
        spoken = self._meetings[self._meetings["n"] > 0]
        return np.repeat(group_numbers(spoken, by), spoken["n"].to_numpy(np.int64))

    def turns(self, places: Places) -> Iterator[Said]:
        """These turns in their order, those of some meetings at a time, with their words."""
        bounds = np.concatenate([[0], np.cumsum(self._meetings["n"].to_numpy(np.int64))])
        digests = self._meetings["sha256"].tolist()
        asked = np.unique(np.searchsorted(bounds, places, side="right") - 1)  # the meetings of which there is a turn
        for at in range(0, len(asked), BLOCK):
            some = asked[at : at + BLOCK]
            inside = np.concatenate([np.arange(bounds[m], bounds[m + 1]) for m in some])
            table, words = self._turns([digests[m] for m in some]), self._words([digests[m] for m in some])
            if not np.array_equal(words.turns, table["turn"].to_numpy(np.int32)):
                raise self._damaged()
            mine = np.flatnonzero(((table["act"] != "procedural") & (table["chars"] >= SHORTEST)).to_numpy(bool))[np.isin(inside, places)]
            chosen = table.iloc[mine].reset_index(drop=True)
            yield chosen, [self._rows(text, words, n) for text, n in zip(chosen["text"], mine.tolist(), strict=True)]

    def meetings(self, ids: Collection[str] | None = None) -> Iterator[tuple[Meeting, Cut]]:
        """The meetings, their words decoded turn by turn when they are asked for."""
        asked = "" if ids is None else "WHERE list_contains($ids, meeting)"
        values = {} if ids is None else {"ids": sorted(ids)}
        digests = self._archive.sql(f"SELECT sha256 FROM meetings {asked} ORDER BY rank", **values)["sha256"].tolist()
        for block in self._archive.blocks(digests=digests):
            words = self._words([meeting.source.sha256 for meeting in block])
            if words.turns.tolist() != [turn.n for meeting in block for turn in meeting.turns]:
                raise self._damaged()
            first = 0
            for meeting in block:
                yield meeting, self._cut(meeting, words, first)
                first += len(meeting.turns)

    def persons(self) -> Iterable[str]:
        """The names of the turns and of the attendance lists."""
        found = set(self._archive.sql("SELECT DISTINCT name FROM turns WHERE name IS NOT NULL")["name"])
        state = self._archive.state
        for part in state.parts:
            live = [sha for sha in part.holds if state.live[PARSE].get(sha) == part.n]
            packed = load(self._archive.folder, part.shards[TABLES[PARSE][0]], wanted=["packed"], only=live)["packed"] if live else ()
            headers = (thaw(Header, json.loads(one.as_py().decode("utf-8", "surrogatepass"))["header"]) for one in packed)
            found |= set(frame("attendees", [{"name": person.name or None} for header in headers for person in header.attendees])["name"].dropna())
        return found

    def municipalities(self) -> Iterable[str]:
        """The municipalities of the turns."""
        return set(self._archive.sql("SELECT DISTINCT municipality FROM meetings WHERE turns > 0 AND municipality IS NOT NULL")["municipality"])

    @cached_property
    def _lexicon(self) -> tuple[Lexicon, "np.ndarray[Any, np.dtype[np.int64]]"]:
        """The words of the store, and the number in the lexicon of each number of the store; -1 where there is none."""
        listed = self._archive.sql("SELECT id, surface, lemma, pos FROM vocabulary ORDER BY id")
        lexicon = Lexicon()
        numbers = np.full(int(listed["id"].max()) + 1 if len(listed) else 0, -1, np.int64)
        numbers[listed["id"].to_numpy(np.int64)] = lexicon.add(zip(listed["surface"], listed["lemma"], listed["pos"], strict=True))
        return lexicon, numbers

    def _cut(self, meeting: Meeting, words: _Words, first: int) -> Cut:
        place = {turn.n: first + k for k, turn in enumerate(meeting.turns)}

        def cut(turn: Turn) -> list[Row]:
            return self._rows(turn.text, words, place[turn.n])

        return cut

    def _rows(self, text: str, words: _Words, n: int) -> list[Row]:
        return self._lexicon[0].decode(text, words.ids[words.ends[n] : words.ends[n + 1]])

    def _turns(self, digests: Sequence[str]) -> "pd.DataFrame":
        """All turns of these meetings in their order, the columns of `turns`."""
        import pyarrow as pa

        names = [c.name for c in columns("turns")]
        of_meeting = ("meeting", *OF_MEETING)
        found, at = self._loaded(PARSE, "turns", ["sha256", *(name for name in names if name not in of_meeting)], digests)
        said = self._archive.sql(f"SELECT sha256, {', '.join(of_meeting)} FROM meetings WHERE list_contains($asked, sha256)", asked=list(digests))
        ordered = pa.Table.from_pandas(said.set_index("sha256").loc[list(digests)], preserve_index=False).take(at)
        return typed("turns", pa.table({name: ordered[name] if name in of_meeting else found[name] for name in names}))

    def _words(self, digests: Sequence[str]) -> _Words:
        """The words of all turns of these meetings, by their numbers in the lexicon."""
        found, _ = self._loaded(TOKENS, "tokens", ["sha256", "turn", "words"], digests)
        lists = found["words"].combine_chunks()
        lists = lists.chunk(0) if hasattr(lists, "chunk") else lists
        numbers = self._lexicon[1]
        ids = lists.flatten().to_numpy()
        ends = lists.offsets.to_numpy().astype(np.int64)
        if len(ids) and (int(ids.max()) >= len(numbers) or int(numbers[ids].min()) < 0):
            raise self._damaged()
        return _Words(found["turn"].to_numpy(), ends - ends[0], numbers[ids])

    def _loaded(self, stage: str, table: str, wanted: list[str], digests: Sequence[str]) -> tuple[Any, Any]:
        """The rows of these meetings in their order, and for each row the number of its meeting among them."""
        import pyarrow as pa
        import pyarrow.compute as pc

        state = self._archive.state
        held: dict[int, list[str]] = {}
        for sha in digests:
            held.setdefault(state.live[stage][sha], []).append(sha)
        found = pa.concat_tables([load(self._archive.folder, state.parts[n].shards[table], wanted=wanted, only=shas) for n, shas in sorted(held.items())])
        at = pc.index_in(found["sha256"], value_set=pa.array(list(digests), pa.string())).to_numpy()
        order = np.argsort(at, kind="stable")
        return found.take(order), at[order]

    def _damaged(self) -> StoreError:
        folder = self._archive.folder
        return StoreError(f"{folder}: 語が発言と合いません。minutes store check {folder} で直せます / the words do not fit the turns: minutes store check {folder} repairs it")
