"""How long a pattern takes on runs of characters that layout padding, tables and rules really make."""

import ast
import gc
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from time import process_time

from minutes.text.fold import fold

SOURCE = Path(__file__).parents[1] / "src" / "minutes"
FOLDERS = ("text", "parse")
METHODS = ("search", "match", "fullmatch")
LENGTH = 200_000
SECONDS = 0.5  # for LENGTH characters, once
RATIO = 3.0  # time of LENGTH characters to time of half of them
NOISE = 0.02  # seconds below which a ratio says nothing
STEPS = (16, 24, 32, 48, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_500, 25_000, 50_000, LENGTH // 2, LENGTH)  # small first: a careless pattern is caught in seconds
RUNS = {"space": "　", "paren": "（", "circle": "○", "kun": "君", "nakaguro": "・", "digit": "１", "kana": "あ", "mixed": "○（君・１　"}
TAIL = "嗚\x02呼"  # what no rule expects at the end, so that a match of the whole must be given up


def _constants() -> Iterator[tuple[str, re.Pattern[str]]]:
    for folder in FOLDERS:
        for info in pkgutil.iter_modules([str(SOURCE / folder)]):
            module = importlib.import_module(f"minutes.{folder}.{info.name}")
            for name, value in vars(module).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    yield f"{folder}.{info.name}.{name}", value


def _literals() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Patterns written out where they are used: re.sub(r"…", …)."""
    for folder in FOLDERS:
        for path in sorted((SOURCE / folder).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                direct = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
                if direct and isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                    yield f"{folder}.{path.stem}: {node.args[0].value}", re.compile(node.args[0].value)


def _tables() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Patterns that are made of the tables (titles, labels, acts, places) when they are first needed."""
    from minutes.parse import act_cues, front
    from minutes.text import title_table

    table = title_table.titles()
    yield from ((f"titles.toml {name}", value) for name in table.__slots__ if isinstance(value := getattr(table, name), re.Pattern))
    yield "labels.toml", front.labels().pattern
    for name, cue in act_cues.cue_table().cues.items():
        yield from ((f"acts.toml {name} {place}", value) for place in ("first", "anywhere") if (value := getattr(cue, place, None)))


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Every pattern for document text by name, each once: constants of the modules, literals in them, and those made of tables."""
    found: dict[tuple[str, int], tuple[str, re.Pattern[str]]] = {}
    for name, pattern in sorted([*_constants(), *_tables(), *_literals()], key=lambda p: (not p[0].startswith("text.patterns."), p[0])):
        found.setdefault((pattern.pattern, pattern.flags), (name, pattern))
    return dict(found.values())


def runs(name: str) -> dict[str, str]:
    """The runs that a pattern is held against: its own hostile one where its module states it, and the usual ones, as printed and folded."""
    module, _, constant = name.rpartition(".")
    stated = getattr(importlib.import_module(f"minutes.{module}"), "HOSTILE", {}) if module.startswith(FOLDERS) and constant.isidentifier() else {}
    own = {"own": stated[constant]} if constant in stated else {}
    return RUNS | {f"{key} folded": fold(run) for key, run in RUNS.items() if fold(run) != run} | own


def seconds(pattern: re.Pattern[str], method: str, text: str) -> float:
    """Processor time of one call."""
    begun = process_time()
    getattr(pattern, method)(text)
    return process_time() - begun


def best(work: Callable[[], object], rounds: int = 2) -> float:
    """Processor time of the quickest of some runs; the garbage of all the tests before is not collected meanwhile, as timeit does it."""
    found = []
    collects = gc.isenabled()
    gc.disable()
    try:
        for _ in range(rounds):
            begun = process_time()
            work()
            found.append(process_time() - begun)
    finally:
        if collects:
            gc.enable()
    return min(found)


def _text(run: str, length: int) -> str:
    return (run * (length // len(run) + 1))[:length] + TAIL


def slow(name: str, method: str) -> str | None:
    """The first run on which the pattern is not linear, in words; None when it is linear on all of them.

    Longer runs are not tried when the time would stay under the limit even if it grew with the third power.
    """
    pattern = patterns()[name]
    for label, run in runs(name).items():
        before, shorter = 0.0, 0
        for length in STEPS:
            text = _text(run, length)
            allowed = min(SECONDS, before * RATIO * length / shorter / 2 if before > NOISE else SECONDS)
            taken = seconds(pattern, method, text)
            if allowed < taken < 4 * allowed:  # close: another process may have been in the way, so both are timed again, in turns
                pairs = [(seconds(pattern, method, text), seconds(pattern, method, _text(run, shorter)) if shorter else 0.0) for _ in range(5)]
                taken, before = sorted(pairs, key=lambda pair: pair[0] / max(pair[1], NOISE))[2]
                allowed = min(SECONDS, before * RATIO * length / shorter / 2 if before > NOISE else SECONDS)
            if taken > allowed:
                return f"{method} on {length:,} × {label}: {taken:.2f} s, after {before:.3f} s for {shorter:,}"
            if length >= 1_600 and taken * (LENGTH / length) ** 3 < SECONDS:
                break
            before, shorter = taken, length
    return None
