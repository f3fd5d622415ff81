"""Files in an object store or on a server: what a URL stands for, and its bytes. The one place that knows URLs.

fsspec opens them (`minutes[remote]`, for s3:// `minutes[s3]`); addresses and keys of a store are those of its own
settings (FSSPEC_S3_ENDPOINT_URL, AWS_ACCESS_KEY_ID …). Nothing is imported and no network is asked before a path
says scheme://.
"""

import glob
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from typing import Any

from minutes.read.reasons import Refusal, source_error

Stat = tuple[int, int]
"""Size in bytes, and a number made of the version: below zero one that the content decides (an ETag), else one of the time of the last change."""

_OF_CONTENT = ("ETag", "etag", "Content-MD5", "content_md5", "md5Hash")
_OF_TIME = ("LastModified", "last_modified", "Last-Modified", "mtime", "updated", "modified", "created")
_WEB = ("http://", "https://")
_CHUNK = 1 << 20


def is_url(path: str) -> bool:
    """Does this path name a place that is not on a disk of this machine: s3://bucket/key, memory://x?"""
    scheme, mark, _ = path.partition("://")
    return bool(mark) and len(scheme) > 1 and scheme.isascii() and scheme[0].isalpha() and all(c.isalnum() or c in "+-." for c in scheme)


def listing(url: str) -> dict[str, Stat]:
    """The files that a URL stands for, in sorted order, with size and version: one object, all under a prefix, or a glob.

    Empty where there is none. A web address is one file: pages are not searched for links. `SourceError` where the
    place cannot be asked.
    """
    try:
        with _asked(url) as (fs, inside):
            fs.invalidate_cache()
            return _listed(fs, url, inside)
    except Refusal as refusal:
        raise source_error(url, refusal) from None


def _listed(fs: Any, url: str, inside: str) -> dict[str, Stat]:
    try:
        if url.startswith(_WEB):
            return {url: _stat(fs.info(inside))}
        if glob.has_magic(url) and not fs.isfile(inside):
            return _named(fs, _before_magic(url), fs.glob(inside, detail=True))
        return _named(fs, url, fs.find(inside, detail=True))
    except FileNotFoundError:
        return {}


def stat_of(url: str) -> Stat | None:
    """Size and version of one file; None where it cannot be asked."""
    try:
        with _asked(url) as (fs, inside):
            return _stat(fs.info(inside))
    except Refusal:
        return None


def fetch(url: str, most: int) -> bytes:
    """The bytes of one file; `Refusal` where it cannot be read, or has more than `most`."""
    with _asked(url) as (fs, inside):
        size = fs.info(inside).get("size")
        if size is None:
            with fs.open(inside, "rb") as file:
                data = bytes(file.read(most + 1))
        else:
            data = bytes(fs.cat_file(inside)) if size <= most else b""
    if (value := max(size or 0, len(data))) > most:
        raise Refusal("too_large", f"> {most:,} bytes" if size is None else f"{value:,} > {most:,} bytes", limit="file", value=value)
    return data


def digest(url: str) -> "hashlib._Hash | None":
    """The SHA-256 of the bytes of one file, to go on with; None where it cannot be read."""
    made = hashlib.sha256()
    try:
        with _asked(url) as (fs, inside), fs.open(inside, "rb") as file:
            while chunk := file.read(_CHUNK):
                made.update(chunk)
    except Refusal:
        return None
    return made


@contextmanager
def _asked(url: str) -> Iterator[tuple[Any, str]]:
    """The file system of a URL and the name in it; whatever it raises is told as `Refusal`."""
    try:
        from fsspec.core import url_to_fs

        fs, inside = url_to_fs(url)
        yield fs, str(inside)
    except ImportError as error:
        raise Refusal("io_error", f"{error}: pip install 'minutes[{'s3' if url.startswith('s3') else 'remote'}]'") from None
    except Exception as error:  # noqa: BLE001 - the library of every store has errors of its own
        raise Refusal("io_error", f"{type(error).__name__}: {error}") from None


def _stat(info: dict[str, Any]) -> Stat:
    name = next((name for name in (*_OF_CONTENT, *_OF_TIME) if info.get(name)), "")
    number = int.from_bytes(hashlib.sha256(str(info.get(name)).encode()).digest()[:8], "big") >> 1
    return int(info.get("size") or 0), -number if name in _OF_CONTENT else number


def _named(fs: Any, url: str, found: dict[str, dict[str, Any]]) -> dict[str, Stat]:
    """What was found below a URL, each file with a URL that begins as that one does."""
    scheme, _, rest = url.partition("://")
    inside = str(fs._strip_protocol(url))  # noqa: SLF001 - the name that fsspec gives to what it lists
    start = f"{scheme}://{rest.rstrip('/')}"
    return {start + name.removeprefix(inside): _stat(info) for name, info in sorted(found.items()) if info.get("type") != "directory" and not name.endswith("/")}


def _before_magic(url: str) -> str:
    """The folder in front of the first * or ? or [."""
    return "/".join(takewhile(lambda part: not glob.has_magic(part), url.split("/")))
