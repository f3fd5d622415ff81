"""Is one group's rate higher than another's, by how much, and could it be chance."""

from difflib import get_close_matches
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from minutes.columns import frame
from minutes.compare.count import Counts, count
from minutes.compare.intervals import ENOUGH, Intervals, false_discovery, intervals
from minutes.compare.rates import totals
from minutes.compare.select import By, Tables, Where
from minutes.compare.stored import count_stored, opened
from minutes.errors import OptionError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Part = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


MOST = 1_000_000  # rows of all pairs


def differences(
    corpus: Tables,
    tags: "pd.DataFrame | None" = None,
    *,
    by: By = "municipality",
    of: str = "turns",
    where: Where | None = None,
    primary: bool = False,
    against: str | None = None,
    seed: int = 0,
    times: int = 2000,
) -> "pd.DataFrame":
    """One row for each pair of groups and theme: rate of `a` less rate of `b`, its 95 % interval, p and q.

    `against` names the one group that all others are held against; without it every pair stands in the table.
    q (Benjamini–Hochberg) is over all rows of the table: they are the declared family. More than a million rows are
    refused. Where the same meetings stand in both groups (roles, acts), the difference is taken within meetings.
    An archive brings its tags with it.
    """
    asked: dict[str, Any] = {"by": by, "of": of, "where": where, "primary": primary}
    counts = count_stored(opened(corpus), **asked) if tags is None else count(corpus, tags, **asked)
    names = [_name(row) for row in counts.groups.itertuples(index=False)] if counts.by else []
    pairs = _pairs(names, against, len(counts.themes))
    found = intervals(counts, seed=seed, times=times)
    compare = _between if counts.nested else _within
    parts = [compare(counts, found, a, b) for a, b in pairs]
    n, of_ = totals(counts)
    themes = len(counts.themes)
    data: dict[str, Any] = {
        "a": [names[a] for a, _ in pairs for _ in range(themes)],
        "b": [names[b] for _, b in pairs for _ in range(themes)],
        "theme": list(counts.themes) * len(pairs),
    }
    for side, at in (("a", 0), ("b", 1)):
        data[f"n_{side}"] = [int(x) for p in pairs for x in n[p[at]]]
        data[f"of_{side}"] = [int(of_[p[at]]) for p in pairs for _ in range(themes)]
        data[f"rate_{side}"] = [round(float(x), 6) for p in pairs for x in found.rate[p[at]]]
        data[f"meetings_{side}"] = [int(found.meetings[p[at]]) for p in pairs for _ in range(themes)]
    stacked = np.concatenate([np.stack(p) for p in parts], axis=1) if parts else np.zeros((4, 0))
    data |= dict(zip(("difference", "low", "high", "p"), stacked.round(6), strict=True))
    data["q"] = false_discovery(stacked[3]).round(6)
    data["descriptive"] = [bool(min(found.meetings[a], found.meetings[b]) < ENOUGH) for a, b in pairs for _ in range(themes)]
    made = frame("differences", data)
    made.attrs = {"unit": counts.unit, "by": list(counts.by), "family": len(made), "paired": not counts.nested}
    return made


def _name(row: tuple[Any, ...]) -> str:
    import pandas as pd

    return " / ".join("不明" if pd.isna(v) else str(v) for v in row)


def _pairs(names: list[str], against: str | None, themes: int) -> list[tuple[int, int]]:
    if against is not None:
        if against not in names:
            near = get_close_matches(against, names, n=5, cutoff=0.0)
            raise OptionError(f"'{against}' という群はありません / no such group. {', '.join(near)}")
        return [(g, names.index(against)) for g in range(len(names)) if names[g] != against]
    rows = len(names) * (len(names) - 1) // 2 * themes
    if rows > MOST:
        raise OptionError(
            f"{len(names)} 群の総当たりは {rows:,} 行になります。against= か where= で絞ってください"
            f" / all pairs of {len(names)} groups are {rows:,} rows: narrow down with against or where"
        )
    return list(combinations(range(len(names)), 2))


def _between(counts: Counts, found: Intervals, a: int, b: int) -> "Part":  # noqa: ARG001 - the same signature as `_within`
    """Groups of different meetings: the bounds of both rates joined (Newcombe), p from effective observations."""
    from scipy.special import stdtr

    ra, rb, na, nb = found.rate[a], found.rate[b], found.effective[a], found.effective[b]
    d = ra - rb
    low = d - np.sqrt((ra - found.low[a]) ** 2 + (found.high[b] - rb) ** 2)
    high = d + np.sqrt((found.high[a] - ra) ** 2 + (rb - found.low[b]) ** 2)
    both = (ra * na + rb * nb) / (na + nb)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = d / np.sqrt(both * (1 - both) * (1 / na + 1 / nb))
    p = np.where(d == 0, 1.0, 2 * stdtr(max(int(found.meetings[a] + found.meetings[b]) - 2, 1), -np.abs(z)))
    return d, low, high, np.where(np.isfinite(d), p, np.nan)


def _within(counts: Counts, found: Intervals, a: int, b: int) -> "Part":
    """Groups that share meetings: the difference's own standard error over meetings."""
    from scipy.special import stdtr, stdtrit  # all of scipy.stats takes half a second to load

    shape = (int(counts.meeting.max()) + 1, len(counts.themes))
    influence = np.zeros(shape)
    for g, sign in ((a, 1.0), (b, -1.0)):
        at = counts.cells(g)
        of = counts.of[at].astype(float)
        influence[counts.meeting[at]] += sign * (counts.n[at] - found.rate[g] * of[:, None]) / of.sum()
    meetings = len(np.union1d(counts.meeting[counts.cells(a)], counts.meeting[counts.cells(b)]))
    d = found.rate[a] - found.rate[b]
    error = np.sqrt((influence**2).sum(axis=0) * meetings / max(meetings - 1, 1))
    df = max(meetings - 1, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(error > 0, 2 * stdtr(df, -np.abs(d / error)), np.where(d == 0, 1.0, np.nan))
    half = stdtrit(df, 0.975) * np.where(error > 0, error, np.nan)
    return d, np.clip(d - half, -1, 1), np.clip(d + half, -1, 1), p
