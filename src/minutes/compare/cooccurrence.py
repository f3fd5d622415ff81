"""What is spoken of together: pairs of themes, or of the words by which themes were found, with their counts."""

from typing import TYPE_CHECKING, Any

import numpy as np

from minutes.columns import frame
from minutes.compare.intervals import ENOUGH
from minutes.compare.select import Tables, Where, select
from minutes.errors import OptionError

if TYPE_CHECKING:
    import pandas as pd

WITHIN = {"turn": ("meeting", "turn"), "item": ("meeting", "item"), "meeting": ("meeting",)}


def cooccurrence(corpus: Tables, tags: "pd.DataFrame", *, of: str = "themes", within: str = "turn", where: Where | None = None, least: int = 1) -> "pd.DataFrame":
    """One row for each pair that occurs together at least `least` times in a turn, an agenda item or a meeting.

    `of`: themes, or terms (the words that were found). `both` of `total`, n of each, how many would be expected if
    they did not attract each other, `lift` (both / expected), `jaccard` (both / either), and in how many meetings.
    """
    if within not in WITHIN or of not in ("themes", "terms"):
        raise OptionError(f"within は {', '.join(WITHIN)}、of は themes, terms から選びます / choose within and of from these: {within}, {of}")
    turns = select(corpus, where=where)
    turns = turns[turns["item"].notna()] if within == "item" else turns
    units, total = _units(turns, within)
    names, unit, name = _marks(turns, tags, units, of)
    table = _table(unit, name, (total, len(names)))
    meeting = np.zeros(total, np.int64)
    meeting[units] = turns["meeting"].factorize()[0]
    rows = [_row(names, a, b, table, meeting) for a, b in _pairs(table, max(least, 1))]
    made = frame("cooccurrence", rows)
    made.attrs = {"of": of, "within": within}
    return made.sort_values(["both", "a", "b"], ascending=[False, True, True], kind="stable", ignore_index=True)


def _units(turns: "pd.DataFrame", within: str) -> tuple[np.ndarray[Any, Any], int]:
    """The number of the unit to which each turn belongs, and how many there are."""
    codes = np.asarray(turns.groupby(list(WITHIN[within]), sort=False, dropna=False).ngroup(), np.int64)
    return codes, int(codes.max()) + 1 if len(codes) else 0


def _marks(turns: "pd.DataFrame", tags: "pd.DataFrame", units: np.ndarray[Any, Any], of: str) -> tuple[list[str], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Names, and for each mark its unit and its name."""
    import pandas as pd

    at = dict(zip(zip(turns["meeting"], turns["turn"], strict=True), units.tolist(), strict=True))
    marks = []
    for meeting, turn, theme, hits in zip(tags["meeting"], tags["turn"], tags["theme"], tags["hits"].fillna(""), strict=True):
        unit = at.get((meeting, turn))
        if unit is not None:
            marks += [(unit, str(theme))] if of == "themes" else [(unit, h) for h in str(hits).split("、") if h]
    codes, names = pd.factorize(np.array([n for _, n in marks], dtype=object), sort=True)
    return [str(n) for n in names], np.array([u for u, _ in marks], np.int64), np.asarray(codes, np.int64)


def _table(unit: np.ndarray[Any, Any], name: np.ndarray[Any, Any], shape: tuple[int, int]) -> Any:
    """Units × names, 1 where the name occurs."""
    from scipy.sparse import csc_matrix

    table = csc_matrix((np.ones(len(unit), np.int64), (unit, name)), shape=shape)
    table.data[:] = 1
    return table


def _pairs(table: Any, least: int) -> list[tuple[int, int]]:
    """The pairs of names that occur together in at least so many units."""
    both = (table.T @ table).tocoo()
    return sorted((int(a), int(b)) for a, b, n in zip(both.row, both.col, both.data, strict=True) if a < b and n >= least)


def _row(names: list[str], a: int, b: int, table: Any, meeting: np.ndarray[Any, Any]) -> dict[str, Any]:
    of_a, of_b = (table.indices[table.indptr[k] : table.indptr[k + 1]] for k in (a, b))
    together, total = np.intersect1d(of_a, of_b), table.shape[0]
    n_a, n_b, both = len(of_a), len(of_b), len(together)
    expected, meetings = n_a * n_b / total, len(np.unique(meeting[together]))
    counts = {"a": names[a], "b": names[b], "n_a": n_a, "n_b": n_b, "both": both, "total": total, "meetings": meetings, "descriptive": meetings < ENOUGH}
    return counts | {"expected": round(expected, 4), "lift": round(both / expected, 4), "jaccard": round(both / (n_a + n_b - both), 4)}
