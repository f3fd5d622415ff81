"""Topics of an archive: from the words it keeps, without cutting a text again, and the same as of the corpus of its files."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import minutes as mn
from minutes.archive.store import Archive, archive
from minutes.cli.main import main
from minutes.corpus.corpus import Corpus
from minutes.errors import OptionError, StoreError
from minutes.themes.cuts import CutNow, drawn, substantive
from minutes.themes.discover import discover
from minutes.themes.topics import Topics, names_in
from minutes.words import lexicon


class NoMecab:
    """Stands for MeCab where it must not be asked."""

    def __call__(self) -> Any:
        """No parser."""
        pytest.fail("a stored text was cut again")


@pytest.fixture
def no_mecab(monkeypatch: pytest.MonkeyPatch) -> None:
    """No text can be cut."""
    monkeypatch.setattr(lexicon, "unidic", NoMecab())


@pytest.fixture(scope="module")
def corpus(stored: Archive) -> Corpus:
    """The meetings of the archive in memory."""
    return stored.corpus()


@pytest.fixture(scope="module")
def topics(corpus: Corpus) -> Topics:
    """Topics of the corpus, for which every turn was cut."""
    return mn.fit_topics(corpus, k=4)


def same(one: Topics, other: Topics) -> None:
    """The same topics, describing the same turns."""
    assert one.names_ == other.names_
    assert one.shown_ == other.shown_
    assert one.documents_ == other.documents_
    assert np.array_equal(one.components_, other.components_)
    assert np.array_equal(one.shares_, other.shares_)
    for name in ("topics", "top_words", "prevalence"):
        pd.testing.assert_frame_equal(getattr(one, name)(), getattr(other, name)())
    pd.testing.assert_frame_equal(one.turns_, other.turns_)


@pytest.mark.usefixtures("no_mecab")
def test_topics_of_an_archive_are_those_of_its_corpus(stored: Archive, topics: Topics) -> None:
    """Words, weights, shares and turns are equal, and no text is cut."""
    same(mn.fit_topics(stored, k=4), topics)


@pytest.mark.parametrize("options", [{"sample": 300}, {"sample": 300, "batch": 250}, {"sample": 200, "by": ("municipality", "body")}], ids=["sample", "batches", "by"])
def test_a_sample_of_an_archive_is_that_of_its_corpus(stored: Archive, corpus: Corpus, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same turns are drawn, and further batches move the topics alike."""
    expected = mn.fit_topics(corpus, k=3, **options)
    assert len(expected.turns_) == options["sample"]
    assert expected.batches_ == (1 if "batch" not in options else 1 - (options["sample"] - len(substantive(corpus))) // options["batch"])
    monkeypatch.setattr(lexicon, "unidic", NoMecab())
    same(mn.fit_topics(stored, k=3, **options), expected)


def test_tags_by_topic_are_those_of_the_corpus(stored: Archive, corpus: Corpus, topics: Topics, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every turn of an archive gets the theme of its topic from its stored words."""
    expected = mn.tag(corpus, topics=topics)
    assert (expected["how"] == "topic").any()
    monkeypatch.setattr(lexicon, "unidic", NoMecab())
    pd.testing.assert_frame_equal(mn.tag(stored, topics=topics), expected)


def test_discoveries_are_those_of_the_corpus(stored: Archive, corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words, quotations and places are equal."""
    expected = discover(corpus, k=3)
    monkeypatch.setattr(lexicon, "unidic", NoMecab())
    pd.testing.assert_frame_equal(discover(stored, k=3), expected)


def test_topics_are_set_on_an_archive(stored: Archive, corpus: Corpus, topics: Topics, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that was fitted elsewhere describes an archive, or a sample of it, as it describes the corpus."""
    expected = topics.on(corpus)
    monkeypatch.setattr(lexicon, "unidic", NoMecab())
    same(topics.on(stored), expected)
    assert len(topics.on(stored, sample=100).turns_) == 100


def test_names_are_those_of_the_corpus(stored: Archive, corpus: Corpus) -> None:
    """Speakers, attendees and municipalities are masked alike."""
    assert names_in(stored) == names_in(corpus)


@pytest.mark.usefixtures("no_mecab")
def test_an_archive_without_words_says_how_to_add_them(files: Path, store: Path, topics: Topics, put: Any) -> None:
    """The error names the command; themes by the dictionary need no words."""
    put(files, store)
    for ask in (lambda: mn.fit_topics(archive(store)), lambda: discover(archive(store)), lambda: mn.tag(archive(store), topics=topics), lambda: topics.on(archive(store))):
        with pytest.raises(StoreError, match=r"minutes ingest .*--tokens"):
            ask()
    assert len(mn.tag(archive(store)))


def test_words_of_turns_that_were_parsed_anew_do_not_count(files: Path, store: Path, put: Any, tmp_path: Path) -> None:
    """After an ingest with another layout and without words those of before fit no turn: that is an error, and with words all is well again."""
    put(files, store, tokens=True)
    assert len(archive(store).cuts)
    layout = tmp_path / "mine.toml"
    layout.write_text('name = "mine"\nturns = ["○{title}({name})"]\n', encoding="utf-8")
    put(files, store, layout=layout)
    with pytest.raises(StoreError, match="3"):
        archive(store).cuts  # noqa: B018 - asked for
    put(files, store, layout=layout, tokens=True)
    assert sum(len(turns) for turns, _ in archive(store).cuts.turns(np.arange(len(archive(store).cuts)))) == len(archive(store).cuts)


class Spoken:
    """Turns of made-up meetings."""

    def __init__(self, turns: pd.DataFrame) -> None:
        self.turns = turns


@pytest.mark.parametrize("sample", [7, 40, 100])
def test_every_group_has_its_share_of_a_sample(sample: int) -> None:
    """Of a sample each municipality and year has what it has of all turns, to the nearest turn; no turn is drawn twice."""
    sizes = {("霞野市", 2021): 200, ("霞野市", 2022): 100, ("榎波町", 2021): 90, ("榎波町", None): 10}
    rows = [{"municipality": city, "fiscal_year": year, "act": "opinion", "chars": 40} for (city, year), n in sizes.items() for _ in range(n)]
    turns = pd.DataFrame(rows).astype({"municipality": "string", "fiscal_year": "Int64"})
    cuts = CutNow(Spoken(turns))
    found = drawn(cuts, sample, by=("municipality", "fiscal_year"), seed=1)
    assert len(set(found.tolist())) == sample
    assert found.tolist() == sorted(found.tolist())
    chosen = turns.iloc[found].fillna({"fiscal_year": 0})
    for (city, year), n in sizes.items():
        assert abs(((chosen["municipality"] == city) & (chosen["fiscal_year"] == (year or 0))).sum() - sample * n / 400) <= 1
    assert not np.array_equal(found, drawn(cuts, sample, by=("municipality", "fiscal_year"), seed=2))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"sample": 0}, "sample=0"),
        ({"sample": 50, "batch": 0}, "batch=0"),
        ({"sample": 50, "by": ("role",)}, "role"),  # a turn says it, no meeting does
    ],
)
def test_a_sample_that_cannot_be_drawn_is_an_error(stored: Archive, options: dict[str, Any], said: str) -> None:
    """The option is named."""
    with pytest.raises(OptionError, match=said):
        mn.fit_topics(stored, k=1, **options)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Exit code and everything that is shown."""
    code = main(["--lang", "en", *words])
    shown = capsys.readouterr()
    return code, shown.out + shown.err


@pytest.mark.usefixtures("no_mecab")
def test_topics_of_a_store_on_the_command_line(stored: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The folder of an archive is a path like others: tables to files, the model beside them, and no text is cut."""
    store, model = str(stored.folder), tmp_path / "model"
    code, shown = said(capsys, "topics", store, "--topics", "2", "--sample", "400", "--batch", "200", "--by", "fiscal_year", "--save", str(model), "-o", str(tmp_path / "t.csv"))
    assert (code, "model.npz" in shown) == (0, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.json", "model.npz", "t.csv", "t.prevalence.csv", "t.topic_turns.csv", "t.topic_words.csv"]
    assert len(Topics.load(model).topics()) == len((tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()) - 1
    code, shown = said(capsys, "discover", store, "--topics", "2", "--sample", "400")
    assert (code, "what the theme dictionaries do not know yet (2)" in shown) == (0, True)


def test_tags_by_a_saved_model_on_the_command_line(stored: Archive, topics: Topics, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store gives the tags of its files, by its stored words; with the command line's own error where the model is missing."""
    topics.save(tmp_path / "model")
    given = ["--topic-model", str(tmp_path / "model"), "-o"]
    assert main(["tag", str(sample), *given, str(tmp_path / "files.jsonl")]) == 0
    monkeypatch.setattr(lexicon, "unidic", NoMecab())
    assert main(["tag", str(stored.folder), *given, str(tmp_path / "store.jsonl")]) == 0
    found = (tmp_path / "store.jsonl").read_text(encoding="utf-8")
    assert '"how":"topic"' in found
    assert sorted(found.splitlines()) == sorted((tmp_path / "files.jsonl").read_text(encoding="utf-8").splitlines())
    assert main(["tag", str(stored.folder), "--topic-model", str(tmp_path / "none"), "-o", str(tmp_path / "x.jsonl")]) == 2


def test_a_store_without_words_on_the_command_line(files: Path, store: Path, put: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and the command that adds the words."""
    put(files, store)
    for verb in ("topics", "discover"):
        code, shown = said(capsys, verb, str(store))
        assert (code, f"--store {store} --tokens" in shown) == (2, True)


def test_topics_of_files_on_the_command_line(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files and folders give the same tables, on the screen too."""
    code, shown = said(capsys, "topics", str(sample / "霞野市"), str(sample / "榎波町"), "--topics", "2", "--rows", "3")
    assert code == 0
    assert all(title in shown for title in ("■ topics (", "■ words of the topics", "■ turns that stand for the topics", "■ shares of the topics"))
    assert said(capsys, "topics", str(sample / "霞野市"), "--by", "role,act")[0] == 2
