"""How much of a text the rules account for: all but what is loose, and of the front the lines that say something about the meeting."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from minutes.model import Header, Part
from minutes.parse.cut import aside
from minutes.parse.front import blocks
from minutes.parse.lines import Lines
from minutes.text.titles import squeeze

_TELLS = re.compile(r"出席|欠席|傍聴|開催|開会|開か|開い|招集|会議|議長|会長|委員長|議題|議案|公開|視察|調査|報告|次のとおり|以下のとおり")

HOSTILE = {"_TELLS": "出"}


def claimed(lines: Lines, parts: Sequence[Part], first_line: int, header: Header) -> float:
    """The share of the non-blank characters of a text in parts that a rule accounts for, 0 to 1, rounded to four places.

    Of the front count its labelled blocks, the lines from which the header was read, what the clerk noted, and sentences about the meeting.
    """
    text = lines.text
    total = sum(map(len, text.split()))
    left = sum(len(squeeze(p.span.of(text))) for p in parts if p.kind in ("front", "loose"))
    if parts and parts[0].kind == "front":
        end = parts[0].span.end
        left -= sum(len(squeeze(lines.span(i).of(text))) for i in _told(lines, first_line, header) if lines.ends[i] <= end)
    return round(min(1.0, 1 - left / total), 4) if total else 1.0


def _told(lines: Lines, first_line: int, header: Header) -> set[int]:
    """The lines of the front that say something about the meeting."""
    read = {_line(lines, e.span.start) for e in header.evidence.values() if e.span}
    for block in blocks(lines, first_line):
        read |= {block.line, *(_line(lines, v.start) for v in block.values)}
    prose = {i for i in range(min(first_line, len(lines))) if "。" in lines.folded[i] and _TELLS.search(lines.folded[i])}
    return read | prose | set(aside(lines))


def _line(lines: Lines, offset: int) -> int:
    return bisect_right(lines.starts, offset) - 1
