"""From files to a corpus: one bad file costs one file, copies are counted, any number of workers gives the same."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from minutes.corpus.corpus import Corpus, build


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, sample: Path) -> Path:
    """Three minutes, a copy of one, two files that are none, and a manifest that knows more than the files."""
    for name in sorted((sample / "霞野市").glob("*.txt"))[:2] + sorted((sample / "榎波町").glob("*.txt"))[:1]:
        shutil.copy(name, tmp_path / name.name)
    first = min(tmp_path.glob("*.txt"))
    shutil.copy(first, tmp_path / "z-copy.txt")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "manifest.csv").write_text(f"path,municipality,code,body,date,source,licence\n{first.name},上書町,019999,,,,\nnowhere.txt,上書町,019999,,,,\n", encoding="utf-8")
    return tmp_path


def test_one_bad_file_costs_one_file(folder: Path) -> None:
    """The run goes on, every file is in the books, and the manifest has the last word on where a meeting belongs."""
    corpus = build(folder)
    books = corpus.books

    assert books["seen"] == books["ok"] + books["partial"] + books["quarantined"] + books["duplicate"] == 6
    assert (books["ok"] + books["partial"], books["duplicate"], books["quarantined"], books["missing"]) == (3, 1, 2, 1)
    assert corpus.failures["message"].str.len().min() > 10
    mine = corpus.meetings[corpus.meetings["code"] == "019999"]
    assert list(mine["municipality"]) == ["上書町"]
    assert corpus.records[list(corpus.meetings["code"]).index("019999")].header.evidence["municipality"].how == "manifest"


def test_any_number_of_workers_gives_the_same_corpus(folder: Path) -> None:
    """One process or two: the same meetings, the same failures, the same tables."""
    one, two = build(folder), build([folder], workers=2)

    assert one == two
    for table in ("meetings", "turns", "agenda", "attendees", "failures"):
        pd.testing.assert_frame_equal(getattr(one, table), getattr(two, table))


def test_files_named_one_by_one_or_by_a_glob(folder: Path) -> None:
    """A file, several files and a glob give the meetings of those files; a file named twice is read once."""
    names = sorted(folder.glob("[aek]*-r*.txt"))

    assert build(names[0]).records == build([names[0], str(names[0])]).records
    assert isinstance(build(str(folder / "*.txt")), Corpus)
    assert {m.id for m in build(str(folder / "*-r*.txt"))} == {m.id for m in build(names)}
