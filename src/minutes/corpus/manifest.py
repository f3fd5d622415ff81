"""Which files there are: a walk through folders, and what a `manifest.csv` says of them."""

import csv
import glob
import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from minutes.errors import OptionError, SourceError
from minutes.model import Evidence, Failure, Meeting
from minutes.read.limits import LIMITS, Limits
from minutes.read.reasons import Refusal, source_error
from minutes.read.urls import Stat, fetch, is_url, listing

NAME = "manifest.csv"
OF_ARCHIVE = ("journal.jsonl", "lock")
"""Files by which the folder of an archive is known: what lies in it is no minutes."""
FIELDS = ("municipality", "code", "body", "date", "source", "licence")
OVERRIDES = ("municipality", "code", "body", "date")
_SEVERAL = (".zip", ".json", ".xml")
MISSING = "manifest.csv にありますが、ファイルがありません / listed in the manifest, but there is no such file"
IGNORED = frozenset({NAME, "thumbs.db", "desktop.ini", "readme.md", "readme.ja.md", "readme.txt"})


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a manifest; `path` as the file was found, fields that the row leaves empty are None."""

    path: str
    municipality: str | None = None
    code: str | None = None
    body: str | None = None
    date: str | None = None
    source: str | None = None
    licence: str | None = None


def _iso(value: str, place: str) -> str:
    from minutes.text.dates import find_dates  # few manifests have dates

    found = find_dates(value)
    if len(found) != 1:
        raise OptionError(f"{place}: 日付 '{value}' が読めません。2024-07-17 のように書いてください / cannot read the date '{value}': write it like 2024-07-17")
    return found[0].iso


def _row(raw: dict[str, str | None], folder: str, place: str) -> Listed:
    values = {f: (raw.get(f) or "").strip() or None for f in FIELDS}
    date = values.pop("date")
    name = (raw.get("path") or "").strip().replace("\\", "/")
    if not name:
        raise OptionError(f"{place}: path が空です / the path is empty")
    return Listed(path=_below(folder, name), date=None if date is None else _iso(date, place), **values)


def _below(folder: str, name: str) -> str:
    """The path of a row: below the folder of its manifest, or what it says in full."""
    if is_url(name):
        return name
    return f"{folder}/{posixpath.normpath(name)}" if is_url(folder) else (Path(folder) / name).as_posix()


def read_manifest(path: str | os.PathLike[str]) -> tuple[Listed, ...]:
    """The rows of a manifest; `OptionError` names the line that cannot be understood.

    Columns: path (relative to the manifest), municipality, code, body, date, source, licence; others are left alone.
    """
    from minutes.read.encoding import decode

    name = os.fspath(path)
    try:
        data = fetch(name, LIMITS.file) if is_url(name) else Path(name).read_bytes()
    except Refusal as refusal:
        raise source_error(name, refusal) from None
    reader, folder = csv.DictReader(decode(data).text.splitlines()), name.rpartition("/")[0] if is_url(name) else str(Path(name).parent)
    if "path" not in (reader.fieldnames or ()):
        raise OptionError(f"{path}: 列 path がありません。1行目に path,municipality,code,body,date,source,licence と書いてください / there is no column 'path'")
    return tuple(_row(raw, folder, f"{path}:{reader.line_num}") for raw in reader if any(raw.values()))


def _walk(root: Path) -> Iterator[Path]:
    """Every file under a folder in sorted order; hidden files, links to folders, archives and the manifest itself are left out."""
    for folder, inner, names in os.walk(root):
        if {*OF_ARCHIVE} <= {*names}:
            inner.clear()
            continue
        inner[:] = sorted(d for d in inner if not d.startswith("."))
        for name in sorted(names):
            if _is_minutes(name):
                yield Path(folder, name)


def _is_minutes(name: str) -> bool:
    return not name.startswith((".", "~$")) and name.lower() not in IGNORED


def _elsewhere(url: str, limits: Limits, stats: dict[str, Stat], single: Mapping[str, Stat]) -> Iterator[str]:
    """The documents that a URL stands for; `stats` is told of every file there. Only what may hold several documents is opened for it.

    `single`: files that in this version were one document.
    """
    from minutes.read.files import list_sources

    found = listing(url)
    stats |= found
    for file in found:
        *folders, name = file.removeprefix(url).split("/")
        if file == url or (_is_minutes(name) and not any(folder.startswith(".") for folder in folders)):
            name = file.rpartition("/")[2].lower()
            try:
                yield from list_sources(file, limits=limits) if (name.endswith(_SEVERAL) or "." not in name) and single.get(file) != found[file] else (file,)
            except SourceError:
                yield file


def _found(path: str) -> tuple[Path | None, list[Path]]:
    """The folder that was walked (None for a file or a glob) and the files that a PATH stands for."""
    place = Path(path)
    if place.is_dir():
        return place, list(_walk(place))
    if place.is_file() or not glob.has_magic(path):
        return None, [place]
    return None, sorted(Path(p) for p in glob.glob(path, recursive=True) if Path(p).is_file() and Path(p).name.lower() not in IGNORED)  # noqa: PTH207 - a PATH may be absolute


def _unfit(path: Path, root: Path | None) -> Failure | None:
    if not path.is_file():
        return Failure(path.as_posix(), "find", "not_found", "ファイルがありません。パスを確かめてください / no such file: check the path")
    if root is not None and path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
        return Failure(path.as_posix(), "find", "path_unsafe", "フォルダの外を指すリンクは読みません / links that leave the folder are not followed")
    return None


def inside(file: Path, limits: Limits = LIMITS) -> tuple[str, ...]:
    """The file itself, or its documents when it is a zip or a feed of several meetings; what cannot be opened is left to the reader."""
    with file.open("rb") as opened:
        first = opened.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not first.startswith((b"PK", b"{", b"[", b"<", b"\xff\xfe", b"\xfe\xff")):
        return (file.as_posix(),)
    from minutes.read.files import list_sources  # where there are only texts, no reader is loaded

    try:
        return list_sources(file.as_posix(), limits=limits)
    except SourceError:
        return (file.as_posix(),)


def _manifests(roots: Iterable[Path], stats: Iterable[str], given: str | os.PathLike[str] | None) -> list[str]:
    if given is not None:
        return [os.fspath(given)]
    return [*(str(p) for root in roots for p in sorted(root.rglob(NAME))), *(url for url in stats if url.rpartition("/")[2] == NAME)]


def find(
    paths: Iterable[str | os.PathLike[str]],
    *,
    manifest: str | os.PathLike[str] | None = None,
    limits: Limits = LIMITS,
    stats: dict[str, Stat] | None = None,
    single: Mapping[str, Stat] | None = None,
) -> tuple[list[str], tuple[Listed, ...], list[Failure]]:
    """The files to read in order, each once; the rows of the manifests; and what cannot be read from the start.

    A path may be a URL; `stats` is told size and version of every file that lies there, and those in `single` are not opened
    to see whether they hold several documents.
    """
    stats = {} if stats is None else stats
    files: dict[str, None] = {}
    failed: list[Failure] = []
    roots: list[Path] = []
    for path in paths:
        if is_url(os.fspath(path)):
            beyond = dict.fromkeys(_elsewhere(os.fspath(path), limits, stats, single or {}))
            files |= beyond
            failed += [] if beyond else [_nothing(path)]
            continue
        root, found = _found(os.fspath(path))
        roots += [root] if root is not None else []
        if not found:
            failed.append(_nothing(path))
        for file in found:
            bad = _unfit(file, root)
            if bad is None:
                files |= dict.fromkeys(inside(file, limits))
            else:
                failed.append(bad)
    listed = _as_found(sorted({r for m in _manifests(roots, stats, manifest) for r in read_manifest(m)}, key=lambda r: r.path), files)
    failed += [Failure(r.path, "find", "missing", MISSING) for r in listed if not (r.path in stats if is_url(r.path) else Path(r.path).is_file())]
    return sorted(files), listed, failed


def _nothing(path: str | os.PathLike[str]) -> Failure:
    return Failure(str(path), "find", "not_found", "当てはまるファイルがありません。パスを確かめてください / nothing matches: check the path")


def _as_found(listed: Sequence[Listed], files: Iterable[str]) -> tuple[Listed, ...]:
    """The rows under the paths by which their files were found."""
    names = {os.path.realpath(f): f for f in files}
    return tuple(replace(r, path=names.get(os.path.realpath(r.path), r.path)) for r in listed)


def with_manifest(result: Meeting | Failure, row: Listed | None) -> Meeting | Failure:
    """The meeting with what the manifest says of its file; a failure stays as it is."""
    if isinstance(result, Failure):
        return result
    stated = {f: v for f in OVERRIDES if row is not None and (v := getattr(row, f)) is not None}
    if not stated:
        return result
    evidence = dict(result.header.evidence) | {f: Evidence("manifest") for f in stated}
    return replace(result, header=replace(result.header, **stated, evidence=evidence))
