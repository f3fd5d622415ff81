"""Tables whose rules are not in the text: what begins where the second column begins is parted from the first by a tab."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from math import inf
from statistics import median_low
from typing import NamedTuple

_NEAR = 1.0  # points: lines of one column begin at the same place
_FEW = 5
_LABEL = 20
_BROKEN = 3  # lines more that a name may take in a narrow cell


class Line(NamedTuple):
    """One printed line; `left` and `bottom` are where its first character stands, `size` is the height of it, in points.

    Of a column of vertical writing they are those of the page turned by a quarter: `left` grows downwards, `bottom` to the right.
    """

    text: str
    left: float = 0.0
    bottom: float = 0.0
    size: float = 0.0


Parted = Callable[[int, float], tuple[str, str] | None]


class Cells:
    """The places at which the second columns of a document's tables begin, learned page by page."""

    def __init__(self) -> None:
        self.edges: list[float] = []

    def parted(self, lines: list[Line], part: Parted) -> list[Line]:
        """The lines of one page with a tab before what stands in a second column: 会長⇥始めます, and ⇥ before what goes on below.

        `part` gives the words of a line before and from the character at a place where untyped room ends, None where there is none.
        A place is that of a column when names of different lengths stand before it, so that it is the room that differs, and when
        it is no whole number of characters from where they begin: then the room is blanks that were typed.
        """
        size = median_low([line.size for line in lines]) if lines else 0.0
        for edge in self._places(lines, size):
            rows = {i: found for i, line in enumerate(lines) if _off(line, edge, size) and (found := _row(part(i, edge)) or _beside(lines, i, edge)) and _name(found[0])}
            below = [i for i, line in enumerate(lines) if -_NEAR < line.left - edge < 3.2 * size and line.text[:1] != "\t"]
            known = any(abs(edge - other) < _NEAR for other in self.edges)
            if known or (len(rows) + len(below) >= _FEW and len({len(name) for name, _, _ in rows.values()}) > 1):
                self.edges += [] if known else [edge]
                _set(lines, edge, size or 1.0, rows, below)
        return lines

    def _places(self, lines: list[Line], size: float) -> Iterator[float]:
        """Where two lines of the page begin that are set in by two characters or more, and where columns began on the pages before."""
        if not size:
            return
        lefts = sorted(line.left for line in lines)
        again = [b for a, b in pairwise(lefts) if b - a < _NEAR and b > lefts[0] + 2 * size]
        known = [edge for edge in self.edges if lefts[0] < edge]
        last = -inf
        for place in sorted({*again, *known}):
            if place - last >= _NEAR:
                yield place
                last = place


def _off(line: Line, edge: float, size: float) -> bool:
    """Whether `edge` is to the right of the beginning of the line, and not by a whole number of characters."""
    characters = (edge - line.left) / size
    return characters > 1.5 and abs(characters - round(characters)) > 0.1


def _row(found: tuple[str, str] | None) -> tuple[str, str, int] | None:
    return (*found, 0) if found else None


def _beside(lines: list[Line], i: int, edge: float) -> tuple[str, str, int] | None:
    """Two cells of a row that the library gives one after the other, 委員⏎Ａ⏎始めます: name, words, and how many lines below belong to them."""
    line, name = lines[i], lines[i].text
    for more, after in enumerate(lines[i + 1 : i + 2 + _BROKEN], 1):
        if abs(after.left - edge) < _NEAR and abs(after.bottom - line.bottom) < 0.3 * line.size:
            return name, after.text, more
        if abs(after.left - line.left) > _NEAR:
            return None
        name += after.text
    return None


def _set(lines: list[Line], edge: float, size: float, rows: dict[int, tuple[str, str, int]], below: list[int]) -> None:
    """Write the tabs; cells that stood as lines of their own go to their row, and leave empty ones behind."""
    for i in below:
        indent = round((lines[i].left - edge) / size)
        lines[i] = lines[i]._replace(text="\t" + "\u3000" * indent + lines[i].text)
    for i, (name, words, more) in rows.items():
        lines[i] = lines[i]._replace(text=f"{name}\t{words}")
        for below_it in range(i + 1, i + 1 + more):
            lines[below_it] = lines[below_it]._replace(text="")


def _name(words: str) -> bool:
    """Whether the words could be the first cell of a row: short, no sentence, and not a number alone."""
    return len(words) <= _LABEL and "。" not in words and any(char.isalpha() or char == "〃" for char in words)
