"""Tables as an Excel workbook: typed cells, headers that stay in view, filters, nothing cut off, and never a formula."""

import io
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minutes.columns import column
from minutes.text.gaiji import shown

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 32_767  # characters that an Excel cell holds
ROWS = 1_048_575  # rows of a sheet below its header
FLAG = '"TRUE";"TRUE";"FALSE"'
WIDE = {"text": 60, "before": 40, "message": 60, "title": 36, "path": 36, "hits": 36}
HEADS = {"ja": ("表", "列名", "日本語", "意味", "型", "単位", "例"), "en": ("table", "column", "Japanese", "meaning", "type", "unit", "example")}
NOTE = {"ja": "列の説明", "en": "columns"}
_PICTURES = {c: 0x2400 + c for c in range(0x20) if c not in (0x09, 0x0A)} | {0x7F: 0x2421, 0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD} | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


def write_xlsx(tables: Mapping[str, "pd.DataFrame"], path: str | PathLike[str], *, lang: str = "ja", choices: Mapping[str, str] | None = None, hidden: Collection[str] = ()) -> int:
    """One sheet a table and a sheet that explains the columns; returns how many cells were too long for one Excel cell.

    Nothing is cut: what goes beyond 32,767 characters goes on in a further column, rows beyond Excel's last in a
    further sheet. Text is always text: a cell that begins with = is shown, not computed, and codes keep their zeros.
    Control characters are shown as pictures (␀). The same tables give the same bytes. A column that `choices` names
    gets a drop-down list: the first column of the table named there. The sheets of `hidden` are not shown.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    taken: set[str] = set()
    split = 0
    for name, table in tables.items():
        for at in range(0, max(len(table), 1), ROWS):
            sheet = book.create_sheet(_free(name, taken))
            sheet.sheet_state = "hidden" if name in hidden else "visible"
            split += _sheet(sheet, table.iloc[at : at + ROWS], name, lang)
            for column_name, listed in (choices or {}).items():
                _drop_down(sheet, table, column_name, f"'{listed}'!$A$2:$A${len(tables[listed]) + 1}")
    _dictionary(book.create_sheet(_free(NOTE[lang], taken)), tables, lang)
    Path(path).write_bytes(_settled(book))
    return split


def _free(name: str, taken: set[str]) -> str:
    """A sheet name that Excel takes and that no other sheet has."""
    plain = _NOT_IN_NAMES.sub("_", name)[:27] or "table"
    found = next(n for k in range(1, 10_000) if (n := plain if k == 1 else f"{plain} ({k})").lower() not in taken)
    taken.add(found.lower())
    return found


def _sheet(sheet: Any, table: "pd.DataFrame", name: str, lang: str) -> int:
    """Fill a sheet; the number of cells that were split over columns."""
    from openpyxl.utils import get_column_letter

    kinds = [_kind(str(c), name) for c in table.columns]
    parts = [_parts(table[c]) for c in table.columns]
    heads = [_head(str(c), name, lang, k) for c, n in zip(table.columns, parts, strict=True) for k in range(n)]
    sheet.freeze_panes = "A2"
    for k, c in enumerate((c for c, n in zip(table.columns, parts, strict=True) for _ in range(n)), start=1):
        sheet.column_dimensions[get_column_letter(k)].width = WIDE.get(str(c), 16)
    if heads:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(table) + 1}"
    sheet.append([_cell(sheet, h, bold=True) for h in heads])
    split = 0
    for row in table.itertuples(index=False):
        cells: list[Any] = []
        for value, kind, width in zip(row, kinds, parts, strict=True):
            pieces = _pieces(value, kind)
            split += len(pieces) > 1
            cells += [_cell(sheet, p) for p in pieces] + [None] * (width - len(pieces))
        sheet.append(cells)
    return split


def _drop_down(sheet: Any, table: "pd.DataFrame", name: str, source: str) -> None:
    """A list to choose from in the cells of one column, where the table has it; other words are refused, an empty cell is not."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    if name not in table or not len(table):
        return
    letter = get_column_letter(1 + sum(_parts(table[c]) for c in table.columns[: list(table.columns).index(name)]))
    choice = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    choice.add(f"{letter}2:{letter}{len(table) + 1}")
    sheet.data_validations.append(choice)


def _kind(name: str, table: str) -> str:
    found = column(name, table=table)
    return found.type if found else ""


def _head(name: str, table: str, lang: str, part: int) -> str:
    found = column(name, table=table)
    head = found.japanese if found and lang == "ja" else name
    return head if part == 0 else f"{head} ({part + 1})"


def _parts(values: "pd.Series[Any]") -> int:
    """How many columns a table's column needs."""
    longest = max((len(v) for v in values if isinstance(v, str)), default=0)
    return max(1, -(-longest // LONGEST))


def _pieces(value: Any, kind: str) -> list[Any]:
    """What goes into the cells of one value: numbers, flags and days as such, text in pieces that fit, nothing for what is missing."""
    import pandas as pd

    if value is None or (not isinstance(value, (str, list, tuple)) and pd.isna(value)):
        return [None]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, (bool, int, float)):
        return [value if value not in (float("inf"), float("-inf")) else str(value)]
    text = str(value).translate(_PICTURES)
    text = named if len(named := shown(text)) <= LONGEST else text
    if kind == "date" and (day := _day(text)):
        return [day]
    return [text[at : at + LONGEST] for at in range(0, max(len(text), 1), LONGEST)]


def _day(text: str) -> date | None:
    """A day that Excel can hold; its calendar begins in March 1900."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= date(1900, 3, 1) else None


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    """A cell for text that openpyxl would take for a formula or an error, for days, flags and headers; others as they are.

    A flag is 1 or 0 shown as TRUE or FALSE: LibreOffice makes formulas, =TRUE(), of the logical values of Excel.
    """
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "yyyy-mm-dd"
        return cell
    if isinstance(value, bool):
        cell = WriteOnlyCell(sheet, int(value))
        cell.number_format = FLAG
        return cell
    if not bold and not (isinstance(value, str) and value[:1] in ("=", "#")):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _dictionary(sheet: Any, tables: Mapping[str, "pd.DataFrame"], lang: str) -> None:
    """What each column means, in the language of the book."""
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFG", (14, 18, 22, 60, 10, 14, 30), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_cell(sheet, h, bold=True) for h in HEADS[lang]])
    for row in _explained(tables, lang):
        sheet.append([_cell(sheet, v) for v in row])


def _explained(tables: Mapping[str, "pd.DataFrame"], lang: str) -> Iterator[Sequence[str]]:
    for name, table in tables.items():
        for c in table.columns:
            found = column(str(c), table=name)
            yield (name, str(c), *((found.japanese, found.said(lang), found.type, found.unit, found.example) if found else ("",) * 5))


def _settled(book: Any) -> bytes:
    """The workbook without the time of its making, so that the same tables give the same bytes."""
    made, settled = io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            data = _STAMP.sub(rb"\g<1>2000-01-01T00:00:00Z", data) if name == "docProps/core.xml" else data
            new.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return settled.getvalue()
