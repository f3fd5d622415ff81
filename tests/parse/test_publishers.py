"""Records as many publishers print them, invented: who spoke, under what heading, of which meeting, and what is no speech. Documents that are no minutes too."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from minutes.model import Meeting
from minutes.parse.meeting import parse, read
from minutes.text.dates import day_of_session, find_dates
from minutes.text.titles import parse_label, squeeze

FOLDER = Path(__file__).parent / "publishers"
NAMES = sorted(p.stem for p in FOLDER.glob("*.toml"))
HEADER = ("body", "municipality", "date", "number", "title", "start_time", "end_time", "place", "fiscal_year", "public", "observers")


def expected(name: str) -> dict[str, Any]:
    """What a careful reader takes from the record; `why` says what is special about it."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def record(name: str) -> Meeting:
    """The record as read."""
    return read(FOLDER / f"{name}.txt")


@pytest.mark.parametrize("name", NAMES)
def test_who_speaks(name: str) -> None:
    """Label, name and role of every turn, in order; nobody where nobody speaks."""
    wanted = expected(name)
    if "turns" in wanted:
        assert [f"{t.speaker.label}|{t.speaker.name}|{t.speaker.role}" for t in record(name).turns] == wanted["turns"]


@pytest.mark.parametrize("name", NAMES)
def test_what_document_it_is(name: str) -> None:
    """Kind and header; what is not stated is not judged."""
    meeting, wanted = record(name), expected(name)
    assert meeting.kind in ([wanted["kind"]] if isinstance(wanted.get("kind"), str) else wanted.get("kind", [meeting.kind]))
    stated = {field: wanted[field] for field in HEADER if field in wanted}
    assert {field: getattr(meeting.header, field) for field in stated} == stated
    if "agenda" in wanted:
        assert [item.title for item in meeting.agenda] == wanted["agenda"]
    if "attendees" in wanted:
        assert [f"{a.name}|{a.title}|{a.role}" for a in meeting.header.attendees] == wanted["attendees"]


@pytest.mark.parametrize("name", NAMES)
def test_where_speech_begins_and_ends(name: str) -> None:
    """What was said is in the turns; what the clerk, the printer or the web page added is not."""
    meeting, wanted = record(name), expected(name)
    words = squeeze("".join(t.text for t in meeting.turns))
    assert [s for s in wanted.get("said", []) if squeeze(s) not in words] == []
    assert [s for s in wanted.get("not_said", []) if squeeze(s) in words] == []
    assert {n: end for n, end in wanted.get("ends", {}).items() if not meeting.turns[int(n)].text.endswith(end)} == {}


@pytest.mark.parametrize(
    "department",
    [
        "下水道",
        "上水道",
        "緑地",
        "法制",
        "徴収",
        "商業",
        "労政",
        "園芸",
        "高齢者福祉",
        "障害者支援",
        "援護",
        "資産経営",
        "情報化推進",
        "デジタル化推進",
        "人材育成",
        "農村整備",
        "こども育成",
        "医事",
        "工務",
        "宅地",
        "循環型社会推進",
        "経理",
        "待機児童対策",
        "ＳＤＧｓ推進",
        "ものづくり",
        "国際化推進",
    ],
)
def test_a_department_is_no_surname(department: str) -> None:
    """下水道課長 is nobody called 下, and 関根下水道課長 is 関根."""
    assert (parse_label(f"{department}課長").name, parse_label(f"関根{department}課長").name) == ("", "関根")


@pytest.mark.parametrize(
    ("printed", "name", "title", "role"),
    [
        ("清水課長", "清水", "課長", "official"),  # no 水課長 called 清
        ("主幹兼議事係長", "", "主幹兼議事係長", "official"),  # two posts, nobody's name
        ("轟理事兼総務部長", "轟", "理事兼総務部長", "member"),  # as 理事 alone is read
        ("大澤区議会事務局長", "大澤", "区議会事務局長", "secretariat"),
        ("榎波中学校長", "榎波", "中学校長", "official"),
        ("図書館長　五十嵐恵", "五十嵐恵", "図書館長", "official"),  # begins with 図, as 図１ does
        ("情報政策課　立花", "立花", "", "unknown"),  # a department and who speaks for it
        ("市（資産税課）", "", "資産税課", "official"),
        ("町", "", "町", "official"),  # the town answers its residents
        ("記者", "", "記者", "public"),
        ("髙〓課長", "髙〓", "課長", "official"),  # 〓 stands for a character that the printer has not
        ("町長（会長）", "", "町長", "chair"),  # the mayor presides here
        ("事務局 田丸総務課長", "田丸", "総務課長", "secretariat"),
        ("Ａグループ", "", "Ａグループ", "unknown"),
        ("審査申出人", "", "審査申出人", "guest"),
    ],
)
def test_titles_in_use(printed: str, name: str, title: str, role: str) -> None:
    """Name, title and role of labels as offices print them."""
    reading = parse_label(printed)
    assert (reading.name, reading.title, reading.role) == (name, title, role)


@pytest.mark.parametrize(
    "heading",
    ["○図書館長　五十嵐恵", "○図書館長　五十嵐　恵", "○第一小学校長　五十嵐恵"],
)
def test_an_office_that_begins_like_a_caption(heading: str) -> None:
    """図書館長 and 第一小学校長 speak, with three-letter surnames and given names of one letter."""
    m = parse(f"甲野市図書館協議会会議録\n○委員長　佐々木誠　始めます。\n{heading}　説明します。\n○委員　長谷川薫　伺います。\n○委員長　佐々木誠　終わります。\n")
    assert [(t.speaker.name, t.text) for t in m.turns] == [("佐々木誠", "始めます。"), ("五十嵐恵", "説明します。"), ("長谷川薫", "伺います。"), ("佐々木誠", "終わります。")]


@pytest.mark.parametrize(
    "behind",
    [
        "（Ｆ委員　入室）",  # who came in is no speaker
        "閉会　午前11時48分\n\n　甲野町議会委員会条例第27条の規定により、ここに署名する。\n　委員長　　甲野太郎",  # a sentence above the signatures
        "午後３時　閉会\n会議の経過を記載し、その相違ないことを証するため署名する。\n　署名議員　乙野花子",
    ],
)
def test_what_stands_behind_the_last_speech(behind: str) -> None:
    """Who came in, and the sentence above the signatures, is nobody's speech."""
    m = parse(f"甲野市環境審議会会議録\n○会長（甲野君）　始めます。\n○委員（乙野君）　はい。\n○会長（甲野君）　終わります。\n{behind}\n")
    assert [t.text for t in m.turns] == ["始めます。", "はい。", "終わります。"]


def test_talk_of_signatures_is_talk() -> None:
    """Who speaks of a petition signs no record."""
    said = ["署名を集める会がございます。", "規定により、町民が署名します。", "その後、選挙管理委員会が署名の数を確かめます。"]
    m = parse("甲野町議会会議録\n○議長（甲野太郎君）　始めます。\n" + "".join(f"○総務課長（乙野花子君）　{s}\n○議長（甲野太郎君）　はい。\n" for s in said))
    assert [t.text for t in m.turns if t.speaker.name == "乙野花子"] == said


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("令 和 ６ 年 ７ 月 17 日", "2024-07-17"),  # every character spaced: older PDFs
        ("令和６（2024）年７月17日", "2024-07-17"),
        ("令和６年（2024年）７月17日", "2024-07-17"),
        ("2024（令和６）年７月17日", "2024-07-17"),
        ("2024年（令和６年）７月17日", "2024-07-17"),
        ("令和元（2019）年５月１日", "2019-05-01"),
        ("平成31年（令和元年）７月１日", "2019-07-01"),  # no July in 平成31年
    ],
)
def test_dates_of_two_calendars(printed: str, iso: str) -> None:
    """A date that states its year twice, or is spaced out, is read."""
    assert [d.iso for d in find_dates(printed)] == [iso]


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("令和５年12月定例会（第４回）-12月06日-02号", "2023-12-06"),
        ("平成 30年  3月 定例会（第1回） － 03月02日－03号", "2018-03-02"),
        ("令和５年度 第４回 - 12月06日", None),  # a fiscal year is no year of a date
    ],
)
def test_the_day_of_a_session(printed: str, iso: str | None) -> None:
    """The year stands before the name of the session, month and day behind it."""
    found = day_of_session(printed)
    assert (found.iso if found else None) == iso


@pytest.mark.parametrize(
    "front",
    [
        "甲野市環境審議会会議録\n",  # a title alone
        "甲野市環境審議会会議録\n１　日時　令和６年７月３日\n２　場所　市役所\n",  # numbers and colons of the labels count too
        "甲野市環境審議会会議録\n令和６年７月３日（水）午後２時、市役所において審議会を開催した。出席委員は９名、傍聴者は２名であった。\n",  # a front in prose
    ],
)
def test_a_record_of_which_every_line_is_understood_is_claimed_wholly(front: str) -> None:
    """A small file is not called partial for its title, its labels or a front in prose."""
    assert parse(f"{front}○会長　始めます。\n○委員　はい。\n○会長　終わります。\n").claimed == 1.0


def test_what_no_rule_explains_is_not_claimed() -> None:
    """A poem in the front is nobody's header."""
    assert parse("甲野市環境審議会会議録\n夏草や兵どもが夢の跡\n○会長　始めます。\n○委員　はい。\n○会長　終わります。\n").claimed < 0.9


@pytest.mark.parametrize(
    ("front", "field", "value"),
    [
        ("傍聴人の数　百二十六名", "observers", 126),
        ("会議の公開・非公開の別　一部公開", "public", "一部公開"),
        ("議題\n(1) 計画について\n(2) その他", "agenda_listed", ("計画について", "その他")),  # その他 is a label, too
        ("３　議題\n(1) 計画について\n４　その他　次回は９月", "agenda_listed", ("計画について",)),  # numbered as 議題 is: a label
        ("次第\n１　開会\n２　議事\n３　閉会", "agenda_listed", ("開会", "議事", "閉会")),
        ("議事日程\n日程第１　議案第５号　条例について", "agenda_listed", ("議案第５号　条例について",)),  # as printed
        ("議事日程\n日程第１　一般質問\n本日の会議に付した事件\n議事日程のとおり", "agenda_listed", ("一般質問",)),
        ("議題\n(1) 計画について\n事務局　係長　　蛭　沼　隆　雄\n", "agenda_listed", ("計画について",)),
    ],
)
def test_what_the_front_says(front: str, field: str, value: object) -> None:
    """The front says this, in these words."""
    talk = "会議の経過\n○会長（甲野太郎君）　始めます。\n○委員（乙野花子君）　はい。\n○会長（甲野太郎君）　説明を。\n○課長（丙野一郎君）　御説明します。\n"
    assert getattr(parse(f"令和６年度第１回甲野市環境審議会会議録\n\n{front}\n{talk}").header, field) == value


@pytest.mark.parametrize(
    ("front", "people"),
    [
        ("出席者　委員12名、事務局3名\n", []),  # counts are nobody
        (
            "出席者\n（事務局）総務課長　　瓜生　正和\n（欠席）委　　員　　日比野　亜紀\n",
            [("瓜生正和", "総務課長", "official", "事務局"), ("日比野亜紀", "委員", "member", "委員")],
        ),  # the absent member is no secretary
        ("出席委員　甲野　太郎　乙野　花子\n", [("甲野太郎", "", "unknown", "委員"), ("乙野花子", "", "unknown", "委員")]),  # names by single blanks
        ("委員　甲野太郎（○○大学教授）、乙野花子（甲野市商工会議所）\n", [("甲野太郎", "委員", "member", "委員"), ("乙野花子", "委員", "member", "委員")]),  # whom they come from
        ("出席委員\t甲野太郎\t会長\n\t乙野花子\t委員\n", [("甲野太郎", "会長", "chair", "委員"), ("乙野花子", "委員", "member", "委員")]),  # name and title in columns
        (
            "出席委員\n　会長　甲野太郎\n　委員　丙野次郎、丁野三郎\n",
            [("甲野太郎", "会長", "chair", "委員"), ("丙野次郎", "委員", "member", "委員"), ("丁野三郎", "委員", "member", "委員")],
        ),  # one title for several
    ],
)
def test_attendance_lists(front: str, people: list[tuple[str, ...]]) -> None:
    """(name, title, role, group) of everyone on the list."""
    talk = "会議の経過\n○会長（甲野太郎君）　始めます。\n○委員（乙野花子君）　はい。\n○会長（甲野太郎君）　説明を。\n○課長（丙野一郎君）　御説明します。\n"
    found = parse(f"令和６年度第１回甲野市環境審議会会議録\n\n{front}\n{talk}").header.attendees
    assert [(a.name, a.title, a.role, a.group) for a in found] == people


@pytest.mark.parametrize(
    ("colophon", "body"),
    [
        ("編 集／企画部 情報政策課\n", "甲野市企画部情報政策課"),
        ("発行　甲野市\n編集　甲野市企画部政策課\n電話　00-1111\n", "甲野市企画部政策課"),
        ("編集　山田太郎\n", None),  # a person is no body
    ],
)
def test_who_made_a_plan(colophon: str, body: str | None) -> None:
    """A plan that names no body in its title names its editor at the end."""
    plan = "甲野市デジタル化推進計画 令和５年度取組状況\n\n令和６年３月\n\n第１章 概要\n計画の進み具合をまとめた。\n第２章 取組\n窓口を改めた。手続を減らした。\n第３章 総括\nおおむね順調である。\n\n"
    assert parse(plan + colophon).header.body == body
