"""The numbers and bullets that Word prints in front of list paragraphs without storing them in the text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from minutes.read.xml import Event

_KANJI = "〇一二三四五六七八九"
_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass
class Level:
    """One level of a list: where it starts, how it counts, what is printed (%1 stands for its number)."""

    start: int = 1
    format: str = "decimal"
    text: str = ""


@dataclass
class Numbering:
    """Counts list paragraphs as they come; `lists` maps numId to its levels, `styles` a paragraph style to (numId, level)."""

    lists: Mapping[str, Mapping[int, Level]] = field(default_factory=dict)
    styles: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def label(self, number: str | None, level: int | None, style: str | None) -> str:
        """What is printed in front of the next paragraph of this list ("" where nothing is)."""
        by_style = self.styles.get(style or "")
        number = number if number is not None else by_style[0] if by_style else None
        level = level if level is not None else by_style[1] if by_style else 0
        levels = self.lists.get(number or "")
        if number is None or not levels or level not in levels:
            return ""
        self.counts[number, level] = self.counts.get((number, level), levels[level].start - 1) + 1
        for deeper in range(level + 1, 9):
            self.counts.pop((number, deeper), None)
        return self._print(number, level, levels)

    def _print(self, number: str, level: int, levels: Mapping[int, Level]) -> str:
        found = levels[level]
        if found.format == "none":
            return ""
        if found.format == "bullet":
            return _bullet(found.text)
        text = found.text
        for i in range(9):
            if f"%{i + 1}" in text:
                known = levels.get(i, Level())
                text = text.replace(f"%{i + 1}", spell(self.counts.get((number, i), known.start), known.format))
        return text


def _bullet(text: str) -> str:
    """A bullet of a symbol font is a private character: shown as ・."""
    return "".join("・" if "\ue000" <= c <= "\uf8ff" else c for c in text)


def spell(n: int, format: str) -> str:
    """A number in one of Word's formats: decimalEnclosedCircle 3 → ③, japaneseCounting 12 → 十二, aiueo 2 → イ."""
    if format.startswith("decimalEnclosedCircle") and 1 <= n <= 20:
        return chr(0x2460 + n - 1)
    if format.startswith(("decimalFullWidth", "decimalFullWidth2")):
        return str(n).translate(_WIDE)
    if format in {"japaneseCounting", "ideographTraditional", "japaneseLegal", "taiwaneseCountingThousand", "chineseCounting"} and 1 <= n <= 99:
        return _kanji(n)
    if format == "ideographDigital":
        return "".join(_KANJI[int(d)] for d in str(n))
    if format in {"aiueo", "aiueoFullWidth"} and 1 <= n <= len(_AIUEO):
        return _AIUEO[n - 1]
    if format in {"iroha", "irohaFullWidth"} and 1 <= n <= len(_IROHA):
        return _IROHA[n - 1]
    if format in {"lowerLetter", "upperLetter"} and 1 <= n <= 26:
        return chr((0x61 if format == "lowerLetter" else 0x41) + n - 1)
    if format in {"lowerRoman", "upperRoman"} and 1 <= n <= 39:
        roman = "X" * (n // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[n % 10]
        return roman.lower() if format == "lowerRoman" else roman
    return str(n)


def _kanji(n: int) -> str:
    tens, ones = divmod(n, 10)
    return ("" if not tens else ("" if tens == 1 else _KANJI[tens]) + "十") + (_KANJI[ones] if ones else "")


def read_lists(found: Iterable[Event]) -> dict[str, dict[int, Level]]:
    """Each numId with its levels, from numbering.xml; LevelOverride only changes where a list starts."""
    abstract: dict[str, dict[int, Level]] = {}
    lists: dict[str, dict[int, Level]] = {}
    holder, level = "", -1
    for kind, name, attributes in found:
        if kind != "start":
            continue
        tag, value = name.rpartition("}")[2], _value(attributes, "val")
        if tag == "abstractNum":
            holder = _value(attributes, "abstractNumId")
            abstract[holder] = {}
        elif tag == "lvl" and holder in abstract:
            level = _integer(_value(attributes, "ilvl"))
            abstract[holder].setdefault(level, Level())
        elif tag in {"start", "numFmt", "lvlText"} and level in abstract.get(holder, {}):
            _set(abstract[holder][level], tag, value)
        elif tag == "num":
            holder = "num " + _value(attributes, "numId")
        elif tag == "abstractNumId":
            lists[holder[4:]] = abstract.get(value, {})
    return lists


def _set(level: Level, tag: str, value: str) -> None:
    if tag == "start":
        level.start = _integer(value, 1)
    elif tag == "numFmt":
        level.format = value
    else:
        level.text = value


def read_styles(found: Iterable[Event]) -> dict[str, tuple[str, int]]:
    """Paragraph style → (numId, level), from styles.xml."""
    styles: dict[str, tuple[str, int]] = {}
    style, level = "", 0
    for kind, name, attributes in found:
        if kind != "start":
            continue
        tag = name.rpartition("}")[2]
        if tag == "style":
            style, level = _value(attributes, "styleId"), 0
        elif tag == "ilvl":
            level = _integer(_value(attributes, "val"))
        elif tag == "numId" and style:
            styles[style] = (_value(attributes, "val"), level)
    return styles


def _value(attributes: Mapping[str, str], name: str) -> str:
    return next((value for key, value in attributes.items() if key.rpartition("}")[2] == name), "")


def _integer(text: str, default: int = 0) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else default
