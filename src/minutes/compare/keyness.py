"""Distinctive words: what one group says more often than the others, and whether chance could do that."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from minutes.columns import frame
from minutes.compare.distinct import G2_1_PERCENT, Scores, Sums, permutation, scores
from minutes.compare.intervals import ENOUGH, false_discovery
from minutes.compare.select import By, Tables, Where
from minutes.compare.vocabulary import Vocabulary, quotations, vocabulary
from minutes.errors import OptionError
from minutes.model import Token

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

SPLITS = 5
MOST = 10_000_000  # groups × words: beyond, the permutations would not fit an office PC
LIKELY = 0.05  # words with a larger p come after the others


def keyness(
    corpus: Tables,
    *,
    by: By = "municipality",
    where: Where | None = None,
    top: int | None = 30,
    least: int = 5,
    meetings: int = 2,
    masked: bool = True,
    procedural: bool = False,
    tokenizer: Callable[[str], list[Token]] | None = None,
    seed: int = 0,
    times: int = 500,
) -> "pd.DataFrame":
    """One row for each group and word: counts, rates per 10,000 words, scores, p and q, quotations.

    `log_odds` and its `z` are those of Monroe et al. (2008) against the mean of the other groups, each counting
    alike. `p` comes from handing the meetings out at random (`times`), q (Benjamini–Hochberg) is over all words and
    groups. `floor` is what `z` reaches by chance in one word of a hundred when every group is split in half:
    below it a word is noise. `attrs["null"]` holds the shares of words flagged at 1 % in those halves.
    Rows stand by z, words with p above 0.05 after the others. Words said fewer than `least` times or in fewer than `meetings` meetings are left out; names of persons and
    places are `masked`; `top` words of a group (None: all, with those it says less often).
    """
    found = vocabulary(corpus, by=by, where=where, procedural=procedural, masked=masked, tokenizer=tokenizer or with_theme_words())
    groups = len(found.groups)
    if groups < 2:
        raise OptionError(f"比べる群が{groups}つです。by= を変えてください / {groups} group: nothing to compare")
    kept = np.flatnonzero((np.asarray(found.counts.sum(axis=0)).ravel() >= least) & (np.diff(found.counts.tocsc().indptr) >= meetings))
    if groups * len(kept) > MOST:
        raise OptionError(
            f"{groups} 群 × {len(kept):,} 語は大きすぎます。by= を粗くするか、least= を増やすか、where= で絞ってください"
            f" / {groups} groups × {len(kept):,} words are too many: take larger groups, a higher least, or narrow down with where"
        )
    sums = Sums(found.counts[:, kept], found.of)
    score = scores(sums, found.group, groups)
    own, pooled = permutation(sums, found.group, found.meeting, groups, nested=found.nested, times=times, seed=seed)
    q = false_discovery(pooled.ravel()).reshape(pooled.shape)
    null = split_half(sums, found, seed=seed, times=min(times, 200))
    rows = [row for g in range(groups) for row in _rows(found, kept, score, (own, q), g, null["floor"], top)]
    made = frame("keyness", rows, by=found.by)
    made = made.astype({name: found.groups[name].dtype for name in found.by})
    made.attrs = {"null": null, "seed": seed, "times": times, "words": len(kept), "masked": masked}
    return made


def with_theme_words() -> Callable[[str], list[Token]]:
    """The tokenizer that keeps the terms of the built-in themes whole: マイナンバーカード is one word."""
    from minutes.themes.dictionary import load_themes
    from minutes.words.compounds import Compounds

    return Compounds(tuple(sorted({term for theme in load_themes().themes for term in theme.terms if len(term) > 2})))


def split_half(sums: Sums, found: Vocabulary, *, seed: int, times: int) -> dict[str, float]:
    """What is found where there is nothing: every group's meetings dealt into two halves, the halves compared.

    `keyness` and `g2`: shares of words flagged at a nominal 1 %; `floor`: what z reaches in one word of a hundred.
    """
    rng = np.random.default_rng([seed, 1])
    own_share, g2_share, z = [], [], []
    for split in range(SPLITS):
        half = _halves(found, rng)
        if len(np.unique(half)) < 2:
            return {"keyness": float("nan"), "g2": float("nan"), "floor": float("nan"), "splits": 0}
        own, _ = permutation(sums, half, found.meeting, 2, nested=True, times=times, seed=seed + split)
        score = scores(sums, half, 2)
        own_share.append(float((own[0] <= 0.01).mean()))
        g2_share.append(float((score.g2[0] >= G2_1_PERCENT).mean()))
        z.append(np.abs(score.z[0]))
    return {
        "keyness": round(float(np.mean(own_share)), 4),
        "g2": round(float(np.mean(g2_share)), 4),
        "floor": round(float(np.quantile(np.concatenate(z), 0.99)), 4),
        "splits": SPLITS,
    }


def _halves(found: Vocabulary, rng: np.random.Generator) -> "NDArray[np.int64]":
    """0 or 1 for each cell: all cells of a meeting together, the meetings of a group shared out evenly."""
    meetings = int(found.meeting.max()) + 1
    main = np.full(meetings, -1, np.int64)
    main[found.meeting[::-1]] = found.group[::-1]
    half = np.zeros(meetings, np.int64)
    for g in np.unique(main[main >= 0]):
        mine = np.flatnonzero(main == g)
        half[rng.permutation(mine)] = (np.arange(len(mine)) + int(rng.integers(2))) % 2
    return half[found.meeting]


def _rows(
    found: Vocabulary, kept: "NDArray[np.int64]", score: Scores, chance: "tuple[NDArray[np.float64], NDArray[np.float64]]", g: int, floor: float, top: int | None
) -> Iterator[dict[str, Any]]:
    """The rows of one group."""
    mine = np.flatnonzero(found.group == g)
    part = found.counts[mine][:, kept].toarray()
    share = found.of[mine] / max(found.of[mine].sum(), 1)
    order = np.lexsort(([found.terms[k] for k in kept], -score.z[g], ~(chance[0][g] <= LIKELY))).tolist()
    order = order if top is None else [w for w in order if score.z[g, w] > 0 and score.rate[g, w] > score.reference[g, w]][:top]  # what it says more often
    name = dict(zip(found.by, found.groups.iloc[g], strict=True))
    for w in order:
        n = part[:, w]
        quotes = quotations(found, int(kept[w]), g) if top is not None else []
        yield (
            name
            | _scores(score, g, w)
            | {
                "term": found.terms[kept[w]],
                "meetings": int((n > 0).sum()),
                "of_meetings": len(mine),
                "dispersion": round(float(np.abs(n / n.sum() - share).sum() / 2), 4) if n.sum() else None,
                "p": round(float(chance[0][g, w]), 6),
                "q": round(float(chance[1][g, w]), 6),
                "floor": floor,
                "descriptive": len(mine) < ENOUGH,
            }
            | {f"quote_{k + 1}": quote for k, (quote, _) in enumerate(quotes)}
            | {f"place_{k + 1}": place for k, (_, place) in enumerate(quotes)}
        )


def _scores(score: Scores, g: int, w: int) -> dict[str, Any]:
    rest = score.n[:, w].sum() - score.n[g, w]
    numbers = {"per_10k": 1e4 * score.rate[g, w], "reference_per_10k": 1e4 * score.reference[g, w], "log_odds": score.log_odds[g, w], "z": score.z[g, w]}
    numbers |= {"g2": score.g2[g, w], "log_ratio": score.log_ratio[g, w]}
    counts = {"n": int(score.n[g, w]), "of": int(score.of[g]), "n_rest": int(rest), "of_rest": int(score.of.sum() - score.of[g])}
    return counts | {key: round(float(value), 4) for key, value in numbers.items()}
