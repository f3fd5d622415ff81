"""What is spoken of together: pairs of themes, or of the words by which themes were found, with their counts."""

from typing import TYPE_CHECKING, Any

import numpy as np

from minutes.archive.store import Archive
from minutes.columns import frame
from minutes.compare.count import positions
from minutes.compare.fetched import pairs_of
from minutes.compare.intervals import ENOUGH
from minutes.compare.select import Tables, Where, select
from minutes.compare.stored import opened
from minutes.errors import OptionError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

AT_ONCE = 4_000_000  # pairs of words in memory
WITHIN = {"turn": ("meeting", "turn"), "item": ("meeting", "item"), "meeting": ("meeting",)}


def cooccurrence(corpus: Tables, tags: "pd.DataFrame | None" = None, *, of: str = "themes", within: str = "turn", where: Where | None = None, least: int = 1) -> "pd.DataFrame":
    """One row for each pair that occurs together at least `least` times in a turn, an agenda item or a meeting.

    `of`: themes, or terms (the words that were found). `both` of `total`, n of each, how many would be expected if
    they did not attract each other, `lift` (both / expected), `jaccard` (both / either), and in how many meetings.
    An archive brings its tags with it.
    """
    if within not in WITHIN or of not in ("themes", "terms"):
        raise OptionError(f"within は {', '.join(WITHIN)}、of は themes, terms から選びます / choose within and of from these: {within}, {of}")
    if tags is None and (of, within, where) == ("themes", "turn", None):
        return _sorted(frame("cooccurrence", _stored(opened(corpus), max(least, 1))), of, within)
    tags = opened(corpus).tags if tags is None else tags
    turns = select(corpus, where=where, text=False)
    turns = turns[turns["item"].notna()] if within == "item" else turns
    units, total = _units(turns, within)
    names, unit, name = _marks(turns, tags, units, of)
    meeting = np.zeros(total, np.int64)
    meeting[units] = turns["meeting"].factorize()[0]
    return _sorted(frame("cooccurrence", _columns(names, _table(unit, name, (total, len(names))), meeting, max(least, 1))), of, within)


def _sorted(made: "pd.DataFrame", of: str, within: str) -> "pd.DataFrame":
    made.attrs = {"of": of, "within": within}
    return made.sort_values(["both", "a", "b"], ascending=[False, True, True], kind="stable", ignore_index=True)


def _stored(archive: Archive, least: int) -> dict[str, Any]:
    """The columns of all pairs of themes in turns, counted in the database."""
    total, single, found = pairs_of(archive)
    kept = sorted(pair for pair in found if pair[2] >= least)
    a, b = [pair[0] for pair in kept], [pair[1] for pair in kept]
    both, meetings = (np.array([pair[k] for pair in kept], np.int64) for k in (2, 3))
    return _counted(a, b, np.array([single[x] for x in a], np.int64), np.array([single[x] for x in b], np.int64), both, total, meetings)


def _units(turns: "pd.DataFrame", within: str) -> "tuple[Whole, int]":
    """The number of the unit to which each turn belongs, and how many there are."""
    codes = np.asarray(turns.groupby(list(WITHIN[within]), sort=False, dropna=False).ngroup(), np.int64)
    return codes, int(codes.max()) + 1 if len(codes) else 0


def _marks(turns: "pd.DataFrame", tags: "pd.DataFrame", units: "Whole", of: str) -> "tuple[list[str], Whole, Whole]":
    """Names, and for each mark its unit and its name."""
    import pandas as pd

    at = positions(turns, tags)[0]
    used, at = tags[at >= 0], at[at >= 0]
    said = used["theme"].astype("string") if of == "themes" else used["hits"].fillna("").str.split("、").explode()
    unit = units[at] if of == "themes" else np.repeat(units[at], used["hits"].fillna("").str.count("、").to_numpy(np.int64) + 1)
    real = (said != "").to_numpy(bool)
    codes, names = pd.factorize(said[real].astype("string"), sort=True)
    return [str(n) for n in names], unit[real], np.asarray(codes, np.int64)


def _table(unit: "Whole", name: "Whole", shape: tuple[int, int]) -> Any:
    """Units × names, 1 where the name occurs."""
    from scipy.sparse import csr_matrix

    table = csr_matrix((np.ones(len(unit), np.int64), (unit, name)), shape=shape)
    table.data[:] = 1
    table.sort_indices()
    return table


def _columns(names: list[str], table: Any, meeting: "Whole", least: int) -> dict[str, Any]:
    """The columns of all pairs that occur together in so many units."""
    together = (table.T @ table).tocoo()
    kept = (together.row < together.col) & (together.data >= least)
    a, b, both = (np.asarray(x[kept], np.int64) for x in (together.row, together.col, together.data))
    n, total = np.asarray(table.sum(axis=0)).ravel().astype(np.int64), table.shape[0]
    meetings = _meetings(table, meeting, a * len(names) + b)
    word = np.array(names, dtype=object)
    return _counted(word[a], word[b], n[a], n[b], both, total, meetings)


def _counted(a: Any, b: Any, n_a: "Whole", n_b: "Whole", both: "Whole", total: int, meetings: "Whole") -> dict[str, Any]:
    """What the counts of pairs come to."""
    expected = n_a * n_b / max(total, 1)
    counts = {"a": a, "b": b, "n_a": n_a, "n_b": n_b, "both": both, "total": [total] * len(both), "meetings": meetings, "descriptive": meetings < ENOUGH}
    return counts | {"expected": expected.round(4), "lift": (both / expected).round(4), "jaccard": (both / (n_a + n_b - both)).round(4)}


def _meetings(table: Any, meeting: "Whole", wanted: "Whole") -> "Whole":
    """For each pair (as first × names + second) in how many meetings it occurs; a few meetings at a time."""
    order = np.argsort(meeting, kind="stable")
    size = np.diff(table.indptr)[order].astype(np.int64)
    part = np.cumsum(np.bincount(meeting[order], weights=size * size, minlength=1)).astype(np.int64)[meeting[order]] // AT_ONCE
    ranked, rank = np.sort(wanted), np.argsort(np.argsort(wanted))
    found = np.zeros(len(wanted), np.int64)
    for step in np.unique(part):
        pairs = [_pairs_of(table, order[(part == step) & (size == k)], int(k), meeting) for k in np.unique(size[part == step]) if k > 1]
        if pairs:
            pair = np.unique(np.concatenate(pairs)) // (int(meeting.max()) + 1)
            place = np.minimum(np.searchsorted(ranked, pair), max(len(ranked) - 1, 0))
            found += np.bincount(place[ranked[place] == pair], minlength=len(found)) if len(ranked) else 0
    return found[rank]


def _pairs_of(table: Any, units: "Whole", k: int, meeting: "Whole") -> "Whole":
    """Every pair of the units that have `k` names, as (first × names + second) × meetings + meeting."""
    held = table.indices[table.indptr[units][:, None] + np.arange(k)].astype(np.int64)
    first, second = np.triu_indices(k, 1)
    pair = held[:, first] * table.shape[1] + held[:, second]
    return np.asarray(pair * (int(meeting.max()) + 1) + meeting[units][:, None], np.int64).ravel()
