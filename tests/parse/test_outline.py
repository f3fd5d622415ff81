"""The outline of a document that is no record of speech."""

import pytest

from minutes.parse.lines import split_lines
from minutes.parse.outline import sections
from minutes.text.fold import fold

PLAN = """甲野市情報化推進計画
第１章 総則
１ 背景
(1) 人口
① 推移
ア 市全体
(2) 財政
２ 課題
第２章 施策
1.1 情報化
1.2 標準化
■ 参考
"""


def test_levels_follow_the_order_of_the_marks() -> None:
    """Which mark stands above which is learned from the document: 第１章, １, (1), ①, ア."""
    found = [(s.level, fold(s.number or ""), s.title) for s in sections(split_lines(PLAN))]
    assert found == [
        (1, "第1章", "総則"),
        (2, "1", "背景"),
        (3, "(1)", "人口"),
        (4, "①", "推移"),
        (5, "ア", "市全体"),
        (3, "(2)", "財政"),
        (2, "2", "課題"),
        (1, "第2章", "施策"),
        (2, "1.1", "情報化"),
        (2, "1.2", "標準化"),
        (3, "■", "参考"),
    ]


def test_sections_nest() -> None:
    """A section runs to the next heading of its level or above: 第１章 ends where 第２章 begins."""
    found = sections(split_lines(PLAN))
    assert found[0].span.end == found[7].span.start
    assert all(a.span.end <= b.span.start or b.span.end <= a.span.end for k, a in enumerate(found) for b in found[k + 1 :])
    assert [s.n for s in found] == list(range(len(found)))


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("1 視察期日", True),
        ("２．課題", True),
        ("三、対応", True),
        ("第１章　総則", True),
        ("（１）概要", True),
        ("①対象", True),
        ("ア　市民", True),
        ("■参考", True),
        ("## 付録", True),
        ("5 書かない窓口の取組", True),
        ("1 計画は、令和６年度から始まり、令和８年度に終わります", False),  # a sentence
        ("2 市は計画を定めた。", False),
        ("目次 ........ 3", False),  # dot leaders
        ("1 はじめに ……… 2", False),
        ("1\t120\t300", False),  # a row of a table
        ("2023年の状況", False),
        ("人口", False),
        ("", False),
    ],
)
def test_what_is_a_heading(line: str, heading: bool) -> None:  # noqa: FBT001
    """Numbered and marked lines are headings; sentences, table rows and the table of contents are not."""
    assert bool(sections(split_lines(f"計画\n{line}\n本文である。"))) is heading


def test_a_section_shows_what_was_printed() -> None:
    """The title of a section is as printed, and its span begins with its heading."""
    text = "報告\n１　ＡＩ－ＯＣＲの導入\n導入した。\n"
    [section] = sections(split_lines(text))
    assert section.title == "ＡＩ－ＯＣＲの導入"
    assert section.span.of(text) == "１　ＡＩ－ＯＣＲの導入\n導入した。"
