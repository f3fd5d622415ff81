"""A judged sheet is read back from the file in which it was saved."""

import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from minutes.errors import OptionError
from minutes.report.xlsx import write_xlsx
from minutes.themes.judged import NONE, THEMES, judgments, read_sheet

ROWS = [
    {"meeting": "甲-1", "turn": 0, "text": "=1+1 と書く", "theme_1": "環境", "theme_2": "子育て", "primary": "子育て", "sha256": "0" * 64, "start": 12, "end": 40, "weight": 2.5},
    {"meeting": "甲-1", "turn": 3, "text": "なし", "theme_1": NONE, "sha256": "0" * 64, "start": 50, "end": 60, "weight": 1.0},
    {"meeting": "甲-1", "turn": 4, "text": "まだ見ていない", "sha256": "0" * 64, "start": 61, "end": 80, "weight": 1.0},
]
NAMES = ("環境", "子育て", NONE)


def write(folder: Path, rows: list[dict[str, object]] = ROWS, lang: str = "ja") -> Path:
    """A workbook as `minutes validate sample` makes it, filled in with these rows."""
    table = pd.DataFrame(rows, columns=["text", *THEMES, "primary", "meeting", "turn", "sha256", "start", "end", "weight"]).astype(
        {"turn": "Int64", "start": "Int64", "end": "Int64"}
    )
    path = folder / f"sheet-{lang}.xlsx"
    write_xlsx({"judging": table, "themes": pd.DataFrame({"theme": NAMES})}, path, lang=lang, choices=dict.fromkeys(THEMES, "themes"), hidden=("themes",))
    return path


def same(tables: dict[str, pd.DataFrame]) -> None:
    """The sheet says what was written into it."""
    sheet = tables["judging"]
    assert [(j.turn, set(j.themes), j.primary) for j in judgments(sheet)] == [(0, {"環境", "子育て"}, "子育て"), (3, set(), None)]
    assert list(sheet["start"]) == [12, 50, 61]
    assert list(sheet["weight"]) == [2.5, 1.0, 1.0]
    assert list(sheet["text"]) == [row["text"] for row in ROWS]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_workbook_is_read_back(tmp_path: Path, lang: str) -> None:
    """Japanese and English headers alike: themes, offsets and weights come back as they were."""
    same(read_sheet(write(tmp_path, lang=lang)))


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
def test_a_sheet_saved_by_libreoffice_is_read_back(tmp_path: Path) -> None:
    """Another office program may save the sheet."""
    path = write(tmp_path)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "saved", path], check=True, capture_output=True
    )
    same(read_sheet(tmp_path / "saved" / path.name))


def test_a_csv_is_read_back(tmp_path: Path) -> None:
    """The same as CSV, with the themes of a turn in one cell."""
    path = tmp_path / "sheet.csv"
    rows = [{**row, "themes": "、".join(str(row[t]) for t in THEMES if t in row)} for row in ROWS]
    pd.DataFrame(rows).drop(columns=["theme_1", "theme_2"]).to_csv(path, index=False, encoding="utf-8-sig")
    same(read_sheet(path))


def test_the_theme_cells_have_a_list(tmp_path: Path) -> None:
    """The five theme columns of every row offer the themes; the list itself is on a hidden sheet."""
    import openpyxl

    book = openpyxl.load_workbook(write(tmp_path))
    assert {(str(v.sqref), v.formula1) for v in book["judging"].data_validations.dataValidation} == {(f"{c}2:{c}4", "'themes'!$A$2:$A$4") for c in "BCDEF"}
    assert book["themes"].sheet_state == "hidden"


@pytest.mark.parametrize(
    ("theme", "says"),
    [
        ("環鏡", "2行目"),  # a slip: the row is named
        ("環鏡", "環境"),  # and what was meant
    ],
)
def test_a_theme_that_is_not_in_the_list_is_named(tmp_path: Path, theme: str, says: str) -> None:
    """A cell that was filled past the list is an error, not a new theme."""
    with pytest.raises(OptionError, match=says):
        read_sheet(write(tmp_path, [ROWS[0] | {"theme_1": theme}]))


@pytest.mark.parametrize(("name", "data"), [("gone.xlsx", None), ("no.xlsx", b"no workbook"), ("no.csv", b"\xff\xfe\x00"), ("other.csv", "番号,文\n1,あ\n".encode())])
def test_a_file_that_is_no_sheet_is_named(tmp_path: Path, name: str, data: bytes | None) -> None:
    """A missing file, a broken one, and a table of something else are told apart from a sheet."""
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(OptionError):
        judgments(read_sheet(path)["judging"])
