"""Doubt: intervals for ratios of sums whose unit is the meeting, not the turn.

Turns of one meeting are alike, so a meeting is drawn or not drawn as a whole. Where a theme occurs in enough
meetings, the interval is a studentised bootstrap over meetings. Where it does not, the bootstrap is far too
narrow (rare themes: 75 % instead of 95 %), and a Wilson interval on the effective number of observations takes
its place, the likeness within meetings being estimated over all groups together (`benchmarks/intervals.py`).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minutes.compare.count import Counts

ENOUGH = 8  # meetings: fewer in a group are described, not compared; fewer with a theme are not bootstrapped
BLOCK = 4_000_000  # cells of a block of replicates in memory


@dataclass(frozen=True)
class Intervals:
    """By group and theme (arrays groups × themes): rate, bounds, effective observations, and was it bootstrapped."""

    rate: "NDArray[np.float64]"
    low: "NDArray[np.float64]"
    high: "NDArray[np.float64]"
    effective: "NDArray[np.float64]"
    bootstrapped: "NDArray[np.bool_]"
    meetings: "NDArray[np.int64]"


def _moments(n: "NDArray[np.float64]", of: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Per meeting n, of, n², n·of, of²: all that a ratio and its standard error need (5 × meetings × themes)."""
    of = np.broadcast_to(of, n.shape)
    return np.stack([n, of, n * n, n * of, of * of])


def _ratio(sums: "NDArray[np.float64]", meetings: int) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """A ratio of sums and its linearised standard error."""
    n, of, nn, nof, ofof = sums
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = n / of
        square = np.maximum(nn - 2 * rate * nof + rate * rate * ofof, 0) * (meetings / max(meetings - 1, 1))
        return rate, np.sqrt(square) / of


def replicates(moments: "NDArray[np.float64]", *, seed: int, key: str, times: int) -> "NDArray[np.float64]":
    """Sums over meetings drawn with replacement: 5 × times × themes; the same for a group whoever stands beside it."""
    meetings = moments.shape[1]
    rng = np.random.default_rng([seed, crc32(key.encode())])
    flat = np.moveaxis(moments, 0, 1).reshape(meetings, -1)
    step = max(1, BLOCK // meetings)
    blocks = []
    for at in range(0, times, step):
        size = min(step, times - at)
        drawn = rng.integers(0, meetings, (size, meetings)) + np.arange(size)[:, None] * meetings
        blocks.append(np.bincount(drawn.ravel(), minlength=size * meetings).reshape(size, meetings) @ flat)
    return np.moveaxis(np.concatenate(blocks).reshape(times, 5, -1), 1, 0)


def studentised(n: "NDArray[np.float64]", of: "NDArray[np.float64]", *, seed: int, key: str, times: int, level: float) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Bounds of the ratios Σn / Σof (meetings × themes) by a studentised bootstrap over meetings; NaN where none can be had."""
    moments = _moments(n, of)
    rate, error = _ratio(moments.sum(axis=1), len(n))
    drawn, errors = _ratio(replicates(moments, seed=seed, key=key, times=times), len(n))
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(errors > 0, (drawn - rate) / errors, np.nan)
    usable = (error > 0) & (np.isfinite(t).sum(axis=0) >= times / 2)
    t = np.where(usable, t, 0.0)
    tail = (1 - level) / 2
    left, right = np.nanquantile(t, [tail, 1 - tail], axis=0)
    low, high = np.minimum(rate - right * error, rate), np.maximum(rate - left * error, rate)
    return np.where(usable, low, np.nan), np.where(usable, high, np.nan)


def wilson(rate: "NDArray[np.float64]", effective: "NDArray[np.float64]", quantile: float) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Wilson bounds of a proportion observed on so many effective observations."""
    square = quantile * quantile
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (rate + square / (2 * effective)) / (1 + square / effective)
        half = quantile / (1 + square / effective) * np.sqrt(np.maximum(rate * (1 - rate), 0) / effective + square / (4 * effective**2))
    return np.clip(np.minimum(centre - half, rate), 0, 1), np.clip(np.maximum(centre + half, rate), 0, 1)


def likeness(counts: "Counts", of: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """How alike the turns of one meeting are, 0 to 1, by theme: the intra-class correlation over all groups together."""
    over = np.zeros(len(counts.themes))
    base = np.zeros(len(counts.themes))
    for g in range(len(counts.groups)):
        at = counts.cells(g)
        n, d = counts.n[at].astype(float), of[at]
        meetings = len(d)
        if meetings < 2 or d.sum() <= 0:
            continue
        rate = n.sum(axis=0) / d.sum()
        spread = rate * (1 - rate)
        over += ((n - rate * d[:, None]) ** 2).sum(axis=0) * meetings / (meetings - 1) - spread * d.sum()
        base += spread * (d * (d - 1)).sum()
    everywhere = over.sum() / base.sum() if base.sum() > 0 else 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.clip(np.where(base > 0, over / base, everywhere), 0, 1)


def intervals(counts: "Counts", *, seed: int = 0, times: int = 2000, level: float = 0.95) -> Intervals:
    """Rates of every group and theme with their bounds."""
    from scipy.stats import t as student

    of = counts.of.astype(float)
    alike = likeness(counts, of)
    shape = (len(counts.groups), len(counts.themes))
    rate, low, high, effective = (np.full(shape, np.nan) for _ in range(4))
    bootstrapped = np.zeros(shape, bool)
    meetings = np.bincount(counts.group, minlength=shape[0]).astype(np.int64)
    df = int(meetings.sum()) - shape[0]  # 0: one meeting a group, nothing is estimated and each meeting counts as one observation
    quantile = float(student.ppf(0.5 + level / 2, df if df > 0 else np.inf))
    names = counts.groups.astype("string").fillna("").agg("\t".join, axis=1) if counts.by else [""] * shape[0]
    for g, name in enumerate(names):
        at = counts.cells(g)
        n, d = counts.n[at].astype(float), of[at][:, None]
        if d.sum() <= 0:
            continue
        rate[g] = n.sum(axis=0) / d.sum()
        effective[g] = d.sum() / (1 + alike * ((d * d).sum() / d.sum() - 1))
        low[g], high[g] = wilson(rate[g], effective[g], quantile)
        enough = np.minimum((n > 0).sum(axis=0), (n < d).sum(axis=0)) >= ENOUGH
        if enough.any():
            a, b = studentised(n[:, enough], d, seed=seed, key=name, times=times, level=level)
            good = np.isfinite(a)
            where = np.flatnonzero(enough)[good]
            low[g, where], high[g, where], bootstrapped[g, where] = np.clip(a[good], 0, 1), np.clip(b[good], 0, 1), True
            error = _ratio(_moments(n[:, where], d).sum(axis=1), len(n))[1]
            effective[g, where] = rate[g, where] * (1 - rate[g, where]) / error**2
    return Intervals(rate, low, high, effective, bootstrapped, meetings)


def false_discovery(p: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Benjamini–Hochberg q-values of a family of p-values; NaN stays NaN and does not count."""
    real = np.flatnonzero(np.isfinite(p))
    order = real[np.argsort(p[real], kind="stable")]
    stepped = p[order] * len(order) / np.arange(1, len(order) + 1)
    q = np.full(len(p), np.nan)
    q[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return q
