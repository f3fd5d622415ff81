"""Summary minutes: the speaker stands behind the words, answers begin with an arrow, presentations have no heading."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minutes.parse.lines import split_lines
from minutes.parse.meeting import parse
from minutes.parse.statements import attributed_statements, statements

MINUTES = """令和６年度第１回甲野市ＤＸ推進本部会議　会議要旨

日時　令和６年７月17日
議題　計画の見直しについて

１　計画の見直しについて

　事務局から、資料１に基づき、期間と体系を説明した。
　期間は三年とする。
　～資料１に沿って説明～

【意見・質問】
・順番は付いているのか。（市長）
→順番は付けていない。早く終わるものから
　着手する。（事務局）
・市民の窓口に予算を付けるべきである。（副市長）
→検討する。（事務局）
・なし

２　次回の日程について

　事務局から日程を説明した。

【意見・質問】
・特になし

以上
"""
PLACE = "・なし\n\n２"


def said(text: str) -> list[tuple[str, str, str]]:
    """(label, role, text) of every turn."""
    return [(t.speaker.label, t.speaker.role, t.text) for t in parse(text).turns]


def test_summary_minutes_are_cut() -> None:
    """Statements, answers and presentations are turns in the order of the page, each with its speaker and item."""
    m = parse(MINUTES)
    assert said(MINUTES) == [
        ("", "secretariat", "事務局から、資料１に基づき、期間と体系を説明した。\n期間は三年とする。"),
        ("市長", "official", "順番は付いているのか。"),
        ("事務局", "secretariat", "順番は付けていない。早く終わるものから着手する。"),
        ("副市長", "official", "市民の窓口に予算を付けるべきである。"),
        ("事務局", "secretariat", "検討する。"),
        ("", "secretariat", "事務局から日程を説明した。"),
    ]
    assert (m.layout, m.kind, m.record) == ("trailing", "summary", "summary")
    assert [t.item for t in m.turns] == [0, 0, 0, 0, 0, 1]
    assert [a.title for a in m.agenda] == ["計画の見直しについて", "次回の日程について"]


def test_the_marker_is_the_bracket_behind_the_words() -> None:
    """The marker of a trailing speaker is the bracket; the turn runs from the bullet to it."""
    m = parse(MINUTES)
    assert [t.marker.of(MINUTES) for t in m.turns] == ["", "（市長）", "（事務局）", "（副市長）", "（事務局）", ""]
    assert m.turns[2].span.of(MINUTES) == "→順番は付けていない。早く終わるものから\n　着手する。（事務局）"


def test_what_nobody_said_is_a_note() -> None:
    """・なし, 特になし, ～資料に沿って説明～ and 以上 are the recorder's notes."""
    assert [n.text for n in parse(MINUTES).notes] == ["～資料１に沿って説明～", "・なし", "・特になし", "以上"]


@pytest.mark.parametrize(
    ("lines", "label", "text"),
    [
        ("・周知も必要である。（甲野委員）", "甲野委員", "周知も必要である。"),
        ("・周知も必要である（甲野委員）。", "甲野委員", "周知も必要である"),  # full stop behind the bracket
        ("・周知も（できれば春に）必要である。（甲野委員）", "甲野委員", "周知も（できれば春に）必要である。"),  # the last bracket
        ("・周知も必要である。〔甲野委員〕", "甲野委員", "周知も必要である。"),
        ("- ・周知も必要である。（甲野委員）", "甲野委員", "周知も必要である。"),  # Markdown's bullet before the bullet
        ("・周知も必要である。\n　特に高齢者には丁寧に行う。（甲野委員）", "甲野委員", "周知も必要である。特に高齢者には丁寧に行う。"),
        ("・周知も必要である（広報紙）", "", "周知も必要である（広報紙）"),  # no speaker in the bracket
        ("・周知も必要である。", "", "周知も必要である。"),
    ],
)
def test_bullets(lines: str, label: str, text: str) -> None:
    """A bullet with a known title in its last bracket has a speaker; without one the speaker is unknown."""
    turn = parse(MINUTES.replace("・なし\n", lines + "\n", 1)).turns[5]
    assert (turn.speaker.label, turn.text.replace("\n", "")) == (label, text)


def test_an_unknown_speaker_stays_unknown() -> None:
    """A bullet without a bracket is nobody's in particular: not the speaker of the bullet before."""
    turn = parse(MINUTES.replace("・なし\n", "・周知も必要である。\n", 1)).turns[5]
    assert (turn.speaker.name, turn.speaker.role, turn.speaker.group) == ("", "unknown", None)


def test_questions_and_answers() -> None:
    """問 and 答 of condensed records are turns, marked as question and answer."""
    m = parse("甲野市議会会議記録（要点）\n問　更新の時期はいつか。\n答　来年７月である。\n問　費用はどれほどか。\n答　二百万円を見込む。\n")
    assert [(t.speaker.label, t.act) for t in m.turns] == [("問", "question"), ("答", "answer"), ("問", "question"), ("答", "answer")]
    assert [t.reply_to for t in m.turns] == [(), (0,), (), (2,)]


SIGNS = ["・", "→", "●", "○", "- ", "？", "」", "　", "\n", "\n", "\n\n"]
WORDS = ["意見を述べる。", "伺う", "（市長）", "（副", "市長）", "【事務局】。", "[委員] 。", "- 会長", "＝委員", "(発言者：会長)"]


@settings(max_examples=400)
@given(st.lists(st.sampled_from(SIGNS + WORDS), max_size=40).map("".join))
def test_statements_with_speakers_are_found_without_reading_all_others(text: str) -> None:
    """Whatever is written: where a speaker stands behind any statement, all statements are given."""
    lines = split_lines(MINUTES + text if text.startswith("・") else text)
    said = statements(lines)
    assert attributed_statements(lines) == said or not any(s.label for s in said)
