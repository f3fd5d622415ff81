"""Zip files as they are met: members are read as streams, counted while they unpack, and never written to disk."""

import io
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from minutes.read.encoding import decode
from minutes.read.limits import LIMITS, Limits
from minutes.read.reasons import Refusal

_CHUNK = 1 << 16
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError, KeyError, IndexError)


@dataclass
class Package:
    """An open zip; `spent` counts every byte that was unpacked from it, against `limits.container`."""

    archive: zipfile.ZipFile
    limits: Limits = LIMITS
    spent: int = 0
    names: dict[str, zipfile.ZipInfo] = field(default_factory=dict)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The unpacked bytes of one member, piece by piece; Refusal as soon as a limit is passed, whatever the header says."""
        info = self.names[name]
        if info.flag_bits & 0x1:
            raise Refusal("encrypted", name)
        size = 0
        try:
            with self.archive.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    self._count(info, size, len(chunk))
                    yield chunk
        except _DAMAGE as error:
            raise Refusal("truncated" if isinstance(error, EOFError) else "parse_error", f"{name}: {error}") from None

    def _count(self, info: zipfile.ZipInfo, size: int, step: int) -> None:
        self.spent += step
        limits = self.limits
        if size > limits.member:
            raise Refusal("bomb_size", f"{info.filename[:80]}: > {limits.member:,} bytes", limit="member")
        if self.spent > limits.container:
            raise Refusal("bomb_size", f"> {limits.container:,} bytes", limit="container")
        if size > limits.ratio_from and size > limits.ratio * max(1, info.compress_size):
            raise Refusal("bomb_ratio", f"> {limits.ratio}:1", limit="ratio")

    def read(self, name: str) -> bytes:
        """The whole of one member."""
        return b"".join(self.chunks(name))


def open_package(data: bytes, limits: Limits = LIMITS) -> Package:
    """The zip in `data`, its names read in the encoding they were written in.

    Refusal: too_many_members, bomb_ratio and bomb_size (by the declared sizes), truncated, parse_error.
    """
    if data.count(b"PK\x01\x02") > limits.members:
        raise Refusal("too_many_members", f"> {limits.members:,}", limit="members", value=data.count(b"PK\x01\x02"))
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE as error:
        raise Refusal("truncated" if b"PK\x05\x06" not in data[-66_000:] else "parse_error", str(error)) from None
    infos = archive.infolist()
    declared = sum(info.file_size for info in infos)
    if declared > limits.container and declared > limits.ratio * len(data):
        raise Refusal("bomb_ratio", f"{declared:,} bytes in {len(data):,}", limit="container", value=declared)
    return Package(archive, limits, names=_named(infos))


def _named(infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Members by name; a second one of the same name is called name~2."""
    found: dict[str, zipfile.ZipInfo] = {}
    met: Counter[str] = Counter()
    for info in infos:
        base = _name(info)
        met[base] += 1
        found[base if met[base] == 1 else f"{base}~{met[base]}"] = info
    return found


def _name(info: zipfile.ZipInfo) -> str:
    """The stored name: Windows writes CP932 without saying so, macOS writes UTF-8 without saying so."""
    if info.flag_bits & 0x800 or info.orig_filename.isascii():
        return info.orig_filename.replace("\\", "/")
    try:
        return decode(info.orig_filename.encode("cp437")).text.replace("\\", "/")
    except UnicodeEncodeError:
        return info.orig_filename


def documents(package: Package) -> list[str]:
    """The names of the members that may be documents, sorted; folders and the debris of file managers left out."""
    return sorted(name for name in package.names if not _debris(name))


def _debris(name: str) -> bool:
    parts = name.split("/")
    return not parts[-1] or "__MACOSX" in parts or parts[-1] in {".DS_Store", "Thumbs.db", "desktop.ini"} or parts[-1].startswith("._")


def unsafe(name: str, info: zipfile.ZipInfo) -> bool:
    """Whether a member points out of its folder or is a link: it is refused although nothing is ever unpacked by name."""
    parts = PurePosixPath(name).parts
    linked = stat.S_ISLNK(info.external_attr >> 16)
    return linked or name.startswith("/") or ".." in parts or "\0" in info.orig_filename or (len(name) > 1 and name[1] == ":")
