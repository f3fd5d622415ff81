"""Parts of a store written again: into another store (`merge`), or into fewer and larger shards (`compact`)."""

from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from minutes.archive.commit import Writer, listed, renumbered, writing
from minutes.archive.journal import NAME, read
from minutes.archive.ledger import Part, State
from minutes.archive.shards import load, nothing
from minutes.archive.stages import TABLES
from minutes.errors import StoreError

LARGE = 16_000_000
"""Bytes of shards that are put together into one."""


def merge(stores: Sequence[str | PathLike[str]], to: str | PathLike[str]) -> dict[str, int]:
    """A new store in the folder `to` with what all of these hold: what one batch over all their files would have made.

    Gives how many meetings, files and bytes of shards it has. Bytes that two stores hold are taken once. Of one path
    with different bytes the newer file counts. `StoreError` when there is a store in `to` already.
    """
    folder = Path(to)
    if (folder / NAME).exists():
        raise StoreError(f"{folder}: すでにアーカイブがあります。別のフォルダを指定してください / there is an archive already: name another folder", code=2)
    with writing(folder) as writer:
        for store in stores:
            source, state = Path(store), State.of(read(Path(store)).entries)
            for part in state.parts:
                _copy(writer, source, state, [part])
            _take_files(writer, state)
        places, held = writer.state.places(), writer.state.parts
        return {"meetings": len(places), "files": len(writer.state.files), "bytes": sum(shard.bytes for part in held for shard in part.shards.values())}


def _take_files(writer: Writer, state: State) -> None:
    """The files of another store; what was copied under another path first stays where it is."""
    known = writer.state.files
    files = [seen for path, seen in sorted(state.files.items()) if path not in known or known[path].stat[1] < seen.stat[1]]
    rows = [[r.path, r.municipality, r.code, r.body, r.date, r.source, r.licence] for path, r in sorted(state.listed.items()) if path not in writer.state.listed]
    writer.note({"do": "files", "files": [seen.row() for seen in files], "listed": rows})


def compact(store: str | PathLike[str]) -> dict[str, int]:
    """Put the small shards of every municipality together and leave out rows that no longer count; gives shards before and after.

    The old shards stay on the disk until the store is written to again, so that whoever reads an older snapshot can go on.
    """
    with writing(Path(store)) as writer:
        state = writer.state
        before = sum(len(state.shards(table)) for tables in TABLES.values() for table in tables)
        for parts in list(_small(state)):
            _copy(writer, writer.folder, state, parts, again=True)
        after = sum(len(state.shards(table)) for tables in TABLES.values() for table in tables)
        used = {shard.name for tables in TABLES.values() for table in tables for shard, _ in state.shards(table)} | {shard.name for shard in state.vocabulary}
        writer.note({"do": "compact", "drop": sorted(state.names - used)})
    return {"before": before, "after": after}


def _small(state: State) -> Iterator[list[Part]]:
    """Parts that can be put together: of one municipality, with the same keys."""
    groups: dict[tuple[str, str], list[Part]] = {}
    for part in state.parts:
        if any(state.live[stage].get(sha) == part.n for stage in part.stages() for sha in part.holds):
            groups.setdefault((part.municipality or "", repr(sorted(part.keys.items()))), []).append(part)
    for _, parts in sorted(groups.items()):
        lot: list[Part] = []
        for part in parts:
            lot.append(part)
            if sum(shard.bytes for p in lot for shard in p.shards.values()) > LARGE:
                yield from [lot] if len(lot) > 1 else []
                lot = []
        yield from [lot] if len(lot) > 1 or (lot and _holed(state, lot[0])) else []


def _holed(state: State, part: Part) -> bool:
    return any(state.live[stage].get(sha) != part.n for stage in part.stages() for sha in part.holds)


def _copy(writer: Writer, folder: Path, state: State, parts: Sequence[Part], *, again: bool = False) -> None:
    """Write the rows of these parts that count and that the store does not have, as one part."""
    have = writer.state
    rows: dict[str, list[Any]] = {}
    holds: dict[str, set[str]] = {}
    keys: dict[str, str] = {}
    new: list[bytes] = []
    numbers: Any = None
    for part in parts:
        for stage in part.stages():
            held = [sha for sha in part.holds if state.live[stage].get(sha) == part.n and (again or sha not in have.live[stage])]
            if not held:
                continue
            keys[stage] = part.keys[stage]
            holds.setdefault(stage, set()).update(held)
            for table in TABLES[stage]:
                found = load(folder, part.shards[table], only=held).combine_chunks().to_batches()
                if table == "tokens" and not again:
                    numbers = writer.numbers(listed(_words(folder, state))[1], new) if numbers is None else numbers
                    found = [renumbered(batch, numbers) for batch in found]
                rows.setdefault(table, []).extend(found or [nothing(table)])
    for held_together in sorted({tuple(sorted(held)) for held in holds.values()}):
        stages = [stage for stage in keys if tuple(sorted(holds[stage])) == held_together]
        batches = {table: rows[table] for stage in stages for table in TABLES[stage]}
        writer.add_part(parts[0].municipality, {stage: keys[stage] for stage in stages}, list(held_together), batches, new)
        new = []


def _words(folder: Path, state: State) -> Any:
    """The words of a store by their numbers."""
    import pyarrow as pa

    return pa.concat_tables([load(folder, shard) for shard in state.vocabulary]).sort_by("id")
