"""What a page shows, taken from tables: plain values, already in words, for the template to place."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minutes.archive.store import Archive
from minutes.report.charts import percent
from minutes.report.messages import Words

if TYPE_CHECKING:
    import pandas as pd

SHADES = 8
ENOUGH = 8  # meetings: what `compare.intervals` asks for
ACROSS = 10  # groups side by side: what fits on a sheet of paper
ROLES = ("chair", "vice_chair", "member", "secretariat", "official", "guest", "public", "unknown")
PROCEEDINGS = "会議運営"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a heat table: the rate for people, its exact value for sorting, counts, interval, shade, and where it leads."""

    rate: str
    value: float
    n: int
    of: int
    low: str
    high: str
    shade: int
    link: str


@dataclass(frozen=True, slots=True)
class Heat:
    """Themes in rows, groups in columns; a starred group has too few meetings for more than a description."""

    part: str
    groups: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, str, tuple[Cell | None, ...]], ...]


def theme_order(groups: "pd.DataFrame") -> list[str]:
    """Themes by their count in the corpus, the running of the meeting last."""
    counts = groups.groupby("theme", sort=True)["n"].sum()
    return [str(t) for t in sorted(counts.index, key=lambda t: (t == PROCEEDINGS, -int(counts[t]), str(t)))]


def group_names(table: "pd.DataFrame", by: str, words: Words) -> dict[Any, str]:
    """The groups of a table in the order in which they are shown, with their names; a missing value is the key None."""
    import pandas as pd

    found = [None if pd.isna(v) else v for v in table[by].drop_duplicates()]
    if by == "role":
        found.sort(key=lambda r: ROLES.index(r) if r in ROLES else len(ROLES))
    return {value: words.of(by, value) for value in found}


def heats(table: "pd.DataFrame", by: str, words: Words, themes: Sequence[str], links: Mapping[tuple[str, Any], str] | None = None) -> list[Heat]:
    """The heat tables of a table of rates, ten groups each; shades are over all of them; the running of meetings has none.

    A cell leads to the id that `links` gives for its (theme, group); without one to the quotations of its own group under the theme.
    """
    names = group_names(table, by, words)
    top = float(table.loc[table["theme"] != PROCEEDINGS, "rate"].max()) if len(table) else 0.0
    index = {v: k for k, v in enumerate(names)}
    place = {theme: k for k, theme in enumerate(themes)}
    cells = {}
    for r in table.to_dict("records"):
        theme, group = str(r["theme"]), _key(r[by])
        link = f"t{place[theme]}g{index[group]}" if links is None else links.get((theme, group), f"t{place[theme]}")
        cells[theme, group] = _cell(r, top, link)
    thin = {_key(v) for v in table.loc[table["descriptive"].astype(bool), by]}
    chunks = [list(names)[at : at + ACROSS] for at in range(0, len(names), ACROSS)]
    return [
        Heat(
            words("part_of", n=k, of=len(chunks)) if len(chunks) > 1 else "",
            tuple((names[g], g in thin) for g in chunk),
            tuple((t, f"t{themes.index(t)}", tuple(cells.get((t, g)) for g in chunk)) for t in themes),
        )
        for k, chunk in enumerate(chunks, start=1)
    ]


def _key(value: Any) -> Any:
    import pandas as pd

    return None if pd.isna(value) else value


def _cell(row: Any, top: float, link: str) -> Cell:
    rate = float(row["rate"])
    shade = 0 if top <= 0 or rate <= 0 or row["theme"] == PROCEEDINGS else max(1, min(SHADES, round(SHADES * (rate / top) ** 0.5)))
    return Cell(f"{100 * rate:.1f}%", round(rate, 6), int(row["n"]), int(row["of"]), f"{100 * float(row['low']):.1f}", f"{100 * float(row['high']):.1f}", shade, link)


@dataclass(frozen=True, slots=True)
class Line:
    """One group in the table of a theme: counts, rate and interval, the adjusted rate or empty, and a cell a fiscal year (None: nothing known)."""

    name: str
    value: float
    counts: str
    rate: str
    adjusted: str
    descriptive: bool
    years: tuple[tuple[str, str, float, bool] | None, ...]


def theme_lines(groups: "pd.DataFrame", each_year: "pd.DataFrame | None", by: str, words: Words) -> dict[str, tuple[list[str], list[Line]]]:
    """For each theme the fiscal years and the lines of its groups, the highest rate first; cells of a year are (rate, counts, value, thin)."""
    years: list[int] = [] if each_year is None else sorted({int(y) for y in each_year["fiscal_year"].dropna()})
    cells: dict[tuple[str, Any, int], tuple[str, str, float, bool]] = {}
    for r in [] if each_year is None else each_year[each_year["fiscal_year"].notna()].to_dict("records"):
        cells[str(r["theme"]), _key(r[by]), int(r["fiscal_year"])] = (percent(r["rate"]), f"{r['n']:,}/{r['of']:,}", float(r["rate"]), bool(r["descriptive"]))
    found: dict[str, tuple[list[str], list[Line]]] = {}
    for r in groups.sort_values(["rate", by], ascending=[False, True], kind="stable").to_dict("records"):
        adjusted = "" if _key(r["adjusted"]) is None else f"{percent(r['adjusted'])} ({percent(r['adjusted_low'])}–{percent(r['adjusted_high'])})"
        line = Line(
            words.of(by, r[by]),
            float(r["rate"]),
            f"{r['n']:,}/{r['of']:,}",
            f"{percent(r['rate'])} ({percent(r['low'])}–{percent(r['high'])})",
            adjusted,
            bool(r["descriptive"]),
            tuple(cells.get((str(r["theme"]), _key(r[by]), y)) for y in years),
        )
        found.setdefault(str(r["theme"]), ([words.of("fiscal_year", y) for y in years], []))[1].append(line)
    return found


@dataclass(frozen=True, slots=True)
class Grid:
    """The ledger as a page shows it: years across, bodies down; a cell is meetings and turns, or ? where nothing is known."""

    years: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[tuple[str, str, str], ...], str], ...]


def coverage_grid(table: "pd.DataFrame", words: Words, *, bodies: bool = True) -> Grid:
    """Municipality, body, one cell a year (meetings, turns, class), and the styles of record; without `bodies` a row a municipality."""
    years = sorted({int(y) for y in table["fiscal_year"].dropna()})
    shown: dict[tuple[str, str], dict[int | None, Counter[str]]] = {}
    records: dict[tuple[str, str], Counter[str]] = {}
    for row in table.to_dict("records"):
        key = (words.of("municipality", row["municipality"]), words.of("body", row["body"]) if bodies else "")
        sums = shown.setdefault(key, {}).setdefault(_key(row["fiscal_year"]), Counter())
        sums.update({c: int(row[c]) for c in ("known", "parsed", "turns", "quarantined", "missing") if _key(row[c]) is not None})
        records.setdefault(key, Counter()).update(_styles(row["record"]))
    columns: list[int | None] = [*years, None] if table["fiscal_year"].isna().any() else [*years]
    rows = [
        (place, body, tuple(_ledger(cells.get(y, Counter()), gap="?" if y else "") for y in columns), "・".join(words.of("record", r) for r in sorted(records[place, body])))
        for (place, body), cells in shown.items()
    ]
    return Grid(tuple(words.of("fiscal_year", y) for y in columns), tuple(rows))


def _styles(record: Any) -> Counter[str]:
    parts = (part.partition(" ") for part in str(_key(record) or "").split("、"))
    return Counter({name: int(n) for name, _, n in parts if n})


def _ledger(sums: Counter[str], *, gap: str) -> tuple[str, str, str]:
    """Meetings with what was lost, turns, and the class of a cell; `gap` where nothing is known."""
    if not sums["known"]:
        return gap, "", "gap"
    lost = sums["quarantined"] + sums["missing"]
    return f"{sums['parsed']}" + (f" (+{lost}×)" if lost else ""), f"{sums['turns']:,}", "full" if sums["parsed"] >= ENOUGH else "thin"


def top_terms(tags: "pd.DataFrame | Archive", *, most: int = 12) -> dict[str, list[tuple[str, int]]]:
    """For each theme the words that showed it most often, with the number of turns."""
    if isinstance(tags, Archive):
        from minutes.report.archived import terms_of

        return terms_of(tags, most=most)
    counts: dict[str, Counter[str]] = {}
    for theme, hits in zip(tags["theme"], tags["hits"].fillna(""), strict=True):
        counts.setdefault(str(theme), Counter()).update({h for h in str(hits).split("、") if h})
    return {theme: sorted(found.items(), key=lambda c: (-c[1], c[0]))[:most] for theme, found in counts.items()}


def apart_rows(table: "pd.DataFrame", names: Mapping[Any, str], *, most: int = 30) -> list[dict[str, Any]]:
    """The differences that chance hardly explains, the largest first, in words; `names`: what the values of the groups are called."""
    called = {str(value): name for value, name in names.items()}
    found = table[table["q"] <= 0.05]
    found = found.assign(size=found["difference"].abs()).sort_values(["size", "a", "b", "theme"], ascending=[False, True, True, True], kind="stable").head(most)
    return [
        {str(k): v for k, v in r.items()}
        | {
            "a": called.get(r["a"], r["a"]),
            "b": called.get(r["b"], r["b"]),
            "difference": f"{100 * r['difference']:+.1f}",
            "interval": f"{100 * r['low']:+.1f} – {100 * r['high']:+.1f}",
            "a_rate": f"{percent(r['rate_a'])} ({r['n_a']}/{r['of_a']})",
            "b_rate": f"{percent(r['rate_b'])} ({r['n_b']}/{r['of_b']})",
        }
        for r in found.to_dict("records")
    ]
