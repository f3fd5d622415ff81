"""Judging tags by hand: the sheet, the figures that come from it, and corrections that stay."""

from pathlib import Path

import pandas as pd
import pytest

import minutes as mn
from minutes.corpus.corpus import Corpus
from minutes.errors import OptionError
from minutes.themes.validate import adjusted, agreement, corrected, sample_sheet, score_sheet

SAMPLE = Path(__file__).parents[2] / "corpora" / "sample"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Four of the sample meetings."""
    return Corpus.of(mn.read(path) for path in sorted(SAMPLE.rglob("*.txt"))[:12:3])


@pytest.fixture(scope="module")
def tags(corpus: Corpus) -> pd.DataFrame:
    """Their tags."""
    return mn.tag(corpus)


def judge(sheet: pd.DataFrame, tags: pd.DataFrame) -> pd.DataFrame:
    """The sheet as a person fills it who always agrees with the tags."""
    given: dict[tuple[str, int], list[str]] = {}
    for meeting, turn, theme in zip(tags["meeting"], tags["turn"], tags["theme"], strict=True):
        given.setdefault((meeting, turn), []).append(theme)
    return sheet.assign(themes=["、".join(given.get(key, ["なし"])) for key in zip(sheet["meeting"], sheet["turn"], strict=True)])


def test_the_sheet_is_a_stratified_draw(corpus: Corpus, tags: pd.DataFrame) -> None:
    """The weights of the rows add up to the corpus, every municipality is there, and the same seed draws the same turns."""
    sheet = sample_sheet(corpus, tags, size=60)
    assert len(sheet) == 60
    assert set(sheet["municipality"]) == set(corpus.meetings["municipality"])
    assert sheet.equals(sample_sheet(corpus, tags, size=60))
    assert sample_sheet(corpus, tags, size=10_000)["weight"].sum() == pytest.approx(len(corpus.turns))
    assert sheet[["themes", "primary", "note"]].isna().to_numpy().all()


def test_a_small_sheet_still_speaks_for_all(corpus: Corpus, tags: pd.DataFrame) -> None:
    """With fewer rows than strata every municipality is there, and over many draws the weights add up to the corpus."""
    sheets = [sample_sheet(corpus, tags, size=15, seed=seed) for seed in range(30)]
    assert all(len(sheet) == 15 for sheet in sheets)
    assert all(set(sheet["municipality"]) == set(corpus.meetings["municipality"]) for sheet in sheets)
    assert sum(sheet["weight"].sum() for sheet in sheets) / 30 == pytest.approx(len(corpus.turns), rel=0.1)


def test_a_row_says_where_its_turn_stands(corpus: Corpus, tags: pd.DataFrame) -> None:
    """File, digest and offsets of a row are those of the turn, and what was said before stands beside it."""
    by_id = {meeting.id: meeting for meeting in corpus.records}
    for row in sample_sheet(corpus, tags, size=20).to_dict("records"):
        meeting = by_id[row["meeting"]]
        turn = meeting.turns[int(row["turn"])]
        assert (row["path"], row["sha256"], row["start"], row["end"]) == (meeting.source.path, meeting.source.sha256, turn.span.start, turn.span.end)
        assert turn.n == 0 or meeting.turns[turn.n - 1].text.endswith(row["before"])


def test_full_agreement_scores_one(corpus: Corpus, tags: pd.DataFrame) -> None:
    """A judge who agrees with every tag finds precision and recall 1, with an interval that has no width."""
    scores = score_sheet(judge(sample_sheet(corpus, tags, size=80), tags), tags).set_index("theme")
    assert (scores[["precision", "recall", "f1", "f1_low", "f1_high"]].loc["(all)"] == 1.0).all()


def _tags(rows: list[tuple[str, int, str]]) -> pd.DataFrame:
    """Tags of these (meeting, turn, theme)."""
    kinds = {"meeting": "string", "turn": "Int64", "theme": "string", "primary": "boolean", "score": "float64", "how": "string"}
    kinds |= {"source_turn": "Int64", "hits": "string", "start": "Int64", "end": "Int64"}
    full = [(m, t, theme, True, 0.9, "term", None, "紙", 0, 1) for m, t, theme in rows]
    return pd.DataFrame(full, columns=list(kinds)).astype(kinds)


def test_precision_and_recall_from_a_sheet() -> None:
    """Three given of which two are right, four gold: precision 2/3, recall 1/2; a row that is not judged does not count."""
    tags = _tags([("a", 0, "環境"), ("a", 1, "環境"), ("b", 0, "環境"), ("b", 3, "環境")])
    rows = [("a", 0, "環境"), ("a", 1, "なし"), ("a", 2, "環境"), ("b", 0, "環境、子育て"), ("b", 2, "環境"), ("b", 3, None)]
    scores = score_sheet(pd.DataFrame(rows, columns=["meeting", "turn", "themes"]), tags).set_index("theme")
    assert scores.loc["環境", "precision"] == pytest.approx(2 / 3)
    assert scores.loc["環境", "recall"] == pytest.approx(1 / 2)
    assert scores.loc["環境", "turns"] == 5
    assert scores["precision"].isna()["子育て"]


def test_rates_are_adjusted_for_measured_errors() -> None:
    """A theme of which half is missed and nothing wrongly given is twice as common as its tags."""
    scores = pd.DataFrame({"theme": ["環境", "子育て"], "precision": [1.0, 1.0], "recall": [0.5, 0.0]})
    table = adjusted(pd.DataFrame({"theme": ["環境", "子育て"], "rate": [0.2, 0.1]}), scores)
    assert table["adjusted"].iloc[0] == pytest.approx(0.4)
    assert pd.isna(table["adjusted"].iloc[1])


def test_agreement_of_two_judges() -> None:
    """Kappa is 1 for two judges who always agree and 0 for agreement as by chance."""
    one = pd.DataFrame({"meeting": ["a"] * 4, "turn": range(4), "themes": ["環境", "環境、子育て", "子育て", "なし"]})
    two = one.assign(themes=["環境", "環境", "子育て", "子育て"])
    table = agreement(one, two).set_index("theme")
    assert table.loc["環境", "kappa"] == 1.0
    assert table.loc["子育て", "kappa"] == pytest.approx(0.0)
    assert agreement(one, one).set_index("theme").loc["(all)", "kappa"] == pytest.approx(1.0)


def test_corrections_win_and_keep_evidence() -> None:
    """A judged turn is as judged, other turns are untouched, and applying corrections twice changes nothing more."""
    tags = _tags([("a", 0, "環境"), ("a", 0, "ペーパーレス"), ("a", 1, "環境")])
    sheet = pd.DataFrame({"meeting": ["a"], "turn": [0], "themes": ["ペーパーレス"], "primary": [None]})
    made = corrected(tags, sheet)
    assert list(zip(made["turn"], made["theme"], made["how"], made["hits"], strict=True)) == [(0, "ペーパーレス", "hand", "紙"), (1, "環境", "term", "紙")]
    assert corrected(made, sheet).equals(made)


def test_a_wrong_sheet_is_named() -> None:
    """A table without the columns of a sheet is refused with the missing column."""
    with pytest.raises(OptionError, match="themes"):
        score_sheet(pd.DataFrame({"meeting": [], "turn": []}), _tags([]))
