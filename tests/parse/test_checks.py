"""Does a record agree with itself? What a careful reader should look at comes as warnings with their places."""

from pathlib import Path

import pytest

from minutes.parse.meeting import parse

FRONT = "甲野市環境審議会会議録\n日時　令和６年７月17日（水）\n出席者　甲野太郎会長、乙野花子委員、丙野次郎委員、丁野三郎委員\n会議の経過\n"
CALM = "○甲野会長　始めます。乙野委員、どうぞ。\n○乙野委員　伺います。\n○甲野会長　ほかに。\n○丙野委員　はい。\n"
NEXT_DAY = "令和６年度第２回甲野市環境審議会会議録\n日時　令和６年８月９日（金）\n場所　市役所\n"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (FRONT + CALM, []),
        (FRONT.replace("（水）", "") + CALM, []),
        (FRONT.replace("（水）", "（木）") + CALM, ["weekday_differs"]),
        (FRONT.replace("（水）", "（水曜日）") + CALM, []),
        (FRONT.replace("（水）", "　木曜日") + CALM, ["weekday_differs"]),
        (FRONT + CALM.replace("○乙野委員", "○丙野委員"), ["called_not_speaking"]),  # 乙野 was called: a heading missed?
        (FRONT + CALM.replace("乙野委員、どうぞ。", "はい、乙野委員。").replace("○乙野委員", "○丁野委員"), ["called_not_speaking"]),
        (FRONT + CALM.replace("乙野委員、どうぞ。", "乙野委員の件は後ほど。"), []),  # talked about, not called
        (FRONT + CALM.replace("○乙野委員", "○委員Ａ"), []),  # anonymised: perhaps the one who was called
        (FRONT + CALM.replace("乙野委員、どうぞ。", "乙野花子委員。").replace("○乙野委員", "○乙野（花）委員"), []),  # of two 乙野 the one
        (FRONT + CALM + "○壬生委員　一言。\n", ["not_on_roster"]),
        (FRONT + CALM + "○壬生委員　一言。\n○甲野会長　はい。\n○壬生委員　もう一言。\n", ["not_on_roster"]),  # once a person
        (FRONT + CALM + "○乙川委員　一言。\n", ["similar_name"]),  # 乙野?
        (FRONT.replace("、丙野次郎委員、丁野三郎委員", "") + CALM + "○壬生委員　一言。\n", []),  # a list of two is no list to check by
        ("甲野市環境審議会会議録\n" + "本日は計画について話します。次に予算の話をします。\nこれで終わりです。\n" * 12, ["no_speakers"]),
        ("甲野市情報化計画\n" + "計画を定める。予算を組む。\n" * 30, []),
        ("", []),
        (
            FRONT + CALM.replace("乙野委員、どうぞ。", "") + "○丁野委員　はい。\n○丙野委員\u3000はい。\n○乙野委貝伺います。\n" + CALM.split("\n", 1)[1],
            ["label_or_heading"],
        ),  # a misprint
        (FRONT + CALM + "○丁野委員　はい。\n○乙野委員の件は後ほど。\n", []),  # talked about
        (FRONT.replace("委員、丙野", "委員、戊野四郎環境課長、丙野") + CALM.replace("乙野委員、どうぞ。", "環境課長。"), ["listed_not_speaking"]),
        (FRONT + CALM.replace("○甲野会長", "○丁野委員") + "○丙野委員　はい。\n", ["listed_not_speaking"]),  # the chair
        (FRONT + CALM + NEXT_DAY + CALM, ["several_records"]),
        (FRONT + CALM + NEXT_DAY.replace("日時　", "") + CALM, ["several_records"]),  # the day alone on its line
        (FRONT + CALM + NEXT_DAY.replace("会議録\n", "会議録について\n") + CALM, []),  # talked about
        (FRONT + CALM + NEXT_DAY.replace("８月９日（金）", "７月17日（水）") + CALM, []),  # the same day: a title printed again
    ],
)
def test_warnings(text: str, codes: list[str]) -> None:
    """Each disagreement gives its code once; a record that agrees with itself gives none."""
    assert [w.code for w in parse(text).warnings] == codes


def test_a_warning_shows_the_place() -> None:
    """A warning names the people and points at the print."""
    text = FRONT + CALM.replace("○乙野委員", "○丙野委員") + "○壬生委員　一言。\n"
    warnings = {w.code: w for w in parse(text).warnings}
    assert warnings["called_not_speaking"].message.startswith("乙野 was called, 丙野委員")
    places = {code: w.span.of(text) for code, w in warnings.items() if w.span}
    assert places["called_not_speaking"].startswith("○甲野会長")
    assert places["not_on_roster"] == "○壬生委員"


def test_codes_are_documented() -> None:
    """Every code that occurs in the source stands in docs/warnings.md."""
    root = Path(__file__).parents[2]
    documented = (root / "docs" / "warnings.md").read_text(encoding="utf-8")
    assert all(
        f"`{code}`" in documented
        for code in (
            "called_not_speaking",
            "not_on_roster",
            "similar_name",
            "weekday_differs",
            "no_speakers",
            "listed_not_speaking",
            "label_or_heading",
            "heading_or_label",
            "several_records",
        )
    )
