"""Comparisons over an archive: counted in SQL over its shards, or meeting by meeting, so that the talk is never all in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from minutes.archive.store import Archive
from minutes.columns import DTYPES, column, columns
from minutes.compare.select import By, Where, as_names, body_type, checked, values_of
from minutes.errors import OptionError

if TYPE_CHECKING:
    import pandas as pd

    from minutes.compare.count import Counts

_OF_MEETING = frozenset(c.name for c in columns("meetings")) - {"turns", "chars", "title"}  # of these the turn has its own
_DERIVED = {
    "speaker": "coalesce(t.name, t.label)",
    "year": "CAST(m.date[:4] AS BIGINT)",
    "month": "m.date[:7]",
    "body_type": "list_extract($kinds, list_position($bodies, m.body))",
}


@dataclass(frozen=True)
class Rows:
    """Turns of an archive under one name: an Arrow table of `rank` and `turn`, each once."""

    name: str
    rows: Any


def opened(corpus: object) -> Archive:
    """The archive that was given; `OptionError` for anything else, which brings no tags."""
    if not isinstance(corpus, Archive):
        raise OptionError("tags が要ります: rates(corpus, tag(corpus)) / tags are missing: rates(corpus, tag(corpus))")
    return corpus


def said_of(name: str) -> str:
    """A column of turns or meetings, or one that follows from them, as SQL."""
    return _DERIVED.get(name) or (f'm."{name}"' if name in _OF_MEETING else f't."{name}"')


def kind_of(name: str) -> str:
    """The pandas type of such a column."""
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
            present = archive.sql(f"SELECT DISTINCT {said_of(name)} AS v {self}", **self.used(said_of(name)))["v"]
            present = present.to_frame().astype({"v": kind_of(name)})["v"]
            self.values[f"w{n}"] = [v for v in values_of(present, name, value) if v is not None]
            self.tests.append(f"list_contains($w{n}, {said_of(name)})" if self.values[f"w{n}"] else "false")

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


def count_stored(archive: Archive, *, by: By, of: str, where: Where | None, primary: bool = False, found: "Rows | None" = None) -> "Counts":
    """What `count` gives for the corpus of these meetings and their tags; with `found`, these turns stand in the place of tags, as one theme."""
    from minutes.compare.count import unit_of

    names, unit = as_names(by), unit_of(of)
    chosen = Chosen(archive, where, names)
    if of == "substantive_turns":
        chosen.tests.append("t.act <> 'procedural'")
    con = archive.cursor()
    themes = _themes(con, primary=primary, found=found)
    _cells(con, chosen, names, turns=unit == "chars")
    counted = con.execute("SELECT cell, theme, count(*) AS turns, sum(chars) AS chars FROM tagged GROUP BY cell, theme").df()
    ((tagged,),) = con.execute("SELECT count(*) FROM (SELECT DISTINCT cell, turn FROM tagged)").fetchall()
    made = _counts(names, unit, con.execute("SELECT * FROM cells ORDER BY cell").df(), counted, themes)
    return replace(made, overlap=(int(tagged), int(counted["turns"].sum())))


def _themes(con: Any, *, primary: bool, found: "Rows | None") -> tuple[str, ...]:
    """Makes the view `said` (rank, turn, theme as a number) of the tags, or of the turns that were found; the names of the themes."""
    if found is not None:
        con.register("found", found.rows)
        con.execute("CREATE TEMP VIEW said AS SELECT rank, turn, 0 AS theme FROM found")
        return (found.name,)
    themes = tuple(str(theme) for (theme,) in con.execute("SELECT DISTINCT theme FROM tags ORDER BY theme").fetchall())
    con.execute("CREATE TEMP TABLE themes AS SELECT unnest($themes) AS name, unnest(range(len($themes))) AS theme", {"themes": list(themes)})
    only = ' WHERE x."primary"' if primary else ""
    con.execute(f"CREATE TEMP VIEW said AS SELECT x.rank, x.turn, n.theme FROM tags x JOIN themes n ON n.name = x.theme{only}")
    return themes


def _cells(con: Any, chosen: Chosen, names: list[str], *, turns: bool) -> None:
    """Makes the tables `cells` (groups g0, g1 …, rank, turns, chars) and `tagged` (cell, turn, theme, chars); `turns`: what a turn has is needed."""
    said, keys = [said_of(name) for name in names], [f"g{k}" for k in range(len(names))]
    grouped = "".join(f"{s} AS {k}, " for s, k in zip(said, keys, strict=True))
    order, values = ", ".join([*(f"{k} NULLS LAST" for k in keys), "rank"]), chosen.used(*said)
    cells = f"CREATE TEMP TABLE cells AS SELECT *, row_number() OVER (ORDER BY {order}) - 1 AS cell FROM"
    if not turns and not any("t." in piece for piece in (*said, *chosen.tests)):  # only what the meeting says: the turns need not be looked at
        con.execute(f"{cells} (SELECT {grouped}m.rank, m.turns, m.chars FROM meetings m WHERE {chosen.test} AND m.turns > 0)", values)
        con.execute("CREATE TEMP TABLE tagged AS SELECT c.cell, x.turn, x.theme, 0 AS chars FROM said x JOIN cells c ON x.rank = c.rank")
        return
    group, same = ", ".join([*keys, "rank"]), " AND ".join(["c.rank = b.rank", *(f"c.{k} IS NOT DISTINCT FROM b.{k}" for k in keys)])
    con.execute(f"CREATE TEMP TABLE base AS SELECT {grouped}t.rank, t.turn, t.chars {chosen}", values)
    con.execute(f"{cells} (SELECT {group}, count(*) AS turns, sum(chars) AS chars FROM base GROUP BY {group})")
    con.execute(f"CREATE TEMP TABLE tagged AS SELECT c.cell, x.turn, x.theme, b.chars FROM said x JOIN base b ON x.rank = b.rank AND x.turn = b.turn JOIN cells c ON {same}")


def _counts(names: list[str], unit: str, cells: "pd.DataFrame", found: "pd.DataFrame", themes: tuple[str, ...]) -> "Counts":
    """The sums of the database as `Counts`: groups in order, meetings numbered as they come in the corpus."""
    import numpy as np
    import pandas as pd

    from minutes.compare.count import Counts

    keys = [f"g{k}" for k in range(len(names))]
    groups = cells[keys].astype({k: kind_of(n) for k, n in zip(keys, names, strict=True)})
    before = groups.shift()
    differs = groups.ne(before).fillna(value=True).astype(bool) & ~(groups.isna() & before.isna())
    new = differs.any(axis=1).to_numpy(bool) | (np.arange(len(cells)) == 0)
    group = np.cumsum(new) - 1
    unit_column = "chars" if unit == "chars" else "turns"
    of = cells[unit_column].to_numpy(np.int64)
    n = np.zeros((len(cells), len(themes)), np.int64)
    n[found["cell"].to_numpy(np.int64), found["theme"].to_numpy(np.int64)] = found[unit_column].to_numpy(np.int64)
    if unit == "meetings":
        n, of = (n > 0).astype(np.int64), np.ones(len(cells), np.int64)
    meeting = pd.factorize(cells["rank"], sort=True)[0].astype(np.int64)
    first = groups[new].set_axis(names, axis=1).reset_index(drop=True)
    return Counts(tuple(names), unit, first, themes, group.astype(np.int64), meeting, of, n)
