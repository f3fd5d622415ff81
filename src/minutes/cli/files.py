"""From the paths of a command to meetings, one after another, with progress on a terminal and a list of what failed."""

import json
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from minutes.cli.words import Words, clean, show
from minutes.corpus.corpus import Corpus, build, load_each
from minutes.corpus.manifest import Listed, find, with_manifest
from minutes.corpus.quarantine import write_quarantine
from minutes.model import Failure, Meeting
from minutes.parse.layout import Layout, load_layout
from minutes.read.limits import Limits, parse_limits

INCOMPLETE = 3


def layout_of(args: Namespace) -> Layout | None:
    """The layout file of `--layout`, read once."""
    return load_layout(args.layout) if args.layout else None


def limits_of(args: Namespace) -> Limits:
    """The limits of one file with what `--limit` changes."""
    return parse_limits(getattr(args, "limit", None) or ())


def meetings(args: Namespace, words: Words, failed: list[Failure]) -> Iterator[Meeting]:
    """Every meeting of the paths in sorted order, one in memory at a time; files that give none go to `failed`."""
    limits = limits_of(args)
    files, listed, missing = find(args.paths, manifest=args.manifest, limits=limits)
    failed += missing
    yield from loaded(files, {row.path: row for row in listed}, args, words, failed)


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


def corpus_of(args: Namespace, words: Words) -> Corpus:
    """All meetings of the paths as a corpus; a single path may be an archive that `minutes ingest` made."""
    if len(args.paths) == 1 and (Path(args.paths[0]) / "journal.jsonl").is_file():
        from minutes.archive.store import archive

        return archive(args.paths[0]).corpus()
    return build(args.paths, manifest=args.manifest, layout=layout_of(args), workers=args.workers, progress=lambda n, of: progress(words, n, of), limits=limits_of(args))


def progress(words: Words, n: int, of: int) -> None:
    """A counter on the terminal, and only there."""
    if sys.stderr.isatty():
        print(f"\r{words.say('reading')} {n}/{of}", end="\n" if n == of else "", file=sys.stderr, flush=True)


def report_failures(args: Namespace, words: Words, failed: list[Failure], *, also: Sequence[Failure] = ()) -> int:
    """The list of files that could not be read, on stderr and in the file of `--failures` (with those of `also`); the exit code."""
    if args.failures:
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
