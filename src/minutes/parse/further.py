"""Further records in the same file: the title of a record below the first, and under it a front or a day of its own."""

import re
from itertools import islice

from minutes.model import Warning
from minutes.parse.front import behind_label, labelled, labels
from minutes.parse.lines import Lines
from minutes.text.dates import find_dates
from minutes.text.titles import squeeze

_LAST = frozenset("録旨要過果告) ")  # how the line of a title may end
_NUMBERED = re.compile(r"第\s?[0-9一二三四五六七八九十百]{1,4}\s?[回号]|[0-9元]\s?年")
_BRACKETS = re.compile(r"[(][^()\n]{1,20}[)]$")
_LONGEST = 70
_BELOW = 12  # lines with words under a title among which the day stands
_FRONT = 14  # lines under a title in which two labels of a front stand

HOSTILE = {"_NUMBERED": "第1 ", "_BRACKETS": "(あ"}


def record_titles(lines: Lines) -> dict[int, str | None]:
    """The lines that are the title of a record, each with the day of it: 第２回…会議録, 令和６年…会議録（第３号）; below the first speech that is a further record."""
    return lines.once(_record_titles)


def _record_titles(lines: Lines) -> dict[int, str | None]:
    likely = [i for i, line in enumerate(lines.folded) if line[-1:] in _LAST and len(line) <= _LONGEST]
    titles = [i for i in likely if _is_title(lines.folded[i]) and i not in lines.paper]
    days = {i: _day(lines, i) for i in titles}
    return {i: day for i, day in days.items() if day or len([j for j, _ in labelled(lines, min(len(lines), i + _FRONT)) if j > i]) >= 2}


def _is_title(line: str) -> bool:
    words = _BRACKETS.sub("", squeeze(line.strip("#* ")))
    return "。" not in words and bool(_NUMBERED.search(words)) and any(words.endswith(e) for e in labels().endings["title"] if len(e) >= 3)


def _day(lines: Lines, i: int) -> str | None:
    """The day under a title: behind a label like 日時, or where a line begins."""
    below = islice((lines.folded[j] for j in range(i + 1, len(lines)) if not lines.blank[j]), _BELOW)
    for line in below:
        dates = find_dates(line)
        if dates and (not line[: dates[0].span.start].strip(" (") or behind_label(line, "when") is not None):
            return dates[0].iso
    return None


def several(lines: Lines, first: int, date: str | None) -> list[Warning]:
    """`several_records`: the first further record behind line `first`, where the talk begins, whose day is not this `date`."""
    found = next(((i, day) for i, day in record_titles(lines).items() if i >= first and day and day != date), None)
    what = "another record seems to begin here ({}); date, body and attendees are those of the first: part the file and read each by itself"
    return [Warning("several_records", what.format(found[1]), lines.span(found[0]))] if found else []
