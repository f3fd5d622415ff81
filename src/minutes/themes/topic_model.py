"""A topic model for scikit-learn: the themes of a dictionary as anchored topics and free topics beside them."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from warnings import catch_warnings, simplefilter

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin

from minutes.errors import OptionError
from minutes.themes.dictionary import PROCEEDINGS, Themes, load_themes
from minutes.themes.mixture import Matrix, coherence, fit_mixture, mix
from minutes.words.analyzer import Analyzer

if TYPE_CHECKING:
    import pandas as pd

TOP = 10
"""Words by which a topic is shown and judged."""

_NOUN = re.compile(r"[ァ-ヶー一-龠々A-Za-z0-9・&-]{2,}")
_FORMAT = 1


class TopicModel(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Topics in texts, as a scikit-learn transformer: texts in, shares of topics out (`transform`), works in a `Pipeline`.

    One topic for each theme of `themes` that occurs, anchored by its terms, and `k` free ones. `names_` are the topics
    (the theme, or free-1 … in order of size), `words_` the vocabulary, `components_` topics × words. A word must occur
    in `min_df` texts and in at most the share `max_df` of them. The same texts and `seed` give the same topics.
    """

    def __init__(
        self,
        *,
        themes: Themes | None = None,
        k: int = 10,
        seed: int = 0,
        min_df: int = 3,
        max_df: float = 0.3,
        strength: float = 0.3,
        smoothing: float = 0.05,
        rounds: int = 30,
    ) -> None:
        self.themes = themes
        self.k = k
        self.seed = seed
        self.min_df = min_df
        self.max_df = max_df
        self.strength = strength
        self.smoothing = smoothing
        self.rounds = rounds

    def fit(self, texts: Iterable[str], y: object = None, *, groups: Sequence[object] | None = None) -> Self:
        """Fits the topics; with `groups` (one a text) words that belong to one group alone are left out as its names."""
        self.fit_transform(texts, y, groups=groups)
        return self

    def fit_transform(self, texts: Iterable[str], y: object = None, *, groups: Sequence[object] | None = None) -> Matrix:  # noqa: ARG002 - scikit-learn gives it
        """Fits the topics and gives texts × topics, without reading the texts twice."""
        if self.k < 0:
            raise OptionError(f"k={self.k}: 0 以上の数にしてください / k must be 0 or more")
        themes = self.themes or load_themes()
        self.terms_ = {theme.name: [term for term in theme.terms if _NOUN.fullmatch(term)] for theme in themes.themes if theme.name != PROCEEDINGS}
        analyze = self._analyzer
        documents = [analyze(text) for text in texts]
        self.words_ = self._vocabulary(documents, groups)
        counts = self._counts(documents)
        anchor, names = self._anchors(counts)
        free = self._free(counts, anchor)
        if not len(anchor) + len(free):
            raise OptionError("語が少なすぎてトピックになりません。文書を増やすか min_df を下げてください / too few words for a topic: add texts or lower min_df")
        start = np.vstack([anchor + self._background(counts, anchor), free])
        held = np.vstack([anchor, np.zeros_like(free)])
        mixes, words = fit_mixture(counts, start, anchor=held, strength=self.strength, smoothing=self.smoothing, rounds=self.rounds)
        size = np.asarray(counts.sum(axis=1)).ravel() @ mixes
        order = [*range(len(names)), *(len(names) + np.argsort(-size[len(names) :], kind="stable"))]
        self.names_ = [*names, *(f"free-{n + 1}" for n in range(len(words) - len(names)))]
        self.components_ = np.ascontiguousarray(words[order])
        self.npmi_ = coherence(self.components_, (counts > 0).astype(np.float32), top=TOP)
        return mixes[:, order]

    @property
    def _analyzer(self) -> Analyzer:
        return Analyzer(tuple(dict.fromkeys(term for terms in self.terms_.values() for term in terms)))

    def transform(self, texts: Iterable[str]) -> Matrix:
        """Texts × topics: the share of each topic in each text; rows add up to 1."""
        analyze = self._analyzer
        return mix(self._counts([analyze(text) for text in texts]), self.components_, smoothing=self.smoothing, rounds=self.rounds)

    def get_feature_names_out(self, input_features: object = None) -> "np.ndarray[Any, Any]":  # noqa: ARG002 - scikit-learn gives it
        """The names of the topics."""
        return np.array(self.names_, dtype=object)

    def top_words(self, n: int = TOP) -> "pd.DataFrame":
        """One row per (topic, rank): word, weight (its share of the topic)."""
        import pandas as pd

        best = [
            (name, rank + 1, self.words_[w], float(row[w]))
            for name, row in zip(self.names_, self.components_, strict=True)
            for rank, w in enumerate(np.argsort(-row, kind="stable")[:n])
        ]
        return pd.DataFrame(best, columns=["topic", "rank", "word", "weight"])

    def save(self, path: str | Path) -> None:
        """Writes `path`.json (names, words, options) and `path`.npz (numbers); no pickle."""
        where = Path(path)
        options = {key: value for key, value in self.get_params(deep=False).items() if key != "themes"}
        content = {"format": _FORMAT, "options": options, "topics": self.names_, "npmi": self.npmi_, "words": self.words_, "terms": self.terms_}
        where.with_suffix(".json").write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        np.savez_compressed(where.with_suffix(".npz"), components=self.components_)

    @classmethod
    def load(cls, path: str | Path) -> "TopicModel":
        """The model that `save` wrote; raises `OptionError` for files of a later format."""
        where = Path(path)
        content = json.loads(where.with_suffix(".json").read_text(encoding="utf-8"))
        if content["format"] > _FORMAT:
            raise OptionError(f"{where}: 新しい版の minutes で保存されています。minutes を更新してください / saved by a later minutes: update it")
        model = cls(**content["options"])
        model.names_, model.npmi_, model.words_, model.terms_ = (content[key] for key in ("topics", "npmi", "words", "terms"))
        with np.load(where.with_suffix(".npz"), allow_pickle=False) as arrays:
            model.components_ = arrays["components"]
        return model

    def _vocabulary(self, documents: list[list[str]], groups: Sequence[object] | None) -> list[str]:
        """The words that occur often enough, not too often, and not in one group alone."""
        found = Counter(word for words in documents for word in set(words))
        most = max(self.min_df, self.max_df * len(documents))
        kept = {word for word, n in found.items() if self.min_df <= n <= most}
        if groups is not None and len(set(groups)) > 1:
            homes: dict[str, set[object]] = {}
            for words, group in zip(documents, groups, strict=True):
                for word in set(words) & kept:
                    homes.setdefault(word, set()).add(group)
            terms = set(self._analyzer.terms)
            kept = {word for word in kept if len(homes[word]) > 1 or word in terms}
        return sorted(kept)

    def _counts(self, documents: list[list[str]]) -> csr_matrix:
        """Documents × words, from the words' numbers: ten times as fast as a vectorizer."""
        number = {word: n for n, word in enumerate(self.words_)}
        indices: list[int] = []
        ends = [0]
        for words in documents:
            indices += [number[word] for word in words if word in number]
            ends.append(len(indices))
        counts = csr_matrix((np.ones(len(indices), dtype=np.float32), indices, ends), shape=(len(documents), len(number)))
        counts.sum_duplicates()
        return counts

    def _anchors(self, counts: csr_matrix) -> tuple[Matrix, list[str]]:
        """Themes × words: how the mass of each theme's terms is spread; themes without a word that occurs are left out."""
        often = np.asarray(counts.sum(axis=0)).ravel()
        number = {word: n for n, word in enumerate(self.words_)}
        rows, names = [], []
        for name, terms in self.terms_.items():
            row = np.zeros(len(self.words_), dtype=np.float32)
            places = [number[term] for term in terms if term in number]
            row[places] = often[places]
            if row.sum():
                rows.append(row / row.sum())
                names.append(name)
        return (np.vstack(rows) if rows else np.zeros((0, len(self.words_)), dtype=np.float32)), names

    def _background(self, counts: csr_matrix, anchor: Matrix) -> Matrix:
        """A little of all words that are no other theme's terms, so that a theme can draw words to itself."""
        often = np.asarray(counts.sum(axis=0), dtype=np.float32).ravel()
        foreign = (anchor.sum(axis=0, keepdims=True) - anchor) > 0
        spread: Matrix = np.where(foreign, 0, often / max(often.sum(), 1)).astype(np.float32)
        return spread

    def _free(self, counts: csr_matrix, anchor: Matrix) -> Matrix:
        """The free topics to start from: NMF over tf-idf of the words that are no theme's, from a deterministic start."""
        from sklearn.decomposition import NMF
        from sklearn.feature_extraction.text import TfidfTransformer

        free = anchor.sum(axis=0) == 0 if len(anchor) else np.ones(len(self.words_), dtype=bool)
        k = min(self.k, int(free.sum()), counts.shape[0])
        if not k:
            return np.zeros((0, len(self.words_)), dtype=np.float32)
        weighted = TfidfTransformer(sublinear_tf=True).fit_transform(counts[:, free])
        with catch_warnings():
            simplefilter("ignore")  # a start need not have converged
            nmf = NMF(n_components=k, init="nndsvda", max_iter=40, tol=1e-3, random_state=self.seed).fit(weighted)
        start = np.zeros((k, len(self.words_)), dtype=np.float32)
        start[:, free] = nmf.components_ / np.maximum(nmf.components_.sum(axis=1, keepdims=True), 1e-12) + 0.1 / free.sum()
        return start
