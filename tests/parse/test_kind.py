"""Is a document the record of a meeting, and how close to the words spoken?"""

import pytest

from minutes.model import Header
from minutes.parse.kind import judge
from minutes.parse.meeting import parse

REPORT = (
    "\n1 視察期日\n令和5年11月9日\n2 視察先\n柊木市\n(1) 概要\n人口は12万人である。\n"
    + "窓口を一つにした経緯を聞いた。職員の配置を改めたとのことである。\n" * 30
    + "3 所感\n甲野委員：参考になった。\n乙野委員：続けたい。\n"
)
TALK = "\n○会長（甲野君）　{0}\n○委員（乙野君）　{0}\n○会長（甲野君）　{0}\n○委員（乙野君）　{0}\n"


@pytest.mark.parametrize(
    ("title", "turns", "trailing", "polite", "sections", "kind", "record"),
    [
        ("甲野市環境審議会会議録", 40, False, 0.9, 0, "transcript", "verbatim"),
        ("甲野市環境審議会会議録", 40, False, 0.1, 0, "summary", "summary"),  # である throughout: a clerk's words
        ("甲野市環境審議会会議録", 40, False, 0.45, 0, "transcript", "unknown"),  # mixed: not decided
        ("甲野市環境審議会会議要旨", 40, False, 0.9, 0, "summary", "summary"),  # the title says so
        ("甲野市環境審議会会議録（要点筆記）", 40, False, 0.9, 0, "summary", "summary"),
        ("甲野市ＤＸ推進本部会議結果", 40, True, 0.0, 0, "summary", "summary"),  # ・…（市長）
        ("総務委員会行政視察報告書", 0, False, 0.0, 5, "report", "unknown"),
        ("甲野市情報化推進計画の取組状況", 0, False, 0.0, 0, "report", "unknown"),
        ("甲野市環境審議会会議録", 0, False, 0.0, 9, "other", "unknown"),  # a record without a speaker is no report
        ("お祭りの歴史", 0, False, 0.0, 0, "other", "unknown"),
        ("", 0, False, 0.0, 0, "other", "unknown"),
    ],
)
def test_verdict(title: str, turns: int, trailing: bool, polite: float, sections: int, kind: str, record: str) -> None:  # noqa: FBT001
    """Kind and record follow from title, speakers and style, and the reasons are given."""
    verdict = judge(Header(title=title or None), turns=turns, speakers=min(turns, 5), trailing=trailing, spoken_share=0.9, sections=sections, polite=polite)
    assert (verdict.kind, verdict.record) == (kind, record)
    assert f"turns={turns}" in verdict.reasons


@pytest.mark.parametrize(
    ("text", "kind", "turns"),
    [
        ("霞野市議会総務委員会行政視察報告書\n" + REPORT, "report", 0),  # the members' remarks in it are quoted
        ("甲野市情報化推進計画の取組状況\n" + REPORT, "report", 0),
        ("甲野市環境審議会会議録\n" + TALK.format("始めます。よろしいでしょうか。"), "transcript", 4),
        ("甲野市環境審議会会議録\n" + TALK.format("開会する。異議はない。"), "summary", 4),
        ("甲野市環境審議会会議要旨\n" + TALK.format("始めます。"), "summary", 4),
        ("甲野市公文書\n第１条　この規則は、必要な事項を定める。\n第２条　市長は、公表する。\n", "other", 0),
        ("きょうは天気がよい。散歩に行く。\n", "other", 0),
        ("", "other", 0),
    ],
)
def test_documents(text: str, kind: str, turns: int) -> None:
    """A report gives sections and no turns; talk gives turns and no sections."""
    m = parse(text)
    assert (m.kind, len(m.turns)) == (kind, turns)
    assert not (m.turns and m.sections)
    assert m.reasons


def test_a_report_keeps_its_outline() -> None:
    """What is not minutes is still read: its sections, title and date."""
    m = parse("令和5年12月1日\n\n霞野市議会総務委員会行政視察報告書\n" + REPORT)
    assert [s.title for s in m.sections] == ["視察期日", "視察先", "概要", "所感"]
    assert (m.header.title, m.header.municipality, m.layout) == ("霞野市議会総務委員会行政視察報告書", "霞野市", None)
