"""`minutes report` and `minutes export`: a page to read, and files for other programs."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from minutes.cli.asked import by_of, every_tag_of, tags_of
from minutes.cli.files import corpus_of, report_failures
from minutes.cli.tables import as_text, ready, say_unread, spoken, workbook
from minutes.cli.words import Words, show
from minutes.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from minutes.archive.store import Archive
    from minutes.corpus.corpus import Corpus

NAMES = {"xlsx": "tables.xlsx", "tei": "corpus.xml", "khcoder": "khcoder.xlsx", "quanteda": "quanteda.csv", "convokit": "convokit"}
TABLES = ("meetings", "turns", "agenda", "attendees", "failures")


def report(args: Namespace, words: Words) -> int:
    """The report of all paths as one HTML file."""
    from minutes.report.html import report as write

    by = by_of(args) if args.by else None
    if by and len(by) > 1:
        raise OptionError(f"--by {args.by}: report は一つの列で比べます / a report compares by one column")
    return _written(args, words, lambda corpus, path: _told(write(corpus, tags_of(args, corpus), path, lang=words.lang, by=by[0] if by else None, seed=args.seed), words))


def export(args: Namespace, words: Words) -> int:
    """All tables, or the whole corpus in the form of another program."""
    args.format, args.output = args.to, args.output or NAMES.get(args.to, "tables")
    return _written(args, words, lambda corpus, path: _export(corpus, every_tag_of(args, corpus), path, args.to, words))


def _written(args: Namespace, words: Words, write: "Callable[[Corpus | Archive, Path], None]") -> int:
    """Read, and let it be written; nothing is where there is no speech at all."""
    ready(args)
    corpus = corpus_of(args, words)
    if not spoken(corpus):
        show(words.say("no_meeting"), to_errors=True)
        return report_failures(args, words, list(corpus.failed)) or 3
    write(corpus, Path(args.output))
    say_unread(corpus, words)
    return report_failures(args, words, list(corpus.failed))


def _told(path: Path, words: Words) -> None:
    show(f"{words.say('wrote')}: {path}", to_errors=True)


def _export(corpus: "Corpus | Archive", tags: "pd.DataFrame", path: Path, to: str, words: Words) -> None:
    from minutes.report.export import write_convokit, write_khcoder, write_quanteda
    from minutes.report.tei import to_tei

    if to == "xlsx":
        workbook(_tables(corpus, tags), path, words)
    elif to == "tei":
        to_tei(corpus, path, tags=tags)
        _told(path, words)
    elif to in ("khcoder", "quanteda", "convokit"):
        _told({"khcoder": write_khcoder, "quanteda": write_quanteda, "convokit": write_convokit}[to](corpus, tags, path), words)
    else:
        _folder(_tables(corpus, tags), path, to, words)


def _tables(corpus: "Corpus | Archive", tags: "pd.DataFrame") -> "dict[str, pd.DataFrame]":
    tables = {name: getattr(corpus, name) for name in TABLES}
    return {"meetings": tables["meetings"], "turns": tables["turns"], "tags": tags} | tables


def _folder(tables: "dict[str, pd.DataFrame]", folder: Path, to: str, words: Words) -> None:
    """One file a table."""
    folder.mkdir(parents=True, exist_ok=True)
    ending = {"csv-plain": "csv"}.get(to, to)
    for name, table in tables.items():
        path = folder / f"{name}.{ending}"
        if to == "parquet":
            table.to_parquet(path, index=False)
        else:
            path.write_bytes(as_text(table, name, to, words).encode("utf-8"))
        _told(path, words)
