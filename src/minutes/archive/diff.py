"""Drift: what another version of the parser or of the themes made of the same files."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minutes.archive.align import Said
from minutes.archive.compared import Compared
from minutes.archive.ledger import State
from minutes.archive.stages import difference
from minutes.columns import columns, frame

if TYPE_CHECKING:
    import pandas as pd

MEMORY = "512MB"
"""What the database may hold of each of the two stores; what is more waits on the disk."""
_ROWS = 500
_READ = ("meeting", "path", "sha256", "turns", "chars")  # of the meeting: where it lies, and what follows from its turns


@dataclass(frozen=True)
class Drift:
    """How two archives of the same files differ, as tables; `same` where they do not.

    `drift` counts every kind of change, `drift_meetings` has a row for each meeting that is not the same, `drift_themes` one
    for each theme, `drift_rates` one for each municipality and theme of which the rate moved, `drift_examples` a few changes
    of every kind with the printed words. `why`: what the stores were made with that differs (parser, layout, themes …).
    """

    why: tuple[str, ...]
    drift: "pd.DataFrame"
    drift_meetings: "pd.DataFrame"
    drift_themes: "pd.DataFrame"
    drift_rates: "pd.DataFrame"
    drift_examples: "pd.DataFrame"

    @property
    def same(self) -> bool:
        """True where every meeting, turn and tag of one store is in the other, and no file failed in another way."""
        return not len(self.drift_meetings) and not len(self.drift_rates)

    def tables(self) -> "dict[str, pd.DataFrame]":
        """The tables by their names in the data dictionary."""
        return {name: getattr(self, name) for name in ("drift", "drift_meetings", "drift_themes", "drift_rates", "drift_examples")}


@dataclass
class Side:
    """One of the two stores: its database, the path of every meeting, and by digest the path and the reason of what failed."""

    state: State
    con: Any
    places: dict[str, str]
    failures: dict[str, tuple[str, str]]

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, a few in memory at a time."""
        found = self.con.cursor().execute(query)
        while rows := found.fetchmany(_ROWS):
            yield from rows

    def prints(self) -> dict[str, tuple[int, int, int]]:
        """For the digest of each meeting a number for its record, one for its text and one for its tags: equal numbers, equal content."""
        tags = 'SELECT sha256, bit_xor(hash(turn, theme, "primary", score, how, hits)) AS print FROM stored_tags GROUP BY sha256'
        query = f"SELECT s.sha256, hash(s.packed), hash(s.text), coalesce(t.print, 0) FROM stored_meetings s JOIN ledger l USING (sha256) LEFT JOIN ({tags}) t USING (sha256)"
        return {sha: (packed, text, tagged) for sha, packed, text, tagged in self.rows(query)}

    def want(self, name: str, digests: Sequence[str]) -> None:
        """Keep a list of meetings for later questions."""
        import pyarrow as pa

        self.con.register("given", pa.table({"sha256": pa.array(list(digests), pa.string())}))
        self.con.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        self.con.unregister("given")

    def texts(self, wanted: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """The words of a few turns."""
        found = self.con.cursor().execute(
            "SELECT sha256, turn, text FROM stored_turns WHERE list_contains($wanted, sha256 || ' ' || turn)", {"wanted": [f"{sha} {turn}" for sha, turn in wanted]}
        )
        return {(sha, turn): text or "" for sha, turn, text in found.fetchall()}


class Ordered:
    """Rows in the order of their first value, taken group by group."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self.groups = ((str(sha), [row[1:] for row in rows]) for sha, rows in groupby(rows, key=itemgetter(0)))
        self.ahead: tuple[str, list[tuple[Any, ...]]] = ("", [])

    def of(self, sha256: str) -> list[tuple[Any, ...]]:
        """The rows of this meeting, without its digest; asked for in order."""
        while self.ahead[0] < sha256:
            self.ahead = next(self.groups, ("~", []))
        return self.ahead[1] if self.ahead[0] == sha256 else []


def diff(before: tuple[Path, State], after: tuple[Path, State], *, examples: int = 3) -> Drift:
    """What changed from one snapshot to another, meeting by meeting: matched by the digest of the file, whatever it is called now.

    Turns are matched by their place in the text (by their words where the text is read otherwise), so that a turn that is new
    does not move all that follow. Tags go with their turn. The examples are the first by digest: spread over the archive.
    The rows are gone through in the order of the digests; the database sorts on the disk, so that memory stays flat.
    """
    with ExitStack() as stack:
        a, b = (_side(stack, *store) for store in (before, after))
        prints = a.prints(), b.prints()
        found = Compared(examples)
        _alone(found, a, b, prints[0].keys(), prints[1].keys())
        both = sorted(prints[0].keys() & prints[1].keys())
        parsed = {sha: prints[0][sha][1] == prints[1][sha][1] for sha in both if prints[0][sha][:2] != prints[1][sha][:2]}
        tagged = [sha for sha in both if sha in parsed or prints[0][sha] != prints[1][sha]]
        del prints
        _follow(found, a, b, both, parsed, tagged)
        found.spoken(lambda k, wanted: (a, b)[k].texts(wanted))
        made = {name: frame(name, rows) for name, rows in found.tables().items()}
        return Drift(_why(a.state, b.state), drift_themes=_themes(a, b, found), drift_rates=_rates(a, b), **made)


def _side(stack: ExitStack, folder: Path, state: State) -> Side:
    """A database over one store that stays small."""
    from minutes.archive.query import connect

    place = stack.enter_context(tempfile.TemporaryDirectory()).replace("'", "''")
    con = connect(folder, state)
    stack.callback(con.close)
    con.execute(f"SET memory_limit = '{MEMORY}'")
    con.execute(f"SET temp_directory = '{place}'")
    places = state.places()
    return Side(state, con, places, {seen.sha256 or path: (path, seen.failure.reason) for path, seen in state.files.items() if seen.failure and seen.sha256 not in places})


def _alone(found: Compared, a: Side, b: Side, mine: AbstractSet[str], other: AbstractSet[str]) -> None:
    """Files that only one store has as a meeting, with the reason that the other gives for it; and files that failed in both, in another way."""
    for sha in sorted(mine - other):
        found.alone(sha, a.places[sha], "only_before", None, b.failures.get(sha, ("", None))[1])
    for sha in sorted(other - mine):
        found.alone(sha, b.places[sha], "only_after", a.failures.get(sha, ("", None))[1], None)
    for sha in sorted(a.failures.keys() & b.failures.keys()):
        if a.failures[sha][1] != b.failures[sha][1]:
            found.alone(sha, b.failures[sha][0], "failed", a.failures[sha][1], b.failures[sha][1])


def _follow(found: Compared, a: Side, b: Side, both: Sequence[str], parsed: Mapping[str, bool], tagged: Sequence[str]) -> None:
    """Go through the meetings that both stores have, each table as a stream in the order of the digests; `parsed`: is the text of the file the same?"""
    for side in (a, b):
        side.want("parsed", sorted(parsed))
        side.want("tagged", tagged)
    names = ["path", "turns", *(c.name for c in columns("meetings") if c.name not in _READ)]
    said = ", ".join(f'"{name}"' for name in names)
    turns = ", ".join(f'"{name}"' for name in Said._fields)
    asked = {
        "headers": f"SELECT sha256, {said} FROM meetings ORDER BY sha256",
        "packed": "SELECT sha256, packed FROM stored_meetings JOIN parsed USING (sha256) ORDER BY sha256",
        "turns": f"SELECT sha256, {turns} FROM stored_turns JOIN parsed USING (sha256) ORDER BY sha256, nth",
        "tags": 'SELECT sha256, turn, theme, "primary", score, how, hits FROM stored_tags JOIN tagged USING (sha256) ORDER BY sha256, nth',
    }
    streams = {name: (Ordered(a.rows(query)), Ordered(b.rows(query))) for name, query in asked.items()}
    marked = set(tagged)
    for sha in both:
        meeting = found.both(sha, *(dict(zip(names, stream.of(sha)[0], strict=True)) for stream in streams["headers"]))
        if sha in parsed:
            meeting.parsed([s.of(sha)[0][0] for s in streams["packed"]], [s.of(sha) for s in streams["turns"]], same_text=parsed[sha])
        if sha in marked:
            meeting.tagged(*(s.of(sha) for s in streams["tags"]))
        meeting.end()


def _why(a: State, b: State) -> tuple[str, ...]:
    """What two stores were made with that is not the same."""
    keys = [sorted({key for part in state.parts for key in part.keys.values()}) for state in (a, b)]
    alone = [sorted(set(keys[k]) - set(keys[1 - k])) for k in (0, 1)]
    found = {name for old, new in zip(*alone, strict=False) for name in difference(old, new).split(", ") if name}
    return tuple(sorted(found))


def _themes(a: Side, b: Side, found: Compared) -> "pd.DataFrame":
    """One row a theme: turns that had it and that have it, and how many came, went, or are found in another way."""
    before, after = (dict(side.rows("SELECT theme, count(*) FROM tags GROUP BY theme")) for side in (a, b))
    rows = [{"theme": theme, "before": before.get(theme, 0), "after": after.get(theme, 0)} | dict(found.themes.get(theme, {})) for theme in sorted({*before, *after})]
    return frame("drift_themes", [{"added": 0, "removed": 0, "changed": 0} | row for row in rows])


def _rates(a: Side, b: Side) -> "pd.DataFrame":
    """Municipality × theme: n of all turns before and after, where that is not the same; the largest change first."""
    counts: list[dict[tuple[str | None, str], int]] = []
    turns: list[Counter[str | None]] = []
    for side in (a, b):
        turns.append(Counter({place: int(n) for place, n in side.rows("SELECT municipality, sum(turns) FROM meetings GROUP BY municipality")}))
        asked = "SELECT m.municipality, t.theme, count(*) FROM tags t JOIN meetings m USING (rank) GROUP BY ALL"
        counts.append({(place, theme): int(n) for place, theme, n in side.rows(asked)})
    rows: list[dict[str, Any]] = []
    themes = sorted({theme for found in counts for _, theme in found})
    for place in sorted({*turns[0], *turns[1]}, key=lambda p: (p is None, p or "")):
        for theme in themes:
            n = [found.get((place, theme), 0) for found in counts]
            of = [found[place] for found in turns]
            rate = [round(x / y, 6) if y else None for x, y in zip(n, of, strict=True)]
            if n[0] != n[1] or of[0] != of[1]:
                change = None if None in rate else round((rate[1] or 0.0) - (rate[0] or 0.0), 6)
                sides = {f"{name}_{side}": value[k] for name, value in (("n", n), ("of", of), ("rate", rate)) for k, side in enumerate(("before", "after"))}
                rows.append({"municipality": place, "theme": theme, "change": change} | sides)
    rows.sort(key=lambda r: -abs(r["change"] or 0.0))
    return frame("drift_rates", rows)
