"""Speeches that the publisher had separated (feeds of assemblies and of the Diet) are taken as they are."""

from bisect import bisect_right

from minutes.model import Mark, Note, Source, Span
from minutes.parse.cut import Cut, Speech, aside, before_appendix, join
from minutes.parse.layout import Layout
from minutes.parse.lines import Lines


def feed_layout(source: Source) -> Layout:
    """The layout of a feed: its name says which kind, its templates are none."""
    return Layout(f"feed:{source.feed}", "発言を分けて公開しているデータ / speeches separated by the publisher", (), how="feed")


def cut_marks(lines: Lines, source: Source) -> Cut:
    """One speech for every mark of the source; lines between them are headings or notes."""
    speeches, notes, headings = [], list[Note](), list[int]()
    taken: set[int] = set()
    for mark in source.marks:
        first, last = _line(lines, mark.span.start), _line(lines, max(mark.span.start, mark.span.end - 1))
        if mark is source.marks[-1]:  # feeds leave the closing time and the signatures in the last speech
            last = before_appendix(lines, first, last)
        taken |= set(range(first, last + 1))
        speeches.append(_speech(lines, mark, first, last, notes))
    start = _line(lines, source.marks[0].span.start)
    for i in range(start, len(lines)):
        if i in taken or lines.blank[i]:
            continue
        if kind := aside(lines).get(i):
            notes.append(Note(kind, lines.span(i), lines.span(i).of(lines.text)))
        else:
            headings.append(i)
    return Cut(tuple(speeches), tuple(sorted(notes, key=lambda n: n.span)), tuple(headings), start)


def _line(lines: Lines, offset: int) -> int:
    return max(0, bisect_right(lines.starts, offset) - 1)


def _speech(lines: Lines, mark: Mark, first: int, last: int, notes: list[Note]) -> Speech:
    pieces, gaps, gap = list[Span](), list[str](), ""
    for i in range(first, last + 1):
        span = lines.span(i)
        piece = Span(max(span.start, mark.body), min(span.end, mark.span.end))
        if lines.blank[i] or len(piece) <= 0:
            gap = "\n\n" if pieces else ""
        elif i > first and (kind := aside(lines).get(i)):
            notes.append(Note(kind, span, span.of(lines.text)))
            gap = "\n\n"
        else:
            pieces.append(_trimmed(lines.text, piece))
            gaps.append(gap)
            gap = "\n"
    marker = _trimmed(lines.text, Span(mark.span.start, mark.body))
    return Speech(marker, mark.label, "", _trimmed(lines.text, Span(mark.span.start, min(mark.span.end, lines.ends[last]))), tuple(pieces), join(lines.text, pieces, gaps))


def _trimmed(text: str, span: Span) -> Span:
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.end - (len(words) - len(words.rstrip()))))
