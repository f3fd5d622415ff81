"""Stores of every version that was released open for ever; `stores/` keeps one of each."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from minutes.archive.check import examine
from minutes.archive.copy import merge
from minutes.archive.digest import digest
from minutes.archive.spool import Spool
from minutes.archive.store import archive

STORES = sorted((Path(__file__).parent / "stores").iterdir())
CONTENT = "6e0b8c5e4446e1bebc44e95e709d1da7b78f4bf3d62b00cd42c00ead54a54fdb"  # every version had the same two files put in


@pytest.fixture(params=STORES, ids=lambda p: p.name, name="old")
def _old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of an old store."""
    return Path(shutil.copytree(request.param, tmp_path / "old"))


def test_an_old_store_opens_and_says_what_it_said(old: Path) -> None:
    """Turns, tags, words and failures are there; columns that were invented later are not known."""
    seen = archive(old)
    meeting = seen.corpus().records[0]

    assert digest(old) == CONTENT
    assert examine(old) == ()
    assert list(seen.turns["text"]) == [turn.text for turn in meeting.turns]
    assert [turn.span.of(meeting.source.text).startswith("○") for turn in meeting.turns] == [True] * 4
    assert "マイナンバー" in set(seen.tags["theme"])
    assert len(seen.sql("SELECT * FROM tokens JOIN meetings USING (meeting)")) == 4
    assert [failure.reason for failure in seen.failed] == ["truncated"]
    assert seen.meetings["gaiji"].isna().all()


def test_an_old_store_can_be_added_to_and_merged(old: Path, files: Path, tmp_path: Path, put: Any) -> None:
    """New meetings stand beside the old ones, in one table."""
    put(files, old, tokens=True)
    put(files, tmp_path / "new", tokens=True)
    made = merge([old, tmp_path / "new"], tmp_path / "both")

    assert made["meetings"] == len(archive(old)) == 4
    assert digest(tmp_path / "both") == digest(old)
    assert archive(old).meetings["gaiji"].notna().sum() == 3


def test_what_a_killed_older_version_left_is_made_again(files: Path, store: Path, put: Any, tmp_path: Path) -> None:
    """Its results are laid out in another way (words as a table): they are passed over, the file is parsed again, nothing remains."""
    store.mkdir()
    path = str(min(files.glob("*.txt")))
    head = {"path": path, "stat": [1, 1], "job": 0, "sha": "0" * 64, "status": "ok", "municipality": None, "keys": {"parse": "-", "tokens": "-"}, "sizes": {"turns": 3, "words": 2}}
    Spool(store, "0a1b2c3d").add(head, b"\0\1\2\3\4")

    assert put(files, store, tokens=True).parsed == 5  # all but the copy: it has the digest of the first
    put(files, tmp_path / "new", tokens=True)
    assert digest(store) == digest(tmp_path / "new")
    assert not (store / "pending").exists()
