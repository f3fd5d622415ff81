"""What the library knows of the characters of one page of a PDF, asked with as few calls as will do."""

import re
import unicodedata
from ctypes import PYFUNCTYPE, byref, c_double, c_float, c_int, c_ushort, c_void_p, cast, sizeof
from functools import cache
from struct import Struct
from typing import Any

# Radicals that fonts hand out in place of the kanji and that NFKC leaves alone
_RADICALS = dict(zip("⺟⺠⻁⻄⻅⻆⻌⻑⻘⻝⻤⻨⻩⻫⻭⻯⻲", "母民虎西見角辶長青食鬼麦黄斉歯竜亀", strict=True))
_RADICALS |= {chr(c): unicodedata.normalize("NFKC", chr(c)) for c in range(0x2F00, 0x2FD6)}
_SYMBOLS = dict.fromkeys(map(chr, range(0xF020, 0xF100)), "・")  # bullets of Wingdings and Symbol
_CLEAN = str.maketrans(_RADICALS | _SYMBOLS | {"\ufffe": "", "\u0002": "", "\0": "", "\ufeff": ""})
_UNCLEAN = re.compile("[\u2e80-\u2fdf\uf020-\uf0ff\ufffe\ufeff\u0002\0]")  # of the extraction, not of minutes
_RULES = re.compile("[―─━]")
_FOUR, _TWO = Struct("4f").unpack_from, Struct("2d").unpack_from


class Glyphs:
    """The characters of one page and where they stand; without `exact` their places are not known.

    `drawn` is the library's own count of those that are not blank.
    """

    def __init__(self, textpage: Any) -> None:
        count = textpage.count_chars()
        self.text = _text(textpage, count)
        self.exact = count == len(self.text)  # not so with characters outside the BMP
        self._plain = not _UNCLEAN.search(self.text)
        self.ruled = bool(_RULES.search(self.text))
        self.drawn = max(0, count) - len(self.text) + visible(self.cleaned(self.text))
        self._rect, self._point = (c_float * 4)(), (c_double * 2)()  # left, top, right, bottom; x, y
        self._page = c_void_p.from_param(cast(textpage.raw, c_void_p).value or 0)
        self._at_rect, self._at_x, self._at_y = byref(self._rect), byref(self._point), byref(self._point, sizeof(c_double))
        self._box, self._origin, self._generated = _calls()

    def cleaned(self, text: str) -> str:
        """The characters of a font as those of a text: radicals as kanji, bullets as ・, no marks of the file, no blanks around."""
        return text.strip(" ") if self._plain else text.translate(_CLEAN).strip(" ")

    def box(self, place: int) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of one character with the room that its font gives it."""
        self._box(self._page, place, self._at_rect)
        left, top, right, bottom = _FOUR(self._rect)
        return left, bottom, right, top

    def origin(self, place: int) -> tuple[float, float]:
        """The point at which one character is set."""
        self._origin(self._page, place, self._at_x, self._at_y)
        x, y = _TWO(self._point)
        return x, y

    def generated(self, place: int) -> bool:
        """Whether the character at `place` is a space that stands for room: nobody typed it."""
        return bool(self._generated(self._page, place) == 1)

    def room(self, place: int) -> float:
        """How wide the room is for which the library put a space at `place`, in heights of the next character; below 0 for a space that was typed."""
        if self._generated(self._page, place) != 1:
            return -1.0
        self._box(self._page, place - 1, self._at_rect)
        end: float = self._rect[2]
        self._box(self._page, place + 1, self._at_rect)
        left, top, _, bottom = _FOUR(self._rect)
        return float(max(0.0, left - end) / (top - bottom or 1.0))


@cache
def _calls() -> tuple[Any, Any, Any]:
    """The three questions about a place, which take arguments that are ready for C: a third of the cost of calls that look at the types of what they are given."""
    from pypdfium2 import raw

    box, origin, generated = (PYFUNCTYPE(c_int)(cast(getattr(raw, f"FPDFText_{call}"), c_void_p).value or 0) for call in ("GetLooseCharBox", "GetCharOrigin", "IsGenerated"))
    return box, origin, generated


def _text(textpage: Any, count: int) -> str:
    """The text of a page, a character for each place where the library allows it."""
    from pypdfium2 import raw

    if count <= 0:
        return ""
    buffer = (c_ushort * (1 << (count + 1).bit_length()))()  # few sizes: each is a type of its own
    there = raw.FPDFText_GetText(textpage.raw, 0, count, buffer) - 1
    if there == count:
        return bytes(memoryview(buffer).cast("B")[: 2 * there]).decode("utf-16-le", "replace")
    found: str = textpage.get_text_range(errors="replace")  # characters that are left out at the ends
    return found


def visible(text: str) -> int:
    """How many characters are no blanks."""
    return len(text) - sum(map(text.count, " \n\r\u3000\t"))
