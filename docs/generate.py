"""Write the reference pages of docs/ja and docs/en from the tables and docstrings of the package.

`python docs/generate.py` writes them; a test fails while what lies there differs from what this makes.
`python docs/generate.py --translated en/tutorial.md …` notes in an English page that it says what its Japanese page says now.
"""

import argparse
import hashlib
import importlib
import inspect
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import minutes
from minutes.cli.verbs import parser
from minutes.cli.words import Words
from minutes.columns import columns, dictionary
from minutes.parse.layout import layouts
from minutes.read.limits import LIMITS, UNITS, Limits
from minutes.themes.dictionary import load_themes

DOCS = Path(__file__).resolve().parent
LANGUAGES = ("ja", "en")
TERMS = 12
ESCAPED = r"\_\_"
STAMP = re.compile(r"^translated_from: (\w+)$", re.MULTILINE)


@cache
def words() -> dict[str, dict[str, Any]]:
    """The sentences that no other table has."""
    return tomllib.loads((DOCS / "words.toml").read_text(encoding="utf-8"))


def said(section: str, key: str, lang: str) -> str:
    """One sentence of `words.toml`; the key itself where the table has none."""
    found = words()[section].get(key)
    return key if found is None else str(found if isinstance(found, str) else found[LANGUAGES.index(lang)])


def cell(value: object) -> str:
    """Text that stays in its cell of a table."""
    return str(value).replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;").replace("\n", "<br>")


def code(value: object) -> str:
    """A short text as code, also in a cell of a table."""
    text = str(value).replace("|", "¦")
    return f"`` {text} ``" if "`" in text else f"`{text}`" if text.strip() else ""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], lang: str) -> str:
    """A table with its heads in one language."""
    lines = ["| " + " | ".join(said("heads", h, lang) for h in heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def command_line(lang: str) -> Iterator[str]:
    """Every command with its options, as the parser of the command line knows them."""
    for name, verb in _verbs(parser(Words(lang))):
        yield f"## minutes {name}\n\n{verb.description}\n"
        rows = [(code(_flags(a)), cell(a.help or ""), _values(a)) for a in _actions(verb) if a.dest not in ("help", "lang")]
        yield table(("option", "meaning", "values"), rows, lang) if rows else ""
    top = parser(Words(lang))
    yield f"\n{top.epilog}\n"


def _actions(of: argparse.ArgumentParser) -> list[argparse.Action]:
    return of._actions  # noqa: SLF001 - argparse has no other way to ask


def _verbs(of: argparse.ArgumentParser, before: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    groups = [a.choices for a in _actions(of) if isinstance(a.choices, dict)]
    if not groups and before:
        yield before, of
    for group in groups:
        for name, inner in group.items():
            yield from _verbs(inner, f"{before} {name}".strip())


def _flags(action: argparse.Action) -> str:
    named = ", ".join(action.option_strings)
    shown = action.metavar if isinstance(action.metavar, str) else "" if action.nargs == 0 or action.choices else action.dest.upper()
    return f"{named} {shown}".strip() if named else str(action.metavar or action.dest)


def _values(action: argparse.Action) -> str:
    default = action.default
    if action.choices:
        return ", ".join(f"**{c}**" if c == default else str(c) for c in action.choices)
    return "" if default is None or default is False or default in ([], argparse.SUPPRESS) else f"**{cell(default)}**"


def python(lang: str) -> Iterator[str]:
    """The public names, then the parts, each with what its docstring says."""
    for name in minutes.__all__:
        yield from _entry(f"mn.{name}", getattr(minutes, name), words()["python"].get(name, "") if lang == "ja" else "")
    yield f"## {said('heads', 'modules', lang)}\n"
    for place, japanese in words()["parts"].items():
        module, _, name = place.partition(":")
        yield from _entry(name, getattr(importlib.import_module(module), name), japanese if lang == "ja" else "", deeper="#", source=f"from {module} import {name}")


def _entry(name: str, value: Any, japanese: str, *, deeper: str = "", source: str = "") -> Iterator[str]:
    yield f"{deeper}## {name.removeprefix('mn.').replace('__', ESCAPED)}\n"
    if isinstance(value, str):
        yield f"{japanese or name}: `{name}`\n"
        return
    yield f"{japanese}\n" if japanese else ""
    yield f"```text\n{source + chr(10) if source else ''}{name}{_signature(value)}\n```\n"
    yield _told(value)
    if inspect.isclass(value) and not issubclass(value, Exception):
        rows = [(code(n), cell(_first(m))) for n in sorted(vars(value)) if not n.startswith("_") and _first(m := getattr(value, n))]
        yield table(("name", "meaning"), rows, "en") if rows else ""


def _signature(value: Any) -> str:
    if inspect.isclass(value):
        return ""
    shown: list[str] = []
    bare = False
    for p in inspect.signature(value).parameters.values():
        if p.kind is p.KEYWORD_ONLY and not bare:
            shown, bare = [*shown, "*"], True
        star = "*" if p.kind is p.VAR_POSITIONAL else "**" if p.kind is p.VAR_KEYWORD else ""
        shown.append(f"{star}{p.name}" + ("" if p.default is p.empty else f"={_default(p.default)}"))
    return f"({', '.join(shown)})"


def _default(value: object) -> str:
    if inspect.isroutine(value):
        return f"{value.__module__.rsplit('.')[-1]}.{value.__name__}"
    return "…" if type(value).__module__.startswith("minutes") else repr(value)


def _told(value: Any) -> str:
    return inspect.cleandoc(value.__doc__ or "").replace("<", "&lt;") + "\n"


def _first(member: Any) -> str:
    told = getattr(member, "__doc__", None) if callable(member) or isinstance(member, property | classmethod) or hasattr(member, "func") else None
    return inspect.cleandoc(told).split("\n\n")[0].replace("\n", " ") if told else ""


def columns_page(lang: str) -> Iterator[str]:
    """The data dictionary, a table of columns for each table."""
    for name in dict.fromkeys(c.table for c in dictionary()):
        yield f"## {name} {{#{name}}}\n\n{said('tables', name, lang)}\n"
        rows = [(code(c.name), cell(c.japanese), cell(c.said(lang)), c.type, cell(c.unit), cell(c.example)) for c in columns(name)]
        yield table(("name", "japanese", "meaning", "type", "unit", "example"), rows, lang)


def layouts_page(lang: str) -> Iterator[str]:
    """The declared layouts, each with the first of its examples."""
    for one in layouts():
        yield f"## {one.name} {{#{one.name}}}\n\n{one.about}\n"
        marks = "、".join(f"{code(mark)} {said('acts', act, lang)}" for mark, act in one.acts.items())
        yield table(("templates", "marks"), [(" ".join(code(t) for t in one.turns), marks)], lang)
        example = str(one.examples[0].get("text", "")).strip("\n") if one.examples else ""
        yield f"```text\n{example}\n```\n" if example else ""


def themes_page(lang: str) -> Iterator[str]:
    """The built-in themes with the first of their terms."""
    heads = ("name", "covers", "terms", "first")
    yield table(heads, [(f"{t.name}<br>{t.english}", cell(t.covers), str(len(t.terms)), cell("、".join(t.terms[:TERMS]))) for t in load_themes().themes], lang)


def limits_page(lang: str) -> Iterator[str]:
    """The limits of one file."""
    rows = [(code(f.name), said("limits", f.name, lang), f"{getattr(LIMITS, f.name):,}", UNITS.get(f.name, "")) for f in fields(Limits)]
    yield table(("name", "meaning", "default", "unit"), rows, lang)


PAGES: dict[str, Callable[[str], Iterator[str]]] = {
    "command-line": command_line,
    "python": python,
    "columns": columns_page,
    "layouts": layouts_page,
    "themes": themes_page,
    "limits": limits_page,
}


def page(name: str, lang: str) -> str:
    """One reference page in one language."""
    head = f"---\ngenerated: docs/generate.py\n---\n\n# {said('titles', name, lang)}\n\n{said('leads', name, lang)}\n"
    body = "\n".join(part for part in PAGES[name](lang) if part)
    return f"{head}\n{body}\n---\n\n{said('heads', 'generated', lang)}\n"


def made() -> dict[Path, str]:
    """Every generated page with its text."""
    return {DOCS / lang / "reference" / f"{name}.md": page(name, lang) for lang in LANGUAGES for name in PAGES}


def fingerprint(japanese: Path) -> str:
    """Twelve digits that stand for the text of a Japanese page."""
    return hashlib.sha256(japanese.read_text(encoding="utf-8").encode()).hexdigest()[:12]


def translated(name: str) -> None:
    """Note in an English page, given as en/…, the Japanese text that it now says."""
    english = DOCS / name
    text = english.read_text(encoding="utf-8")
    stamp = f"translated_from: {fingerprint(DOCS / name.replace('en/', 'ja/', 1))}"
    text = STAMP.sub(stamp, text, count=1) if STAMP.search(text) else f"---\n{stamp}\n---\n\n{text}"
    english.write_text(text, encoding="utf-8")


def main(given: list[str]) -> None:
    """Write all pages, or note what was translated."""
    if given[:1] == ["--translated"]:
        for name in given[1:]:
            translated(name)
        return
    for path, text in made().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
