"""The parser of the command line, made from `verbs.toml`: which verbs there are, what runs them, which options they take."""

import argparse
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from minutes.cli.words import Words
from minutes.version import __version__

_TYPES = {"int": int, "float": float}


@cache
def _table() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads(files("minutes.cli").joinpath("verbs.toml").read_text(encoding="utf-8"))


def runner(args: argparse.Namespace) -> str:
    """Where the function of the chosen verb stands, as "module:name"."""
    return str(_table()["verbs"][args.verb]["run"])


def parser(words: Words) -> argparse.ArgumentParser:
    """The parser with every verb; what it parses has `verb`, the chosen verb in full, and one attribute an option."""
    top = argparse.ArgumentParser(prog="minutes", description=words("program"), epilog=words("exit_codes"), add_help=False)
    _common(top, words)
    top.add_argument("--version", action="version", version=f"minutes {__version__}", help=words("version"))
    groups = {"": _verbs(top, [name.split()[0] for name in _table()["verbs"]])}
    for name, row in _table()["verbs"].items():
        group, _, last = name.rpartition(" ")
        if group not in groups:
            outer = groups[""].add_parser(group, help=words(group), description=words(group), add_help=False)
            _common(outer, words)
            groups[group] = _verbs(outer, [n.split()[1] for n in _table()["verbs"] if n.startswith(group + " ")])
        verb = groups[group].add_parser(last, help=words(name), description=words(name), epilog=words("exit_codes"), add_help=False)
        _common(verb, words)
        verb.set_defaults(verb=name)
        for option in row["options"]:
            _add(verb, option, words)
    return top


def _verbs(parent: argparse.ArgumentParser, names: list[str]) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
    return parent.add_subparsers(required=True, dest="command", metavar="{" + ",".join(dict.fromkeys(names)) + "}")


def _common(to: argparse.ArgumentParser, words: Words) -> None:
    to.add_argument("-h", "--help", action="help", help=words("help"))
    to.add_argument("--lang", choices=["ja", "en"], help=words("lang"))


def _add(to: argparse.ArgumentParser, option: str, words: Words) -> None:
    name, _, values = option.partition("=")
    row = dict(_table()["options"][name])
    given: dict[str, Any] = {"help": words(row.pop("help", name))}
    if "type" in row:
        given["type"] = _TYPES[row.pop("type")]
    if values:
        choices = values.split(",")
        given |= {"choices": choices, "default": choices[0]}
    to.add_argument(*row.pop("flags"), **(row | given))
