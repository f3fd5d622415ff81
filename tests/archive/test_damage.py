"""Damage is found to the last bit, moved aside, and made good; only what it hit is done again."""

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from minutes.archive.check import ASIDE, check, examine
from minutes.archive.digest import digest
from minutes.archive.journal import CLOSED, NAME
from minutes.archive.store import archive
from minutes.errors import StoreError


@pytest.fixture(name="whole")
def _whole(files: Path, store: Path, put: Any) -> Path:
    """A store of three meetings with words, in two commits."""
    put(sorted(files.glob("enami*.txt")), store, tokens=True)
    put(files, store, tokens=True)
    return store


def flip(path: Path, at: int, bit: int = 0) -> None:
    """One bit of a file is not what it was."""
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= 1 << bit
    path.write_bytes(bytes(data))


def test_every_flipped_bit_and_every_cut_is_found(whole: Path) -> None:
    """Anywhere in the store, in shards, journal and closing note alike; and where nothing was done nothing is found."""
    rng = random.Random(7)
    files = sorted(p for p in whole.rglob("*") if p.is_file() and p.stat().st_size)
    assert examine(whole) == ()
    for n in range(60):
        path = files[n % len(files)]
        data = path.read_bytes()
        if n % 5:
            flip(path, rng.randrange(len(data)), rng.randrange(8))
        else:
            path.write_bytes(data[: rng.randrange(len(data))])
        assert examine(whole), path
        path.write_bytes(data)
    assert examine(whole) == ()


@pytest.mark.parametrize(
    ("shards", "parsed", "again"),
    [
        ("meetings/*/000001*", 1, 0),  # the file of one meeting is read again
        ("turns/*/000001*", 1, 0),
        ("tags/*/000001*", 0, 1),  # made from the meeting that is there
        ("tokens/*/000001*", 0, 1),
        ("vocabulary/*", 0, 3),  # numbers without words: all words are found again, no file is read
    ],
)
def test_only_what_was_hit_is_made_again(whole: Path, shards: str, parsed: int, again: int) -> None:
    """One shard is damaged: it is moved aside and its rows are made again, and the store is what it was."""
    before = digest(whole)
    path = min(whole.glob(shards))
    flip(path, 100)
    done = check(whole)

    assert [f.what for f in done.findings] == ["changed"]
    assert (done.parsed, done.again, done.lost) == (parsed, again, ())
    assert digest(whole) == before
    assert examine(whole) == ()
    assert (whole / ASIDE / path.relative_to(whole)).is_file()


def test_what_cannot_be_made_again_is_named(whole: Path, files: Path) -> None:
    """The file of a damaged meeting is gone: the check says which, and the rest of the archive works."""
    gone = min(files.glob("kasumino*.txt"))
    gone.unlink()
    for path in whole.glob("turns/*/*"):
        flip(path, 100)
    done = check(whole)

    assert done.lost == (gone.as_posix(),)
    assert len(archive(whole)) == 2


def test_a_shard_that_is_gone_is_missed(whole: Path) -> None:
    """A shard that somebody deleted is found and made again."""
    before = digest(whole)
    min(whole.glob("meetings/*/*")).unlink()

    assert [f.what for f in examine(whole)] == ["missing"]
    check(whole)
    assert digest(whole) == before


def test_a_broken_line_stops_readers_and_writers_until_it_is_repaired(whole: Path, files: Path, put: Any) -> None:
    """A journal that lies is not believed; the check takes the line out and reads what it had said."""
    before = digest(whole)
    journal = whole / NAME
    flip(journal, journal.read_bytes().index(b'"commit"') + 30)

    for use in (archive, digest, lambda store: put(files, store)):
        with pytest.raises(StoreError, match="store check") as error:
            use(whole)
        assert error.value.code == 4
    check(whole)
    put(files, whole, tokens=True)
    assert digest(whole) == before
    assert examine(whole) == ()


@pytest.mark.parametrize("cut", [1, 40])
def test_a_line_that_was_being_written_never_happened(whole: Path, files: Path, put: Any, cut: int) -> None:
    """The end of the journal is torn, as by a loss of power: the next run drops it, and does again what it had said."""
    before = digest(whole)
    (whole / CLOSED).unlink()  # a writer was at work
    journal = whole / NAME
    journal.write_bytes(journal.read_bytes()[:-cut])

    assert len(archive(whole)) >= 1
    put(files, whole, tokens=True)
    assert digest(whole) == before
    assert examine(whole) == ()


def test_a_journal_that_was_cut_short_is_found_out(whole: Path) -> None:
    """Whole lines are missing at the end: the closing note knows how long it was."""
    journal = whole / NAME
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:2]))

    assert any(f.name == NAME and f.what == "changed" for f in examine(whole))
    with pytest.raises(StoreError, match="store check"):
        archive(whole)


def test_a_damaged_store_can_be_copied_and_checked_elsewhere(whole: Path, tmp_path: Path) -> None:
    """The check needs nothing but the folder, and the files it was made of."""
    copy = tmp_path / "copy"
    shutil.copytree(whole, copy)
    flip(min(copy.glob("tags/*/*")), 5)

    assert check(copy).again == 1
    assert digest(copy) == digest(whole)
