"""A topic model for scikit-learn: the themes of a dictionary as anchored topics and free topics beside them."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from threadpoolctl import threadpool_limits

from minutes.columns import frame
from minutes.errors import OptionError
from minutes.themes.dictionary import PROCEEDINGS, Themes, load_themes
from minutes.themes.mixture import Matrix, coherence, damped, exclusivity, fit_mixture, mix, start, step
from minutes.themes.word_counts import anchors, companions, counted, vocabulary
from minutes.words.analyzer import Analyzer
from minutes.words.lexicon import Row

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_matrix

TOP = 10
"""Words by which a topic is shown and judged."""

FREE = "free-"
"""How the names of free topics begin."""

_TERM = re.compile(r"(?!.*[をがのに])[ぁ-んァ-ヶー一-龠々A-Za-z0-9・&-]{2,10}")  # a term that is a word, no turn of phrase
_FORMAT = 2
_MOST_WORDS = 10_000
_SAMPLE = 50_000  # documents on which the topics take shape; beyond them a few rounds over all
_LAST_ROUNDS = 5
_SPELLED = 1_000  # texts that show how a word is printed
_NOTHING = 1e-6  # a word of less weight is none of a topic

Text = str | Sequence[str]
"""A text, or its words where it has been cut before."""


def spread(n: int) -> range:
    """The numbers of the texts, of `n`, that show how a word is printed: a thousand and more, from all over."""
    return range(0, n, max(1, n // _SPELLED))


class TopicModel(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Topics in texts, as a scikit-learn transformer: texts in, shares of topics out (`transform`), works in a `Pipeline`.

    One topic for each theme of `themes` that occurs, anchored by its terms, and `k` free ones. `names_` are the topics
    (the theme, or free-1 … in order of size), `labels_` what they are called, `words_` the vocabulary, `components_`
    topics × words. A word must occur in `min_df` texts and in at most the share `max_df` of them; `names` (of persons
    and places) count for nothing. A text may also be given as the list of its words. The same texts give the same
    topics; `seed` draws the texts on which topics take shape where there are more than 50,000.
    """

    names_: list[str]
    words_: list[str]
    terms_: dict[str, list[str]]
    components_: Matrix
    anchor_: Matrix
    sizes_: Matrix
    npmi_: list[float]
    batches_: int
    shown_: dict[str, str]

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
        rounds: int = 15,
        names: tuple[str, ...] = (),
    ) -> None:
        self.themes = themes
        self.k = k
        self.seed = seed
        self.min_df = min_df
        self.max_df = max_df
        self.strength = strength
        self.smoothing = smoothing
        self.rounds = rounds
        self.names = names

    def fit(self, texts: Iterable[Text], y: object = None, *, groups: Sequence[object] | None = None) -> Self:
        """Fits the topics; with `groups` (one a text) words that belong to one group alone are left out as its names."""
        self.fit_transform(texts, y, groups=groups)
        return self

    def fit_transform(self, texts: Iterable[Text], y: object = None, *, groups: Sequence[object] | None = None) -> Matrix:  # noqa: ARG002 - scikit-learn gives it
        """Fits the topics and gives texts × topics, without reading the texts twice."""
        if self.k < 0:
            raise OptionError(f"k={self.k}: 0 以上の数にしてください / k must be 0 or more")
        self.terms_ = self._listed()
        given = list(texts)
        documents = self._cut(given)
        listed = {term for terms in self.terms_.values() for term in terms}
        self.words_ = vocabulary(documents, listed, min_df=self.min_df, max_df=self.max_df, most=_MOST_WORDS, groups=groups)
        if not self.words_:
            raise OptionError(
                f"{len(documents)} texts: 語が少なすぎてトピックになりません。文書を増やすか min_df を下げてください / too few words for a topic: add texts or lower min_df"
            )
        counts = counted(documents, self.words_)
        with threadpool_limits(1):  # the sums of several threads differ in the last digit
            mixes = self._fitted(damped(counts))
        present = counts.copy()
        present.data[:] = 1
        self.npmi_ = coherence(self.components_, present, top=TOP)
        self.batches_ = 1
        self.spelled(text for text in given if isinstance(text, str))
        return mixes

    def partial_fit(self, texts: Iterable[Text], y: object = None) -> Self:
        """Goes on with a further batch: the first makes the vocabulary and the topics, each later one moves them a little less."""
        if not hasattr(self, "components_"):
            return self.fit(texts, y)
        self.batches_ += 1
        options: dict[str, Any] = {"anchor": self.anchor_, "strength": self.strength, "smoothing": self.smoothing, "rounds": self.rounds}
        with threadpool_limits(1):
            batch = damped(counted(self._cut(texts), self.words_))
            self.components_, self.sizes_ = step(batch, self.components_, self.sizes_, weight=self.batches_**-0.7, **options)
        return self

    def transform(self, texts: Iterable[Text]) -> Matrix:
        """Texts × topics: the share of each topic in each text; rows add up to 1."""
        return mix(damped(counted(self._cut(texts), self.words_)), self.components_, smoothing=self.smoothing, rounds=self.rounds)

    def get_feature_names_out(self, input_features: object = None) -> "np.ndarray[Any, Any]":  # noqa: ARG002 - scikit-learn gives it
        """The names of the topics."""
        return np.array(self.names_, dtype=object)

    @property
    def analyzer(self) -> Analyzer:
        """What cuts a text into the words that the model counts."""
        return Analyzer(tuple(dict.fromkeys(term for terms in self.terms_.values() for term in terms)), names=self.names)

    @property
    def numbers(self) -> dict[str, int]:
        """The column of each word in `components_`."""
        return {word: n for n, word in enumerate(self.words_)}

    @property
    def labels_(self) -> list[str]:
        """What each topic is called: the theme, or the first three words of a free one."""
        best = np.argsort(-self.components_, axis=1, kind="stable")[:, :3]
        return ["・".join(self.shown_.get(self.words_[w], self.words_[w]) for w in row) if name.startswith(FREE) else name for name, row in zip(self.names_, best, strict=True)]

    @property
    def exclusivity_(self) -> list[float]:
        """How far the top words of each topic are its own, from 0 to 1."""
        return exclusivity(self.components_, top=TOP)

    def top_words(self, n: int = TOP) -> "pd.DataFrame":
        """One row per (topic, rank), the columns of `topic_words`: word, weight (its share of the topic); words without weight are left out."""
        best = np.argsort(-self.components_, axis=1, kind="stable")[:, :n]
        rows = [
            {"topic": name, "rank": rank + 1, "word": self.shown_.get(self.words_[w], self.words_[w]), "weight": float(row[w])}
            for name, row, places in zip(self.names_, self.components_, best, strict=True)
            for rank, w in enumerate(places)
            if row[w] > _NOTHING
        ]
        return frame("topic_words", rows)

    def save(self, path: str | Path) -> None:
        """Writes `path`.json (names, words, options) and `path`.npz (numbers); no pickle."""
        where = Path(path)
        options = {key: value for key, value in self.get_params(deep=False).items() if key != "themes"}
        learned = {"topics": self.names_, "npmi": self.npmi_, "words": self.words_, "terms": self.terms_, "batches": self.batches_, "shown": self.shown_}
        where.with_suffix(".json").write_text(json.dumps({"format": _FORMAT, "options": options, **learned}, ensure_ascii=False, indent=1), encoding="utf-8")
        np.savez_compressed(where.with_suffix(".npz"), components=self.components_, anchor=self.anchor_, sizes=self.sizes_)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """The model that `save` wrote; raises `OptionError` for files that are none or of a later format."""
        where = Path(path)
        try:
            content = json.loads(where.with_suffix(".json").read_text(encoding="utf-8"))
            if content["format"] > _FORMAT:
                raise OptionError(f"{where}: 新しい版の minutes で保存されています。minutes を更新してください / saved by a later minutes: update it")
            model = cls(**{**content["options"], "names": tuple(content["options"]["names"])})
            model.names_, model.npmi_, model.words_, model.terms_ = (content[key] for key in ("topics", "npmi", "words", "terms"))
            model.batches_, model.shown_ = content["batches"], content["shown"]
            with np.load(where.with_suffix(".npz"), allow_pickle=False) as arrays:
                model.components_, model.anchor_, model.sizes_ = arrays["components"], arrays["anchor"], arrays["sizes"]
        except (KeyError, TypeError, ValueError) as error:
            raise OptionError(f"{where}: 保存したトピックモデルではありません（{error}） / not a saved topic model") from error
        return model

    def words_of(self, texts: Iterable[str], cut: Iterable[list[Row] | None] | None = None) -> list[list[str]]:
        """The words of each text that the model counts, also before it is fitted: what has been cut once can be fitted often.

        `cut` are the rows of each text where they are known, as `Lexicon.decode` gives them; MeCab is not asked then.
        """
        if not hasattr(self, "terms_"):
            self.terms_ = self._listed()
        analyze = self.analyzer
        return [analyze(text, rows) for text, rows in zip(texts, repeat(None) if cut is None else cut, strict=cut is not None)]

    def spelled(self, texts: Iterable[str], cut: Iterable[list[Row] | None] | None = None) -> Self:
        """The model itself, showing its words as these texts print them most (生ごみ, not 生塵, the form that groups them); a thousand texts are enough."""
        given, analyze = list(texts), self.analyzer
        rows = [None] * len(given) if cut is None else list(cut)
        printed: dict[str, Counter[str]] = {word: Counter() for word in self.words_}
        for n in spread(len(given)):
            text = given[n]
            for at, end, word in analyze.places(text, rows[n]):
                if word in printed:
                    printed[word][text[at:end]] += 1
        best = {word: min(found, key=lambda form: (-found[form], form)) for word, found in printed.items() if found}
        self.shown_ = {word: form for word, form in best.items() if form != word and word not in analyze.terms}
        return self

    def _listed(self) -> dict[str, list[str]]:
        themes = self.themes or load_themes()
        return {theme.name: [term for term in theme.terms if _TERM.fullmatch(term)] for theme in themes.themes if theme.name != PROCEEDINGS}

    def _cut(self, texts: Iterable[Text]) -> list[Sequence[str]]:
        analyze = self.analyzer
        return [analyze(text) if isinstance(text, str) else text for text in texts]

    def _fitted(self, counts: "csr_matrix") -> Matrix:
        """Fits `components_`, `anchor_` and `names_` to counts; gives texts × topics."""
        drawn = counts if counts.shape[0] <= _SAMPLE else counts[np.sort(np.random.default_rng(self.seed).choice(counts.shape[0], _SAMPLE, replace=False))]
        anchor, themes = anchors(self.terms_, self.words_, counts)
        free = self._free(drawn, anchor)
        if not len(anchor) + len(free):
            raise OptionError("トピックがありません。k を 1 以上にするか、語のあるテーマを渡してください / no topics: let k be 1 or more, or give themes that occur")
        self.anchor_ = np.vstack([anchor, np.zeros_like(free)])
        options: dict[str, Any] = {"anchor": self.anchor_, "strength": self.strength, "smoothing": self.smoothing}
        mixes, words = fit_mixture(drawn, np.vstack([anchor + companions(anchor, counts), free]), rounds=self.rounds, **options)
        if drawn is not counts:
            mixes, words = fit_mixture(counts, words, rounds=_LAST_ROUNDS, **options)
        size = np.asarray(counts.sum(axis=1)).ravel() @ mixes
        order = [*range(len(themes)), *(len(themes) + np.argsort(-size[len(themes) :], kind="stable"))]
        self.names_ = [*themes, *(f"{FREE}{n + 1}" for n in range(len(words) - len(themes)))]
        self.components_ = np.ascontiguousarray(words[order])
        self.sizes_ = (size[order] / counts.shape[0]).astype(np.float32)
        return np.ascontiguousarray(mixes[:, order])

    def _free(self, counts: "csr_matrix", anchor: Matrix) -> Matrix:
        """The free topics to start from, over the words that are no theme's."""
        free = anchor.sum(axis=0) == 0
        k = min(self.k, int(free.sum()), counts.shape[0])
        found = np.zeros((k, len(self.words_)), dtype=np.float32)
        if k:
            found[:, free] = start(counts[:, free], k)
        return found
