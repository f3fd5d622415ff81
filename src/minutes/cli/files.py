"""From the paths of a command to meetings, one after another, with progress on a terminal and a list of what failed."""

import json
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from minutes.archive.journal import NAME as JOURNAL
from minutes.cli.words import Words, clean, show
from minutes.corpus.corpus import Corpus, build, load_each
from minutes.corpus.manifest import Listed, find, with_manifest
from minutes.errors import OptionError
from minutes.model import Failure, Meeting
from minutes.read.limits import Limits, parse_limits

if TYPE_CHECKING:
    from minutes.archive.store import Archive
    from minutes.parse.layout import Layout

INCOMPLETE = 3


def layout_of(args: Namespace) -> "Layout | None":
    """The layout file of `--layout`, read once."""
    if not args.layout:
        return None
    from minutes.parse.layout import load_layout

    return load_layout(args.layout)


def limits_of(args: Namespace) -> Limits:
    """The limits of one file with what `--limit` changes."""
    return parse_limits(getattr(args, "limit", None) or ())


def meetings(args: Namespace, words: Words, failed: list[Failure]) -> Iterator[Meeting]:
    """Every meeting of the paths in sorted order, one in memory at a time, those of archives first; files that give none go to `failed`."""
    stores, paths = archives_of(args)
    for store in stores:
        failed += store.failed
        yield from store.records
    yield from read_meetings(paths, args, words, failed)


def read_meetings(paths: Sequence[str], args: Namespace, words: Words, failed: list[Failure]) -> Iterator[Meeting]:
    """Every meeting of these files and folders, one in memory at a time; files that give none go to `failed`."""
    if paths:
        files, listed, missing = find(paths, manifest=args.manifest, limits=limits_of(args))
        failed += missing
        yield from loaded(files, {row.path: row for row in listed}, args, words, failed)


def archives_of(args: Namespace) -> "tuple[list[Archive], list[str]]":
    """The archives among the paths, opened, and the other paths; `OptionError` for an option that only files can obey."""
    from minutes.archive.store import archive

    stores = [path for path in args.paths if is_archive(path)]
    if given := [name for name in ("layout", "manifest") if stores and getattr(args, name, None)]:
        said = f"{stores[0]}: アーカイブは読み終えたものです。--{given[0]} は minutes ingest に付けてください"
        raise OptionError(f"{said} / an archive has been read already: give --{given[0]} to minutes ingest")
    found = [archive(path) for path in stores]
    for store in found:
        if not len(store) and not store.failed:
            said = f"{store.folder}: 空のアーカイブです。minutes ingest PATH… --store {store.folder} で会議録を入れてください"
            raise OptionError(f"{said} / the archive is empty: put minutes into it with minutes ingest PATH… --store {store.folder}")
    return found, [path for path in args.paths if path not in stores]


def is_archive(path: str) -> bool:
    """Is this folder one that `minutes ingest` made?"""
    return (Path(path) / JOURNAL).is_file()


def loaded(files: Sequence[str], rows: Mapping[str, Listed], args: Namespace, words: Words, failed: list[Failure]) -> Iterator[Meeting]:
    """The meetings of these files in this order; those that give none go to `failed`."""
    layout, limits = layout_of(args), limits_of(args)
    for n, (path, found) in enumerate(zip(files, load_each(files, layout, limits=limits), strict=True), start=1):
        result = with_manifest(found, rows.get(path))
        progress(words, n, len(files))
        if isinstance(result, Failure):
            failed.append(result)
        else:
            yield result


def corpus_of(args: Namespace, words: Words) -> "Corpus | Archive":
    """All meetings of the paths: the archive where the only path is one, answered from the disk; else a corpus in memory."""
    stores, paths = archives_of(args)
    if stores and not paths and len(stores) == 1:
        return stores[0]
    given = {"manifest": args.manifest, "layout": layout_of(args), "workers": args.workers, "limits": limits_of(args)}
    read = build(paths, progress=lambda n, of: progress(words, n, of), **given) if paths else Corpus()
    if not stores:
        return read
    parts = [read, *(store.corpus() for store in stores)]
    return Corpus.of((m for part in parts for m in part.records), failed=[f for part in parts for f in part.failed], listed=[row for part in parts for row in part.listed])


def progress(words: Words, n: int, of: int) -> None:
    """A counter on the terminal, and only there."""
    if sys.stderr.isatty():
        print(f"\r{words.say('reading')} {n}/{of}", end="\n" if n == of else "", file=sys.stderr, flush=True)


def report_failures(args: Namespace, words: Words, failed: list[Failure], *, also: Sequence[Failure] = ()) -> int:
    """The list of files that could not be read, on stderr and in the file of `--failures` (with those of `also`); the exit code."""
    if args.failures:
        from minutes.corpus.quarantine import write_quarantine

        write_quarantine(Path(args.failures), [*failed, *also])
    if not failed:
        return 0
    show(f"{words.say('failed')}: {len(failed)}", to_errors=True)
    for f in failed:
        show(f"  {clean(f.path)} [{f.reason}] {clean(f.message)}", to_errors=True)
    bad = [f for f in failed if f.reason != "duplicate"]
    return INCOMPLETE if bad else 0


@contextmanager
def output(path: str | None) -> Iterator[TextIO]:
    """The file of `-o`, or standard output as UTF-8; bytes of a file name that are no UTF-8 are escaped in a way that JSON reads back."""
    if path:
        with Path(path).open("w", encoding="utf-8", newline="", errors="backslashreplace") as out:
            yield out
    else:
        reconfigure = getattr(sys.stdout, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", newline="", errors="backslashreplace")
        yield sys.stdout
        sys.stdout.flush()


def json_line(record: object) -> str:
    """One record as a line of JSON, Japanese as it is."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
