"""One file as a `Source`: the format is decided by the bytes, and a file that cannot be read says why.

Plain text is decoded in this process: decoding is the standard library's codecs and counting, which neither
hang nor crash, and a worker would cost more than the work. Everything else, and any text beyond
16 MB, is opened in a worker (`minutes.read.guard`).
"""

import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import fields
from functools import cache, partial
from pathlib import Path

from minutes.model import Source
from minutes.read import guard
from minutes.read.documents import kind_of, text_extract
from minutes.read.encoding import decode
from minutes.read.extract import Extract
from minutes.read.limits import LIMITS, Limits
from minutes.read.reasons import Refusal, source_error
from minutes.read.sniff import mismatch
from minutes.read.urls import fetch, is_url

_AT_HOME = 16_000_000
_INSIDE = "!/"


def read_source(path: str | os.PathLike[str], *, limits: Limits = LIMITS) -> Source:
    """The file at `path` (or URL) as text, with its hash and encoding; `Source.path` is the path as given.

    One document of a zip, or one meeting of a feed, is written archive.zip!/name (`list_sources` gives these).
    SourceError carries one of the codes of `minutes.read.reasons.reasons()` and says what to do. A file
    name with a wrong ending is no obstacle as long as the bytes are those of a document: a PDF called
    会議録.txt is read as PDF, but an error page saved as 会議録.pdf is refused (format_mismatch).
    """
    name = os.fsdecode(path)
    found, digest = read_extract(name, limits=limits)
    kept = {f.name: getattr(found, f.name) for f in fields(found)}
    return Source(path=name, sha256=digest, **kept)


def read_extract(name: str, *, limits: Limits = LIMITS) -> tuple[Extract, str]:
    """What was read from the file, with its flags, marks and confidence, and the SHA-256 of the file's bytes."""
    digest: Callable[[], str] = str
    try:
        file, member = _divided(name)
        data = _bytes(file, limits)
        digest = cache(partial(_digest, data, member))
        return _extract(data, file, member, limits, digest), digest()
    except Refusal as refusal:
        raise source_error(name, refusal, limits=limits, sha256=digest()) from None


def _digest(data: bytes, member: tuple[str, ...]) -> str:
    digest = hashlib.sha256(data)
    if member:
        digest.update("\0".join(member).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def list_sources(path: str | os.PathLike[str], *, limits: Limits = LIMITS) -> tuple[str, ...]:
    """The path itself, or archive.zip!/name for each document of a zip and each meeting of a feed, in sorted order."""
    name = os.fsdecode(path)
    try:
        if _divided(name)[1]:
            return (name,)
        data = _bytes(name, limits)
        inside = guard.members(data, name=name, limits=limits) if kind_of(data) in {"zip", "json", "xml"} else []
    except Refusal as refusal:
        raise source_error(name, refusal, limits=limits) from None
    return tuple(f"{name}{_INSIDE}{member}" for member in inside) or (name,)


def _divided(name: str) -> tuple[str, tuple[str, ...]]:
    """The file on disk and the members inside it: a.zip!/b.zip!/c.txt."""
    if _INSIDE not in name or (not is_url(name) and Path(name).exists()):
        return name, ()
    file, *member = name.split(_INSIDE)
    return file, tuple(member)


def _bytes(name: str, limits: Limits) -> bytes:
    """The whole file; only a regular file is opened, because a pipe or a device may never end."""
    if is_url(name):
        return fetch(name, limits.file)
    try:
        found = Path(name).stat()
        if not stat.S_ISREG(found.st_mode):
            raise Refusal("io_error", "フォルダ / a folder" if stat.S_ISDIR(found.st_mode) else "通常のファイルではない / not a regular file")
        if found.st_size > limits.file:
            raise Refusal("too_large", f"{found.st_size:,} > {limits.file:,} bytes", limit="file", value=found.st_size)
        with Path(name).open("rb") as file:  # as many bytes as it has, and what was added since: room for a limit is dear
            data = file.read(found.st_size + 1)
            return data if len(data) <= found.st_size else data + file.read(limits.file - len(data))
    except (OSError, ValueError) as error:
        raise Refusal("io_error", getattr(error, "strerror", None) or str(error)) from None


def _extract(data: bytes, name: str, member: tuple[str, ...], limits: Limits, meanwhile: Callable[[], object]) -> Extract:
    kind = kind_of(data)
    if promised := mismatch(name, kind):
        raise Refusal("format_mismatch", f"{promised} → {kind}")
    if kind == "text" and not member and len(data) <= _AT_HOME:
        return text_extract(decode(data), limits)
    return guard.extract(data, name=name, member=member, limits=limits, kind=kind, meanwhile=meanwhile)
