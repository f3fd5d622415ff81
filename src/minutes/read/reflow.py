"""Printed lines back to paragraphs: a line that fills the column runs on in the next one."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, takewhile

from minutes.read.cells import Line
from minutes.text.patterns import TWO_KANA

_GAP = 1.6
_TAIL = 60
_INDENT = 40
_APART = 90.0  # points: columns of print are no narrower
_SLACK = 6  # three full-width characters: what line-breaking rules and proportional figures leave free
_ENDS = "。．！？!?：:"
_CLOSES = "）)」』】〕］"
_OPENS = "　 ○◯〇◎●◆◇△▲▽▼□■☆★・※→⇒〃【〔［《≪＜<-－―"
_SIGNED = 4  # lines of an item that are looked through
_HEADS = (*"△▲■□◆◇●◎", "日程第", "議案第")
_PARTICLES = tuple("をにはがで")
_ITEMS = tuple("・→⇒※-－")
_DIGITS = "0123456789０１２３４５６７８９①②③④⑤⑥⑦⑧⑨⑩"


def reflow(pages: Sequence[Sequence[Line]]) -> list[str]:
    """The text of each page: indents as U+3000, wide gaps as blank lines, lines joined that fill the column.

    A line runs on when it is as long as the column is wide, does not end a sentence, and the next one does not
    begin like a new paragraph (indent, mark, number). Lines are never joined across pages.
    """
    margins, leading = _margins(pages), _leading(pages)
    texts = [_spaced(page, margins, leading) for page in pages]
    widths = [[_width(line) for line in page] for page in texts]
    column = _column([n for page in widths for n in page if n])
    return [_joined(page, column, full) if column else "\n".join(page) for page, full in zip(texts, widths, strict=True)]


def _margins(pages: Sequence[Sequence[Line]]) -> list[float]:
    """Where the lines of each column of print begin: at places where one line in twenty does, and up to which those of the column before reach."""
    lefts = Counter([round(line.left / 2) * 2 for page in pages for line in page if line.size])
    places = sorted(left for left, n in lefts.items() if n * 20 >= lefts.total())
    margins = [float(left) for left in places[:1]] or [0.0]
    if len(places) < 2 or places[-1] - places[0] < _APART:
        return margins
    placed = [(line.left, line.left + _width(line.text) * line.size / 2) for page in pages for line in page if line.size]
    reach = max(end for _, end in placed) - margins[0]
    for place in places:
        if place - margins[-1] > 0.3 * reach:
            ends = [end for left, end in placed if margins[-1] - 2 <= left < place - 2]
            if sum(end <= place + 6 for end in ends) >= 0.95 * len(ends):
                margins.append(float(place))
    return margins


def _margin(line: Line, margins: Sequence[float]) -> float:
    return next((place for place in reversed(margins) if place <= line.left + line.size / 2), margins[0])


def _leading(pages: Sequence[Sequence[Line]]) -> float:
    """The distance from one line to the next within a paragraph: a small one among all, blank lines being frequent."""
    steps = sorted([step for page in pages for a, b in pairwise(page) if (step := a.bottom - b.bottom) > 0.9 * b.size > 0])
    return steps[len(steps) // 5] if steps else 0.0


def _descends(page: Sequence[Line]) -> bool:
    """Whether the lines follow each other down the page: not so in vertical writing."""
    steps = [a.bottom - b.bottom > 0.5 * b.size for a, b in pairwise(page) if b.size]
    return sum(steps) * 2 > len(steps)


def _spaced(page: Sequence[Line], margins: Sequence[float], leading: float) -> list[str]:
    if not _descends(page):
        return [line.text for line in page]
    texts: list[str] = []
    above: Line | None = None
    for line in page:
        if above and leading and line.size and above.size and above.bottom - line.bottom > _GAP * leading:
            texts.append("")
        margin = margins[0] if len(margins) == 1 else _margin(line, margins)
        indent = round((line.left - margin) / line.size) if line.size else 0
        texts.append("\u3000" * min(indent, _INDENT) + line.text if indent > 0 and line.text[0] not in " \u3000\t" else line.text)
        above = line
    return texts


def _width(line: str) -> int:
    """The width in half-width characters."""
    return (len(line.encode("utf-8", errors="replace")) + len(line)) // 2


def _column(found: Sequence[int]) -> int:
    """The width of a full line; 0 when too few lines share one, as in a list of names."""
    widths = sorted(found, reverse=True)
    if len(widths) < 10:
        return 0
    column = widths[max(2, len(widths) // 33)]
    full = sum(width >= column - _SLACK for width in widths)
    return column if column >= 30 and full >= max(4, len(widths) // 10) else 0


def _joined(lines: Sequence[str], column: int, widths: Sequence[int]) -> str:
    parts = list(lines[:1])
    item = bool(parts) and _is_item(parts[0])
    for i, line in enumerate(lines[1:], 1):
        full = widths[i - 1] >= column - _SLACK
        if full and (_runs_on(parts[-1], line, item=item) or (item and _signed(lines[i : i + _SIGNED]))):
            parts.append((" " if parts[-1][-1:].isascii() and line[:1].isascii() else "") + line)
        else:
            parts.append("\n" + line)
            item = _is_item(line)
    return "".join(parts)


def _is_item(line: str) -> bool:
    return line.lstrip("\u3000")[:1] in _ITEMS


def _signed(lines: Sequence[str]) -> bool:
    """Whether what follows a full line of an item is the rest of it: before the next mark it ends with who spoke, （市長）."""
    rest = list(takewhile(lambda line: line and line[0] not in _OPENS, lines))
    return bool(rest) and rest[-1].endswith(("）", ")"))


def _runs_on(line: str, after: str, *, item: bool) -> bool:
    """Whether `after` continues the paragraph of `line`; an item of a list goes on until the next mark: ・…。⏎（市長）."""
    last, first = line[-1:], after[:1]
    if _closes(line, after):
        return True
    prose = first in _PARTICLES or TWO_KANA.search(line[-_TAIL:]) or line.lstrip("\n\u3000").startswith(_HEADS)  # a list of names is none
    if not first or first in _OPENS or "\t" in after or after.startswith(_HEADS) or not prose:
        return False
    if item and first in "（(":
        return True
    if last in _ENDS:
        return False
    if last in _CLOSES:
        return "ぁ" <= first <= "ん" or first in "、，"
    return not _is_number(after) and not (first in _DIGITS and _numbered(after))


def _closes(line: str, after: str) -> bool:
    """Whether a bracket of `line` is closed in `after`: （６番　真鍋美佐子君登⏎壇）."""
    if "（" not in line and "(" not in line:
        return False
    if max(map(line.rfind, "（(")) <= max(map(line.rfind, "）)")):
        return False
    close = min((at for at in map(after.find, "）)") if at >= 0), default=-1)
    return close >= 0 and not any(char in after[:close] for char in "（(")


def _is_number(line: str) -> bool:
    """Whether the line is a page number: - 4 -, 3/7, 12ページ."""
    rest = line.strip(_DIGITS + " \u3000-－―‐−–/／ページPpp.")
    return not rest and any(c in _DIGITS for c in line)


def _numbered(line: str) -> bool:
    """Whether the line begins like an item: １　開会, (2)…, 3. その他."""
    rest = line.lstrip(_DIGITS)
    return len(line) - len(rest) <= 2 and rest[:1] in "　 .．、,)）"
