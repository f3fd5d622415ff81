"""What a person wrote into a sheet of turns: read from a file, a turn and its themes at a time."""

import re
from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from minutes.columns import columns
from minutes.errors import OptionError

if TYPE_CHECKING:
    import pandas as pd

NONE = "なし"
"""What the person who judges writes for a turn that is about none of the themes; an empty cell is not judged."""

THEMES = tuple(f"theme_{n}" for n in range(1, 6))
"""The columns with a drop-down list; `themes` takes the same, joined by 、."""

_SPLIT = re.compile(r"\s*[、,，;；\n]\s*")
_TABLES = ("judging", "tags", "rates", "themes")
_MADE = "minutes validate sample で作ったシートを使ってください / use a sheet made by `minutes validate sample`"


class Judgment(NamedTuple):
    """One row that was judged: its number in the sheet, the turn, its themes and the primary one."""

    row: int
    meeting: str
    turn: int
    themes: frozenset[str]
    primary: str | None


def judgments(sheet: "pd.DataFrame") -> list[Judgment]:
    """The rows of a sheet that were judged; raises `OptionError` for a table that is no sheet.

    The themes are those of `themes` and of `theme_1` to `theme_5` together; a row without any is not judged.
    """
    for column in ("meeting", "turn"):
        _asked(column, column in sheet)
    _asked("themes", "themes" in sheet or THEMES[0] in sheet)
    cells = [sheet[column].astype("string").fillna("").str.strip() for column in ("themes", *THEMES, "primary") if column in sheet]
    primary = cells.pop() if "primary" in sheet else [""] * len(sheet)
    rows = zip(sheet["meeting"], sheet["turn"], primary, zip(*cells, strict=True), strict=True)
    return [
        Judgment(at, str(meeting), int(turn), frozenset(named - {NONE}), _primary(named - {NONE}, first))
        for at, (meeting, turn, first, written) in enumerate(rows)
        if (named := {name for cell in written for name in _SPLIT.split(cell)} - {""})
    ]


def _asked(column: str, there: bool) -> None:  # noqa: FBT001 - what was found out
    if not there:
        raise OptionError(f"{column}: この列がシートにありません。{_MADE}")


def _primary(themes: set[str], stated: str) -> str | None:
    """The primary theme: the one that was stated, else the only one."""
    return stated if stated in themes else next(iter(themes)) if len(themes) == 1 else None


def read_sheet(path: str | PathLike[str]) -> "dict[str, pd.DataFrame]":
    """The tables of a judged file by name (`judging`, and where they are there `tags`, `rates`, `themes`): .xlsx or .csv.

    Headers may be Japanese or English; offsets and numbers come back as whole numbers. Raises `OptionError` for a file
    that cannot be read, and for a theme that the sheet's own list does not have, with the row.
    """
    import pandas as pd

    where = Path(path)
    try:
        if where.suffix.lower() == ".csv":
            found: dict[Any, pd.DataFrame] = {"judging": pd.read_csv(where, encoding="utf-8-sig", dtype="string")}
        else:
            found = pd.read_excel(where, sheet_name=None, dtype="string", engine="openpyxl")
    except OSError as error:
        raise OptionError(f"{where}: 開けません。パスを確かめてください / cannot open: check the path ({error.strerror or error})") from error
    except Exception as error:  # a broken workbook raises whatever its parts raise
        raise OptionError(f"{where}: 表として読めません。xlsx か UTF-8 の csv で保存してください / not a table: save it as xlsx or UTF-8 csv ({type(error).__name__})") from error
    tables = {name: _named(table, name) for name, table in found.items() if name in _TABLES}
    if "judging" not in tables and found:
        tables["judging"] = _named(next(iter(found.values())), "judging")
    _known(where, tables)
    return tables


def _named(table: "pd.DataFrame", name: str) -> "pd.DataFrame":
    """The table with the names and types of the data dictionary, empty rows left out."""
    if name == "themes":
        return table
    known = columns(name)
    made = table.rename(columns={c.japanese: c.name for c in known}).dropna(how="all").reset_index(drop=True)
    types = {"integer": "Int64", "number": "float64"}
    wanted = {c.name: types[c.type] for c in known if c.type in types and c.name in made}
    try:
        return made.astype(dict.fromkeys(wanted, "float64")).astype(wanted)
    except ValueError as error:
        raise OptionError(f"{name}: 数の列に数でないものがあります。{_MADE} ({error})") from error


def _known(path: Path, tables: "dict[str, pd.DataFrame]") -> None:
    """`OptionError` for a theme that the workbook does not list."""
    if "themes" not in tables or "judging" not in tables:
        return
    names = {str(name) for name in tables["themes"].iloc[:, 0]} | {NONE}
    for one in judgments(tables["judging"]):
        for name in sorted(one.themes - names):
            fix = f"一覧から選んでください / not one of the themes: choose from the list ({'、'.join(_near(name, sorted(names)))})"
            raise OptionError(f"{path}: {one.row + 2}行目の「{name}」はテーマにありません。{fix}")


def _near(name: str, names: Sequence[str]) -> Iterator[str]:
    from difflib import get_close_matches

    yield from get_close_matches(name, names, n=3, cutoff=0.0)
