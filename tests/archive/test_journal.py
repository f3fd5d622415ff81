"""The journal, the lock, and the one function that writes: whole or not at all, one writer, no newer formats."""

import ast
import errno
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from minutes.archive import durable, journal, migrate
from minutes.archive.digest import digest
from minutes.archive.durable import put as put_file
from minutes.archive.journal import FORMAT, NAME, line
from minutes.archive.lock import locked
from minutes.archive.store import archive
from minutes.errors import StoreError

WRITERS = {"durable.py", "lock.py", "spool.py"}  # the spool is read with its checksums, and what it holds can be made again


def test_lines_have_numbers_and_checksums() -> None:
    """What is read is what was written, whatever is in it; a line in the middle that was changed is told by its number."""
    entries = [journal.opening(), {"do": "files", "files": [["改行\n.txt", 1, 2]]}, {"do": "run", "bytes": 3}]
    data = b"".join(line(n, entry) for n, entry in enumerate(entries))

    assert [{k: v for k, v in entry.items() if k != "n"} for entry in journal.pages(data).entries] == entries
    assert journal.pages(data.replace(b"files", b"filez", 1)).broken == (1,)
    assert journal.pages(data + b'{"n":3').torn
    assert journal.pages(b"".join(data.splitlines(keepends=True)[::2])).broken  # a line is missing


def test_a_newer_format_is_refused_and_nothing_is_written(files: Path, store: Path, put: Any) -> None:
    """Both versions are named, the exit code is 6, and not a byte of the store is changed."""
    store.mkdir()
    (store / NAME).write_bytes(line(0, {"do": "open", "format": FORMAT + 1, "by": "9.9"}))
    before = {p.name: p.read_bytes() for p in store.iterdir()}

    for use in (archive, digest, lambda folder: put(files, folder)):
        with pytest.raises(StoreError, match=f"{FORMAT + 1}.*{FORMAT}") as error:
            use(store)
        assert error.value.code == 6
    assert {p.name: p.read_bytes() for p in store.iterdir()} == before  # not even a lock is left in it


def test_an_older_format_is_brought_up_to_date(files: Path, store: Path, put: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The steps from format to format are taken one after another, and the store is what it was."""
    put(files, store)
    before = digest(store)
    monkeypatch.setattr(journal, "FORMAT", FORMAT + 2)
    steps = {FORMAT: lambda entry: {**entry, "first": 1}, FORMAT + 1: lambda entry: {**entry, "second": entry["first"] + 1}}

    assert migrate.migrate(store, steps=steps) == FORMAT
    found = journal.read(store).entries
    assert found[0]["format"] == FORMAT + 2
    assert {entry["second"] for entry in found[1:]} == {2}
    assert digest(store) == before


def test_a_second_writer_is_refused_by_name(files: Path, store: Path, put: Any) -> None:
    """Who has the store is said: process, host, since when; readers are not kept waiting."""
    put(files, store)
    with locked(store):
        with pytest.raises(StoreError, match=f"pid {os.getpid()} @ {platform.node()}") as error:
            put(files, store)
        assert error.value.code == 5
        assert len(archive(store)) == 3
    put(files, store)


def test_a_lock_of_a_dead_writer_is_taken_over(files: Path, store: Path, put: Any) -> None:
    """A writer was killed: the next one says who it was, and goes on."""
    code = f"import os\nfrom pathlib import Path\nfrom minutes.archive.lock import locked\nwith locked(Path({str(store)!r})):\n    os._exit(9)"
    subprocess.run([sys.executable, "-c", code], check=False)
    dead = json.loads((store / "lock").read_text(encoding="utf-8"))["pid"]

    assert f"pid {dead} " in (put(files, store).left or "")
    assert put(files, store).left is None


def test_nothing_else_opens_a_file_for_writing() -> None:
    """In the folder of the archive only three modules open files to write, rename or delete them."""
    wrong = []
    for path in sorted(Path(durable.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and path.name not in WRITERS:
                modes = [a.value for a in [*node.args, *(k.value for k in node.keywords)] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                writes = node.func.attr in {"write_bytes", "write_text", "unlink", "rename", "touch"} or (node.func.attr == "open" and any(set(m) & set("wax+") for m in modes))
                wrong += [f"{path.name}:{node.lineno}"] if writes else []
    assert wrong == []


@pytest.mark.parametrize("fails", ["fsync", "replace", "digest_of"])
@pytest.mark.parametrize(("number", "said"), [(errno.ENOSPC, "no space"), (errno.EROFS, "read-only"), (errno.ENOENT, "vanished"), (errno.EIO, "cannot be written")])
def test_a_file_is_old_or_new_never_a_mixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str, number: int, said: str) -> None:
    """Whichever step fails, the file is what it was, nothing is left beside it, and the message says what happened."""
    path = tmp_path / "a.json"
    put_file(path, b"old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, "…")

    target: Any = {"fsync": os, "replace": Path, "digest_of": durable}[fails]
    monkeypatch.setattr(target, fails, fail)
    with pytest.raises(StoreError, match=said) as error:
        put_file(path, b"new")
    monkeypatch.undo()

    assert error.value.code == 4
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.json", b"old")]
    assert put_file(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_folder_that_vanishes_is_missed(files: Path, store: Path, put: Any) -> None:
    """The share with the store is gone in the middle of a batch: that is said, and no half store is left in its place."""
    with pytest.raises(StoreError, match="vanished") as error:
        put(files, store, progress=lambda _: shutil.rmtree(store, ignore_errors=True))

    assert error.value.code == 4
    assert not list(store.rglob("*.parquet"))
    assert put(files, store).parsed == 5


def refusal(call: Callable[[], object]) -> StoreError | None:
    """What a call says that fails; None when it does not."""
    try:
        call()
    except StoreError as error:
        return error
    return None


def test_a_full_disk_at_any_write_leaves_the_last_commit(files: Path, store: Path, put: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The N-th wait for the disk fails, for every N: a clear error, a store that opens, and the same call goes on to the same end."""
    whole = store.with_name("whole")
    put(files, whole)
    real, failures = os.fsync, 0
    for n in range(1, 200):
        calls = 0

        def full(handle: int, n: int = n) -> None:
            nonlocal calls
            calls += 1
            if calls == n:
                raise OSError(errno.ENOSPC, "No space left on device")
            real(handle)

        monkeypatch.setattr(os, "fsync", full)
        said = refusal(lambda: put(files, store))
        monkeypatch.undo()
        if said is None:
            break
        assert said.code == 4
        failures += 1
        if (store / NAME).is_file() and (store / NAME).stat().st_size:
            assert len(archive(store).meetings) in (0, 3)
        put(files, store)
        assert digest(store) == digest(whole)
        shutil.rmtree(store)
    assert failures > 15
