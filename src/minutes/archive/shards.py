"""Shards: immutable Parquet files, one folder a table and one a municipality, with a checksum on every page."""

from collections.abc import Sequence
from functools import cache
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

from minutes.archive.durable import put
from minutes.archive.ledger import Shard
from minutes.columns import columns

_ARROW = {"text": "string", "date": "string", "time": "string", "code": "string", "integer": "int64", "number": "float64", "flag": "bool"}
_OF_MEETING = frozenset({"municipality", "code", "body", "date", "fiscal_year", "number"})
_LEFT_OUT = {"meetings": frozenset({"meeting", "path", "sha256"}), "turns": _OF_MEETING | {"meeting"}, "tags": frozenset({"meeting"})}
"""Columns that depend on where a file lies, or that the meeting says: they are joined on when a table is asked for."""
_VARIED = frozenset({"text", "packed", "surface", "lemma"})
"""Columns of which hardly a value comes twice."""


@cache
def schema(table: str) -> Any:
    """The columns of the shards of a table, as an Arrow schema: those of the data dictionary, and what is needed to give the meeting back."""
    import pyarrow as pa

    text, number, packed = pa.string(), pa.int32(), pa.binary()
    said = [(c.name, getattr(pa, "bool_" if c.type == "flag" else _ARROW[c.type])()) for c in _stored(table)]
    more = {
        "meetings": [("text", text), ("packed", packed)],
        "tags": [("evidence", pa.list_(pa.struct([("term", text), ("text", text), ("start", number), ("end", number)])))],
        "tokens": [("turn", number), ("words", pa.list_(number))],
        "vocabulary": [("id", number), ("surface", text), ("lemma", text), ("pos", text)],
    }
    key = [] if table == "vocabulary" else [("sha256", text)]
    return pa.schema([*key, *said, *more.get(table, [])])


def _stored(table: str) -> list[Any]:
    return [c for c in columns(table) if c.name not in _LEFT_OUT[table]] if table in _LEFT_OUT else []


def batch(table: str, rows: dict[str, Any]) -> bytes:
    """Columns as bytes that another process can put into a shard."""
    import pyarrow as pa

    kinds = schema(table)
    made = pa.record_batch([rows[name] if isinstance(rows[name], pa.Array) else pa.array(rows[name], kinds.field(name).type) for name in kinds.names], schema=kinds)
    return bytes(made.serialize().to_pybytes())


def batch_of_one(table: str, row: dict[str, Any]) -> bytes:
    """`batch` of one row, made at once: an array for each of many columns takes longer."""
    import pyarrow as pa

    kinds = schema(table)
    made = pa.array([{name: row[name] for name in kinds.names}], pa.struct(kinds))
    return bytes(pa.RecordBatch.from_struct_array(made).serialize().to_pybytes())


def integers(values: Any) -> Any:
    """Whole numbers of numpy as an Arrow array. `pyarrow.array` would do, but looks first whether they are of pandas, by importing it."""
    import numpy as np
    import pyarrow as pa

    return pa.Array.from_buffers(pa.int32(), len(values), [None, pa.py_buffer(np.ascontiguousarray(values, np.int32))])


def structs(rows: Sequence[Sequence[tuple[Any, ...]]], kind: Any) -> Any:
    """Lists of tuples as an Arrow array of lists of structs, the type `kind`, column by column."""
    import pyarrow as pa

    flat = list(chain.from_iterable(rows))
    fields = list(kind.value_type)
    parts = zip(*flat, strict=True) if flat else [()] * len(fields)
    values = pa.StructArray.from_arrays([pa.array(part, field.type) for part, field in zip(parts, fields, strict=True)], fields=fields)
    return pa.ListArray.from_arrays(integers([0, *accumulate(map(len, rows))]), values, type=kind)


def texts(values: Sequence[str]) -> Any:
    """Texts as an Arrow array, without pandas likewise."""
    import numpy as np
    import pyarrow as pa

    data = [value.encode() for value in values]
    ends = np.cumsum([0, *map(len, data)], dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), len(data), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(data))])


def unbatch(table: str, data: bytes) -> Any:
    """The columns of `batch` as an Arrow record batch."""
    import pyarrow as pa

    return pa.ipc.read_record_batch(pa.py_buffer(data), schema(table))


def write(folder: Path, name: str, batches: list[Any]) -> Shard:
    """Write a shard: zstd, a checksum a page, read back before it gets its name; never over another."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_batches(batches)
    out = pa.BufferOutputStream()
    pages = {"use_dictionary": _repeating(table.schema), "write_page_checksum": True, "data_page_size": 1 << 20}
    pq.write_table(table, out, compression="zstd", compression_level=3, row_group_size=64_000, **pages)
    data = memoryview(out.getvalue())
    return Shard(name, put(folder / name, data), data.nbytes, table.num_rows)


def _repeating(kinds: Any) -> list[str]:
    """The columns that a dictionary makes smaller, as Parquet names them; whole numbers zstd alone packs better, those of words by a sixth."""
    import pyarrow as pa

    flat = [f.name for f in kinds if f.name not in _VARIED and not pa.types.is_integer(f.type)]
    return [*flat, "evidence.list.element.term", "evidence.list.element.text"]


def nothing(table: str) -> Any:
    """No rows, as a record batch."""
    import pyarrow as pa

    return pa.RecordBatch.from_pylist([], schema=schema(table))


def load(folder: Path, shard: Shard, *, wanted: list[str] | None = None, only: Any = None) -> Any:
    """The Arrow table of a shard, checksums verified; `wanted` columns, rows of the digests in `only`.

    A shard of an older version has what it lacks as null.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if only is None:  # not by `read_table`: with it comes pandas, a fifth of a second and 35 MB for which a worker has no use
        with pq.ParquetFile(folder / shard.name, page_checksum_verification=True) as file:
            found = file.read(columns=wanted)
    else:
        found = pq.read_table(folder / shard.name, columns=wanted, filters=[("sha256", "in", list(only))], page_checksum_verification=True, partitioning=None)
    if wanted is not None:
        return found
    kinds = schema(shard.name.partition("/")[0])
    return pa.concat_tables([kinds.empty_table(), found.select([n for n in found.column_names if n in kinds.names])], promote_options="default").select(kinds.names)
