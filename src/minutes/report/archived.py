"""The report of an archive: what it counts and quotes is chosen in the database, and only what is quoted is read."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from minutes.archive.store import Archive
from minutes.compare.questions import questions
from minutes.compare.select import checked
from minutes.compare.stored import kind_of
from minutes.model import Meeting
from minutes.report.questions import FAIR, AskedBy

if TYPE_CHECKING:
    import pandas as pd

_BEST = 'theme, "group", printed DESC, "primary" DESC, score DESC, named, turn'
"""The order in which evidence is preferred, as `quotes` has it; `named` stands for the id of the meeting."""


def candidates(archive: Archive, by: str, names: Mapping[Any, str], *, each: int, covered: Sequence[str], pairs: Sequence[tuple[str, str]]) -> "dict[str, pd.DataFrame]":
    """The tags that may be quoted, each with its meeting, group and whether its words are printed in its turn.

    `first`: the best of every meeting, then the second best, up to `each` of a theme and group; each of `covered`: the best of
    every theme and value of that column; `pairs`: for each pair the best of the first theme in a turn that has both.
    """
    con = archive.cursor()
    con.execute("CREATE TEMP TABLE ids AS SELECT rank, row_number() OVER (ORDER BY meeting) AS named FROM meetings")
    known = {str(value): name for value, name in names.items() if value is not None}
    group = f'CASE WHEN t."{by}" IS NULL THEN $unknown ELSE list_extract($shown, list_position($values, CAST(t."{by}" AS VARCHAR))) END'
    more = "".join(f't."{name}", ' for name in covered)
    con.execute(
        f'CREATE TEMP TABLE marks AS SELECT x.rank, i.named, x.turn, x.theme, {group} AS "group", x."primary", x.score, {more}'
        'coalesce(x.start >= t.start AND x.start < t."end", false) AS printed FROM tags x JOIN turns t ON t.rank = x.rank AND t.turn = x.turn JOIN ids i ON i.rank = x.rank',
        {"unknown": names.get(None, ""), "values": list(known), "shown": list(known.values())},
    )
    nth = f'SELECT *, row_number() OVER (PARTITION BY theme, "group", rank ORDER BY {_BEST}) AS nth FROM marks'
    order = 'ORDER BY theme, "group", printed DESC, nth, "primary" DESC, score DESC, named, turn'
    asked = {"first": f'SELECT * FROM ({nth}) QUALIFY row_number() OVER (PARTITION BY theme, "group" {order}) <= {each} {order}'}
    asked |= {name: f'SELECT * FROM marks QUALIFY row_number() OVER (PARTITION BY theme, "{name}" ORDER BY {_BEST}) = 1 ORDER BY {_BEST}' for name in covered}
    con.execute("CREATE TEMP TABLE pairs AS SELECT unnest($a) AS a, unnest($b) AS b, unnest(range(len($a))) AS k", {"a": [a for a, _ in pairs], "b": [b for _, b in pairs]})
    both = "SELECT m.*, p.k FROM marks m JOIN pairs p ON p.a = m.theme JOIN tags y ON y.rank = m.rank AND y.turn = m.turn AND y.theme = p.b"
    asked["pairs"] = f"SELECT * FROM ({both}) QUALIFY row_number() OVER (PARTITION BY k ORDER BY {_BEST}) = 1 ORDER BY k"
    return {name: _whole(con, query, covered) for name, query in asked.items()}


def _whole(con: Any, query: str, covered: Sequence[str]) -> "pd.DataFrame":
    """The tags that a query chose, in its order, with what `quote` needs of them."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE chosen AS SELECT *, row_number() OVER () AS place FROM ({query})")
    more = "".join(f'c."{name}", ' for name in covered)
    found: pd.DataFrame = con.execute(
        f'SELECT m.meeting, c.turn, c.theme, c."group", c.printed, {more}x.how, x.start, x."end" FROM chosen c JOIN meetings m ON m.rank = c.rank '
        "JOIN tags x ON x.rank = c.rank AND x.turn = c.turn AND x.theme = c.theme ORDER BY c.place"
    ).df()
    kinds = {name: kind_of(name) for name in covered} | dict.fromkeys(("turn", "start", "end"), "Int64") | dict.fromkeys(("meeting", "theme", "group", "how"), "string")
    return found.astype(kinds)


def meetings_of(archive: Archive, wanted: Sequence[str]) -> Iterator[Meeting]:
    """The meetings with these ids, a few in memory at a time."""
    digests = dict(archive.cursor().execute("SELECT meeting, sha256 FROM meetings ORDER BY rank").fetchall())
    asked = set(wanted)
    for block in archive.blocks(digests=[sha for meeting, sha in digests.items() if meeting in asked], size=50):
        yield from block.records


def themes_of(archive: Archive, turns: Sequence[tuple[str, int]]) -> dict[tuple[str, int], set[str]]:
    """The themes of some turns."""
    con = archive.cursor()
    con.execute("CREATE TEMP TABLE wanted AS SELECT unnest($meetings) AS meeting, unnest($turns) AS turn", {"meetings": [m for m, _ in turns], "turns": [t for _, t in turns]})
    found = "SELECT m.meeting, x.turn, x.theme FROM wanted w JOIN meetings m USING (meeting) JOIN tags x ON x.rank = m.rank AND x.turn = w.turn"
    themes: dict[tuple[str, int], set[str]] = {}
    for meeting, turn, theme in con.execute(found).fetchall():
        themes.setdefault((meeting, turn), set()).add(theme)
    return themes


def terms_of(archive: Archive, *, most: int) -> dict[str, list[tuple[str, int]]]:
    """For each theme the words that showed it most often, with the number of turns."""
    con = archive.cursor()
    found: dict[str, list[tuple[str, int]]] = {theme: [] for (theme,) in con.execute("SELECT DISTINCT theme FROM tags").fetchall()}
    said = "SELECT theme, unnest(list_distinct(string_split(hits, '、'))) AS word FROM tags WHERE hits IS NOT NULL"
    counted = f"SELECT theme, word, count(*) AS n FROM ({said}) WHERE word <> '' GROUP BY ALL"
    top = f"SELECT * FROM ({counted}) QUALIFY row_number() OVER (PARTITION BY theme ORDER BY n DESC, word) <= {most} ORDER BY theme, n DESC, word"
    for theme, word, n in con.execute(top).fetchall():
        found[theme].append((word, n))
    return found


def asked_of(archive: Archive, by: str) -> tuple[AskedBy, ...]:
    """The questions by group, counted and chosen in the database: what `asked_in` gives for their table."""
    import pandas as pd

    from minutes.columns import columns

    by = checked(by) if by in {c.name for c in columns("questions")} else "municipality"
    con = archive.cursor()
    con.execute(
        "CREATE TEMP TABLE replies AS SELECT rank, turn, count(*) AS answers FROM "
        "(SELECT rank, CAST(unnest(string_split(reply_to, '、')) AS BIGINT) AS turn FROM turns WHERE reply_to IS NOT NULL) GROUP BY ALL"
    )
    con.execute(
        f'CREATE TEMP TABLE asked AS SELECT t.rank, t.nth, t.meeting, t.turn, t."{by}" AS g, coalesce(length(t.text), 0) > {FAIR} AS long, coalesce(r.answers, 0) > 0 AS done '
        "FROM turns t LEFT JOIN replies r ON r.rank = t.rank AND r.turn = t.turn WHERE t.act = 'question'"
    )
    groups = con.execute("SELECT g, count(*), count(*) FILTER (WHERE done) FROM asked GROUP BY g").fetchall()
    fair = "SELECT a.* FROM asked a JOIN (SELECT g, bool_or(long) AS any_long FROM asked GROUP BY g) f ON f.g IS NOT DISTINCT FROM a.g WHERE a.long OR NOT f.any_long"
    first = f"SELECT * FROM ({fair}) QUALIFY row_number() OVER (PARTITION BY g, done, CASE WHEN done THEN -1 ELSE rank END ORDER BY rank, nth) = 1"
    most = "row_number() OVER (PARTITION BY g, done ORDER BY rank, nth) <= CASE WHEN done THEN 1 ELSE 2 END"
    few = f"SELECT g, meeting, turn FROM ({first}) QUALIFY {most} ORDER BY done DESC, rank, nth"
    chosen = con.execute(few).fetchall()
    rows = _rows_of(archive, {(meeting, turn) for _, meeting, turn in chosen})
    counts = {value: (n, answered) for value, n, answered in groups}
    order = pd.DataFrame({by: list(counts)}).astype({by: kind_of(by)}).sort_values(by, kind="stable")[by]
    quoted: dict[Any, list[dict[str, Any]]] = {}
    for value, meeting, turn in chosen:
        quoted.setdefault(value, []).append(rows[meeting, turn])
    values = [None if pd.isna(value) else value for value in order]
    return tuple(AskedBy(by, value, *counts[value], tuple(quoted.get(value, ()))) for value in values)


def _rows_of(archive: Archive, wanted: set[tuple[str, int]]) -> dict[tuple[str, int], dict[str, Any]]:
    """These questions as rows of the table `questions`."""
    from minutes.corpus.corpus import Corpus

    found = {}
    for meeting in meetings_of(archive, [m for m, _ in wanted]):
        for row in questions(Corpus((meeting,))).to_dict("records"):
            if (row["meeting"], row["turn"]) in wanted:
                found[str(row["meeting"]), int(row["turn"])] = {str(c): v for c, v in row.items()}
    return found
