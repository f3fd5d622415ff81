"""The outline of a document that is no record of speech: numbered, marked and bare headings with their levels."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from minutes.model import Section, Span, Table
from minutes.parse.front import labels
from minutes.parse.lines import Lines
from minutes.text.fold import fold
from minutes.text.patterns import BRACKET_HEADING, MARKDOWN_HEADING
from minutes.text.titles import squeeze

_NUMBERED = re.compile(
    r"(?<!\s)\s*(?:\#{1,6}\s*)?(?P<number>第\s?[0-9一二三四五六七八九十]{1,3}\s?[章節部編]|[0-9]{1,2}(?:[.-][0-9]{1,2}){0,2}(?=[\s.、]|[一-龥ァ-ヶA-Z「])|[一二三四五六七八九十]{1,2}(?=[、.\s])|[(]\s?[0-9]{1,2}\s?[)]|[①-⑳]|[ア-コ](?=[\s.、])|[◎■●◆□◇])[\s.、]*(?P<title>[^\s→].{0,60})"
)
_SENTENCE = re.compile(r"[。]|[、,].{12,}|\t.*\t|\.{4,}|…{2,}|・{4,}")
_ITEM = re.compile(r"[0-9]{1,2}(?:[-.][0-9]{1,2}){1,2}|[(][0-9]{1,2}[)]")
_LONG = 40  # characters of a cell that is no entry of a list any more
_CHAPTER, _BARE, _PART = "章", "題", "部"

HOSTILE = {"_NUMBERED": "1 ", "_SENTENCE": "、あ", "_ITEM": "1-"}


class _Heading(NamedTuple):
    line: int
    start: int
    rank: str
    number: str | None
    title: str


def sections(lines: Lines, found: Sequence[Table] = ()) -> tuple[Section, ...]:
    """The headings of the document as sections, each running to the next heading of its level or above; empty when there are none.

    Which mark stands above which is learned from their order. A title that stands alone where the numbering begins anew is
    the title of a part, above the numbers; closing and opening words (はじめに, 資料編) have a level of their own at the top.
    `found` are the tables of the document: an item of theirs with a number, a title and a text is a section too.
    """
    inside = {i for t in found for i in range(_line_of(lines, t.span.start), _line_of(lines, t.span.end) + 1)}
    numbered = _without_lists([h for i in range(len(lines)) if i not in inside and (h := _heading(lines, i))])
    bare = [h for i in range(len(lines)) if i not in inside and (h := _bare(lines, i))]
    heads = sorted([*numbered, *bare], key=lambda h: h.start)
    heads = [h for k, h in enumerate(heads) if k + 1 == len(heads) or squeeze(heads[k + 1].title) != squeeze(h.title).strip("・")]
    heads = sorted([*heads, *_parts(lines, heads), *_items(lines, found, heads)], key=lambda h: h.start)
    return _nested(heads, len(lines.text.rstrip()))


def _nested(heads: Sequence[_Heading], end: int) -> tuple[Section, ...]:
    ranks: list[str] = []
    levels = []
    for h in heads:
        if h.rank in ranks:
            ranks = ranks[: ranks.index(h.rank) + 1]
        elif h.rank in (_CHAPTER, _PART):
            ranks = [h.rank]
        elif h.rank == _BARE:
            ranks = [r for r in ranks[:1] if r in (_CHAPTER, _PART)]
        else:
            ranks.append(h.rank)
        levels.append(len(ranks) if h.rank in ranks else len(ranks) + 1)
    stops = [next((heads[m].start for m in range(k + 1, len(heads)) if levels[m] <= levels[k]), end) for k in range(len(heads))]
    return tuple(Section(n, levels[n], h.number, h.title, Span(h.start, stops[n])) for n, h in enumerate(heads))


def _line_of(lines: Lines, offset: int) -> int:
    return bisect_right(lines.starts, offset) - 1


def _heading(lines: Lines, i: int) -> _Heading | None:
    line = lines.folded[i]
    if lines.blank[i] or i in lines.paper or len(line) > 80:
        return None
    m = _NUMBERED.fullmatch(line.rstrip())
    if not m or _SENTENCE.search(line) or line.rstrip().endswith(("、", "。")):
        return None
    title = lines.text[lines.starts[i] + m.start("title") : lines.span(i).end]
    return _Heading(i, lines.span(i).start, _rank(m["number"]), m["number"], title.strip())


def _bare(lines: Lines, i: int) -> _Heading | None:
    """A heading without a number: a heading of Markdown, or words that open and close documents, alone on their line or in brackets."""
    line = lines.folded[i]
    if lines.blank[i] or i in lines.paper or len(line) > 80:
        return None
    span = lines.span(i)
    marked = MARKDOWN_HEADING.fullmatch(line)
    words = squeeze(line).strip("#・〔〕【】《》<>[]")
    if words in labels().endings["chapters"] and (marked or BRACKET_HEADING.fullmatch(line) or _alone(lines, i)):
        return _Heading(i, span.start, _CHAPTER, None, span.of(lines.text).strip("#＃ 　〔〕【】《》≪≫＜＞［］[]"))
    if not marked or _NUMBERED.fullmatch(line.rstrip()) or all(lines.blank[j] for j in range(i)):
        return None  # the first line is the title of the document
    return _Heading(i, span.start, _BARE, None, span.of(lines.text).lstrip("#＃ ").strip())


def _alone(lines: Lines, i: int) -> bool:
    """Does this line stand between blank lines, rules or ends of the text?"""
    return all(not 0 <= j < len(lines) or lines.blank[j] or j in lines.paper for j in (i - 1, i + 1))


def _without_lists(heads: list[_Heading]) -> list[_Heading]:
    """Without runs of three and more lines in one kind of number with nothing between them: they are a list, not headings."""
    kept, k = [], 0
    while k < len(heads):
        n = k + 1
        while n < len(heads) and heads[n].rank == heads[k].rank and heads[n].line == heads[n - 1].line + 1:
            n += 1
        kept += heads[k:n] if n - k < 3 else []
        k = n
    return kept


def _parts(lines: Lines, heads: Sequence[_Heading]) -> Iterator[_Heading]:
    """Titles that stand alone before a number 1 of the top rank, where the numbering begins more than once: the parts of the document."""
    ranks = [h.rank for h in heads if h.number and h.rank != _CHAPTER]
    if not ranks or any(h.rank == _CHAPTER and h.number for h in heads):
        return
    again = [h for h in heads if h.rank == ranks[0] and squeeze(h.number or "").strip("()") in ("1", "一", "①")]
    titles = [i for h in again if (i := _title_before(lines, h.line)) is not None]
    if len(again) > 1 and len(titles) == len(again):
        yield from (_Heading(i, lines.span(i).start, _PART, None, lines.span(i).of(lines.text).strip("#＃ ")) for i in titles)


def _title_before(lines: Lines, line: int) -> int | None:
    """The nearest line above that could be a title: short, alone, no sentence, no heading with a number."""
    for i in range(line - 1, max(-1, line - 14), -1):
        printed = lines.folded[i].strip()
        if lines.blank[i] or i in lines.paper or len(printed) <= 1:
            continue
        if "。" in printed or _heading(lines, i):
            if "。" in printed and i >= line - 8:
                continue  # the words that lead from the title to the first heading
            return None
        if 4 <= len(printed) <= 40 and _alone(lines, i) and not MARKDOWN_HEADING.fullmatch(printed) and not printed.endswith(("、", "様", ":")):
            return i
    return None


def _items(lines: Lines, found: Sequence[Table], heads: Sequence[_Heading]) -> Iterator[_Heading]:
    """整理番号　1-1　…の促進 above the form of one item, and the rows of a table with a number, a title and a text."""
    for table in found:
        above = [h for h in heads if h.start < table.span.start]
        if above and squeeze(fold(above[-1].title)).endswith(("見方", "記入例", "凡例")):
            continue
        for k, row in enumerate(table.rows):
            cells = [c for c in row if len(c)]
            form = k == 0 and len(cells) >= 3 and "番号" in squeeze(fold(cells[0].of(lines.text)))
            number, title, *rest = cells[1:] if form else [*cells, Span(0, 0), Span(0, 0)][: max(2, len(cells))]
            printed = squeeze(fold(number.of(lines.text)))
            if _ITEM.fullmatch(printed) and 0 < len(title) <= _LONG and (form or any(len(c) > _LONG for c in rest)):
                yield _Heading(_line_of(lines, row[0].start), number.start, "枝", printed, title.of(lines.text))


def _rank(number: str) -> str:
    first = number.strip()[0]
    if first == "第":
        return _CHAPTER if number.strip().endswith(("章", "部", "編")) else "節"
    if first == "(":
        return "括弧"
    return "丸" if "①" <= first <= "⑳" else "カナ" if "ア" <= first <= "コ" else "印" if first in "◎■●◆□◇" else "数" if "." not in number and "-" not in number else "枝"
