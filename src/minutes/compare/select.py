"""Which turns and which columns a comparison is about: names are checked, what the meeting says is joined on."""

import csv
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Protocol

from minutes.archive.store import Archive
from minutes.columns import columns
from minutes.errors import OptionError

if TYPE_CHECKING:
    import pandas as pd

By = str | Sequence[str]
Where = Mapping[str, object]
DERIVED = ("speaker", "body_type", "year", "month")
LISTED = 12  # values that a message names
JAPANESE = {
    "自治体": "municipality",
    "会議体": "body",
    "年度": "fiscal_year",
    "役割": "role",
    "側": "group",
    "働き": "act",
    "発言者": "speaker",
    "記録方式": "record",
    "年": "year",
}


class Tables(Protocol):
    """Whatever has the tables of a corpus: a `Corpus` in memory, or an archive on disk."""

    @property
    def meetings(self) -> "pd.DataFrame":
        """One row a meeting."""

    @property
    def turns(self) -> "pd.DataFrame":
        """One row a turn."""


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    rows = csv.DictReader(files("minutes.compare").joinpath("body_types.csv").read_text(encoding="utf-8").splitlines())
    return tuple(sorted(((r["ending"], r["type"]) for r in rows), key=lambda r: (-len(r[0]), r[0])))


def body_type(body: str) -> str:
    """The sort of body by the longest ending of `body_types.csv`: 榎波町総合教育会議 → 総合教育会議, unknown ones → その他."""
    return next((kind for ending, kind in _endings() if body.endswith(ending)), "その他")


def known_columns() -> tuple[str, ...]:
    """Every column by which turns can be grouped or chosen."""
    of_tables = [c.name for table in ("turns", "meetings") for c in columns(table) if c.name not in ("text", "turns")]
    return tuple(dict.fromkeys([*of_tables, *DERIVED]))


def checked(name: str) -> str:
    """The column that is meant; `OptionError` names the nearest one when there is no such column."""
    known = known_columns()
    name = JAPANESE.get(name, name)
    if name not in known:
        near = get_close_matches(name, known, n=1, cutoff=0.5) or get_close_matches(name, JAPANESE, n=1, cutoff=0.3)
        listed = ", ".join([*(f"{japanese}={column}" for japanese, column in JAPANESE.items()), *(column for column in known if column not in JAPANESE.values())])
        hint = f"'{near[0]}' のことですか / did you mean '{near[0]}'?" if near else f"使える列 / known: {listed}"
        raise OptionError(f"列 '{name}' はありません / no column '{name}'. {hint}")
    return name


def as_names(by: By) -> list[str]:
    """The names of grouping columns as a list, each checked and none twice.

    Before `speaker` stands `municipality`: people of the same name in two cities are two people.
    """
    names = [checked(n) for n in ([by] if isinstance(by, str) else by)]
    if len(set(names)) != len(names):
        raise OptionError(f"同じ列が2度あります / a column stands twice: {', '.join(names)}")
    if "speaker" in names and "municipality" not in names:
        names.insert(names.index("speaker"), "municipality")
    return names


def _derived(corpus: Tables, turns: "pd.DataFrame", name: str) -> "pd.Series[Any]":
    if name == "speaker":
        return turns["name"].fillna(turns["label"])
    if name == "year":
        return turns["date"].str.slice(0, 4).astype("Int64")
    if name == "month":
        return turns["date"].str.slice(0, 7)
    if name == "body_type":
        return turns["body"].map({b: body_type(b) for b in turns["body"].dropna().unique()}).astype("string")
    return turns["meeting"].map(corpus.meetings.set_index("meeting")[name])


def select(corpus: Tables, names: Sequence[str] = (), *, where: Where | None = None, text: bool = True) -> "pd.DataFrame":
    """The turns that `where` lets through, with the columns `names` joined on where the turn itself has none.

    `where` maps a column to the value, or the list of values, that is wanted: `{"role": "member"}`. Of an archive only these
    turns are read, without their words where no `text` is needed.
    """
    wanted = [checked(n) for n in (where or {})]
    if isinstance(corpus, Archive):
        from minutes.compare.fetched import turns_of

        turns, where = turns_of(corpus, where, text=text), None
    else:
        turns = corpus.turns
    more = {n: _derived(corpus, turns, n) for n in dict.fromkeys([*names, *wanted]) if n not in turns.columns}
    turns = turns.assign(**more) if more else turns
    for name, value in zip(wanted if where else (), (where or {}).values(), strict=True):
        turns = turns[turns[name].isin(values_of(turns[name], name, value))]
    return turns


def values_of(column: "pd.Series[Any]", name: str, value: object) -> list[object]:
    """The values that `value` asks of a column, in the column's own type; `OptionError` for one that it does not have."""
    values = list(value) if isinstance(value, (list, tuple, set, frozenset, range)) else [value]
    present = set(column.dropna().unique())
    for v in values:
        if v not in present and present:
            near = get_close_matches(str(v), sorted(map(str, present)), n=1, cutoff=0.1)
            listed = ", ".join(sorted(map(str, present))[:LISTED]) + (", …" if len(present) > LISTED else "")
            hint = f"'{near[0]}' のことですか / did you mean '{near[0]}'?" if near else f"あるのは / there are: {listed}"
            raise OptionError(f"{name} に '{v}' はありません / no turn has {name} '{v}'. {hint}")
    return values
