"""Were two columns of a page read across, so that no line goes on with the line before it?"""

import itertools
import re
from collections.abc import Sequence

from minutes.parse.lines import Lines

_GAP = re.compile(r"\S\s{2,}(?=\S)")
_ENDED = ("。", "」", ")", "】", ":", "、")
_ENOUGH = 40  # pairs of lines below which nothing is said
_SAMPLE = 320

HOSTILE = {"_GAP": "あ  "}


def interleaved(lines: Lines) -> bool:
    """Do the lines go on at every second line, or side by side, more often than from one line to the next?

    Told by pairs of characters: where a sentence is broken at the end of a line, the last character and the first of
    the next line are a pair that stands elsewhere in the text (市|民); across two columns they are chance.
    """
    rows = _rows(lines)
    if len(rows) < _ENOUGH or not lines.width:
        return False
    known = {pair for row in rows for pair in itertools.pairwise(row)}
    if _goes_on(rows, known, 2) >= _goes_on(rows, known, 1) + 0.2:
        return True
    parted = [(row[: m.start() + 1], row[m.end() :]) for row in rows if (m := _GAP.search(row)) and m.start() >= 5 and len(row) - m.end() >= 6]
    if len(parted) < max(_ENOUGH, 0.5 * len(rows)):
        return False
    left = [a for a, _ in parted]
    return _goes_on(left, known, 1) >= 0.3


def _rows(lines: Lines) -> list[str]:
    content = (line.strip() for i, line in enumerate(lines.folded) if not lines.blank[i] and i not in lines.paper)
    return [row for _, row in zip(range(_SAMPLE), (row for row in content if len(row) > 6), strict=False)]


def _goes_on(rows: Sequence[str], known: set[tuple[str, str]], step: int) -> float:
    """The share of unfinished rows whose last character and the first one `step` rows on are a known pair; 0.0 of too few."""
    pairs = [(a[-1], b[0]) in known for a, b in zip(rows, rows[step:], strict=False) if not a.endswith(_ENDED)]
    return sum(pairs) / len(pairs) if len(pairs) >= _ENOUGH else 0.0
