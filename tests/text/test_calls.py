"""Who is called at the end of a speech, and what only looks like a call."""

import pytest

from minutes.text.calls import called
from minutes.text.fold import fold
from minutes.text.patterns import CALL
from minutes.text.titles import squeeze

ROWS = [
    ("はい、今井委員。", "今井委員"),
    ("それでは、議　長", ""),  # spaced out: no word of a call
    ("続いて、環境課長、お願いします。", "環境課長"),
    ("蓑田課長、どうぞ。", "蓑田課長"),
    ("お願いします。甲野市長。\n", "甲野市長"),  # the line break behind it
    ("まず事務局お願いいたします", "まず事務局"),
    ("塙さん.", "塙さん"),
    ("今井委員の御意見です。", ""),  # talks about him
    ("今井委員。ありがとうございます。", ""),  # does not end so
    ("よろしくお願いします。", ""),  # nobody is called
    ("以上です。", ""),
    ("", ""),
    ("。", ""),
]


@pytest.mark.parametrize(("words", "who"), ROWS)
def test_who_is_called(words: str, who: str) -> None:
    """Title and name without blanks; what the pattern finds is found, though most ends are refused before it is asked."""
    folded = fold(words)
    assert called(folded) == who
    m = CALL.search(folded)
    assert (squeeze(m["who"]) if m else "") == who
