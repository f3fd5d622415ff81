"""Files are read one ahead, in their order, and an error comes where its file would have come."""

import threading
import time
from pathlib import Path

import pytest

from minutes.errors import SourceError
from minutes.model import Source
from minutes.read import ahead
from minutes.read.ahead import read_ahead
from tests.evil.good import good_files


def test_every_file_comes_in_its_order(tmp_path: Path) -> None:
    """Good ones as sources, bad ones as the error that `read_source` raises."""
    names = []
    for n, (name, data) in enumerate([*sorted(good_files().items()), ("空.txt", b""), ("ない.pdf", None)]):
        path = tmp_path / f"{n:02}-{name}"
        if data is not None:
            path.write_bytes(data)
        names.append(str(path))
    found = list(read_ahead(names))
    assert [x.path for x in found if isinstance(x, Source)] == names[:-2]
    assert [x.reason for x in found[-2:] if isinstance(x, SourceError)] == ["truncated", "io_error"]


def test_nothing_runs_on_when_the_caller_stops(tmp_path: Path) -> None:
    """The reading thread ends; no third file is opened."""
    path = tmp_path / "a.txt"
    path.write_text("○会長　始めます。", encoding="utf-8")
    before = set(threading.enumerate())
    files = read_ahead([str(path)] * 100)
    next(files)
    files.close()  # type: ignore[attr-defined]
    deadline = time.monotonic() + 60
    while set(threading.enumerate()) - before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [t for t in set(threading.enumerate()) - before if t.is_alive() and "_work" in t.name]


def test_a_mistake_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any other error reaches the caller."""

    def broken(*_: object, **__: object) -> Source:
        raise ZeroDivisionError

    monkeypatch.setattr(ahead, "read_source", broken)
    with pytest.raises(ZeroDivisionError):
        list(read_ahead(["a"]))
