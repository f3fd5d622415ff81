"""Topics: themes as anchors, free topics beside them, the same from the same texts, and nothing lost on disk."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

import minutes as mn
from minutes.cli.main import main
from minutes.columns import columns
from minutes.corpus.corpus import Corpus
from minutes.errors import OptionError
from minutes.themes.dictionary import Themes, load_themes
from minutes.themes.discover import discover
from minutes.themes.mixture import fit_mixture
from minutes.themes.topic_model import TopicModel
from minutes.themes.topic_tags import topic_tags
from minutes.themes.topics import Topics, _home, fit_topics, top_sets

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
    top = model.top_words(4)
    words = {name: set(top.loc[top["topic"] == name, "word"]) for name in model.names_}
    assert list(model.get_feature_names_out()) == ["環境", "free-1"]
    assert {"分別", "減量"} <= words["環境"]
    assert {"路線", "乗継"} & words["free-1"]
    shares = model.transform(["分別と減量です。", "路線の乗継です。"])
    assert shares[0, 0] > 0.8
    assert shares[1, 1] > 0.8


def test_shares_add_up(topics: Topics) -> None:
    """The topics of a turn are shares of one, and so are those of a group."""
    assert np.allclose(topics.transform(["窓口の混雑"]).sum(axis=1), 1, atol=1e-5)
    assert np.allclose(topics.prevalence().groupby("municipality")["share"].sum(), 1, atol=1e-5)


def test_the_same_texts_give_the_same_topics(corpus: Corpus, topics: Topics) -> None:
    """Names, words and weights do not change from run to run."""
    again = fit_topics(corpus, k=4)
    assert again.names_ == topics.names_
    assert np.array_equal(again.components_, topics.components_)


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
    topics.save(tmp_path / "model")
    loaded = TopicModel.load(tmp_path / "model")
    text = ["マイナンバーカードの申請で窓口が混みました。"]
    assert np.array_equal(loaded.transform(text), topics.transform(text))
    assert loaded.names_ == topics.names_
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".json", ".npz"]


def test_loaded_topics_have_their_table_and_take_another_corpus(corpus: Corpus, topics: Topics, tmp_path: Path) -> None:
    """What `save` wrote gives the same table; the turns come from the corpus on which it is set, and without one the error says so."""
    topics.save(tmp_path / "model")
    loaded = Topics.load(tmp_path / "model")
    pd.testing.assert_frame_equal(loaded.topics(), topics.topics())
    pd.testing.assert_frame_equal(loaded.top_words(), topics.top_words())
    with pytest.raises(OptionError, match="on\\(corpus\\)"):
        loaded.prevalence()
    assert len(loaded.on(corpus).prevalence()) == len(topics.prevalence())


@pytest.mark.parametrize("content", ["", "{}", '{"format": 1, "options": {}}', '{"format": 99}', "[1]"])
def test_a_file_that_is_no_model_is_named(content: str, tmp_path: Path) -> None:
    """A broken, an older or a later file is an error that names it, not a wrong model."""
    (tmp_path / "model.json").write_text(content, encoding="utf-8")
    with pytest.raises(OptionError, match="model"):
        TopicModel.load(tmp_path / "model")


def test_it_is_a_transformer_like_others(topics: Topics) -> None:
    """scikit-learn can copy it, ask and set its options, and name the columns of what it gives."""
    copied = clone(topics).set_params(k=2)
    assert isinstance(copied, Topics)
    assert copied.get_params()["k"] == 2
    framed = TopicModel(k=2, max_df=1.0).set_output(transform="pandas").fit([*WASTE, *BUSES]).transform(["分別"])
    assert list(framed.columns) == list(TopicModel(k=2, max_df=1.0).fit([*WASTE, *BUSES]).get_feature_names_out())


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


def test_words_are_shown_as_printed() -> None:
    """What a reader sees is the commonest spelling of the texts, not the form by which the dictionary groups them."""
    model = TopicModel(k=1, max_df=1.0).fit(WASTE)
    assert "生ごみ" in set(model.top_words(20)["word"])


def test_words_that_were_cut_before_give_the_same_topics(themes: Themes) -> None:
    """A text and the list of its words are one to the model, so that an archive is cut only once."""
    model = TopicModel(themes=themes, k=1, max_df=1.0)
    cut = model.words_of([*WASTE, *BUSES])
    assert np.array_equal(model.fit_transform(cut), TopicModel(themes=themes, k=1, max_df=1.0).fit_transform([*WASTE, *BUSES]))


def test_batches_go_on_with_the_same_topics(themes: Themes) -> None:
    """A further batch moves the weights and keeps topics and words; a batch without any of the words changes nothing."""
    model = TopicModel(themes=themes, k=1, max_df=1.0).partial_fit([*WASTE, *BUSES])
    names, before = model.names_, model.components_
    model.partial_fit(["分別と看板の話です。"] * 5)
    assert model.names_ == names
    sign = model.words_.index("看板")
    assert model.components_[0, sign] > before[0, sign]
    assert np.allclose(model.components_.sum(axis=1), 1, atol=1e-5)
    after = model.components_
    assert np.allclose(model.partial_fit(["はい。"]).components_, after, atol=1e-6)


def test_names_come_again(corpus: Corpus, topics: Topics) -> None:
    """Fitted anew, the free topics that recur take the names of then, and no name stands twice."""
    again = fit_topics(corpus, k=6).like(topics)
    assert len(set(again.names_)) == len(again.names_)
    ours, theirs = top_sets(again), top_sets(topics)
    shared = [name for name in again.names_ if name.startswith("free-") and name in theirs]
    assert shared
    assert all(len(ours[name] & theirs[name]) / len(ours[name] | theirs[name]) >= 0.2 for name in shared)


def _said(municipality: str, meeting: str, texts: list[str]) -> pd.DataFrame:
    rows = {"meeting": meeting, "municipality": municipality, "act": "opinion", "name": "霧島", "chars": [len(text) for text in texts], "text": texts}
    return pd.DataFrame(rows).assign(turn=range(len(texts)))


def test_a_city_in_disguise_is_flagged(tmp_path: Path) -> None:
    """A topic that one municipality has nearly alone is flagged with its name; what all speak of is not."""
    path = tmp_path / "mine.toml"
    path.write_text('name = "環境"\nterms = ["生ごみ", "分別", "減量", "資源", "回収", "徹底", "集積", "看板"]\n', encoding="utf-8")
    themes = load_themes(path)
    said = {"霞野市": [*WASTE, *BUSES], "榎波町": [*WASTE, *WASTE, *BUSES[:2]], "笹音村": [*WASTE, *WASTE]}
    turns = pd.concat([_said(city, f"{city}{n}", [text + "よろしくお願いしたいと思っております。" for text in texts]) for city, texts in said.items() for n in range(3)])
    found = fit_topics(SimpleNamespace(turns=turns), themes=themes, k=1, max_df=1.0).topics().set_index("topic")
    buses = found[found["words"].str.contains("路線")].index[0]
    assert found.loc[buses, "municipality"] == "霞野市"
    assert list(found.index[found["leak"]]) == [buses]


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=6), st.lists(st.integers(1, 1000), min_size=6, max_size=6))
def test_disguise_is_a_share(mass: list[int], of: list[int]) -> None:
    """Between 0 and 1 whatever the sizes; 1 where one municipality has the topic alone, 0 where it is spread as all speech is."""
    speech = pd.Series(of[: len(mass)], dtype=float)
    found = _home(pd.Series(mass, dtype=float), speech)
    assert found["disguise"] is None or 0 <= float(str(found["disguise"])) <= 1
    assert _home(speech, speech)["disguise"] == pytest.approx(0, abs=1e-6)
    alone = speech.where(speech.index == 0, 0)
    assert _home(alone, speech)["disguise"] == pytest.approx(1, abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 4))
def test_a_mixture_stays_one(seed: int, k: int) -> None:
    """Shares are never negative and always add up to one, whatever the counts: empty documents and words that never occur too."""
    chance = np.random.default_rng(seed)
    counts = csr_matrix(chance.poisson(0.3, (12, 9)).astype(np.float32))
    start = chance.random((k, 9)).astype(np.float32)
    mixes, words = fit_mixture(counts, start, anchor=np.zeros_like(start), strength=0, smoothing=0.05, rounds=4)
    assert (mixes >= 0).all()
    assert (words >= 0).all()
    assert np.allclose(mixes.sum(axis=1), 1, atol=1e-4)
    assert ((np.abs(words.sum(axis=1) - 1) < 1e-4) | (words.sum(axis=1) == 0)).all()


def test_names_of_persons_and_places_are_no_words(themes: Themes) -> None:
    """Who speaks and where is masked, also where the tokenizer takes the name for a noun."""
    turns = pd.concat([_said(city, city, [f"{text}霧島委員と{city[:-1]}の話もありましたのでお願いします。" for text in WASTE]) for city in ("霞野市", "榎波町")])
    model = fit_topics(SimpleNamespace(turns=turns), themes=themes, k=1, max_df=1.0)
    assert "分別" in model.words_
    assert not {"霧島", "霞野", "榎波"} & set(model.words_)


def test_too_few_turns_are_said(themes: Themes) -> None:
    """A corpus of some turns is an error that says how many are needed."""
    with pytest.raises(OptionError, match="10"):
        fit_topics(SimpleNamespace(turns=_said("霞野市", "a", WASTE[:3])), themes=themes)


FIT = """
import hashlib, sys
from minutes.themes.topic_model import TopicModel
texts = ["生ごみの減量と分別を進めます。", "資源の回収と分別の徹底でごみの減量を図ります。", "路線の減便で高校の通学が不便です。", "路線の時刻と通学の乗継を見直します。"] * 6
model = TopicModel(k=3, max_df=1.0).fit(texts)
print(model.names_, model.words_, hashlib.sha256(model.components_.tobytes()).hexdigest())
"""


@pytest.mark.parametrize("setting", [{"PYTHONHASHSEED": "7"}, {"PYTHONHASHSEED": "8", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}])
def test_the_same_bytes_everywhere(setting: dict[str, str]) -> None:
    """Neither the seed of hashes nor the number of threads changes a digit."""
    said = [subprocess.run([sys.executable, "-c", FIT], env=os.environ | more, capture_output=True, text=True, check=True).stdout for more in ({"PYTHONHASHSEED": "1"}, setting)]
    assert said[0] == said[1]


def test_tags_by_topic_only_where_there_is_none(corpus: Corpus, topics: Topics) -> None:
    """A turn without a theme can be given one by its topic, with the words that fired as evidence; tags that are there stay."""
    plain, more = mn.tag(corpus), mn.tag(corpus, topics=topics)
    added = more[more["how"] == "topic"]
    pd.testing.assert_frame_equal(more[more["how"] != "topic"].reset_index(drop=True), plain)
    assert not set(zip(added["meeting"], added["turn"], strict=True)) & set(zip(plain["meeting"], plain["turn"], strict=True))


def test_words_that_fire_are_printed_where_they_say(corpus: Corpus, topics: Topics) -> None:
    """Every hit of a tag by topic slices to what was printed, and there are three different ones at least."""
    found = [(meeting, tag) for meeting in corpus for tag in topic_tags(meeting, topics, enough=0.2)]
    assert found
    for meeting, tag in found:
        assert tag.how == "topic"
        assert 0.2 <= tag.score <= 1
        assert len({hit.term for hit in tag.hits}) >= 3
        assert all(hit.span.of(meeting.source.text).replace("\n", "") == hit.text for hit in tag.hits)


def test_what_the_dictionary_does_not_know(corpus: Corpus) -> None:
    """Free topics come with words, quotations that stand where they say, and shares of municipalities."""
    found = discover(corpus, k=3)
    assert list(found.columns) == [column.name for column in columns("discoveries")]
    assert len(found) == 3
    for place, quote in zip(found["place_1"], found["quote_1"], strict=True):
        path, _, line = place.rpartition(":")
        text = next(meeting.source.text for meeting in corpus if meeting.source.path == path)
        assert quote[:8] in "".join(text.splitlines()[int(line) - 1 : int(line) + 3]).replace("　", " ").replace("  ", " ")
    assert found["by_municipality"].str.contains("%").all()


def test_discover_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """One line of JSON a topic; the screen shows words and a quotation."""
    assert main(["discover", str(SAMPLE / "霞野市"), str(SAMPLE / "榎波町"), "--topics", "2", "--format", "jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 2
    assert all(row["quote_1"] and row["words"] for row in rows)
    assert main(["discover", str(SAMPLE / "霞野市"), str(SAMPLE / "榎波町"), "--topics", "2", "--lang", "ja"]) == 0
    assert "テーマ辞書の知らない話題" in capsys.readouterr().out
