"""One writer at a time: a lock that the system lets go of when its holder dies, and that says who holds it."""

import contextlib
import json
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from minutes.archive.durable import BUSY, storing
from minutes.errors import StoreError

NAME = "lock"


@contextmanager
def locked(folder: Path) -> Iterator[str | None]:
    """Hold the store as its only writer; gives who left it without letting go (killed), else None.

    `StoreError` names the process, the host and the start of the writer that has it now.
    """
    path = folder / NAME
    with storing(path):
        folder.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    with file:
        file.seek(0)
        before = _holder(file.read())
        if not _take(file.fileno()) or (before and before["host"] != platform.node() and not hasattr(os, "fork")):
            raise StoreError(f"{folder}: ほかの処理が書き込み中です: {_who(before)} / another writer is at work: {_who(before)}", code=BUSY)
        mine = {"pid": os.getpid(), "host": platform.node(), "since": time.strftime("%Y-%m-%dT%H:%M:%S%z")}
        _write(file.fileno(), json.dumps(mine))
        try:
            yield _who(before) if before else None
        finally:
            with contextlib.suppress(OSError):
                _write(file.fileno(), "")


def _write(handle: int, text: str) -> None:
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, text.encode())


def _take(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(text: str) -> dict[str, Any] | None:
    with contextlib.suppress(ValueError):
        found = json.loads(text)
        if isinstance(found, dict) and {"pid", "host", "since"} <= found.keys():
            return found
    return None


def _who(holder: dict[str, Any] | None) -> str:
    return f"pid {holder['pid']} @ {holder['host']} ({holder['since']})" if holder else "pid ?"
