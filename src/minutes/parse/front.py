"""The front of a record as labelled blocks: 日時 …, 場所 …, 出席者 …, each with the lines of its value."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from minutes.model import Span
from minutes.parse.lines import Lines
from minutes.text.alternatives import longest
from minutes.text.fold import fold
from minutes.text.titles import squeeze

_MARK = (
    r"(?<!\s)\s{0,40}(?:\#{1,6}\s{0,3}|\*\*)?"
    r"(?:(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})\s?[.、)\s]\s{0,4}|[(]\s?[0-9]{1,2}\s?[)]\s{0,3}|[○●◆■◎・□◇※▼]\s{0,2}|[①-⑳]\s{0,2})?"
    r"[【\[〔<]?\s{0,2}"
)
_MARKS = "#*0123456789一二三四五六七八九十(○●◆■◎・□◇※▼【[〔<①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"  # what may stand first before a label
_ENTRIES = frozenset(("その他", "開会", "閉会", "議事", "議題", "報告事項", "協議事項", "審議事項", "案件", "検討事項", "会議録署名委員", "会議録署名議員"))
_GAP = r"\s{0,4}"  # between the characters of a label: 日　時
_FRONT = 200  # lines among which the labels are looked for more than once
_AFTER = (
    r"(?P<close>\s{0,2}[】\]〕>])?"
    r"(?:\s{0,3}\((?P<count>[^()\n]{0,20}[0-9一二三四五六七八九十]{1,3}\s?[名人][^()\n]{0,12}|公印省略|敬称略[^()\n]{0,10}|順不同[^()\n]{0,10})\))?"
    r"(?P<sep>\s{0,3}:\s{0,3}|\s{1,40}|\t|(?=[(])|$|(?<=[】\]〕>]))"
)


@dataclass(frozen=True, slots=True)
class Block:
    """One labelled field of the front: its name, the label as printed, its lines and the spans of its value, line by line."""

    field: str
    label: str
    line: int
    values: tuple[Span, ...]
    count: str = ""

    def text(self, source: str) -> str:
        """The value with its lines joined by newlines, as printed."""
        return "\n".join(v.of(source) for v in self.values)


class Labels(NamedTuple):
    """The table `labels.toml`: label → field, and a pattern that finds a label at a line's start."""

    fields: dict[str, str]
    pattern: re.Pattern[str]
    opens: frozenset[str]
    endings: dict[str, tuple[str, ...]]
    procedure: frozenset[str]
    parts: frozenset[str]
    no_names: frozenset[str]


@cache
def labels() -> Labels:
    """The table of header labels, read once."""
    table = tomllib.loads(files("minutes.parse").joinpath("labels.toml").read_text(encoding="utf-8"))
    fields = {fold(word): name for name, words in table["fields"].items() for word in words}
    first = "".join(sorted({word[0] for word in fields}))
    endings = {k: tuple(sorted((fold(w) for w in v), key=lambda w: (-len(w), w))) for k, v in table["endings"].items()}
    agenda = {name: frozenset(words) for name, words in table["agenda"].items()}
    pattern = re.compile(rf"{_MARK}(?=[{re.escape(first)}])(?P<label>{longest(fields, gap=_GAP)}){_AFTER}")  # looking ahead: seventy alternatives are slow to refuse
    return Labels(fields, pattern, frozenset(first).union(_MARKS), endings, agenda["procedure"], agenda["parts"], frozenset(table["places"]["no_names"]))


def blocks(lines: Lines, stop: int) -> list[Block]:
    """The labelled blocks of the lines before `stop`, in order; a block runs to the next label."""
    known = lines.once(_blocks)
    if stop not in known:
        found = labelled(lines, stop)
        ends = [*(i for i, _ in found[1:]), stop]
        known[stop] = [_block(lines, i, end, m) for (i, m), end in zip(found, ends, strict=False)]
    return known[stop]


def _blocks(_: Lines) -> dict[int, list[Block]]:
    """The blocks of these lines by the line at which they stop, as far as they were asked for."""
    return {}


def labelled(lines: Lines, stop: int) -> list[tuple[int, re.Match[str]]]:
    """The lines before `stop` that begin with a label of the front, each with its match."""
    first = lines.once(_first_labelled)
    if stop <= _FRONT:
        return [(i, m) for i, m in first if i < stop]
    return first + _labelled(lines, _FRONT, stop)


def _first_labelled(lines: Lines) -> list[tuple[int, re.Match[str]]]:
    return _labelled(lines, 0, min(_FRONT, len(lines)))


def _labelled(lines: Lines, start: int, stop: int) -> list[tuple[int, re.Match[str]]]:
    found: list[tuple[int, re.Match[str]]] = []
    opens = labels().opens
    for i in range(start, stop):
        if lines.initials[i] in opens and i not in lines.paper and (m := _label(lines.folded[i])) and not (found and _is_entry(found[-1][1], m)):
            found.append((i, m))
    return found


def behind_label(line: str, field: str) -> int | None:
    """Where the value begins in a line that opens with a label of this field; None in any other line."""
    m = _label(line)
    return m.end() if m and labels().fields[squeeze(m["label"])] == field else None


def _is_entry(before: re.Match[str], m: re.Match[str]) -> bool:
    """Is (2) その他 an entry of the list under 議題, or １ 開会 one of 次第: a numbered word with nothing behind it, numbered otherwise than the list itself?"""
    number, above = _numeral(m), _numeral(before)
    listed = labels().fields[squeeze(before["label"])] == "agenda" and not before.string[before.end() :].strip()
    return bool(number) and listed and number != above and squeeze(m["label"]) in _ENTRIES and not m.string[m.end() :].strip()


def _numeral(m: re.Match[str]) -> str:
    """How a label is numbered: "(1)", "1", "一", "①" or not at all ("")."""
    mark = squeeze(m.string[: m.start("label")]).rstrip(".、)") if "(" not in m.string[: m.start("label")] else "(1)"
    return mark if mark == "(1)" or not mark else "1" if mark.isdigit() and mark.isascii() else "①" if "①" <= mark[0] <= "⑳" else "一" if mark[0] in "一二三四五六七八九十" else ""


def _label(line: str) -> re.Match[str] | None:
    m = labels().pattern.match(line)
    if not m:
        return None
    alone = not m["sep"] and not m["close"] and line[m.end() : m.end() + 1] not in ("(", "")
    return None if alone else m


def _block(lines: Lines, i: int, end: int, m: re.Match[str]) -> Block:
    at = lines.starts[i]
    values = [Span(at + m.end() + len(rest) - len(rest.lstrip()), at + len(lines.folded[i].rstrip()))] if (rest := lines.folded[i][m.end() :]).strip() else []
    values += [lines.span(j) for j in range(i + 1, end) if not lines.blank[j] and j not in lines.paper]
    name = squeeze(m["label"])
    return Block(labels().fields[name], name, i, tuple(values), m["count"] or "")
