"""Ctrl-C ends a batch wherever it meets it."""

import signal
from importlib import import_module
from pathlib import Path

import pytest

from minutes.cli.main import main


class Dropped:
    """A value in whose destructor Ctrl-C is pressed: Python drops the exception."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interrupt_that_python_drops_ends_a_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next result asks again."""
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(f"○会長　第{n}回を始めます。\n○委員　はい。\n", encoding="utf-8")
    monkeypatch.setattr(import_module("minutes.archive.ingest"), "_note", lambda _: Dropped())
    before = [(one, signal.getsignal(one)) for one in (signal.SIGINT, signal.SIGTERM)]
    try:
        assert main(["ingest", str(tmp_path), "--store", str(tmp_path / "store"), "--workers", "1"]) == 130
    finally:
        for one, handler in before:
            signal.signal(one, handler)
