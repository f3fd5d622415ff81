"""From texts to counts for a topic model: which words count, and how often each document has them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from minutes.themes.mixture import Matrix, shares

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Documents = Sequence[Sequence[str]]
"""The words of each document."""


def vocabulary(documents: Documents, terms: Iterable[str], *, min_df: int, max_df: float, most: int, groups: Sequence[object] | None = None) -> list[str]:
    """The words that occur in `min_df` documents, in no more than the share `max_df` of them, and not in one group alone.

    Of more than `most` words the commonest; the `terms` are kept even where one group alone has them. Sorted.
    """
    listed = frozenset(terms)
    found = Counter(chain.from_iterable(map(set, documents)))
    limit = max(min_df, max_df * len(documents))
    kept = {word for word, n in found.items() if min_df <= n <= limit}
    if groups is not None and len(set(groups)) > 1:
        homes: dict[str, set[object]] = {}
        for words, group in zip(documents, groups, strict=True):
            for word in kept.intersection(words):
                homes.setdefault(word, set()).add(group)
        kept = {word for word in kept if len(homes[word]) > 1 or word in listed}
    return sorted(sorted(kept, key=lambda word: (word not in listed, -found[word], word))[:most])


def counted(documents: Iterable[Sequence[str]], words: Sequence[str]) -> "csr_matrix":
    """Documents × words: how often each document has each of the words."""
    from scipy.sparse import csr_matrix

    number = {word: n for n, word in enumerate(words)}
    places = [[number[word] for word in document if word in number] for document in documents]
    ends = np.cumsum([0, *map(len, places)])
    indices = np.fromiter(chain.from_iterable(places), dtype=np.int32, count=int(ends[-1]))
    counts = csr_matrix((np.ones(len(indices), dtype=np.float32), indices, ends), shape=(len(places), len(number)))
    counts.sum_duplicates()
    return counts


def anchors(terms: Mapping[str, Sequence[str]], words: Sequence[str], counts: "csr_matrix") -> tuple[Matrix, list[str]]:
    """(themes × words, names): how the mass of each theme's terms is spread; themes without a word that occurs are left out."""
    often = np.asarray(counts.sum(axis=0)).ravel()
    number = {word: n for n, word in enumerate(words)}
    rows, names = [np.zeros((0, len(words)), dtype=np.float32)], []
    for name, listed in terms.items():
        row = np.zeros((1, len(words)), dtype=np.float32)
        places = [number[term] for term in listed if term in number]
        row[0, places] = often[places]
        if row.sum():
            rows.append(row / row.sum())
            names.append(name)
    return np.vstack(rows), names


def companions(anchor: Matrix, counts: "csr_matrix") -> Matrix:
    """Themes × words: the words that stand in documents with a theme's terms more often than in all, by how much more.

    A theme can draw these to itself and no others; the terms of other themes are none of them.
    """
    often = np.asarray(counts.sum(axis=0), dtype=np.float32)
    spoken = (counts @ (anchor > 0).astype(np.float32).T > 0) / np.sqrt(np.maximum(counts.sum(axis=1), 1))
    beside = shares(np.asarray(counts.T @ np.asarray(spoken, dtype=np.float32)).T)
    foreign = (anchor.sum(axis=0, keepdims=True) - anchor) > 0
    kept: Matrix = np.where(foreign, 0, np.maximum(beside - shares(often), 0)).astype(np.float32)
    return kept
