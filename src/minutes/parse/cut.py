"""A layout's headings cut the lines of a text into speeches, notes, headings and paper."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from minutes.model import Note, Span
from minutes.parse.closing import interludes, signatures
from minutes.parse.front import labelled, labels
from minutes.parse.further import record_titles
from minutes.parse.heads import Head
from minutes.parse.lines import Lines
from minutes.text.patterns import BRACKET_HEADING, OPENING, STAGE, STAGE_WORDS, TILDE_NOTE, TIME_NOTE
from minutes.text.titles import parse_label, squeeze

_HEADING_MARK = re.compile(
    r"(?<!\s)\s*(?:\#{1,6}\s*|\*\*)?(?:[△▲◎●■◇◆□《〔【≪]|○(?=\s?[一-龥])|(?:追加)?日程第|議\s?題|議案第|案\s?件|議\s?事|次\s?第|報告|審議事項|協議事項|請願|陳情|発議|第\s?[0-9一二三四五六七八九十]{1,3}\s?[号章節]?|[(]\s?[0-9一二三四五六七八九十ア-コ]{1,3}\s?[)]|[0-9]{1,2}\s?[.、\s]|[一二三四五六七八九十]{1,2}[、.\s]|[①-⑳]|[0-9]{1,2}(?=[一-龥ァ-ヶA-Z「]))"
)
_NUMBERED_MARK = re.compile(r"(?<!\s)\s*[《<〔\[]\s?[0-9一二三四五六七八九十]{1,2}\s?[.、]")
_CLAUSE = re.compile(r"[。、,.](?=\S)|(?:です|ます|した|ある|いる|ない|おり|けれども|ので|から|けど|が)[。.、]?\s*$")
_BULLETED = re.compile(r"(?<!\s)\s*(?:[・○●◆◇■□→※]|[-*]\s|[(]?[0-9]{1,2}[)]|[①-⑳]|[ア-コ]\s|[0-9]{1,2}\s)")
_BULLET_OPENS = frozenset("・○●◆◇■□→※-*(0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳アィイウゥエェオォカガキギクグケゲコ").union(filter(str.isspace, map(chr, range(0x3001))))
_ENDED = frozenset("。.．!?！？」』)）")


_CLOSES = re.compile(r"時[^。]{0,12}(?:閉\s?会|散\s?会|延\s?会|閉\s?議)|(?:閉\s?会|散\s?会|延\s?会|閉\s?議)\s{0,8}(?:午前|午後)")
_STAGE_OPENS = tuple("(〔[《<")
_NOTE_OPENS = frozenset("(〔[《<~-※定以")


class Speech(NamedTuple):
    """One turn before it knows its place: heading, spans of its words, the notes inside it."""

    marker: Span
    label: str
    affiliation: str
    span: Span
    pieces: tuple[Span, ...]
    text: str
    head: Head | None = None
    glyph: str = ""


class Cut(NamedTuple):
    """The speeches of a text in order, the notes (those inside speeches too), and the lines of headings between speeches."""

    speeches: tuple[Speech, ...]
    notes: tuple[Note, ...]
    headings: tuple[int, ...]
    first_line: int


def note_kind(line: str) -> str | None:
    """What a whole line is when the recorder wrote it: stage（拍手）, time（午前10時開会）, procedural ～資料説明～, 以上; else None."""
    if not line or len(line) > 200:
        return None
    first = line.lstrip()[:1]
    if first in "(〔[<《" and not _NUMBERED_MARK.match(line) and (m := STAGE.fullmatch(line)) and STAGE_WORDS.search(line) and not (m["stage"] and parse_label(m["stage"]).known):
        return "stage"
    if first in "~-※" and not line.lstrip().startswith("※※") and TILDE_NOTE.fullmatch(line):
        return "procedural"
    if len(line) <= 60 and ("時" in line or ":" in line) and TIME_NOTE.fullmatch(line):
        return "time"
    return "procedural" if first in "定以(-" and OPENING.fullmatch(line) and not line.rstrip().endswith(("ます。", "ます")) else None


def noted(lines: Lines) -> dict[int, str]:
    """The lines that the recorder wrote, by kind: stage, time or procedural."""
    return lines.once(_noted)


def _noted(lines: Lines) -> dict[int, str]:
    signed = enumerate(zip(lines.initials, lines.folded, strict=True))
    likely = [i for i, (sign, line) in signed if sign in _NOTE_OPENS or (len(line) <= 60 and ("時" in line or ":" in line))]
    return {i: kind for i in likely if (kind := note_kind(lines.folded[i]))} | signatures(lines)


def aside(lines: Lines) -> dict[int, str]:
    """The lines that nobody said, by kind: what is only paper, and what the recorder wrote."""
    return lines.once(_aside)


def _aside(lines: Lines) -> dict[int, str]:
    return noted(lines) | lines.paper


def looks_like_heading(line: str) -> bool:
    """Could this line be a heading rather than speech? Marked or numbered, short, and no clause of a sentence."""
    bare = line.strip().strip("*")
    if not bare or len(bare) > 90 or bare.endswith(("。", "、", ",")):
        return False
    mark = _HEADING_MARK.match(bare)
    return (mark is not None and not _CLAUSE.search(bare[mark.end() :].lstrip(" .、,)"))) or bool(BRACKET_HEADING.fullmatch(bare))


def cut(lines: Lines, heads: Sequence[Head]) -> Cut:
    """The speeches that these headings open; a speech ends before the headings and notes that lead to the next one."""
    speeches: list[Speech] = []
    notes: list[Note] = []
    headings: list[int] = _leading(lines, heads[0].line) if heads else []
    unsaid, blank = aside(lines) | interludes(lines, [h.line for h in heads]), lines.blank
    for k, head in enumerate(heads):
        stop = heads[k + 1].line if k + 1 < len(heads) else len(lines)
        last = _last_line(lines, head, stop, unsaid, final=k + 1 == len(heads))
        for i in range(last + 1, stop):
            if blank[i]:
                continue
            if kind := unsaid.get(i):
                notes.append(_note(lines, i, kind))
            else:
                headings.append(i)
        speeches.append(_speech(lines, head, last, notes))
    front_paper = [_note(lines, i, kind) for i, kind in lines.paper.items() if heads and i < heads[0].line]
    return Cut(
        tuple(speeches), tuple(sorted([*front_paper, *notes], key=lambda n: n.span)), tuple(sorted(headings)), headings[0] if headings else (heads[0].line if heads else len(lines))
    )


def _leading(lines: Lines, first: int) -> list[int]:
    """Headings that stand directly before the first speech; a header label or a list of several items ends them."""
    fields = labels().fields
    headers = {i for i, m in labelled(lines, first) if fields[squeeze(m["label"])] not in ("opening", "closing", "other")}
    found: list[int] = []
    for i in range(first - 1, max(-1, first - 12), -1):
        if lines.blank[i] or i in aside(lines):
            continue
        if not looks_like_heading(lines.folded[i]) or i in headers or any(_siblings(lines.folded[i], lines.folded[j]) for j in found):
            break
        found.append(i)
    return found[::-1]


def _siblings(a: str, b: str) -> bool:
    """Do two headings carry marks of one kind, (1) and (2), as the items of a list do?"""
    marks = [re.sub(r"[0-9一二三四五六七八九十]+", "1", m.group().strip()) if (m := _HEADING_MARK.match(x)) else None for x in (a, b)]
    return marks[0] is not None and marks[0] == marks[1]


def _note(lines: Lines, i: int, kind: str) -> Note:
    span = lines.span(i)
    return Note(kind, span, span.of(lines.text))


def _last_line(lines: Lines, head: Head, stop: int, unsaid: Mapping[int, str], *, final: bool) -> int:
    """The last line of speech: what stands between it and the next heading is notes, headings and paper only."""
    last, blank, first = stop - 1, lines.blank, head.line
    while last > first and (blank[last] or last in unsaid or _titles(lines, first, last)):
        last -= 1
    records = record_titles(lines)
    following = min((i for i in records if first < i <= last), default=None) if records else None
    if following is not None:
        return before_appendix(lines, first, following - 1)
    if final:
        return before_appendix(lines, first, last)
    return last if "。" in lines.folded[last] else _before_rule(lines, first, last)


def _titles(lines: Lines, first: int, i: int) -> bool:
    """Is line i a heading, or does it go on with one? What ends a sentence is none."""
    return lines.finals[i] != "。" and (looks_like_heading(lines.folded[i]) or _heading_tail(lines, first, i))


def _heading_tail(lines: Lines, first: int, i: int) -> bool:
    """A deeply indented continuation of a heading, or a short line of its own between blank lines or rules."""
    bare = lines.folded[i].strip()
    if len(bare) > 60 or bare.endswith(("。", "、")) or i <= first + 1:
        return False
    apart = len(bare) <= 24 and (lines.blank[i - 1] or i - 1 in lines.paper)
    indent = lines.firsts[i] - lines.starts[i]
    if (indent < 6 and not apart) or _CLAUSE.search(bare):
        return False
    return indent >= 6 or _ended_before(lines, first, i)


def _ended_before(lines: Lines, first: int, i: int) -> bool:
    before = next((j for j in range(i - 1, first - 1, -1) if not lines.blank[j] and j not in lines.paper), first)
    return lines.folded[before].rstrip()[-1:] in _ENDED


def before_appendix(lines: Lines, first: int, last: int) -> int:
    """The last line of the last speech, which begins at `first`: before the place where the record closes (以上, 閉会, a rule) with signatures and lists behind it."""
    unsaid = noted(lines)
    closed = next((i for i in range(first + 1, last + 1) if unsaid.get(i) in ("time", "stage") and _CLOSES.search(lines.folded[i])), None)
    if closed is not None:
        return _before(lines, first, closed)
    spoken = next((i for i in range(last, first, -1) if "。" in lines.folded[i] and i not in unsaid), first)
    for i in range(max(first + 1, spoken), last + 1):
        if unsaid.get(i) in ("time", "procedural") or lines.paper.get(i) == "rule":
            return _before(lines, first, i)
    return last


def _before_rule(lines: Lines, first: int, last: int) -> int:
    """The last line of a speech behind which a rule opens the next item: a heading follows the rule, wrapped or not, and no sentence."""
    spoken = next((i for i in range(last, first, -1) if "。" in lines.folded[i]), first)
    rule = next((i for i in range(max(first, spoken) + 1, last) if lines.paper.get(i) == "rule"), None)
    after = lines.next_content(rule) if rule is not None else None
    if rule is None or after is None or not looks_like_heading(lines.folded[after]):
        return last
    return _before(lines, first, rule)


def _before(lines: Lines, first: int, i: int) -> int:
    """The nearest line before i that is neither blank, paper nor a note."""
    unsaid = aside(lines)
    return next((j for j in range(i - 1, first, -1) if not (lines.blank[j] or j in unsaid)), first)


def _speech(lines: Lines, head: Head, last: int, notes: list[Note]) -> Speech:
    """The speech from its heading to line `last`; the notes inside it are added to `notes`."""
    first, before = head.last, len(notes)
    at, line = lines.starts[first], lines.folded[first]
    marker = Span(lines.firsts[head.line], at + len(line[: head.end].rstrip()))
    pieces: list[Span] = []
    gaps: list[str] = []
    rest = line[head.body :].lstrip(" *\t")
    body = len(line) - len(rest) if rest else max(len(line), head.body)
    begin = at + body
    if rest.lstrip()[:1] in _STAGE_OPENS and (m := STAGE.match(rest)) and STAGE_WORDS.search(m.group()):
        span = Span(begin, begin + len(m.group().rstrip()))
        notes.append(Note("stage", span, span.of(lines.text)))
        begin += m.end()
    gap = ""
    if begin < lines.ends[first]:
        pieces.append(Span(begin, lines.ends[first]))
        gaps.append(gap)
        gap = "\n"
    firsts, ends, unsaid = lines.firsts, lines.ends, aside(lines)
    for i in range(first + 1, last + 1):
        begin, end = firsts[i], ends[i]
        if begin == end:
            gap = "\n\n"
        elif kind := unsaid.get(i):
            notes.append(_note(lines, i, kind))
            gap = gap or "\n\n"
        else:
            pieces.append(Span(begin, end))
            gaps.append(gap)
            gap = "\n"
    end = pieces[-1].end if pieces else max(marker.end, notes[-1].span.end if len(notes) > before else 0)
    words = join(lines.text, pieces, gaps)
    return Speech(marker, head.label, head.affiliation, Span(marker.start, end), tuple(pieces), words, head, head.shape.glyph)


def join(text: str, pieces: Sequence[Span], gaps: Sequence[str]) -> str:
    """What the reader sees: lines of one paragraph joined with nothing, paragraphs with a newline.

    A blank line (or page foot) inside a sentence is joined away: 窓口での⏎⏎飛沫感染 reads 窓口での飛沫感染.
    """
    if len(pieces) == 1:
        return pieces[0].of(text)
    out: list[str] = []
    finished = before = False
    for piece, gap in zip(pieces, gaps, strict=True):
        start = piece.start
        words = text[start : piece.end]
        bulleted = words[:1] in _BULLET_OPENS and _BULLETED.match(words) is not None
        if out and (finished or bulleted or (before and gap == "\n\n")):
            listed = bulleted or before
            if gap == "\n\n":
                parted = finished or listed
            else:
                parted = gap == "\n" and ((listed and (finished or bulleted)) or (finished and text[start - 1] != "\n" and text[start - 1].isspace()))
            if parted:
                out.append("\n")
        out.append(words)
        finished, before = words.rstrip()[-1:] in _ENDED, bulleted
    return "".join(out)
