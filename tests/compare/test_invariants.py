"""What must hold whatever was read: totals are those of the corpus, overlap is shown, thin cells are marked, the same bytes again."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from minutes.compare import keyness as distinctive
from minutes.compare.cooccurrence import cooccurrence
from minutes.compare.coverage import coverage
from minutes.compare.differences import differences
from minutes.compare.intervals import by_group, false_discovery
from minutes.compare.keyness import keyness
from minutes.compare.profile import profile
from minutes.compare.questions import questions
from minutes.compare.rates import rates
from minutes.compare.time import first_mentions, timeline
from minutes.corpus.corpus import Corpus, build
from minutes.errors import OptionError
from minutes.themes.tag import tag

Make = Callable[..., tuple[Corpus, pd.DataFrame]]
PAIRS = [["municipality", "role"], ["body", "fiscal_year"], ["role", "act"], ["group", "act"], ["speaker", "fiscal_year"]]
UNITS = ("turns", "substantive_turns", "chars")

TABLES = """
import hashlib, json, sys
import minutes as mn
from minutes.compare.similar import similar
if __name__ == "__main__":
    c = mn.corpus(sys.argv[1], workers=int(sys.argv[2]))
    t = mn.tag(c)
    made = {
        "rates": mn.rates(c, t, standardise=True), "speaker": mn.rates(c, t, by="speaker"), "differences": mn.differences(c, t, by="role"),
        "keyness": mn.keyness(c, by="body", top=5, times=30), "kwic": mn.kwic(c, "カード|予算"), "coverage": mn.coverage(c), "timeline": mn.timeline(c, t),
        "first_mentions": mn.first_mentions(c, t), "terms": mn.cooccurrence(c, t, of="terms", within="item"), "questions": mn.questions(c, t),
        "profile": mn.profile(c, t, where={"role": "member"}), "similar": similar(c), "tei": mn.to_tei(c, tags=t),
    }
    print(json.dumps({k: hashlib.sha256((v if isinstance(v, str) else v.to_csv()).encode()).hexdigest() for k, v in made.items()}))
"""


@pytest.fixture(scope="module", name="archive")
def _archive(sample: Path) -> Corpus:
    return build(sample)


@pytest.fixture(scope="module", name="tags")
def _tags(archive: Corpus) -> pd.DataFrame:
    return tag(archive)


@pytest.mark.parametrize("of", UNITS)
@pytest.mark.parametrize("by", ["municipality", "body", "fiscal_year", "role", "group", "act", "speaker", "record", "body_type", *PAIRS], ids=str)
def test_the_parts_are_the_whole(archive: Corpus, tags: pd.DataFrame, by: str | list[str], of: str) -> None:
    """By any column or pair of columns the sums over groups are those of the corpus, whatever is counted."""
    whole = rates(archive, tags, by=[], of=of, times=20).set_index("theme")[["n", "of"]]
    parts = rates(archive, tags, by=by, of=of, times=20).groupby("theme")[["n", "of"]].sum()

    pd.testing.assert_frame_equal(parts, whole, check_dtype=False)


def test_two_people_of_one_name_are_two(corpus_of: Make) -> None:
    """The 佐藤 of one city is not the 佐藤 of another: by speaker means by municipality and speaker."""
    corpus, tags = corpus_of([("甲市", "a", "佐藤委員", "あ", "防災"), ("乙町", "b", "佐藤委員", "あ", "")])
    table = rates(corpus, tags, by="speaker")

    assert list(table.columns[:2]) == ["municipality", "speaker"]
    assert len(table) == 2


def test_overlap_of_themes_is_shown(corpus_of: Make) -> None:
    """Two themes on one turn: the table says that 2 turns have 3 themes, and cooccurrence which."""
    corpus, tags = corpus_of([("甲市", "a", "member", "あ", "防災 教育"), ("甲市", "a", "member", "い", "防災"), ("甲市", "a", "member", "う", "")])

    assert rates(corpus, tags).attrs["overlap"] == (2, 3)
    assert cooccurrence(corpus, tags)[["a", "b", "both"]].to_numpy().tolist() == [["教育", "防災", 1]]


def test_tables_agree_with_each_other(archive: Corpus, tags: pd.DataFrame) -> None:
    """The same count stands in every table that has it."""
    whole = rates(archive, tags, by=[], times=20).set_index("theme")
    series = timeline(archive, tags)
    pooled = series[series["series"] == "pooled"].groupby("theme")["n"].sum()
    pairs = cooccurrence(archive, tags)
    words = keyness(archive, by="body", top=None, times=10)
    person = profile(archive, tags, where={"municipality": "霞野市"})
    place = rates(archive, tags, times=20).set_index(["municipality", "theme"])["n"].loc["霞野市"]
    found = coverage(archive)

    assert pooled.to_dict() == whole["n"].to_dict()
    assert all(n == whole["n"][a] for a, n in zip(pairs["a"], pairs["n_a"], strict=True))
    assert (words["n"] + words["n_rest"]).groupby(words["term"]).nunique().max() == 1
    assert len({*(words["of"] + words["of_rest"])}) == 1
    assert person[person["part"] == "theme"].set_index("value")["n"].to_dict() == place.to_dict()
    assert (found["turns"].sum(), found["chars"].sum(), found["read"].sum()) == (len(archive.turns), archive.turns["chars"].sum(), len(archive))
    assert len(questions(archive)) == (archive.turns["act"] == "question").sum()


def test_every_table_that_compares_marks_what_is_thin(archive: Corpus, tags: pd.DataFrame) -> None:
    """Each of these cities has three meetings: every row says that it is descriptive, and coverage says why."""
    for table in (rates(archive, tags, times=20), differences(archive, tags, times=20), keyness(archive, top=3, times=10), first_mentions(archive, tags)):
        assert table["descriptive"].all()
    years = timeline(archive, tags)
    assert years.loc[years["n"].notna() & (years["series"] == "group"), "descriptive"].all()
    assert profile(archive, tags, where={"municipality": "霞野市"})["descriptive"].all()
    assert coverage(archive)["why"].notna().all()


def test_too_large_a_table_is_refused_with_a_way_out(corpus_of: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A million differences of all pairs, or words by thousands of groups, are refused before the work, and the message says what to narrow."""
    corpus, tags = corpus_of([(f"市{n:04}", "m", "member", "道路と橋の予算", "a b") for n in range(1100)])

    with pytest.raises(OptionError, match="against"):
        differences(corpus, tags)
    assert len(differences(corpus, tags, against="市0000", times=10)) == 2 * 1099
    monkeypatch.setattr(distinctive, "MOST", 100)
    with pytest.raises(OptionError, match="least"):
        keyness(corpus, least=2)


def test_the_same_bytes_for_any_workers_and_hash_seed(sample: Path) -> None:
    """Every table is the same file whatever the number of processes and the order of Python's sets."""
    found = []
    for workers, seed in (("1", "0"), ("2", "4242")):
        done = subprocess.run(
            [sys.executable, "-c", TABLES, str(sample), workers], capture_output=True, text=True, encoding="utf-8", env=os.environ | {"PYTHONHASHSEED": seed}, check=True
        )
        found.append(json.loads(done.stdout))
    assert found[0] == found[1]


def test_sums_by_group_know_empty_groups() -> None:
    """A group without cells has the sum 0; q of no p is nothing."""
    import numpy as np

    assert by_group(np.array([[1.0], [2.0], [4.0]]), np.array([0, 0, 2]), 4).ravel().tolist() == [3.0, 0.0, 4.0, 0.0]
    assert false_discovery(np.zeros(0)).tolist() == []
