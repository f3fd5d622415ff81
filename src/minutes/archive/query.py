"""DuckDB in memory over the shards of one snapshot: the tables of the archive under the names of the data dictionary."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minutes.archive.frozen import meeting_id
from minutes.archive.ledger import Shard, State
from minutes.archive.shards import schema
from minutes.columns import DTYPES, columns
from minutes.errors import StoreError

if TYPE_CHECKING:
    import pandas as pd

_STATED = ("municipality", "code", "body", "date")
_OF_MEETING = (*_STATED, "fiscal_year", "number")
_YEAR = "CASE WHEN m.fiscal_year IS NOT NULL OR {date} IS NULL THEN m.fiscal_year ELSE CAST({date}[:4] AS BIGINT) - CAST({date}[6:7] < '04' AS BIGINT) END"


def connect(folder: Path, state: State) -> Any:
    """A connection with the views meetings, turns, tags, tokens and vocabulary; it sees this snapshot for as long as it lives."""
    import duckdb

    con = duckdb.connect(":memory:")
    _keep(con, "ledger", _ledger(state))
    _keep(con, "dead", _dead(folder, state))
    try:
        for table in ("meetings", "turns", "tags", "tokens"):
            con.execute(f"CREATE VIEW stored_{table} AS {_rows(con, folder, table, state.shards(table))}")
    except duckdb.Error as error:  # the ends of the shards are read here
        raise damaged(folder, error) from error
    words = _files(folder, state.vocabulary)
    _keep(con, "no_words", schema("vocabulary").empty_table())
    con.execute(f"CREATE VIEW vocabulary AS SELECT id, surface, lemma, pos FROM {words or 'no_words'}")
    con.execute(_meetings())
    said = ", ".join(f"m.{name}" if name in _OF_MEETING else f't."{name}"' for name in _names("turns")[1:])
    con.execute(f"CREATE VIEW turns AS SELECT m.meeting, {said}, m.rank, t.nth FROM stored_turns t JOIN meetings m USING (sha256)")
    tagged = ", ".join(f't."{name}"' for name in _names("tags")[1:])
    con.execute(f"CREATE VIEW tags AS SELECT m.meeting, {tagged}, t.evidence, m.rank, t.nth FROM stored_tags t JOIN meetings m USING (sha256)")
    con.execute("CREATE VIEW tokens AS SELECT m.meeting, t.turn, t.words, m.rank, t.nth FROM stored_tokens t JOIN meetings m USING (sha256)")
    return con


def damaged(place: Path, error: Exception) -> StoreError:
    """What is said of a store, or a shard of it, that cannot be read."""
    said = "minutes store check で調べて直せます / cannot be read; minutes store check finds and repairs what is damaged"
    return StoreError(f"{place}: 読めません。{said}（{next(iter(str(error).splitlines()), '')}）")


def _keep(con: Any, name: str, rows: Any) -> None:
    """An Arrow table as a table of the database, which every cursor sees."""
    con.register("given", rows)
    con.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
    con.unregister("given")


def _names(table: str) -> list[str]:
    return [c.name for c in columns(table)]


def _ledger(state: State) -> Any:
    """One row a meeting that counts: its digest, its id and path now, and what the manifest says of it."""
    import pyarrow as pa

    rows = []
    for sha, path in state.places().items():
        listed = state.listed.get(path)
        rows.append((sha, meeting_id(path, sha), path.encode("utf-8", "replace").decode(), *(getattr(listed, name, None) for name in _STATED)))
    names = ("sha256", "meeting", "path", *_STATED)
    return pa.table({name: pa.array([row[k] for row in rows], pa.string()) for k, name in enumerate(names)})


def _dead(folder: Path, state: State) -> Any:
    """Rows that no longer count: the file of the shard and the digest."""
    import pyarrow as pa

    rows = [(str(folder / shard.name), sha) for table in ("meetings", "turns", "tags", "tokens") for shard, dead in state.shards(table) for sha in sorted(dead)]
    return pa.table({name: pa.array([row[k] for row in rows], pa.string()) for k, name in enumerate(("file", "sha256"))})


def _rows(con: Any, folder: Path, table: str, shards: Iterable[tuple[Shard, frozenset[str]]]) -> str:
    """A query for the rows of a table that count, with `nth`, the number of a row in its shard."""
    whole: list[Shard] = []
    mixed: list[Shard] = []
    for shard, dead in shards:
        (mixed if dead else whole).append(shard)
    _keep(con, f"no_{table}", schema(table).empty_table())  # brings the columns that an older store does not have
    parts = [f"SELECT *, CAST(0 AS BIGINT) AS nth FROM no_{table}"]
    rows = "SELECT * EXCLUDE (filename, file_row_number), file_row_number AS nth FROM"
    if whole:
        parts.append(f"{rows} {_files(folder, whole)}")
    if mixed:
        parts.append(f"{rows} {_files(folder, mixed)} AS r WHERE NOT EXISTS (SELECT 1 FROM dead d WHERE d.file = r.filename AND d.sha256 = r.sha256)")
    return " UNION ALL BY NAME ".join(parts)


def _files(folder: Path, shards: Iterable[Shard]) -> str:
    names = [str(folder / shard.name).translate({ord(c): f"[{c}]" for c in "*?["}).replace("'", "''") for shard in shards]
    listed = ", ".join(f"'{name}'" for name in names)
    return f"read_parquet([{listed}], union_by_name=true, hive_partitioning=false, filename=true, file_row_number=true)" if names else ""


def _meetings() -> str:
    """The table of meetings, small enough to be kept: what the record says, over it what the manifest says, and the place in the order of the corpus."""
    stated = {name: f"coalesce(l.{name}, m.{name})" for name in _STATED}
    stated |= {"meeting": "l.meeting", "path": "l.path", "fiscal_year": _YEAR.format(date=stated["date"]), "sha256": "l.sha256"}
    own = {name: f'm."{name}"' for name in _names("meetings")}
    said = ", ".join(f'{stated.get(name, own[name])} AS "{name}"' for name in own)
    order = ", ".join(f"{stated[name]} NULLS LAST" for name in ("municipality", "body", "date")) + ", l.meeting"
    return f"CREATE TABLE meetings AS SELECT {said}, row_number() OVER (ORDER BY {order}) AS rank FROM stored_meetings m JOIN ledger l USING (sha256)"


def table(con: Any, name: str) -> "pd.DataFrame":
    """A table of the data dictionary, whole, its rows in the order of the corpus."""
    listed = ", ".join(f'"{c}"' for c in _names(name))
    order = "rank" if name == "meetings" else "rank, nth"
    return typed(name, con.cursor().sql(f"SELECT {listed} FROM {name} ORDER BY {order}").to_arrow_table())


def typed(name: str, found: Any) -> "pd.DataFrame":
    """An Arrow table with the types that the data dictionary gives to a table."""
    import pandas as pd

    kinds = {c.name: DTYPES[c.type] for c in columns(name)}
    made = found.to_pandas(integer_object_nulls=True)
    if not isinstance(made, pd.DataFrame):
        raise TypeError(type(made))
    return made.astype({c: kinds[c] for c in made.columns if c in kinds})
