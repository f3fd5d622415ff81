"""What the front of a record says about its meeting, in the wordings of many offices."""

import pytest

from minutes.model import Meeting
from minutes.parse.meeting import parse
from minutes.text.fold import fold

TALK = """
会議の経過

○会長（甲野太郎君）　ただいまから会議を始めます。
○委員（乙野花子君）　よろしくお願いします。
○会長（甲野太郎君）　説明を。
○課長（丙野一郎君）　御説明します。
○会長（甲野太郎君）　以上で終わります。
"""
TITLE = "令和６年度第１回甲野市環境審議会会議録\n\n"


def record(front: str, tail: str = "") -> Meeting:
    """A record with this front, five turns, and this behind them."""
    m = parse(front + "\n" + TALK + tail)
    assert len(m.turns) == 5
    return m


@pytest.mark.parametrize(
    ("front", "title", "body", "number", "year"),
    [
        ("令和６年度第１回甲野市環境審議会会議録", "令和６年度第１回甲野市環境審議会会議録", "甲野市環境審議会", 1, 2024),
        ("令和６年度　第１回　甲野市環境審議会　会議録", "令和６年度 第１回 甲野市環境審議会 会議録", "甲野市環境審議会", 1, 2024),
        ("# 第３回 甲野市デジタル化推進協議会 議事要旨", "第３回 甲野市デジタル化推進協議会 議事要旨", "甲野市デジタル化推進協議会", 3, None),
        ("会議の名称　第２回甲野市行政改革推進委員会", "第２回甲野市行政改革推進委員会", "甲野市行政改革推進委員会", 2, None),
        ("会議名：甲野市ＤＸ推進本部会議", "甲野市ＤＸ推進本部会議", "甲野市DX推進本部会議", None, None),
        ("【会議名】甲野市総合計画審議会", "甲野市総合計画審議会", "甲野市総合計画審議会", None, None),
        ("会　議　名\t甲野市国民健康保険運営協議会", "甲野市国民健康保険運営協議会", "甲野市国民健康保険運営協議会", None, None),
        ("甲野市議会会議録（第２号）\n令和６年第３回定例会", "甲野市議会会議録（第２号）", "甲野市議会", None, None),
        ("令和６年第１回甲野市教育委員会定例会会議録", "令和６年第１回甲野市教育委員会定例会会議録", "甲野市教育委員会", 1, None),  # a calendar year is no 年度
        ("第十二回甲野市上下水道事業審議会議事録", "第十二回甲野市上下水道事業審議会議事録", "甲野市上下水道事業審議会", 12, None),
        ("甲野市介護保険運営協議会　要点筆記", "甲野市介護保険運営協議会 要点筆記", "甲野市介護保険運営協議会", None, None),
        ("2016年２月22日　文教委員会\n１ 議案審査\n(1)第３８号議案　甲野市立学校の補償に関する条例", "2016年２月22日 文教委員会", "文教委員会", None, 2015),  # no title: an item
        ("甲野市空家等対策協議会 開催結果", "甲野市空家等対策協議会 開催結果", "甲野市空家等対策協議会", None, None),
    ],
)
def test_title_and_what_it_names(front: str, title: str, body: str, number: int | None, year: int | None) -> None:
    """The title gives the body, the ordinal and the fiscal year; what it does not say is not guessed from it."""
    header = record(front).header
    assert (header.title, header.body, header.number, header.fiscal_year) == (title, body, number, year)


@pytest.mark.parametrize(
    ("front", "date", "start", "end"),
    [
        ("日時　令和６年７月17日（水）　午後１時30分～３時", "2024-07-17", "13:30", "15:00"),
        ("日　時　　令和６年７月17日（水）　午前10時から正午まで", "2024-07-17", "10:00", "12:00"),
        ("開催日時：令和6年7月17日（水）13:30～15:30", "2024-07-17", "13:30", "15:30"),
        ("【日時】令和６年７月17日　13:30～", "2024-07-17", "13:30", None),
        ("１　日時\n　　令和６年７月17日（水）\n　　午後１時30分から午後３時まで", "2024-07-17", "13:30", "15:00"),
        ("日 時\t2024/7/17 10:00-11：30", "2024-07-17", "10:00", "11:30"),
        ("と　き　令和六年七月十七日　午後二時", "2024-07-17", "14:00", None),
        ("開催年月日　令和６年７月17日\n開催時間　午後２時～午後４時", "2024-07-17", "14:00", "16:00"),
        ("開催日　R6.7.17", "2024-07-17", None, None),
        ("**日時** 令和6年7月17日", "2024-07-17", None, None),
        ("・日時　令和６年７月17日", "2024-07-17", None, None),
        ("(1) 日時　令和６年７月17日", "2024-07-17", None, None),
        ("令和６年７月17日（水曜日）　午前10時開議", "2024-07-17", "10:00", None),  # an assembly, without a label
        ("開催日　令和６年７月17日\n開会　午後２時\n閉会　午後４時", "2024-07-17", "14:00", "16:00"),
        ("日時　令和６年２月30日", None, None, None),  # an impossible date is no date
        ("作成日　７月17日", None, None, None),  # no year
    ],
)
def test_when(front: str, date: str | None, start: str | None, end: str | None) -> None:
    """Date, start and end as ISO and HH:MM, whatever the label and the numerals."""
    header = record("甲野市環境審議会会議録\n\n" + front).header
    assert (header.date, header.start_time, header.end_time) == (date, start, end)


@pytest.mark.parametrize(
    ("tail", "end"),
    [
        ("　　　　午後３時10分　散会\n", "15:10"),
        ("（午後３時10分閉会）\n", "15:10"),
        ("閉会　午後３時10分\n以上\n", "15:10"),
        ("［閉会　午後３時10分］\n", "15:10"),
        ("終了時刻　16:05\n", "16:05"),
        ("以上\n", None),
    ],
)
def test_closing_time_behind_the_talk(tail: str, end: str | None) -> None:
    """The end is often stated only where the record closes."""
    assert record(TITLE + "日時　令和６年７月17日（水）　午後１時30分", tail).header.end_time == end


@pytest.mark.parametrize(
    ("front", "fiscal_year"),
    [
        ("甲野市環境審議会会議録\n日時　令和６年３月31日", 2023),  # from the date
        ("甲野市環境審議会会議録\n日時　令和６年４月１日", 2024),
        ("令和５年度第４回甲野市環境審議会会議録\n日時　令和６年４月１日", 2023),  # the title knows better
    ],
)
def test_fiscal_year(front: str, fiscal_year: int) -> None:
    """The fiscal year is the stated one, else that of the date, and the evidence says which."""
    header = record(front).header
    assert header.fiscal_year == fiscal_year
    assert (header.evidence["fiscal_year"].how == "title") is ("年度" in front)


@pytest.mark.parametrize(
    ("front", "field", "value"),
    [
        ("場所　甲野市役所３階　大会議室", "place", "甲野市役所３階 大会議室"),
        ("開催場所：市民会館", "place", "市民会館"),
        ("と こ ろ　甲野町役場", "place", "甲野町役場"),
        ("会場\tＷｅｂ会議", "place", "Ｗｅｂ会議"),  # as printed
        ("公開　公開", "public", "公開"),
        ("公開・非公開の別　非公開", "public", "非公開"),
        ("会議の公開・非公開　一部公開", "public", "一部公開"),
        ("公開又は非公開の別：一部非公開", "public", "一部公開"),
        ("公開の可否　可", "public", "公開"),
        ("傍聴者　２名", "observers", 2),
        ("傍聴人　なし", "observers", 0),
        ("傍聴者数　０人", "observers", 0),
        ("傍聴人の数　十二名", "observers", 12),
        ("傍 聴 者　　1 2 人", "observers", 12),
        ("傍聴者（３名）", "observers", 3),
        ("傍聴者　市民", "observers", None),  # how many is not said
    ],
)
def test_place_and_public(front: str, field: str, value: object) -> None:
    """Place as printed, public as one of three words, observers as a number."""
    assert getattr(record(TITLE + front).header, field) == value


@pytest.mark.parametrize("field", ["place", "public", "observers", "date", "start_time", "end_time", "number", "code", "municipality", "body"])
def test_what_is_not_stated_is_none(field: str) -> None:
    """A record without a front leaves every field empty: nothing is filled in from habit."""
    assert getattr(record("会議録\n").header, field) is None


@pytest.mark.parametrize(
    ("front", "listed"),
    [
        ("議題\n(1) 計画について\n(2) 予算について\n", ("計画について", "予算について")),
        ("５　議題\n　（１）計画について\n　（２）予算について\n６　会議の経過", ("計画について", "予算について")),
        ("議題　（１）計画について　（２）その他", ("計画について", "その他")),  # on one line
        ("議　題\t計画について", ("計画について",)),
        ("案件：①道路について\n②水道について", ("道路について", "水道について")),
        ("議事日程\n日程第１　一般質問\n日程第２　議案第５号　条例について", ("一般質問", "議案第５号　条例について")),
        ("議題\n・計画について【資料１】\n・予算について（資料２）", ("計画について", "予算について")),  # without the reference
        ("議題\n計画について協議した。", ()),  # a sentence is no list
    ],
)
def test_agenda_as_listed(front: str, listed: tuple[str, ...]) -> None:
    """The list of the front, without numbers and references."""
    assert tuple(fold(t) for t in record(TITLE + front).header.agenda_listed) == tuple(fold(t) for t in listed)


def test_documents() -> None:
    """配布資料 are listed as printed."""
    header = record(TITLE + "配布資料\n資料１　計画書（案）\n資料２　予算書\n参考１　調査結果").header
    assert header.documents == ("資料１　計画書（案）", "資料２　予算書", "参考１　調査結果")


def test_evidence_shows_the_print() -> None:
    """Each field says where it was read, and what stands there contains it."""
    m = record(TITLE + "日時　令和６年７月17日（水）　午後１時30分～３時\n場所　市民会館\n公開　公開\n傍聴者　２名")
    printed = {name: e.span.of(m.source.text) for name, e in m.header.evidence.items() if e.span}
    assert printed["date"].startswith("令和６年７月17日")
    assert printed["place"] == "市民会館"
    assert printed["observers"] == "２名"
    assert printed["title"] == TITLE.strip()
    assert {m.header.evidence[f].how for f in ("date", "place", "public", "observers")} == {"label"}
    assert set(m.header.evidence) <= {"title", "municipality", "code", "body", "number", "fiscal_year", "date", "start_time", "end_time", "place", "public", "observers"}


def test_labels_inside_the_talk_are_speech() -> None:
    """A speaker who lists 日時 and 場所 of another event does not change the header."""
    text = TITLE + "日時　令和６年７月17日\n" + TALK.replace("御説明します。", "御説明します。\n日時　令和７年１月１日\n場所　体育館\nで行います。")
    m = parse(text)
    assert (m.header.date, m.header.place) == ("2024-07-17", None)
    assert "体育館" in m.turns[3].text
