"""The entry point of `minutes`: options, language, and errors as one line."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from minutes.cli.words import Words, language, show
from minutes.errors import MinutesError
from minutes.version import __version__

USAGE, INTERRUPTED = 2, 130

_COMMANDS = {
    "parse": ("minutes.cli.parse:parse", "paths format=jsonl,csv output layout manifest workers failures"),
    "tag": ("minutes.cli.parse:tag", "paths format=jsonl,csv output themes_file layout manifest workers failures"),
    "compare": ("minutes.cli.compare:compare", "paths by of format=table,csv,jsonl,xlsx output themes_file layout manifest workers failures"),
    "layouts": ("minutes.cli.data:layouts", "paths? learn output"),
    "themes": ("minutes.cli.data:themes", "name themes_file"),
    "demo": ("minutes.cli.demo:demo", "folder failures"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 all files read, 2 usage, 3 some files could not be read, 130 interrupted."""
    given = list(sys.argv[1:] if argv is None else argv)
    words = Words(language(_language_option(given)))
    args = _parser(words).parse_args(given)
    run: Callable[[argparse.Namespace, Words], int] = _load(_COMMANDS[args.command][0])
    try:
        return run(args, words)
    except MinutesError as error:
        show(f"minutes: {error}", to_errors=True)
        return USAGE
    except BrokenPipeError:
        raise
    except OSError as error:
        show(f"minutes: {error.filename or ''}: {error.strerror or error}", to_errors=True)
        return USAGE
    except KeyboardInterrupt:
        show(words.say("interrupted"), to_errors=True)
        return INTERRUPTED


def script() -> None:
    """`minutes` as installed; a reader that closes the pipe early (head) ends it quietly."""
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)


def _load(where: str) -> Callable[[argparse.Namespace, Words], int]:
    module, name = where.split(":")
    found: Callable[[argparse.Namespace, Words], int] = getattr(import_module(module), name)
    return found


def _language_option(given: Sequence[str]) -> str | None:
    """The value of --lang, wanted before the help is written."""
    for k, word in enumerate(given):
        value = given[k + 1] if word == "--lang" and k + 1 < len(given) else word.removeprefix("--lang=") if word.startswith("--lang=") else None
        if value in ("ja", "en"):
            return value
    return None


def _parser(words: Words) -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="minutes", description=words("program"), epilog=words("exit_codes"), add_help=False)
    _common(top, words)
    top.add_argument("--version", action="version", version=f"minutes {__version__}", help=words("version"))
    verbs = top.add_subparsers(dest="command", required=True, metavar="{" + ",".join(_COMMANDS) + "}")
    for name, (_, options) in _COMMANDS.items():
        verb = verbs.add_parser(name, help=words(name), description=words(name), epilog=words("exit_codes"), add_help=False)
        _common(verb, words)
        for option in options.split():
            _add(verb, option, words)
    return top


def _common(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("-h", "--help", action="help", help=words("help"))
    parser.add_argument("--lang", choices=["ja", "en"], help=words("lang"))


def _add(parser: argparse.ArgumentParser, option: str, words: Words) -> None:
    name, _, values = option.partition("=")
    choices = values.split(",") if values else None
    match name:
        case "paths" | "paths?":
            parser.add_argument("paths", nargs="*" if name.endswith("?") else "+", metavar="PATH", help=words("paths"))
        case "name":
            parser.add_argument("name", nargs="?", metavar="NAME", help=words("theme_name"))
        case "format":
            parser.add_argument("--format", choices=choices, default=choices[0] if choices else None, help=words("format"))
        case "output":
            parser.add_argument("-o", "--output", metavar="FILE", help=words("output"))
        case "folder":
            parser.add_argument("-o", "--output", metavar="FOLDER", default="demo-output", help=words("folder"))
        case "themes_file":
            parser.add_argument("--themes", metavar="FILE", help=words("themes_file"))
        case "by" | "of":
            parser.add_argument(f"--{name}", default={"by": "municipality", "of": "turns"}[name], metavar=name.upper(), help=words(name))
        case "workers":
            parser.add_argument("--workers", type=int, default=1, metavar="N", help=words("workers"))
        case "learn":
            parser.add_argument("--learn", action="store_true", help=words("learn"))
        case _:
            parser.add_argument(f"--{name}", metavar="FILE", help=words(name))
