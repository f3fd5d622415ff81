"""`minutes terms`: how a text is cut into words, and why."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from minutes.cli.files import corpus_of
from minutes.cli.tables import ready, write_tables
from minutes.cli.words import Words

if TYPE_CHECKING:
    import pandas as pd

_LONGEST_NAME = 255
"""Bytes that a file name may have: anything longer is a text."""


def terms(args: Namespace, words: Words) -> int:
    """Each word with its reason; with `--over`, also the nouns that stand together in those minutes, which are kept whole then."""
    from minutes.themes.dictionary import load_themes
    from minutes.words.compounds import explain
    from minutes.words.reasons import stop_reasons

    ready(args)
    listed: dict[str, list[str]] = {}
    for theme in load_themes(args.themes).themes:
        for term in (*theme.terms, *theme.typos):
            listed.setdefault(term, []).append(theme.name)
    found = _found(args, words)
    bonds = {str(row["term"]): words.say("bond", parts=row["parts"], n=row["count"], npmi=row["npmi"]) for row in found.to_dict("records")} if found is not None else {}
    notes = stop_reasons() | bonds | {term: "、".join(names) for term, names in listed.items()}
    tables = {"words": explain(_text(args.text), tuple(listed), found=tuple(bonds), notes=notes)}
    write_tables(tables if found is None else tables | {"compounds": found}, args, words)
    return 0


def _found(args: Namespace, words: Words) -> "pd.DataFrame | None":
    """The compounds of the minutes of `--over`."""
    from minutes.words.compounds import find_compounds

    if not args.over:
        return None
    args.paths = args.over
    return find_compounds(corpus_of(args, words).turns["text"])


def _text(given: str) -> str:
    """The text itself, or that of the file which it names."""
    from minutes.read.files import read_source

    if len(given.encode("utf-8", "replace")) <= _LONGEST_NAME and "\n" not in given and Path(given).is_file():
        return read_source(given).text
    return given
