"""The data dictionary `columns.csv`: which columns a table has, in which order, of which type.

Tables are made through `frame`, so that what the code returns and what the dictionary says are one thing.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

DTYPES = {"text": "string", "date": "string", "time": "string", "code": "string", "integer": "Int64", "number": "float64", "flag": "boolean"}


_HALVES = dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)


class Column(NamedTuple):
    """One line of the dictionary; `type`: text, date (ISO), time (HH:MM), code, integer, number or flag.

    `japanese` is a heading; `english` and `meaning` say what the column holds, in English and Japanese.
    """

    table: str
    name: str
    japanese: str
    english: str
    type: str
    unit: str
    example: str
    meaning: str

    def said(self, lang: str) -> str:
        """What the column holds, in the language `lang` (ja or en)."""
        return self.meaning if lang == "ja" else self.english


@cache
def dictionary() -> tuple[Column, ...]:
    """Every column of every table, in the order of the tables' columns."""
    text = Path(__file__).with_name("columns.csv").read_text(encoding="utf-8-sig")
    return tuple(Column(**row) for row in csv.DictReader(text.splitlines(), restval=""))


def columns(table: str) -> tuple[Column, ...]:
    """The columns of one table, in order; `KeyError` for a table that the dictionary does not know."""
    found = tuple(c for c in dictionary() if c.table == table)
    if not found:
        raise KeyError(table)
    return found


def column(name: str, *, table: str = "") -> Column | None:
    """What the dictionary says of a column: of this table if it knows it there, else of the first table that has it."""
    named = [c for c in dictionary() if c.name == name]
    return next((c for c in named if c.table == table), named[0] if named else None)


def _whole(value: Any) -> Any:
    """Text without halves of characters (lone surrogates, as a JSON feed may hold them); other values as they are."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return value.translate(_HALVES)
    return value


def _values(values: Any) -> Any:
    """A column without its index; only Python's own strings can hold halves of characters."""
    if str(getattr(values, "dtype", "object")) == "object":
        return [_whole(v) for v in values]
    return getattr(values, "array", values)


def frame(table: str, data: Mapping[str, Iterable[Any]] | Iterable[Mapping[str, Any]], *, by: Sequence[str] = ()) -> "pd.DataFrame":
    """A table with the columns of the dictionary, in its order and types; `by` names grouping columns that stand first.

    What is missing is NA: an empty string never stands for "not known".
    """
    import pandas as pd

    if isinstance(data, Mapping):
        made = pd.DataFrame({str(k): _values(values) for k, values in data.items()})
    else:
        made = pd.DataFrame([{k: _whole(v) for k, v in row.items()} for row in data])
    wanted = [*by, *(c.name for c in columns(table) if c.name not in by)]
    made = made.reindex(columns=wanted)
    types = {c.name: DTYPES[c.type] for c in columns(table)}
    return made.astype({name: types[name] for name in wanted if name in types}).reset_index(drop=True)
