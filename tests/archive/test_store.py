"""An archive answers as a corpus does: the same calls, the same values, the same bytes."""

import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import minutes as mn
from minutes.archive.store import Archive, archive
from minutes.compare.cooccurrence import cooccurrence
from minutes.compare.coverage import coverage
from minutes.compare.differences import differences
from minutes.compare.keyness import keyness
from minutes.compare.kwic import kwic
from minutes.compare.profile import profile
from minutes.compare.questions import questions
from minutes.compare.rates import rates
from minutes.compare.similar import similar
from minutes.compare.time import first_mentions, timeline
from minutes.corpus.corpus import Corpus, build
from minutes.errors import OptionError, StoreError
from minutes.themes.tag import tag

TABLES = ("meetings", "turns", "agenda", "attendees", "failures", "files")


@pytest.fixture(scope="module", name="corpus")
def _corpus(sample: Path) -> Corpus:
    """The same files in memory."""
    return build(sample)


def test_everything_comes_back(stored: Archive, corpus: Corpus) -> None:
    """Every meeting, to its last span, is what was parsed."""
    assert stored.corpus() == corpus
    assert len(stored) == len(corpus)
    assert list(stored) == list(corpus)
    assert stored.books == corpus.books


@pytest.mark.parametrize("table", TABLES)
def test_tables_are_equal_byte_for_byte(stored: Archive, corpus: Corpus, table: str) -> None:
    """A table of the archive is that of the corpus: rows, order, types, and the CSV made of it."""
    pd.testing.assert_frame_equal(getattr(stored, table), getattr(corpus, table))
    assert getattr(stored, table).to_csv() == getattr(corpus, table).to_csv()


def test_odd_folders_are_equal_too(files: Path, store: Path, put: Any) -> None:
    """Copies, files that cannot be read, and what a manifest says over the file: the archive has it as the corpus has it."""
    put(files, store)
    seen, corpus = archive(store), build(files)

    assert seen.corpus() == corpus
    assert seen.books == corpus.books
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(seen, table), getattr(corpus, table))
    assert list(seen.meetings.loc[seen.meetings["municipality"] == "上書町", "date"]) == ["2021-05-06"]


def test_tags_are_those_of_tag(stored: Archive, corpus: Corpus) -> None:
    """What a batch tagged is what `tag` gives for the meetings."""
    pd.testing.assert_frame_equal(stored.tags, tag(corpus))


@pytest.mark.parametrize(
    ("by", "options"),
    [
        ("municipality", {}),
        (["municipality", "year"], {}),  # two columns, one of them made from another
        (["municipality", "fiscal_year"], {"primary": True}),
        ("role", {}),  # meetings lie in several groups
        ("speaker", {}),  # some are not known: the last group
        ("record", {"of": "meetings"}),
        ("body_type", {"of": "chars"}),
        ("month", {"of": "substantive_turns"}),
        ([], {}),  # one group
        ("municipality", {"where": {"role": ["member", "official"]}}),
        ("role", {"where": {"municipality": "霞野市", "body_type": "審議会"}}),
        ("municipality", {"standardise": True}),
    ],
)
def test_rates_are_counted_in_the_database(stored: Archive, corpus: Corpus, by: Any, options: dict[str, Any]) -> None:
    """`rates(archive)` gives the table of `rates(corpus, tags)`, intervals and all."""
    where = options.get("where", {})
    if "body_type" in where:
        options = options | {"where": where | {"body_type": min(rates(corpus, tag(corpus), by="body_type", where={"municipality": "霞野市"}, times=2)["body_type"])}}
    found, expected = rates(stored, by=by, times=60, **options), rates(corpus, tag(corpus), by=by, times=60, **options)

    pd.testing.assert_frame_equal(found, expected)
    assert found.attrs == expected.attrs


@pytest.mark.parametrize(
    ("table", "options"),
    [
        (differences, {"by": "municipality", "times": 60}),
        (differences, {"by": "role", "times": 60, "where": {"municipality": ["霞野市", "榎波町"]}}),
        (cooccurrence, {}),
        (cooccurrence, {"least": 3}),
        (cooccurrence, {"of": "terms", "within": "item"}),
        (cooccurrence, {"where": {"role": "member"}}),
        (first_mentions, {}),
        (first_mentions, {"by": ["body_type", "role"]}),
        (first_mentions, {"by": [], "where": {"role": "member"}}),
        (first_mentions, {"by": "year"}),
        (timeline, {"by": "municipality"}),
        (questions, {}),
        (questions, {"where": {"role": "member", "fiscal_year": 2023}}),
        (profile, {"where": {"municipality": "霞野市"}}),
    ],
)
def test_every_table_of_an_archive_is_that_of_the_corpus(stored: Archive, corpus: Corpus, table: Any, options: dict[str, Any]) -> None:
    """An archive brings its tags with it: the table is the same, rows, order, types and notes, with its tags or with those that are given."""
    expected = table(corpus, tag(corpus), **options)
    for found in (table(stored, **options), table(stored, stored.tags, **options)):
        pd.testing.assert_frame_equal(found, expected)
        assert found.attrs == expected.attrs


def test_words_of_an_archive_are_those_of_the_corpus(stored: Archive, corpus: Corpus) -> None:
    """Distinctive words of a few meetings: only these are read, and the names of all are masked."""
    where = {"meeting": sorted(corpus.turns["meeting"].unique())[::2]}
    found, expected = (keyness(side, by="municipality", where=where, times=20) for side in (stored, corpus))

    pd.testing.assert_frame_equal(found, expected)
    assert found.attrs == expected.attrs


def test_a_column_or_value_that_does_not_exist_is_named(stored: Archive, corpus: Corpus) -> None:
    """The archive says the same as the corpus when a name is wrong, and a corpus without tags is told so."""
    for options in ({"by": "municpality"}, {"by": "role", "where": {"role": "memer"}}, {"by": "role", "of": "turn"}):
        with pytest.raises(OptionError) as of_archive:
            rates(stored, **options)
        with pytest.raises(OptionError) as of_corpus:
            rates(corpus, tag(corpus), **options)
        assert str(of_archive.value) == str(of_corpus.value)
    with pytest.raises(OptionError, match="tag"):
        rates(corpus)
    with pytest.raises(OptionError, match="munic"):
        stored.corpus({"munic": "霞野市"})


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("マイナンバー", {}),
        ("AI|ＤＸ", {}),  # full and half width, as a word only
        ("費用", {"where": {"role": "member"}}),
        ("費用", {"limit": 3, "window": "sentences"}),
        ("申し込む", {"match": "lemma"}),
        ("予算.{0,5}円", {"match": "regex"}),
        ("この言葉はどこにもない", {}),
    ],
)
def test_kwic_reads_only_what_it_needs(stored: Archive, corpus: Corpus, query: str, options: dict[str, Any]) -> None:
    """Key words in context of an archive are those of the corpus."""
    pd.testing.assert_frame_equal(kwic(stored, query, **options), kwic(corpus, query, **options))


@pytest.mark.parametrize("options", [{}, {"lang": "en", "by": "role", "seed": 3}])
def test_the_report_is_equal_to_its_last_byte(stored: Archive, corpus: Corpus, tmp_path: Path, options: dict[str, Any]) -> None:
    """Counted on the disk with its own tags, or with tags that are given, the report of an archive is that of the corpus."""
    expected = mn.report(corpus, tag(corpus), tmp_path / "corpus.html", **options).read_bytes()

    assert mn.report(stored, path=tmp_path / "stored.html", **options).read_bytes() == expected
    if not options:
        assert mn.report(stored, stored.tags, tmp_path / "given.html").read_bytes() == expected


def test_the_report_reads_only_what_it_quotes(stored: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No table with all the talk or all the tags is made for it."""

    def all_of_it(*_: object) -> None:
        raise AssertionError("everything was read")

    for name in ("turns", "tags", "records", "corpus"):
        monkeypatch.setattr(Archive, name, property(all_of_it))
    assert mn.report(Archive(stored.folder, stored.state), path=tmp_path / "a.html").stat().st_size > 100_000


def test_coverage_is_equal(stored: Archive, corpus: Corpus) -> None:
    """The ledger of what was read, and the records that are nearly the same."""
    pd.testing.assert_frame_equal(coverage(stored), coverage(corpus))
    for least in (0.0, 0.5):
        pd.testing.assert_frame_equal(similar(stored, least=least), similar(corpus, least=least))
    assert len(similar(stored, least=0.0))


def test_some_meetings_of_an_archive(stored: Archive, corpus: Corpus) -> None:
    """`corpus(where)` gives the meetings that were asked for, by value or by a list of values."""
    some = stored.corpus({"municipality": ["霞野市", "榎波町"], "kind": "transcript"})

    assert some.records == tuple(m for m in corpus.records if m.header.municipality in ("霞野市", "榎波町") and m.kind == "transcript")


def test_sql_sees_words_turns_and_evidence(stored: Archive) -> None:
    """The tables join: words by their numbers, turns by their meeting; a question with a mistake is answered by the place of it."""
    words = stored.sql("SELECT v.surface, count(*) AS n FROM (SELECT unnest(words) AS id FROM tokens) JOIN vocabulary v USING (id) GROUP BY ALL ORDER BY n DESC, v.surface LIMIT 3")
    printed = stored.sql("SELECT t.text, e.text AS hit FROM (SELECT meeting, turn, unnest(evidence) AS e FROM tags WHERE how = 'term') JOIN turns t USING (meeting, turn)")

    assert words["n"].is_monotonic_decreasing
    assert "の" in set(words["surface"])
    assert len(printed)
    assert all(hit in text for text, hit in zip(printed["text"], printed["hit"], strict=True))
    assert stored.sql("SELECT $a AS a", a="'; DROP TABLE meetings")["a"][0] == "'; DROP TABLE meetings"
    with pytest.raises(OptionError, match="nowhere"):
        stored.sql("SELECT * FROM nowhere")


def test_it_is_a_snapshot(files: Path, store: Path, put: Any) -> None:
    """What is opened stays as it is while the store is written to; opened again it has more."""
    put(sorted(files.glob("e*-r*.txt")), store)
    before = archive(store)
    assert len(before.turns) > 0
    put(files, store)

    assert len(before) == before.sql("SELECT count(*) AS n FROM meetings")["n"][0] == 1
    assert len(archive(store)) == 3


def test_no_archive_and_no_library_are_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is none, and an installation without the extra: what to do is in the message."""
    with pytest.raises(StoreError, match="ingest"):
        archive(tmp_path)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(StoreError, match=r"minutes\[sql\]"):
        archive(tmp_path)


def test_a_store_may_lie_anywhere(files: Path, tmp_path: Path, put: Any) -> None:
    """A folder with brackets, quotes and blanks in its name is no obstacle, nor is moving the store."""
    odd = tmp_path / "倉庫 [1] *'?"
    put(files, odd)
    moved = tmp_path / "別の所"
    shutil.move(odd, moved)

    assert len(archive(moved).turns) > 0
