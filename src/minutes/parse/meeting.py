"""A source becomes a meeting: choose a layout, cut, read the header, open agenda items, name speakers, judge the kind."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from itertools import accumulate
from os import PathLike
from pathlib import PurePath

from minutes.model import AgendaItem, Attendee, Header, Meeting, Part, Section, Source, Span, Speaker, Turn
from minutes.parse.acts import assign_acts
from minutes.parse.agenda import Opening, agenda_items, called_openings, heading_openings
from minutes.parse.announced import announced_openings
from minutes.parse.asked import answerer
from minutes.parse.checks import check
from minutes.parse.choose import Choice, choose
from minutes.parse.claims import claimed
from minutes.parse.cut import Cut, Speech, cut, looks_like_heading
from minutes.parse.front import blocks, labels
from minutes.parse.header import read_header
from minutes.parse.kind import judge
from minutes.parse.layout import Layout
from minutes.parse.lines import Lines, split_lines
from minutes.parse.marks import cut_marks, feed_layout
from minutes.parse.outline import sections
from minutes.parse.persons import with_persons
from minutes.parse.questioning import questioning
from minutes.parse.recall import estimated_recall
from minutes.parse.shapes import ARROW
from minutes.parse.speakers import ditto, speaker
from minutes.parse.summary import cut_statements
from minutes.parse.tables import tables, terms
from minutes.parse.unnamed import unnamed_statements
from minutes.read.files import read_source
from minutes.read.limits import LIMITS, Limits
from minutes.text.fold import fold
from minutes.text.titles import squeeze

_POLITE = tuple(
    verb + end for verb in ("です", "ます", "ました", "でした", "ません", "でしょう", "ください", "ましょう") for end in ("", "か", "が", "ね", "よ", "けれども", "ので")
)
_POLITE_STOPS = re.compile(rf"(?:{'|'.join(_POLITE)})\.")
_LONGEST = max(map(len, _POLITE))
_MANNER = 50_000  # characters of talk in which its manner shows
_STOPS = re.compile(r"\.(?![0-9])")
_FIGURES = re.compile(r"。[0-9]")


def parse(source: Source | str, *, layout: Layout | None = None) -> Meeting:
    """The meeting that a source records. Never fails: what no rule understands is kept as `loose` and counted.

    `source` may be a plain `str`, taken as the text of an unnamed file. `layout` cuts with that layout alone.
    """
    if isinstance(source, str):
        source = Source("", source, sha256(source.encode("utf-8", "surrogatepass")).hexdigest(), "str")
    lines = split_lines(source.text, source.furniture)
    choice, pieces, header = _cut(lines, source, layout)
    people = _people(pieces, header)
    items = agenda_items(_openings(lines, pieces, people, header), pieces.speeches[-1].span.end if pieces.speeches else 0)
    turns = assign_acts(_turns(pieces, people, items), _marks(pieces, choice.layout))
    grids = tables(lines) if not turns else ()
    outline = sections(lines, grids) if not turns else ()
    verdict = judge(
        header,
        turns=len(turns),
        speakers=len({t.speaker.label for t in turns}),
        trailing=bool(choice.statements),
        spoken_share=_share(turns, source.text),
        sections=len(outline),
        polite=_polite(turns),
        text=None if turns else source.text,
    )
    parts = _parts(source.text, turns, pieces, lines, outline)
    manner, because = questioning(turns, source.text)
    return Meeting(
        id=f"{PurePath(source.path).stem or 'text'}-{source.sha256[:8]}",
        source=source,
        kind=verdict.kind,
        record=verdict.record,
        layout=choice.layout.name if choice.layout else None,
        how=choice.layout.how if choice.layout else "none",
        claimed=claimed(lines, parts, pieces.first_line, header),
        header=header,
        agenda=items,
        turns=turns,
        notes=pieces.notes,
        sections=outline,
        parts=parts,
        warnings=check(source, header, turns, lines, pieces.headings),
        reasons=(*verdict.reasons, *because),
        questioning=manner,
        estimated_recall=estimated_recall(turns, lines),
        tables=grids,
        terms=terms(lines, grids, outline),
    )


def read(path: str | PathLike[str], *, layout: Layout | None = None, limits: Limits = LIMITS) -> Meeting:
    """The meeting of one file. SourceError says why a file cannot be read as text, with a reason code; `limits`: what it may cost."""
    return parse(read_source(path, limits=limits), layout=layout)


def _cut(lines: Lines, source: Source, layout: Layout | None) -> tuple[Choice, Cut, Header]:
    if source.marks and layout is None:
        pieces = cut_marks(lines, source)
        return Choice(feed_layout(source), (), (), ()), pieces, _header(lines, pieces)
    choice = choose(lines, frozenset(), layout=layout)
    if layout is None and (unnamed := unnamed_statements(lines, choice.heads)):
        choice = replace(choice, heads=tuple(sorted([*choice.heads, *unnamed], key=lambda h: h.line)))
    pieces = cut_statements(lines, choice.statements, _body_start(lines)) if choice.statements else cut(lines, choice.heads)
    header = _header(lines, pieces)
    if layout is None and pieces.speeches and _is_report(header, choice, pieces, lines):
        choice, pieces = Choice(None, (), (), choice.scores), cut(lines, ())
    names = frozenset(a.name for a in header.attendees if a.name)
    if layout is None and not choice.statements and names and (choice.layout is None or choice.layout.how == "learned" or len(choice.heads) < 6) and not _titled_report(header):
        again = choose(lines, names)
        if len(again.heads) > len(choice.heads):
            return again, cut(lines, again.heads), header
    return choice, pieces, header


def _header(lines: Lines, pieces: Cut) -> Header:
    """The header in front of the first speech; a document without speeches is searched in its first 80 lines."""
    said = [s for s in pieces.speeches if s.pieces]
    stop = pieces.first_line if said else min(len(lines), 80)
    tail = _line_of(lines, said[-1].pieces[-1].start) if said else len(lines)
    return read_header(lines, stop, tail, said[0].text if said else "")


def _titled_report(header: Header) -> bool:
    title = squeeze(fold(header.title or ""))
    return title.endswith(labels().endings["report"]) and not title.endswith(labels().endings["title"])


def _is_list_of_questions(header: Header, pieces: Cut) -> bool:
    """よくある質問, 質問と回答: written questions and answers, of no meeting."""
    title = squeeze(fold(header.title or ""))
    said = any(w in title for w in labels().endings["questions"]) and not title.endswith(labels().endings["title"])
    return said and header.date is None and header.number is None and all(map(_asks_or_answers, pieces.speeches))


def _is_report(header: Header, choice: Choice, pieces: Cut, lines: Lines) -> bool:
    """A document titled as a report or plan, in which questions and answers are only quoted: no marks of speakers, or a small part of it."""
    if _is_list_of_questions(header, pieces):
        return True
    share = sum(len(s.span) for s in pieces.speeches) / max(1, len(lines.text))
    marked = choice.heads and sum(h.shape.marked and h.shape.form != "qa" for h in choice.heads) >= 0.5 * len(choice.heads)
    return share < 0.08 or (_titled_report(header) and not (marked and share >= 0.5))


def _line_of(lines: Lines, offset: int) -> int:
    return bisect_right(lines.starts, offset) - 1


def _body_start(lines: Lines) -> int:
    """The first line of running text, with the headings directly before it; the number of lines when there is none."""
    labelled = {b.line for b in blocks(lines, min(len(lines), 80))}
    first = next((i for i, line in enumerate(lines.folded) if "。" in line and len(line.strip()) >= 12 and i not in labelled), len(lines))
    while first > 0 and (lines.blank[first - 1] or first - 1 in lines.paper or (looks_like_heading(lines.folded[first - 1]) and first - 1 not in labelled)):
        first -= 1
    return first


def _people(pieces: Cut, header: Header) -> list[Speaker]:
    """The speaker of every speech, in order."""
    assembly = "議会" in (header.body or "") or "議会" in (header.title or "")
    headings = [(s.label, s.affiliation, s.glyph, _asks_or_answers(s)) for s in pieces.speeches]
    read = {heading: _who(*heading, header.attendees, assembly=assembly) for heading in dict.fromkeys(headings)}
    return with_persons(ditto([read[heading] for heading in headings]), header.attendees)


def _turns(pieces: Cut, people: Sequence[Speaker], items: Sequence[AgendaItem]) -> list[Turn]:
    """The speeches as turns; each belongs to the innermost item whose span it starts in."""
    turns, starts = [], [i.span.start for i in items]
    for n, (s, who) in enumerate(zip(pieces.speeches, people, strict=True)):
        k = bisect_right(starts, s.span.start) - 1
        while k >= 0 and items[k].span.end <= s.span.start:
            k -= 1
        turns.append(Turn(n, s.span, s.marker, who, s.text, s.pieces, item=items[k].n if k >= 0 else None))
    return turns


def _who(label: str, affiliation: str, glyph: str, asks: bool, roster: Sequence[Attendee], *, assembly: bool) -> Speaker:  # noqa: FBT001 - one of the heading's parts
    if asks:  # 答（教育部長）: the bracket says who, 答 does not
        who = answerer(label)
        return replace(speaker(who, affiliation, roster, assembly=assembly), label=label) if who else Speaker(label, "", "", "unknown", None, affiliation)
    found = speaker(label, affiliation, roster, assembly=assembly)
    if label or glyph:
        return found
    return replace(found, role="secretariat", group="事務局")


def _asks_or_answers(s: Speech) -> bool:
    """Does the heading name no person but a question or an answer (問, Ａ)?"""
    return s.head is not None and s.head.shape.form == "qa"


def _marks(pieces: Cut, layout: Layout | None) -> list[str | None]:
    """What the print says of each speech; where bullets without a speaker are answered, who has a heading answers."""
    marks = [_mark(s, layout) for s in pieces.speeches]
    unnamed = any(s.head and s.head.shape.glyph and not s.label for s in pieces.speeches)
    return ["answer" if unnamed and mark is None else mark for mark in marks]


def _mark(s: Speech, layout: Layout | None) -> str | None:
    if s.head is None:
        return "answer" if s.glyph == "→" else "statement" if s.glyph or s.label else "presentation"
    if _asks_or_answers(s):
        return "question" if fold(squeeze(s.label))[:1] in "問質Q" else "answer"
    if s.head.shape.glyph == ARROW:
        return "arrow"
    if s.head.shape.glyph and not s.label:
        return "statement"
    return layout.acts.get(s.glyph) if layout else None


def _openings(lines: Lines, pieces: Cut, people: Sequence[Speaker], header: Header) -> list[Opening]:
    glyphs = [lines.folded[i].strip()[:1] for i in pieces.headings]
    found = heading_openings(lines, pieces.headings, header.agenda_listed, glyph_items=any(glyphs.count(g) >= 2 for g in "△◎▲"))
    if any(g in "△◎▲" and glyphs.count(g) >= 2 for g in glyphs if g):
        return found
    chairs = [s.role in ("chair", "vice_chair") for s in people]
    if not header.agenda_listed and not found:
        return announced_openings(pieces.speeches, chairs if any(chairs) else [s.role != "member" for s in people])
    return [*found, *called_openings(pieces.speeches, chairs, header.agenda_listed, found)]


def _share(turns: Sequence[Turn], text: str) -> float:
    return sum(len(t.span) for t in turns) / len(text) if text else 0.0


def _polite(turns: Sequence[Turn]) -> float:
    first = bisect_left(list(accumulate([len(t.text) for t in turns])), _MANNER) + 1
    words = "\n".join([t.text for t in turns[:first]])[:_MANNER]
    parts = words.split("。")
    dotted = [part for part in parts if "." in part] if "." in words else []
    ends = len(parts) - 1 - len(_FIGURES.findall(words)) + sum([len(_STOPS.findall(part)) for part in dotted])
    polite = sum(map(_ends_politely, [part[-_LONGEST:] for part in parts[:-1]])) + sum([len(_POLITE_STOPS.findall(part)) for part in dotted])
    return polite / ends if ends else 0.0


@lru_cache(maxsize=4096)
def _ends_politely(words: str) -> bool:
    """The last words of a sentence, which come again and again."""
    return words.endswith(_POLITE)


def _parts(text: str, turns: Sequence[Turn], pieces: Cut, lines: Lines, outline: Sequence[Section]) -> tuple[Part, ...]:
    """Tiles of the whole text: each part runs to the start of the next."""
    marks: list[tuple[int, str]] = [(t.span.start, "turn") for t in turns]
    inside, starts = [t.span for t in turns], [t.span.start for t in turns]
    marks += [(n.span.start, n.kind if n.kind in ("rule", "page") else "note") for n in pieces.notes if not _within(n.span.start, starts, inside)]
    marks += [(lines.firsts[i], "heading") for i in pieces.headings]
    marks += [(s.span.start, "section") for s in outline]
    if turns:
        last = turns[-1].span.end
        loose = len(text) - len(text[last:].lstrip())
        marks += [(loose, "loose")] if text[last:].strip() and not any(at == loose for at, _ in marks) else []
    ordered = sorted(dict(reversed(marks)).items()) if marks else []
    if not ordered:
        return (Part("loose", Span(0, len(text))),) if text else ()
    spans = [Part("front", Span(0, ordered[0][0]))] if ordered[0][0] else []
    stops = [at for at, _ in ordered[1:]] + [len(text)]
    return (*spans, *(Part(kind, Span(at, stop)) for (at, kind), stop in zip(ordered, stops, strict=True) if stop > at))


def _within(at: int, starts: Sequence[int], turns: Sequence[Span]) -> bool:
    k = bisect_right(starts, at) - 1
    return k >= 0 and at < turns[k].end
