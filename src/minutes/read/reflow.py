"""Printed lines back to paragraphs: a line that fills the column runs on in the next one."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from minutes.read.printed import Line
from minutes.text.patterns import TWO_KANA

_GAP = 1.6
_TAIL = 60
_INDENT = 12
_SLACK = 6  # three full-width characters: what line-breaking rules and proportional figures leave free
_ENDS = "。．！？!?：:"
_CLOSES = "）)」』】〕］"
_OPENS = "　 ○◯〇◎●◆◇△▲▽▼□■☆★・※→⇒〃【〔［《≪＜<-－―"
_ITEMS = "・→⇒※-－"
_DIGITS = "0123456789０１２３４５６７８９①②③④⑤⑥⑦⑧⑨⑩"


def reflow(pages: Sequence[Sequence[Line]]) -> list[str]:
    """The text of each page: indents as U+3000, wide gaps as blank lines, lines joined that fill the column.

    A line runs on when it is as long as the column is wide, does not end a sentence, and the next one does not
    begin like a new paragraph (indent, mark, number). Lines are never joined across pages.
    """
    margin, leading = _margin(pages), _leading(pages)
    texts = [_spaced(page, margin, leading) for page in pages]
    widths = [[_width(line) for line in page] for page in texts]
    column = _column([n for page in widths for n in page if n])
    return [_joined(page, column, full) if column else "\n".join(page) for page, full in zip(texts, widths, strict=True)]


def _margin(pages: Sequence[Sequence[Line]]) -> float:
    """Where lines begin: the leftmost place at which one in twenty does."""
    lefts = Counter(round(line.left / 2) * 2 for page in pages for line in page if line.size)
    return min((left for left, n in lefts.items() if n * 20 >= lefts.total()), default=0.0)


def _leading(pages: Sequence[Sequence[Line]]) -> float:
    """The distance from one line to the next within a paragraph: a small one among all, blank lines being frequent."""
    steps = sorted(a.bottom - b.bottom for page in pages for a, b in pairwise(page) if a.bottom - b.bottom > 0.9 * b.size > 0)
    return steps[len(steps) // 5] if steps else 0.0


def _descends(page: Sequence[Line]) -> bool:
    """Whether the lines follow each other down the page: not so in vertical writing."""
    steps = [a.bottom - b.bottom > 0.5 * b.size for a, b in pairwise(page) if b.size]
    return sum(steps) * 2 > len(steps)


def _spaced(page: Sequence[Line], margin: float, leading: float) -> list[str]:
    if not _descends(page):
        return [line.text for line in page]
    texts: list[str] = []
    above: Line | None = None
    for line in page:
        if above and leading and line.size and above.size and above.bottom - line.bottom > _GAP * leading:
            texts.append("")
        indent = round((line.left - margin) / line.size) if line.size else 0
        texts.append("\u3000" * indent + line.text if 0 < indent <= _INDENT and line.text[0] not in " \u3000" else line.text)
        above = line
    return texts


def _width(line: str) -> int:
    """The width in half-width characters."""
    return len(line.encode("cp932", errors="replace"))


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
    item = bool(parts) and parts[0][:1] in _ITEMS
    for length, line in zip(widths, lines[1:], strict=False):
        if length >= column - _SLACK and _runs_on(parts[-1], line, item=item):
            parts.append((" " if parts[-1][-1:].isascii() and line[:1].isascii() else "") + line)
        else:
            parts.append("\n" + line)
            item = line[:1] in _ITEMS
    return "".join(parts)


def _runs_on(line: str, after: str, *, item: bool) -> bool:
    """Whether `after` continues the paragraph of `line`; an item of a list goes on until the next mark: ・…。⏎（市長）."""
    last, first = line[-1:], after[:1]
    if not first or first in _OPENS or not TWO_KANA.search(line[-_TAIL:]):  # a list of names is no prose
        return False
    if item and first in "（(":
        return True
    if last in _ENDS:
        return False
    if last in _CLOSES:
        return "ぁ" <= first <= "ん" or first in "、，"
    return not _is_number(after) and not (first in _DIGITS and _numbered(after))


def _is_number(line: str) -> bool:
    """Whether the line is a page number: - 4 -, 3/7, 12ページ."""
    rest = line.strip(_DIGITS + " \u3000-－―‐−–/／ページPpp.")
    return not rest and any(c in _DIGITS for c in line)


def _numbered(line: str) -> bool:
    """Whether the line begins like an item: １　開会, (2)…, 3. その他."""
    rest = line.lstrip(_DIGITS)
    return len(line) - len(rest) <= 2 and rest[:1] in "　 .．、,)）"
