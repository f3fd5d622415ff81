"""Sheets with two pages, scans with a layer of characters behind the picture, and characters of one office in exports."""

import csv
import io
import json
import zlib
from pathlib import Path

import pytest

from minutes.cli.main import main
from minutes.parse.meeting import parse
from minutes.read.cells import Line
from minutes.read.facing import unfolded
from minutes.read.pdf import read_pdf
from tests.evil import pdfs

LEFT = [
    "○議長（甲野太郎君）　これより本日の会議を",
    "開きます。一般質問を行います。三番乙野花",
    "子君。",
    "○三番（乙野花子君）　学校給食の調理場につ",
    "いて伺います。建設から四十年が経過し、雨",
    "漏りもあると聞いております。市長はどのよ",
    "うに考えておられるか、お答えください。",
]
RIGHT = [
    "○市長（丙野一郎君）　お答えいたします。建",
    "て替えにつきましては、令和八年度の着工を",
    "目指しております。",
    "○議長（甲野太郎君）　次に、教育部長。",
    "○教育部長（丁野二郎君）　基本設計の費用を",
    "今回の補正予算に計上しておりますので、よ",
    "ろしくお願いいたします。",
]


def sheet(left: list[str], right: list[str]) -> bytes:
    """One broad sheet, drawn row by row across both halves."""
    rows = [piece for n, (a, b) in enumerate(zip(left, right, strict=True)) for piece in ((40.0, 560.0 - 16 * n, a), (460.0, 560.0 - 16 * n, b))]
    return pdfs.placed([rows]).replace(b"[0 0 595 842]", b"[0 0 842 595]")


def test_two_pages_on_one_sheet_are_read_one_after_the_other() -> None:
    """The left page is read to its end before the right one begins."""
    m = parse(read_pdf(sheet(LEFT, RIGHT)).text)
    assert [t.speaker.name for t in m.turns] == ["甲野太郎", "乙野花子", "丙野一郎", "甲野太郎", "丁野二郎"]
    assert m.turns[1].text.endswith("市長はどのように考えておられるか、お答えください。")
    assert m.turns[2].text == "お答えいたします。建て替えにつきましては、令和八年度の着工を目指しております。"


@pytest.mark.parametrize(
    ("rows", "parted"),
    [
        ([*zip(LEFT, RIGHT, strict=True)], True),
        ([(a.replace("○", ""), b.replace("○", "")) for a, b in zip(LEFT, RIGHT, strict=True)] + [("－ 12 －", "－ 13 －")], True),  # by the numbers of the pages
        ([(a.replace("○", ""), b.replace("○", "")) for a, b in zip(LEFT, RIGHT, strict=True)], False),  # questions and answers in a table of two columns
        ([(a[:4], b) for a, b in zip(LEFT, RIGHT, strict=True)], False),  # speakers and what they say
    ],
)
def test_what_is_parted_and_what_is_a_table(rows: list[tuple[str, str]], parted: bool) -> None:  # noqa: FBT001
    """Rows of a table stay rows."""
    lines = [Line("\t".join(row), 40.0, 560.0 - 16 * n, 10.0) for n, row in enumerate(rows)]
    assert [line.text for line in unfolded(lines)] == ([a for a, _ in rows] + [b for _, b in rows] if parted else [line.text for line in lines])


def layered(lines: list[str]) -> bytes:
    """A page of a picture with invisible characters over it, as programs that recognise print leave it."""
    image = pdfs.stream(zlib.compress(bytes(10_000)), b"/Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode")
    made = pdfs.pages([lines], extra=[image]).replace(b"/Font << /F 3 0 R >> >>", b"/Font << /F 3 0 R >> /XObject << /I 8 0 R >> >>")
    plain, drawn = b"BT /F 10 Tf 40 800 Td\n", b"BT 3 Tr /F 10 Tf 40 800 Td\n"
    assert plain in made
    body = made[made.index(plain) : made.index(b"ET\nendstream") + 2]
    picture = b"q 500 0 0 700 40 40 cm /I Do Q\n" + body.replace(plain, drawn)
    return made.replace(body, picture).replace(b"/Length %d " % len(body), b"/Length %d " % len(picture))


def test_a_scan_with_characters_behind_it_is_read() -> None:
    """Pages of pictures need no recognition where somebody has recognised them already."""
    talk = [f"○{who}（甲野太郎君）　{n}番目の議案について申し上げます。資料を御覧ください。" for n, who in enumerate(("議長", "市長", "議長", "教育長"))]
    found = read_pdf(layered(talk))
    assert [t.speaker.label for t in parse(found.text).turns] == [line[1 : line.index("）") + 1] for line in talk]
    assert "needs_ocr" not in found.flags


def test_characters_of_one_office_are_counted_in_exports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """外字: the CSV for people shows 〓 with the code, JSON keeps the character, and both of them count it."""
    path = tmp_path / "r.txt"
    talk = "○委員（乙野花子君）　水質の目標値はどのようになりますか。\n○会長（甲野太郎君）　計画の見直しについて申し上げます。\n" * 6
    path.write_text(f"甲野市環境審議会会議録\n○会長（\ue000野太郎君）　資料を御覧ください。\n{talk}", encoding="utf-8")
    assert main(["parse", str(path), "--format", "jsonl"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["source"]["gaiji"] == 1
    assert told["turns"][0]["name"] == "\ue000野太郎"
    assert main(["parse", str(path), "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out.lstrip("\ufeff"))))
    assert any("〓(U+E000)" in str(row) for row in rows)
    assert not any("\ue000" in str(row) for row in rows)
