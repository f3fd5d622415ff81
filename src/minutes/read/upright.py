"""Vertical writing (縦書き): the characters of a page as columns from right to left, each of them a line."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from minutes.read.cells import Cells, Line
from minutes.read.glyphs import Glyphs
from minutes.read.printed import Row, across

_RUNS = re.compile("[\u2e80-\uffff]+")  # of the extraction: characters that stand upright
_ALIKE = re.compile("[\u2e80-\U0010ffff]+|[^ \u2e80-\U0010ffff]+")  # upright ones, and others
_BRACKETS = re.compile("[（）「」『』〔〕［］【】〈〉《》]")
_OPEN = 3  # columns that may still get characters: the library mixes neighbours
_LOOK = 6
_ASCENT = 0.88  # of a character above the point at which it is set


class _Piece(NamedTuple):
    """Characters that follow each other down the page; `side`: they may lie on their side, with their origin at their top."""

    x: float
    top: float
    foot: float
    text: str
    side: bool


class _Column:
    """One column while it is put together."""

    def __init__(self, x: float, size: float) -> None:
        self.x, self.size = x, size
        self.pieces: list[_Piece] = []

    def line(self) -> tuple[Line, list[tuple[int, float, float]]]:
        """The line, and for each room in it the place in its text, where the room ends, and how wide it is.

        Room of a character and more is U+3000, which such files do not draw; - ・ and the like keep their space.
        """
        upright = max((piece for piece in self.pieces if not piece.side), key=lambda piece: (piece.text[0].isalnum(), len(piece.text)), default=None)
        placed = sorted((_righted(piece, upright.x if upright else piece.x, self.size) for piece in self.pieces), key=lambda piece: -piece.top)
        words, rooms = placed[0].text, []
        for above, below in pairwise(placed):
            room = (above.foot - below.top) / self.size
            if room > 0.15:
                rooms.append((len(words), -below.top, room))
            blank = "\u3000" * min(4, round(room)) if room > 0.6 else " " if room > 0.2 and "-" in (above.text[-1], below.text[0]) else ""
            words += blank + below.text
        return Line(words.strip(" "), -placed[0].top, self.x, self.size), rooms


def _righted(piece: _Piece, upright: float, size: float) -> _Piece:
    """Signs that stand upright like the kanji (○), and those that lie on their side like letters (－): these are set a little beside the others."""
    beside = abs(piece.x - upright) > 0.02 * size
    if piece.side and not beside:
        return piece._replace(top=piece.top + _ASCENT * size, foot=piece.foot - 0.1 * size)
    if not piece.side and beside and len(piece.text) == 1:
        return piece._replace(top=piece.top - _ASCENT * size, foot=piece.foot - _ASCENT * size)
    return piece


def downward(rows: list[Row], glyphs: Glyphs) -> bool:
    """Whether the page is written from top to bottom: kanji and kana that follow each other in its longest row say so."""
    row, places = max(rows, key=_length, default=("", range(0)))
    run = max(_RUNS.finditer(row), key=lambda match: (match[0] >= "\u2e80", len(match[0])), default=None)
    if not glyphs.exact or run is None or len(run[0]) < 2:
        return False
    first, last = glyphs.box(places[run.start()]), glyphs.box(places[min(run.end(), run.start() + _LOOK) - 1])
    return abs(first[0] - last[0]) < 0.5 * (first[1] - last[1])


def _length(row: Row) -> int:
    return len(row[0])


def lines(rows: list[Row], glyphs: Glyphs, cells: Cells) -> list[Line]:
    """The columns of a page and, of its running heads, the lines that go across."""
    found: list[Line] = []
    rooms: list[list[tuple[int, float, float]]] = []
    columns: list[_Column] = []

    def close() -> None:
        for line, room in [column.line() for column in columns]:
            found.append(line)
            rooms.append(room)
        columns.clear()

    for row, places in rows:
        if not places:
            continue
        if _goes_across(row, places[0], glyphs):
            close()
            for line in across(row, places, glyphs):
                found.append(line)
                rooms.append([])
            continue
        size = _size(row, places[0], glyphs)
        for piece in _pieces(row, places[0], glyphs, size):
            _add(piece, size, columns)
    close()
    return cells.parted(found, lambda i, edge: _parted_at(found[i].text, rooms[i], edge))


def _parted_at(words: str, rooms: list[tuple[int, float, float]], edge: float) -> tuple[str, str] | None:
    place = next((place for place, left, _ in rooms if abs(left - edge) <= 1), None)
    return (words[:place].strip("\u3000 "), words[place:].strip("\u3000 ")) if place else None


def _goes_across(row: str, at: int, glyphs: Glyphs) -> bool:
    begun = row.strip(" ")
    if len(begun) - begun.count(" ") < 3:
        return False
    start = at + len(row) - len(row.lstrip(" "))
    (left, top), (right, foot) = glyphs.origin(start), glyphs.origin(start + len(begun) - 1)
    return right - left > 10 and abs(top - foot) < 3


def _add(piece: _Piece, size: float, columns: list[_Column]) -> None:
    """Put characters into the column in which they stand, one of the last few or a new one."""
    for column in columns[: -_OPEN - 1 : -1]:
        if abs(column.x - piece.x) < 0.7 * size:
            column.pieces.append(piece)
            return
    columns.append(_Column(piece.x, size))
    columns[-1].pieces.append(piece)


def _size(row: str, at: int, glyphs: Glyphs) -> float:
    """The height of the upright characters: that of the first letter among them, because brackets and marks may have no room of their own."""
    letter = next((at + i for i, char in enumerate(row) if char >= "\u2e80" and char.isalnum()), None)
    if letter is None:
        return 10.0
    _, bottom, _, top = glyphs.box(letter)
    return top - bottom or 10.0


def _pieces(row: str, at: int, glyphs: Glyphs, size: float) -> Iterator[_Piece]:
    """The characters of a row, those together that follow each other evenly: upright ones, or digits side by side (縦中横)."""
    for run in _ALIKE.finditer(row):
        words, first = run[0], at + run.start()
        wide = words[0] >= "\u2e80"
        start = 0
        for stop in [*(_breaks_down if wide else _breaks_across)(words, first, glyphs, size), len(words)]:
            x, top = glyphs.origin(first + start)
            foot = glyphs.origin(first + stop - 1)[1] if stop > start + 1 else top
            yield _piece(words[start:stop], x, top, foot, size, wide=wide)
            start = stop


def _breaks_down(words: str, first: int, glyphs: Glyphs, size: float) -> list[int]:
    """Which characters do not stand below the one before: a stretch whose ends are as far apart as its characters need is not looked into.

    A bracket set in half the room and the room behind another make up for each other: a stretch goes no further than to the next one.
    """
    last = len(words) - 1
    if not last:
        return []
    step, near = glyphs.origin(first)[1] - glyphs.origin(first + 1)[1], 0.12 * size
    step = step if 0.88 * size < step < 1.2 * size else size  # the room that a font gives a character is often less than it needs
    ends = sorted({0, last, *(at for match in _BRACKETS.finditer(words) for at in match.span() if at < last)})
    found, stretches = [], [*pairwise(ends)][::-1]
    while stretches:
        low, high = stretches.pop()
        (left, top), (right, foot) = glyphs.origin(first + low), glyphs.origin(first + high)
        if abs(top - foot - (high - low) * step) < near and abs(right - left) < 0.3:
            continue
        if high - low == 1:
            found.append(high)
        else:
            middle = (low + high) // 2
            stretches += [(middle, high), (low, middle)]
    return found


def _breaks_across(words: str, first: int, glyphs: Glyphs, size: float) -> list[int]:
    """Which characters do not stand to the right of the one before."""
    points = [glyphs.origin(place) for place in range(first, first + len(words))]
    return [i for i, ((x, y), (after, below)) in enumerate(pairwise(points), 1) if abs(y - below) >= 0.12 * size or after <= x]


def _piece(text: str, x: float, top: float, foot: float, size: float, *, wide: bool) -> _Piece:
    if wide or len(text) > 1:
        return _Piece(x, top + _ASCENT * size, foot - (1 - _ASCENT) * size, text, side=False)
    return _Piece(x, top, foot - (0.35 if text in "-.,:;'" else 0.5) * size, text, side=True)
