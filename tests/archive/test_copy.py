"""Stores are put together and tidied up, and hold what they held."""

from pathlib import Path
from typing import Any

import pytest

from minutes.archive.check import examine
from minutes.archive.copy import compact, merge
from minutes.archive.digest import digest
from minutes.archive.store import archive
from minutes.errors import StoreError


@pytest.mark.parametrize("cut", [1, 3, 5])
def test_merged_stores_are_one_batch(files: Path, tmp_path: Path, put: Any, cut: int) -> None:
    """Two machines with half of the files each (one file at both): together they are the store of one batch over all files."""
    names = sorted(p for p in files.iterdir() if p.suffix in {".txt", ".pdf"})
    for name, some in (("a", names[:cut]), ("b", names[cut - 1 :]), ("all", names)):
        put(some, tmp_path / name, tokens=True)
    made = merge([tmp_path / "a", tmp_path / "b"], tmp_path / "c")
    together, whole = archive(tmp_path / "c"), archive(tmp_path / "all")

    assert made["meetings"] == 3
    assert digest(tmp_path / "c") == digest(tmp_path / "all")
    assert together.corpus() == whole.corpus()
    assert together.books == whole.books
    assert examine(tmp_path / "c") == ()
    assert put(names, tmp_path / "c", tokens=True).parsed == 0


def test_merge_does_not_write_into_a_store(files: Path, tmp_path: Path, put: Any) -> None:
    """The target has to be new."""
    put(files, tmp_path / "a")

    with pytest.raises(StoreError, match="another folder"):
        merge([tmp_path / "a"], tmp_path / "a")


def test_compact_keeps_every_row_that_counts(files: Path, store: Path, put: Any, tmp_path: Path) -> None:
    """Many small commits become few shards; who reads the old snapshot can go on, and the digest is the same."""
    for path in sorted(files.glob("*.txt")):
        put(path, store, tokens=True)
    themes = tmp_path / "道路.toml"
    themes.write_text('name = "道路"\nterms = ["道路", "費用"]\n', encoding="utf-8")
    put(files, store, tokens=True, themes=str(themes))
    before, reader = digest(store), archive(store)
    counted = compact(store)

    assert counted["after"] < counted["before"]
    assert digest(store) == before
    assert len(reader.turns) == len(archive(store).turns)
    assert examine(store) == ()
    ran = put(files, store, tokens=True, themes=str(themes))
    assert (ran.parsed, ran.again) == (0, 0)
    assert len(list(store.glob("turns/*/*"))) == 2  # the retired ones are gone now
