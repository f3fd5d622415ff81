"""The one place where an archive writes: a file is there whole and checked, or it is not there."""

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from minutes.errors import StoreError

STORAGE, BUSY, VERSION = 4, 5, 6
"""Exit codes: the disk or the folder failed, another writer is at work, the store is newer than this program."""

TEMPORARY = ".tmp"
_FULL = {errno.ENOSPC, errno.EDQUOT}
_LOCKED = {errno.EROFS, errno.EACCES, errno.EPERM}


@contextmanager
def storing(path: Path, size: int = 0) -> Iterator[None]:
    """Errors of the system while `path` is written, told as `StoreError`: full, read-only, gone, or what the system says."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            said = f"空き容量が足りません（{size:,} バイト要ります）。空けてから同じ命令をもう一度 / no space left, {size:,} bytes needed: free some, run the same command again"
        elif error.errno in _LOCKED:
            said = "書き込めません（読み取り専用か、権限がありません） / cannot be written: read-only, or no permission"
        elif error.errno == errno.ENOENT:
            said = "フォルダがなくなりました。つなぎ直して同じ命令をもう一度 / the folder has vanished: bring it back and run the same command again"
        else:
            said = f"書き込めません / cannot be written: {error.strerror or error}"
        raise StoreError(f"{path}: {said}", code=STORAGE) from error


def put(path: Path, data: bytes | memoryview) -> str:
    """Write a file: temporary name → fsync → read back → rename → fsync of the folder; the SHA-256 of what was written."""
    wanted = hashlib.sha256(data).hexdigest()
    with storing(path, len(data)):
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}{TEMPORARY}")
        try:
            with new.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            _compare(new, wanted)
            new.replace(path)
        except BaseException:
            new.unlink(missing_ok=True)
            raise
        sync(path.parent)
    return wanted


def _compare(path: Path, wanted: str) -> None:
    if digest_of(path) != wanted:
        raise OSError(errno.EIO, "書いた内容と違います / what was read back differs")


def append(path: Path, data: bytes, *, at: int) -> None:
    """Write `data` at the offset `at`, which becomes the end of the file, and wait until it is on the disk."""
    with storing(path, len(data)):
        new = at == 0 and not path.exists()
        with path.open("xb" if new else "r+b") as file:
            file.truncate(at)
            file.seek(at)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if new:
            sync(path.parent)


def remove(path: Path) -> None:
    """Take a file away, and be sure of it; one that is not there is no matter."""
    with storing(path):
        if path.exists():
            path.unlink()
            sync(path.parent)


def sync(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
