"""One writer at a time: a lock that the system lets go of when its holder dies, and that says who holds it."""

import contextlib
import json
import os
import platform
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from minutes.archive.durable import BUSY, storing
from minutes.errors import StoreError

NAME = "lock"
EVERY = 0.2
"""Seconds between two tries of a writer that waits."""

SHARES = re.compile(r"cifs|smb\w*|nfs\d*|fuse(\..*)?|9p|afs|davfs|vboxsf|drvfs")
"""Types of file systems, as /proc/mounts names them, on which a lock may hold on one machine only and a write may come late."""
CLOUDS = ("onedrive", "dropbox", "google drive", "googledrive", "icloud", "mobile documents", "box sync", "nextcloud", "syncthing")
"""Beginnings of the names of folders that a program carries to other machines file by file."""

_FAR = 1 << 30  # the byte that Windows locks: behind the text, which has to stay readable


@contextmanager
def locked(folder: Path, *, wait: float = 0.0) -> Iterator[str | None]:
    """Hold the store as its only writer; gives who left it without letting go (killed), else None.

    `wait`: seconds to wait for a writer that has it (`math.inf`: as long as it takes). `StoreError` names the process, the
    host and the start of the writer that has it then.
    """
    path = folder / NAME
    with storing(path):
        folder.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    with file:
        before = _taken(file, folder, time.monotonic() + wait)
        mine = {"pid": os.getpid(), "host": platform.node(), "since": time.strftime("%Y-%m-%dT%H:%M:%S%z")}
        _write(file.fileno(), json.dumps(mine))
        try:
            yield _who(before) if before else None
        finally:
            with contextlib.suppress(OSError):
                _write(file.fileno(), "")


def _taken(file: Any, folder: Path, until: float) -> dict[str, Any] | None:
    """Take the lock; what stood in it."""
    while not _take(file.fileno()):
        if time.monotonic() >= until:
            file.seek(0)
            who = _who(_holder(file.read()))
            raise StoreError(f"{folder}: ほかの処理が書き込み中です: {who}。終わるのを待つには --wait / another writer is at work: {who}; --wait waits for it", code=BUSY)
        time.sleep(EVERY)
    file.seek(0)
    return _holder(file.read())


def _write(handle: int, text: str) -> None:
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, text.encode())


def _take(handle: int) -> bool:
    """Take the lock of the system, which it lets go of with the file or the process; True also where the system has none."""
    try:
        import fcntl
    except ImportError:
        return _take_on_windows(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _take_on_windows(handle: int) -> bool:
    try:
        import msvcrt
    except ImportError:
        return True
    system: Any = msvcrt
    os.lseek(handle, _FAR, os.SEEK_SET)
    try:
        system.locking(handle, system.LK_NBLCK, 1)
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


def risk(folder: Path, *, mounts: Path = Path("/proc/mounts")) -> str | None:
    """What makes the place of a store a risk: the share or the synchronised folder on which it lies, None where nothing is known of one.

    There a lock may not reach another machine, a file may arrive half, and a synchronising program may put an older one back.
    """
    place = str(folder.absolute())
    if place.startswith(("\\\\", "//")):
        return place[:2] + re.split(r"[\\/]", place[2:])[0]
    named = next((part for part in re.split(r"[\\/]", place) if part.lower().startswith(CLOUDS)), None)
    return named or _share(os.path.realpath(folder), mounts)


def _share(place: str, mounts: Path) -> str | None:
    """The network file system that holds a place, by the longest of the mount points above it."""
    try:
        rows = [line.split() for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines()]
    except OSError:
        return None
    above = [(_plain(row[1]).rstrip("/"), row[2]) for row in rows if len(row) > 2]
    _, kind = max(((point, kind) for point, kind in above if place == point or place.startswith(f"{point}/")), key=lambda m: len(m[0]), default=("", ""))
    return kind if SHARES.fullmatch(kind) else None


def _plain(written: str) -> str:
    r"""A mount point as it is: /proc/mounts writes a blank as \040."""
    return re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), written)
