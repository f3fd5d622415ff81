"""Rates: counts that can be checked with the eyes, totals that add up, doubt that is honest."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minutes.columns import columns
from minutes.compare.rates import ADJUSTED, rates
from minutes.compare.select import body_type
from minutes.corpus.corpus import Corpus
from minutes.errors import OptionError

Make = Callable[..., tuple[Corpus, pd.DataFrame]]

ROWS = [
    ("甲市", "a", "member", "あいう", "防災"),
    ("甲市", "a", "official", "あいうえお", "防災 教育"),
    ("甲市", "a", "chair", "あ い", ""),
    ("甲市", "b", "member", "あ", ""),
    ("乙町", "c", "member", "あいうえ", "教育"),
]


def cell(table: pd.DataFrame, **where: object) -> dict[str, Any]:
    """The one row in which the columns have these values."""
    for name, value in where.items():
        table = table[table[name].isna() if value is None else table[name] == value]
    assert len(table) == 1
    return {str(k): v for k, v in table.iloc[0].items()}


@pytest.mark.parametrize(
    ("of", "place", "theme", "share"),
    [
        ("turns", "甲市", "防災", (2, 4)),
        ("turns", "乙町", "防災", (0, 1)),  # it met and did not speak of it: a zero that means something
        ("chars", "甲市", "防災", (8, 11)),  # white space is no character
        ("substantive_turns", "甲市", "防災", (2, 3)),  # あ is procedural
        ("meetings", "甲市", "防災", (1, 2)),
        ("meetings", "乙町", "教育", (1, 1)),
    ],
)
def test_counts_and_denominators(corpus_of: Make, of: str, place: str, theme: str, share: tuple[int, int]) -> None:
    """What is counted is what was asked for."""
    corpus, tags = corpus_of(ROWS, acts={"あ": "speech"} if of != "substantive_turns" else {"あ": "procedural"})
    if of == "substantive_turns":  # 'あ い' and 'あ' begin with the same word: give the chair's turn back
        corpus.turns.loc[corpus.turns["role"] == "chair", "act"] = "speech"
    row = cell(rates(corpus, tags, of=of), municipality=place, theme=theme)

    assert (row["n"], row["of"]) == share
    assert row["rate"] == pytest.approx(share[0] / share[1], abs=1e-6)
    assert row["low"] <= row["rate"] <= row["high"]
    assert row["unit"] == of


def test_groups_add_up_to_the_corpus(corpus_of: Make) -> None:
    """Sums over municipalities, or over pairs of columns, are the sums of the corpus."""
    corpus, tags = corpus_of(ROWS)
    whole = rates(corpus, tags, by=[])

    for by in ("municipality", "role", ["municipality", "role"], ["body", "fiscal_year"]):
        parts = rates(corpus, tags, by=by).groupby("theme")[["n", "of"]].sum()
        pd.testing.assert_frame_equal(parts, whole.set_index("theme")[["n", "of"]], check_dtype=False)


def test_unknown_groups_keep_their_row(corpus_of: Make) -> None:
    """Turns whose municipality is not known are a group of their own, so that totals hold."""
    corpus, tags = corpus_of(ROWS)
    corpus.turns["municipality"] = corpus.turns["municipality"].mask(corpus.turns["meeting"] == "b-甲市")
    table = rates(corpus, tags)

    assert cell(table, municipality=None, theme="防災")["of"] == 1
    assert table["of"].sum() == 2 * 5


def test_a_municipality_without_turns_is_no_zero(corpus_of: Make) -> None:
    """A place of which nothing was read has no row: missing is not zero."""
    corpus, tags = corpus_of(ROWS)

    assert set(rates(corpus, tags, where={"role": "chair"})["municipality"]) == {"甲市"}


def test_a_turn_counts_once_for_a_theme(corpus_of: Make) -> None:
    """Two tags of one theme on one turn are one turn, and `primary` counts main themes only."""
    corpus, tags = corpus_of(ROWS)
    twice = pd.concat([tags, tags])

    pd.testing.assert_frame_equal(rates(corpus, twice), rates(corpus, tags))
    assert cell(rates(corpus, tags, primary=True), municipality="甲市", theme="教育")["n"] == 0


def test_few_meetings_are_described_not_compared(corpus_of: Make) -> None:
    """Under eight meetings a row says that it is descriptive, and the interval is Wilson's."""
    corpus, tags = corpus_of([("甲市", f"m{i}", "member", "あ", "防災") for i in range(7)] + [("乙町", f"n{i}", "member", "あ", "防災" if i % 2 else "") for i in range(40)])
    table = rates(corpus, tags)

    assert list(table["descriptive"]) == [False, True]
    assert list(table["interval"]) == ["bootstrap", "wilson"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"by": "municipalty"}, "municipality"),
        ({"by": "自治"}, "自治体"),
        ({"of": "turn"}, "turns"),
        ({"where": {"role": "membre"}}, "member"),
        ({"where": {"rôle": "member"}}, "role"),
        ({"by": ["role", "role"]}, "role"),
    ],
)
def test_a_wrong_name_is_answered_with_the_nearest(corpus_of: Make, arguments: dict[str, Any], says: str) -> None:
    """A column, unit or value that does not exist is an error that names the nearest."""
    corpus, tags = corpus_of(ROWS)

    with pytest.raises(OptionError, match=says):
        rates(corpus, tags, **arguments)


def test_tags_of_another_corpus_are_refused(corpus_of: Make) -> None:
    """Tags that belong to none of the meetings would give zeros that mean nothing."""
    corpus, tags = corpus_of(ROWS)

    with pytest.raises(OptionError, match="another corpus"):
        rates(corpus, tags.assign(meeting="x"))


def test_an_interval_does_not_depend_on_the_company(corpus_of: Make) -> None:
    """The bootstrap of a city is the same whoever stands beside it; another seed gives other bounds."""
    rows = [(place, f"m{i}", "member", "あ", "防災" if (i * k) % 3 else "") for k, place in ((1, "甲市"), (2, "乙町")) for i in range(30) for _ in range(1 + i % 4)]
    corpus, tags = corpus_of(rows)
    both, one = rates(corpus, tags), rates(corpus, tags, where={"municipality": "甲市"})

    assert cell(both, municipality="甲市")["low"] == cell(one, municipality="甲市")["low"]
    assert cell(both, municipality="甲市")["low"] != cell(rates(corpus, tags, seed=1), municipality="甲市")["low"]


def test_standardising_undoes_a_difference_of_mixture(corpus_of: Make) -> None:
    """Members speak of 防災 in half their turns, officials never, in both cities alike: the raw rates differ, the adjusted do not."""

    def turns(place: str, members: int, officials: int) -> list[tuple[str, str, str, str, str]]:
        return [
            (place, f"m{i}", role, "あ", "防災" if role == "member" and k % 2 else "")
            for i in range(10)
            for role, times in (("member", members), ("official", officials))
            for k in range(times)
        ]

    corpus, tags = corpus_of(turns("甲市", 8, 2) + turns("乙町", 2, 8))
    raw = rates(corpus, tags, standardise=True)

    assert list(raw["rate"]) == [0.1, 0.4]
    assert list(raw["adjusted"]) == pytest.approx([0.25, 0.25])
    assert list(raw["support"]) == [1.0, 1.0]


def test_what_cannot_be_standardised_is_said(corpus_of: Make) -> None:
    """Where no other city has the stratum, the support is zero and there is no adjusted rate."""
    corpus, tags = corpus_of([("甲市", "a", "member", "あ", "防災"), ("乙町", "b", "official", "あ", "")])

    table = rates(corpus, tags, standardise=["role"])
    assert list(table["support"]) == [0.0, 0.0]
    assert table["adjusted"].isna().all()
    with pytest.raises(OptionError, match="standardise"):
        rates(corpus, tags, by="role", standardise=["role"])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("甲乙丙"), st.sampled_from("abc"), st.sampled_from(["member", "chair"]), st.sampled_from(["あ", "あいう"]), st.sampled_from(["", "防災", "防災 教育"])
        ),
        max_size=20,
    )
)
def test_books_of_any_corpus_balance(corpus_of: Make, rows: list[tuple[str, str, str, str, str]]) -> None:
    """For any corpus: the columns are those of the dictionary, 0 ≤ low ≤ rate ≤ high ≤ 1, and sums over groups are the corpus."""
    corpus, tags = corpus_of(rows)
    table = rates(corpus, tags, times=50)

    assert list(table.columns) == ["municipality", *(c.name for c in columns("rates") if c.name not in ADJUSTED)]
    bounds = table[["low", "rate", "high"]].to_numpy()
    assert ((bounds >= 0) & (bounds <= 1)).all()
    assert (np.diff(bounds) >= 0).all()
    assert table.groupby("theme")["n"].sum().to_dict() == tags.drop_duplicates(["meeting", "turn", "theme"])["theme"].value_counts().to_dict()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("榎波町総合教育会議", "総合教育会議"),
        ("市議会総務委員会", "議会の委員会"),
        ("環境審議会", "審議会等"),
        ("教育委員会", "行政委員会"),
        ("行政改革推進本部会議", "庁内会議"),
        ("６月定例会", "本会議"),
        ("井戸端", "その他"),
    ],
)
def test_sort_of_body_from_its_name(body: str, kind: str) -> None:
    """The longest ending of the table decides."""
    assert body_type(body) == kind
