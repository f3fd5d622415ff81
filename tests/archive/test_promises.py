"""What an archive promises on a bad day, and that no setting of the machine changes what it says."""

import errno
import hashlib
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import pytest

from minutes.archive import journal, migrate
from minutes.archive.check import examine
from minutes.archive.digest import digest
from minutes.archive.journal import FORMAT, NAME
from minutes.archive.store import archive
from minutes.errors import StoreError


class Full:
    """A file on a disk that is full from the N-th write on; a write of the machine may be done half."""

    def __init__(self, file: Any, allowed: Callable[[], bool]) -> None:
        self.file, self.allowed = file, allowed

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, data: Any) -> int:
        """Writes, or half of it and the error of a full disk."""
        if self.allowed():
            return int(self.file.write(data))
        self.file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture(name="few")
def _few(tmp_path: Path, sample: Path) -> Path:
    """Two minutes of two places and a file that is none."""
    folder = tmp_path / "few"
    folder.mkdir()
    for place in ("霞野市", "榎波町"):
        path = min((sample / place).glob("*.txt"))
        shutil.copy(path, folder / path.name)
    (folder / "none.txt").write_bytes(b"")
    return folder


def test_a_full_disk_at_any_write_loses_nothing(few: Path, store: Path, put: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The N-th write into the store fails half-way, for every N: exit code 4 and the bytes that are needed, a store at its last commit, the same call goes on."""
    whole, opened = store.with_name("whole"), Path.open
    min(few.glob("k*.txt")).unlink()
    put(few, whole)
    expected, failures = digest(whole), 0
    for n in range(1, 200):
        count = itertools.count(1)

        def open_full(path: Path, mode: str = "r", *args: Any, n: int = n, count: Any = count, **more: Any) -> Any:
            file = opened(path, mode, *args, **more)
            return Full(file, lambda: next(count) < n) if set(mode) & set("wax+") and path.is_relative_to(store) and path.name != "lock" else file

        monkeypatch.setattr(Path, "open", open_full)
        try:
            put(few, store)
        except StoreError as error:
            said: StoreError | None = error
        else:
            said = None
        monkeypatch.undo()
        if said is None:
            break
        failures += 1
        assert said.code == 4
        assert "bytes needed" in str(said)
        if (store / NAME).is_file() and (store / NAME).stat().st_size:
            assert len(archive(store).meetings) in (0, 1)
        put(few, store)
        assert digest(store) == expected
        assert examine(store) == ()
        shutil.rmtree(store)
    assert failures > 10


def test_a_read_only_store_is_said_and_still_read(few: Path, store: Path, put: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be written: exit code 4, not a byte is changed, and readers go on."""
    put(few, store)
    before, opened = {p: p.read_bytes() for p in store.rglob("*") if p.is_file()}, Path.open

    def read_only(path: Path, mode: str = "r", *args: Any, **more: Any) -> Any:
        if set(mode) & set("wax+") and path.is_relative_to(store):
            raise OSError(errno.EROFS, "Read-only file system")
        return opened(path, mode, *args, **more)

    monkeypatch.setattr(Path, "open", read_only)
    with pytest.raises(StoreError, match="read-only") as error:
        put(few, store)
    assert error.value.code == 4
    assert len(archive(store).turns) > 0
    assert {p: p.read_bytes() for p in store.rglob("*") if p.is_file()} == before


def test_a_migration_that_is_killed_leaves_the_old_store(few: Path, store: Path, put: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The power fails while the journal of the new format is written: the old one opens, and the next run brings it up to date."""
    put(few, store)
    before, entries = digest(store), journal.read(store).entries
    monkeypatch.setattr(journal, "FORMAT", FORMAT + 1)
    steps = {FORMAT: lambda entry: {**entry, "new": 1}}

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as power:
        power.setattr(migrate, "put", killed)
        with pytest.raises(KeyboardInterrupt):
            migrate.migrate(store, steps=steps)
    assert journal.read(store).entries == entries
    assert digest(store) == before
    assert migrate.migrate(store, steps=steps) == FORMAT
    assert journal.read(store).entries[0]["format"] == FORMAT + 1
    assert digest(store) == before


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="no /proc")
def test_no_file_stays_open(few: Path, store: Path, put: Any) -> None:
    """Batch after batch, question after question, the process holds no more files than before."""
    counts = []
    for _ in range(4):
        put(few, store, retry=True)
        assert len(archive(store).sql("SELECT count(*) FROM turns")) == 1
        counts.append(len(os.listdir("/proc/self/fd")))  # noqa: PTH208 - as it is
    assert counts[-1] <= counts[1]


ASK = """
import hashlib, random, sys
from pathlib import Path
import minutes as mn
folder, store, workers, threads, seed = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]

def main():
    files = sorted(folder.iterdir())
    random.Random(seed).shuffle(files)
    mn.ingest(files, store, tokens=True, workers=workers)
    seen = mn.archive(store)
    seen.cursor().execute(f"SET threads = {threads}")
    made = hashlib.sha256()
    for name in ("meetings", "turns", "tags", "agenda", "attendees", "failures", "files"):
        made.update(getattr(seen, name).to_csv(index=False).encode())
    for table in (mn.rates(seen, by=["municipality", "role"], standardise=True, times=50), mn.coverage(seen), mn.cooccurrence(seen), mn.first_mentions(seen), mn.kwic(seen, "予算")):
        made.update(table.to_csv(index=False).encode())
    made.update(mn.report(seen, path=store + ".html").read_bytes())
    print(made.hexdigest())

if __name__ == "__main__":
    main()
"""


def test_no_setting_of_the_machine_changes_a_byte(few: Path, tmp_path: Path) -> None:
    """Hash seeds, processes, threads of the database, the order of the files, time zone and language: whatever they are, tables, CSV and report are the same bytes."""
    script, digests = tmp_path / "ask.py", set()
    script.write_text(ASK, encoding="utf-8")
    rows = [  # hash seed, workers, threads, order, time zone, language
        ("0", "1", "1", "a", "UTC", "C"),
        ("1", "2", "4", "b", "Asia/Tokyo", "C"),
        ("random", "2", "2", "c", "America/New_York", "ja_JP.UTF-8"),
    ]
    for n, (seed, workers, threads, order, zone, lang) in enumerate(rows):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LANG": lang, "LC_ALL": lang, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, str(script), str(few), str(tmp_path / f"store-{n}"), workers, threads, order]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        digests.add(done.stdout.strip())
    assert len(digests) == 1
    assert all(len(d) == len(hashlib.sha256().hexdigest()) for d in digests)
