"""Topics of a corpus: what its turns group into, where each stands, how sure that is, and what is a city in disguise."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from minutes.columns import frame
from minutes.errors import OptionError
from minutes.text.titles import squeeze
from minutes.themes.cuts import Cuts, HasTurns, Places, cuts_of, drawn
from minutes.themes.dictionary import Themes
from minutes.themes.mixture import Matrix
from minutes.themes.topic_model import FREE, TOP, TopicModel, spread

if TYPE_CHECKING:
    import pandas as pd

    from minutes.words.lexicon import Row

DISGUISED = 0.5
"""From this `disguise` on a topic is flagged as one municipality in disguise."""

SAMPLE = 100_000
"""Turns to which topics are fitted; of a larger corpus a sample of so many is drawn."""

BY = ("municipality", "fiscal_year")
"""The columns by which that sample is drawn: each municipality and year has its share."""

_FEWEST = 10
_PLACES = "都道府県市区町村郡"


class Topics(TopicModel):
    """A topic model with the corpus that it describes: what `fit_topics` returns."""

    turns_: "pd.DataFrame"
    shares_: Matrix
    documents_: list[list[str]]
    table_: list[dict[str, object]]

    def __repr__(self) -> str:
        free = sum(name.startswith(FREE) for name in self.names_)
        return f"Topics({len(self.names_) - free} themes · {free} free · {len(self.words_)} words · {len(self.turns_) if hasattr(self, 'turns_') else 0} turns)"

    def on(self, corpus: HasTurns, *, sample: int | None = SAMPLE, by: Sequence[str] = BY) -> "Topics":
        """The same topics, describing another corpus or archive, one that was not there when they were fitted, say: all its turns, or a sample of them as `fit_topics` draws it."""
        other = type(self)(**self.get_params(deep=False))
        other.__dict__ |= {name: value for name, value in self.__dict__.items() if name not in ("turns_", "shares_", "documents_", "table_")}
        cuts = cuts_of(corpus)
        other.describe(cuts, drawn(cuts, sample, by=by, seed=self.seed))
        other.shares_ = other.transform(other.documents_)
        return other

    def describe(self, cuts: Cuts, places: Places) -> None:
        """These turns with their words are what the topics describe."""
        import pandas as pd

        lots = [(turns, self.words_of(turns["text"], rows)) for turns, rows in cuts.turns(places)]
        self.turns_ = pd.concat([turns for turns, _ in lots], ignore_index=True)
        self.documents_ = [words for _, found in lots for words in found]

    def topics(self) -> "pd.DataFrame":
        """One row a topic, the columns of `topics` in the data dictionary: what it is called, its share of the characters and its words; how good it is.

        `disguise` says how far a topic is one municipality in disguise: 0 where it is spread as all speech is, 1 where
        that municipality has it alone. It is the information that the topic gives about being of that municipality,
        relative to the most it could give (after the author entropy of Thompson and Mimno, COLING 2018). From 0.5 on
        `leak` is true. NA where the corpus has not two municipalities.
        """
        if not hasattr(self, "turns_") and hasattr(self, "table_"):
            return frame("topics", self.table_)
        mass = self._mass()
        of = mass.sum(axis=1) / max(mass.to_numpy().sum(), 1e-12)
        best = self.top_words()
        known = mass[mass.index != ""]
        rows = []
        for name, label, npmi, own in zip(self.names_, self.labels_, self.npmi_, self.exclusivity_, strict=True):
            row = {"topic": name, "label": label, "theme": None if name.startswith(FREE) else name, "share": mass[name].sum() / max(mass.to_numpy().sum(), 1e-12)}
            rows.append(row | {"words": "、".join(best.loc[best["topic"] == name, "word"]), "npmi": npmi, "exclusivity": own} | _home(known[name], of[known.index]))
        return frame("topics", rows)

    def turns(self, topic: str, *, n: int = 5) -> "pd.DataFrame":
        """The `n` turns that a topic has most of, the columns of `topic_turns` in the data dictionary."""
        self._known(topic)
        share = self.shares_[:, self.names_.index(topic)]
        best = np.argsort(-share * np.sqrt(self._size()), kind="stable")[:n]
        found = self._described().iloc[best]
        columns = {name: list(found[name]) for name in ("meeting", "turn", "municipality", "chars", "text")}
        return frame("topic_turns", {"topic": [topic] * len(best), "rank": range(1, len(best) + 1), "share": share[best], **columns})

    def prevalence(self, by: str = "municipality", *, times: int = 500, seed: int = 0) -> "pd.DataFrame":
        """One row per (group, topic): share of the characters, low, high (95 %, drawn again by meeting), turns, meetings; the columns of `prevalence`.

        A group of one meeting has no interval: one meeting says nothing of doubt.
        """
        rows = []
        turns = self._described()
        if by not in turns:
            raise OptionError(f"{by}: 列がありません / no such column: {'、'.join(turns.columns)}")
        mass = self.shares_ * self._size()[:, None]
        for group, places in turns.groupby(by, sort=True).indices.items():
            meetings, number = np.unique(turns["meeting"].to_numpy()[places], return_inverse=True)
            sums = np.zeros((len(meetings), mass.shape[1]))
            np.add.at(sums, number, mass[places])
            drawn = np.random.default_rng([seed, len(sums)]).multinomial(len(sums), np.full(len(sums), 1 / len(sums)), times)
            again = drawn @ sums
            low, high = np.quantile(again / np.maximum(again.sum(axis=1, keepdims=True), 1e-12), [0.025, 0.975], axis=0)
            doubt = len(sums) > 1
            bounds = zip(self.names_, self.labels_, sums.sum(axis=0) / sums.sum(), low, high, strict=True)
            counts = {"turns": len(places), "meetings": len(sums)}
            rows += [
                {by: group, "topic": name, "label": label, "share": share, "low": a if doubt else None, "high": b if doubt else None} | counts
                for name, label, share, a, b in bounds
            ]
        return frame("prevalence", rows, by=[by])

    def stability(self, *, times: int = 5, seed: int = 0) -> "pd.DataFrame":
        """One row a topic: how much of its top words come back, on average, when the meetings are drawn again (0 to 1)."""
        meetings = self._described()["meeting"].to_numpy()
        places = {meeting: np.flatnonzero(meetings == meeting) for meeting in sorted(set(meetings))}
        ours = top_sets(self)
        found = np.zeros((times, len(ours)))
        for n in range(times):
            drawn = np.random.default_rng([seed, n]).choice(list(places), len(places))
            again = TopicModel(**self.get_params(deep=False)).fit([self.documents_[at] for meeting in drawn for at in places[meeting]])
            theirs = top_sets(again).values()
            found[n] = [max(len(words & other) / len(words | other) for other in theirs) for words in ours.values()]
        return frame("topic_stability", {"topic": list(ours), "label": self.labels_, "stability": found.mean(axis=0)})

    def like(self, earlier: TopicModel, *, least: float = 0.2) -> Self:
        """The model itself, named after an earlier one: a free topic that shares enough top words with one of then takes its name.

        `least`: the share of words in common, of all in both. The others get numbers that were not in use.
        """
        from scipy.optimize import linear_sum_assignment

        ours, theirs = ({name: words for name, words in top_sets(model).items() if name.startswith(FREE)} for model in (self, earlier))
        common = np.array([[len(a & b) / len(a | b) for b in theirs.values()] for a in ours.values()]).reshape(len(ours), len(theirs))
        pairs = zip(*linear_sum_assignment(-common), strict=True)
        kept = {list(ours)[i]: list(theirs)[j] for i, j in pairs if common[i, j] >= least}
        free = iter(n for n in range(1, len(ours) + len(theirs) + 1) if f"{FREE}{n}" not in theirs)
        self.names_ = [kept.get(name) or (f"{FREE}{next(free)}" if name.startswith(FREE) else name) for name in self.names_]
        return self

    def save(self, path: str | Path) -> None:
        """Writes `path`.json (names, words, options, the table of topics) and `path`.npz (numbers); no pickle, no turns."""
        table = json.loads(self.topics().to_json(orient="records", double_precision=15))
        super().save(path)
        where = Path(path).with_suffix(".json")
        content = json.loads(where.read_text(encoding="utf-8")) | {"table": table}
        where.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """The topics that `save` wrote, with their table; for turns and prevalence it is set `on` a corpus. Raises as `TopicModel.load`."""
        model = super().load(path)
        model.table_ = json.loads(Path(path).with_suffix(".json").read_text(encoding="utf-8")).get("table", [])
        return model

    def _described(self) -> "pd.DataFrame":
        if not hasattr(self, "turns_"):
            raise OptionError("このモデルはコーパスを持っていません。on(corpus) で結び付けてください / a loaded model has no corpus: say model.on(corpus)")
        return self.turns_

    def _known(self, topic: str) -> None:
        if topic not in self.names_:
            raise OptionError(f"{topic}: トピックがありません / no such topic: {'、'.join(self.names_)}")

    def _size(self) -> "np.ndarray[Any, Any]":
        return self._described()["chars"].to_numpy(dtype=np.float64)

    def _mass(self) -> "pd.DataFrame":
        """Characters of each topic in each municipality; those of none stand under an empty name."""
        import pandas as pd

        return pd.DataFrame(self.shares_ * self._size()[:, None], columns=self.names_).groupby(self._described()["municipality"].fillna("").to_numpy()).sum()


def top_sets(model: TopicModel) -> dict[str, frozenset[str]]:
    """The top words of each topic, by its name."""
    best = np.argsort(-model.components_, axis=1, kind="stable")[:, :TOP]
    return {name: frozenset(model.words_[w] for w in row) for name, row in zip(model.names_, best, strict=True)}


def _home(mass: "pd.Series[float]", of: "pd.Series[float]") -> dict[str, object]:
    """The municipality that a topic is most likely to be in disguise, how much of the topic it has, and how far the topic is that municipality."""
    if len(mass) < 2 or not mass.sum():
        return {"municipality": None, "municipality_share": None, "disguise": None, "leak": None}
    here, all_speech = (np.clip((m / m.sum()).to_numpy(), 1e-9, 1 - 1e-9) for m in (mass, of))
    more = here * np.log(here / all_speech) + (1 - here) * np.log((1 - here) / (1 - all_speech))
    disguise = np.where(here > all_speech, more / -np.log(all_speech), 0)
    home = int(np.argmax(disguise))
    return {"municipality": mass.index[home], "municipality_share": here[home], "disguise": disguise[home], "leak": bool(disguise[home] >= DISGUISED)}


def names_in(corpus: HasTurns) -> tuple[str, ...]:
    """Names of the persons who speak or attend and of the municipalities, which are no topics."""
    cuts = cuts_of(corpus)
    people, places = map(str, cuts.persons()), [*map(str, cuts.municipalities())]
    found = {part for name in people for part in (squeeze(name), *name.split())} | set(places) | {place.rstrip(_PLACES) for place in places}
    return tuple(sorted(name for name in found if len(name) > 1))


def fit_topics(
    corpus: HasTurns,
    *,
    themes: Themes | None = None,
    k: int = 10,
    seed: int = 0,
    sample: int | None = SAMPLE,
    by: Sequence[str] = BY,
    batch: int | None = None,
    **options: Any,
) -> Topics:
    """The topics of a corpus or archive: its themes anchored by their terms, and `k` free topics for what the dictionary does not know.

    Fitted on the turns that do not run the meeting; names of persons and places and words of one municipality alone
    are left out. Of more than `sample` turns so many are drawn, each group of `by` (columns that a meeting says) with
    its share of them; these the tables describe. With `batch` the turns that were not drawn then move the topics, so
    many at a time, each batch drawn from all over the corpus. An archive is read some meetings at a time, its words as
    they are stored (`minutes ingest --tokens`; `StoreError` without them), and gives what the corpus of its files gives.

    `options` are those of `TopicModel`. What comes back is a scikit-learn transformer (`transform`,
    `get_feature_names_out`, `save`, `load`) with the tables `.topics()`, `.top_words()`, `.turns(topic)`,
    `.prevalence(by)` and `.stability()`. Raises `OptionError` where there is too little speech.
    """
    cuts = cuts_of(corpus)
    if len(cuts) < _FEWEST:
        few = f"{len(cuts)} 発言: トピックには、進行以外の発言が {_FEWEST} 以上要ります"
        raise OptionError(f"{few} / {len(cuts)} turns: topics need {_FEWEST} that do more than run the meeting")
    model = Topics(themes=themes, k=k, seed=seed, **({"names": names_in(corpus)} | options))
    places = drawn(cuts, sample, by=by, seed=seed)
    model.describe(cuts, places)
    model.shares_ = model.fit_transform(model.documents_, groups=list(model.turns_["municipality"].fillna("")))
    if batch is not None and len(places) < len(cuts):
        for documents in _batches(model, cuts, places, batch):
            model.partial_fit(documents)
        model.shares_ = model.transform(model.documents_)
    texts: list[str] = []
    rows: list[list[Row] | None] = []
    for turns, cut in cuts.turns(places[spread(len(places))]):
        texts += turns["text"].tolist()
        rows += cut or [None] * len(turns)
    return model.spelled(texts, rows)


def _batches(model: TopicModel, cuts: Cuts, fitted: Places, size: int) -> Iterator[list[list[str]]]:
    """The words of the turns to which a model was not fitted, about `size` turns at a time; every batch has turns from all over."""
    if size < 1:
        raise OptionError(f"batch={size}: 1 以上の数にしてください / batch must be 1 or more")
    rest = np.setdiff1d(np.arange(len(cuts), dtype=np.int64), fitted, assume_unique=True)
    times = -(-len(rest) // size)
    for first in range(times):
        yield [words for turns, rows in cuts.turns(rest[first::times]) for words in model.words_of(turns["text"], rows)]
