"""The lines of a PDF page as they are printed: their characters, and where each begins on the paper."""

import re
import unicodedata
from collections.abc import Iterator
from ctypes import c_double
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

# Radicals that fonts hand out in place of the kanji and that NFKC leaves alone
_RADICALS = dict(zip("⺟⺠⻁⻄⻅⻆⻌⻑⻘⻝⻤⻨⻩⻫⻭⻯⻲", "母民虎西見角辶長青食鬼麦黄斉歯竜亀", strict=True))
_RADICALS |= {chr(c): unicodedata.normalize("NFKC", chr(c)) for c in range(0x2F00, 0x2FD6)}
_SYMBOLS = dict.fromkeys(map(chr, range(0xF020, 0xF100)), "・")  # bullets of Wingdings and Symbol
_CLEAN = str.maketrans(_RADICALS | _SYMBOLS | {"\ufffe": "", "\u0002": "", "\0": "", "\ufeff": ""})
_UNCLEAN = re.compile("[\u2e80-\u2fdf\uf020-\uf0ff\ufffe\ufeff\u0002\0]")  # of the extraction, not of minutes


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; `left` and `bottom` are where its first character stands, `size` is the height of it, in points.

    Of a column of vertical writing they are those of the page turned by a quarter: `left` grows downwards, `bottom` to the right.
    """

    text: str
    left: float = 0.0
    bottom: float = 0.0
    size: float = 0.0


class _Glyphs:
    """Where the characters of one page stand; without `exact` their places are not known."""

    def __init__(self, textpage: Any, *, exact: bool) -> None:
        from pypdfium2 import raw

        self.exact = exact
        self._page, self._raw, self._box = textpage, raw, raw.FS_RECTF()

    def box(self, place: int) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of one character with the room that its font gives it."""
        box = self._box
        self._raw.FPDFText_GetLooseCharBox(self._page, place, box)
        return box.left, box.bottom, box.right, box.top

    def origin(self, place: int) -> tuple[float, float]:
        """The point at which one character is set."""
        x, y = c_double(), c_double()
        self._raw.FPDFText_GetCharOrigin(self._page, place, x, y)
        return x.value, y.value

    def loose(self, place: int) -> bool:
        """Whether the space at `place` was put there by the library over a small gap: less than two fifths of a character."""
        if not self.exact:
            return True
        if self._raw.FPDFText_IsGenerated(self._page, place) != 1:
            return False
        end, after = self.box(place - 1), self.box(place + 1)
        return after[0] - end[2] < 0.4 * (after[3] - after[1])

    def apart(self, place: int) -> bool:
        """Whether the space at `place` stands for the room between two cells of a table: more than three characters that nobody typed."""
        if not self.exact or self._raw.FPDFText_IsGenerated(self._page, place) != 1:
            return False
        end, after = self.box(place - 1), self.box(place + 1)
        return after[0] - end[2] > 3 * (after[3] - after[1])


def printed_lines(page: Any) -> tuple[list[Line], int]:
    """The lines of one page in the order in which the file draws them, empty ones left out, and how many characters it draws.

    The number is the library's own count of characters that are not blank: what is not in the lines was lost on the way.
    """
    textpage = page.get_textpage()
    count = textpage.count_chars()
    text: str = textpage.get_text_range(errors="replace") if count > 0 else ""
    glyphs = _Glyphs(textpage, exact=count == len(text))  # not so with characters outside the BMP
    rows = list(_rows(text))
    printed = _columns if _downward(rows, glyphs) else _printed
    lines = [line for row, at in rows if row.strip(" ") for line in printed(row, at, glyphs)]
    textpage.close()
    clean = text.translate(_CLEAN) if _UNCLEAN.search(text) else text
    drawn = max(0, count) - len(text) + sum(map(len, clean.split()))
    return [line for line in lines if line.text], drawn


def _rows(text: str) -> Iterator[tuple[str, int]]:
    at = 0
    for row in text.split("\n"):
        yield row.rstrip("\r"), at
        at += len(row) + 1


def _downward(rows: list[tuple[str, int]], glyphs: _Glyphs) -> bool:
    """Whether the page is written from top to bottom (縦書き): its longest row says so."""
    row, at = max(rows, key=_length, default=("", 0))
    if not glyphs.exact or len(row.strip()) < 4:
        return False
    first, last = glyphs.box(at + len(row) - len(row.lstrip())), glyphs.box(at + len(row.rstrip()) - 1)
    return abs(first[0] - last[0]) < 0.5 * (first[1] - last[1])


def _length(row: tuple[str, int]) -> int:
    return len(row[0])


def _across(row: str, at: int, glyphs: _Glyphs) -> bool:
    visible = [i for i, char in enumerate(row) if char != " "]
    if len(visible) < 3:
        return False
    (x, y), (after, below) = glyphs.origin(at + visible[0]), glyphs.origin(at + visible[-1])
    return after - x > 10 and abs(y - below) < 3


def _columns(row: str, at: int, glyphs: _Glyphs) -> Iterator[Line]:
    """The columns of a row of vertical writing; room of a character and more is U+3000, which such files do not draw.

    Letters and digits that lie on their side (A, 1, -) have their origin at their top, the others near their foot.
    """
    if _across(row, at, glyphs):  # a running head of such a page
        yield from _printed(row, at, glyphs)
        return
    size = max((b[3] - b[1] for b in (glyphs.box(at + i) for i in [i for i, char in enumerate(row) if _wide(char)][:8])), default=10.0)
    columns: dict[float, list[tuple[float, float, str]]] = {}
    for i, char in enumerate(row):
        if char != " ":
            x, y = glyphs.origin(at + i)
            column = next((other for other in reversed(columns) if abs(other - x) < 0.7 * size), x)
            columns.setdefault(column, []).append((y + 0.88 * size, size, char) if _wide(char) else (y, 0.5 * size, char))
    for x, chars in columns.items():
        chars.sort(key=lambda c: -c[0])
        gaps = [above - step - top for (above, step, _), (top, _, _) in pairwise(chars)]
        words = chars[0][2] + "".join("\u3000" * min(4, round(gap / size)) * (gap > 0.6 * size) + char for gap, (_, _, char) in zip(gaps, chars[1:], strict=True))
        yield Line(_cleaned(words), -chars[0][0], x, size)


def _wide(char: str) -> bool:
    return char >= "\u2e80"


def _printed(row: str, at: int, glyphs: _Glyphs) -> Iterator[Line]:
    """One line of PDFium's, or the several that it really is."""
    if not glyphs.exact:
        yield Line(_cleaned(_close_gaps(row, at, glyphs)))
    elif "―" in row or "─" in row or "━" in row:
        yield from _parted(row, at, glyphs)
    elif visible := row.lstrip(" "):
        left, bottom, _, top = glyphs.box(at + len(row) - len(visible))
        yield Line(_cleaned(_close_gaps(row, at, glyphs)), left, bottom, top - bottom)


def _cleaned(text: str) -> str:
    return (text.translate(_CLEAN) if _UNCLEAN.search(text) else text).strip(" ")


def _parted(row: str, at: int, glyphs: _Glyphs) -> Iterator[Line]:
    """The flat glyphs of a ――― rule hide line ends from PDFium: the characters are put back by their height."""
    rows: dict[int, list[tuple[float, str, float, float]]] = {}
    for i, char in enumerate(row):
        left, bottom, _, top = glyphs.box(at + i)
        middle = (bottom + top) / 2
        key = next((y for y in rows if abs(y - middle) < 5), round(middle))
        rows.setdefault(key, []).append((left, char, bottom, top - bottom))
    if len(rows) == 1:
        yield Line(_cleaned(_close_gaps(row, at, glyphs)), *next((c[0], c[2], c[3]) for chars in rows.values() for c in chars))
        return
    for _, chars in sorted(rows.items(), reverse=True):
        chars.sort(key=lambda c: c[0])
        yield Line(_cleaned("".join(c[1] for c in chars)), chars[0][0], chars[0][2], chars[0][3])


def _close_gaps(text: str, at: int, glyphs: _Glyphs) -> str:
    """Without the spaces that nobody typed: programs leave a little room between 令和 and 6, which is read as a space.

    Only a space between a kanji or kana and a Latin letter or digit goes, and only where the file holds no such
    character; the room between two cells becomes a tab. `at` is where `text` begins on its page.
    """
    if " " not in text or text.isascii():
        return text
    pieces = text.split(" ")
    kept, place = [pieces[0]], at + len(pieces[0])
    for before, after in pairwise(pieces):
        closed = before and after and before != "-" and _mixed(before[-1], after[0]) and glyphs.loose(place)  # - 前回の…: a bullet
        kept.append(after if closed else ("\t" if before and after and glyphs.apart(place) else " ") + after)
        place += 1 + len(after)
    return "".join(kept)


def _mixed(before: str, after: str) -> bool:
    wide, narrow = (before, after) if before >= "\u2e80" else (after, before)
    return "\u3040" <= wide <= "\uffef" and narrow.isascii() and (narrow.isalnum() or narrow in "%,.-(")
