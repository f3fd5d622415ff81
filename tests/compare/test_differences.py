"""Differences between groups, and how many of them would be chance."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from minutes.compare.differences import differences
from minutes.compare.intervals import false_discovery
from minutes.compare.rates import rates
from minutes.corpus.corpus import Corpus
from minutes.errors import OptionError

Make = Callable[..., tuple[Corpus, pd.DataFrame]]


def spoken(place: str, often: int) -> list[tuple[str, str, str, str, str]]:
    """Twenty meetings of ten turns, of which so many are about 防災 (one more or less in every other meeting)."""
    return [(place, f"m{i}", "member", "あ", "防災" if k < often + i % 2 else "") for i in range(20) for k in range(10)]


def test_a_difference_that_is_there_is_found(corpus_of: Make) -> None:
    """30 % against 60 %: the interval holds the true difference and not zero; against 丙市, which is like 甲市, it holds zero."""
    corpus, tags = corpus_of(spoken("甲市", 3) + spoken("乙町", 6) + spoken("丙市", 3))
    rows = {(r["a"], r["b"]): r for r in differences(corpus, tags).to_dict("records")}

    apart, alike = rows["乙町", "甲市"], rows["丙市", "甲市"]
    assert apart["low"] < 0.3 < apart["high"]
    assert apart["low"] > 0
    assert apart["q"] < 0.01
    assert alike["low"] < 0 < alike["high"]
    assert alike["p"] == 1


def test_rates_of_the_two_sides_are_those_of_the_rates_table(corpus_of: Make) -> None:
    """The sides of a difference are the rates of the groups, the difference is theirs."""
    corpus, tags = corpus_of(spoken("甲市", 3) + spoken("乙町", 6))
    row = differences(corpus, tags).iloc[0]
    by_place = rates(corpus, tags).set_index("municipality")

    assert row["rate_a"] == by_place.loc[row["a"], "rate"]
    assert row["n_b"] == by_place.loc[row["b"], "n"]
    assert row["difference"] == pytest.approx(row["rate_a"] - row["rate_b"], abs=2e-6)


def test_groups_of_the_same_meetings_are_compared_within_meetings(corpus_of: Make) -> None:
    """Where members and officials rise and fall together from meeting to meeting, their difference is sharp though both rates are not."""
    rows = [
        ("甲市", f"m{i}", role, "あ", "防災" if k < i % 5 + more * (1 + i % 2) else "") for i in range(20) for role, more in (("member", 1), ("official", 0)) for k in range(10)
    ]
    corpus, tags = corpus_of(rows)
    row = differences(corpus, tags, by="role").iloc[0]
    wide = rates(corpus, tags, by="role").iloc[0]

    assert row["difference"] == pytest.approx(0.15)
    assert row["high"] - row["low"] < (wide["high"] - wide["low"]) / 2


def test_against_one_group(corpus_of: Make) -> None:
    """`against` holds every other group against the one; an unknown one is an error."""
    corpus, tags = corpus_of(spoken("甲市", 3) + spoken("乙町", 6) + spoken("丙市", 3))

    assert set(differences(corpus, tags, against="甲市")["b"]) == {"甲市"}
    with pytest.raises(OptionError, match="乙町"):
        differences(corpus, tags, against="丁村")


def test_false_discovery_rate_is_that_of_benjamini_and_hochberg() -> None:
    """The example of the paper's procedure worked by hand; NaN stays out of the family."""
    q = false_discovery(np.array([0.01, np.nan, 0.04, 0.03, 0.005]))

    assert q == pytest.approx([0.02, np.nan, 0.04, 0.04, 0.02], nan_ok=True)


def test_cities_that_are_alike_seldom_differ(corpus_of: Make) -> None:
    """Meetings shared out at random: the share of p under 5 % is near 5 %, though the turns of a meeting are alike."""
    rng = np.random.default_rng(0)
    rows = [
        ("甲市" if m % 2 else "乙町", f"m{m}", "member", "あ", " ".join(t for t, share in zip(themes, shares, strict=True) if rng.random() < share))
        for m, (themes, shares) in enumerate(_meetings(rng))
        for _ in range(20)
    ]
    corpus, tags = corpus_of(rows)
    table = differences(corpus, tags)

    assert (table["p"] < 0.05).mean() < 0.12


def _meetings(rng: np.random.Generator) -> list[tuple[list[str], list[float]]]:
    themes = [f"t{k:02}" for k in range(40)]
    return [(themes, list(rng.beta(0.5, 2.0, len(themes)))) for _ in range(60)]
