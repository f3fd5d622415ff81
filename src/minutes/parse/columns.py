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
    return lines.once(_interleaved)


def _interleaved(lines: Lines) -> bool:
    rows = _rows(lines) if lines.width else []
    if len(rows) < _ENOUGH:
        return False
    near, far = _joints(rows, 1), _joints(rows, 2)
    known = _known(rows, {*near, *far})
    if _goes_on(far, known) >= _goes_on(near, known) + 0.2:
        return True
    gapped = [row for row in rows if "  " in row or not row.isprintable()]
    parted = [(row[: m.start() + 1], row[m.end() :]) for row in gapped if (m := _GAP.search(row)) and m.start() >= 5 and len(row) - m.end() >= 6]
    if len(parted) < max(_ENOUGH, 0.5 * len(rows)):
        return False
    left = _joints([a for a, _ in parted], 1)
    return _goes_on(left, _known(rows, set(left))) >= 0.3


def _rows(lines: Lines) -> list[str]:
    twin, paper = lines.twin, lines.paper
    content = (twin[at:end] for i, (at, end) in enumerate(zip(lines.firsts, lines.ends, strict=True)) if end - at > 6 and i not in paper)
    return list(itertools.islice(content, _SAMPLE))


def _joints(rows: Sequence[str], step: int) -> list[tuple[str, str]]:
    """The last character of each unfinished row with the first one `step` rows on."""
    return [(a[-1], b[0]) for a, b in zip(rows, rows[step:], strict=False) if not a.endswith(_ENDED)]


def _known(rows: Sequence[str], joints: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of these pairs that stand side by side within a row."""
    text = "\n".join(rows)
    return joints.intersection(itertools.pairwise(text))


def _goes_on(joints: Sequence[tuple[str, str]], known: set[tuple[str, str]]) -> float:
    """The share of unfinished rows whose joint is a known pair; 0.0 of too few."""
    return sum([joint in known for joint in joints]) / len(joints) if len(joints) >= _ENOUGH else 0.0
