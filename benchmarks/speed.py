"""Characters per second on one core: read + parse, parse + tag with and without tokenizing, beside bare fugashi over the same text.

python benchmarks/speed.py [FOLDER …]      default: the sample corpora and, when present, ../shared/corpora/archive
"""

import sys
import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

import fugashi

import minutes as mn
from minutes.themes.dictionary import load_themes
from minutes.themes.tag import tag_meeting
from minutes.words.tokens import rows

ROUNDS = 3
FILES = 30


def files(folder: Path) -> list[Path]:
    """At most FILES text files of a folder, in sorted order."""
    return sorted(folder.rglob("*.txt"))[:FILES]


def drain(results: Iterable[object]) -> None:
    """Go through the results without keeping any, as a batch does."""
    deque(results, maxlen=0)


def best(work: Callable[[], object]) -> float:
    """CPU seconds of the best of ROUNDS runs."""
    found = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found)


def main() -> None:
    """Print one table a folder, all in this run."""
    for folder in [Path(f) for f in sys.argv[1:]] or [Path("corpora/sample"), Path("../shared/corpora/archive")]:
        if folder.is_dir():
            measure(folder)


def measure(folder: Path) -> None:
    """One row a path through the package, over the same text."""
    paths = files(folder)
    meetings = [mn.read(p) for p in paths]
    chars = sum(len(m.source.text) for m in meetings)
    themes, tagger = load_themes(), fugashi.Tagger()
    lines = [line for m in meetings for line in m.source.text.splitlines() if line.strip()]
    work_of = {
        "bare fugashi.Tagger.parse, line by line": lambda: drain(tagger.parse(line) for line in lines),
        "read + parse": lambda: drain(mn.read(p) for p in paths),
        "read + parse + tag (no tokens)": lambda: drain(tag_meeting(mn.read(p), themes) for p in paths),
        "read + parse + tag + tokens": lambda: drain((tag_meeting(m, themes), [len(rows(t.text)) for t in m.turns]) for m in map(mn.read, paths)),
    }
    print(f"{folder}: {len(paths)} files, {chars:,} characters, best of {ROUNDS}, CPU time, one core")
    for name, work in work_of.items():
        print(f"  {name:43} {chars / best(work) / 1e6:6.2f} M characters/s")


if __name__ == "__main__":
    main()
