"""What the comparisons take from an archive without its talk: the turns that count, pairs of themes, first mentions, names."""

import json
from typing import TYPE_CHECKING, Any

from minutes.archive.frozen import thaw
from minutes.archive.query import typed
from minutes.archive.shards import load
from minutes.archive.stages import PARSE
from minutes.archive.store import Archive
from minutes.columns import columns
from minutes.compare.select import Where
from minutes.compare.stored import Chosen, kind_of, said_of
from minutes.model import Header

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

TURNS = tuple(c.name for c in columns("turns"))


def turns_of(archive: Archive, where: Where | None = None, *, text: bool = True, tests: "Sequence[str]" = ()) -> "pd.DataFrame":
    """The turns that `where` and these conditions let through, as the table `turns` has them; without their words where no `text` is asked for."""
    chosen = Chosen(archive, where)
    chosen.tests += tests
    listed = ", ".join(f't."{name}"' for name in TURNS if text or name != "text")
    return typed("turns", archive.cursor().sql(f"SELECT {listed} {chosen} ORDER BY t.rank, t.nth", params=chosen.used()).to_arrow_table())


def pairs_of(archive: Archive) -> tuple[int, dict[str, int], list[tuple[str, str, int, int]]]:
    """How many turns there are, how many have each theme, and for each pair of themes how many turns and meetings have both."""
    con = archive.cursor()
    ((total,),) = con.execute("SELECT coalesce(sum(turns), 0) FROM meetings").fetchall()
    single = dict(con.execute("SELECT theme, count(*) FROM tags GROUP BY theme ORDER BY theme").fetchall())
    both = "SELECT a.theme, b.theme, count(*), count(DISTINCT a.rank) FROM tags a JOIN tags b ON a.rank = b.rank AND a.turn = b.turn AND a.theme < b.theme GROUP BY ALL"
    return int(total), single, con.execute(both).fetchall()


def first_of(archive: Archive, names: list[str], where: Where | None) -> "tuple[pd.DataFrame, pd.DataFrame]":
    """For each group and theme the first turn that spoke of it, and the dated meetings of each group (group, meeting, date)."""
    chosen = Chosen(archive, where, names)
    grouped = ", ".join(f'{said_of(name)} AS "g_{name}"' for name in names)
    keys = ", ".join(f'"g_{name}"' for name in names)
    values = chosen.used(grouped)
    lead = f"{grouped}, " if names else ""
    con = archive.cursor()
    days = con.sql(f"SELECT DISTINCT {lead}m.rank, m.meeting, m.date {chosen} AND m.date IS NOT NULL ORDER BY m.rank", params=values).to_arrow_table()
    dated = f"SELECT {lead}t.rank, t.turn, m.date, m.meeting {chosen} AND m.date IS NOT NULL"
    partition = f"PARTITION BY {', '.join(filter(None, [keys, 'x.theme']))} ORDER BY d.date, d.meeting, d.turn"
    first = f"SELECT d.*, x.theme FROM ({dated}) d JOIN tags x ON x.rank = d.rank AND x.turn = d.turn QUALIFY row_number() OVER ({partition}) = 1"
    con.execute(f"CREATE TEMP TABLE first AS {first}", values)  # as a table it is known to be the small side: not all that was said is kept to be joined
    listed = ", ".join([*(f'f."g_{name}"' for name in names), *(f't."{name}"' for name in TURNS), "f.theme"])
    found = con.sql(f"SELECT {listed} FROM first f JOIN turns t ON t.rank = f.rank AND t.turn = f.turn ORDER BY t.rank, t.nth, f.theme").to_arrow_table()
    return _named(days, names), _named(found, names)


def _named(found: Any, names: list[str]) -> "pd.DataFrame":
    """A table with its grouping columns under their own names and types."""
    made = typed("turns", found)
    made = made.drop(columns=[name for name in names if name in made.columns]).rename(columns={f"g_{name}": name for name in names})
    return made.astype({name: kind_of(name) for name in names} | ({"theme": "string"} if "theme" in made.columns else {}))


def people_of(archive: Archive) -> list[str]:
    """The names of all who spoke or were to attend, each once; the attendance lists are gone through one after another."""
    con = archive.cursor()
    found = [name for (name,) in con.execute("SELECT DISTINCT name FROM turns WHERE name IS NOT NULL").fetchall()]
    rows = con.execute("SELECT packed FROM stored_meetings JOIN meetings USING (sha256)")
    while packed := rows.fetchmany(50):
        for (one,) in packed:
            header = thaw(Header, json.loads(one.decode("utf-8", "surrogatepass"))["header"])
            found += [a.name for a in header.attendees if a.name]
        found = list(dict.fromkeys(found))
    return found


def talks_of(archive: Archive) -> "Iterator[tuple[str, str]]":
    """Of each meeting that has turns its id and all that was said, one part of the store after another."""
    names = dict(archive.cursor().execute("SELECT sha256, meeting FROM meetings").fetchall())
    live = archive.state.live[PARSE]
    for part in archive.state.parts:
        held = [sha for sha in part.holds if live.get(sha) == part.n and sha in names]
        if not held or "turns" not in part.shards:
            continue
        found = load(archive.folder, part.shards["turns"], wanted=["sha256", "text"], only=held)
        texts: dict[str, list[str]] = {}
        for sha, text in zip(found["sha256"].to_pylist(), found["text"].to_pylist(), strict=True):
            texts.setdefault(sha, []).append(text or "")
        yield from ((names[sha], "".join(said)) for sha, said in texts.items())


def chars_of(archive: Archive, by: str) -> "pd.Series[int]":
    """Characters of the talk that is not procedural, by group and meeting, both in order, groups that are not known last."""
    chosen = Chosen(archive, None, [by])
    query = f"SELECT {said_of(by)} AS g, m.meeting, sum(t.chars) AS chars {chosen} AND t.act <> 'procedural' GROUP BY ALL ORDER BY g NULLS LAST, m.meeting"
    found = archive.sql(query, **chosen.used(said_of(by))).astype({"g": kind_of(by), "meeting": "string", "chars": "Int64"})
    return found.rename(columns={"g": by}).set_index([by, "meeting"])["chars"]


def values_in(archive: Archive, by: str) -> "pd.DataFrame":
    """The values of a column of the turns, each once and in order, what is not known last."""
    chosen = Chosen(archive, None, [by])
    found = archive.sql(f"SELECT DISTINCT {said_of(by)} AS g {chosen}", **chosen.used(said_of(by))).astype({"g": kind_of(by)})
    return found.rename(columns={"g": by}).sort_values(by, kind="stable", ignore_index=True)
