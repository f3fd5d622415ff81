"""How far the tags can be trusted: a sheet to judge by hand, precision and recall from it, agreement, corrections."""

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Protocol
from zlib import crc32

from minutes.errors import OptionError

if TYPE_CHECKING:
    import pandas as pd

NONE = "なし"
"""What the person who judges writes in `themes` for a turn that is about none of the themes; an empty cell is not judged."""

SURE = 0.6
"""Scores from here on are sure, below they are drawn as strata of their own."""

_SPLIT = r"\s*[、,，;；\n]\s*"
_TIMES = 1000
_CONTEXT = 200


class Tables(Protocol):
    """Whatever has the tables of a corpus."""

    @property
    def turns(self) -> "pd.DataFrame":
        """One row a turn."""


def sample_sheet(corpus: Tables, tags: "pd.DataFrame", *, size: int = 200, seed: int = 0) -> "pd.DataFrame":
    """`size` turns to be judged by hand: who said what after what, empty columns `themes`, `primary`, `note`, `weight`.

    Drawn in turn from the strata of municipality, role, theme given and how sure it is, so that rare ones are seen;
    `weight` is the number of turns that a row stands for. What was given is left out: it would lead the judge.
    """
    import numpy as np

    turns = corpus.turns.assign(before=corpus.turns.groupby("meeting")["text"].shift().str.slice(-_CONTEXT))
    best = tags.sort_values("score", ascending=False).drop_duplicates(["meeting", "turn"])[["meeting", "turn", "theme", "score"]]
    joined = turns.merge(best, on=["meeting", "turn"], how="left")
    strata = joined[["municipality", "role", "theme"]].astype("string").fillna("-").agg("|".join, axis=1) + (joined["score"] >= SURE).astype("string")
    order = np.empty(len(joined))
    for stratum, places in strata.groupby(strata).indices.items():
        order[places] = np.random.default_rng([seed, crc32(str(stratum).encode())]).permutation(len(places))
    drawn = joined.assign(stratum=strata, order=order).sort_values(["order", "stratum"], kind="stable").head(size)
    share = drawn["stratum"].map(strata.value_counts()) / drawn["stratum"].map(drawn["stratum"].value_counts())
    columns = ["meeting", "turn", "municipality", "body", "date", "name", "role", "act", "before", "text"]
    return drawn.assign(weight=share.round(3)).sort_index()[[*columns, "weight"]].assign(themes=None, primary=None, note=None).reset_index(drop=True)


def score_sheet(sheet: "pd.DataFrame", tags: "pd.DataFrame", *, seed: int = 0) -> "pd.DataFrame":
    """Precision, recall and F1 of each theme by a judged sheet, each with a 95 % interval over meetings; first row: all.

    Columns: theme, turns (judged), given, gold, right (weighted counts), precision, recall, f1 and for each `_low` and
    `_high`; NA where nothing was given or nothing is gold.
    """
    import pandas as pd

    judged = _judged(sheet)
    given: dict[tuple[str, int], set[str]] = defaultdict(set)
    for meeting, turn, theme in zip(tags["meeting"], tags["turn"], tags["theme"], strict=True):
        given[meeting, turn].add(theme)
    names = sorted({name for _, _, themes in judged for name in themes} | set(tags["theme"]))
    weight = [float(w) for w in sheet["weight"].iloc[[at for at, _, _ in judged]]] if "weight" in sheet else [1.0] * len(judged)
    rows = [(key[0], given.get(key, set()), themes, w) for (_, key, themes), w in zip(judged, weight, strict=True)]
    return pd.DataFrame([_scored(name, rows, seed) for name in ("", *names)]).assign(theme=["(all)", *names])


def agreement(first: "pd.DataFrame", second: "pd.DataFrame") -> "pd.DataFrame":
    """Cohen's kappa of two judged sheets for each theme, over the turns that both judged; first row: Krippendorff's alpha.

    Columns: theme, turns, first, second, both (counts), agreement, kappa (alpha in the row of all), NA where neither gave it.
    """
    import pandas as pd

    one, two = ({key: themes for _, key, themes in _judged(sheet)} for sheet in (first, second))
    shared = [key for key in one if key in two]
    names = sorted({name for key in shared for name in one[key] | two[key]})
    rows = [_agreed(name, [one[key] for key in shared], [two[key] for key in shared]) for name in names]
    return pd.DataFrame([_alpha(rows), *rows], columns=["theme", "turns", "first", "second", "both", "agreement", "kappa"])


def corrected(tags: "pd.DataFrame", sheet: "pd.DataFrame") -> "pd.DataFrame":
    """The tags with the turns of a judged sheet as they were judged (`how` hand): corrections win over rules.

    A theme that the rules gave, too, keeps its evidence. Apply it after every new run of `tag`.
    """
    import pandas as pd

    judged = _judged(sheet)
    keys = {key for _, key, _ in judged}
    mine = [key in keys for key in zip(tags["meeting"], tags["turn"], strict=True)]
    primary = list(sheet["primary"]) if "primary" in sheet else [None] * len(sheet)
    made = [
        {"meeting": meeting, "turn": turn, "theme": theme, "primary": len(themes) == 1 or theme == primary[at], "score": 1.0, "how": "hand"}
        for at, (meeting, turn), themes in judged
        for theme in sorted(themes)
    ]
    hand = pd.DataFrame(made, columns=["meeting", "turn", "theme", "primary", "score", "how"])
    evidence = tags.loc[mine, ["meeting", "turn", "theme", "source_turn", "hits", "start", "end"]]
    hand = hand.merge(evidence, on=["meeting", "turn", "theme"], how="left")
    kept = tags[[not one for one in mine]]
    return pd.concat([kept, hand.astype(tags.dtypes.to_dict())[list(tags.columns)]]).sort_values(["meeting", "turn"], kind="stable").reset_index(drop=True)


def adjusted(rates: "pd.DataFrame", scores: "pd.DataFrame") -> "pd.DataFrame":
    """A table with `theme` and `rate`, with `adjusted`: the rate that the measured errors make likely (rate × precision / recall).

    NA where the sheet does not tell precision and recall of the theme; at most 1.
    """
    measured = scores.set_index("theme")
    factor = measured["precision"] / measured["recall"].where(measured["recall"] > 0)
    return rates.assign(adjusted=(rates["rate"] * rates["theme"].map(factor)).clip(upper=1.0))


_Key = tuple[str, int]


def _judged(sheet: "pd.DataFrame") -> list[tuple[int, _Key, set[str]]]:
    """(row, (meeting, turn), themes) of each row that was judged."""
    for column in ("meeting", "turn", "themes"):
        if column not in sheet:
            fix = "minutes validate sample で作ったシートを使ってください / the sheet lacks this column: use one made by `minutes validate sample`"
            raise OptionError(f"{column}: この列がシートにありません。{fix}")
    cells = sheet["themes"].astype("string").fillna("").str.strip()
    keys = zip(sheet["meeting"], sheet["turn"], cells, strict=True)
    return [(at, (meeting, int(turn)), set(re.split(_SPLIT, cell)) - {"", NONE}) for at, (meeting, turn, cell) in enumerate(keys) if cell]


def _scored(name: str, rows: list[tuple[str, set[str], set[str], float]], seed: int) -> dict[str, float]:
    """The row of one theme, of all without a name; `rows`: meeting, themes given, themes judged, weight."""
    import numpy as np

    counts = [(len(g & w), len(g), len(w)) if not name else (name in g and name in w, name in g, name in w) for _, g, w, _ in rows]
    weighted = np.array(counts, dtype=float).reshape(-1, 3) * np.array([weight for *_, weight in rows])[:, None]
    right, given, wanted = weighted.sum(axis=0)
    row = {"turns": float(len(rows)), "given": given, "gold": wanted, "right": right, **_ratios(right, given, wanted)}
    meetings = np.array([meeting for meeting, *_ in rows])
    sums = np.array([weighted[meetings == meeting].sum(axis=0) for meeting in dict.fromkeys(meetings)]).reshape(-1, 3)
    drawn = np.random.default_rng([seed, crc32(name.encode())]).integers(0, max(len(sums), 1), (_TIMES, len(sums)))
    again = [_ratios(*sums[places].sum(axis=0)) for places in drawn] if len(sums) > 1 else []
    for key in ("precision", "recall", "f1"):
        values = [one[key] for one in again if not np.isnan(one[key])]
        row |= dict(zip((f"{key}_low", f"{key}_high"), np.quantile(values, [0.025, 0.975]) if values else (np.nan, np.nan), strict=True))
    return row


def _ratios(right: float, given: float, gold: float) -> dict[str, float]:
    nan = float("nan")
    return {"precision": right / given if given else nan, "recall": right / gold if gold else nan, "f1": 2 * right / (given + gold) if given + gold else nan}


def _agreed(name: str, one: "list[set[str]]", two: "list[set[str]]") -> tuple[str, int, int, int, int, float, float]:
    """The row of one theme: how often both, and kappa over chance."""
    a, b = [name in themes for themes in one], [name in themes for themes in two]
    turns, first, second = len(a), sum(a), sum(b)
    both = sum(x and y for x, y in zip(a, b, strict=True))
    same = sum(x == y for x, y in zip(a, b, strict=True)) / turns
    chance = (first * second + (turns - first) * (turns - second)) / turns**2
    return name, turns, first, second, both, same, (same - chance) / (1 - chance) if chance < 1 else float("nan")


def _alpha(rows: list[tuple[str, int, int, int, int, float, float]]) -> tuple[str, int, int, int, int, float, float]:
    """Krippendorff's alpha (nominal) over all pairs of turn and theme."""
    turns = rows[0][1] if rows else 0
    first, second, both = (sum(column) for column in zip(*((r[2], r[3], r[4]) for r in rows), strict=True)) if rows else (0, 0, 0)
    pairs = turns * len(rows)
    ones, differ = first + second, first + second - 2 * both
    zeros = 2 * pairs - ones
    expected = 2 * ones * zeros / (2 * pairs * (2 * pairs - 1)) if pairs else 0.0
    return "(all)", turns, first, second, both, 1 - differ / pairs if pairs else float("nan"), 1 - differ / pairs / expected if expected else float("nan")
