"""`minutes topics` and `minutes discover`: what minutes or an archive speak of, and what of it no theme of the dictionary covers."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from minutes.cli.tables import Tables, run
from minutes.cli.words import Words, show
from minutes.errors import OptionError

if TYPE_CHECKING:
    from minutes.archive.store import Archive
    from minutes.corpus.corpus import Corpus

    Spoken = Archive | Corpus

OF_TOPIC = 3
"""Turns that stand for a topic."""


def discover(args: Namespace, words: Words) -> int:
    """Free topics with their words, quotations and municipalities; screen, csv, jsonl, parquet or xlsx."""
    from minutes.themes.dictionary import load_themes
    from minutes.themes.discover import discover as table

    themes = load_themes(args.themes)
    return run(args, words, lambda spoken: {"discoveries": table(spoken, themes=themes, k=args.topics, seed=args.seed, sample=args.sample)})


def topics(args: Namespace, words: Words) -> int:
    """All topics with their words, turns and shares by group; with --save the model, for `minutes tag --topic-model`."""
    import pandas as pd

    from minutes.cli.asked import by_of
    from minutes.themes.dictionary import load_themes
    from minutes.themes.topics import fit_topics

    themes, by = load_themes(args.themes), by_of(args)
    if len(by) != 1:
        raise OptionError("--by: 列を一つ書いてください / write one column")
    if args.save and not Path(args.save).parent.is_dir():
        raise OptionError(f"{args.save}: フォルダがありません / there is no such folder")

    def make(spoken: "Spoken") -> Tables:
        model = fit_topics(spoken, themes=themes, k=args.topics, seed=args.seed, sample=args.sample, batch=args.batch)
        turns = pd.concat([model.turns(name, n=OF_TOPIC) for name in model.names_], ignore_index=True)
        made = {"topics": model.topics(), "topic_words": model.top_words(), "topic_turns": turns, "prevalence": model.prevalence(by[0], seed=args.seed)}
        if args.save:
            model.save(args.save)
            show(f"{words.say('wrote')}: {Path(args.save).with_suffix('.json')}, {Path(args.save).with_suffix('.npz')}", to_errors=True)
        return made

    return run(args, words, make, by=by)
