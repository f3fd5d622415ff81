"""Dates, times and ordinals as minutes print them: 和暦, kanji numerals, 第N回, 午後1時30分から正午まで.

Era boundaries are those of the 元号 orders: a date outside its era (令和元年4月30日) is not a date.
A weekday in brackets is a checksum; what it says against the date is reported, never repaired.
"""

import re
from datetime import date
from typing import NamedTuple

from minutes.model import Span
from minutes.text.fold import fold
from minutes.text.patterns import DATE, FISCAL_YEAR, MONTH, ORDINAL, SESSION_DAY, TIME

ERAS: dict[str, tuple[int, date, date]] = {
    "明治": (1867, date(1868, 10, 23), date(1912, 7, 29)),
    "大正": (1911, date(1912, 7, 30), date(1926, 12, 24)),
    "昭和": (1925, date(1926, 12, 25), date(1989, 1, 7)),
    "平成": (1988, date(1989, 1, 8), date(2019, 4, 30)),
    "令和": (2018, date(2019, 5, 1), date.max),
}
_LETTERS = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
_DIGITS = {c: i for i, c in enumerate("○一二三四五六七八九")} | {"元": 1, "零": 0, "〇": 0}


class FoundDate(NamedTuple):
    """A date in a text: ISO form, where, and whether the printed weekday agrees (None: none printed)."""

    iso: str
    span: Span
    weekday_agrees: bool | None


class FoundTime(NamedTuple):
    """A time of day in a text as HH:MM, and where."""

    clock: str
    span: Span


def number(text: str) -> int | None:
    """The number that a run of digits stands for: ２１, 二十一, 二一 and 百二十六 → 21, 21, 21, 126; 元 → 1."""
    folded = "".join(fold(text).split())
    if folded.isascii() and folded.isdigit():
        return int(folded)
    if not folded or any(c not in _DIGITS and c not in "十百千" for c in folded):
        return None
    if not any(c in "十百千" for c in folded):
        return int("".join(str(_DIGITS[c]) for c in folded))
    total, digit = 0, None
    for c in folded:
        if c in _DIGITS:
            digit = _DIGITS[c]
        else:
            total, digit = total + (1 if digit is None else digit) * {"十": 10, "百": 100, "千": 1000}[c], None
    return total + (digit or 0)


def _day(m: re.Match[str]) -> date | None:
    era = "".join(m["era"].split()) if m["era"] else _LETTERS[m["letter"]] if m["letter"] else None
    found = _on(era, m["western"] or m["year"] or m["short"], m["month"], m["day"])
    return found or (_on(m["other"], m["again"], m["month"], m["day"]) if m["other"] else None)  # 平成31年（令和元年）７月１日


def _on(era: str | None, in_year: str, in_month: str, on_day: str) -> date | None:
    year, month, day = number(in_year), number(in_month), number(on_day)
    if month is None or day is None or year is None:
        return None
    try:
        found = date(year + (ERAS[era][0] if era else 0), month, day)
    except ValueError:
        return None
    return found if era is None or ERAS[era][1] <= found <= ERAS[era][2] else None


def find_dates(text: str) -> list[FoundDate]:
    """Every full date in `text`, in order: 令和６年７月17日（水） → 2024-07-17. Impossible dates are left out."""
    found = []
    for m in DATE.finditer(fold(text)):
        if day := _day(m):
            agrees = "月火水木金土日"[day.weekday()] == m["weekday"] if m["weekday"] else None
            found.append(FoundDate(day.isoformat(), Span(*m.span()), agrees))
    return found


def day_of_session(text: str) -> FoundDate | None:
    """The day of a session whose year stands before its name, as archives on the web print it: 令和５年12月定例会（第４回）-12月06日-02号 → 2023-12-06."""
    m = SESSION_DAY.search(fold(text))
    day = _on(m["era"], m["western"] or m["year"], m["month"], m["day"]) if m else None
    return FoundDate(day.isoformat(), Span(*m.span()), None) if m and day else None


def find_month(text: str) -> tuple[str, Span] | None:
    """The first month that is named without a day, as ISO 8601 of reduced precision: 令和６年３月 → 2024-03."""
    m = MONTH.search(fold(text))
    year, month = (number(m["western"] or m["year"]), number(m["month"])) if m else (None, None)
    if m is None or year is None or month is None or not 1 <= month <= 12:
        return None
    return f"{year + (ERAS[m['era']][0] if m['era'] else 0):04}-{month:02}", Span(*m.span())


def fiscal_year(text: str) -> int | None:
    """The 年度 in a heading: 令和６年度第１回 → 2024, else None. 令和6年第1回 (a calendar year) gives None."""
    m = FISCAL_YEAR.search(fold(text))
    year = number(m["western"] or m["year"]) if m else None
    if m is None or year is None:
        return None
    return year + (ERAS[m["era"]][0] if m["era"] else 0)


def fiscal_year_of(iso: str) -> int:
    """The fiscal year (April to March) in which a date falls: 2024-03-31 → 2023."""
    return int(iso[:4]) - (int(iso[5:7]) < 4)


def _clock(m: re.Match[str]) -> str | None:
    if m["noon"]:
        return "12:00"
    hour = number(m["clock"] or m["hour"])
    minute = 30 if m["half_hour"] else number(m["past"] or m["minute"] or "0")
    if hour is None or minute is None or hour > 24 or minute > 59:
        return None
    if (m["half"] or "") in ("午後", "PM", "pm") and hour < 12:
        hour += 12
    return f"{hour:02}:{minute:02}"


def find_times(text: str) -> list[FoundTime]:
    """Every time of day in `text`, in order: 午後1時30分 → 13:30, 正午 → 12:00, 13:30～15:30 → both.

    午後 before the start of a range holds for its end too: 午後１時～３時 gives 13:00 and 15:00.
    """
    found: list[FoundTime] = []
    last: re.Match[str] | None = None
    for m in TIME.finditer(fold(text)):
        clock = _clock(m)
        if clock is None:
            continue
        carried = last is not None and m.start() - last.end() <= 4 and last["half"] == "午後" and not m["half"] and clock < "12:00"
        found.append(FoundTime(f"{int(clock[:2]) + 12}{clock[2:]}" if carried else clock, Span(*m.span())))
        last = m
    return found


def ordinal(text: str) -> int | None:
    """The ordinal in a heading: 第３回 → 3, 第十二回 → 12, else None.

    令和６年度第１回 gives 1, not 6: the fiscal year is not the ordinal.
    """
    m = ORDINAL.search(fold(text))
    return number(m["n"]) if m else None
