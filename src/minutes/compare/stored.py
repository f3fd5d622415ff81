"""Comparisons over an archive: counted in SQL over its shards, or meeting by meeting, so that the talk is never all in memory."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from minutes.archive.store import Archive
from minutes.columns import DTYPES, column, columns, frame
from minutes.compare.count import Counts, unit_of
from minutes.compare.select import By, Where, as_names, body_type, checked, values_of
from minutes.errors import OptionError
from minutes.words.phrases import plain

if TYPE_CHECKING:
    import pandas as pd

_OF_MEETING = frozenset(c.name for c in columns("meetings")) - {"turns", "chars", "title"}  # of these the turn has its own
_DERIVED = {
    "speaker": "coalesce(t.name, t.label)",
    "year": "CAST(m.date[:4] AS BIGINT)",
    "month": "m.date[:7]",
    "body_type": "list_extract($kinds, list_position($bodies, m.body))",
}


def opened(corpus: object) -> Archive:
    """The archive that was given; `OptionError` for anything else, which brings no tags."""
    if not isinstance(corpus, Archive):
        raise OptionError("tags が要ります: rates(corpus, tag(corpus)) / tags are missing: rates(corpus, tag(corpus))")
    return corpus


def _said(name: str) -> str:
    """A column of turns or meetings, or one that follows from them, as SQL."""
    return _DERIVED.get(name) or (f'm."{name}"' if name in _OF_MEETING else f't."{name}"')


def _kind(name: str) -> str:
    found = column(name, table="meetings" if name in _OF_MEETING else "turns")
    return "Int64" if name == "year" else "string" if found is None else DTYPES[found.type]


class Chosen:
    """The turns of an archive that `where` lets through, as SQL: what stands behind FROM, with the values that it needs."""

    def __init__(self, archive: Archive, where: Where | None, names: Sequence[str] = ()) -> None:
        self.archive = archive
        self.values: dict[str, Any] = {}
        self.tests: list[str] = []
        wanted = [checked(n) for n in where or {}]
        if "body_type" in {*wanted, *names}:
            bodies = archive.sql("SELECT DISTINCT body FROM meetings WHERE body IS NOT NULL ORDER BY body")["body"].tolist()
            self.values |= {"bodies": bodies, "kinds": [body_type(body) for body in bodies]}
        for n, (name, value) in enumerate(zip(wanted, (where or {}).values(), strict=True)):
            present = archive.sql(f"SELECT DISTINCT {_said(name)} AS v {self}", **self.used(_said(name)))["v"]
            present = present.to_frame().astype({"v": _kind(name)})["v"]
            self.values[f"w{n}"] = [v for v in values_of(present, name, value) if v is not None]
            self.tests.append(f"list_contains($w{n}, {_said(name)})" if self.values[f"w{n}"] else "false")

    def __str__(self) -> str:
        return f"FROM turns t JOIN meetings m ON m.rank = t.rank WHERE {self.test}"

    @property
    def test(self) -> str:
        """What stands behind WHERE."""
        return " AND ".join(["true", *self.tests])

    def used(self, *more: str) -> dict[str, Any]:
        """The values of which these pieces of SQL, and the tests, speak."""
        text = " ".join([*more, *self.tests])
        return {name: value for name, value in self.values.items() if f"${name}" in text}


def count_stored(archive: Archive, *, by: By, of: str, where: Where | None, primary: bool) -> Counts:
    """What `count` gives for the corpus of these meetings and their tags."""
    names, unit = as_names(by), unit_of(of)
    chosen = Chosen(archive, where, names)
    if of == "substantive_turns":
        chosen.tests.append("t.act <> 'procedural'")
    said = [_said(name) for name in names]
    keys = [f"g{k}" for k in range(len(names))]
    grouped = "".join(f"{s} AS {k}, " for s, k in zip(said, keys, strict=True))
    tags = "SELECT DISTINCT rank, turn, theme FROM tags" + (' WHERE "primary"' if primary else "")
    order, values = ", ".join([*(f"{k} NULLS LAST" for k in keys), "rank"]), chosen.used(*said)
    if unit != "chars" and not any("t." in piece for piece in (*said, *chosen.tests)):  # only what the meeting says: the turns need not be looked at
        base = f"SELECT {grouped}m.rank, m.turns FROM meetings m WHERE {chosen.test} AND m.turns > 0"
        cells = f"SELECT *, row_number() OVER (ORDER BY {order}) - 1 AS cell FROM base"
        tagged = f"SELECT c.cell, x.turn, x.theme FROM ({tags}) x JOIN cells c ON x.rank = c.rank"
        sums = "SELECT cell, theme, count(*) AS turns FROM tagged GROUP BY cell, theme"
    else:
        base = f"SELECT {grouped}t.rank, t.turn, t.chars {chosen}"
        group, same = ", ".join([*keys, "rank"]), " AND ".join(["c.rank = b.rank", *(f"c.{k} IS NOT DISTINCT FROM b.{k}" for k in keys)])
        cells = f"SELECT {group}, count(*) AS turns, sum(chars) AS chars, row_number() OVER (ORDER BY {order}) - 1 AS cell FROM base GROUP BY {group}"
        tagged = f"SELECT c.cell, x.turn, x.theme, b.chars FROM ({tags}) x JOIN base b ON x.rank = b.rank AND x.turn = b.turn JOIN cells c ON {same}"
        sums = "SELECT cell, theme, count(*) AS turns, sum(chars) AS chars FROM tagged GROUP BY cell, theme"
    with_cells = f"WITH base AS ({base}), cells AS ({cells})"
    counted = archive.sql(f"{with_cells}, tagged AS ({tagged}) {sums}", **values)
    any_theme = archive.sql(f"{with_cells}, tagged AS ({tagged}) SELECT count(*) AS n FROM (SELECT DISTINCT cell, turn FROM tagged)", **values)
    themes = tuple(map(str, archive.sql("SELECT DISTINCT theme FROM tags ORDER BY theme")["theme"]))
    made = _counts(names, unit, archive.sql(f"{with_cells} SELECT * FROM cells ORDER BY cell", **values), counted, themes)
    return replace(made, overlap=(int(any_theme["n"].iloc[0]), int(counted["turns"].sum())))


def _counts(names: list[str], unit: str, cells: "pd.DataFrame", found: "pd.DataFrame", themes: tuple[str, ...]) -> Counts:
    """The sums of the database as `Counts`: groups in order, meetings numbered as they come in the corpus."""
    import pandas as pd

    keys = [f"g{k}" for k in range(len(names))]
    groups = cells[keys].astype({k: _kind(n) for k, n in zip(keys, names, strict=True)})
    before = groups.shift()
    differs = groups.ne(before).fillna(value=True).astype(bool) & ~(groups.isna() & before.isna())
    new = differs.any(axis=1).to_numpy(bool) | (np.arange(len(cells)) == 0)
    group = np.cumsum(new) - 1
    unit_column = "chars" if unit == "chars" else "turns"
    of = cells[unit_column].to_numpy(np.int64)
    n = np.zeros((len(cells), len(themes)), np.int64)
    place = {theme: k for k, theme in enumerate(themes)}
    n[found["cell"].to_numpy(np.int64), [place[t] for t in found["theme"]]] = found[unit_column].to_numpy(np.int64)
    if unit == "meetings":
        n, of = (n > 0).astype(np.int64), np.ones(len(cells), np.int64)
    meeting = pd.factorize(cells["rank"], sort=True)[0].astype(np.int64)
    first = groups[new].set_axis(names, axis=1).reset_index(drop=True)
    return Counts(tuple(names), unit, first, themes, group.astype(np.int64), meeting, of, n)


def kwic_stored(
    archive: Archive, asked: Sequence[str], read: "Callable[..., pd.DataFrame]", *, match: str, where: Where | None, limit: int | None, **options: Any
) -> "pd.DataFrame":
    """What `read` (kwic) gives for the corpus of these meetings; of words as printed only the meetings are read in which they can stand."""
    import pandas as pd

    chosen = Chosen(archive, where)
    values = chosen.used()
    if match == "surface":
        chosen.tests.append("regexp_matches(t.text, $printed)")
        values |= {"printed": "|".join(map(_printed, asked))}
    digests = archive.sql(f"SELECT DISTINCT m.rank, m.sha256 {chosen} ORDER BY m.rank", **values)["sha256"].tolist()
    parts: list[pd.DataFrame] = []
    found = 0
    for block in archive.blocks(digests=digests):
        inside = _inside(block, where)
        if inside is not None:
            parts.append(read(block, asked, match=match, where=inside, limit=None if limit is None else limit - found, **options))
            found += len(parts[-1])
            if limit is not None and found >= limit:
                break
    full = [part for part in parts if len(part)]
    made = pd.concat(full, ignore_index=True) if full else frame("kwic", [])
    made.attrs = {"query": "|".join(asked), "match": match}
    return made


def _inside(block: Any, where: Where | None) -> dict[str, Any] | None:
    """The part of `where` that a block of meetings can answer; None when it has no such turns."""
    from minutes.compare.select import select

    kept: dict[str, Any] = {}
    for name, value in (where or {}).items():
        wanted = list(value) if isinstance(value, (list, tuple, set, frozenset, range)) else [value]
        present = set(select(block, [checked(name)], where=kept)[checked(name)].dropna().unique())
        kept[name] = [v for v in wanted if v in present]
        if not kept[name]:
            return None
    return kept


def _printed(word: str) -> str:
    """A regular expression for a word in any width and case: each letter as any of those that are folded to it."""
    return "".join("[" + "".join(f"\\x{{{ord(c):X}}}" for c in letter + _folded().get(letter, "")) + "]" for letter in plain(word))


@cache
def _folded() -> dict[str, str]:
    """For each plain letter the letters that become it."""
    every = "".join(chr(c) for c in range(0x20, 0x1_0000) if not 0xD800 <= c < 0xE000)
    found: dict[str, str] = {}
    for before, after in zip(every, plain(every), strict=True):
        if before != after:
            found[after] = found.get(after, "") + before
    return found
