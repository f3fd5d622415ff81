"""Which words set groups apart: scores by word and group, and how far chance alone would go.

A word is said many times in one meeting because the meeting was about it. So the unit of chance is the meeting:
rates are compared with a standard error over meetings, and p comes from handing the meetings out to the groups
at random. Treating words as independent flags every eighth word between two halves of one archive.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from minutes.compare.intervals import ENOUGH

if TYPE_CHECKING:
    from numpy.typing import NDArray

PRIOR = 500.0  # words: the weight of what everybody says against what a group says (Monroe et al. 2008)
BINS = 2000
DENSE = 100_000  # cells × words up to which plain arrays are quicker than sparse ones
WIDTH = 0.01
SURE = 1e9  # stands for t where a word does not vary at all within the groups, and differs between them
G2_1_PERCENT = 6.634897


@dataclass(frozen=True)
class Scores:
    """By group and word (arrays groups × words); the reference of a group is the mean of the other groups' rates.

    A group of few meetings is no yardstick, for nobody knows how its rates vary: it is left out of the reference
    where others are there. A group of one meeting has no t.
    """

    n: "NDArray[np.float64]"
    of: "NDArray[np.float64]"
    rate: "NDArray[np.float64]"
    reference: "NDArray[np.float64]"
    t: "NDArray[np.float64]"
    log_odds: "NDArray[np.float64]"
    z: "NDArray[np.float64]"
    g2: "NDArray[np.float64]"
    log_ratio: "NDArray[np.float64]"


class Sums:
    """What a division of the meetings into groups needs: sums of n, n² and n·of, computed for many divisions of one table."""

    def __init__(self, counts: Any, of: "NDArray[np.int64]") -> None:
        self.of = of.astype(float)
        plain = counts.astype(float).tocsr()
        tables = (plain, plain.multiply(plain).tocsr(), plain.multiply(self.of[:, None]).tocsr())
        self.tables = [t.toarray() if counts.shape[0] * counts.shape[1] <= DENSE else t for t in tables]
        self.whole = [np.asarray(t.sum(axis=0)).ravel() for t in self.tables]

    def of_groups(self, group: "NDArray[np.int64]", groups: int) -> "tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]":
        """N by group and word, words of each group, and the variance of each rate over meetings (NaN for one meeting)."""
        meetings = np.bincount(group, minlength=groups)
        n, nn, nof = self._summed(group, meetings)
        of, ofof = (np.asarray(np.bincount(group, weights=weights, minlength=groups), np.float64) for weights in (self.of, self.of**2))
        with np.errstate(divide="ignore", invalid="ignore"):
            rate = n / of[:, None]
            spread = 2 * rate
            spread *= nof
            np.subtract(nn, spread, out=spread)
            nof = rate * rate
            nof *= ofof[:, None]
            spread += nof
            np.maximum(spread, 0, out=spread)
            spread /= of[:, None] ** 2
            spread *= (meetings / (meetings - 1))[:, None]
        return n, of, spread

    def _summed(self, group: "NDArray[np.int64]", meetings: "NDArray[np.int64]") -> "list[NDArray[np.float64]]":
        """The rows of each table added up by group: where the tables are sparse, so is the membership that they are multiplied with."""
        from scipy.sparse import csr_matrix

        if isinstance(self.tables[0], np.ndarray):
            members = (group == np.arange(len(meetings))[:, None]).astype(float)
            return [members @ table for table in self.tables]
        largest = int(np.argmax(meetings))  # its sums are what the others leave of the whole
        order = np.argsort(group, kind="stable")
        order = order[group[order] != largest]
        bounds = np.concatenate([[0], np.cumsum(np.where(np.arange(len(meetings)) == largest, 0, meetings))])
        rows = csr_matrix((np.ones(len(order)), order, bounds), shape=(len(meetings), len(group)))
        made = [(rows @ table).toarray() for table in self.tables]
        for sums, whole in zip(made, self.whole, strict=True):
            sums[largest] = whole - sums.sum(axis=0)
        return made


def studentised(sums: Sums, group: "NDArray[np.int64]", groups: int) -> "NDArray[np.float64]":
    """Rate of each group less the mean of the others' rates, over its standard error over meetings."""
    n, of, variance = sums.of_groups(group, groups)
    solid = _solid(group, groups)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.divide(n, of[:, None], out=n)
        error = mean_of_others(variance, solid, power=2)
        error += variance
        np.sqrt(error, out=error)
        apart = rate
        apart -= mean_of_others(rate, solid)
        t = apart / error
    if (flat := error == 0).any():
        t[flat] = np.where(apart[flat] == 0, 0.0, np.copysign(SURE, apart[flat]))
    t[~np.isfinite(error)] = np.nan
    return t


def _solid(group: "NDArray[np.int64]", groups: int) -> "NDArray[np.bool_]":
    """The groups that serve as yardstick: those of eight meetings and more; where fewer than two are, of two and more, or all."""
    meetings = np.bincount(group, minlength=groups)
    return next(solid for least in (ENOUGH, 2, 0) if (solid := meetings >= least).sum() > 1)


def mean_of_others(values: "NDArray[np.float64]", solid: "NDArray[np.bool_]", *, power: int = 1) -> "NDArray[np.float64]":
    """For each group the mean of the other solid groups' values (divided by their number to the `power`, for variances)."""
    mine = np.where(solid[:, None], values, 0.0)
    others = (solid.sum() - solid).astype(float)
    return np.asarray((mine.sum(axis=0) - mine) / np.maximum(others, 1.0)[:, None] ** power)


def scores(sums: Sums, group: "NDArray[np.int64]", groups: int) -> Scores:
    """Every score of the words of a division; the reference counts every other group alike, however large."""
    n, of, _ = sums.of_groups(group, groups)
    solid = _solid(group, groups)
    rest, rest_of = n.sum(axis=0) - n, of.sum() - of
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = n / of[:, None]
        reference = mean_of_others(rate, solid)
        spread = mean_of_others(n / of[:, None] ** 2, solid, power=2)
        of_reference = np.where(spread > 0, reference**2 / np.maximum(spread, 1e-300), 0.0)  # the count that has the variance of the mean
        prior = PRIOR * rate.mean(axis=0)
        words = np.where(reference > 0, of_reference / np.maximum(reference, 1e-300), rest_of[:, None])
        log_odds = _logit(n, of[:, None], prior) - _logit(of_reference, words, prior)
        z = log_odds / np.sqrt(1 / (n + prior) + 1 / (of_reference + prior))
        log_ratio = np.log2((n + 0.5) / (of[:, None] + 1)) - np.log2((of_reference + 0.5) / (words + 1))
    return Scores(n, of, rate, reference, studentised(sums, group, groups), log_odds, z, g_squared(n, of[:, None], rest, rest_of[:, None]), log_ratio)


def _logit(n: "NDArray[np.float64]", of: "NDArray[np.float64]", prior: "NDArray[np.float64]") -> "NDArray[np.float64]":
    return np.log((n + prior) / np.maximum(of + PRIOR - n - prior, 1e-9))


def g_squared(n: "NDArray[np.float64]", of: "NDArray[np.float64]", rest: "NDArray[np.float64]", rest_of: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """The log-likelihood ratio of the two-by-two table, words taken as independent (what most tools print)."""
    both = (n + rest) / (of + rest_of)
    with np.errstate(divide="ignore", invalid="ignore"):
        a = np.where(n > 0, n * np.log(n / (of * both)), 0.0)
        b = np.where(rest > 0, rest * np.log(rest / (rest_of * both)), 0.0)
        c = np.where(of > n, (of - n) * np.log((of - n) / (of * (1 - both))), 0.0)
        d = np.where(rest_of > rest, (rest_of - rest) * np.log((rest_of - rest) / (rest_of * (1 - both))), 0.0)
    return 2 * (a + b + c + d)


def shuffled(group: "NDArray[np.int64]", meeting: "NDArray[np.int64]", rng: np.random.Generator, *, nested: bool) -> "NDArray[np.int64]":
    """The groups handed out anew: over all meetings, or, where a meeting lies in several groups, within each meeting."""
    if nested:
        return rng.permutation(group)
    order = np.lexsort((rng.random(len(group)), meeting))
    slots = np.lexsort((np.arange(len(group)), meeting))
    made = np.empty_like(group)
    made[slots] = group[order]
    return made


def permutation(
    sums: Sums, group: "NDArray[np.int64]", meeting: "NDArray[np.int64]", groups: int, *, nested: bool, times: int, seed: int
) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """For each group and word p from its own permutations, and the finer p from those of all words of the group together."""
    from threadpoolctl import threadpool_limits

    seen = np.abs(studentised(sums, group, groups))
    beyond, bins = np.zeros(seen.shape, np.int64), np.zeros((groups, BINS + 1), np.int64)
    rng = np.random.default_rng(seed)

    def drawn(handed: "NDArray[np.int64]") -> "tuple[NDArray[np.bool_], NDArray[np.int64]]":
        t = np.abs(studentised(sums, handed, groups))
        return t >= seen - 1e-9, np.stack([_binned(row) for row in t])  # a small group has a wider null than a large one

    workers = min(os.cpu_count() or 1, 8)
    with threadpool_limits(1), ThreadPoolExecutor(workers) as pool:
        for begun in range(0, times, 4 * workers):
            handed = [shuffled(group, meeting, rng, nested=nested) for _ in range(min(4 * workers, times - begun))]
            for more, binned in pool.map(drawn, handed):
                beyond += more
                bins += binned
    tail = np.cumsum(bins[:, ::-1], axis=1)[:, ::-1]
    at = np.minimum(np.nan_to_num(seen) / WIDTH, BINS).astype(np.int64)
    known = np.isfinite(seen)
    own = np.where(known, (beyond + 1) / (times + 1), np.nan)
    pooled = np.where(known, (np.take_along_axis(tail, at, axis=1) + 1) / (tail[:, :1] + 1), np.nan)
    return own, pooled


def _binned(drawn: "NDArray[np.float64]") -> "NDArray[np.int64]":
    """How many of the values lie in each bin; what is not known lies in none."""
    return np.bincount(np.minimum(drawn[np.isfinite(drawn)] / WIDTH, BINS).astype(np.int64), minlength=BINS + 1)
