"""No text can make a pattern hang: each one is held to linear time on runs of what pads, rules and fills real pages."""

import ast

import pytest

from minutes.text.patterns import CONTROL, GAIJI, ORDINARY
from tests.hostile import FOLDERS, SOURCE, patterns, slow
from tests.known_failures.slow_patterns import SLOW, UNUSED

USES = {"search": "search", "sub": "search", "subn": "search", "split": "search", "findall": "search", "finditer": "search", "match": "match", "fullmatch": "fullmatch"}


@pytest.mark.parametrize("name", list(patterns()))
def test_patterns_are_linear(name: str) -> None:
    """200,000 characters of any run take less than half a second, and twice as many at most three times as long.

    Searching tries a match at the first character too: `match` is asked by itself only where searching is known to be slow.
    """
    methods = [m for m in ("search", "fullmatch", *(("match",) if (name, "search") in SLOW else ())) if (name, m) not in SLOW]
    assert [found for method in methods if (found := slow(name, method))] == []


def test_patterns_are_found() -> None:
    """What is held to this are the constants of the modules, the literals in functions, and the patterns made of tables."""
    found = set(patterns())
    assert {"text.patterns.TIME_NOTE", "parse.heads._BRACKETED", "labels.toml", "titles.toml organisation", "acts.toml asking anywhere"} <= found
    assert len(found) > 100
    assert {name for name, _ in SLOW} - found == set()


def test_slow_patterns_are_not_used_that_way() -> None:
    """A pattern that would be slow to search with is only ever matched at the start of a line."""
    used = set()
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in USES and isinstance(node.value, ast.Name):
                own = f"{path.parent.name}.{path.stem}.{node.value.id}" if path.parent.name in FOLDERS else ""
                used |= {(name, USES[node.attr]) for name in (f"text.patterns.{node.value.id}", own)}
    assert {row for row, reason in SLOW.items() if reason == UNUSED} & used == set()


def test_ordinary_characters_are_all_but_the_odd_ones() -> None:
    """What reading passes over at once is exactly what is neither a control character nor one of an office's own font."""
    assert [c for c in map(chr, (*range(0x10400), 0xF0000, 0x10FFFF)) if bool(ORDINARY.fullmatch(c)) == bool(CONTROL.match(c) or GAIJI.match(c))] == []
