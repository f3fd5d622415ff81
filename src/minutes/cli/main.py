"""The entry point of `minutes`: options, language, and errors as one line."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from minutes.cli.verbs import parser, runner, spelled
from minutes.cli.words import Words, language, show
from minutes.corpus.cycles import look_seldom
from minutes.errors import MinutesError, StoreError

USAGE, INTERRUPTED = 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 all files read, 2 usage, 3 some files could not be read, 130 interrupted."""
    given = list(sys.argv[1:] if argv is None else argv)
    words = Words(language(_language_option(given)))
    said = spelled(given)
    args = parser(words, said).parse_args(said)
    from minutes.cli.log import logged  # not for --help and --version

    run: Callable[[argparse.Namespace, Words], int] = _load(runner(args))
    try:
        with logged(args):
            return run(args, words)
    except MinutesError as error:
        show(f"minutes: {error}", to_errors=True)
        return error.code if isinstance(error, StoreError) else USAGE
    except BrokenPipeError:
        raise
    except OSError as error:
        show(f"minutes: {error.filename or ''}: {error.strerror or error}. {words.say('check_path')}", to_errors=True)
        return USAGE
    except KeyboardInterrupt:
        show(words.say("interrupted"), to_errors=True)
        return INTERRUPTED


def script() -> None:
    """`minutes` as installed; a reader that closes the pipe early (head) ends it quietly."""
    look_seldom()
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
