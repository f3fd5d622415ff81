"""Phrases in a text: folded, in either case, as words where they are Latin."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minutes.words.phrases import finder, plain, plain_all


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("AI", "AIを使う", True),
        ("AI", "ＡＩを使う", True),
        ("ai", "AI", True),
        ("AI", "MAINとRAID", False),  # inside a word
        ("AI", "AI-OCR", True),
        ("5G", "15G", False),  # inside a number
        ("LINE", "ONLINE", False),
        ("LINE", "公式ＬＩＮＥで", True),
        ("マイナンバー", "マイナンバーカード", True),
    ],
)
def test_a_phrase_is_found_as_a_word(phrase: str, text: str, found: bool) -> None:  # noqa: FBT001 - a table
    """Latin phrases need an edge of a word, Japanese ones do not."""
    assert bool(finder((phrase,))(plain(text))) is found


def test_the_longest_wins() -> None:
    """Of phrases at one place only the longest is given, with `overlapping` all."""
    phrases = ("セキュリティ", "情報セキュリティ", "情報セキュリティ研修")
    text = plain("情報セキュリティ研修")
    assert [n for _, _, n in finder(phrases)(text)] == [2]
    assert sorted(n for _, _, n in finder(phrases, overlapping=True)(text)) == [0, 1, 2]


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=60), st.text("aAｱ亜", min_size=1, max_size=5))
def test_places_are_exact_in_any_text(around: str, phrase: str) -> None:
    """`plain` keeps the length, so a match stands where the phrase stands, also after astral characters and surrogates."""
    text = f"{around} {phrase} {around}"
    assert len(plain(text)) == len(text)
    assert (len(around) + 1, len(around) + 1 + len(phrase)) in [(a, b) for a, b, _ in finder((phrase,), overlapping=True)(plain(text))]


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=200), st.sampled_from(["ＡＩ（ｶﾅ）", "ΣΑΣ", "İ", "\ud83d", "𠮟る", "ÄÖ"]))
def test_a_long_text_is_made_plain_as_a_short_one(text: str, piece: str) -> None:
    """However long a text is, each stretch of it becomes what it becomes alone; letters that depend on their neighbours stand in words of their own."""
    parts = [text, piece] * 60
    whole = plain(" 。 ".join(parts))
    assert whole == " 。 ".join(map(plain, parts))
    longer = plain(" 。 ".join(parts * 20))
    assert longer == " 。 ".join([whole] * 20)


def test_halves_of_characters_in_a_long_text_are_replaced() -> None:
    """Each half of a character beyond the first 65 536 that stands alone is 〓, the last of the first ones and the first of the second ones, too."""
    assert plain("あ" * 5_000 + "\udbff い\udc00\ud83d") == "あ" * 5_000 + "〓 い〓〓"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text("ＡaΣ（ｱ😀\ud83d\ude00\n", max_size=8), max_size=5), st.sampled_from(["", "あ" * 5_000]))
def test_texts_made_plain_at_once_are_those_made_plain_alone(texts: list[str], long: str) -> None:
    """However long they are together: none changes what another becomes."""
    assert plain_all([*texts, long]) == [*map(plain, [*texts, long])]
