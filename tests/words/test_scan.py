"""Phrases looked for in everything: as they are found one text at a time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from minutes.words.phrases import finder, plain
from minutes.words.scan import Alphabet, Scan

PHRASES = ("ai", "a", "5g", "育て", "子育て", "子育て支援", "𠮟る", "、", "て")
TEXT = st.lists(st.one_of(st.sampled_from([*PHRASES, "1", "x", "𠮟", "\ud83d", "😀", "İ", "\n", " ", "支援", "子"]), st.text(max_size=3)), max_size=30).map("".join).map(plain)


@settings(max_examples=300, deadline=None)
@given(TEXT, st.booleans(), st.booleans())
def test_a_scan_finds_what_a_finder_finds(text: str, overlapping: bool, long: bool) -> None:  # noqa: FBT001 - drawn
    """Edges of Latin words, the longest first, astral characters and halves of them: places are the same, with a table and without."""
    alphabet = Alphabet(PHRASES)
    scan = Scan(PHRASES, alphabet, overlapping=overlapping)
    if long:
        scan("x" * 5_000_000, alphabet.encode(""))
    found = scan(text, alphabet.encode(text))
    assert list(zip(*(column.tolist() for column in found), strict=True)) == finder(PHRASES, overlapping=overlapping)(text)


def test_no_phrase_no_match() -> None:
    """A dictionary without words finds nothing."""
    alphabet = Alphabet(())
    assert [len(column) for column in Scan((), alphabet)("子育て", alphabet.encode("子育て"))] == [0, 0, 0]


def test_an_alphabet_of_every_character() -> None:
    """More characters than six bits of a second byte can tell apart are still told apart."""
    characters = [chr(c) for c in range(0x3000, 0x6000)]
    alphabet = Alphabet(characters)
    assert len({alphabet.encode(c) for c in characters}) == len(characters)
    assert all(code[0] > 127 > code[1] or code[1] == 127 for code in map(alphabet.encode, characters))
