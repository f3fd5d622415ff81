"""Tables on a terminal: which columns of each, how its cells are written, and how they are made to fit."""

import os
import shutil
import sys
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from minutes.cli.words import Words, clean, padded, width
from minutes.columns import column

if TYPE_CHECKING:
    import pandas as pd

ROWS = 60  # rows of a table that the screen shows unless --rows says otherwise
HEADS = (99, 12, 6)  # columns of the terminal beyond which a heading goes on in a second line, the first of them with which a line fits
NARROW = 8  # below it no text is cut
PIPED = 160  # columns of a second line where there is no terminal
COUNTED = ("record", "kind")  # cells such as "verbatim 3、summary 1"
Row = Mapping[str, Any]


@cache
def _views(part: str) -> dict[str, list[str]]:
    return dict(tomllib.loads(files("minutes.cli").joinpath("views.toml").read_text(encoding="utf-8"))[part])


def screen(name: str, table: "pd.DataFrame", words: Words, *, by: Sequence[str] = (), rows: int | None = None) -> str:
    """A table as text: its title, the columns that its view names, rows that are thin marked with *, and how many rows are not shown."""
    shown = table.head(len(table) if rows == 0 else rows or ROWS)
    lines = [f"\n■ {words.title(name, n=len(table), unit=_unit(table, words))}"]
    if not len(table):
        return "\n".join([*lines, words.say("nothing")])
    records = [{str(k): v for k, v in r.items()} for r in shown.to_dict("records")]
    lines += _concordance(records, words) if name == "kwic" else _rows(name, table, records, words, by)
    if len(shown) < len(table):
        lines.append(words.say("more_rows", n=len(table) - len(shown)))
    if "descriptive" in shown and shown["descriptive"].fillna(value=False).any():
        lines.append(words.say("descriptive_rows"))
    return "\n".join(lines)


def _unit(table: "pd.DataFrame", words: Words) -> str:
    return words.say("unit_" + str(table.attrs.get("unit") or table.attrs.get("within") or "turns"))


def _rows(name: str, table: "pd.DataFrame", records: list[dict[str, Any]], words: Words, by: Sequence[str]) -> list[str]:
    view = _views("columns").get(name) or [str(c) for c in table.columns]
    wanted = [*(c for c in by if c in table.columns and c not in view), *(c for c in view if _there(c, table))]
    heads = [head(c, name, words) for c in wanted]
    reasons = list(dict.fromkeys(str(r["why"]) for r in records if not missing(r["why"]))) if "why" in wanted else []
    cells = [[f"{reasons.index(str(r[c])) + 1})" if c == "why" and str(r[c]) in reasons else _cell(c, r, words, group=c in by) for c in wanted] for r in records]
    top, body = grid(heads, cells, room := terminal())
    below = _views("below").get(name)
    if below is None:
        return [*top, *body, *(f"{k}) {words.own(why)}" for k, why in enumerate(reasons, start=1))]
    return top + [line for row, r in zip(body, records, strict=True) for line in (row, cut(f"    {_below(below, r)}", room or PIPED))]


def _below(view: list[str], row: Row) -> str:
    parts = ["#".join(str(row[n]) for n in c.split("#")) for c in view if not any(missing(row[n]) for n in c.split("#"))]
    return "  ".join(parts).replace("\n", " ")


def _names(view: str) -> list[str]:
    """The columns of the table that a column of the screen is made of: "low-high%" → low, high."""
    return view.rstrip("%*?").replace("/", "-").split("-")


def _there(view: str, table: "pd.DataFrame") -> bool:
    names = _names(view)
    return all(n in table.columns and not table[n].isna().all() for n in names) and not (view.endswith("?") and (table[names[0]].fillna(0) == 0).all())


def head(view: str, name: str, words: Words) -> str:
    """The heading of a column of the screen: the Japanese names of the data dictionary, or the columns' own."""
    if view.endswith("low-high%") or view.startswith("adjusted_low-"):
        return words.say("interval")
    found = [column(n, table=name) for n in _names(view)]
    return "/".join(c.japanese if c and words.lang == "ja" else n for c, n in zip(found, _names(view), strict=True))


def _cell(view: str, row: Row, words: Words, *, group: bool) -> str:
    values = [row.get(n) for n in _names(view)]
    if any(missing(v) for v in values):
        return words.say("unknown") if group and row.get("series") != "pooled" else "–"
    thin = "*" if view.endswith("*") and not missing(row.get("descriptive")) and row["descriptive"] else ""
    if "/" in view:
        return "/".join(_plain(v) for v in values) + thin
    if view.endswith("%"):
        text = "–".join(f"{100 * float(v or 0):.1f}" for v in values)
        return f"[{text}]" if len(values) > 1 else f"{text}%"
    if view in COUNTED:
        return "、".join(f"{words.shown(view, name)} {n}" for name, _, n in (part.partition(" ") for part in str(values[0]).split("、")))
    column_of = str(row["part"]) if view == "value" else _names(view)[0]
    return words.shown(column_of, _plain(values[0])) + thin


def missing(value: Any) -> bool:
    """True for None, NaN and pandas' NA."""
    return value is None or value != value or str(value) == "<NA>"  # noqa: PLR0124 - NaN


def _plain(value: Any) -> str:
    return str(value) if not isinstance(value, float) else f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"


def terminal() -> int | None:
    """Columns of the terminal: those of COLUMNS, else of the terminal; None where the output goes to a file or a pipe."""
    stated = os.environ.get("COLUMNS", "")
    if stated.isdigit() and int(stated) > 0:
        return int(stated)
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def grid(heads: Sequence[str], cells: Sequence[Sequence[str]], room: int | None) -> tuple[list[str], list[str]]:
    """The lines of the heading and of the rows; long headings are broken, then the longest texts shortened with … until a line fits `room`."""
    inside = [max((width(clean(row[k])) for row in cells), default=0) for k in range(len(heads))]
    wide = next(w for most in HEADS if _fits(w := [max(i, min(width(h), most if room else 99)) for i, h in zip(inside, heads, strict=True)], room) or most == HEADS[-1])
    numeric = [all(row[k][:1].isdigit() or row[k][:1] in ("-", "–", "[") for row in cells) for k in range(len(heads))]
    while not _fits(wide, room):
        widest = max(range(len(wide)), key=lambda k: -1 if numeric[k] else wide[k])
        if numeric[widest] or wide[widest] <= NARROW:
            break
        wide[widest] -= 1
    broken = [_broken(h, w) for h, w in zip(heads, wide, strict=True)]
    deep = max(map(len, broken), default=0)
    top = [_line([[*[""] * (deep - len(b)), *b][level] for b in broken], wide, numeric) for level in range(deep)]
    return [*top, "  ".join("-" * w for w in wide)], [_line([cut(c, w) for c, w in zip(row, wide, strict=True)], wide, numeric) for row in cells]


def _fits(wide: Sequence[int], room: int | None) -> bool:
    return room is None or sum(wide) + 2 * (len(wide) - 1) <= room


def _line(cells: Sequence[str], wide: Sequence[int], numeric: Sequence[bool]) -> str:
    return "  ".join(padded(c, w, right=n) for c, w, n in zip(cells, wide, numeric, strict=True)).rstrip()


def _broken(head: str, room: int) -> list[str]:
    lines = [""]
    for c in head:
        if lines[-1] and width(lines[-1] + c) > max(room, 2):
            lines.append("")
        lines[-1] += c
    return lines


def cut(text: str, room: int | None, *, left: bool = False) -> str:
    """`text` in so many columns of the terminal, its end (or its beginning) replaced by … where it is longer."""
    text = clean(text)
    if room is None or width(text) <= room:
        return text
    kept, used = [], width("…")
    for c in reversed(text) if left else text:
        used += width(c)
        if used > room:
            break
        kept.append(c)
    return "…" + "".join(reversed(kept)) if left else "".join(kept) + "…"


def _concordance(records: list[dict[str, Any]], words: Words) -> list[str]:
    """Three lines a place: the words with the keyword in one column, who and when, and file:line [offsets] meeting#turn."""
    room = terminal() or 80
    keyword = min(max((width(_text(r, "keyword")) for r in records), default=0), room // 3)
    side = (room - keyword - 4) // 2
    lines = []
    for r in records:
        left, right = cut(_text(r, "left"), side, left=True), cut(_text(r, "right"), side)
        lines.append(f"{' ' * (side - width(left))}{left}【{cut(_text(r, 'keyword'), keyword)}】{right}")
        lines.append("    " + " ".join(filter(None, (_text(r, k) for k in ("municipality", "body", "date", "label")))))
        page = "" if missing(r["page"]) else f" {words.say('page', n=r['page'])}"
        lines.append(f"    {_text(r, 'path')}:{r['line']}{page} [{r['start']}–{r['end']}]  {_text(r, 'meeting')}#{r['turn']}")
    return lines


def _text(row: Row, key: str) -> str:
    return "" if missing(row[key]) else clean(str(row[key]))
