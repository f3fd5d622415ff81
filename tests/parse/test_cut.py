"""Where a speech begins and ends, what of it is read, and what the recorder wrote around it."""

import pytest

from minutes.parse.cut import looks_like_heading, note_kind
from minutes.parse.meeting import parse
from minutes.text.fold import fold

FRONT = "甲野市環境審議会会議録\n\n"


def said(text: str) -> list[tuple[str, str]]:
    """(label, text) of every turn."""
    return [(t.speaker.label, t.text) for t in parse(FRONT + text).turns]


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("窓口での\n飛沫感染が心配です。", "窓口での飛沫感染が心配です。"),  # a line that was full
        ("窓口での\n\n飛沫感染が心配です。", "窓口での飛沫感染が心配です。"),  # a page break is a blank line
        ("窓口での\n\n－８－\n\n飛沫感染が心配です。", "窓口での飛沫感染が心配です。"),  # … with the number of the page
        ("窓口での、\n\n\n飛沫感染が心配です。", "窓口での、飛沫感染が心配です。"),
        ("窓口での\x0c飛沫感染が心配です。", "窓口での飛沫感染が心配です。"),  # a form feed
        ("終わりました。\n\n次の話です。", "終わりました。\n次の話です。"),  # a paragraph
        ("終わりました。\n　次の話です。", "終わりました。\n次の話です。"),  # a paragraph by its indent
        ("終わりました。\n次の話です。", "終わりました。次の話です。"),  # a line that happened to end with a sentence
        ("「はい」と答えた人は\n　　　少ない。", "「はい」と答えた人は少ない。"),  # a hanging indent under the label
        ("二点あります。\n・期限はいつか。\n・費用はいくらか。\nお願いします。", "二点あります。\n・期限はいつか。\n・費用はいくらか。\nお願いします。"),  # a list stays a list
        ("１番の\r\n道路です。", "１番の道路です。"),
        ("ＡＩ\nを使います。", "ＡＩを使います。"),  # characters as printed, never folded
    ],
)
def test_lines_of_a_speech_are_joined(printed: str, read: str) -> None:
    """The reader sees sentences; the spans still point at the print, line by line."""
    text = f"{FRONT}【会長】\nはい。\n【委員】\n{printed}\n【会長】\nはい。"
    turn = parse(text).turns[1]
    assert turn.text == read
    assert turn.span.of(text) == f"【委員】\n{printed}"
    assert [p.of(text) for p in turn.pieces] == [line.strip() for line in printed.splitlines() if line.strip() and "８" not in line]


@pytest.mark.parametrize(
    "line",
    [
        "（拍手）",
        "（「異議なし」と呼ぶ者あり）",
        "〔市長　乙野花子君登壇〕",
        "（賛成者起立）",
        "（挙手全員）",
        "［休憩］",
        "～資料６について説明～",
        "※録音が不明瞭",
        "（午前11時25分閉会）",
        "午前11時50分　休憩",
        "────────",
    ],
)
def test_notes_stand_apart_from_speech(line: str) -> None:
    """What the recorder wrote on a line of its own, inside a speech or between two, is a note and not said."""
    between = f"○会長（甲野君）　諮ります。\n　　　{line}\n○委員（乙野君）　はい。\n○会長（甲野君）　続けます。\n"
    inside = f"○会長（甲野君）　諮ります。\n　　　{line}\n御異議なしと認めます。\n○委員（乙野君）　はい。\n○会長（甲野君）　続けます。\n"
    for text in (between, inside):
        m = parse(FRONT + text)
        assert [n.text for n in m.notes] == [line]
        assert all(line not in t.text for t in m.turns)
        assert len(m.turns) == 3
    assert parse(FRONT + inside).turns[0].text in ("諮ります。\n御異議なしと認めます。", "諮ります。御異議なしと認めます。")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("（拍手）", "stage"),
        ("〔「なし」と呼ぶ者あり〕", "stage"),
        ("（乙野市長登壇）", "stage"),
        ("（午後１時４分開議）", "stage"),
        ("［午前10時　開会］", "stage"),
        ("午後３時10分　散会", "time"),
        ("開会　午前10時", "time"),
        ("○午前９時30分　開議", "time"),
        ("～休憩～", "procedural"),
        ("－議案朗読－", "procedural"),
        ("※別紙のとおり", "procedural"),
        ("以上", "procedural"),
        ("以　上", "procedural"),
        ("定刻、会長が開会を宣した。", "procedural"),
        ("（１）計画について", None),  # an item
        ("（会長）", None),  # a speaker
        ("（乙野委員）", None),
        ("以上です。", None),  # said
        ("以上のとおりであります。", None),
        ("定刻となりましたので始めます。", None),
        ("午前10時からの会議です。", None),
        ("（道路の計画）", None),
        ("", None),
    ],
)
def test_kind_of_a_note(line: str, kind: str | None) -> None:
    """A whole line is a stage direction, a time, a procedural note, or nobody's note."""
    assert note_kind(fold(line)) == kind


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("日程第１　議案第12号　条例の改正について", True),
        ("（１）計画について", True),
        ("１　開会", True),
        ("２．議事", True),
        ("三、その他", True),
        ("①道路", True),
        ("△日程第２", True),
        ("◎　主な質疑", True),
        ("≪1.開会≫", True),
        ("〔議題1〕", True),
        ("【意見・質問】", True),
        ("■ 現状", True),
        ("## 議事", True),
        ("議題１ 計画", True),
        ("１番目は道路です。", False),
        ("２、三人の委員が、来られました", False),
        ("(1) 計画を説明します", False),  # a clause of a sentence
        ("計画について", False),  # no mark
        ("", False),
    ],
)
def test_what_could_be_a_heading(line: str, heading: bool) -> None:  # noqa: FBT001
    """A heading is marked or numbered, short, and no part of a sentence."""
    assert looks_like_heading(fold(line)) is heading


def test_headings_between_speeches_are_nobodys_words() -> None:
    """A heading after a speech belongs to what follows, not to the speaker before it."""
    m = parse(
        FRONT + "○会長（甲野君）　始めます。\n１　報告事項\n（１）決算について\n○課長（乙野君）　説明します。\n○会長（甲野君）　質疑を。\n２　その他\n○会長（甲野君）　ほかに。\n"
    )
    assert [t.text for t in m.turns] == ["始めます。", "説明します。", "質疑を。", "ほかに。"]
    assert [p.kind for p in m.parts] == ["front", "turn", "heading", "heading", "turn", "turn", "heading", "turn"]


@pytest.mark.parametrize(
    ("between", "kept"),
    [
        (
            "────────────\n日程第４　議案第12号　公の施設の指定管理者の指定について（甲野市青少年センター及び甲\n野市体育館）\n",
            "決しました。",
        ),  # the rest of a wrapped heading, its indent lost
        ("\n＊＊＊＊＊＊\n\n日程第５\n　甲野市手数料条例の一部を改正する条例\n", "決しました。"),  # the title on its own line
        ("────────────\n２　所管事務調査\n　治水対策について\n", "決しました。"),
        ("────────────\n　なお、議案第13号は継続審査です。\n", "決しました。なお、議案第13号は継続審査です。"),  # a sentence: the speech goes on behind the rule
        ("────────────\n甲野花子\n乙野一郎\n", "決しました。甲野花子乙野一郎"),  # names that were read out
    ],
)
def test_a_rule_and_a_heading_end_a_speech(between: str, kept: str) -> None:
    """A rule behind the last sentence and a heading behind the rule are not the speaker's words, however the heading is wrapped."""
    turns = said(f"○議長（甲野太郎君）　開きます。\n○議長（甲野太郎君）　決しました。\n{between}○議長（甲野太郎君）　議題とします。\n")
    assert [words.replace("\n", "") for _, words in turns] == ["開きます。", kept, "議題とします。"]


@pytest.mark.parametrize(
    "closing",
    [
        "以上",
        "　　以　上",
        "午後３時10分　散会",
        "（午後３時10分閉会）",
        "閉会　午後３時10分",
        "────────────\n　署名委員　丙野一郎",
        "午後３時10分　散会\n　署名議員　丙野一郎\n　署名議員　丁野二郎",
        "以上\n資料１　計画書\n資料２　予算書",
    ],
)
def test_the_record_ends_before_the_signatures(closing: str) -> None:
    """以上, the closing time and the signatures behind them are not the last speaker's words."""
    m = parse(f"{FRONT}○会長（甲野君）　始めます。\n○委員（乙野君）　はい。\n○会長（甲野君）　以上で終わります。\n{closing}\n")
    assert [t.text for t in m.turns] == ["始めます。", "はい。", "以上で終わります。"]
    assert m.parts[-1].kind != "turn"


def test_ijou_inside_the_talk_does_not_end_it() -> None:
    """A line 以上 after a list is followed by more talk."""
    turns = said("【会長】\n配付資料は次のとおりです。\n資料１\n以上\nよろしいですか。\n【委員】\nはい。\n【会長】\n進めます。")
    assert [label for label, _ in turns] == ["会長", "委員", "会長"]
    assert "よろしいですか。" in turns[0][1]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("○市長（乙野花子君）〔登壇〕　お答えします。", "お答えします。"),
        ("○市長（乙野花子君）（登壇）　お答えします。", "お答えします。"),
        ("○市長（乙野花子君）　〔登壇〕お答えします。", "お答えします。"),
        ("○市長（乙野花子君）", "お答えします。"),  # the words begin on the next line
    ],
)
def test_stage_direction_after_the_heading(line: str, words: str) -> None:
    """登壇 behind the name is neither name nor speech."""
    text = f"{FRONT}○議長（甲野太郎君）　市長。\n{line}\n" + ("お答えします。\n" if line.endswith("君）") else "") + "○議長（甲野太郎君）　次に。\n"
    turn = parse(text).turns[1]
    assert (turn.speaker.name, turn.text) == ("乙野花子", words)
    assert "登壇" not in turn.speaker.label


def test_an_empty_speech_is_kept() -> None:
    """A heading without words is a turn without text: it was printed."""
    turns = said("○議長（甲野太郎君）　市長。\n○市長（乙野花子君）\n○議長（甲野太郎君）　次に。\n○市長（乙野花子君）　はい。\n")
    assert [text for _, text in turns] == ["市長。", "", "次に。", "はい。"]


def test_a_name_that_is_talked_about_is_no_speaker() -> None:
    """乙野委員からの質問に関連して、at the start of a line, opens no turn."""
    turns = said("○甲野会長　始めます。\n○丙野委員　伺います。\n乙野委員からの質問に関連して、\n○○地区の件です。\n○甲野会長　はい。\n○乙野委員　はい。\n")
    assert [label for label, _ in turns] == ["甲野会長", "丙野委員", "甲野会長", "乙野委員"]
