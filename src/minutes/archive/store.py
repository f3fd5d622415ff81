"""An archive as it was when it was opened: the same calls as a corpus, answered from the disk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minutes.archive.ledger import State
from minutes.archive.stages import PARSE, TABLES, TAGS, need_libraries
from minutes.columns import columns, frame
from minutes.corpus.corpus import Corpus
from minutes.corpus.later import Later
from minutes.corpus.manifest import Listed, with_manifest
from minutes.corpus.records import failure_record
from minutes.corpus.status import file_row
from minutes.errors import OptionError
from minutes.model import Failure, Meeting, Tag

if TYPE_CHECKING:
    import pandas as pd

    from minutes.archive.cuts import StoredCuts
    from minutes.archive.diff import Drift

BLOCK = 200
"""Meetings that are in memory at once when all of them are gone through."""


def archive(store: str | PathLike[str]) -> "Archive":
    """The archive in the folder `store`, as it is now; `StoreError` where there is none. Files go in with `minutes ingest`."""
    from minutes.archive.journal import read

    need_libraries()
    folder = Path(store)
    return Archive(folder, State.of(read(folder).entries))


@dataclass(frozen=True)
class Archive:
    """One snapshot of a store: what was in it when it was opened, whatever is written meanwhile.

    It answers the calls of a `Corpus` with the same values. `turns` and `tags` are whole tables in memory; `sql`,
    `search`, `rates`, `kwic` and `coverage` go without that.
    """

    folder: Path
    state: State = field(repr=False)
    search = Later("minutes.compare.search", "search")

    @cached_property
    def _con(self) -> Any:
        from minutes.archive.query import connect

        return connect(self.folder, self.state)

    def __repr__(self) -> str:
        ((turns, places),) = self._con.cursor().execute("SELECT coalesce(sum(turns), 0), count(DISTINCT municipality) FROM meetings").fetchall()
        return f"Archive({len(self)} meetings · {places} municipalities · {turns} turns · {len(self.failed)} failures)"

    def __len__(self) -> int:
        return len(self.state.places())

    def __iter__(self) -> Iterator[Meeting]:
        return iter(self.records)

    def sql(self, query: str, **values: Any) -> "pd.DataFrame":
        """What a SQL query gives as a table; the tables are meetings, turns, tags, tokens (numbers of words) and vocabulary.

        `$name` in the query stands for the value of that name. Each row of turns, tags and tokens has `rank`, the
        place of its meeting in the order of the corpus, and `nth`, which puts the rows of a meeting in order.
        """
        import duckdb

        try:
            found: pd.DataFrame = self._con.cursor().execute(query, values or None).df()
        except duckdb.Error as error:
            raise OptionError(f"SQL: {error}") from error
        return found

    def cursor(self) -> Any:
        """A connection of DuckDB that sees the tables of `sql` and keeps its own temporary ones to itself."""
        return self._con.cursor()

    def _table(self, name: str) -> "pd.DataFrame":
        from minutes.archive.query import table

        return table(self._con, name)

    @cached_property
    def meetings(self) -> "pd.DataFrame":
        """One row a meeting, as `Corpus.meetings`."""
        return self._table("meetings")

    @cached_property
    def turns(self) -> "pd.DataFrame":
        """One row a turn, as `Corpus.turns`: with its text, so all the talk is in memory then."""
        return self._table("turns")

    @cached_property
    def tags(self) -> "pd.DataFrame":
        """One row a (meeting, turn, theme), as `tag` gives them."""
        return self._table("tags")

    @cached_property
    def agenda(self) -> "pd.DataFrame":
        """One row an agenda item, as `Corpus.agenda`."""
        return self._gathered("agenda")

    @cached_property
    def attendees(self) -> "pd.DataFrame":
        """One row a person of an attendance list, as `Corpus.attendees`."""
        return self._gathered("attendees")

    def _gathered(self, name: str) -> "pd.DataFrame":
        """A table that is made from the meetings, block by block."""
        import pandas as pd

        parts = [getattr(block, name) for block in self.blocks()]
        return pd.concat(parts, ignore_index=True) if parts else frame(name, [])

    @cached_property
    def tables(self) -> "pd.DataFrame":
        """One row a cell of the tables in reports and plans, as `Corpus.tables`."""
        return self._gathered("tables")

    @cached_property
    def glossary(self) -> "pd.DataFrame":
        """One row an entry of the glossaries in reports and plans, as `Corpus.glossary`."""
        return self._gathered("glossary")

    @property
    def contents(self) -> "pd.DataFrame":
        """One row a municipality: how many meetings, bodies, turns and characters the archive has of it, and from when to when."""
        counted = "count(*) AS meetings, count(DISTINCT body) AS bodies, sum(turns) AS turns, sum(chars) AS chars, min(date) AS first, max(date) AS last"
        rows = self.sql(f"SELECT municipality, {counted}, count(*) - count(date) AS undated FROM meetings GROUP BY municipality ORDER BY municipality NULLS LAST")
        return frame("contents", {str(c): rows[c] for c in rows.columns})

    @property
    def failed(self) -> tuple[Failure, ...]:
        """Files that gave no meeting, as `Corpus.failed`."""
        return tuple(sorted(set(self.state.failures()), key=lambda f: (f.path, f.stage, f.reason)))

    @property
    def listed(self) -> tuple[Listed, ...]:
        """What the manifests say of their files."""
        return tuple(self.state.listed[path] for path in sorted(self.state.listed))

    @cached_property
    def failures(self) -> "pd.DataFrame":
        """One row a file that gave no meeting, as `Corpus.failures`."""
        return frame("failures", [failure_record(f) for f in self.failed])

    @cached_property
    def files(self) -> "pd.DataFrame":
        """One row a file that was seen or listed, as `Corpus.files`."""
        of = {c.name: "status" if c.name == "status" else c.name for c in columns("files")}
        kept = [name for name in of if name in set(self.meetings.columns)]
        rows = [{str(k): v for k, v in row.items()} for row in self.meetings[kept].astype(object).where(self.meetings[kept].notna(), None).to_dict("records")]
        return frame("files", sorted([*rows, *(file_row(f) for f in self.failed)], key=lambda row: (str(row["path"]), str(row["status"]))))

    @cached_property
    def cuts(self) -> "StoredCuts":
        """The words of its turns as they are stored, for topics; `StoreError` where they are not, with the command that adds them."""
        from minutes.archive.cuts import StoredCuts

        return StoredCuts(self)

    @property
    def books(self) -> dict[str, int]:
        """Files seen, and what became of them, as `Corpus.books`."""
        counts = self.files["status"].value_counts()
        named = {name: int(counts.get(name, 0)) for name in ("ok", "partial", "quarantined", "duplicate")}
        return {"seen": sum(named.values())} | named | {"missing": int(counts.get("missing", 0))}

    @property
    def records(self) -> "Records":
        """All meetings in the order of the corpus; they are read as they are asked for, a few in memory at a time."""
        return Records(self)

    def diff(self, other: "Archive | str | PathLike[str]", *, examples: int = 3) -> "Drift":
        """What `other`, an archive of the same files, has otherwise: made with another version of the parser, a layout, or other themes.

        `examples` of every kind of change come with it. `StoreError` where `other` is no archive.
        """
        from minutes.archive.diff import diff

        after = other if isinstance(other, Archive) else archive(other)
        return diff((self.folder, self.state), (after.folder, after.state), examples=examples)

    def corpus(self, where: Mapping[str, object] | None = None) -> Corpus:
        """The meetings that `where` lets through, in memory: `{"municipality": "榎波町", "fiscal_year": [2023, 2024]}`; all of them without it.

        `where` maps columns of `meetings` to a value or a list of values. With all meetings come the failures and
        the manifest, and the result equals `minutes.corpus` of the files.
        """
        if where is None:
            return Corpus.of(self.records, failed=self.failed, listed=self.listed)
        return Corpus.of(self._read(self._digests(where)))

    def _digests(self, where: Mapping[str, object] | None) -> list[str]:
        asked = dict(where or {})
        known = {c.name for c in columns("meetings")}
        if unknown := sorted(set(asked) - known):
            raise OptionError(f"列 '{unknown[0]}' はありません / no column '{unknown[0]}': {', '.join(sorted(known))}")
        tests = [f'list_contains($v{n}, CAST("{name}" AS VARCHAR))' for n, name in enumerate(asked)]
        values = {f"v{n}": [str(v) for v in (value if isinstance(value, (list, tuple, set, frozenset, range)) else [value])] for n, value in enumerate(asked.values())}
        return [row[0] for row in self._con.cursor().execute(f"SELECT sha256 FROM meetings WHERE {' AND '.join(tests) or 'true'} ORDER BY rank", values or None).fetchall()]

    def blocks(self, where: Mapping[str, object] | None = None, *, digests: Sequence[str] | None = None, size: int = BLOCK) -> Iterator[Corpus]:
        """The meetings in the order of the corpus, or those with these digests, so many at a time, each lot as a corpus of its own."""
        digests = self._digests(where) if digests is None else digests
        for at in range(0, len(digests), size):
            yield Corpus(tuple(self._read(digests[at : at + size])))

    def tagged(self) -> Iterator[tuple[Meeting, list[Tag]]]:
        """The meetings in the order of the corpus, each with the tags that the store keeps of it and their evidence, a few in memory at a time."""
        from minutes.archive.tagged import stored_tags

        live = self.state.live[TAGS]
        for block in self.blocks():
            parts: dict[int, list[str]] = {}
            for meeting in block.records:
                if meeting.source.sha256 in live:
                    parts.setdefault(live[meeting.source.sha256], []).append(meeting.source.sha256)
            ids, found = {m.source.sha256: m.id for m in block.records}, dict[str, list[Tag]]()
            for n, held in sorted(parts.items()):
                found |= stored_tags(self.folder, self.state.parts[n].shards["tags"], ids, held)
            yield from ((meeting, found.get(meeting.source.sha256, [])) for meeting in block.records)

    def _read(self, digests: Sequence[str]) -> Iterator[Meeting]:
        """The meetings with these digests, in this order."""
        from minutes.archive.work import stored

        places = self.state.places()
        parts: dict[int, list[str]] = {}
        for sha in digests:
            parts.setdefault(self.state.live[PARSE][sha], []).append(sha)
        found: dict[str, Meeting] = {}
        for n, held in sorted(parts.items()):
            shards = tuple(self.state.parts[n].shards[table] for table in TABLES[PARSE])
            for meeting in stored(self.folder, shards, held, places):
                made = with_manifest(meeting, self.state.listed.get(meeting.source.path))
                found[meeting.source.sha256] = made if isinstance(made, Meeting) else meeting
        yield from (found[sha] for sha in digests)


@dataclass(frozen=True)
class Records:
    """The meetings of an archive, gone through without holding them all."""

    archive: Archive

    def __len__(self) -> int:
        return len(self.archive)

    def __iter__(self) -> Iterator[Meeting]:
        for block in self.archive.blocks():
            yield from block.records
