"""Timeline, first mentions, co-occurrence, questions and profiles: counts that can be checked with the eyes."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from minutes.columns import columns
from minutes.compare.cooccurrence import cooccurrence
from minutes.compare.profile import profile
from minutes.compare.questions import questions
from minutes.compare.time import first_mentions, timeline
from minutes.corpus.corpus import Corpus, build
from minutes.errors import OptionError
from minutes.themes.tag import tag

Make = Callable[..., tuple[Corpus, pd.DataFrame]]

ROWS = [
    ("甲市", "a", "member", "あ", "防災 教育"),
    ("甲市", "a", "official", "い", "防災"),
    ("甲市", "b", "member", "う", ""),
    ("乙町", "c", "member", "え", "教育 防災"),
    ("乙町", "d", "member", "お", "教育"),
]
DATES = {"a": "2021-05-01", "b": "2023-05-01", "c": "2022-03-31", "d": "2023-06-01"}


def test_years_without_meetings_are_missing(corpus_of: Make) -> None:
    """甲市 has no meeting in 2022: that year is NA, in the group as in no other, and the pooled series stands beside."""
    corpus, tags = corpus_of(ROWS, dates=DATES)
    table = timeline(corpus, tags)
    table = table[table["theme"] == "防災"]
    mine = table[table["municipality"] == "甲市"]
    pooled = table[table["series"] == "pooled"]

    assert list(zip(mine["fiscal_year"], mine["n"].fillna(-1), strict=True)) == [(2021, 2), (2022, -1), (2023, 0)]
    assert next(zip(pooled["fiscal_year"], pooled["n"], pooled["of"], strict=True)) == (2021, 3, 3)  # 31 March 2022 lies in fiscal year 2021


@pytest.mark.parametrize(("period", "first"), [("year", 2021), ("month", "2021-05")])
def test_other_periods(corpus_of: Make, period: str, first: object) -> None:
    """Calendar years and months can stand in place of fiscal years."""
    corpus, tags = corpus_of(ROWS, dates=DATES)

    assert timeline(corpus, tags, period=period)[period].iloc[0] == first


def test_who_spoke_of_it_first(corpus_of: Make) -> None:
    """The first turn of a theme in each municipality, and how many meetings were read before it."""
    corpus, tags = corpus_of(ROWS, dates={**DATES, "c": "2023-07-01"})
    table = first_mentions(corpus, tags).set_index(["municipality", "theme"])

    assert table.loc[("乙町", "防災"), "date"] == "2023-07-01"
    assert table.loc[("乙町", "防災"), "meetings_before"] == 1
    assert table.loc[("甲市", "防災"), "role"] == "member"


@pytest.mark.parametrize(("within", "both", "total"), [("turn", 2, 5), ("meeting", 2, 4)])
def test_themes_that_occur_together(corpus_of: Make, within: str, both: int, total: int) -> None:
    """Counts of pairs, what chance would give, and their ratio."""
    corpus, tags = corpus_of(ROWS)
    row = cooccurrence(corpus, tags, within=within).iloc[0]

    assert (row["a"], row["b"], row["both"], row["total"]) == ("教育", "防災", both, total)
    assert row["lift"] == pytest.approx(both / (row["n_a"] * row["n_b"] / total), abs=1e-4)


def test_terms_that_occur_together(sample: Path) -> None:
    """Words by which themes were found, in one agenda item."""
    corpus = build(sample / "霞野市")
    table = cooccurrence(corpus, tag(corpus), of="terms", within="item", least=2)

    assert len(table)
    assert (table["both"] >= 2).all()
    assert (table["both"] <= table[["n_a", "n_b"]].min(axis=1)).all()
    with pytest.raises(OptionError, match="within"):
        cooccurrence(corpus, tag(corpus), within="week")


def test_who_asked_and_who_answered(sample: Path) -> None:
    """Every question of the record, those who answered it, and those that nobody answered."""
    corpus = build(sample)
    table = questions(corpus, tag(corpus))
    turns = corpus.turns.set_index(["meeting", "turn"])

    assert len(table) == (corpus.turns["act"] == "question").sum()
    assert 0 < (table["answers"] == 0).sum() < len(table) / 2
    for row in table[table["answers"] == 2].to_dict("records"):
        for n in str(row["answer_turns"]).split("、"):
            assert str(row["turn"]) in str(turns.loc[(row["meeting"], int(n)), "reply_to"]).split("、")


def test_a_person_on_one_page(corpus_of: Make) -> None:
    """Parts of a profile add up to its turns; themes may overlap."""
    corpus, tags = corpus_of(ROWS, dates=DATES)
    table = profile(corpus, tags, where={"municipality": "甲市"})
    sums = table.groupby("part")["n"].sum()

    assert sums["total"] == sums["role"] == sums["act"] == sums["fiscal_year"] == 3
    assert table[table["part"] == "total"]["value"].iloc[0] == "2021-05-01 – 2023-05-01"
    assert list(table.columns) == [c.name for c in columns("profile")]
    with pytest.raises(OptionError, match="where"):
        profile(corpus, tags, where={})
