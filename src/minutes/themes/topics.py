"""Topics of a corpus: what its turns group into, where each stands, how sure that is, and what is a city in disguise."""

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from minutes.errors import OptionError
from minutes.themes.dictionary import Themes
from minutes.themes.mixture import Matrix, exclusivity
from minutes.themes.topic_model import TOP, TopicModel

if TYPE_CHECKING:
    import pandas as pd

LEAK = 0.7
"""From this share in one municipality on (and twice what it has of all words) a topic is that municipality in disguise."""


class Topics:
    """A topic model with the corpus that it was fitted on: what `fit_topics` returns."""

    def __init__(self, model: TopicModel, turns: "pd.DataFrame", shares: Matrix) -> None:
        self.model, self._turns, self._shares = model, turns, shares
        self._size = turns["chars"].to_numpy(dtype=np.float64)

    def __repr__(self) -> str:
        free = sum(name.startswith("free-") for name in self.model.names_)
        return f"Topics({len(self.model.names_) - free} themes · {free} free · {len(self.model.words_)} words · {len(self._turns)} turns)"

    def topics(self) -> "pd.DataFrame":
        """One row a topic: theme (NA where free), share of the characters, top words, npmi, exclusivity, municipality and its share, leak.

        `leak` is true where one municipality has most of the topic: it is that municipality in disguise.
        """
        import pandas as pd

        mass = pd.DataFrame(self._shares * self._size[:, None], columns=self.model.names_).groupby(self._turns["municipality"].fillna("-").to_numpy()).sum()
        of = mass.sum(axis=1) / mass.to_numpy().sum()
        rows = []
        judged = zip(self.model.names_, self.model.npmi_, exclusivity(self.model.components_, top=TOP), strict=True)
        words = self.model.top_words().groupby("topic")["word"].agg("、".join)
        for name, npmi, own in judged:
            shares = mass[name] / mass[name].sum()
            home = str(shares.idxmax())
            theme = None if name.startswith("free-") else name
            leak = bool(shares[home] >= LEAK and shares[home] >= 2 * of[home])
            rows.append((name, theme, mass[name].sum() / mass.to_numpy().sum(), words[name], npmi, own, home, shares[home], leak))
        columns = ["topic", "theme", "share", "words", "npmi", "exclusivity", "municipality", "municipality_share", "leak"]
        return pd.DataFrame(rows, columns=columns).astype({"theme": "string"})

    def turns(self, topic: str, *, n: int = 5) -> "pd.DataFrame":
        """The `n` turns that a topic has most of: meeting, turn, share, text."""
        if topic not in self.model.names_:
            raise OptionError(f"{topic}: トピックがありません / no such topic: {'、'.join(self.model.names_)}")
        share = self._shares[:, self.model.names_.index(topic)]
        best = np.argsort(-share * np.sqrt(self._size), kind="stable")[:n]
        return self._turns.iloc[best][["meeting", "turn", "text"]].assign(share=share[best]).reset_index(drop=True)

    def prevalence(self, by: str = "municipality", *, times: int = 500, seed: int = 0) -> "pd.DataFrame":
        """One row per (group, topic): share of the characters, low, high (95 %, drawn again by meeting), meetings."""
        import pandas as pd

        rows = []
        mass = pd.DataFrame(self._shares * self._size[:, None], columns=self.model.names_)
        for group, places in self._turns.reset_index(drop=True).groupby(by, sort=True).indices.items():
            sums = mass.iloc[places].groupby(self._turns["meeting"].to_numpy()[places]).sum().to_numpy()
            drawn = np.random.default_rng([seed, len(sums)]).integers(0, len(sums), (times, len(sums)))
            again = sums[drawn].sum(axis=1)
            low, high = np.quantile(again / again.sum(axis=1, keepdims=True), [0.025, 0.975], axis=0)
            known = len(sums) > 1  # one meeting alone says nothing of doubt
            bounds = zip(self.model.names_, sums.sum(axis=0) / sums.sum(), low, high, strict=True)
            rows += [(group, name, float(share), a if known else None, b if known else None, len(sums)) for name, share, a, b in bounds]
        return pd.DataFrame(rows, columns=[by, "topic", "share", "low", "high", "meetings"])

    def stability(self, *, times: int = 5, seed: int = 0) -> "pd.DataFrame":
        """One row a topic: how much of its top words come back, on average, when the meetings are drawn again (0 to 1)."""
        import pandas as pd

        meetings = self._turns["meeting"].unique()
        ours = self.model.top_words().groupby("topic", sort=False)["word"].agg(frozenset)
        found = np.zeros((times, len(ours)))
        for n in range(times):
            drawn = np.random.default_rng([seed, n]).choice(meetings, len(meetings))
            texts = pd.concat([self._turns.loc[self._turns["meeting"] == meeting, "text"] for meeting in drawn])
            again = TopicModel(**self.model.get_params(deep=False)).fit(texts)
            theirs = list(again.top_words().groupby("topic")["word"].agg(frozenset))
            found[n] = [max(len(words & other) / len(words | other) for other in theirs) for words in ours]
        return pd.DataFrame({"topic": list(ours.index), "stability": found.mean(axis=0)})


class HasTurns(Protocol):
    """Whatever has the table of turns, such as a `Corpus`."""

    @property
    def turns(self) -> "pd.DataFrame":
        """One row a turn."""


def fit_topics(corpus: HasTurns, *, themes: Themes | None = None, k: int = 10, seed: int = 0, **options: Any) -> Topics:
    """The topics of a corpus: its themes anchored by their terms, and `k` free topics for what the dictionary does not know.

    Fitted on the turns that do not run the meeting; names of persons and places and words of one municipality alone
    are left out. `options` are those of `TopicModel`. The table is `.topics()`.
    """
    turns = corpus.turns[(corpus.turns["act"] != "procedural") & (corpus.turns["chars"] >= 30)].reset_index(drop=True)
    model = TopicModel(themes=themes, k=k, seed=seed, **options)
    return Topics(model, turns, model.fit_transform(turns["text"], groups=list(turns["municipality"].fillna("-"))))
