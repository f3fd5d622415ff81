"""`minutes themes check`, `suggest`, `import` and `export`: what becomes of a theme dictionary on real minutes, and in other programs."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from minutes.cli.files import output
from minutes.cli.tables import ready, run
from minutes.cli.words import Words, show
from minutes.errors import OptionError

if TYPE_CHECKING:
    from minutes.cli.tables import Tables
    from minutes.corpus.corpus import Corpus
    from minutes.themes.dictionary import Themes

ENDINGS = {".yml": "quanteda", ".yaml": "quanteda", ".toml": "toml"}
"""The form of a dictionary by the ending of its file; any other is a coding rule file of KH Coder."""


def check(args: Namespace, words: Words) -> int:
    """The entries that never fire, fire for something else, or belong to two themes; with `--all` every entry with its counts."""
    from minutes.themes.dictionary import load_themes
    from minutes.themes.entries import entries

    themes = load_themes(args.themes)

    def found(corpus: "Corpus") -> "Tables":
        table = entries(corpus.records, themes)
        return {"entries": table if args.every else table[table["state"].notna()].reset_index(drop=True)}

    return run(args, words, found)


def suggest(args: Namespace, words: Words) -> int:
    """Words that go with a theme and that the dictionary lacks."""
    from minutes.themes.dictionary import load_themes
    from minutes.themes.entries import suggest as suggested

    themes = load_themes(args.themes)
    if args.name not in (*themes.names, "all"):
        raise OptionError(f"{args.name}: テーマがありません / no such theme. {'、'.join((*themes.names, 'all'))}")

    def found(corpus: "Corpus") -> "Tables":
        table = suggested(corpus.records, themes, top=args.top)
        return {"suggestions": table if args.name == "all" else table[table["theme"] == args.name].reset_index(drop=True)}

    return run(args, words, found)


def take(args: Namespace, words: Words) -> int:
    """The themes of a coding rule file of KH Coder or a dictionary of quanteda, as TOML."""
    from minutes.themes.coding import read_coding_rules
    from minutes.themes.quanteda import read_quanteda
    from minutes.themes.written import to_toml

    ready(args)
    form = args.format if args.format != "auto" else ENDINGS.get(Path(args.file).suffix.lower(), "khcoder")
    themes = read_quanteda(args.file) if form == "quanteda" else read_coding_rules(args.file)
    _write(to_toml(themes), args, words, themes)
    return 0


def give(args: Namespace, words: Words) -> int:
    """The themes as a coding rule file of KH Coder, a dictionary of quanteda, or TOML."""
    from minutes.themes.coding import to_coding_rules
    from minutes.themes.dictionary import load_themes
    from minutes.themes.quanteda import to_quanteda
    from minutes.themes.written import to_toml

    ready(args)
    themes = load_themes(args.themes)
    form = args.format if args.format != "auto" else ENDINGS.get(Path(args.output or "").suffix.lower(), "khcoder")
    _write({"khcoder": to_coding_rules, "quanteda": to_quanteda, "toml": to_toml}[form](themes), args, words, themes)
    return 0


def _write(text: str, args: Namespace, words: Words, themes: "Themes") -> None:
    with output(args.output) as out:
        out.write(text)
    if args.output:
        show(f"{words.say('wrote')}: {args.output} ({words.say('themes_written', n=len(themes.themes))})", to_errors=True)
