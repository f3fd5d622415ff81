"""What the journal adds up to: which files were seen, what their bytes gave, and in which shards that lies."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from minutes.archive.frozen import freeze, thaw
from minutes.archive.journal import Entry
from minutes.archive.stages import PARSE, STAGES, TABLES
from minutes.corpus.manifest import Listed
from minutes.model import Failure

Stat = tuple[int, int]
"""Size in bytes and time of the last change in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One path that was read: what the disk said of it, the digest of its bytes, and what became of it (ok, partial, quarantined, duplicate, missing).

    A file that gave no meeting has the `failure`, and the key of the stage that failed. Of a file that the manifest
    names and that was not there, `sha256` is empty.
    """

    path: str
    stat: Stat
    sha256: str
    status: str
    key: str = ""
    failure: Failure | None = None

    def row(self) -> list[Any]:
        """The file as the journal has it."""
        return [self.path, *self.stat, self.sha256, self.status, self.key, *([freeze(self.failure)] if self.failure else [])]

    @classmethod
    def of(cls, row: list[Any]) -> "Seen":
        """The file of a row of the journal."""
        path, size, changed, sha256, status, key, *failure = row
        return cls(path, (size, changed), sha256, sys.intern(status), sys.intern(key), thaw(Failure, failure[0]) if failure else None)


@dataclass(frozen=True, slots=True)
class Shard:
    """One file of the store: its name in the folder, its digest, bytes and rows."""

    name: str
    sha256: str
    bytes: int
    rows: int


@dataclass(frozen=True, slots=True)
class Part:
    """What was committed at once for one municipality: the shards by table, the keys by stage, and whose rows they hold."""

    n: int
    municipality: str | None
    holds: tuple[str, ...]
    keys: dict[str, str]
    shards: dict[str, Shard]

    def stages(self) -> Iterator[str]:
        """The stages of which this part has the tables."""
        return (stage for stage in STAGES if TABLES[stage][0] in self.shards)


@dataclass
class State:
    """The ledger: everything that the lines of a journal say together.

    `files` by path; `statuses`: ok or partial, by digest; `listed`: rows of manifests by path; `live`: for every stage and
    digest the number of the part that counts; `names` of shards in use; `retired`: those that `compact` left for older readers.
    """

    files: dict[str, Seen] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    listed: dict[str, Listed] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    live: dict[str, dict[str, int]] = field(default_factory=lambda: {stage: {} for stage in STAGES})
    vocabulary: list[Shard] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    retired: set[str] = field(default_factory=set)
    runs: list[Entry] = field(default_factory=list)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "State":
        """The ledger after these entries."""
        state = cls()
        for entry in entries:
            state.take(entry)
        return state

    def take(self, entry: Entry) -> None:
        """Go on by one line of the journal."""
        for path in entry.get("forget", ()):
            self.files.pop(path, None)
        for row in entry.get("listed", ()):
            self.listed[row[0]] = Listed(*row)
        for row in entry.get("files", ()):
            seen = self.files[row[0]] = Seen.of(row)
            if seen.status in {"ok", "partial"}:
                self.statuses[seen.sha256] = seen.status
        for name in entry.get("drop", ()):
            self._drop(name)
        self.retired |= set(entry["drop"]) if entry["do"] == "compact" else set()
        for part in entry.get("parts", ()):
            self._add(part)
        if entry.get("vocabulary"):
            self.vocabulary.append(Shard(*entry["vocabulary"]))
            self.names.add(entry["vocabulary"][0])
        if entry["do"] == "run":
            self.runs.append(entry)

    def _add(self, row: dict[str, Any]) -> None:
        shards = {table: Shard(*shard) for table, shard in row["shards"].items()}
        part = Part(len(self.parts), row["municipality"], tuple(row["holds"]), row["keys"], shards)
        self.parts.append(part)
        self.names |= {shard.name for shard in shards.values()}
        for stage in part.stages():
            self.live[stage].update(dict.fromkeys(part.holds, part.n))

    def _drop(self, name: str) -> None:
        """A shard is gone: what it alone held has to be made again."""
        self.names.discard(name)
        if self.vocabulary and name in {shard.name for shard in self.vocabulary}:
            self.vocabulary = [shard for shard in self.vocabulary if shard.name != name]
        for part in self.parts:
            for stage in part.stages():
                if name in {part.shards[table].name for table in TABLES[stage]}:
                    self.live[stage] = {sha: n for sha, n in self.live[stage].items() if n != part.n}

    def key(self, stage: str, sha256: str) -> str | None:
        """The key under which a stage was last done for these bytes; None where it was not."""
        n = self.live[stage].get(sha256)
        return None if n is None else self.parts[n].keys[stage]

    def places(self) -> dict[str, str]:
        """For the digest of every meeting the path that counts: the first of those that have these bytes."""
        found: dict[str, str] = {}
        for path in sorted(self.files):
            sha256 = self.files[path].sha256
            if sha256 in self.live[PARSE]:
                found.setdefault(sha256, path)
        return found

    def failures(self) -> list[Failure]:
        """Files that gave no meeting, among them those whose bytes another file had first."""
        places = self.places()
        why = {seen.sha256: seen.failure for seen in self.files.values() if seen.failure is not None and seen.sha256}
        found = []
        for path, seen in sorted(self.files.items()):
            first, failure = places.get(seen.sha256), seen.failure or why.get(seen.sha256)
            if first is not None and first != path:
                message = f"{first} と同じ内容です。分析には一度だけ使います / same bytes as {first}: used once"
                found.append(Failure(path, "corpus", "duplicate", message))
            elif first is None and failure is not None:
                found.append(replace(failure, path=path, message=failure.message.replace(failure.path, path)))
        return found

    def shards(self, table: str) -> list[tuple[Shard, frozenset[str]]]:
        """The shards of a table that hold something that counts, each with the digests whose rows in it no longer count."""
        stage = next(s for s in STAGES if table in TABLES[s])
        found = []
        for part in self.parts:
            if table in part.shards:
                dead = frozenset(sha for sha in part.holds if self.live[stage].get(sha) != part.n)
                if len(dead) < len(part.holds):
                    found.append((part.shards[table], dead))
        return found


def swept(folder: Path, state: State) -> list[Path]:
    """Files in the folders of the store that no line of the journal names: what a writer that was killed left behind."""
    tables = [*(table for stage in STAGES for table in TABLES[stage]), "vocabulary"]
    return [p for table in tables for p in sorted((folder / table).rglob("*")) if p.is_file() and p.relative_to(folder).as_posix() not in state.names]
