"""The lines of a PDF page as they are printed: their characters, and where each begins on the paper."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import cast

from minutes.read.cells import Cells, Line
from minutes.read.glyphs import Glyphs

Row = tuple[str, Sequence[int]]  # a line of the library's, and the places of its characters on the page


_Start = tuple[float, float, float]  # left, bottom and size of a line
_FLAT = re.compile("[―─━]")


def lines(rows: Iterable[Row], glyphs: Glyphs, cells: Cells) -> list[Line]:
    """The lines of one page in the order in which the file draws them."""
    if not glyphs.exact:
        return [Line(_closed(row, places, glyphs)) for row, places in rows if row.strip(" ")]
    found: list[Line] = []
    sources: list[Row] = []
    for row, places, start in _whole(rows, glyphs):
        for line in _ruled(row, places, glyphs) if glyphs.ruled and _FLAT.search(row) else (Line(_closed(row, places, glyphs), *start),):
            found.append(line)
            sources.append((row, places))
    return cells.parted(found, lambda i, edge: _parted_at(*sources[i], edge, glyphs))


def _whole(rows: Iterable[Row], glyphs: Glyphs) -> Iterator[tuple[str, Sequence[int], _Start]]:
    """The rows of a page and where they begin; those that the library broke off in the middle of a line are put together."""
    row, places = "", cast("Sequence[int]", ())
    left = bottom = size = 0.0
    for after, there in rows:
        begun = after.lstrip(" ")
        if not begun:
            continue
        blank = len(after) - len(begun)
        start = _stands(begun, there[blank], glyphs, size)
        if row and start[0] > left and abs(start[1] - bottom) < 0.3 * size and -0.5 < (start[0] - glyphs.box(places[-1])[2]) / size < 0.5:
            row, places = row + begun, [*places, *there[blank:]]
            continue
        if row:
            yield row, places, (left, bottom, size)
        row, places = after.rstrip(" "), there
        left, bottom, size = start
    if row:
        yield row, places, (left, bottom, size)


def across(row: str, places: Sequence[int], glyphs: Glyphs) -> Iterator[Line]:
    """One line of the library's, or the several that it really is."""
    if _FLAT.search(row):
        yield from _ruled(row, places, glyphs)
    elif begun := row.lstrip(" "):
        yield Line(_closed(row, places, glyphs), *_stands(begun, places[len(row) - len(begun)], glyphs, 0.0))


def _stands(row: str, at: int, glyphs: Glyphs, usual: float) -> _Start:
    """Left, bottom and size of a line; a mark such as ・ has sometimes no room of its own, and its neighbour says the size."""
    left, bottom, _, top = glyphs.box(at)
    if (usual <= 0 or top - bottom < 0.6 * usual) and not row[0].isalnum() and row[1:2].isalnum():
        _, low, _, high = glyphs.box(at + 1)
        if top - bottom < 0.6 * (high - low):
            return glyphs.origin(at)[0], low, high - low
    return left, bottom, top - bottom


def _ruled(row: str, places: Sequence[int], glyphs: Glyphs) -> Iterator[Line]:
    """The flat glyphs of a ――― rule hide line ends from PDFium: the characters are put back by their height."""
    rows: dict[int, list[tuple[float, str, float, float]]] = {}
    for i, char in enumerate(row):
        left, bottom, _, top = glyphs.box(places[i])
        middle = (bottom + top) / 2
        key = next((y for y in rows if abs(y - middle) < 5), round(middle))
        rows.setdefault(key, []).append((left, char, bottom, top - bottom))
    if len(rows) == 1:
        yield Line(_closed(row, places, glyphs), *next((c[0], c[2], c[3]) for chars in rows.values() for c in chars))
        return
    for _, chars in sorted(rows.items(), reverse=True):
        chars.sort(key=lambda c: c[0])
        yield Line(glyphs.cleaned("".join(c[1] for c in chars)), chars[0][0], chars[0][2], chars[0][3])


def _closed(text: str, places: Sequence[int], glyphs: Glyphs) -> str:
    """Without the spaces that nobody typed: programs leave a little room between 令和 and 6, which is read as a space.

    Only a space between a kanji or kana and a Latin letter or digit goes, and only where the room is less than two fifths of a
    character; the room between two cells, more than three, becomes a tab. `places` are those of the characters on their page.
    """
    if " " not in text or text.isascii():
        return glyphs.cleaned(text)
    pieces = text.split(" ")
    kept, at = [pieces[0]], len(pieces[0])
    for before, after in pairwise(pieces):
        blank = " "
        if before and after:
            room = glyphs.room(places[at]) if glyphs.exact else 0.0
            if 0 <= room < 0.4 and before != "-" and _mixed(before[-1], after[0]):  # - 前回の…: a bullet
                blank = ""
            elif room > 3:
                blank = "\t"
        kept.append(blank + after)
        at += 1 + len(after)
    return glyphs.cleaned("".join(kept))


def _mixed(before: str, after: str) -> bool:
    wide, narrow = (before, after) if before >= "\u2e80" else (after, before)
    return "\u3040" <= wide <= "\uffef" and narrow.isascii() and (narrow.isalnum() or narrow in "%,.-(")


def _parted_at(row: str, places: Sequence[int], edge: float, glyphs: Glyphs) -> tuple[str, str] | None:
    """The words before and from the character that stands at `edge` behind room that nobody typed."""
    low, high = 0, len(row)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if glyphs.origin(places[middle])[0] < edge - 1 else (low, middle)
    low += low < len(row) and row[low] == " "
    before = row[:low].rstrip(" ")
    blank = low - len(before)
    if low == len(row) or not before or row[low] == " " or blank > 1 or (blank and not glyphs.generated(places[low - 1])):
        return None
    left, bottom, _, top = glyphs.box(places[low])
    if abs(left - edge) > 1 or left - glyphs.box(places[len(before) - 1])[2] < 0.15 * (top - bottom):
        return None
    return _closed(before, places, glyphs), _closed(row[low:], places[low:], glyphs)
