"""Every stop word says why it is one."""

from minutes.words.analyzer import LISTS, stopwords
from minutes.words.reasons import stop_reasons


def test_every_stop_word_has_a_list_and_a_reason() -> None:
    """No word stands on a list without a word about why."""
    reasons = stop_reasons()
    assert set(reasons) == stopwords()
    assert all(reason.partition(": ")[0] in LISTS and len(reason.partition(": ")[2]) > 3 for reason in reasons.values())
