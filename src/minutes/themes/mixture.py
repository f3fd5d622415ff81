"""A mixture of word distributions fitted to counts: what a topic model computes, without texts or names.

Each document is a mixture of topics, each topic a distribution over words (PLSA with additive smoothing, that is
LDA's MAP estimate), found by EM from a start that is given: the same start gives the same topics.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Matrix = np.ndarray[Any, np.dtype[np.float32]]

_BLOCK = 1 << 18
_TINY = np.float32(1e-12)


def fit_mixture(counts: "csr_matrix", start: Matrix, *, anchor: Matrix, strength: float, smoothing: float, rounds: int) -> tuple[Matrix, Matrix]:
    """(documents × topics, topics × words) after `rounds` of EM from `start`; rows of both add up to 1.

    A word that a topic does not have at the start it never gets. `anchor` (topics × words, rows that add up to 1 or 0)
    keeps the share `strength` of its topics.
    """
    counts = counts.astype(np.float32).tocsr()
    words = _shares(start.astype(np.float32))
    held = (anchor.sum(axis=1, keepdims=True) > 0) * np.float32(strength)
    mixes = _shares(np.asarray(counts @ words.T, dtype=np.float32) + np.float32(smoothing))
    for _ in range(rounds):
        ratio = _ratio(counts, mixes, words)
        mixes, moved = _shares(mixes * (ratio @ words.T) + np.float32(smoothing)), words * (ratio.T @ mixes).T
        words = (1 - held) * _shares(moved) + held * anchor
    return mixes, words


def mix(counts: "csr_matrix", words: Matrix, *, smoothing: float, rounds: int) -> Matrix:
    """Documents × topics of counts under topics that stay as they are."""
    counts = counts.astype(np.float32).tocsr()
    mixes = _shares(np.asarray(counts @ words.T, dtype=np.float32) + np.float32(smoothing))
    for _ in range(rounds):
        mixes = _shares(mixes * (_ratio(counts, mixes, words) @ words.T) + np.float32(smoothing))
    return mixes


def _ratio(counts: "csr_matrix", mixes: Matrix, words: Matrix) -> "csr_matrix":
    """Counts over what the mixture expects, where there are counts."""
    made = counts.copy()
    documents = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    by_word = np.ascontiguousarray(words.T)
    for at in range(0, counts.nnz, _BLOCK):
        part = slice(at, at + _BLOCK)
        expected = np.einsum("ik,ik->i", mixes[documents[part]], by_word[counts.indices[part]])
        made.data[part] = counts.data[part] / np.maximum(expected, _TINY)
    return made


def _shares(table: Matrix) -> Matrix:
    """Rows that add up to 1."""
    shares: Matrix = table / np.maximum(table.sum(axis=1, keepdims=True), _TINY)
    return shares


def coherence(words: Matrix, present: "csr_matrix", *, top: int) -> list[float]:
    """For each topic the mean NPMI of its top words over documents (`present`: documents × words, 0 or 1), from -1 to 1."""
    size = present.shape[0]
    often = np.asarray(present.sum(axis=0)).ravel()
    found = []
    for row in words:
        best = np.argsort(-row, kind="stable")[:top]
        together = np.asarray((present[:, best].T @ present[:, best]).todense(), dtype=np.float64)
        values = [_npmi(together[i, j], often[best[i]], often[best[j]], size) for i in range(len(best)) for j in range(i)]
        found.append(float(np.mean(values)) if values else float("nan"))
    return found


def _npmi(both: float, first: float, second: float, size: int) -> float:
    """Normalised pointwise mutual information of two words; -1 where they never meet."""
    if both == 0:
        return -1.0
    share = both / size
    return float(np.log(share * size * size / (first * second)) / -np.log(share)) if share < 1 else 1.0


def exclusivity(words: Matrix, *, top: int) -> list[float]:
    """For each topic how far its top words are its own: their mean share of the word over all topics, from 0 to 1."""
    own = words / np.maximum(words.sum(axis=0, keepdims=True), _TINY)
    return [float(own[k][np.argsort(-row, kind="stable")[:top]].mean()) for k, row in enumerate(words)]
