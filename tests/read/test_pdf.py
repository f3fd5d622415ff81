"""A PDF becomes its printed lines, with the place where each page starts."""

import pytest

from minutes.model import Source
from minutes.parse.meeting import parse
from minutes.read import upright
from minutes.read.cells import Cells
from minutes.read.pdf import read_pdf
from minutes.read.reasons import Refusal
from tests.evil import pdfs

LINES = ["○会長（髙﨑　みのり）　定刻になりましたので、", "　始めます。"]


def test_lines_and_pages_are_kept() -> None:
    """Each printed line is a line; each page starts where the map says."""
    found = read_pdf(pdfs.pages([LINES, ["　次です。"]]))
    assert found.text == "\n".join([*LINES, "　次です。"])
    assert [found.text[start:][:2] for start in found.pages] == ["○会", "　次"]


def test_a_page_number_is_set_apart() -> None:
    """A lone number at the foot is no part of the sentence that runs over the page."""
    found = read_pdf(pdfs.pages([["　図書館の", "1"], ["開館時間", "2"]]))
    assert found.text == "　図書館の\n\n1\n\n開館時間\n\n2\n"


def test_running_heads_and_feet_are_kept_and_told_apart() -> None:
    """What stands in the same place on every page is in the text, in the map, and in no speech."""
    talk = ["図書館の開館時間について", "事務局から説明をします。"]
    made = pdfs.placed([[(40, 800, f"青嶺市会議録 第{n}号"), (40, 700, f"○会長　{talk[0]}{n}番"), (40, 684, talk[1]), (280, 30, f"- {n} -")] for n in (1, 2, 3)])
    found = read_pdf(made)
    outside = [span.of(found.text) for span in found.furniture]
    assert outside == [words for n in (1, 2, 3) for words in (f"青嶺市会議録 第{n}号", f"- {n} -")]
    meeting = parse(Source("a.pdf", found.text, "0" * 64, "pdf", furniture=found.furniture))
    assert [note.kind for note in meeting.notes if note.text.strip() in outside] == ["page"] * 6
    assert all(talk[1] in turn.text and "号" not in turn.text and "-" not in turn.text for turn in meeting.turns)


def test_pages_that_say_the_same_are_not_furniture() -> None:
    """A form printed three times over is read three times."""
    assert read_pdf(pdfs.pages([["同じ言葉", "同じ行"]] * 3)).furniture == ()


class Downward:
    """The characters of columns of vertical writing: ten points each, the first column at the right; letters lie on their side."""

    exact = True

    def __init__(self, columns: list[str]) -> None:
        self.places = [(500.0 - 20 * n, 780.0 - 10 * i, char) for n, column in enumerate(columns) for i, char in enumerate(column) if char != "\u3000"]
        self.row = "".join(char for _, _, char in self.places)

    def box(self, place: int) -> tuple[float, float, float, float]:
        """Left, bottom, right and top."""
        x, y, _ = self.places[place]
        return x, y - 1.2, x + 10, y + 8.8

    def origin(self, place: int) -> tuple[float, float]:
        """Near the foot of a kanji, at the top of a letter on its side."""
        x, y, char = self.places[place]
        return x, y if char >= "\u2e80" else y + 8.8


@pytest.mark.parametrize(
    "columns",
    [
        ["青嶺市会議録", "○会長　始めます。", "○委員　費用はいくらですか。"],  # the room behind a name is U+3000
        ["開会　　午後１時", "令和６年度"],
        ["ＡＩの利用", "議題２"],
    ],
)
def test_vertical_writing_is_read_column_by_column(columns: list[str]) -> None:
    """From right to left, with the room that parts a name from what is said as a space."""
    glyphs = Downward(columns)
    assert upright.downward([(columns[0].replace("\u3000", ""), range(len(glyphs.row)))], glyphs)  # type: ignore[arg-type]
    assert [line.text for line in upright.lines([(glyphs.row, range(len(glyphs.row)))], glyphs, Cells())] == columns  # type: ignore[arg-type]


def test_a_bracket_moved_up_does_not_hide_the_room_behind_the_next() -> None:
    """The ends of 委員（小田）費用は are as far apart as eleven characters are, and the words within are not."""
    glyphs = Downward(["委員（小田）費用は三万円"])
    glyphs.places = [(x, y + 7 if 2 <= i <= 5 else y, char) for i, (x, y, char) in enumerate(glyphs.places)]
    lines = upright.lines([(glyphs.row, range(len(glyphs.row)))], glyphs, Cells())  # type: ignore[arg-type]
    assert [line.text for line in lines] == ["委員（小田）\u3000費用は三万円"]


def test_a_dash_before_an_item_stays_apart() -> None:
    """Small gaps between letters and kanji are closed (令和 6 年), that behind a bullet is not."""
    assert read_pdf(pdfs.placed([[(40, 700, "令和"), (63, 700, "6"), (76, 700, "年度"), (40, 680, "-"), (53, 680, "前回の件")]])).text.endswith("- 前回の件")


def test_cells_of_a_table_are_parted_by_a_tab() -> None:
    """The room between two columns is no space that somebody typed."""
    cells = [("会長", "始めます。"), ("委員", "費用はいくらですか。")]
    rows = [piece for n, (who, words) in enumerate(cells) for piece in ((40.0, 700.0 - 16 * n, who), (200.0, 700.0 - 16 * n, words))]
    assert read_pdf(pdfs.placed([rows])).text.split("\n") == ["\t".join(row) for row in cells]


TALK = [("会長", ["それでは始めます。本日の", "議題は二つあります。"]), ("事務局", ["資料をご覧ください。費用は", "三万円です。"]), ("委員", ["分かりました。"])]


def test_the_second_column_of_a_table_is_found_by_its_edge() -> None:
    """A cell is hardly broader than its longest name: 事務局資料を… is two cells, and what goes on below belongs to the second."""
    lines = [(x, words) for who, said in TALK for n, words in enumerate(said) for x, words in ([(40.0, who)] if n == 0 else []) + [(83.0, words)]]
    placed: list[tuple[float, float, str]] = []
    y = 720.0
    for x, words in lines:
        y -= 16 if placed and (x == 40.0 or placed[-1][0] != 40.0) else 0
        placed.append((x, y, words))
    assert read_pdf(pdfs.placed([placed])).text.split("\n") == [("" if n else who) + "\t" + words for who, said in TALK for n, words in enumerate(said)]


def test_a_page_number_between_columns_does_not_mix_with_them() -> None:
    """The library gives the pieces of neighbouring columns in turn; each goes to its own."""
    glyphs = Downward(["本文が続いております", "-1-", "次の段落です"])
    order = [*range(11), *range(13, 15), 11, 12, *range(15, len(glyphs.places))]
    glyphs.places = [glyphs.places[i] for i in order]
    row = "".join(char for _, _, char in glyphs.places)
    assert [line.text for line in upright.lines([(row, range(len(row)))], glyphs, Cells())] == ["本文が続いております", "-1-", "次の段落です"]  # type: ignore[arg-type]


def test_radicals_become_kanji() -> None:
    """⻑ and ⾒ come out of some fonts; minutes are searched for 長 and 見."""
    assert read_pdf(pdfs.pages([["委員⻑の意⾒"]])).text == "委員長の意見"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdfs.encrypted(), "encrypted"),
        (pdfs.scanned(), "needs_ocr"),
        (pdfs.pages([LINES])[:-40], "truncated"),
        (pdfs.pages([LINES * 40])[:2000], "truncated"),
        (pdfs.circular_pages(), "parse_error"),
        (pdfs.pages([[""]]), "truncated"),
        (b"%PDF-1.7\n" + b"x" * 500 + b"%%EOF", "parse_error"),
        (pdfs.deep_arrays(), "parse_error"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    """Passwords, scans, downloads that broke off, damage."""
    with pytest.raises(Refusal) as found:
        read_pdf(data)
    assert found.value.reason == reason
