"""Printed lines become paragraphs again, and only those that are paragraphs."""

import pytest

from minutes.read.cells import Line
from minutes.read.reflow import reflow

WIDE = "図書館の開館時間の延長についてはこれまでの経過を踏まえてさらに検討を進めてまいりたい"


def page(texts: list[str], *, lefts: dict[int, float] | None = None, gaps: dict[int, float] | None = None) -> list[Line]:
    """Lines of ten-point type one under the other, sixteen points apart; `lefts` and `gaps` move single ones."""
    lines, bottom = [], 800.0
    for n, text in enumerate(texts):
        bottom -= (gaps or {}).get(n, 16.0)
        lines.append(Line(text, (lefts or {}).get(n, 40.0), bottom, 10.0))
    return lines


FULL = [WIDE, WIDE, WIDE, WIDE, WIDE]
FILL = [*FULL, "以上です。", *FULL, "以上です。"]  # twelve lines that show how wide the column is


@pytest.mark.parametrize(
    ("line", "after", "joined"),
    [
        (WIDE, "と考えております。", True),
        (WIDE, "（案）を示します。", True),
        ("短い行", "次の行", False),  # does not fill the column
        (WIDE[:-1] + "。", "次の段落です。", False),  # a sentence ends there
        (WIDE, "○会長　始めます。", False),
        (WIDE, "・次の項目", False),
        (WIDE, "　段落の字下げ", False),
        (WIDE, "２　その他", False),
        (WIDE, "10月の末です。", True),  # a number that is no item
        (WIDE, "- 4 -", False),
        (WIDE, "3/7", False),
        (WIDE[:-1] + "」", "という意見", True),
        (WIDE[:-1] + "」", "次の段落", False),
        ("・" + WIDE[:-2] + "。", "（市長）", True),  # who spoke stands behind an item
        (WIDE[:-1] + "。", "（拍手）", False),
        ("・" + WIDE[:-2] + "。", "終わります。（市長）", True),  # the item is signed further down
        ("（" + WIDE[:-1], "登壇）", True),  # the bracket is closed there
        ("△　議案第７号" + "青嶺市一般会計補正予算" * 3 + "案", "（第１号）", True),
        ("△　議案第７号　" + "青嶺市一般会計補正予算" * 3 + "改正", "専決処分", True),  # a heading over two lines, no kana in it
        ("氏名" * 20, "専決処分", False),  # a list of names is no heading
        (WIDE, "会長\t始めます。", False),  # a row of a table
    ],
)
def test_a_line_runs_on_only_when_it_does(line: str, after: str, joined: bool) -> None:  # noqa: FBT001
    """Full, in the middle of a sentence, and the next one begins like nothing new."""
    (text,) = reflow([page([*FILL, line, after])])
    assert (line + after in text) == joined


def test_lists_keep_their_lines() -> None:
    """Where lines do not share a width nothing is joined."""
    names = [f"{n}番　{'青嶺' * (n % 5 + 1)}　委員" for n in range(1, 20)]
    assert reflow([page(names)]) == ["\n".join(names)]


def test_pages_are_not_joined() -> None:
    """A sentence that runs over the page stays two lines: a page number may stand between."""
    assert len(reflow([page(FILL), page(["と考えます。"])])) == 2


def test_indents_and_gaps_are_shown() -> None:
    """Formatting that holds no characters: an indent is U+3000, a wide gap a blank line."""
    (text,) = reflow([page(["見出し", "本文です。", "続きです。", "別の段落です。"], lefts={1: 50.0}, gaps={3: 40.0})])
    assert text == "見出し\n　本文です。\n続きです。\n\n別の段落です。"


def test_vertical_writing_has_no_indents() -> None:
    """Its lines stand side by side."""
    lines = [Line(f"縦書き{n}", 500.0 - 20 * n, 700.0, 10.0) for n in range(6)]
    assert reflow([lines]) == ["\n".join(line.text for line in lines)]


def test_a_page_without_lines_is_empty() -> None:
    """No lines, no text."""
    assert reflow([[], []]) == ["", ""]


def test_indents_are_those_of_each_column_of_print() -> None:
    """A note that is set in stays so in the right-hand column, and what begins at its margin is not set in."""
    words = ["本文の行です、" * 3 + "。"] * 12
    left, right = page(words), [line._replace(left=line.left + 300) for line in page(words)]
    right[6] = right[6]._replace(text="（拍手）", left=400.0)
    assert reflow([[*left, *right]])[0].split("\n")[17:20] == [words[0], "　　　　　　（拍手）", words[0]]
