"""Code, dictionary and docstrings say one thing: every table that a user sees has the columns of `columns.csv`."""

import re
from collections.abc import Callable
from functools import cache
from inspect import cleandoc, signature
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest

import minutes as mn
from minutes.archive.ingest import ingest
from minutes.columns import DTYPES, columns, dictionary
from minutes.compare.select import known_columns, select
from minutes.model import Failure
from minutes.themes.discover import discover
from minutes.themes.entries import entries, suggest
from minutes.themes.topic_model import TopicModel
from minutes.themes.validate import adjusted, agreement, sample_sheet, score_sheet
from minutes.words.compounds import explain, find_compounds
from tests.archive.conftest import here

Tagged = tuple[mn.Corpus, pd.DataFrame]
GROUPS = [c.name for c in columns("groups")]
LISTS = ("code", "theme_2", "theme_3", "theme_4", "theme_5", "note")  # columns that are empty until somebody fills them


@pytest.fixture(scope="module", name="tagged")
def _tagged(sample: Path) -> Tagged:
    read = mn.corpus([sample / "霞野市", sample / "汐見野市"])
    corpus = mn.Corpus.of(read.records, failed=[Failure("broken.pdf", "read", "truncated", "…")])
    return corpus, mn.tag(corpus)


def judged(c: mn.Corpus, t: pd.DataFrame) -> pd.DataFrame:
    """A sheet on which somebody has judged every turn to be about 子育て."""
    return sample_sheet(c, t, size=20).assign(themes="子育て", theme_1="子育て")


def fitted(c: mn.Corpus) -> Any:
    """The topics of the corpus."""
    return mn.fit_topics(c, k=2)


@cache
def archived() -> tuple[TemporaryDirectory[str], Any, Any]:
    """An archive, and how it differs from one of the same files with other themes; the folder lives as long as they do."""
    folder = TemporaryDirectory()
    at = Path(folder.name)
    (at / "own.toml").write_text('name = "窓口"\nterms = ["窓口"]\n', encoding="utf-8")
    files = Path(__file__).parents[1] / "corpora" / "sample" / "霞野市"
    ingest(files, at / "a", engine=here)
    ingest(files, at / "b", themes=str(at / "own.toml"), engine=here)
    return folder, mn.archive(at / "a"), mn.archive(at / "a").diff(at / "b")


# (table, how a user gets it, the function that says so)
MAKERS: dict[str, tuple[Callable[[mn.Corpus, pd.DataFrame], pd.DataFrame], Callable[..., Any] | None]] = {
    "meetings": (lambda c, _: c.meetings, None),
    "turns": (lambda c, _: c.turns, None),
    "agenda": (lambda c, _: c.agenda, None),
    "attendees": (lambda c, _: c.attendees, None),
    "tables": (lambda c, _: c.tables, None),
    "glossary": (lambda c, _: c.glossary, None),
    "files": (lambda c, _: c.files, None),
    "failures": (lambda c, _: c.failures, None),
    "tags": (lambda _, t: t, mn.tag),
    "rates": (lambda c, t: mn.rates(c, t, standardise=["role"]), mn.rates),
    "differences": (mn.differences, mn.differences),
    "similar": (lambda c, _: mn.similar(c), mn.similar),
    "coverage": (lambda c, _: mn.coverage(c), mn.coverage),
    "kwic": (lambda c, _: mn.kwic(c, "マイナンバー"), mn.kwic),
    "search_counts": (lambda c, _: c.search("マイナンバー").counts(), None),
    "keyness": (lambda c, _: mn.keyness(c, times=20), mn.keyness),
    "timeline": (mn.timeline, mn.timeline),
    "first_mentions": (mn.first_mentions, mn.first_mentions),
    "cooccurrence": (mn.cooccurrence, mn.cooccurrence),
    "questions": (mn.questions, mn.questions),
    "profile": (lambda c, t: mn.profile(c, t, where={"municipality": "霞野市"}), mn.profile),
    "entries": (lambda c, _: entries(c), entries),
    "suggestions": (lambda c, _: suggest(c, top=3), suggest),
    "judging": (lambda c, t: sample_sheet(c, t, size=20), sample_sheet),
    "scores": (lambda c, t: score_sheet(judged(c, t), t), score_sheet),
    "agreement": (lambda c, t: agreement(judged(c, t), judged(c, t)), agreement),
    "adjusted_rates": (lambda c, t: adjusted(mn.rates(c, t), score_sheet(judged(c, t), t)), adjusted),
    "groups": (lambda c, _: select(c, GROUPS)[GROUPS], None),
    "topics": (lambda c, _: fitted(c).topics(), None),
    "topic_words": (lambda c, _: TopicModel(k=2).fit(list(c.turns["text"])).top_words(), None),
    "topic_turns": (lambda c, _: fitted(c).turns("free-1"), None),
    "discoveries": (lambda c, _: discover(c, k=2), discover),
    "prevalence": (lambda c, _: fitted(c).prevalence(), None),
    "topic_stability": (lambda c, _: fitted(c).stability(times=1), None),
    "words": (lambda *_: explain("マイナンバーカードの交付"), explain),
    "contents": (lambda *_: archived()[1].contents, None),
    "drift": (lambda *_: archived()[2].drift, None),
    "drift_meetings": (lambda *_: archived()[2].drift_meetings, None),
    "drift_themes": (lambda *_: archived()[2].drift_themes, None),
    "drift_rates": (lambda *_: archived()[2].drift_rates, None),
    "drift_examples": (lambda *_: archived()[2].drift_examples, None),
    "compounds": (lambda c, _: find_compounds(c.turns["text"], min_count=3), find_compounds),
}
WIDER = ("timeline", "adjusted_rates")  # a table of rates with more columns beside it
BY = ("municipality", "body", "fiscal_year")


def test_every_table_of_the_dictionary_is_tried() -> None:
    """No table of the dictionary is one that nothing makes."""
    assert set(MAKERS) == {c.table for c in dictionary()}


@pytest.mark.parametrize("table", MAKERS)
def test_a_table_has_the_columns_and_types_of_the_dictionary(table: str, tagged: Tagged) -> None:
    """A table has the columns that the dictionary names, all of them in that order, behind the columns that it is grouped by."""
    made = MAKERS[table][0](*tagged)
    wanted = [c.name for c in columns(table)]
    assert [c for c in made.columns if c in wanted and c not in BY] == [c for c in wanted if c not in BY]
    if table not in WIDER:
        assert set(made.columns) - set(wanted) <= set(BY)
        assert {str(c.name): str(made[c.name].dtype) for c in columns(table)} == {c.name: DTYPES[c.type] for c in columns(table)}


@pytest.mark.parametrize("table", MAKERS)
def test_a_column_has_its_example_or_may_be_empty(table: str) -> None:
    """Every column shows an example of its type; those that a person fills in may stand empty."""
    for c in columns(table):
        assert c.example or c.name in LISTS, c.name
        if c.type == "integer" and c.example:
            assert re.fullmatch(r"-?\d+", c.example), c.name
        if c.type == "number" and c.example:
            assert float(c.example) == float(c.example), c.name
        if c.type == "date" and c.example:
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", c.example), c.name
        if c.type == "flag" and c.example:
            assert c.example in ("True", "False"), c.name


@pytest.mark.parametrize("table", [t for t, (_, told) in MAKERS.items() if told])
def test_a_docstring_names_no_column_that_is_not_there(table: str) -> None:
    """What a docstring sets in backticks is an option, a column, a table, or a name of ours."""
    told = MAKERS[table][1]
    assert told
    named = set(re.findall(r"`([a-z_]+)`", cleandoc(told.__doc__ or "")))
    ours = {*mn.__all__, *(f.__name__ for _, f in MAKERS.values() if f), *known_columns(), *(c.table for c in dictionary()), *(c.name for c in dictionary())}
    assert named - ours - set(signature(told).parameters) == set()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_reference_explains_every_column(lang: str) -> None:
    """The page of columns has a line for each."""
    page = (Path(__file__).parents[1] / "docs" / lang / "reference" / "columns.md").read_text(encoding="utf-8")
    assert [f"{c.table}.{c.name}" for c in dictionary() if f"| `{c.name}` | {c.japanese} |" not in page.partition(f"{{#{c.table}}}")[2].partition("\n## ")[0]] == []


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_report_and_workbook_explain_their_columns(lang: str, tagged: Tagged, tmp_path: Path) -> None:
    """What a reader of the report or of a workbook finds explained is what the dictionary says."""
    from minutes.report.xlsx import write_xlsx

    found = mn.rates(*tagged)
    report = mn.report(*tagged, tmp_path / "report.html", lang=lang).read_text(encoding="utf-8")
    write_xlsx({"rates": found}, tmp_path / "tables.xlsx", lang=lang)
    sheet = pd.read_excel(tmp_path / "tables.xlsx", sheet_name=-1, dtype="string")
    told = {str(v) for row in sheet.to_numpy().tolist() for v in row}
    for c in columns("rates"):
        assert f'<th scope="row">{c.name}</th><td lang="ja">{c.japanese}</td>' in report
        assert c.name not in found or {c.japanese, c.said(lang)} <= told
