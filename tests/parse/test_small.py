"""Short records as clerks of small bodies write them: every speech with its speaker, what it does and what it answers."""

import csv
from pathlib import Path

import pytest

import minutes as mn

SMALL = Path(__file__).parent / "small"
OWNERS = {  # municipality, body, start, end
    "paren-own-line": ("みずほ台市", "みずほ台市空家等対策協議会", "14:00", "15:30"),
    "q-and-a": ("丘ノ上町", "丘ノ上町地域公共交通会議", None, None),
    "board-of-education": ("港見市", "港見市教育委員会", "13:30", None),
    "bullets-and-arrows": ("ひかり野市", "ひかり野市市民参加推進会議", "18:00", "19:45"),
    "arrows-in-brackets": ("夕凪町", "夕凪町環境審議会", "14:00", None),
    "arrows-after-colons": ("風見市", "風見市図書館協議会", "10:00", None),
    "members-in-columns": ("星が丘町", "星が丘町議会だより編集特別委員会", "09:00", "09:40"),
    "village-talk": ("北浜村", "北浜村むらづくり懇談会", "13:30", "15:00"),
    "seat-numbers": ("あけぼの市", "あけぼの市農業委員会総会", "15:00", None),
    "angle-own-line": ("瑞浜市", "瑞浜市国民健康保険運営協議会", "13:30", "14:45"),
    "recess": ("緑陽町", "緑陽町議会議会運営委員会", "10:00", "10:50"),
    "old-numerals": ("渚市", "渚市文化財保護審議会", "14:00", "16:00"),
    "general-questions": ("梅ヶ瀬市", "梅ヶ瀬市議会", None, None),
    "equality-council": ("木場台区", "木場台区男女平等推進会議", "18:30", "20:00"),
    "gaps-and-brackets": ("桐ノ原市", "桐ノ原市環境基本計画策定委員会", "13:30", "15:15"),
    "village-assembly": ("浦辺村", "浦辺村議会", "09:30", "09:52"),
    "all-members": ("峰山町", "峰山町議会全員協議会", "09:00", "11:00"),
    "library-council": ("日野浦市", "日野浦市立図書館協議会", "10:00", "11:30"),
    "smart-city": ("雲雀ヶ丘市", "雲雀ヶ丘市スマートシティ推進協議会", "15:00", "16:30"),
    "half-width": ("鹿ノ沢町", "鹿ノ沢町議会", "10:00", "11:20"),
    "in-list": ("磯辺町", "磯辺町総合計画審議会", "19:00", "21:00"),
    "board-with-list": ("臨空台市", "臨空台市教育委員会", "14:00", "15:10"),
    "senders": ("瀬戸浦市", "瀬戸浦市中心市街地活性化協議会", None, None),
    "notices": ("美杉原町", "美杉原町議会", None, None),
    "unnamed-bullets": ("若葉台市", "若葉台市文化会館あり方検討会", "18:30", "20:00"),
    "unnamed-dots": ("青磁町", "青磁町子ども読書活動推進会議", "14:00", "15:00"),
    "masked-gaps": ("柳井浜市", "柳井浜市情報公開審査会", "14:00", "15:30"),
    "masked-colons": ("星見市", "星見市男女共同参画審議会", "10:00", "11:40"),
    "excerpt": ("鳴砂町", "鳴砂町立学校適正配置検討委員会", "18:30", "20:10"),
    "committee": ("水鏡市", "水鏡市議会総務常任委員会", "10:00", "10:25"),
    "plan-council": ("八重桜市", "八重桜市国民保護協議会", "13:30", None),
    "workshop": ("空見市", "空見市公共施設マネジメント市民ワークショップ", "13:00", "16:00"),
}


@pytest.mark.parametrize("name", sorted(OWNERS))
def test_who_said_what_to_whom(name: str) -> None:
    """Label, name, role, act and reply of each speech; `-` is not judged."""
    with (SMALL / f"{name}.tsv").open(encoding="utf-8") as file:
        wanted = list(csv.DictReader(file, delimiter="\t"))
    found = [
        {"label": t.speaker.label, "name": t.speaker.name, "role": t.speaker.role, "act": t.act, "replies": " ".join(map(str, t.reply_to))}
        for t in mn.read(SMALL / f"{name}.txt").turns
    ]
    assert len(found) == len(wanted)
    assert [{k: "-" if w[k] == "-" else v for k, v in f.items()} for f, w in zip(found, wanted, strict=True)] == wanted


@pytest.mark.parametrize("name", sorted(OWNERS))
def test_whose_record_it_is(name: str) -> None:
    """Invented places too, in kanji and kana; times with and without a label."""
    header = mn.read(SMALL / f"{name}.txt").header
    assert (header.municipality, header.body, header.start_time, header.end_time) == OWNERS[name]


def test_a_pointer_to_a_list_attended_nothing() -> None:
    """別紙名簿のとおり is nobody."""
    assert mn.read(SMALL / "angle-own-line.txt").header.attendees == ()


def test_a_recess_set_with_gaps_is_the_clerks() -> None:
    """休　憩　午前10時20分 was said by nobody."""
    meeting = mn.read(SMALL / "recess.txt")
    assert "休　憩" not in "".join(t.text for t in meeting.turns)
    assert [n.kind for n in meeting.notes] == ["time", "time", "stage"]


@pytest.mark.parametrize(
    ("name", "items"),
    [
        ("general-questions", [("1", "学校給食の無償化について"), ("2", "空き家対策について"), ("1", "防災行政無線の更新について")]),
        ("equality-council", [("1", "行動計画の進捗")]),
        ("gaps-and-brackets", [("1", "素案について"), ("2", "今後の予定について")]),
        ("library-council", [("1", "電子図書館の利用状況"), ("2", "開館時間の変更")]),
        ("half-width", [("1", "一般質問"), ("2", "議案第5号 鹿ノ沢町税条例の一部を改正する条例の制定について")]),
        ("board-with-list", [("7", "小学校の通学区域の変更について")]),
        ("senders", [("1", "空き店舗の状況")]),
        ("village-assembly", [("3", "令和６年度浦辺村一般会計補正予算（第３号）")]),
    ],
)
def test_items_with_and_without_a_list(name: str, items: list[tuple[str, str]]) -> None:
    """By headings, by what the chair calls from the list, and by what he takes up where there is no list."""
    assert [(a.number, a.title) for a in mn.read(SMALL / f"{name}.txt").agenda] == items


def test_attendees_behind_labels_inside_the_line() -> None:
    """委員：根津委員長、… and 事務局：環境政策課　課長　米倉、主任　長谷; surnames of one letter."""
    people = mn.read(SMALL / "gaps-and-brackets.txt").header.attendees
    assert [(a.name, a.title) for a in people] == [("根津", "委員長"), ("芦田", "副委員長"), ("宇津木", "委員"), ("片桐", "委員"), ("米倉", "課長"), ("長谷", "主任")]
    assert ("間", "係長") in [(a.name, a.title) for a in mn.read(SMALL / "equality-council.txt").header.attendees]


def test_written_questions_of_no_meeting_are_no_minutes() -> None:
    """よくある質問 has questions and answers, and nobody speaks."""
    meeting = mn.read(SMALL / "faq.text")
    assert (meeting.kind, meeting.turns) == ("other", ())


def test_people_of_the_city_hall_are_on_the_list() -> None:
    """市　DX戦略課長　室伏、同　主査　薬師寺; and a place behind the time in one line."""
    people = mn.read(SMALL / "smart-city.txt").header.attendees
    assert [(a.name, a.title) for a in people][-2:] == [("室伏", "DX戦略課長"), ("薬師寺", "主査")]
    assert mn.read(SMALL / "smart-city.txt").warnings == ()
    board = mn.read(SMALL / "board-with-list.txt")
    assert [a.name for a in board.header.attendees] == ["堂本隆", "佐々木久子", "八幡徹", "ミラーエマ", "兵頭誠", "仁木真由美", "大石健"]
    assert board.warnings == ()
    assert mn.read(SMALL / "in-list.txt").header.place == "中央公民館"


def test_a_list_inside_an_answer_is_one_answer() -> None:
    """Bullets behind the first heading alone are part of what is said there."""
    meeting = mn.parse("第１回碧浜市広報会議　会議録\n\n（事務局）三つあります。\n・一つ目は紙面です。\n・二つ目は動画です。\n（広報課長）予算は同じです。\n（事務局）以上です。\n")
    assert [t.speaker.label for t in meeting.turns] == ["事務局", "広報課長", "事務局"]


def test_question_marks_are_no_names() -> None:
    """問 and 答 have no name and no known role."""
    m = mn.parse("甲野市議会会議記録（要点）\n問　更新の時期はいつか。\n答　来年７月である。\n問　費用はどれほどか。\n答　二百万円を見込む。\n")
    assert [(t.speaker.name, t.speaker.role) for t in m.turns] == [("", "unknown")] * 4


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("日程第１　会議録署名議員の指名", "会議録署名議員の指名"),  # nothing but an item is numbered so
        ("日程第３　議案第41号　一般会計\n　　　　　　　補正予算（第２号）", "議案第41号　一般会計補正予算（第２号）"),  # over two lines, as printed
    ],
)
def test_items_of_the_order_of_the_day(heading: str, title: str) -> None:
    """日程第N is an item, whatever it is called, in the width in which it was printed."""
    front = "令和６年度第１回甲野市環境審議会会議録\n\n議題\n(1) 計画の見直しについて\n(2) 予算の執行状況について\n会議の経過\n"
    talk = f"【会長】\n始めます。\n{heading}\n【事務局】\n説明します。\n【委員】\n伺います。\n【会長】\n終わります。\n"
    assert [a.title for a in mn.parse(front + talk).agenda] == [title]
