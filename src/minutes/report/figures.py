"""All tables of a report, computed once; what is shown is another file's matter."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from minutes.archive.store import Archive
from minutes.compare.cooccurrence import cooccurrence
from minutes.compare.coverage import coverage
from minutes.compare.differences import differences
from minutes.compare.fetched import chars_of
from minutes.compare.keyness import keyness
from minutes.compare.questions import questions
from minutes.compare.rates import rates
from minutes.compare.select import select
from minutes.compare.similar import similar
from minutes.compare.time import first_mentions
from minutes.report.archived import asked_of
from minutes.report.questions import AskedBy, asked_in

if TYPE_CHECKING:
    import pandas as pd

    from minutes.corpus.corpus import Corpus

WORDS = 2_000_000  # characters: beyond, distinctive words are told from a sample of meetings
MAIN = ("municipality", "body", "fiscal_year")


@dataclass(frozen=True)
class Figures:
    """The tables of a report; `by` is the column whose groups are compared; None stands where there is nothing to compare."""

    by: str
    seed: int
    coverage: "pd.DataFrame"
    similar: "pd.DataFrame"
    groups: "pd.DataFrame"
    years: "pd.DataFrame"
    each_year: "pd.DataFrame | None"
    roles: "pd.DataFrame"
    apart: "pd.DataFrame | None"
    words: "pd.DataFrame | None"
    sampled: tuple[int, int]
    together: "pd.DataFrame"
    asked: tuple[AskedBy, ...]
    first: "pd.DataFrame"


def figures(corpus: "Corpus | Archive", tags: "pd.DataFrame | None" = None, *, by: str | None = None, seed: int = 0) -> Figures:
    """Every table of the report; `by` is chosen so that there are two groups to compare where that can be. An archive brings its tags with it."""
    read = corpus.meetings[corpus.meetings["turns"] > 0]
    by = by or next((c for c in MAIN if len(read[c].dropna().unique()) > 1), MAIN[0])
    groups = rates(corpus, tags, by=by, standardise=True, seed=seed)
    solid = groups.loc[~groups["descriptive"].astype(bool), by].dropna().unique().tolist()
    words, sampled = _words(corpus, by, seed)
    pairs = similar(corpus)
    return Figures(
        by=by,
        seed=seed,
        coverage=coverage(corpus, pairs=pairs),
        similar=pairs,
        groups=groups,
        years=rates(corpus, tags, by="fiscal_year", seed=seed),
        each_year=rates(corpus, tags, by=[by, "fiscal_year"], seed=seed) if by != "fiscal_year" else None,
        roles=rates(corpus, tags, by="role", seed=seed),
        apart=differences(corpus, tags, by=by, where={by: solid}, seed=seed) if len(solid) > 1 else None,
        words=words,
        sampled=sampled,
        together=cooccurrence(corpus, tags, least=2),
        asked=asked_of(corpus, by) if isinstance(corpus, Archive) else asked_in(questions(corpus), by),
        first=first_mentions(corpus, tags, by=by),
    )


def _words(corpus: "Corpus | Archive", by: str, seed: int) -> "tuple[pd.DataFrame | None, tuple[int, int]]":
    """Distinctive words, and how many meetings of how many they were told from."""
    chars = chars_of(corpus, by) if isinstance(corpus, Archive) else _chars(corpus, by)
    every = chars.index.get_level_values("meeting").nunique()
    if chars.index.get_level_values(by).nunique(dropna=False) < 2:
        return None, (0, every)
    kept = _sample(chars, by, seed)
    where = None if kept is None else {"meeting": kept}
    return keyness(corpus, by=by, where=where, top=8, seed=seed, times=300), (every if kept is None else len(kept), every)


def _chars(corpus: "Corpus", by: str) -> "pd.Series[int]":
    """Characters of the talk that is not procedural, by group and meeting."""
    turns = select(corpus, [by])
    return turns[turns["act"] != "procedural"].groupby([by, "meeting"], dropna=False)["chars"].sum()


def _sample(chars: "pd.Series[int]", by: str, seed: int) -> list[str] | None:
    """Meetings of every group, drawn until each has its share of the characters that can be read in time; None: all."""
    if chars.sum() <= WORDS:
        return None
    rng, kept = np.random.default_rng(seed), []
    share = WORDS / chars.index.get_level_values(by).nunique(dropna=False)
    for _, mine in chars.groupby(level=0, dropna=False, sort=True):
        names = mine.index.get_level_values("meeting").to_numpy()
        order = rng.permutation(len(names))
        before = np.cumsum(mine.to_numpy(dtype=float)[order]) - mine.to_numpy(dtype=float)[order]
        kept += [str(n) for n in names[order][(before < share) | (np.arange(len(names)) < 2)]]
    return sorted(set(kept))


def digest(corpus: "Corpus | Archive") -> str:
    """Sixteen hex digits that stand for the bytes of all files that were read."""
    return hashlib.sha256("\n".join(sorted(corpus.meetings["sha256"])).encode()).hexdigest()[:16]
