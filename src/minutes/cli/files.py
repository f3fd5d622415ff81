"""From the paths of a command to meetings, one after another, with progress on a terminal and a list of what failed."""

import csv
import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from minutes.cli.words import Words, clean, show
from minutes.corpus.corpus import Corpus, build, load
from minutes.corpus.manifest import find, with_manifest
from minutes.corpus.records import failure_record
from minutes.model import Failure, Meeting
from minutes.parse.layout import Layout, load_layout

INCOMPLETE = 3


def layout_of(args: Namespace) -> Layout | None:
    """The layout file of `--layout`, read once."""
    return load_layout(args.layout) if args.layout else None


def meetings(args: Namespace, words: Words, failed: list[Failure]) -> Iterator[Meeting]:
    """Every meeting of the paths in sorted order, one in memory at a time; files that give none go to `failed`."""
    files, listed, missing = find(args.paths, manifest=args.manifest)
    failed += missing
    rows = {row.path: row for row in listed}
    layout = layout_of(args)
    for n, path in enumerate(files, start=1):
        result = with_manifest(load(path, layout), rows.get(path))
        progress(words, n, len(files))
        if isinstance(result, Failure):
            failed.append(result)
        else:
            yield result


def corpus_of(args: Namespace, words: Words) -> Corpus:
    """All meetings of the paths as a corpus."""
    return build(args.paths, manifest=args.manifest, layout=layout_of(args), workers=args.workers, progress=lambda n, of: progress(words, n, of))


def progress(words: Words, n: int, of: int) -> None:
    """A counter on the terminal, and only there."""
    if sys.stderr.isatty():
        print(f"\r{words.say('reading')} {n}/{of}", end="\n" if n == of else "", file=sys.stderr, flush=True)


def report_failures(args: Namespace, words: Words, failed: list[Failure]) -> int:
    """The list of files that could not be read, on stderr and in the file of `--failures`; the exit code."""
    if args.failures:
        with Path(args.failures).open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.DictWriter(out, ["path", "stage", "reason", "message"])
            writer.writeheader()
            writer.writerows(failure_record(f) for f in failed)
    if not failed:
        return 0
    show(f"{words.say('failed')}: {len(failed)}", to_errors=True)
    for f in failed:
        show(f"  {clean(f.path)} [{f.reason}] {clean(f.message)}", to_errors=True)
    bad = [f for f in failed if f.reason != "duplicate"]
    return INCOMPLETE if bad else 0


@contextmanager
def output(path: str | None) -> Iterator[TextIO]:
    """The file of `-o`, or standard output as UTF-8."""
    if path:
        with Path(path).open("w", encoding="utf-8", newline="") as out:
            yield out
    else:
        reconfigure = getattr(sys.stdout, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", newline="")
        yield sys.stdout
        sys.stdout.flush()


def json_line(record: object) -> str:
    """One record as a line of JSON, Japanese as it is."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
