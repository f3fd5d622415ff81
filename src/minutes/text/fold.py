"""A same-length twin of a text for matching: half-width ASCII and brackets, one kind of dash and space.

Patterns are written once, for folded text; what is shown is always sliced from the original.
The three circles ○ ◯ 〇 become ○ here because secretariats mix them; 〇 as a numeral is read by
`minutes.text.dates` from the original.
"""

import re
import sys
from functools import cache, lru_cache
from typing import Any

_PAIRS = {
    "\u3000": " ",
    "\u00a0": " ",
    "\u2003": " ",
    "\u2002": " ",
    "（": "(",
    "）": ")",
    "［": "[",
    "］": "]",
    "｛": "{",
    "｝": "}",
    "：": ":",
    "；": ";",
    "◯": "○",
    "〇": "○",
    "⚪": "○",
    "〜": "~",
    "～": "~",
    "∼": "~",
    "−": "-",
    "－": "-",
    "‐": "-",
    "‑": "-",
    "–": "-",
    "—": "-",
    "―": "-",
    "─": "-",
    "━": "-",
    "ｰ": "ー",
    "､": "、",
    "｡": "。",
    "｢": "「",
    "｣": "」",
    "･": "・",
    "•": "・",
    "‧": "・",
    "⇒": "→",
    "➡": "→",
    "⟶": "→",
    "≪": "《",
    "≫": "》",
    "｟": "(",
    "｠": ")",
}
_WIDE = {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}
_KANA = dict(
    zip(
        "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｬｭｮｯ",
        "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンァィゥェォャュョッ",
        strict=True,
    )
)
_LONG = 2_000  # characters
_AT_ONCE = 8_192  # characters for which numpy's table of places, eight bytes each, fits into memory that is there already
_HALF = _WIDE | _KANA | _PAIRS
_TABLE = str.maketrans(_HALF)
_FOLDED = re.compile(f"[{''.join(map(re.escape, _HALF))}]")

HOSTILE = {"_FOLDED": "（"}


@lru_cache(maxsize=16384)
def _fold_short(text: str) -> str:
    """Labels, titles and names come again and again."""
    return text.translate(_TABLE) if _FOLDED.search(text) else text


@cache
def _units(numpy: Any) -> Any:
    """What each unit of UTF-16 becomes: all that is folded stands in one unit."""
    table = numpy.arange(1 << 16, dtype="<u2")
    for character, folded in _HALF.items():
        table[ord(character)] = ord(folded)
    return table


def fold(text: str) -> str:
    """`text` with every character folded on its own, so that spans of the one are spans of the other.

    Full-width ASCII, brackets, dashes, tildes, spaces and half-width kana become one form each.
    ：→ : but ー stays ー (a long vowel is no dash), and ， becomes a comma: patterns take 、 and , alike.
    """
    if len(text) < 80:
        return _fold_short(text)
    if len(text) > _LONG and (numpy := sys.modules.get("numpy")):  # a third of the time, and not worth the loading
        units = numpy.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
        pieces = [_units(numpy).take(units[at : at + _AT_ONCE], mode="clip").tobytes() for at in range(0, len(units), _AT_ONCE)]
        return str(b"".join(pieces), "utf-16-le", "surrogatepass")
    at = 0
    while found := _FOLDED.search(text, at):  # a fast pass for each character that occurs beats a slow one for all
        text, at = text.replace(found.group(), _HALF[found.group()]), found.end()
    return text
