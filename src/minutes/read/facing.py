"""Two pages on one sheet (見開き), or two columns of talk, that the file draws row by row: each row is parted again, left before right."""

import re
from collections.abc import Sequence
from statistics import median

from minutes.read.cells import Line

_HEADING = re.compile(r"[\s\u3000]{0,8}(?:[○◯〇◆◎●]|【)[\s\u3000]?[^\s。、]{2,}")
_NUMBER = re.compile(r"[\s\-－‐―−–]*([0-9０-９]{1,4})[\s\-－‐―−–]*")
_FEW = 5  # rows of two halves below which nothing is said
_SHARE = 0.6
_BROAD = 10  # characters of the usual half: a table of speakers has a narrow one

HOSTILE = {"_HEADING": "○ ", "_NUMBER": "- "}


def unfolded(lines: list[Line]) -> list[Line]:
    """The lines of a page with its left half before its right half, where both halves are talk side by side; any other page as it is.

    Told by speakers' headings that begin rows of both halves, or by page numbers n and n+1 in one row. In a table of
    questions and answers neither is found, and its rows stay rows.
    """
    pairs = [line.text.split("\t") for line in lines]
    both = [(a, b) for a, b in (p for p in pairs if len(p) == 2) if a.strip() and b.strip()]
    if len(both) < max(_FEW, _SHARE * len(lines)) or min(median(len(a) for a, _ in both), median(len(b) for _, b in both)) < _BROAD:
        return lines
    if not (_numbered(both) or all(any(_HEADING.match(pair[side]) for pair in both) for side in (0, 1))):
        return lines
    edge = min(line.left for line in lines)
    left = [line._replace(text=cells[0]) for line, cells in zip(lines, pairs, strict=True) if cells[0].strip()]
    right = [line._replace(text="\t".join(cells[1:]), left=edge) for line, cells in zip(lines, pairs, strict=True) if len(cells) > 1 and "".join(cells[1:]).strip()]
    return [*left, *right]


def _numbered(both: Sequence[tuple[str, str]]) -> bool:
    numbers = [(_NUMBER.fullmatch(a), _NUMBER.fullmatch(b)) for a, b in (both[0], both[-1])]
    return any(a and b and int(b[1]) == int(a[1]) + 1 for a, b in numbers)
