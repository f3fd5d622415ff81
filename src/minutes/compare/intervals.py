"""Doubt: intervals for ratios of sums whose unit is the meeting, not the turn.

Turns of one meeting are alike, so a meeting is drawn or not drawn as a whole. Where a theme occurs in enough
meetings, the interval is a studentised bootstrap over meetings. Where it does not, the bootstrap is too narrow
(90 % instead of 95 %), and a Wilson interval on the effective number of observations takes its place, the likeness
within meetings being estimated over all groups together (`benchmarks/intervals.py`, `docs/decisions/0004-intervals.md`).
"""

import math
import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import NormalDist
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from minutes.compare.count import Counts

    Floats = NDArray[np.float64]

ENOUGH = 8  # meetings: fewer in a group are described, not compared; fewer with a theme are not bootstrapped
BLOCK = 16_000  # draws at a time: more would not stay in the nearest memory, and take twice as long
TOGETHER = 8  # groups that a thread takes at once
WHOLE = 2.0**24  # whole numbers below it are exact in 32-bit floats


@dataclass(frozen=True)
class Intervals:
    """By group and theme (arrays groups × themes): rate, bounds, effective observations, and was it bootstrapped."""

    rate: "NDArray[np.float64]"
    low: "NDArray[np.float64]"
    high: "NDArray[np.float64]"
    effective: "NDArray[np.float64]"
    bootstrapped: "NDArray[np.bool_]"
    meetings: "NDArray[np.int64]"


def _ratio(sums: "Sequence[Floats]", meetings: int) -> "tuple[Floats, Floats]":
    """A ratio of sums and its linearised standard error, from the sums of n, of, n², n·of and of²."""
    n, of, nn, nof, ofof = sums
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = n / of
        square = rate * nof
        square *= -2.0
        square += nn
        more = rate * rate
        more *= ofof
        square += more
        np.maximum(square, 0.0, out=square)
        square *= meetings / max(meetings - 1, 1)
        np.sqrt(square, out=square)
        square /= of
        return rate, square


def replicates(values: "Floats", *, seed: int, key: str, times: int) -> "Floats":
    """Sums of each column over meetings (rows) drawn with replacement, columns × times; the same for a group whoever stands beside it."""
    meetings = len(values)
    rng = np.random.default_rng([seed, crc32(key.encode())])
    exact = meetings * values.max(initial=0.0) < WHOLE and bool((values == np.rint(values)).all())  # then the shorter numbers give the same sums
    flat = values.T.astype(np.float32 if exact else np.float64)
    step = max(16, BLOCK // meetings)
    made = np.empty((len(flat), times))
    sizes = [min(step, times - at) for at in range(0, times, step)]
    for at, size, drawn in zip(range(0, times, step), sizes, _drawn(rng, meetings, (size * meetings for size in sizes)), strict=True):
        drawn.reshape(size, meetings)[:] += (np.arange(size) * meetings)[:, None]
        often = np.bincount(drawn, minlength=size * meetings).reshape(size, meetings)
        made[:, at : at + size] = flat @ often.astype(flat.dtype).T
    return made


def _drawn(rng: np.random.Generator, below: int, sizes: "Iterable[int]") -> "Iterator[NDArray[np.int64]]":
    """What `rng.integers(0, below, size)` gives for one size after the other: from the raw numbers (Lemire 2019), which takes half the time."""
    raw = np.zeros(0, "<u4")
    for size in sizes:
        while True:
            if len(raw) < size:
                raw = np.concatenate([raw, rng.bit_generator.random_raw((size - len(raw) + 1) // 2).astype("<u8", copy=False).view("<u4")])
            products = raw[:size].astype("<u8")
            products *= np.uint64(below)
            left = products.view("<u4")[::2]
            if left.min(initial=below) >= below or (fair := left >= (2**32 - below) % below).all():
                break
            raw = np.concatenate([raw[:size][fair], raw[size:]])
        products >>= np.uint64(32)
        yield products.view("<i8")
        raw = raw[size:]


def studentised(n: "Floats", of: "Floats", *, seed: int, key: str, times: int, level: float) -> "tuple[Floats, Floats, Floats]":
    """Bounds and standard errors of the ratios Σn / Σof by a studentised bootstrap over meetings; NaN where no bounds can be had.

    `n`: meetings × themes; `of`: the same, or one column for all themes.
    """
    parts = (n, of, n * n, n * of, of * of)
    cuts = [0, *accumulate(p.shape[1] for p in parts)]
    values = np.concatenate(parts, axis=1)
    sums, drawn = values.sum(axis=0), replicates(values, seed=seed, key=key, times=times)
    rate, error = _ratio([sums[a:b] for a, b in pairwise(cuts)], len(n))
    t, errors = _ratio([drawn[a:b] for a, b in pairwise(cuts)], len(n))
    t -= rate[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        t /= errors
    if errors.min(initial=1.0) > 0:
        known = np.full(len(t), times)
    else:
        t[~(errors > 0)] = np.nan
        known = np.isfinite(t).sum(axis=1)
    usable = (error > 0) & (known >= times / 2)
    if not usable.all():
        t[~usable], known[~usable] = 0.0, times
    tail = (1 - level) / 2
    left, right = _quantiles(t, known, (tail, 1 - tail))
    low, high = np.minimum(rate - right * error, rate), np.maximum(rate - left * error, rate)
    return np.where(usable, low, np.nan), np.where(usable, high, np.nan), error


def _quantiles(rows: "Floats", known: "NDArray[np.int64]", wanted: tuple[float, float]) -> "list[Floats]":
    """Quantiles of each row without its NaN (all but `known` values), as `numpy.nanquantile` has them; sorting all rows at once is many times quicker."""
    ordered, line, last = np.sort(rows, axis=1), np.arange(len(rows)), rows.shape[1] - 1  # NaN stand last
    made = []
    for q in wanted:
        place = q * (known - 1.0)
        below = np.maximum(place.astype(np.int64), 0)
        share, low = place - below, ordered[line, below]
        high = np.where(share > 0, ordered[line, np.minimum(below + 1, last)], low)
        made.append(np.where(share < 0.5, low + (high - low) * share, high - (high - low) * (1 - share)))
    return made


def wilson(rate: "NDArray[np.float64]", effective: "NDArray[np.float64]", quantile: float) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Wilson bounds of a proportion observed on so many effective observations."""
    square = quantile * quantile
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (rate + square / (2 * effective)) / (1 + square / effective)
        half = quantile / (1 + square / effective) * np.sqrt(np.maximum(rate * (1 - rate), 0) / effective + square / (4 * effective**2))
    return np.clip(np.minimum(centre - half, rate), 0, 1), np.clip(np.maximum(centre + half, rate), 0, 1)


def student(df: int, share: float) -> float:
    """The quantile of Student's t above one half, of the normal distribution for no `df`; exact, and scipy need not be loaded for it.

    The distribution function is the finite series of Abramowitz & Stegun 26.7.3 and 26.7.4; it is concave above 0, so that Newton's steps
    from the normal quantile come from the left and do not pass the root.
    """
    x, step = NormalDist().inv_cdf(share), 1.0
    odd = df % 2
    k = np.arange(1, (df - 1) // 2 + 1 if odd else df // 2)
    ratios = np.concatenate([[1.0], 2 * k[:-1] / (2 * k[:-1] + 1) if odd else (2 * k - 1) / (2 * k)])
    density = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(math.pi * df) if df > 0 else 0.0
    while df > 0 and step > 1e-13 * x:
        angle = math.atan(x / math.sqrt(df))
        series = float(np.cumprod(ratios * np.concatenate([[1.0], np.full(len(ratios) - 1, math.cos(angle) ** 2)])).sum())
        inside = 2 / math.pi * (angle + math.sin(angle) * math.cos(angle) * series * (df > 1)) if odd else math.sin(angle) * series
        step = (share - (1 + inside) / 2) / (density * (1 + x * x / df) ** (-(df + 1) / 2))
        x += step
    return x


def by_group(values: "NDArray[Any]", group: "NDArray[np.int64]", groups: int) -> "NDArray[Any]":
    """Sums of the cells (rows) of each group; the cells are sorted by group."""
    made = np.zeros((groups, *values.shape[1:]), values.dtype)
    if len(group):
        starts = np.flatnonzero(np.diff(group, prepend=-1))
        made[group[starts]] = np.add.reduceat(values, starts, axis=0)
    return made


def likeness(counts: "Counts", n: "Floats", of: "Floats", rate: "Floats") -> "Floats":
    """How alike the turns of one meeting are, 0 to 1, by theme: the intra-class correlation over all groups together."""
    groups = len(counts.groups)
    meetings = np.bincount(counts.group, minlength=groups)[:, None]
    total, pairs = by_group(of, counts.group, groups), by_group(of * (of - 1), counts.group, groups)
    spread = rate * (1 - rate)
    square = by_group((n - rate[counts.group] * of) ** 2, counts.group, groups)
    several = (meetings > 1) & (total > 0)
    over = np.where(several, square * meetings / np.maximum(meetings - 1, 1) - spread * total, 0.0).sum(axis=0)
    base = np.where(several, spread * pairs, 0.0).sum(axis=0)
    everywhere = over.sum() / base.sum() if base.sum() > 0 else 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.clip(np.where(base > 0, over / base, everywhere), 0, 1))


def intervals(counts: "Counts", *, seed: int = 0, times: int = 2000, level: float = 0.95) -> Intervals:
    """Rates of every group and theme with their bounds."""
    from threadpoolctl import threadpool_limits

    n, of, group, groups = counts.n.astype(float), counts.of.astype(float)[:, None], counts.group, len(counts.groups)
    total = by_group(of, group, groups)
    total = np.where(total > 0, total, np.nan)
    rate = by_group(n, group, groups) / total
    effective = total / (1 + likeness(counts, n, of, rate) * (by_group(of * of, group, groups) / total - 1))
    meetings = np.bincount(group, minlength=groups).astype(np.int64)
    df = int(meetings.sum()) - groups  # 0: one meeting a group, nothing is estimated and each meeting counts as one observation
    low, high = wilson(rate, effective, student(df, 0.5 + level / 2))
    enough = np.minimum(by_group((n > 0).astype(np.int64), group, groups), by_group((n < of).astype(np.int64), group, groups)) >= ENOUGH
    names = ["\t".join(row) for row in counts.groups.astype("string").fillna("").itertuples(index=False)] or [""]

    several = np.flatnonzero(enough.any(axis=1)).tolist()
    errors = np.full(rate.shape, np.nan)

    def draw(first: int) -> None:
        for g in several[first : first + TOGETHER]:
            at, themes = counts.cells(g), np.flatnonzero(enough[g])
            a, b, error = studentised(n[at][:, themes], of[at], seed=seed, key=names[g], times=times, level=level)
            good = np.isfinite(a)
            themes = themes[good]
            low[g, themes], high[g, themes], errors[g, themes] = a[good], b[good], error[good]

    with threadpool_limits(1), ThreadPoolExecutor(min(os.cpu_count() or 1, 8)) as pool:  # threads within the small products of a group would wait for each other
        deque(pool.map(draw, range(0, len(several), TOGETHER)), maxlen=0)
    bootstrapped = np.isfinite(errors)
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = np.where(bootstrapped, rate * (1 - rate) / errors**2, effective)
    return Intervals(rate, np.clip(low, 0, 1), np.clip(high, 0, 1), effective, bootstrapped, meetings)


def false_discovery(p: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Benjamini–Hochberg q-values of a family of p-values; NaN stays NaN and does not count."""
    real = np.flatnonzero(np.isfinite(p))
    order = real[np.argsort(p[real], kind="stable")]
    stepped = p[order] * len(order) / np.arange(1, len(order) + 1)
    q = np.full(len(p), np.nan)
    q[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return q
