"""The data dictionary: whole, without doubles, and true to the code."""

from collections import Counter
from pathlib import Path

import pytest

from minutes.columns import DTYPES, columns, dictionary, frame
from minutes.corpus.corpus import build
from minutes.themes.tag import tag


def test_every_column_is_explained_once() -> None:
    """Each (table, column) stands once, with Japanese, English, a known type and an example or a reason for none."""
    counts = Counter((c.table, c.name) for c in dictionary())

    assert [k for k, n in counts.items() if n > 1] == []
    assert [c for c in dictionary() if not (c.japanese and c.english and c.meaning and c.type in DTYPES)] == []


def test_japanese_names_within_a_table_differ() -> None:
    """Headers of a sheet are Japanese names: no two columns of a table may share one."""
    for table in {c.table for c in dictionary()}:
        names = [c.japanese for c in columns(table)]
        assert len(names) == len(set(names)), table


def test_tags_have_the_columns_of_the_dictionary(sample: Path) -> None:
    """The table of `tag`, which is made elsewhere, has the columns that the dictionary says."""
    assert list(tag(build(sample / "霞野市")).columns) == [c.name for c in columns("tags")]


def test_a_table_has_its_columns_even_when_empty() -> None:
    """A table without rows has its columns and types; a table that nobody knows is an error."""
    assert [str(t) for t in frame("agenda", []).dtypes] == ["string", "Int64", "string", "string", "Int64", "string", "string", "Int64", "Int64", "Int64"]
    with pytest.raises(KeyError):
        frame("nothing", [])
