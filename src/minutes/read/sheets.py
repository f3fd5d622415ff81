"""Excel workbooks as tab rows, or as speeches where a sheet has a speaker column."""

from collections.abc import Iterable, Iterator

from minutes.read.containers import Package
from minutes.read.extract import Extract
from minutes.read.reasons import Refusal
from minutes.read.tables import read_rows
from minutes.read.xml import Event, events


def read_xlsx(package: Package) -> Extract:
    """The first sheet with a speaker and a speech column as a feed; without one, every sheet as lines of tab-separated cells."""
    strings = list(_strings(events(package.chunks("xl/sharedStrings.xml"), package.limits))) if "xl/sharedStrings.xml" in package.names else []
    sheets = [list(_rows(events(package.chunks(name), package.limits), strings, package.limits.text)) for name in _sheets(package)]
    for rows in sheets:
        if (feed := read_rows(rows, format="xlsx")) is not None:
            return feed
    lines = ["\t".join(row).rstrip("\t") for rows in sheets for row in rows]
    if not any(lines):
        raise Refusal("truncated", "文字がない / no characters")
    return Extract("\n".join(lines), "xlsx", "utf-8")


def _sheets(package: Package) -> list[str]:
    names = [n for n in package.names if n.startswith("xl/worksheets/") and n.endswith(".xml") and "/" not in n[14:]]
    return sorted(names, key=lambda n: (len(n), n))


def _strings(found: Iterable[Event]) -> Iterator[str]:
    """The shared strings; readings over kanji (rPh) are left out."""
    words: list[str] = []
    typing = phonetic = False
    for kind, name, _ in found:
        tag = name.rpartition("}")[2] if kind != "text" else ""
        if kind == "text" and typing and not phonetic:
            words.append(name)
        elif tag == "si":
            if kind == "end":
                yield "".join(words)
            words.clear()
        elif tag == "t":
            typing = kind == "start"
        elif tag == "rPh":
            phonetic = kind == "start"


def _rows(found: Iterable[Event], strings: list[str], budget: int) -> Iterator[list[str]]:
    """One list of cells a row; a shared string that is used a million times counts each time."""
    row: list[str] = []
    words: list[str] = []
    column, shared, typing = 0, False, False
    for kind, name, attributes in found:
        tag = name.rpartition("}")[2] if kind != "text" else ""
        if kind == "text":
            words += [name] if typing else []
        elif tag == "row":
            if kind == "end":
                yield row
            row = []
        elif tag == "c" and kind == "start":
            column, shared = _column(attributes.get("r", ""), len(row)), attributes.get("t") == "s"
            words.clear()
        elif tag == "c":
            cell = _cell("".join(words), strings, shared=shared)
            budget -= len(cell) + 1
            if budget < 0 or column > 16_384:
                raise Refusal("too_large", "cells", limit="text")
            row += [""] * (column - len(row)) + [cell]
        elif tag in {"v", "t"}:
            typing = kind == "start"
        elif tag in {"f", "rPh"}:
            typing = False


def _cell(words: str, strings: list[str], *, shared: bool) -> str:
    if not shared:
        return words
    return strings[int(words)] if words.isdecimal() and len(words) < 9 and int(words) < len(strings) else ""


def _column(reference: str, default: int) -> int:
    """The index of the column in a reference: A1 → 0, AB12 → 27."""
    letters = reference.rstrip("0123456789")
    if not letters or len(letters) > 3 or not letters.isascii() or not letters.isalpha():
        return default
    n = 0
    for letter in letters.upper():
        n = n * 26 + ord(letter) - 64
    return max(default, n - 1)
