"""Dates, times and ordinals as minutes print them, and what only looks like one."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.text.dates import ERAS, find_dates, find_times, fiscal_year, fiscal_year_of, number, ordinal


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("令和６年７月17日", "2024-07-17"),  # the usual form, widths mixed
        ("２０２４年７月１７日", "2024-07-17"),  # full width throughout
        ("2024/7/17", "2024-07-17"),
        ("2024-07-17", "2024-07-17"),
        ("2024.7.17", "2024-07-17"),
        ("R6.7.17", "2024-07-17"),  # letters of office calendars
        ("Ｒ６．７．17", "2024-07-17"),
        ("H31.4.30", "2019-04-30"),
        ("令和六年七月十七日", "2024-07-17"),  # kanji, as read aloud
        ("令和六年七月二〇日", "2024-07-20"),  # kanji by place
        ("平成三十一年四月一日", "2019-04-01"),
        ("令和元年５月１日", "2019-05-01"),  # the first day of 令和
        ("令和１年５月１日", "2019-05-01"),  # 1 for 元
        ("平成31年４月30日", "2019-04-30"),  # the last day of 平成
        ("平成元年１月８日", "1989-01-08"),
        ("昭和64年１月７日", "1989-01-07"),
        ("昭和元年12月25日", "1926-12-25"),
        ("大正15年12月24日", "1926-12-24"),
        ("明治45年７月29日", "1912-07-29"),
        ("令和６年２月29日", "2024-02-29"),  # leap day
        ("令和　６年　７月　17日", "2024-07-17"),  # set apart for looks
        ("令和 1 0年 7月 1 7日", "2028-07-17"),  # spaced by a PDF
        ("令和６年７月17日（水・祝）", "2024-07-17"),  # a holiday in the bracket
    ],
)
def test_a_date_is_read(printed: str, iso: str) -> None:
    """A full date gives its ISO form and the place where it stands."""
    [found] = find_dates(f"日時　{printed}　午後１時")
    assert found.iso == iso
    assert printed.startswith(found.span.of(f"日時　{printed}　午後１時"))


@pytest.mark.parametrize(
    "printed",
    [
        "令和元年４月30日",  # still 平成
        "平成31年５月１日",  # already 令和
        "昭和64年１月８日",
        "平成元年１月７日",
        "大正15年12月25日",
        "令和５年２月29日",  # no leap year
        "2023年2月29日",
        "令和６年４月31日",
        "令和６年13月１日",
        "令和０年１月１日",
        "昭和99年１月１日",
        "７月17日",  # no year: never taken for this year
        "令和６年７月",  # no day
        "令和６年度",
        "２０２４０７１７",
        "03-1234-5678",  # a telephone number
        "1.2.3",  # a version, a section
        "第2024-07回",
        "2024/7/178",
    ],
)
def test_what_is_no_date(printed: str) -> None:
    """An impossible date, half a date or another number is no date."""
    assert find_dates(printed) == []


@pytest.mark.parametrize(
    ("printed", "agrees"),
    [
        ("令和６年７月17日（水）", True),
        ("令和６年７月17日（水曜日）", True),
        ("令和６年７月17日　水曜日", True),
        ("令和６年７月17日〔水〕", True),
        ("令和６年７月17日（木）", False),  # the weekday is a checksum
        ("令和６年７月17日", None),
        ("令和６年７月17日水道部長が", None),  # 水 of another word
        ("令和６年７月17日（仮）", None),
    ],
)
def test_the_weekday_checks_the_date(printed: str, agrees: bool | None) -> None:  # noqa: FBT001
    """A printed weekday agrees with the date or does not; it never changes the date."""
    [found] = find_dates(printed)
    assert (found.iso, found.weekday_agrees) == ("2024-07-17", agrees)


def test_several_dates_come_in_order() -> None:
    """Every date of a line is found, each at its place."""
    text = "任期　令和５年４月１日から令和７年３月31日まで"
    assert [(d.iso, d.span.of(text)) for d in find_dates(text)] == [("2023-04-01", "令和５年４月１日"), ("2025-03-31", "令和７年３月31日")]


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2060, 12, 31)))
def test_every_day_has_one_era(day: datetime.date) -> None:
    """Of the five eras exactly one takes a given day, and reads it as that day; its weekday agrees."""
    printed = [f"{era}{day.year - before}年{day.month}月{day.day}日（{'月火水木金土日'[day.weekday()]}）" for era, (before, _, _) in ERAS.items() if day.year > before]
    found = [d for text in printed for d in find_dates(text)]
    assert [(d.iso, d.weekday_agrees) for d in found] == [(day.isoformat(), True)]


@pytest.mark.parametrize(
    ("printed", "year"),
    [
        ("令和６年度第１回", 2024),
        ("令和元年度", 2019),
        ("平成31年度", 2019),
        ("令和六年度", 2024),
        ("２０２４年度", 2024),
        ("令和 ６ 年度", 2024),
        ("昭和63年度", 1988),
        ("令和６年第１回", None),  # a calendar year
        ("令和６年７月17日", None),
        ("６年度", None),  # whose sixth?
    ],
)
def test_fiscal_year_of_a_heading(printed: str, year: int | None) -> None:
    """年度 is read as the year in which it begins; a calendar year is none."""
    assert fiscal_year(printed) == year


@pytest.mark.parametrize(("iso", "year"), [("2024-03-31", 2023), ("2024-04-01", 2024), ("2024-01-01", 2023), ("2023-12-31", 2023)])
def test_fiscal_year_of_a_date(iso: str, year: int) -> None:
    """The fiscal year runs from April to March."""
    assert fiscal_year_of(iso) == year


@pytest.mark.parametrize(
    ("printed", "clocks"),
    [
        ("午前10時30分から正午まで", ["10:30", "12:00"]),
        ("午前９時～正午", ["09:00", "12:00"]),
        ("13:30～15:30", ["13:30", "15:30"]),
        ("10：00-11：30", ["10:00", "11:30"]),
        ("午後１時３０分～午後３時３０分", ["13:30", "15:30"]),
        ("午後１時～３時", ["13:00", "15:00"]),  # 午後 holds to the end of the range
        ("午後１時30分から３時まで", ["13:30", "15:00"]),
        ("午後1:30～3:00", ["13:30", "15:00"]),
        ("午前10時から午後２時30分まで", ["10:00", "14:30"]),
        ("午後２時半", ["14:30"]),
        ("午後０時15分", ["12:15"]),
        ("午後12時30分", ["12:30"]),
        ("午前０時", ["00:00"]),
        ("午後七時十五分", ["19:15"]),
        ("十時三十分", ["10:30"]),
        ("PM1:30", ["13:30"]),
        ("午後 1 時 30 分", ["13:30"]),
        ("（午後１時４分開議）", ["13:04"]),
        ("２時間の会議", []),  # a duration
        ("１時間30分", []),
        ("25時", []),
        ("10:60", []),
        ("12:345", []),
        ("9:5", []),  # a score, a ratio
        ("令和６年７月17日", []),
    ],
)
def test_times_of_day(printed: str, clocks: list[str]) -> None:
    """Times come as HH:MM in the order of the text."""
    assert [t.clock for t in find_times(printed)] == clocks


@pytest.mark.parametrize(
    ("printed", "n"),
    [
        ("第３回", 3),
        ("第十二回", 12),
        ("第二〇回", 20),
        ("第百二十六回", 126),
        ("第 3 回", 3),
        ("第1 2回", 12),  # spaced by a PDF
        ("令和６年度第１回", 1),  # not 6
        ("第３回定例会第２号", 3),
        ("３回", None),
        ("第３号", None),
    ],
)
def test_ordinal_of_a_heading(printed: str, n: int | None) -> None:
    """第N回 gives N."""
    assert ordinal(printed) == n


@pytest.mark.parametrize(
    ("printed", "n"),
    [
        ("２１", 21),
        ("１ ２", 12),
        ("二十一", 21),
        ("二一", 21),
        ("二〇二四", 2024),
        ("二千二十四", 2024),
        ("百二十六", 126),
        ("百", 100),
        ("千九百", 1900),
        ("元", 1),
        ("〇", 0),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("第3", None),
        ("万", None),  # no minutes count their meetings in tens of thousands
    ],
)
def test_number(printed: str, n: int | None) -> None:
    """A run of digits, Arabic or kanji, is the number it stands for; anything else is none."""
    assert number(printed) == n


@given(st.integers(1, 9999))
def test_kanji_numbers_are_read_back(n: int) -> None:
    """A number written out in kanji, by place or with 十百千, is that number."""
    digits = "〇一二三四五六七八九"
    by_place = "".join(digits[int(d)] for d in str(n))
    with_units = "".join(("" if d == "1" and unit else digits[int(d)]) + unit for d, unit in zip(f"{n:04}", ("千", "百", "十", ""), strict=True) if d != "0")
    assert number(by_place) == n
    assert number(with_units) == n
