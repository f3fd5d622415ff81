"""The journal of an archive: one line of JSON for everything that was decided, each with its number and its checksum.

A line counts when it is whole. What stands after the last whole line was being written when the program was
stopped, and never happened. A line that is broken in the middle is damage: `minutes store check` takes it out.
"""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from minutes.archive.durable import STORAGE, VERSION, append, put, remove, storing
from minutes.errors import StoreError
from minutes.version import __version__

FORMAT = 1
NAME = "journal.jsonl"
CLOSED = "closed.json"

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Pages:
    """What a journal says: the entries in order, numbers of broken lines, and the byte at which the next line begins."""

    entries: tuple[Entry, ...]
    broken: tuple[int, ...]
    end: int
    torn: bool


def line(number: int, entry: Entry) -> bytes:
    """An entry as a line of the journal."""
    body = json.dumps({"n": number, **entry}, separators=(",", ":")).encode()
    return body[:-1] + b',"sum":"' + _sum(body) + b'"}\n'


def _sum(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest()[:16].encode()


def _entry(raw: bytes) -> Entry | None:
    """The entry of a line, None for a line that is not whole."""
    body, _, tail = raw.rpartition(b',"sum":"')
    if tail != _sum(body + b"}") + b'"}':
        return None
    found: Entry = json.loads(body + b"}")
    return found


def read(folder: Path) -> Pages:
    """The journal of a store; `StoreError` where there is none, where it was made by a newer program, or where it is damaged."""
    path = folder / NAME
    for _ in range(50):  # a writer may close it between two looks
        if not path.is_file():
            raise StoreError(f"{folder}: アーカイブではありません（{NAME} がない）。minutes ingest で作ります / not an archive: make one with minutes ingest", code=2)
        data = path.read_bytes()
        closed = _closed(folder)
        if closed is None or closed == witness(data):
            break
        time.sleep(0.02)
    found = pages(data)
    if found.broken or (closed is not None and closed != witness(data)):
        raise StoreError(f"{path}: 壊れています。minutes store check {folder} で直します / damaged: minutes store check {folder} repairs it", code=STORAGE)
    return found


def _closed(folder: Path) -> bytes | None:
    try:
        return (folder / CLOSED).read_bytes()
    except FileNotFoundError:
        return None


def pages(data: bytes) -> Pages:
    """The journal that these bytes hold."""
    raws = data.split(b"\n")
    torn = bool(raws.pop())
    found = [_entry(raw) for raw in raws]
    end = data.rfind(b"\n") + 1
    if found and found[-1] is None and len(found) > 1:
        torn, end = True, data.rfind(b"\n", 0, end - 1) + 1
        found.pop()
    numbers = [n for n, entry in enumerate(found) if entry is None]
    entries = tuple(entry for entry in found if entry is not None)
    if entries:
        _format(entries[0])
    gaps = [n for n, entry in enumerate(entries) if entry["n"] != n + sum(1 for b in numbers if b <= n)]
    return Pages(entries, tuple(numbers) or tuple(gaps[:1]), end, torn)


def _format(first: Entry) -> int:
    """The format that the first entry names; `StoreError` where a newer program made it."""
    named = int(first["format"]) if first.get("do") == "open" else FORMAT
    if named > FORMAT:
        said = f"この保存形式 {named} は新しすぎます（この版は {FORMAT} まで）。minutes を更新してください"
        raise StoreError(f"{said} / format {named} is newer than {FORMAT}, the newest this version ({__version__}) reads: update minutes", code=VERSION)
    return named


def format_of(folder: Path) -> int:
    """The format of a store, by the first line of its journal alone; that of a new store where there is none, or where the line is damaged.

    Nothing is written for it: a store that is refused stays as it is.
    """
    try:
        with (folder / NAME).open("rb") as file:
            first = _entry(file.readline().rstrip(b"\n"))
    except OSError:  # none yet, or none that can be read: whoever writes will be told
        return FORMAT
    return _format(first) if first else FORMAT


def opening() -> Entry:
    """The first entry of a new journal."""
    return {"do": "open", "format": FORMAT, "by": __version__}


class Journal:
    """A journal that is written to; only the holder of the lock has one. `before`: what stood in it; `lines`: how many it has."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / NAME
        self.before: tuple[Entry, ...] = ()
        self._end = 0
        if self.path.exists() and self.path.stat().st_size:
            found = read(folder)
            self.before, self._end = found.entries, found.end
        self.lines = len(self.before)
        if not self.before:
            self._end = 0
            self.add(opening())

    def look(self) -> None:
        """Nothing when the store is still there; `StoreError` when its folder has vanished, before anything is written beside it."""
        with storing(self.path):
            self.path.stat()

    def begin(self) -> None:
        """Say that writing has begun: until `close`, an end that is missing is no damage."""
        remove(self.folder / CLOSED)

    def add(self, entry: Entry) -> None:
        """Write an entry; when this returns it is on the disk."""
        data = line(self.lines, entry)
        append(self.path, data, at=self._end)
        self._end += len(data)
        self.lines += 1

    def close(self) -> None:
        """Write down how long the journal is, so that a part that is cut off later is missed."""
        put(self.folder / CLOSED, witness(self.path.read_bytes()))


def witness(journal: bytes) -> bytes:
    """What `closed.json` holds for a journal: its length and its digest."""
    return json.dumps({"bytes": len(journal), "sha256": hashlib.sha256(journal).hexdigest()}).encode() + b"\n"
