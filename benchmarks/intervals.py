"""Are the intervals honest? A simulated archive whose true rates are known, and words where there is nothing to find.

    python benchmarks/intervals.py [--runs 500] [--archive FOLDER]

1. 20 cities of 4 to 40 meetings, six themes from 0.5 % to 30 % with true rates of their own in every city, the turns
   of a meeting alike (intra-class correlation 0.02 to 0.3, as measured on real minutes: 0.00 to 0.13 within the
   whole archive, to 0.33 on the sample). Printed: how often the 95 % interval of `rates` holds the true rate, beside
   a Wilson interval on the turns as if they were independent; the same for `differences`.
2. A simulated archive in which no group differs, and the folders that are at hand: every group split in half at
   random. Printed: share of words flagged at a nominal 1 % by `keyness` and by plain G².
"""

import argparse
import time
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from minutes.columns import frame
from minutes.compare.differences import differences
from minutes.compare.distinct import G2_1_PERCENT, Sums, permutation, scores
from minutes.compare.intervals import wilson
from minutes.compare.rates import rates

THEMES = {"とてもまれ": 0.005, "まれ": 0.015, "ふつう1": 0.04, "ふつう2": 0.08, "多い": 0.15, "とても多い": 0.3}
ALIKE = (0.02, 0.05, 0.1, 0.2, 0.3, 0.1)
CITIES = 20


def archive(rng: np.random.Generator) -> tuple[SimpleNamespace, pd.DataFrame, dict[tuple[str, str], float]]:
    """Turns, tags, and the true rate of each (city, theme)."""
    truth, meetings, turns, tags = {}, [], [], []
    for c in range(CITIES):
        city = f"市{c:02}"
        for theme, rate in THEMES.items():
            truth[city, theme] = rate * float(np.exp(rng.uniform(-0.7, 0.7)))
        for m in range(int(rng.integers(4, 41))):
            name, size = f"{city}-{m:02}", int(np.clip(rng.lognormal(np.log(45), 0.5), 8, 300))
            meetings.append((name, city))
            turns += [(name, t, city) for t in range(size)]
            for (theme, _), alike in zip(THEMES.items(), ALIKE, strict=True):
                p = truth[city, theme]
                here = rng.beta(p * (1 - alike) / alike, (1 - p) * (1 - alike) / alike)
                tags += [(name, int(t), theme) for t in np.flatnonzero(rng.random(size) < here)]
    tables = SimpleNamespace(
        meetings=frame("meetings", dict(zip(("meeting", "municipality"), zip(*meetings, strict=True), strict=True))),
        turns=frame("turns", dict(zip(("meeting", "turn", "municipality"), zip(*turns, strict=True), strict=True)) | {"act": ["speech"] * len(turns), "chars": [1] * len(turns)}),
    )
    return tables, pd.DataFrame(tags, columns=["meeting", "turn", "theme"]), truth


def held(low: Iterable[float], high: Iterable[float], true: Iterable[float]) -> NDArray[np.bool_]:
    """Does each interval hold its true value?"""
    return np.array([a <= t <= b for a, b, t in zip(low, high, true, strict=True)])


def coverage(runs: int, *, times: int) -> None:
    """Print the coverage of `rates`, of token-level intervals and of `differences`."""
    parts, apart = [], []
    for run in range(runs):
        tables, tags, truth = archive(np.random.default_rng(run))
        found = rates(tables, tags, seed=run, times=times)
        true = [truth[c, t] for c, t in zip(found["municipality"], found["theme"], strict=True)]
        of = found["of"].to_numpy(float)
        low, high = wilson(found["n"].to_numpy(float) / of, of, 1.959964)
        judged: dict[str, Any] = {"ours": held(found["low"], found["high"], true), "tokens": held(low, high, true), "width": found["high"] - found["low"]}
        parts.append(found[["theme", "interval", "descriptive"]].assign(**judged))
        if run % 10 == 0:
            d = differences(tables, tags, seed=run, times=times)
            gap = [truth[a, t] - truth[b, t] for a, b, t in zip(d["a"], d["b"], d["theme"], strict=True)]
            apart.append(held(d["low"], d["high"], gap))
    table = pd.concat(parts)
    print(f"{runs} runs, {len(table):,} intervals: rates {100 * table['ours'].mean():.1f} %, token-level (Wilson on turns) {100 * table['tokens'].mean():.1f} %")
    for by in ("theme", "interval", "descriptive"):
        for name, rows in table.groupby(by, sort=False):
            ours, tokens = 100 * rows["ours"].mean(), 100 * rows["tokens"].mean()
            print(f"  {by} {name}: rates {ours:.1f} %  token-level {tokens:.1f} %  median width {rows['width'].median():.3f}  ({len(rows):,})")
    print(f"differences of two cities: {100 * np.concatenate(apart).mean():.1f} % of {sum(map(len, apart)):,} intervals hold the true difference")


def simulated_null(runs: int) -> None:
    """Print what is flagged between random halves of a simulated archive whose words come in bursts."""
    ours, plain = [], []
    for run in range(runs):
        rng = np.random.default_rng(run)
        base = rng.zipf(1.4, 3000).clip(max=400).astype(float)
        sizes = rng.lognormal(7.5, 0.6, 60).astype(np.int64)
        counts = np.stack([rng.multinomial(n, p / p.sum()) for n in sizes for p in [base * rng.gamma(0.3, 3.0, len(base))]])
        counts = counts[:, (counts.sum(axis=0) >= 5) & ((counts > 0).sum(axis=0) >= 2)]
        half, sums = rng.permutation(np.arange(len(sizes)) % 2), Sums(csr_matrix(counts), sizes)
        own, _ = permutation(sums, half, np.arange(len(sizes)), 2, nested=True, times=500, seed=run)
        ours.append((own[0] <= 0.01).mean())
        plain.append((scores(sums, half, 2).g2[0] >= G2_1_PERCENT).mean())
    print(f"split-half null, simulated ({runs} archives): keyness {100 * np.mean(ours):.2f} % of words at a nominal 1 %, plain G² {100 * np.mean(plain):.1f} %")


def real_null(folders: list[Path]) -> None:
    """Print the split-half null that `keyness` reports for the folders that are at hand."""
    from minutes.compare.keyness import keyness
    from minutes.corpus.corpus import build

    for folder in folders:
        if folder.is_dir():
            null = keyness(build(folder), by="body", top=1, times=200).attrs["null"]
            print(f"split-half null, {folder}: keyness {100 * null['keyness']:.2f} %, plain G² {100 * null['g2']:.1f} %, z reaches {null['floor']:.1f} in one word of a hundred")


def main() -> None:
    """Print all figures of this file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--archive", type=Path, action="append")
    args = parser.parse_args()
    begun = time.perf_counter()
    coverage(args.runs, times=args.times)
    simulated_null(max(2, args.runs // 25))
    real_null(args.archive or [Path("corpora/sample"), Path("../shared/corpora/archive")])
    print(f"{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
