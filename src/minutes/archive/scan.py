"""Which turns hold which words: the text of the shards gone through as bytes, row group by row group, a few at a time."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from os import cpu_count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minutes.archive.ledger import Shard, State
from minutes.archive.needle import Needle
from minutes.archive.query import damaged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Numbers = NDArray[np.int64]


_Piece = tuple[Shard, int, frozenset[str]]
"""A shard, the number of a row group, and the digests whose rows in it no longer count."""


@dataclass(frozen=True)
class Texts:
    """Texts of turns as they stand in a shard; `holding` says which of them hold a word."""

    column: Any = field(repr=False)

    def __len__(self) -> int:
        return len(self.column)

    def holding(self, needle: Needle) -> "Mask":
        """One truth value a text."""
        import numpy as np
        import pyarrow.compute as pc

        _, offsets, data = self.column.buffers()
        if data is None or not len(self):
            return np.zeros(len(self), bool)
        cuts = np.frombuffer(offsets, np.int32)[self.column.offset : self.column.offset + len(self) + 1].astype(np.int64)
        held = np.frombuffer(data, np.uint8)[cuts[0] : cuts[-1]]
        if needle.search.often(held):  # then the first place in each text is enough, and all of them are many
            return np.asarray(pc.fill_null(pc.match_substring(self.column, needle.search.letter), fill_value=False))
        return needle.search.rows(held, cuts - cuts[0])


def scan(folder: Path, state: State, test: "Callable[[Texts], Mask]", ranks: Mapping[str, int]) -> "tuple[Numbers, Numbers]":
    """(rank, number) of the turns that pass `test`, in the order of the corpus; `ranks` names the meetings that are asked, by digest.

    Shards without any of these meetings are not opened. The checksum of every page is verified.
    """
    import numpy as np

    with ThreadPoolExecutor(min(cpu_count() or 1, 8)) as pool:
        made = list(pool.map(partial(_found, folder, test, ranks), _pieces(folder, state, ranks)))
    none = np.zeros(0, np.int64)
    rank, turn = np.concatenate([none, *(r for r, _ in made)]), np.concatenate([none, *(t for _, t in made)])
    order = np.lexsort((turn, rank))
    return rank[order], turn[order]


def _pieces(folder: Path, state: State, ranks: Mapping[str, int]) -> Iterator[_Piece]:
    """What has to be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    asked = {part.shards["turns"].name for part in state.parts if "turns" in part.shards and not ranks.keys().isdisjoint(part.holds)}
    for shard, dead in state.shards("turns"):
        if shard.name in asked:
            try:
                with pq.ParquetFile(folder / shard.name) as file:
                    groups = file.metadata.num_row_groups
            except (OSError, pa.ArrowInvalid) as error:
                raise damaged(folder / shard.name, error) from error
            yield from ((shard, group, dead) for group in range(groups))


def _found(folder: Path, test: "Callable[[Texts], Mask]", ranks: Mapping[str, int], piece: _Piece) -> "tuple[Numbers, Numbers]":
    """(rank, number) of the turns of a row group that pass the test."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    shard, group, dead = piece
    try:
        with pq.ParquetFile(folder / shard.name, read_dictionary=["sha256"], page_checksum_verification=True) as file:
            rows = file.read_row_group(group, columns=["sha256", "turn", "text"], use_threads=False).combine_chunks()
    except (OSError, pa.ArrowInvalid) as error:  # a page that is not what was written is never searched
        raise damaged(folder / shard.name, error) from error
    keys = rows["sha256"].chunk(0) if rows.num_rows else None
    if keys is None:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    of = np.array([-1 if sha in dead else ranks.get(sha, -1) for sha in keys.dictionary.to_pylist()], np.int64)
    rank = of[keys.indices.to_numpy()]
    passed = np.flatnonzero((rank >= 0) & test(Texts(rows["text"].chunk(0)))) if (rank >= 0).any() else np.zeros(0, np.int64)
    return rank[passed], rows["turn"].to_numpy()[passed].astype(np.int64)
