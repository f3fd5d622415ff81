"""Agenda items: where the record takes them up, by a heading or because the chair calls them."""

import pytest

from minutes.model import Meeting
from minutes.parse.agenda import alike, core, is_other
from minutes.parse.meeting import parse

FRONT = "令和６年度第１回甲野市環境審議会会議録\n日時　令和６年７月17日\n議題\n"
LISTED = FRONT + "(1) 計画の見直しについて\n(2) 予算の執行状況について\n(3) その他\n会議の経過\n"
PLENARY = "甲野市議会会議録\n○議長（甲野太郎君）　開きます。\n"
Row = tuple[str | None, str, str, str]


def items(m: Meeting) -> list[Row]:
    """(number, title, how it was opened, first characters of its span) of every item."""
    return [(a.number, a.title, a.opened_by, a.span.of(m.source.text)[:6]) for a in m.agenda]


@pytest.mark.parametrize(
    ("text", "opened", "held"),
    [
        (
            LISTED
            + "○会長（甲野君）　始めます。\n(1) 計画の見直しについて\n○課長（乙野君）　説明します。\n(2) 予算の執行状況について\n○課長（乙野君）　説明します。\n(3) その他\n○会長（甲野君）　何か。\n○委員（丙野君）　ありません。\n",
            [("1", "計画の見直しについて", "heading", "(1) 計画"), ("2", "予算の執行状況について", "heading", "(2) 予算"), ("3", "その他", "heading", "(3) その")],
            [None, 0, 1, 2, 2],
        ),
        (  # called by the chair: the item begins with the chair's turn
            LISTED
            + "○会長（甲野君）　それでは議題１、計画の見直しについて、事務局から説明を。\n○課長（乙野君）　説明します。\n○委員（丙野君）　伺います。\n○会長（甲野君）　次に、予算の執行状況についてに移ります。\n○課長（乙野君）　説明します。\n○会長（甲野君）　最後に、その他として何かありますか。\n○委員（丙野君）　ありません。\n",
            [("1", "計画の見直し", "chair", "○会長（甲野"), ("2", "予算の執行状況について", "chair", "○会長（甲野"), (None, "その他", "chair", "○会長（甲野")],
            [0, 0, 0, 1, 1, 2, 2],
        ),
        (  # an overview of all items opens none; what the officer mentions opens none
            LISTED
            + "○会長（甲野君）　本日は計画の見直し、予算の執行状況、その他の三件です。よろしくお願いします。\n○委員（丙野君）　はい。\n○会長（甲野君）　初めに、計画の見直しについてです。\n○課長（乙野君）　予算の執行状況についても後ほど触れます。\n○会長（甲野君）　ほかに。\n",
            [("1", "計画の見直しについて", "chair", "○会長（甲野")],
            [None, None, 0, 0, 0],
        ),
        (  # as the chair words it, in quotes
            LISTED + "○会長（甲野君）　始めます。\n○会長（甲野君）　「計画の見直しの案」を議題とします。\n○課長（乙野君）　説明します。\n○会長（甲野君）　はい。\n",
            [("1", "計画の見直しの案", "chair", "○会長（甲野")],
            [None, 0, 0, 0],
        ),
        (  # △ of the vendors
            PLENARY
            + "△日程第１　一般質問\n○議長（甲野太郎君）　行います。\n◆３番（乙野花子君）　伺います。\n△日程第２　議案第41号　甲野市一般会計補正予算\n○議長（甲野太郎君）　議題といたします。\n◎市長（丙野一郎君）　御説明します。\n",
            [("1", "一般質問", "heading", "△日程第１　"), ("2", "議案第41号　甲野市一般会計補正予算", "heading", "△日程第２　")],
            [None, 0, 0, 1, 1],
        ),
        (
            PLENARY
            + "△日程第１　一般質問\n○議長（甲野太郎君）　行います。\n△日程第２　議案第41号　甲野市一般会計\n　　　　　　　　　　補正予算\n○議長（甲野太郎君）　議題といたします。\n◎市長（丙野一郎君）　御説明します。\n",  # wrapped with deep indent
            [("1", "一般質問", "heading", "△日程第１　"), ("2", "議案第41号　甲野市一般会計補正予算", "heading", "△日程第２　")],
            [None, 0, 1, 1],
        ),
        (
            PLENARY + "　日程第２　会期の決定\n○議長（甲野太郎君）　お諮りします。\n　日程第３　諸般の説明\n○議長（甲野太郎君）　報告します。\n○３番（乙野花子君）　はい。\n",
            [("2", "会期の決定", "heading", "日程第２　会"), ("3", "諸般の説明", "heading", "日程第３　諸")],
            [None, 0, 1, 1],
        ),
        (
            FRONT + "会議の経過\n【会長】\n始めます。\n≪１．計画について≫\n【事務局】\n説明します。\n≪２．その他≫\n【会長】\nほかに。\n【委員】\nなし。\n",
            [("1", "計画について", "heading", "≪１．計画に"), ("2", "その他", "heading", "≪２．その他")],
            [None, 0, 1, 1],
        ),
        (
            FRONT + "会議の経過\n【会長】\n始めます。\n二、予算について\n【事務局】\n説明します。\n【会長】\nほかに。\n【委員】\nなし。\n",
            [("2", "予算について", "heading", "二、予算につ")],
            [None, 0, 0, 0],
        ),
        (FRONT + "会議の経過\n【会長】\n始めます。\n資料１　計画書\n【事務局】\n説明します。\n【会長】\nほかに。\n【委員】\nなし。\n", [], [None] * 4),  # a document is no item
        (FRONT + "会議の経過\n【会長】\n始めます。\n【意見・質問】\n【委員】\n伺います。\n【会長】\nほかに。\n【委員】\nなし。\n", [], [None] * 4),
        (FRONT + "会議の経過\n【会長】\n始めます。\n１　開会\n【会長】\nほかに。\n【委員】\nなし。\n", [("1", "開会", "heading", "１　開会\n【")], [None, 0, 0]),
    ],
)
def test_items(text: str, opened: list[Row], held: list[int | None]) -> None:
    """Every item with its number, its title as worded there, how it was opened, and the turns that belong to it."""
    m = parse(text)
    assert items(m) == opened
    assert [t.item for t in m.turns] == held


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        (
            "日程第４　議案第12号　甲野市職員定数条例の一部を改正する条例の制定について",
            "議案第12号　甲野市職員定数条例の一部を改正する条例の制定について",
        ),  # numbered 日程第: an item, whatever follows
        (
            "日程第４　議案第12号　公の施設の指定管理者の指定について（甲野市青少年センター及び甲\n野市体育館（第２号））",
            "議案第12号　公の施設の指定管理者の指定について（甲野市青少年センター及び甲野市体育館（第２号））",
        ),
        ("日程第４　議案第12号　会期の決定\n　　　　　　　　　について（第２号）", "議案第12号　会期の決定について（第２号）"),  # as printed, in full width
        ("日程第４　会期の決定\n乙野委員の質問", "会期の決定"),  # a short line does not go on
    ],
)
def test_the_title_of_an_item_as_printed(printed: str, title: str) -> None:
    """A title that fills its line goes on with the next one; no character is folded."""
    m = parse(f"{PLENARY}────────\n{printed}\n○議長（甲野太郎君）　議題といたします。\n○３番（乙野花子君）　はい。\n")
    assert [(a.number, a.title) for a in m.agenda] == [("4", title)]


def test_levels_nest() -> None:
    """（１） under １ is one level below it and ends with it."""
    m = parse(
        FRONT
        + "会議の経過\n○会長（甲野君）　始めます。\n１　議案の審査\n（１）決算について\n○課長（乙野君）　説明します。\n（２）事業について\n○課長（乙野君）　説明します。\n２　請願の審査\n○会長（甲野君）　何か。\n○委員（丙野君）　なし。\n"
    )
    assert [(a.level, a.title) for a in m.agenda] == [(1, "議案の審査"), (2, "決算について"), (2, "事業について"), (1, "請願の審査")]
    spans = [a.span for a in m.agenda]
    assert spans[0].end == spans[2].end == spans[3].start
    assert spans[1].end == spans[2].start
    assert [t.item for t in m.turns] == [None, 1, 2, 3, 3]


def test_an_item_knows_how_the_list_words_it() -> None:
    """Heading and list often differ in a word; both are kept."""
    m = parse(
        FRONT
        + "(1) 押印・署名の見直しの取りまとめ結果について\n会議の経過\n○会長（甲野君）　始めます。\n(1) 押印・署名の見直しを取りまとめ結果\n○課長（乙野君）　説明します。\n○会長（甲野君）　はい。\n"
    )
    assert [(a.title, a.listed_title) for a in m.agenda] == [("押印・署名の見直しを取りまとめ結果", "押印・署名の見直しの取りまとめ結果について")]


@pytest.mark.parametrize(
    ("a", "b", "likeness"),
    [
        ("計画の見直しについて", "計画の見直し（案）", 1.0),
        ("計画の見直しについて", "計画の見直しに関する件", 1.0),
        ("デジタル化", "甲野市デジタル化推進計画について", 1.0),
        ("道路の整備", "保育所の定員", 0.0),
        ("", "計画", 0.0),
    ],
)
def test_likeness_of_two_wordings(a: str, b: str, likeness: float) -> None:
    """について, brackets and の件 do not part two wordings of one item."""
    assert alike(a, b) == likeness == alike(b, a)


@pytest.mark.parametrize(("title", "other"), [("その他", True), ("その他について", True), ("「その他」", True), ("その他の施設について", False)])
def test_the_item_of_other_business(title: str, other: bool) -> None:  # noqa: FBT001
    """その他 is an item by itself; その他の施設 is not."""
    assert is_other(title) is other
    assert core(title) == core(core(title))
