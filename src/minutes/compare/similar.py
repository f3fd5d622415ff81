"""Records that are nearly the same: a draft beside the final minutes (速報 and 確定), a file published twice."""

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from minutes.archive.store import Archive
from minutes.columns import frame
from minutes.compare.fetched import talks_of
from minutes.compare.select import Tables

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

SHINGLE = 9  # characters: long enough that two meetings share few by chance
SKETCH = 256
ENOUGH = 0.5
MOST = 50  # meetings that share a hash: more share a phrase, not a record
_PRIME = np.uint64(1_099_511_628_211)


def sketch(text: str) -> "NDArray[np.uint64]":
    """The smallest hashes of all strings of nine characters: two texts share as large a part of them as of their wording."""
    codes = np.frombuffer("".join(text.split()).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    if len(codes) < SHINGLE:
        return np.zeros(0, np.uint64)
    mixed = np.full(len(codes) - SHINGLE + 1, 14_695_981_039_346_656_037, np.uint64)
    for k in range(SHINGLE):
        mixed = (mixed ^ codes[k : len(codes) - SHINGLE + 1 + k]) * _PRIME
    mixed = (mixed ^ (mixed >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    mixed = mixed ^ (mixed >> np.uint64(29))
    most = np.uint64((1 << 64) - 1) // np.uint64(max(1, len(mixed) // (8 * SKETCH)))  # the smallest are all below it
    return np.unique(mixed[mixed <= most])[:SKETCH].copy()  # and nothing of the many that they were chosen from


def likeness(a: "NDArray[np.uint64]", b: "NDArray[np.uint64]") -> float:
    """The estimated share of wording that two texts have in common (Jaccard), 0 to 1."""
    both = np.union1d(a, b)[:SKETCH]
    return float(np.isin(both, a).__and__(np.isin(both, b)).sum() / len(both)) if len(both) else 0.0


def _sketches(corpus: Tables) -> "dict[str, NDArray[np.uint64]]":
    """The sketch of the talk of each meeting, by id; of an archive some meetings at a time."""
    if isinstance(corpus, Archive):
        made = {name: sketch(text) for name, text in talks_of(corpus)}
        return {name: made[name] for name in sorted(made)}
    turns = corpus.turns
    texts = turns["text"].fillna("").groupby(turns["meeting"].to_numpy(), sort=True).agg("".join)
    return {str(m): sketch(t) for m, t in texts.items()}


def _candidates(names: list[str], sketches: "list[NDArray[np.uint64]]") -> set[tuple[str, str]]:
    """Pairs of meetings that share one of their smallest hashes, if not more than fifty share it."""
    hashes = np.concatenate(sketches) if sketches else np.zeros(0, np.uint64)
    holder = np.repeat(np.arange(len(names)), [len(s) for s in sketches])
    order = np.argsort(hashes, kind="stable")
    first = np.flatnonzero(np.append(True, np.diff(hashes[order]) != 0)[: len(hashes)])
    lots = (holder[order[a:b]] for a, b in zip(first, np.append(first[1:], len(hashes))[: len(first)], strict=True) if 1 < b - a <= MOST)
    return {(names[i], names[j]) for lot in lots for i, j in combinations(lot.tolist(), 2)}


def similar(corpus: Tables, *, least: float = ENOUGH) -> "pd.DataFrame":
    """One row for each pair of meetings that share at least this part of their wording: two records of one meeting, as a rule."""
    sketches = _sketches(corpus)
    pairs = sorted(_candidates(list(sketches), [hashes[: SKETCH // 4] for hashes in sketches.values()]))
    meetings = corpus.meetings.set_index("meeting")
    rows = [{"a": a, "b": b, "similarity": round(share, 4)} for a, b in pairs if (share := likeness(sketches[a], sketches[b])) >= least]
    made = frame("similar", rows)
    for side in ("a", "b"):
        for name in ("municipality", "body", "date", "path"):
            made[f"{name}_{side}"] = made[side].map(meetings[name]).astype("string")
    return made
