"""`minutes discover`: what the minutes speak of that no theme of the dictionary covers."""

from argparse import Namespace

from minutes.cli.tables import run
from minutes.cli.words import Words


def discover(args: Namespace, words: Words) -> int:
    """Free topics with their words, quotations and municipalities; screen, csv, jsonl, parquet or xlsx."""
    from minutes.themes.dictionary import load_themes
    from minutes.themes.discover import discover as table

    themes = load_themes(args.themes)
    return run(args, words, lambda corpus: {"discoveries": table(corpus, themes=themes, k=args.topics, seed=args.seed)})
