"""Summary minutes cut by their bullets: statements with the speaker behind the words, presentations without a heading."""

import re
from collections.abc import Sequence
from itertools import pairwise

from minutes.model import Note, Span
from minutes.parse.cut import Cut, Speech, aside, join, looks_like_heading
from minutes.parse.lines import Lines
from minutes.parse.statements import Statement
from minutes.text.titles import is_no_speaker, squeeze

_PRESENTS = re.compile(r"(?<!\s)\s*(?:続きまして|続いて|次に|それでは|では[、,]|最後に|引き続き)")
_GOES_ON = re.compile(r"(?<!\s)\s*(?:また|なお|さらに|しかし|ただ|そのため|そこで|一方|あわせて|加えて|その|この|で、|例えば|特に)")


def cut_statements(lines: Lines, said: Sequence[Statement], start: int) -> Cut:
    """The speeches of summary minutes from line `start` on: each bullet, and each run of paragraphs that presents an item.

    A paragraph between two bullets goes on with the statement before it; one that a new heading of opinions
    follows presents the next group of items.
    """
    owner = {i: s for s in said for i in range(s.first, s.last + 1)}
    speeches: list[Speech] = []
    notes: list[Note] = []
    headings: list[int] = []
    run: list[int] = []
    for i in range(start, len(lines)):
        if lines.blank[i]:
            continue
        line, statement = lines.folded[i], owner.get(i)
        kind = aside(lines).get(i) or _nothing_said(line)
        if kind and not (statement and statement.first != i):
            notes.append(Note(kind, lines.span(i), lines.span(i).of(lines.text)))
            continue
        if statement is not None:
            if statement.first == i:
                _flush(lines, run, speeches)
                speeches.append(_bullet(lines, statement))
        elif looks_like_heading(line) and not _wrapped(lines, i):
            _flush(lines, run, speeches)
            headings.append(i)
        elif run or not _goes_on(lines, i, owner, speeches):
            run.append(i)
        else:
            speeches[-1] = _extended(lines, speeches[-1], i)
    _flush(lines, run, speeches)
    return Cut(tuple(speeches), tuple(notes), tuple(headings), start)


def _nothing_said(line: str) -> str | None:
    """・なし under 【意見・質問】 is the recorder's note that nobody spoke."""
    return "procedural" if squeeze(line).strip("・-。()") in ("なし", "特になし", "意見なし", "質疑なし", "質問なし", "意見・質問なし", "発言なし") else None


def _wrapped(lines: Lines, i: int) -> bool:
    """Is this the tail of a sentence that began on the line before?"""
    before = lines.folded[i - 1] if i > 0 else ""
    return bool(before.strip()) and not before.rstrip().endswith(("。", "】", ")")) and not looks_like_heading(before)


def _goes_on(lines: Lines, i: int, owner: dict[int, Statement], speeches: Sequence[Speech]) -> bool:
    """Does this paragraph go on with the bullet before it? Yes when the next thing with a mark is another bullet, or nothing."""
    if not speeches or not speeches[-1].glyph or _PRESENTS.match(lines.folded[i]):
        return False
    if _GOES_ON.match(lines.folded[i]) and speeches[-1].span.end > lines.starts[i] - 4:
        return True
    for j in range(i + 1, len(lines)):
        if j in owner:
            return True
        if looks_like_heading(lines.folded[j]) and not lines.blank[j]:
            return is_no_speaker(squeeze(lines.folded[j]).strip("【】〔〕<>《》()")) is False and speeches[-1].span.end > lines.starts[i] - 4
    return True


def _piece(lines: Lines, i: int, offset: int = 0, stop: int | None = None) -> Span:
    span = lines.span(i)
    start = max(span.start, lines.starts[i] + offset)
    return Span(start, max(start, min(span.end, stop if stop is not None else span.end)))


def _bullet(lines: Lines, s: Statement) -> Speech:
    rows = [i for i in range(s.first, s.last + 1) if not lines.blank[i] and i not in lines.paper]
    pieces = [_piece(lines, i, s.body if i == s.first else 0, s.label_start) for i in rows]
    pieces = [p for p in pieces if len(p)]
    span = lines.span(s.first)
    end = max(s.label_end, pieces[-1].end if pieces else span.start)
    marker = Span(s.label_start, s.label_end) if s.label else Span(span.start, lines.starts[s.first] + s.body)
    return Speech(marker, s.label, "", Span(span.start, end), tuple(pieces), join(lines.text, pieces, ["", *["\n"] * (len(pieces) - 1)][: len(pieces)]), None, s.bullet)


def _flush(lines: Lines, run: list[int], speeches: list[Speech]) -> None:
    """The collected paragraphs as one presentation without a heading."""
    if not run:
        return
    pieces = [_piece(lines, i) for i in run]
    gaps = ["", *("\n\n" if b > a + 1 else "\n" for a, b in pairwise(run))]
    speeches.append(Speech(Span(pieces[0].start, pieces[0].start), "", "", Span(pieces[0].start, pieces[-1].end), tuple(pieces), join(lines.text, pieces, gaps)))
    run.clear()


def _extended(lines: Lines, speech: Speech, i: int) -> Speech:
    piece = _piece(lines, i)
    return Speech(
        speech.marker,
        speech.label,
        speech.affiliation,
        Span(speech.span.start, piece.end),
        (*speech.pieces, piece),
        f"{speech.text}\n{piece.of(lines.text)}",
        speech.head,
        speech.glyph,
    )
