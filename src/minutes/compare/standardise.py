"""Like with like: what a group's rate would be if its talk had the mixture of the whole corpus.

A city whose committee minutes are published as summaries, or whose officials speak more, differs before anyone
has said a word. Indirect standardisation compares what a group said with what would be expected of it if every
stratum (body type × role × record × year) spoke as it does in the corpus, each group counting alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from minutes.compare.count import Counts, count
from minutes.compare.intervals import Intervals, studentised
from minutes.compare.select import Tables, Where, as_names, select
from minutes.compare.stored import count_stored, opened
from minutes.errors import OptionError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


LEAST = 0.5  # of a group's talk must lie in strata that other groups have too: else nothing is comparable


@dataclass(frozen=True)
class Shared:
    """Sums by cell over the strata that two groups and more have: observed, denominator, expected; overall rates; support of each group."""

    n: "NDArray[np.float64]"
    of: "NDArray[np.float64]"
    expected: "NDArray[np.float64]"
    overall: "NDArray[np.float64]"
    support: "NDArray[np.float64]"


def _meeting_wide(corpus: Tables, names: Sequence[str], where: Where | None) -> list[str]:
    """Those of the columns that are the same all through a meeting."""
    turns = select(corpus, names, where=where, text=False)
    return [n for n in names if len(turns[["meeting", n]].drop_duplicates()) == turns["meeting"].nunique()]


def _strata(corpus: Tables, names: Sequence[str], by: Sequence[str], of: str, where: Where | None) -> list[str]:
    usable = [n for n in as_names(list(names)) if n not in by]
    if of == "meetings":
        usable = _meeting_wide(corpus, usable, where)
    if not usable:
        raise OptionError(f"標準化に使える列がありません / no column is left to standardise over: {', '.join(names)}")
    return usable


def adjusted(
    corpus: Tables,
    tags: "pd.DataFrame | None",
    counts: Counts,
    found: Intervals,
    names: Sequence[str],
    *,
    of: str,
    where: Where | None,
    primary: bool,
) -> dict[str, Any]:
    """The columns adjusted, adjusted_low, adjusted_high and support of `rates`, by group and theme; NA where less than half is comparable."""
    strata = _strata(corpus, names, counts.by, of, where)
    asked: dict[str, Any] = {"by": [*counts.by, *strata], "of": of, "where": where, "primary": primary}
    fine = count_stored(opened(corpus), **asked) if tags is None else count(corpus, tags, **asked)
    shared = _shared(fine, _codes(fine, counts), _stratum(fine, strata), counts)
    rate, low, high = (np.full(found.rate.shape, np.nan) for _ in range(3))
    for g in np.flatnonzero(shared.support >= LEAST):
        at = counts.cells(int(g))
        n, e, d = shared.n[at], shared.expected[at], shared.of[at]
        with np.errstate(divide="ignore", invalid="ignore"):
            factor = np.where(e.sum(axis=0) > 0, shared.overall * d.sum() / e.sum(axis=0), np.nan)
        rate[g] = n.sum(axis=0) / d.sum() * factor
        low[g], high[g] = np.minimum(found.low[g] * factor, rate[g]), np.maximum(found.high[g] * factor, rate[g])
        drawn = found.bootstrapped[g] & np.isfinite(factor)
        if drawn.any():
            a, b, _ = studentised(n[:, drawn], e[:, drawn], seed=0, key=f"adjusted{g}", times=2000, level=0.95)
            good = np.isfinite(a)
            columns = np.flatnonzero(drawn)[good]
            low[g, columns], high[g, columns] = (a * shared.overall[drawn])[good], (b * shared.overall[drawn])[good]
    return {
        "adjusted": np.clip(rate, 0, 1).ravel().round(6),
        "adjusted_low": np.clip(low, 0, 1).ravel().round(6),
        "adjusted_high": np.clip(high, 0, 1).ravel().round(6),
        "support": shared.support.repeat(len(counts.themes)).round(6),
    }


def _codes(fine: Counts, counts: Counts) -> "NDArray[np.int64]":
    """The group of each cell of the fine counts."""
    if not counts.by:
        return np.zeros(len(fine.group), np.int64)
    codes = np.asarray(fine.groups.groupby(list(counts.by), dropna=False, sort=True).ngroup(), np.int64)
    return codes[fine.group]


def _stratum(fine: Counts, strata: list[str]) -> "NDArray[np.int64]":
    codes = np.asarray(fine.groups.groupby(strata, dropna=False, sort=True).ngroup(), np.int64)
    return codes[fine.group]


def _shared(fine: Counts, group: "NDArray[np.int64]", stratum: "NDArray[np.int64]", counts: Counts) -> Shared:
    """What lies in strata of two groups and more; every group counts alike in the rates of the strata."""
    groups, strata, themes = len(counts.groups), int(stratum.max()) + 1 if len(stratum) else 0, len(counts.themes)
    present = np.zeros((groups, strata))
    np.add.at(present, (group, stratum), fine.of.astype(float))
    common = (present > 0).sum(axis=0) > 1
    total = present.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        support = np.where(total > 0, (present * common).sum(axis=1) / total, np.nan)
    kept = common[stratum] if len(stratum) else np.zeros(0, bool)
    weight = (1.0 / np.maximum((present * common).sum(axis=1), 1.0))[group[kept]]
    n_of, of_of = np.zeros((strata, themes)), np.zeros(strata)
    np.add.at(n_of, stratum[kept], fine.n[kept] * weight[:, None])
    np.add.at(of_of, stratum[kept], fine.of[kept] * weight)
    rate = n_of / np.maximum(of_of, 1e-300)[:, None]
    wide = int(counts.meeting.max()) + 1 if len(counts.meeting) else 1
    cell = np.searchsorted(counts.group * wide + counts.meeting, group[kept] * wide + fine.meeting[kept])
    n, of, expected = np.zeros(counts.n.shape), np.zeros(len(counts.n)), np.zeros(counts.n.shape)
    np.add.at(n, cell, fine.n[kept])
    np.add.at(of, cell, fine.of[kept])
    np.add.at(expected, cell, fine.of[kept][:, None] * rate[stratum[kept]])
    return Shared(n, of, expected, n_of.sum(axis=0) / max(of_of.sum(), 1e-300), support)
