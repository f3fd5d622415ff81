"""Key words in context: every place is found, shown as printed, and leads back to the file."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from minutes.columns import columns
from minutes.compare.kwic import kwic
from minutes.corpus.corpus import Corpus, build
from minutes.errors import OptionError
from minutes.themes.tag import tag

Make = Callable[..., tuple[Corpus, pd.DataFrame]]

ROWS = [
    ("甲市", "a", "member", "ＡＩで要約します。MAINではない。次にAIを使う。", "AI"),
    ("甲市", "a", "official", "取り組みます。取組は続けます。", ""),
    ("乙町", "b", "member", "AI", "AI"),
]


@pytest.fixture(scope="module", name="read")
def _read(sample: Path) -> Corpus:
    return build(sample / "霞野市")


@pytest.mark.parametrize(
    ("query", "match", "found"),
    [
        ("AI", "surface", ["ＡＩ", "AI", "AI"]),  # in either width, never inside MAIN
        ("要約|使う", "surface", ["要約", "使う"]),
        (["次に", "AI"], "surface", ["ＡＩ", "次に", "AI", "AI"]),
        ("取り組む", "lemma", ["取り組み"]),
        ("[A-Z]{4}", "regex", ["MAIN"]),
    ],
)
def test_what_is_found(corpus_of: Make, query: str | list[str], match: str, found: list[str]) -> None:
    """Words as printed, forms of a word, and patterns."""
    corpus, _ = corpus_of(ROWS)

    assert sorted(kwic(corpus, query, match=match)["keyword"]) == sorted(found)


@pytest.mark.parametrize(
    ("window", "size", "left", "right"),
    [
        ("characters", 3, "。次に", "を使う"),
        ("sentences", 1, "次に", "を使う。"),
        ("sentences", 2, "MAINではない。次に", "を使う。"),
        ("words", 2, "次に", "を使う"),
    ],
)
def test_windows(corpus_of: Make, window: str, size: int, left: str, right: str) -> None:
    """What stands around a word, in characters, words or sentences."""
    corpus, _ = corpus_of(ROWS)
    row = kwic(corpus, "AI", window=window, size=size, where={"municipality": "甲市"}).iloc[1]

    assert (row["left"], row["right"]) == (left, right)


def test_every_place_leads_back_to_the_file(read: Corpus) -> None:
    """Offsets hold the keyword, the line holds it too, and every column of the dictionary is there."""
    found = kwic(read, "システム|カード|会議")
    texts = {m.id: m.source.text for m in read.records}

    assert len(found) > 10
    assert list(found.columns) == [c.name for c in columns("kwic")]
    for row in found.to_dict("records"):
        text = texts[str(row["meeting"])]
        assert "".join(text[row["start"] : row["end"]].split()) == row["keyword"]
        assert text.count("\n", 0, row["start"]) + 1 == row["line"]


def test_a_theme_leads_to_all_its_turns(read: Corpus) -> None:
    """Every turn with a theme stands in its table: with the words that were found, or without, where it inherits the theme."""
    tags = tag(read)
    theme = tags["theme"].value_counts().index[1]
    found = kwic(read, str(theme), match="theme", tags=tags)

    assert set(zip(found["meeting"], found["turn"], strict=True)) == set(zip(*(tags[tags["theme"] == theme][c] for c in ("meeting", "turn")), strict=True))


@pytest.mark.parametrize(
    ("query", "options", "says"),
    [
        ("AI", {"match": "stem"}, "surface"),
        ("AI", {"window": "lines"}, "sentences"),
        ("(", {"match": "regex"}, "regular expression"),
        ("AI", {"match": "theme"}, "tags"),
        (" | ", {}, "nothing"),
        ("AI", {"where": {"role": "membre"}}, "member"),
    ],
)
def test_wrong_questions_say_what_to_ask(corpus_of: Make, query: str, options: dict[str, str], says: str) -> None:
    """A match, window or pattern that does not exist is an error that names what there is."""
    corpus, _ = corpus_of(ROWS)

    with pytest.raises(OptionError, match=says):
        kwic(corpus, query, **options)  # type: ignore[arg-type]


def test_nothing_found_is_an_empty_table(corpus_of: Make) -> None:
    """No place gives a table without rows, with its columns; `limit` keeps the first places."""
    corpus, _ = corpus_of(ROWS)

    assert list(kwic(corpus, "宇宙").columns) == [c.name for c in columns("kwic")]
    assert len(kwic(corpus, "AI", limit=2)) == 2
