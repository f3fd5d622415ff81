"""A mixture of word distributions fitted to counts: what a topic model computes, without texts or names.

Each document is a mixture of topics, each topic a distribution over words (PLSA with a symmetric prior on the mixtures,
that is LDA's MAP estimate), found by EM from a start that is given: the same start gives the same topics.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Matrix = np.ndarray[Any, np.dtype[np.float32]]

_BLOCK = 1 << 16
_TINY = np.float32(1e-12)


def damped(counts: "csr_matrix") -> "csr_matrix":
    """1 + ln n for each count n: a word said ten times in a speech is not ten times its subject."""
    made = counts.astype(np.float32).tocsr()
    np.log(made.data, out=made.data)
    made.data += np.float32(1)
    return made


def start(weights: "csr_matrix", k: int) -> Matrix:
    """`k` topics × words to start from: NMF of the tf-idf of documents × words, itself from the singular vectors.

    The same numbers for every seed. Rows add up to a little more than 1: each word has a trace of each topic.
    """
    from warnings import catch_warnings, simplefilter

    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfTransformer

    weighted = TfidfTransformer().fit_transform(weights)
    with catch_warnings():
        simplefilter("ignore")  # a start need not have converged
        nmf = NMF(n_components=k, init="nndsvda", max_iter=40, tol=1e-3, random_state=0).fit(weighted)
    found: Matrix = shares(nmf.components_.astype(np.float32)) + np.float32(0.1 / weights.shape[1])
    return found


def fit_mixture(counts: "csr_matrix", words: Matrix, *, anchor: Matrix, strength: float, smoothing: float, rounds: int) -> tuple[Matrix, Matrix]:
    """(documents × topics, topics × words) after `rounds` of EM from the start `words`; rows of both add up to 1.

    A word that a topic does not have at the start it never gets. `anchor` (topics × words, rows that add up to 1 or 0)
    keeps the share `strength` of its topics.
    """
    words = shares(words.astype(np.float32))
    mixes = _first(counts, words, smoothing)
    for _ in range(rounds):
        mixes, moved = _round(counts, mixes, words, smoothing)
        words = _held(shares(moved), anchor, strength)
    return mixes, words


def step(counts: "csr_matrix", words: Matrix, sizes: Matrix, *, anchor: Matrix, strength: float, smoothing: float, rounds: int, weight: float) -> tuple[Matrix, Matrix]:
    """The topics, and the size of each (its mass a document), moved by `weight` (0 to 1) towards a further batch of documents.

    Stepwise EM (Cappé and Moulines 2009): a topic of which the batch has little moves little.
    """
    mixes = mix(counts, words, smoothing=smoothing, rounds=rounds)
    _, moved = _round(counts, mixes, words, smoothing)
    old, new = (1 - np.float32(weight)) * sizes[:, None], np.float32(weight) * moved / max(counts.shape[0], 1)
    held = (anchor.sum(axis=1, keepdims=True) > 0) * np.float32(strength)
    mass = old * shares(np.maximum(words - held * anchor, 0)) + new  # what is held is no evidence
    return _held(shares(mass), anchor, strength), mass.sum(axis=1)


def mix(counts: "csr_matrix", words: Matrix, *, smoothing: float, rounds: int) -> Matrix:
    """Documents × topics of counts under topics that stay as they are."""
    mixes = _first(counts, words, smoothing)
    for _ in range(rounds):
        mixes = shares(mixes * np.asarray(_ratio(counts, mixes, words) @ words.T) + np.float32(smoothing))
    return mixes


def shares(table: Matrix) -> Matrix:
    """Rows that add up to 1."""
    made: Matrix = table / np.maximum(table.sum(axis=1, keepdims=True), _TINY)
    return made


def _first(counts: "csr_matrix", words: Matrix, smoothing: float) -> Matrix:
    return shares(np.asarray(counts @ words.T, dtype=np.float32) + np.float32(smoothing))


def _round(counts: "csr_matrix", mixes: Matrix, words: Matrix, smoothing: float) -> tuple[Matrix, Matrix]:
    """One round of EM: the mixtures, and how much of each word goes to each topic."""
    ratio = _ratio(counts, mixes, words)
    return shares(mixes * np.asarray(ratio @ words.T) + np.float32(smoothing)), words * np.asarray(ratio.T @ mixes).T


def _held(words: Matrix, anchor: Matrix, strength: float) -> Matrix:
    held = (anchor.sum(axis=1, keepdims=True) > 0) * np.float32(strength)
    made: Matrix = (1 - held) * words + held * anchor
    return made


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


def coherence(words: Matrix, present: "csr_matrix", *, top: int) -> list[float]:
    """For each topic the mean NPMI of its top words over documents (`present`: documents × words, 0 or 1), from -1 to 1."""
    size = present.shape[0]
    best = np.argsort(-words, axis=1, kind="stable")[:, :top]
    columns, place = np.unique(best, return_inverse=True)
    chosen = present.tocsc()[:, columns]
    together = np.asarray((chosen.T @ chosen).todense(), dtype=np.float64)
    often = together.diagonal()
    found = []
    for row in place.reshape(best.shape):
        values = [_npmi(together[i, j], often[i], often[j], size) for n, i in enumerate(row) for j in row[:n]]
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
