"""Tables and glossaries of reports and plans, as rows that point back into the text."""

import pytest

from minutes.corpus.corpus import Corpus
from minutes.corpus.records import meeting_record
from minutes.model import Meeting
from minutes.parse.meeting import parse

PLAN = """甲野市情報化計画

## 第１章　現状

窓口の手続を次の表に示す。市は手続を見直した。利用は増えている。

区分\t令和５年度\t令和６年度
電子申請\t120件\t340件
窓口\t980件

## 用語解説

索引\t用　語\t説　明
ア行\tＲＰＡ\t定型の作業を人に代わって行う仕組み。
\tオープンデータ\t<p>誰でも使える形で公にする資料。</p>
"""


def read(text: str) -> tuple[Meeting, list[list[list[str]]]]:
    """The document, and the cells of its tables as printed."""
    m = parse(text)
    return m, [[[c.of(text) for c in row] for row in t.rows] for t in m.tables]


def test_a_table_is_rows_of_cells() -> None:
    """Cells are what is printed between the tabs, markup left out; the first row is the header; an empty cell stays a cell."""
    m, printed = read(PLAN)
    assert m.kind == "report"
    assert printed[0] == [["区分", "令和５年度", "令和６年度"], ["電子申請", "120件", "340件"], ["窓口", "980件"]]
    assert printed[1][2] == ["", "オープンデータ", "誰でも使える形で公にする資料。"]
    assert [t.header for t in m.tables] == [True, True]
    assert m.tables[0].span.of(PLAN).startswith("区分")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("| 区分 | 件数 |\n|---|---|\n| 窓口 | 12 |\n", [["区分", "件数"], ["窓口", "12"]]),  # Markdown
        ("区分　　　　前年度　　　　本年度\n窓口　　　　１２件　　　　２０件\n", [["区分", "前年度", "本年度"], ["窓口", "１２件", "２０件"]]),  # set in columns
        ("一行だけ\tの表\n", None),
        ("１　背景 .......\t1\n２　課題 .......\t2\n", None),  # a table of contents
        ("市は計画を定める。　　　　そして行う。　　　　以上である。\n" * 2, None),  # sentences
    ],
)
def test_what_is_a_table(text: str, rows: list[list[str]] | None) -> None:
    """Two lines and more that are parted alike are a table; sentences and tables of contents are none."""
    assert read(f"甲野市計画\n\n{text}")[1] == ([rows] if rows else [])


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        (PLAN, {"ＲＰＡ": "定型の作業を人に代わって行う仕組み。", "オープンデータ": "誰でも使える形で公にする資料。"}),
        ("甲野市計画\n\n## 用語集\n\nＲＰＡ：人に代わる仕組み。\n・クラウド　　離れた所の計算機。\n", {"ＲＰＡ": "人に代わる仕組み。", "クラウド": "離れた所の計算機。"}),
        (
            "甲野市計画\n\n## 用語解説\n\n【クラウド】\n離れた所の計算機を\n使うこと。\n【ＲＰＡ】\n人に代わる仕組み。\n",
            {"クラウド": "離れた所の計算機を\n使うこと。", "ＲＰＡ": "人に代わる仕組み。"},
        ),
        ("甲野市計画\n\n## 担当\n\n窓口：市民課\n電話：なし\n", {}),  # no glossary
    ],
)
def test_a_glossary_is_terms_and_explanations(text: str, terms: dict[str, str]) -> None:
    """A column 用語, or entries under 用語集: each term with its explanation, and a place that begins with it."""
    m = parse(text)
    assert {t.term: t.explanation for t in m.terms} == terms
    assert all(t.span.of(text).startswith(t.term) for t in m.terms)


def test_tables_and_glossary_reach_the_outputs() -> None:
    """The JSON record holds rows and places; the corpus has one row a cell and one row a term."""
    m = parse(PLAN)
    record, corpus = meeting_record(m), Corpus.of([m])
    assert record["tables"][0]["rows"][1] == ["電子申請", "120件", "340件"]
    start, end = record["tables"][0]["cells"][1][0]
    assert PLAN[start:end] == "電子申請"
    assert [t["term"] for t in record["glossary"]] == ["ＲＰＡ", "オープンデータ"]
    assert corpus.tables[["table", "row", "column", "text"]].values.tolist()[3] == [0, 1, 0, "電子申請"]
    assert corpus.glossary["term"].tolist() == ["ＲＰＡ", "オープンデータ"]


def test_minutes_have_no_tables_of_their_own() -> None:
    """Speech set in a table is speech."""
    m = parse("甲野市環境審議会会議録\n発言者\t内容\n会長\t始めます。\n委員\t伺います。\n会長\t終わります。\n")
    assert (len(m.turns), m.tables, m.terms) == (3, (), ())
