"""Results between the worker that made them and the shard that will hold them: nothing that is done is done twice.

Every worker writes what it finished to a segment of its own before it takes the next file, and before that the
name of the file it begins. Whoever is killed loses the one file it was at; and when a worker dies, its segment
says of which file.
"""

import contextlib
import json
import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import FileIO
from pathlib import Path
from typing import Any

from minutes.archive.durable import storing

FOLDER = "pending"
SEGMENT = 16_000_000
"""Bytes after which a worker begins a new segment, so that the old one can be cleared away."""

_BEGUN, _DONE = b"MB", b"MD"
_START = 2 + 4 + 4


@dataclass(frozen=True, slots=True)
class Frame:
    """One result in a segment: `head` says what it is, the rest stays on the disk until it is asked for."""

    head: dict[str, Any]
    segment: str = ""
    at: int = 0
    size: int = 0


Columns = Callable[[Frame, str], bytes]
"""The columns of a result that belong to one table; nothing where it has none."""


class Spool:
    """The segments that one process writes."""

    def __init__(self, folder: Path, run: str) -> None:
        self.folder, self.run, self.number = folder / FOLDER, run, 0
        self._open()

    def _open(self) -> None:
        self.path = self.folder / f"{self.run}-{os.getpid()}-{self.number}.spool"
        with storing(self.path):
            self.folder.mkdir(exist_ok=True)
            self._file = self.path.open("ab", buffering=0)
        self.number += 1
        self._at = 0

    def begin(self, job: int) -> None:
        """Write down which job is begun."""
        if self._at > SEGMENT:
            self._file.close()
            self._open()
        self._write(_BEGUN, str(job).encode())

    def add(self, head: dict[str, Any], body: bytes) -> Frame:
        """Write a result, and say where it stands."""
        told = json.dumps(head, ensure_ascii=True, separators=(",", ":")).encode()
        before = self._at + _START + 4 + len(told)
        self._write(_DONE, len(told).to_bytes(4, "big") + told + body)
        return Frame(head, str(self.path), before, len(body))

    def _write(self, kind: bytes, data: bytes) -> None:
        whole = kind + len(data).to_bytes(4, "big") + zlib.crc32(data).to_bytes(4, "big") + data
        with storing(self.path, len(whole)):
            done = 0
            while done < len(whole):
                done += self._file.write(whole[done:]) or 0
        self._at += len(whole)


@contextlib.contextmanager
def reading() -> Iterator[Columns]:
    """A function that reads columns of results; every segment is opened once."""
    with contextlib.ExitStack() as stack:

        @cache
        def opened(segment: str) -> FileIO:
            return stack.enter_context(Path(segment).open("rb", buffering=0))

        def columns(frame: Frame, table: str) -> bytes:
            at = frame.at
            for name, size in frame.head["sizes"].items():
                if name == table:
                    file = opened(frame.segment)
                    file.seek(at)
                    return file.read(size)
                at += size
            return b""

        yield columns


def frames(segment: Path) -> Iterator[Frame | int]:
    """What stands in a segment, in order: the number of each job that was begun, and each result; a torn end is left out."""
    with segment.open("rb") as file:
        at = 0
        while len(start := file.read(_START)) == _START:
            size = int.from_bytes(start[2:6], "big")
            data = file.read(size)
            if start[:2] not in {_BEGUN, _DONE} or len(data) < size or zlib.crc32(data) != int.from_bytes(start[6:], "big"):
                return
            if start[:2] == _BEGUN:
                yield int(data)
            else:
                told = int.from_bytes(data[:4], "big")
                yield Frame(json.loads(data[4 : 4 + told]), str(segment), at + _START + 4 + told, size - 4 - told)
            at += _START + size


def results_in(segment: Path) -> int:
    """How many results stand in a segment that its worker has left whole, by their starts alone."""
    found = 0
    with segment.open("rb", buffering=0) as file:
        while start := file.read(_START):
            found += start[:2] == _DONE
            file.seek(int.from_bytes(start[2:6], "big"), os.SEEK_CUR)
    return found


def segments(folder: Path, run: str = "") -> list[Path]:
    """The segments of a run, or of all runs, in a fixed order."""
    return sorted((folder / FOLDER).glob(f"{run}*.spool"))


def clear(paths: set[str], folder: Path) -> None:
    """Take segments away whose results stand in shards, and the folder when it is empty."""
    for path in sorted(paths):
        Path(path).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        (folder / FOLDER).rmdir()
