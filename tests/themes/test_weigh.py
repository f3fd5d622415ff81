"""What the words of a turn weigh: short ways give what the long ones give."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minutes.model import Span, Speaker, Turn
from minutes.text.patterns import AGENDA_LINE, DOCUMENT_LINE, FOR_LATER
from minutes.themes.dictionary import load_themes
from minutes.themes.heard import Heard
from minutes.themes.mentions import CUES, LATER, STRONG, Mention, index
from minutes.themes.tag import placed
from minutes.themes.weigh import Weighed, lines
from minutes.words.phrases import plain

LISTED = st.lists(
    st.sampled_from(["資料", "別紙", "参考", "・", " ", "\n", "【", "】", "1", "議題", "日程", "次第", "について", "。", "(", ")", "は", "後", "ほど", "の"]), max_size=30
)


@pytest.mark.parametrize("pattern", [DOCUMENT_LINE, AGENDA_LINE], ids=["documents", "agenda"])
@settings(max_examples=300, deadline=None)
@given(parts=LISTED)
def test_lines_are_found_as_by_going_through_every_character(pattern: object, parts: list[str]) -> None:
    """A pattern that begins with a line is tried at lines only, and nothing is lost, doubled or moved."""
    text = "".join(parts)
    assert [m.span() for m in lines(text, pattern)] == [m.span() for m in pattern.finditer(text)]  # type: ignore[arg-type, attr-defined]


@settings(max_examples=300, deadline=None)
@given(LISTED)
def test_cues_are_found_on_the_way(parts: list[str]) -> None:
    """A text has the cue of a list, or of what is put off, exactly where one of its words stands; nothing is put off without one."""
    text = "".join(parts)
    heard = Heard(index(load_themes()), ["次", text, "第"])
    cues = heard.cues[1]
    assert [bool(cues & kind) for kind in CUES] == [any(word in text for word in words) for words in CUES.values()]
    assert cues & LATER or not FOR_LATER.search(text)
    assert not heard.cues[0]  # 次第 is no word of two turns


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=1, max_size=6), st.data())
def test_hits_stand_where_the_turn_says(pieces: list[tuple[int, bool]], data: st.DataObject) -> None:
    """Many hits are placed at once as each would be alone, in wrapped lines, across line breaks and in empty pieces."""
    spans: list[Span] = []
    text, at = "", 3
    for size, breaks in pieces:
        text += "\n" * (breaks and bool(spans)) + "語" * size
        spans.append(Span(at, at + size))
        at += size + 2
    turn = Turn(1, Span(0, at), Span(0, 3), Speaker("会長"), text, tuple(spans))
    places = [(a, data.draw(st.integers(a, len(text)))) for a in range(len(text))]
    found = placed(turn, [Mention(a, b, 0, STRONG, "語") for a, b in places])
    assert [Span(start, end) for _, _, start, end in found] == [turn.locate(a, b) for a, b in places]
    assert [printed for _, printed, _, _ in found] == [text[a:b] for a, b in places]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("テレワークを導入します。", 1.0),
        ("テレワークなどを導入します。", 0.5),  # an example among others
        ("後ほどテレワークの説明をします。", 0.5),  # put off
        ("資料1\n【資料1】テレワークの手引き\nを配りました。", 0.0),  # the title of a document
    ],
)
def test_what_is_not_spoken_of_counts_less(text: str, amount: float) -> None:
    """An example and what is put off count half, the title of a document not at all."""
    themes = load_themes()
    found = Weighed(Heard(index(themes), ["テレワーク。", plain(text), "など。"])).said(1)[themes.names.index("テレワーク")]
    assert found.amount == amount
