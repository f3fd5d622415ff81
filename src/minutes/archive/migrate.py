"""Stores of older formats are brought up to date step by step: a copy, checked, then swapped in by one rename."""

from collections.abc import Callable, Mapping
from pathlib import Path

from minutes.archive import journal
from minutes.archive.durable import put, remove
from minutes.archive.journal import Entry

Step = Callable[[Entry], Entry]
STEPS: Mapping[int, Step] = {}
"""For each old format the function that turns a line of its journal into a line of the next; shards stay as they are."""


def migrate(folder: Path, *, steps: Mapping[int, Step] = STEPS) -> int:
    """Bring the journal of a store to the format of this version; the format that it had. Killed half-way, the old store is there.

    The journal is the only file that says how the store is laid out, and it is swapped in by one rename.
    """
    had = journal.format_of(folder)
    if had == journal.FORMAT:
        return had
    found = journal.read(folder).entries
    entries = [{k: v for k, v in entry.items() if k != "n"} for entry in found[1:]]
    for number in range(had, journal.FORMAT):
        entries = [dict(steps[number](entry)) for entry in entries]
    remove(folder / journal.CLOSED)
    put(folder / journal.NAME, b"".join(journal.line(n, entry) for n, entry in enumerate([journal.opening(), *entries])))
    return had
