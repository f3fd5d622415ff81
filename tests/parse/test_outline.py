"""The outline of a document that is no record of speech."""

import json
from pathlib import Path

import pytest

from minutes.parse.lines import split_lines
from minutes.parse.meeting import read
from minutes.parse.outline import sections
from minutes.parse.tables import tables
from minutes.text.fold import fold
from minutes.text.titles import squeeze

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


PARTS = """令和５年12月１日

総務委員会視察結果報告書

本委員会は次のとおり視察した。

１ 期日

令和５年10月６日

２ 視察先

柊木市

柊木市情報化計画

１ 経緯

(1) 背景

市は計画を定めた。

２ 取組

次の三つである。
(1) 窓口
(2) 申請
(3) 支払

〔最後に〕

以上である。
"""
ITEMS = """甲野市計画

第１章　一覧

No.\t取組\t区分
1-1\t電子申請\t継続
1-2\tＡＩの活用\t継続

第２章　内容

### 表の見方

整理番号\t1-1\t電子申請の例\t区分
内容\t手続を電子化する。\t\t

### １ 手続

整理番号\t1-1\t電子申請\t区分
内容\t手続を電子化する。\t\t

整理番号\t1-2\tＡＩの活用\t区分
内容\t議事録を作る。\t\t

第３章　総括

No.\t取組\t総括
1-1\t電子申請\t令和４年度に方針を定め、令和５年度に三つの手続を電子化した。引き続き、対象となる手続を広げていく予定である。
"""


def test_titles_of_parts_and_closing_words_stand_above_the_numbers() -> None:
    """Where the numbering begins anew under titles that stand alone these are the parts; a list of three lines is no outline."""
    found = [(s.level, s.title) for s in sections(split_lines(PARTS))]
    assert found == [
        (1, "総務委員会視察結果報告書"),
        (2, "期日"),
        (2, "視察先"),
        (1, "柊木市情報化計画"),
        (2, "経緯"),
        (3, "背景"),
        (2, "取組"),
        (1, "最後に"),
    ]


def test_items_of_tables_are_sections() -> None:
    """The form of an item and a row with a number, a title and a text are sections; lists and the explained example are not."""
    lines = split_lines(ITEMS)
    found = [(s.level, s.number, s.title) for s in sections(lines, tables(lines)) if s.number and "-" in fold(s.number)]
    assert found == [(3, "1-1", "電子申請"), (3, "1-2", "ＡＩの活用"), (2, "1-1", "電子申請")]


@pytest.mark.shared
def test_the_outline_of_real_documents(shared: Path) -> None:
    """In the real report and plan nearly every section, and every table and term, is found at its place."""
    wanted = right = levels = 0
    for path in sorted((shared / "seeds" / "gold").glob("00[24]*.gold.json")):
        gold, m = json.loads(path.read_text(encoding="utf-8")), read(shared / "seeds" / "text" / path.name.replace(".gold.json", ".txt"))
        found = {(squeeze(fold(s.title)), s.level) for s in m.sections}
        titles = [(squeeze(fold(s["title"])), s["level"]) for s in gold["sections"]]
        wanted, right, levels = wanted + len(titles), right + sum(t in {f for f, _ in found} for t, _ in titles), levels + sum(t in found for t in titles)
        assert [(t.span.start, len(t.rows)) for t in m.tables] == [(t["start_char"], t["n_rows"]) for t in gold["tables"]]
        assert [squeeze(t.term) for t in m.terms] == [squeeze(t["term_text"]) for t in gold.get("glossary") or []]
    assert right >= wanted - 1
    assert levels >= wanted - 3
