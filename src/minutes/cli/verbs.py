"""The parser of the command line, made from `verbs.toml`: which verbs there are, what runs them, which options they take."""

import argparse
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from minutes.cli.words import Words, show
from minutes.version import __version__


def count(text: str) -> int:
    """A whole number from 1."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text}: 1以上の整数で書いてください / a whole number from 1")
    return int(text)


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in the reader's language, and what may have been meant."""

    def __init__(self, *args: Any, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words

    def error(self, message: str) -> NoReturn:
        """Say how the command is used and what is wrong, and end with 2."""
        from difflib import get_close_matches  # only for mistakes

        chosen = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
        near = get_close_matches(chosen[1], chosen[2].replace("'", "").split(", "), n=1) if chosen else []
        hint = self.words.say("did_you_mean", what=near[0]) if near else self.words.say("see_help", prog=self.prog)
        show(f"{self.format_usage()}{self.prog}: {self.words.usage(message)}. {hint}", to_errors=True)
        raise SystemExit(2)


_TYPES = {"int": int, "float": float, "count": count}


@cache
def _table() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads(Path(__file__).with_name("verbs.toml").read_text(encoding="utf-8"))


def runner(args: argparse.Namespace) -> str:
    """Where the function of the chosen verb stands, as "module:name"."""
    return str(_table()["verbs"][args.verb]["run"])


def spelled(given: Sequence[str]) -> list[str]:
    """What was given with the verb in full: `minutes themes テレワーク` is `minutes themes show テレワーク`, `first-mentions` is `first_mentions`.

    A group has such a verb where its row says `default = true`; a group asked for its help is left alone.
    """
    said = list(given)
    at = next((k for k, word in enumerate(said) if not word.startswith("-") and (k == 0 or said[k - 1] != "--lang")), len(said))
    said[at : at + 1] = [word.replace("-", "_") for word in said[at : at + 1]]
    for name, row in _table()["verbs"].items():
        group, _, last = name.rpartition(" ")
        if row.get("default") and said[at : at + 1] == [group]:
            among = {n.split()[1] for n in _table()["verbs"] if n.startswith(group + " ")}
            if not (among & set(said[at + 1 : at + 2]) or {"-h", "--help"} & set(said)):
                return [*said[: at + 1], last, *said[at + 1 :]]
    return said


def parser(words: Words, given: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """The parser with every verb; what it parses has `verb`, the chosen verb in full, and one attribute an option.

    It is for the words that are `given` (as `spelled`) or, without them, for any: a verb that is not among them goes without its options.
    """
    top = _Parser(words=words, prog="minutes", description=words("program"), epilog=words("exit_codes"), add_help=False)
    _common(top, words)
    top.add_argument("--version", action="version", version=f"minutes {__version__}", help=words("version"))
    groups = {"": _verbs(top, [name.split()[0] for name in _table()["verbs"]])}
    for name, row in _table()["verbs"].items():
        group, _, last = name.rpartition(" ")
        if group not in groups:
            outer = groups[""].add_parser(group, words=words, help=_literal(words(group)), description=words(group), epilog=words("exit_codes"), add_help=False)
            _common(outer, words)
            groups[group] = _verbs(outer, [n.split()[1] for n in _table()["verbs"] if n.startswith(group + " ")])
        verb = groups[group].add_parser(last, words=words, help=_literal(words(name)), add_help=False)
        if given is None or set(name.split()) <= set(given):
            _fill(verb, name, row, words)
    return top


def _fill(verb: argparse.ArgumentParser, name: str, row: dict[str, Any], words: Words) -> None:
    """What a verb says of itself, and its options."""
    verb.description, verb.usage = words(name), _usage(name, row["options"])
    verb.epilog, verb.formatter_class = _literal(_epilog(row.get("examples", ()), words)), argparse.RawDescriptionHelpFormatter
    _common(verb, words)
    verb.set_defaults(verb=name)
    for option in row["options"]:
        _add(verb, option, words)


def _verbs(parent: _Parser, names: list[str]) -> "argparse._SubParsersAction[_Parser]":
    return parent.add_subparsers(parser_class=_Parser, required=True, dest="command", metavar="{" + ",".join(dict.fromkeys(names)) + "}")


def _usage(name: str, options: Sequence[str]) -> str:
    """One line: the verb and what it must have; the options stand below it."""
    rows = [dict(_table()["options"][o.partition("=")[0]]) for o in options]
    wanted = [f"{r['flags'][0]} {r['metavar']}" for r in rows if r.get("required")]
    for r in rows:
        if not r["flags"][0].startswith("-"):
            one = r.get("metavar", r["flags"][0])
            wanted.append({"+": f"{one} [{one} ...]", "*": f"[{one} ...]", "?": f"[{one}]"}.get(r.get("nargs", ""), one))
    return _literal(" ".join(["minutes", name, "[...]", *wanted]))


def _epilog(examples: Sequence[str], words: Words) -> str:
    shown = "".join(f"  {line}\n" for line in examples)
    return (f"{words('examples')}:\n{shown}\n" if shown else "") + words("exit_codes").replace(": ", ":\n  ", 1).replace(" / ", "\n  ")


def _literal(text: str) -> str:
    """Text for argparse, to which % is a mark in the help of an option."""
    return text.replace("%", "%%")


def _common(to: argparse.ArgumentParser, words: Words) -> None:
    to.add_argument("-h", "--help", action="help", help=words("help"))
    to.add_argument("--lang", choices=["ja", "en"], help=words("lang"))


def _add(to: argparse.ArgumentParser, option: str, words: Words) -> None:
    name, _, values = option.partition("=")
    row = dict(_table()["options"][name])
    given: dict[str, Any] = {"help": _literal(words(row.pop("help", name)))}
    if "type" in row:
        given["type"] = _TYPES[row.pop("type")]
    if values:
        choices = values.split(",")
        given |= {"choices": choices, "default": choices[0]}
    to.add_argument(*row.pop("flags"), **(row | given))
