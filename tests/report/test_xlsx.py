"""Workbooks: what Excel would spoil stays as it was, and nothing is a formula."""

import shutil
import subprocess
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from minutes.compare.rates import rates
from minutes.corpus.corpus import build
from minutes.report.xlsx import LONGEST, write_xlsx
from minutes.themes.tag import tag

TRIGGERS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠A", " =1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0", "#N/A", "・=1", "'=1"]


def cells(path: Path, sheet: int = 0) -> list[list[object]]:
    """The values of a sheet, row by row."""
    book = load_workbook(path)
    return [[c.value for c in row] for row in book.worksheets[sheet].iter_rows()]


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    """Text that begins like a formula is text, in cells, headers and the dictionary; the words are unchanged."""
    table = pd.DataFrame({"text": TRIGGERS, "=A1": TRIGGERS})
    write_xlsx({"turns": table}, tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")

    assert [c.data_type for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"] == []
    assert [row[0] for row in cells(tmp_path / "a.xlsx")[1:]] == [t.replace("\r", "␍") for t in TRIGGERS]
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert not any(b"<f>" in archive.read(n) for n in archive.namelist())


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_as_it_is(tmp_path: Path) -> None:
    """LibreOffice finds no formula, flags included, and codes keep their zeros."""
    table = pd.DataFrame({"code": ["011002", "000001"] + ["131091"] * (len(TRIGGERS) - 2), "text": TRIGGERS, "primary": [k % 2 == 0 for k in range(len(TRIGGERS))]})
    write_xlsx({"meetings": table}, tmp_path / "a.xlsx")
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/lo", "--convert-to", "fods", "--outdir", str(tmp_path), str(tmp_path / "a.xlsx")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    text = (tmp_path / "a.fods").read_text(encoding="utf-8")

    assert "table:formula" not in text
    assert "<text:p>011002</text:p>" in text
    assert "<text:p>=1+1</text:p>" in text
    assert "<text:p>TRUE</text:p>" in text
    assert "<text:p>FALSE</text:p>" in text


def test_long_text_goes_on_in_the_next_column(tmp_path: Path) -> None:
    """A speech longer than a cell is split, said to be split, and joined again it is whole."""
    long = "会議録" * 15_000
    split = write_xlsx({"turns": pd.DataFrame({"turn": [1, 2], "text": [long, "短い"]})}, tmp_path / "a.xlsx")
    rows = cells(tmp_path / "a.xlsx")

    assert split == 1
    assert rows[0] == ["発言番号", "発言", "発言 (2)"]
    assert str(rows[1][1]) + str(rows[1][2]) == long
    assert max(len(str(v)) for row in rows for v in row) <= LONGEST
    assert rows[2] == [2, "短い", None]


def test_cells_are_typed(tmp_path: Path) -> None:
    """Numbers are numbers, days are days, codes are text, flags are 1 or 0 shown as words, what is missing is empty; control characters are shown."""
    table = pd.DataFrame(
        {
            "code": pd.array(["011002"], dtype="string"),
            "date": ["2024-07-17"],
            "n": pd.array([3], dtype="Int64"),
            "rate": [0.25],
            "descriptive": [True],
            "text": ["a\x00b\x1f"],
            "name": pd.array([None], dtype="string"),
        }
    )
    write_xlsx({"meetings": table}, tmp_path / "a.xlsx", lang="en")
    row = load_workbook(tmp_path / "a.xlsx").worksheets[0][2]

    assert [c.data_type for c in row] == ["s", "d", "n", "n", "n", "s", "n"]
    assert (row[4].value, row[4].number_format) == (1, '"TRUE";"TRUE";"FALSE"')
    assert row[0].value == "011002"
    assert str(row[1].value)[:10] == "2024-07-17"
    assert row[5].value == "a␀b␟"
    assert row[6].value is None


def test_headers_stay_and_filter(tmp_path: Path) -> None:
    """The first row is frozen and has a filter; the last sheet explains every column."""
    write_xlsx({"rates": pd.DataFrame({"theme": ["防災"], "n": [1]}), "rates?": pd.DataFrame({"n": [1]})}, tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")

    assert book.sheetnames == ["rates", "rates_", "列の説明"]
    assert book.worksheets[0].freeze_panes == "A2"
    assert book.worksheets[0].auto_filter.ref == "A1:B2"
    assert [c.value for c in book.worksheets[2][2]][:3] == ["rates", "theme", "テーマ"]


def test_the_same_tables_give_the_same_bytes(tmp_path: Path, sample: Path) -> None:
    """No clock in a workbook."""
    corpus = build(sample / "霞野市")
    tags = tag(corpus)
    for name in ("a.xlsx", "b.xlsx"):
        write_xlsx({"rates": rates(corpus, tags), "turns": corpus.turns, "tags": tags, "failures": corpus.failures}, tmp_path / name)

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert len(cells(tmp_path / "a.xlsx", 1)) == len(corpus.turns) + 1
