"""Characters per second on one core: read + parse, parse + tag with and without tokenizing, beside bare fugashi over the same text.

python benchmarks/speed.py [--linear] [FOLDER …]      default: the sample corpora and, when present, ../shared/corpora/archive

With --linear: the time to parse one document of 250,000 characters, and of twice as many, up to 4,000,000, as it stands and hard-wrapped.
"""

import math
import sys
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import fugashi

import minutes as mn
from minutes.themes.dictionary import load_themes
from minutes.themes.tag import tag_meeting
from minutes.words.lexicon import Lexicon
from minutes.words.tokens import rows

ROUNDS = 3
FILES = 30
WIDTH, PAGE = 38, 36  # characters a line and lines a page where text is set in lines
SIZES = (250_000, 500_000, 1_000_000, 2_000_000, 4_000_000)


def files(folder: Path) -> list[Path]:
    """At most FILES text files of a folder, in sorted order."""
    return sorted(folder.rglob("*.txt"))[:FILES]


def drain(results: Iterable[object]) -> None:
    """Go through the results without keeping any, as a batch does."""
    deque(results, maxlen=0)


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one run."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def wrapped(text: str) -> str:
    """The text broken by hand at WIDTH characters, with a page number after every PAGE lines."""
    rows = [line[at : at + WIDTH] for line in text.split("\n") for at in range(0, len(line) or 1, WIDTH)]
    return "\n".join(row if n % PAGE else f"{row}\n－{n // PAGE}－" for n, row in enumerate(rows, 1))


def main() -> None:
    """Print one table a folder, all in this run."""
    named = [Path(f) for f in sys.argv[1:] if f != "--linear"]
    for folder in named or [Path("corpora/sample"), Path("../shared/corpora/archive")]:
        if folder.is_dir():
            (linear if "--linear" in sys.argv else measure)(folder)


def linear(folder: Path) -> None:
    """Seconds for one document that is doubled again and again: the files in the commonest layout of the folder, one after the other."""
    by_layout: dict[str, list[str]] = defaultdict(list)
    for meeting in map(mn.read, sorted(folder.rglob("*.txt"))):
        by_layout[meeting.layout or "none"].append(meeting.source.text)
    layout, texts = max(by_layout.items(), key=lambda row: (sum(map(len, row[1])), row[0]))
    whole = "\n".join(texts)[: SIZES[0]]
    while len(whole) < SIZES[-1]:
        whole += "\n" + whole
    for name, setting in (("as printed", whole), ("hard-wrapped", wrapped(whole))):
        print(f"{folder}: {layout}, {name}, one document, best of {ROUNDS}, CPU time, one core")
        before = 0.0
        for size in SIZES:
            text = setting[:size]
            taken = min(seconds(partial(mn.parse, text)) for _ in range(ROUNDS))
            ratio = f"  × {taken / before:.2f}" if before else ""
            print(f"  {len(text):10,} characters {taken:7.2f} s {len(text) / taken / 1e6:6.2f} M characters/s{ratio}")
            before = taken


def measure(folder: Path) -> None:
    """One row a path through the package, over the same text."""
    paths = files(folder)
    meetings = [mn.read(p) for p in paths]
    chars = sum(len(m.source.text) for m in meetings)
    themes, tagger, lexicon = load_themes(), fugashi.Tagger(), Lexicon()
    lines = [line for m in meetings for line in m.source.text.splitlines() if line.strip()]
    lines_of_pages = [wrapped(m.source.text) for m in meetings]
    work_of = {
        "bare fugashi.Tagger.parse, line by line": lambda: drain(tagger.parse(line) for line in lines),
        "read + parse": lambda: drain(mn.read(p) for p in paths),
        "parse, the same text hard-wrapped": lambda: drain(mn.parse(text) for text in lines_of_pages),
        "read + parse + tag (no tokens)": lambda: drain(tag_meeting(mn.read(p), themes) for p in paths),
        "tag alone (dictionary and context)": lambda: drain(tag_meeting(m, themes) for m in meetings),
        "tag + token ids, of parsed meetings": lambda: drain((tag_meeting(m, themes), lexicon.encode([t.text for t in m.turns])) for m in meetings),
        "read + parse + tag + token ids": lambda: drain((tag_meeting(m, themes), lexicon.encode([t.text for t in m.turns])) for m in map(mn.read, paths)),
        "read + parse + tag + rows of tokens": lambda: drain((tag_meeting(m, themes), [len(rows(t.text)) for t in m.turns]) for m in map(mn.read, paths)),
    }
    print(f"{folder}: {len(paths)} files, {chars:,} characters, best of {ROUNDS}, CPU time, one core; × bare fugashi")
    taken: dict[str, float] = {}
    for _ in range(ROUNDS):  # all of them in every round: what else the machine does hits them alike
        for name, work in work_of.items():
            taken[name] = min(taken.get(name, math.inf), seconds(work))
    bare = taken[next(iter(work_of))]
    for name, spent in taken.items():
        print(f"  {name:43} {chars / spent / 1e6:6.2f} M characters/s  × {bare / spent:.2f}")


if __name__ == "__main__":
    main()
