"""What we read wrong or not at all yet, as a careful reader would have it: a row that passes moves to the tests of its folder."""

import pytest

from minutes.model import Meeting
from minutes.parse.agenda import is_other
from minutes.parse.lines import split_lines
from minutes.parse.meeting import parse
from minutes.parse.outline import sections
from minutes.text.titles import parse_label
from minutes.themes.dictionary import load_themes
from minutes.themes.tag import tag_meeting

FRONT = "令和６年度第１回甲野市環境審議会会議録\n\n"
TALK = "\n会議の経過\n○会長（甲野太郎君）　始めます。\n○委員（乙野花子君）　はい。\n○会長（甲野太郎君）　説明を。\n○課長（丙野一郎君）　御説明します。\n○会長（甲野太郎君）　終わります。\n"
REMARKS = "3 所感\n甲野委員：参考になった。\n乙野委員：続けたい。\n" + "窓口を一つにした経緯を聞いた。職員の配置を改めたとのことである。\n" * 30


def record(front: str) -> Meeting:
    """A record with this front and five turns."""
    return parse(FRONT + front + TALK)


@pytest.mark.xfail(strict=True, reason="the front of the record")
@pytest.mark.parametrize(
    ("front", "field", "value"),
    [
        ("議題　１　報告　２　協議", "agenda_listed", ("報告", "協議")),  # numbers without brackets on one line
    ],
)
def test_header(front: str, field: str, value: object) -> None:
    """The front says this, in these words."""
    assert getattr(record(front).header, field) == value


@pytest.mark.xfail(strict=True, reason="the whole of the record")
@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("甲野市環境審議会会議録\n" + TALK + "\n日時　令和６年７月17日\n場所　市役所\n", "date", "2024-07-17"),  # the header stands behind the talk
        ("R6.7.17 甲野市いじめ問題対策連絡協議会 会議要録\n" + TALK, "body", "甲野市いじめ問題対策連絡協議会"),  # the date is taken into the name
        ("会議名：甲野市ＤＸ推進本部会議\n" + TALK, "body", "甲野市ＤＸ推進本部会議"),  # folded, not as printed
    ],
)
def test_header_elsewhere(text: str, field: str, value: object) -> None:
    """A record says this about its meeting, outside the usual place."""
    assert getattr(parse(text).header, field) == value


@pytest.mark.xfail(strict=True, reason="the agenda list directly before the talk")
def test_the_last_entry_of_the_list_is_no_heading() -> None:
    """An agenda list that ends right above the first speaker keeps its last entry, and opens no item by it."""
    m = parse(
        "甲野市環境審議会会議録\n議題\n(1) 計画について\n(2) 予算について\n\n○会長（甲野君）　始めます。計画についてお願いします。\n○課長（乙野君）　説明します。\n○会長（甲野君）　はい。\n"
    )
    assert m.header.agenda_listed == ("計画について", "予算について")
    assert [a.title for a in m.agenda if a.opened_by == "heading"] == []


@pytest.mark.xfail(strict=True, reason="a word of the list behind the glyph")
@pytest.mark.parametrize(
    ("second", "label", "text"),
    [
        ("○傍聴者　一言申し上げます。", "傍聴者", "一言申し上げます。"),  # swallowed by the speaker before
    ],
)
def test_headings_of_speakers(second: str, label: str, text: str) -> None:
    """The second turn has this label and these words."""
    m = parse(f"甲野市環境審議会会議録\n○会長　始めます。\n{second}\n○委員　はい。\n○会長　ほかに。\n○委員　はい。\n○会長　終わります。\n")
    assert (m.turns[1].speaker.label, m.turns[1].text) == (label, text)


@pytest.mark.xfail(strict=True, reason="a bullet ends at a blank line behind a full stop")
def test_answers_in_two_paragraphs() -> None:
    """An answer whose bracket stands behind its second paragraph belongs wholly to the speaker in the bracket."""
    m = parse(
        "会議要旨\n１　報告について\n【意見・質問】\n・費用はいくらか。（市長）\n→二百万円である。\n\nただ、工事は春になる。（事務局）\n・早められないか。（副市長）\n→検討する。（事務局）\n"
    )
    assert next(t.text for t in m.turns if t.speaker.label == "事務局") == "二百万円である。\nただ、工事は春になる。"


@pytest.mark.xfail(strict=True, reason="agenda headings and calls")
@pytest.mark.parametrize(
    ("lines", "titles"),
    [
        ("【会長】\n始めます。\n〔議題１〕計画について\n【事務局】\n説明します。\n", ["計画について"]),  # keeps the bracket: 〕計画について
        ("【会長】\n始めます。\n●　所管事項の報告について\n【事務局】\n説明します。\n", ["所管事項の報告について"]),
        ("【会長】\nそれでは次第２に入ります。\n【事務局】\n説明します。\n", ["予算の執行状況について"]),  # only the number is called
    ],
)
def test_agenda(lines: str, titles: list[str]) -> None:
    """These items are opened, under these titles."""
    m = parse(f"{FRONT}議題\n(1) 計画の見直しについて\n(2) 予算の執行状況について\n会議の経過\n{lines}【委員】\n伺います。\n【会長】\n終わります。\n")
    assert [a.title for a in m.agenda] == titles


@pytest.mark.xfail(strict=True, reason="core() drops ほか")
def test_other_business_in_kana() -> None:
    """そのほか is その他."""
    assert is_other("そのほか")


@pytest.mark.xfail(strict=True, reason="the last remark runs to the end of the report")
def test_remarks_quoted_in_a_report_are_no_turns() -> None:
    """A 視察報告書 that quotes two members in its middle stays a report without turns."""
    m = parse("霞野市議会総務委員会行政視察報告書\n1 視察期日\n令和5年11月9日\n2 視察先\n柊木市\n" + REMARKS)
    assert (m.kind, len(m.turns)) == ("report", 0)


@pytest.mark.xfail(strict=True, reason="章 and 節 are one rank; numbers are given folded")
def test_outline() -> None:
    """第１節 stands under 第１章, and numbers are as printed."""
    found = [(s.level, s.number) for s in sections(split_lines("計画\n第１章 総則\n第１節 目的\n１ 背景\n第２章 施策\n"))]
    assert found == [(1, "第１章"), (2, "第１節"), (3, "１"), (1, "第２章")]


@pytest.mark.xfail(strict=True, reason="a list without a front")
def test_bullets_are_left_out_everywhere() -> None:
    """The text of a statement begins behind its bullet, in a record without a front too."""
    m = parse(
        "第２回甲野市防災会議　議事概要\n１ 報告\n【意見・質問】\n○訓練の回数を増やせないか。（甲野委員）\n・担当と調整する。（危機管理課長）\n○名簿はどうか。（乙野委員）\n・更新した。（危機管理課長）\n"
    )
    assert [t.text for t in m.turns] == ["訓練の回数を増やせないか。", "担当と調整する。", "名簿はどうか。", "更新した。"]
    assert m.parts[0].kind == "front"


@pytest.mark.xfail(strict=True, reason="a turn that runs the meeting keeps only the themes that it passes on")
def test_what_a_chair_says_of_a_theme_between_two_calls() -> None:
    """A chair who says a sentence of substance before the next item has spoken of it."""
    m = parse(
        "甲野市議会会議録\n○議長（甲野太郎君）　会議を開きます。\n○市長（乙野花子君）　議案第１号を説明いたします。\n"
        "○議長（甲野太郎君）　マイナンバーカードの普及は、本市にとって大きな課題です。次に、日程第２に入ります。\n○市長（乙野花子君）　説明いたします。\n○議長（甲野太郎君）　散会いたします。\n"
    )
    assert "マイナンバー" in {tag.theme for tag in tag_meeting(m, load_themes()) if tag.turn == 2}


@pytest.mark.xfail(strict=True, reason="a place before the office is taken for the name where no list names the person")
def test_an_office_with_a_place_in_its_name() -> None:
    """太田品川区清掃事務所長 is 太田."""
    assert parse_label("太田品川区清掃事務所長").name == "太田"
