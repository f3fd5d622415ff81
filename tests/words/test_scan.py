"""Phrases looked for in everything: as they are found one text at a time."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from minutes.words.phrases import finder, plain
from minutes.words.scan import Alphabet, Places, Scan

ALONE = ("ai", "a", "5g", "育て", "子育て", "子育て支援", "𠮟る", "、", "て", "援子育て、て")
PHRASES = (*ALONE, "支", "育て支援", "ai、", "𠮟", "援子育て、a")
TEXT = st.lists(st.one_of(st.sampled_from([*PHRASES, "1", "x", "𠮟", "\ud83d", "😀", "İ", "\n", " ", "支援", "子"]), st.text(max_size=3)), max_size=30).map("".join).map(plain)
FIND = Scan(PHRASES, len(ALONE))


def _rows(found: Places) -> list[tuple[int, ...]]:
    return list(zip(*(column.tolist() for column in found), strict=True))


@settings(max_examples=300, deadline=None)
@given(TEXT)
def test_a_scan_finds_what_finders_find(text: str) -> None:
    """Edges of Latin words, the longest first, astral characters and halves of them: places are the same."""
    alone, every = map(_rows, FIND(text))
    assert alone == finder(ALONE)(text)
    assert sorted(every) == sorted(finder(PHRASES, overlapping=True)(text))


def test_no_phrase_no_match() -> None:
    """A dictionary without words finds nothing, nor does any in no text."""
    assert [_rows(found) for found in (*Scan((), 0)("子育て"), *FIND(""))] == [[]] * 4


def test_steps_that_share_a_place_are_told_apart() -> None:
    """Of thousands of characters every pair is another phrase, and found only where it stands."""
    characters = [chr(c) for c in range(0x3000, 0x6000)]
    phrases = [a + b for a, b in pairwise(characters)]
    text = "".join(characters)
    assert _rows(Scan(phrases, len(phrases))(text)[1]) == [(n, n + 2, n) for n in range(len(phrases))]
    assert _rows(Scan(phrases, len(phrases))(text[::-1])[1]) == []
    assert len(set(Alphabet(characters).encode(text).tolist())) == len(characters) + 1
