"""A further record in the same file: the title of a record amid the talk, and under it another day."""

import re
from itertools import islice

from minutes.model import Warning
from minutes.parse.front import behind_label, labels
from minutes.parse.lines import Lines
from minutes.text.dates import find_dates
from minutes.text.titles import squeeze

_LAST = frozenset("録旨要過果告) ")  # how the line of a title may end
_NUMBERED = re.compile(r"第\s?[0-9一二三四五六七八九十百]{1,4}\s?[回号]|[0-9元]\s?年")
_BRACKETS = re.compile(r"[(][^()\n]{1,20}[)]$")
_LONGEST = 70
_BELOW = 12  # lines with words under a title among which the day stands

HOSTILE = {"_NUMBERED": "第1 ", "_BRACKETS": "(あ"}


def further(lines: Lines, first: int, date: str | None) -> list[Warning]:
    """`several_records`: the first title of a record behind line `first`, where the talk begins, whose day is not this `date`."""
    for i in [i for i, line in enumerate(lines.folded[first:], first) if line[-1:] in _LAST and len(line) <= _LONGEST]:
        if _is_title(lines.folded[i]) and i not in lines.paper and (day := _day(lines, i)) and day != date:
            what = f"another record seems to begin here ({day}); date, body and attendees are those of the first: part the file and read each by itself"
            return [Warning("several_records", what, lines.span(i))]
    return []


def _is_title(line: str) -> bool:
    words = _BRACKETS.sub("", squeeze(line))
    return "。" not in words and bool(_NUMBERED.search(words)) and words.endswith(labels().endings["title"])


def _day(lines: Lines, i: int) -> str | None:
    """The day under a title: behind a label like 日時, or where a line begins."""
    below = islice((lines.folded[j] for j in range(i + 1, len(lines)) if not lines.blank[j]), _BELOW)
    for line in below:
        dates = find_dates(line)
        if dates and (not line[: dates[0].span.start].strip(" (") or behind_label(line, "when") is not None):
            return dates[0].iso
    return None
