"""How much of the talk is about what: counts with their denominator and an interval."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from minutes.columns import frame
from minutes.compare.count import Counts, count
from minutes.compare.intervals import ENOUGH, Intervals, intervals
from minutes.compare.select import By, Tables, Where
from minutes.compare.stored import count_stored, opened

if TYPE_CHECKING:
    import pandas as pd

COMPOSITION = ("body_type", "role", "record", "fiscal_year")
ADJUSTED = ("adjusted", "adjusted_low", "adjusted_high", "support")


def rates(
    corpus: Tables,
    tags: "pd.DataFrame | None" = None,
    *,
    by: By = "municipality",
    of: str = "turns",
    where: Where | None = None,
    primary: bool = False,
    standardise: bool | Sequence[str] = False,
    seed: int = 0,
    times: int = 2000,
) -> "pd.DataFrame":
    """One row for each group and theme: n of `of` = rate, with a 95 % interval from low to high over meetings.

    `by`: a column of turns or meetings, or several; `of`: turns, substantive_turns (procedural ones left out),
    chars or meetings; `where`: which turns, as `{"role": "member"}`; `primary`: only the main theme of a turn.
    A group that met but never spoke of a theme has n = 0; a group without turns has no row, never a zero.
    Themes overlap: the rates of a group may add up to more than 1; `attrs["overlap"]` has the turns with any theme and
    the themes that these have in all. `speaker` brings its municipality along. Under 8 meetings a row is `descriptive`.
    An archive brings its tags with it, `rates(archive)`, and is counted on the disk.
    `standardise` adds what the rate would be with the corpus' mixture of body type, role, record and year.
    """
    asked: dict[str, Any] = {"by": by, "of": of, "where": where, "primary": primary}
    counts = count_stored(opened(corpus), **asked) if tags is None else count(corpus, tags, **asked)
    found = intervals(counts, seed=seed, times=times)
    data = figures(counts, found)
    if standardise:
        from minutes.compare.standardise import adjusted

        names = COMPOSITION if standardise is True else tuple(standardise)
        data |= adjusted(corpus, tags, counts, found, names, of=of, where=where, primary=primary)
    made = frame("rates", data, by=counts.by)
    made = made if standardise else made.drop(columns=list(ADJUSTED))
    made.attrs = {"unit": counts.unit, "seed": seed, "times": times, "level": 0.95, "resampled": "meetings", "overlap": counts.overlap}
    return made


def figures(counts: Counts, found: Intervals) -> dict[str, Any]:
    """The columns of a table of rates, groups × themes."""
    groups, themes = len(counts.groups), len(counts.themes)
    n, of = totals(counts)
    data: dict[str, Any] = {name: counts.groups[name].repeat(themes).array for name in counts.by}
    return data | {
        "theme": list(counts.themes) * groups,
        "n": n.ravel(),
        "of": of.repeat(themes),
        "rate": found.rate.ravel().round(6),
        "low": found.low.ravel().round(6),
        "high": found.high.ravel().round(6),
        "meetings": found.meetings.repeat(themes),
        "descriptive": (found.meetings < ENOUGH).repeat(themes),
        "interval": np.where(found.bootstrapped.ravel(), "bootstrap", "wilson"),
        "unit": [counts.unit] * (groups * themes),
    }


def totals(counts: Counts) -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
    """Sums by group: numerators (groups × themes) and denominators."""
    groups = len(counts.groups)
    n = np.zeros((groups, len(counts.themes)), np.int64)
    np.add.at(n, counts.group, counts.n)
    return n, np.bincount(counts.group, weights=counts.of, minlength=groups).astype(np.int64)
