"""一問一答 or 一括: what is printed, or else how questions are answered."""

import pytest

from minutes.parse.meeting import parse

FRONT = "甲野市議会会議録\n\n"
ASK, TELL = "○１番（甲野太郎議員）　{0}伺います。いつ始めますか。{1}\n", "○市民課長（丙野一郎君）　お答えします。来年度に始めます。\n"
OTHER = "○教育長（丁野二郎君）　お答えします。学校では再来年度に始めます。\n○福祉課長（戊野三郎君）　お答えします。施設では今年度に始めます。\n"
LONG = "市の施設の使い方について、順に申し上げます。" * 60


@pytest.mark.parametrize(
    ("text", "manner"),
    [
        ((ASK.format("一問一答方式で", "") + TELL) * 2, "one_by_one"),
        ((ASK.format("質問は一括でいたします。", "") + TELL + OTHER) * 2, "in_block"),
        ("○議長（己野四郎君）　質疑を一括して行います。\n" + (ASK.format("", "") + TELL) * 6, "one_by_one"),  # two bills together: not the manner of questions
        ((ASK.format("", "") + TELL) * 6, "one_by_one"),
        ((ASK.format(LONG, "") + TELL + OTHER) * 5, "in_block"),
        ((ASK.format("", "") + TELL) * 2, None),  # too few to tell
        ("○議長（己野四郎君）　開会します。\n○１番（甲野太郎議員）　賛成です。\n○議長（己野四郎君）　閉会します。\n", None),
    ],
)
def test_the_manner_of_questions(text: str, manner: str | None) -> None:
    """The manner follows from the words printed, else from the answers; where neither tells it stays unknown."""
    m = parse(FRONT + text)
    assert m.questioning == manner
    assert any("questions" in r or "printed" in r for r in m.reasons) is (manner is not None)
