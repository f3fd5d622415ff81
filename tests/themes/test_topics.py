"""Topics: themes as anchors, free topics beside them, the same from the same texts, and nothing lost on disk."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

import minutes as mn
from minutes.corpus.corpus import Corpus
from minutes.errors import OptionError
from minutes.themes.dictionary import Themes, load_themes
from minutes.themes.topic_model import TopicModel
from minutes.themes.topics import Topics, fit_topics

SAMPLE = Path(__file__).parents[2] / "corpora" / "sample"

WASTE = ["生ごみの減量と分別を進めます。", "資源の回収と分別の徹底でごみの減量を図ります。", "集積所の分別と減量の看板を新しくします。"] * 6
BUSES = ["路線の減便で高校の通学が不便です。", "路線の時刻と通学の乗継を見直します。", "乗継の停留所に時刻の案内を置きます。"] * 6


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Eight of the sample meetings."""
    return Corpus.of(mn.read(path) for path in sorted(SAMPLE.rglob("*.txt"))[::3])


@pytest.fixture(scope="module")
def topics(corpus: Corpus) -> Topics:
    """Their topics."""
    return fit_topics(corpus, k=4)


@pytest.fixture
def themes(tmp_path: Path) -> Themes:
    """One theme, so that buses are for the free topic to find."""
    path = tmp_path / "mine.toml"
    path.write_text('name = "環境"\nterms = ["分別", "生ごみ"]\n', encoding="utf-8")
    return load_themes(path)


def test_a_theme_draws_its_words_and_the_rest_is_found(themes: Themes) -> None:
    """The anchored topic gathers what goes with its terms, the free one what the dictionary does not know."""
    model = TopicModel(themes=themes, k=1, max_df=1.0).fit([*WASTE, *BUSES])
    words = model.top_words(4).groupby("topic")["word"].agg(set)
    assert list(model.get_feature_names_out()) == ["環境", "free-1"]
    assert {"分別", "減量"} <= words["環境"]
    assert {"路線", "乗継"} & words["free-1"]
    shares = model.transform(["分別と減量です。", "路線の乗継です。"])
    assert shares[0, 0] > 0.8
    assert shares[1, 1] > 0.8


def test_shares_add_up(topics: Topics) -> None:
    """The topics of a turn are shares of one, and so are those of a group."""
    assert np.allclose(topics.model.transform(["窓口の混雑"]).sum(axis=1), 1, atol=1e-5)
    assert np.allclose(topics.prevalence().groupby("municipality")["share"].sum(), 1, atol=1e-5)


def test_the_same_texts_give_the_same_topics(corpus: Corpus, topics: Topics) -> None:
    """Names, words and weights do not change from run to run."""
    again = fit_topics(corpus, k=4)
    assert again.model.names_ == topics.model.names_
    assert np.array_equal(again.model.components_, topics.model.components_)


def test_the_table_of_topics(topics: Topics) -> None:
    """Every topic has its words and figures in their ranges; a theme's topic is named for it."""
    table = topics.topics()
    assert table["share"].sum() == pytest.approx(1, abs=1e-4)
    assert table["npmi"].between(-1, 1).all()
    assert table["exclusivity"].between(0, 1).all()
    assert (table["theme"].isna() == table["topic"].str.startswith("free-")).all()
    assert set(table["theme"].dropna()) <= set(load_themes().names)


def test_representative_turns_and_unknown_topics(topics: Topics) -> None:
    """The turns of a topic are those with most of it; a topic that does not exist is named with those that do."""
    turns = topics.turns("free-1", n=3)
    assert len(turns) == 3
    with pytest.raises(OptionError, match="free-1"):
        topics.turns("free-99")


def test_stability_is_a_share(topics: Topics) -> None:
    """Each topic is found again to some degree when the meetings are drawn anew."""
    assert topics.stability(times=1)["stability"].between(0, 1).all()


def test_words_of_one_municipality_are_left_out() -> None:
    """A word that only one group prints is its name, not a topic."""
    texts = ["霞野の窓口の混雑です。", "窓口の混雑の話です。"] * 5
    model = TopicModel(k=1, max_df=1.0).fit([text + "駐車場の花壇。" * (n % 2) for n, text in enumerate(texts)], groups=[n % 2 for n in range(10)])
    assert "窓口" in model.words_
    assert "花壇" not in model.words_


def test_saved_and_loaded(topics: Topics, tmp_path: Path) -> None:
    """A loaded model transforms as the saved one, and no file is a pickle."""
    topics.model.save(tmp_path / "model")
    loaded = TopicModel.load(tmp_path / "model")
    text = ["マイナンバーカードの申請で窓口が混みました。"]
    assert np.array_equal(loaded.transform(text), topics.model.transform(text))
    assert loaded.names_ == topics.model.names_
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".json", ".npz"]


def test_it_works_in_a_pipeline() -> None:
    """The model is a transformer like others."""
    pipeline = make_pipeline(FunctionTransformer(lambda texts: [text.strip() for text in texts]), TopicModel(k=2, max_df=1.0))
    assert pipeline.fit_transform([*WASTE, *BUSES]).shape[0] == len(WASTE) + len(BUSES)


def test_too_little_text_is_said() -> None:
    """Nothing to count is an error with a way out, not an empty model."""
    with pytest.raises(OptionError, match="min_df"):
        TopicModel(k=0).fit(["はい。"])
    with pytest.raises(OptionError, match="k=-1"):
        TopicModel(k=-1).fit(["はい。"])


def test_prevalence_says_how_sure_it_is(topics: Topics) -> None:
    """A group of one meeting has no interval, the others have one around their share."""
    table = topics.prevalence()
    several = table[table["meetings"] > 1]
    assert table.loc[table["meetings"] == 1, "low"].isna().all()
    assert isinstance(table, pd.DataFrame)
    assert ((several["low"] <= several["share"] + 1e-9) & (several["share"] <= several["high"] + 1e-9)).all()
