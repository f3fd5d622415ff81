"""Charts as SVG: drawn by us, readable without colour, each with the table it was drawn from.

Colours are one blue and greys: what a chart says, it says by place, shape and words.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minutes.report.picture import FONT, encoded, escaped

if TYPE_CHECKING:
    import pandas as pd

INK, FAINT, GRID, BLUE, PALE = "#1b1f24", "#555d66", "#d5dae0", "#0b5cad", "#9db9d6"
WIDTH, LEFT, RIGHT, ROW, TOP = 480, 128, 62, 26, 8
LABEL = 10  # full-width characters that fit left of the axis


@dataclass(frozen=True)
class Chart:
    """A drawing with its words: `svg`, the `title`, one sentence that says what is to be seen, and the table behind it."""

    title: str
    says: str
    svg: str = field(repr=False)
    data: "pd.DataFrame" = field(repr=False)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the drawing and return where it is: .svg, .html (with its table) or .png (extra `plot`; refuses a font without the characters)."""
        out = Path(path)
        out.write_bytes(encoded(out.suffix.removeprefix(".").lower(), svg=self.svg, title=self.title, says=self.says, data=self.data))
        return out

    def _repr_html_(self) -> str:
        return self.svg


def element(name: str, children: str | Iterable[str] = "", **attributes: object) -> str:
    """One SVG element. Every text and attribute of a chart goes through here or `text`, and is escaped."""
    inner = children if isinstance(children, str) else "".join(children)
    named = "".join(f' {key.rstrip("_").replace("_", "-")}="{escaped(value)}"' for key, value in attributes.items())
    return f"<{name}{named}>{inner}</{name}>" if inner else f"<{name}{named}/>"


def text(words: object, x: float, y: float, **attributes: object) -> str:
    """A line of words at a place."""
    style: dict[str, object] = {"font_size": 13, "fill": INK}
    return element("text", escaped(words), x=float(x), y=float(y), **(style | attributes))


def picture(title: str, says: str, height: float, parts: Sequence[str], *, key: str) -> str:
    """The whole drawing; `key` makes the ids of title and description its own."""
    names = (element("title", escaped(title), id=f"{key}-t"), element("desc", escaped(says), id=f"{key}-d"))
    return element(
        "svg",
        [*names, *parts],
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {math.ceil(height)}",
        width=WIDTH,
        height=math.ceil(height),
        role="img",
        aria_labelledby=f"{key}-t {key}-d",
        font_family=FONT,
    )


def ticks(top: float) -> list[float]:
    """Round marks from 0 to just above `top`, three to six of them: 0.23 → 0, 0.1, 0.2, 0.3."""
    top = max(top, 1e-4)
    unit = 10 ** math.floor(math.log10(top))
    step = next(s * unit for s in (0.2, 0.25, 0.5, 1.0, 2.0) if top / (s * unit) <= 5)
    return [round(k * step, 10) for k in range(math.ceil(round(top / step, 6)) + 1)]


def percent(value: float) -> str:
    """A share in per cent, as short as it may be: 0.0512 → 5.1%, 0.5 → 50%."""
    return f"{100 * value:.1f}".rstrip("0").rstrip(".") + "%"


def short(name: str, room: int = LABEL) -> str:
    """A name that fits into so many full-width characters."""
    wide = [1.0 if ord(c) > 0x2FF else 0.55 for c in name]
    if sum(wide) <= room:
        return name
    used, kept = 1.0, ""
    for c, w in zip(name, wide, strict=True):
        used += w
        if used > room:
            break
        kept += c
    return kept + "…"


def intervals(table: "pd.DataFrame", *, name: str, title: str, key: str, says: str) -> Chart:
    """One row a group: a dot at its rate, a line from low to high; hollow with a broken line where it is descriptive only.

    `table` holds the columns `name`, rate, low, high, n, of and descriptive, as `rates` gives them.
    """
    rows = table[table["rate"].notna()]
    marks = ticks(min(1.0, float(rows["high"].max()) if len(rows) else 0.1))
    scale = (WIDTH - LEFT - RIGHT) / marks[-1]
    bottom = TOP + ROW * len(rows)
    parts = [_axis(LEFT + m * scale, TOP, bottom, percent(m)) for m in marks]
    for k, row in enumerate(rows.to_dict("records")):
        parts += _interval_row({str(c): v for c, v in row.items()}, str(row[name]), TOP + ROW * (k + 0.5), scale)
    return Chart(title, says, picture(title, says, bottom + 26, parts, key=key), table)


def _axis(x: float, top: float, bottom: float, words: str) -> str:
    return element("line", x1=x, y1=float(top), x2=x, y2=float(bottom), stroke=GRID) + text(words, x, bottom + 18, text_anchor="middle", fill=FAINT, font_size=12)


def _interval_row(row: dict[str, Any], name: str, y: float, scale: float) -> list[str]:
    x, low, high = (LEFT + float(row[c]) * scale for c in ("rate", "low", "high"))
    thin = bool(row["descriptive"])
    line = element("line", x1=low, y1=y, x2=high, y2=y, stroke=BLUE, stroke_width=2, **({"stroke_dasharray": "3 3"} if thin else {}))
    ends = [element("line", x1=e, y1=y - 4, x2=e, y2=y + 4, stroke=BLUE, stroke_width=1.5) for e in (low, high)]
    dot = element("circle", cx=x, cy=y, r=5, fill="#fff" if thin else BLUE, stroke=BLUE, stroke_width=2)
    counts = text(f"{row['n']:,}/{row['of']:,}", WIDTH - 2, y + 4.5, text_anchor="end", fill=FAINT, font_size=11)
    return [text(short(name), LEFT - 10, y + 4.5, text_anchor="end"), line, *ends, dot, counts]


def trend(table: "pd.DataFrame", *, period: str, title: str, key: str, says: str) -> Chart:
    """Rates along the years with their intervals; years without meetings are a gap, not a zero.

    `table` holds the columns `period`, rate, low, high and descriptive.
    """
    known = table[table["rate"].notna()]
    marks = ticks(min(1.0, float(known["high"].max()) if len(known) else 0.1))
    height, left, top = 120, 52, 10
    first, last = (int(table[period].min()), int(table[period].max())) if len(table) else (0, 0)
    step = (WIDTH - left - 24) / max(last - first + 1, 1)
    at = {int(r[period]): left + step * (int(r[period]) - first + 0.5) for r in known.to_dict("records")}
    parts = [_level(left, top + height * (1 - m / marks[-1]), percent(m)) for m in marks]
    every = max(1, math.ceil(46 / step))
    parts += [text(year, left + step * (year - first + 0.5), top + height + 18, text_anchor="middle", fill=FAINT, font_size=12) for year in range(first, last + 1, every)]
    points = [
        (at[int(r[period])], *(top + height * (1 - float(r[c]) / marks[-1]) for c in ("rate", "low", "high")), bool(r["descriptive"]), int(r[period]))
        for r in known.to_dict("records")
    ]
    parts += [element("line", x1=a[0], y1=a[1], x2=b[0], y2=b[1], stroke=BLUE, stroke_width=2) for a, b in pairwise(points) if b[5] - a[5] == 1]
    for x, y, low, high, thin, _ in points:
        parts.append(element("line", x1=x, y1=low, x2=x, y2=high, stroke=PALE if not thin else FAINT, stroke_width=2, **({"stroke_dasharray": "3 3"} if thin else {})))
        parts.append(element("circle", cx=x, cy=y, r=4.5, fill="#fff" if thin else BLUE, stroke=BLUE, stroke_width=2))
    return Chart(title, says, picture(title, says, top + height + 28, parts, key=key), table)


def _level(left: float, y: float, words: str) -> str:
    return element("line", x1=float(left), y1=y, x2=float(WIDTH - 8), y2=y, stroke=GRID) + text(words, left - 6, y + 4, text_anchor="end", fill=FAINT, font_size=12)
