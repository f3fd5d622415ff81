"""The recall that a meeting estimates of itself, against the true one where headings were taken away."""

import random

import pytest
from benchmarks.recall import DAMAGE, damaged, material, recall

from minutes.parse.meeting import parse
from minutes.parse.recall import place

ERROR = {"as printed": 0.05, "5 % of headings": 0.06, "10 %": 0.09, "25 %": 0.15, "50 %": 0.25, "one speaker": 0.1, "the members": 0.2, "all headings": 0.1}


@pytest.mark.parametrize("damage", list(DAMAGE))
def test_the_estimate_is_near_the_truth(damage: str) -> None:
    """Over the sample the mean absolute error stays under its bound for each kind of damage."""
    errors = []
    for _, name, text, places in material(sample_only=True):
        changed, kept = damaged(text, places, DAMAGE[damage](places, random.Random(f"{name}/{damage}")))
        meeting = parse(changed)
        assert meeting.estimated_recall is not None
        errors.append(abs(recall(meeting, kept, len(places)) - meeting.estimated_recall))
    assert sum(errors) / len(errors) <= ERROR[damage]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("はい、今井委員", "二点伺います", "call"),
        ("更新はいつですか", "お答えします", "answer"),
        ("今日の会議では三つの議題を扱う予定です", "ご質問の件ですが、来年の予定です", "reply"),
        ("ご説明は以上です", "ありがとうございました", "ended_brief"),
        ("ご意見はありませんか", "それでは次の議題に移ることといたします", "ended_order"),
        ("市の人口は減っています", "高齢の方は増えていますので", "brief_brief"),
        ("市の人口はこの十年で減り続けております", "高齢の方の数は反対に増えておりますので", "plain"),
        ("今井委員のおっしゃるとおりです", "市でも検討を進めてまいります", "brief"),  # talked about, not called
    ],
)
def test_what_the_words_show(before: str, after: str, kind: str) -> None:
    """The place between two sentences is of a kind that is common, or rare, where a speaker begins."""
    assert place(before, after) == kind
