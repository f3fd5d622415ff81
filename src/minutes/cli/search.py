"""`minutes search`: how many turns hold what was asked, by group, and what was said there; over files or over an archive."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from minutes.cli.archive import stored
from minutes.cli.asked import by_of, told, where_of
from minutes.cli.files import corpus_of, report_failures
from minutes.cli.tables import ready, say_unread, write_tables
from minutes.cli.words import Words, show

if TYPE_CHECKING:
    from minutes.archive.store import Archive
    from minutes.corpus.corpus import Corpus


@stored
def search(args: Namespace, words: Words) -> int:
    """Search the paths, or the archive that is the only path, and show numbers by group and quotations."""
    from minutes.compare.count import unit_of
    from minutes.compare.search import FIRST
    from minutes.compare.search import search as find
    from minutes.compare.search_query import read_query

    ready(args)
    by, where, of = by_of(args), where_of(args), unit_of(args.of)
    read_query(args.query)  # a mistake is said before anything is read
    corpus = _asked(args, words)
    found = find(corpus, args.query, where=where)
    if not found.of:
        show(words.say("no_meeting"), to_errors=True)
        return report_failures(args, words, list(corpus.failed)) or 3
    show(words.say("search_found", query=found.query, filters=told(where), n=found.n, of=found.of, meetings=found.meetings, of_meetings=found.of_meetings), to_errors=True)
    tables = {"search_counts": found.counts(by, of=of, seed=args.seed)}
    if not args.counts:
        tables["kwic"] = found.quotes(args.first or FIRST, size=args.size or 30)
    write_tables(tables, args, words, by=by)
    say_unread(corpus, words)
    return report_failures(args, words, list(corpus.failed))


def _asked(args: Namespace, words: Words) -> "Corpus | Archive":
    """The archive, where the only path is one, answered from the disk; else all meetings of the paths."""
    if len(args.paths) == 1 and (Path(args.paths[0]) / "journal.jsonl").is_file():
        from minutes.archive.store import archive

        return archive(args.paths[0])
    return corpus_of(args, words)
