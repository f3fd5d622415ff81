"""One expression for many words finds what a list of them, the longest first, would find."""

import re

from hypothesis import given
from hypothesis import strategies as st

from minutes.text.alternatives import longest

words = st.text(alphabet="会議長録(.", min_size=1, max_size=4)


@given(st.lists(words, min_size=1, max_size=8), st.text(alphabet="会議長録(. ", max_size=20), st.sampled_from(("", r"\s{0,2}")))
def test_the_longest_word_is_found(listed: list[str], text: str, gap: str) -> None:
    """At the same places the same words, with blanks between their characters or without."""
    plain = "|".join(gap.join(map(re.escape, word)) for word in sorted(listed, key=lambda word: (-len(word), word)))
    assert [m.span() for m in re.finditer(longest(listed, gap), text)] == [m.span() for m in re.finditer(plain, text)]
