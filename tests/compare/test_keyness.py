"""Distinctive words: what is there is found, what is chance is not."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

from minutes.compare.distinct import G2_1_PERCENT, Sums, g_squared, permutation, scores, shuffled
from minutes.compare.keyness import keyness
from minutes.compare.vocabulary import content
from minutes.corpus.corpus import Corpus, build
from minutes.errors import OptionError
from minutes.words.tokens import rows, tokenize

if TYPE_CHECKING:
    from numpy.typing import NDArray

Make = Callable[..., tuple[Corpus, pd.DataFrame]]


@pytest.fixture(scope="module", name="archive")
def _archive(sample: Path) -> Corpus:
    return build(sample)


def clustered(seed: int, *, meetings: int = 40, words: int = 800) -> tuple["NDArray[np.int64]", "NDArray[np.int64]"]:
    """Counts of words by meeting where a word that is said once is said again, and the length of each meeting."""
    rng = np.random.default_rng(seed)
    base = rng.zipf(1.4, words).clip(max=300).astype(float)
    lengths = rng.lognormal(7.5, 0.5, meetings).astype(int)
    counts = np.stack([rng.multinomial(n, p / p.sum()) for n in lengths for p in [base * rng.gamma(0.3, 3.0, words)]])
    kept = (counts.sum(axis=0) >= 5) & ((counts > 0).sum(axis=0) >= 2)
    return counts[:, kept], lengths


def test_words_that_differ_by_chance_are_not_flagged() -> None:
    """Between random halves about 1 % of words have p ≤ 0.01; G² flags many times as many."""
    own_share, g2_share = [], []
    for seed in range(4):
        counts, lengths = clustered(seed)
        half = np.arange(len(lengths)) % 2
        sums = Sums(csr_matrix(counts), lengths)
        own, _ = permutation(sums, half, np.arange(len(lengths)), 2, nested=True, times=200, seed=seed)
        own_share.append((own[0] <= 0.01).mean())
        g2_share.append((scores(sums, half, 2).g2[0] >= G2_1_PERCENT).mean())

    assert np.mean(own_share) <= 0.015
    assert np.mean(g2_share) > 0.1


def test_a_word_that_only_one_group_says_comes_first(corpus_of: Make) -> None:
    """診療所 in every meeting of 甲市 is distinctive; the word that both say is not; three quotations of three meetings stand by."""
    rows = [("甲市", f"m{i}", "member", f"診療所の予算と道路の予算について{i}点あります。診療所は大切です。", "") for i in range(9)]
    rows += [("乙町", f"n{i}", "member", f"図書館の予算と道路の予算について{i}点あります。図書館は大切です。", "") for i in range(9)]
    corpus, _ = corpus_of(rows)
    table = keyness(corpus, times=200)
    first = table.groupby("municipality").first()

    assert dict(first["term"]) == {"甲市": "診療所", "乙町": "図書館"}
    assert dict(first["n"]) == {"甲市": 18, "乙町": 18}
    assert (first["p"] <= 0.01).all()
    assert (first["q"] <= 0.05).all()
    assert "道路" not in set(table["term"])
    mine = table[table["municipality"] == "甲市"].to_dict("records")[0]
    assert mine["quote_1"].count("【診療所】") == 1
    assert len({mine["place_1"], mine["place_2"], mine["place_3"]}) == 3
    assert set(table.attrs["null"]) == {"keyness", "g2", "floor", "splits"}


def test_no_word_is_distinctive_of_those_who_hardly_say_it(archive: Corpus) -> None:
    """The words of a group are those that it says more often than the others; without `top` all words stand there, the rarer ones too."""
    table = keyness(archive, by="role", times=50)
    every = keyness(archive, by="role", times=50, top=None)

    assert (table["per_10k"] > table["reference_per_10k"]).all()
    assert table["quote_1"].notna().all()
    assert (every["n"] == 0).any()


def test_talk_that_is_repeated_counts_every_time(corpus_of: Make) -> None:
    """The same words in many turns are cut once and counted in each; places are those of the first turn of a meeting."""
    rows = [("甲市", f"m{i}", "member", "診療所の予算です。", "") for i in range(9) for _ in range(3)]
    rows += [("乙町", f"n{i}", "member", "図書館の予算です。", "") for i in range(9)]
    corpus, _ = corpus_of(rows)
    mine = keyness(corpus, times=50).groupby("municipality").first().to_dict("index")

    assert {place: (row["term"], row["n"], row["meetings"]) for place, row in mine.items()} == {"甲市": ("診療所", 27, 9), "乙町": ("図書館", 9, 9)}
    assert mine["甲市"]["place_1"].endswith("#0")


def test_a_tokenizer_of_ones_own(corpus_of: Make) -> None:
    """A callable that gives tokens is asked in the place of ours; what it gives is counted by the same rule."""
    corpus, _ = corpus_of([(place, f"{place}{i}", "member", f"{word}予算{word}", "") for place, word in (("甲市", "診療所"), ("乙町", "図書館")) for i in range(9)])

    assert set(keyness(corpus, times=50, tokenizer=tokenize)["term"]) == set(keyness(corpus, times=50)["term"])


def test_a_word_of_one_meeting_is_no_word_of_the_city(corpus_of: Make) -> None:
    """Thirty times in one meeting of ten and twice in another is a topic of that day: G² is sure, p is not."""
    rows = [("甲市", f"m{i}", "member", "道路 橋梁 " + "温泉 " * (30 if i == 0 else 1 if i == 1 else 0), "") for i in range(10)]
    rows += [("乙町", f"n{i}", "member", "道路 橋梁", "") for i in range(10)]
    corpus, _ = corpus_of(rows)
    table = keyness(corpus, times=200, top=None)
    row = table[(table["municipality"] == "甲市") & (table["term"] == "温泉")].to_dict("records")[0]

    assert row["g2"] > G2_1_PERCENT
    assert row["p"] > 0.05
    assert row["dispersion"] > 0.2


def test_names_are_masked(archive: Corpus) -> None:
    """No name of a speaker or of a municipality is a distinctive word unless asked for."""
    table = keyness(archive, top=50, times=50)
    names = set(archive.turns["name"].dropna()) | set(archive.turns["municipality"])

    assert not {t for t in table["term"] if t in names}


def test_the_same_table_again(archive: Corpus) -> None:
    """The same seed gives the same table."""
    pd.testing.assert_frame_equal(keyness(archive, top=5, times=50), keyness(archive, top=5, times=50))


def test_one_group_cannot_be_compared(corpus_of: Make) -> None:
    """A corpus of one municipality has nothing to be held against."""
    corpus, _ = corpus_of([("甲市", "a", "member", "道路", "")])

    with pytest.raises(OptionError, match="nothing to compare"):
        keyness(corpus)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("標準化と自治体の再利用", ["標準化", "自治体", "再利用"]),  # short units joined with their tail or head
        ("第２回は20分、ご意見を伺います", ["意見"]),  # counters, numbers, polite heads and verbs are no content
        ("市長さん等", ["市長"]),
    ],
)
def test_words_that_carry_meaning(text: str, words: list[str]) -> None:
    """What counts as a word of content."""
    assert [lemma for lemma, _, _ in content(text, rows(text), None)] == words


def test_g_squared_of_the_textbook() -> None:
    """Hand-worked two-by-two table: 10 of 100 against 5 of 200."""
    found = g_squared(np.array([10.0]), np.array([100.0]), np.array([5.0]), np.array([200.0]))

    assert found[0] == pytest.approx(2 * (10 * np.log(10 / 5) + 5 * np.log(5 / 10) + 90 * np.log(90 / 95) + 195 * np.log(195 / 190)))


def test_shuffling_within_meetings_keeps_every_meeting() -> None:
    """Roles are exchanged within a meeting, never between meetings."""
    group, meeting = np.array([0, 1, 2, 0, 1, 0]), np.array([0, 0, 0, 1, 1, 2])
    rng = np.random.default_rng(0)

    for _ in range(20):
        drawn = shuffled(group, meeting, rng, nested=False)
        assert all(sorted(drawn[meeting == m]) == sorted(group[meeting == m]) for m in range(3))
