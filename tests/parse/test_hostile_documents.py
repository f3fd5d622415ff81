"""A line of thirty thousand circles, blanks or brackets costs no more time than thirty thousand words."""

from collections.abc import Callable
from functools import cache, partial

import pytest

from minutes.parse.meeting import parse
from tests.hostile import RATIO, best

HEAD = "令和６年度第１回甲野市審議会会議録\n日時　令和６年５月１日\n出席者　甲野太郎会長、乙野花子委員、丙野次郎委員\n議題\n(1) 計画について\n(2) 予算の執行について\n"
TALK = "○甲野会長　始めます。\n○乙野委員　はい。\n○甲野会長　それでは"
END = "。\n○乙野委員　はい。\n○甲野会長　次に予算の執行について。\n"
PLACES: dict[str, Callable[[str], str]] = {
    "title": lambda run: run + "\n" + HEAD + TALK + END,
    "beside the title": lambda run: HEAD.replace("会議録", "会議録" + run) + TALK + END,
    "date": lambda run: HEAD.replace("日時　", "日時　" + run) + TALK + END,
    "attendance list": lambda run: HEAD.replace("出席者　", "出席者　" + run) + TALK + END,
    "agenda list": lambda run: HEAD.replace("計画", run + "計画") + TALK + END,
    "speech": lambda run: HEAD + TALK + run + END,
    "heading": lambda run: HEAD + TALK + END + "○" + run + "委員　はい。\n",
    "alone": lambda run: run,
}
RUNS = (
    "　",
    " ",
    "\t",
    "\n",
    "・",
    "○",
    "（",
    "）",
    "(1)",
    "【",
    "「",
    "１",
    "君",
    "あ",
    "委員",
    "会長、",
    "市",
    "─",
    "*",
    "#",
    "-",
    "<",
    "<a ",
    "～",
    "：",
    "。",
    "、",
    "|",
    "第",
    "議題１",
    "令和",
    "午前 ",
    "について",
    "です。",
    "○会長　あ\n",
    "会長：はい。\n",
    "○（君・１　",
)
LENGTH = 30_000
STEPS = (60, LENGTH // 4, LENGTH // 2, LENGTH)  # small first: an exponential is caught at once
AGAIN = 5  # runs of which the quickest counts, where the first look was slow
NOTICED = 0.2  # seconds below which nothing is asked
TIMES = 20  # as long as plain talk of that length


@cache
def plain() -> float:
    """Seconds for plain talk of LENGTH characters."""
    said = "○甲野会長　公民館の使用料は来年度の四月に改めます。利用の多い施設から順に説明します。\n○乙野委員　算定の根拠を伺います。\n"
    return best(lambda: parse(HEAD + (said * LENGTH)[:LENGTH]), 3)


def slow(place: str, run: str) -> str | None:
    """What a document with that run in that place costs, when twice the run takes over three times as long, or much longer than plain talk; else None.

    A first look takes each length once; what seems slow is measured again, beside the length before it, before it is said.
    """
    before, shorter = 0.0, ""
    for length in STEPS:
        text = PLACES[place]((run * length)[:length])
        taken = best(partial(parse, text), 1)
        if taken > allowed(before):
            again = best(partial(parse, shorter), AGAIN) if shorter else 0.0
            taken = best(partial(parse, text), AGAIN)
            if taken > allowed(again):
                return f"{run!r} × {length:,} in {place}: {taken:.2f} s, plain talk {plain():.2f} s, half of it {again:.2f} s"
        before, shorter = taken, text
    return None


def allowed(before: float) -> float:
    """Seconds that a text may take when the one before it took `before`."""
    return max(NOTICED, min(TIMES * plain(), RATIO * before if before > NOTICED / 4 else TIMES * plain()))


@pytest.mark.parametrize("place", list(PLACES))
def test_no_run_of_characters_slows_the_reader_down(place: str) -> None:
    """Padding, rules and leaders of any length, anywhere in a record, are read in time."""
    assert [found for run in RUNS if (found := slow(place, run))] == []
