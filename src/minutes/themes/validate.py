"""How far the tags can be trusted: a sheet to judge by hand, precision and recall from it, agreement, corrections."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol
from zlib import crc32

from minutes.columns import columns, frame
from minutes.model import Meeting
from minutes.themes.judged import judgments

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

SURE = 0.6
"""Scores from here on are sure, below they are drawn as strata of their own."""

ALL = "(all)"
"""The row of all themes together."""

_TIMES = 1000
_CONTEXT = 200


class Tables(Protocol):
    """Whatever has the tables of a corpus, and its meetings."""

    @property
    def turns(self) -> "pd.DataFrame":
        """One row a turn."""

    @property
    def records(self) -> Iterable[Meeting]:
        """The meetings."""


def sample_sheet(corpus: Tables, tags: "pd.DataFrame", *, size: int = 200, seed: int = 0) -> "pd.DataFrame":
    """`size` turns to be judged by hand, the columns of `judging`: who said what after what, where, and empty columns to fill.

    Drawn from the strata of municipality, role, theme given and how sure it is, from each in proportion to the root of
    its size, so that rare ones are seen; a stratum that is due less than one row is drawn by chance. `weight` is the
    number of turns that a row stands for, one over its chance to be drawn (Horvitz-Thompson). What was given is left out: it would lead the judge.
    """
    turns = corpus.turns.assign(before=corpus.turns.groupby("meeting")["text"].shift().str.slice(-_CONTEXT))
    best = tags.sort_values("score", ascending=False).drop_duplicates(["meeting", "turn"])[["meeting", "turn", "theme", "score"]]
    joined = turns.merge(best, on=["meeting", "turn"], how="left")
    strata = joined[["municipality", "role", "theme"]].astype("string").fillna("-").agg("|".join, axis=1) + (joined["score"] >= SURE).astype("string")
    weights = _drawn([str(stratum) for stratum in strata], size, seed)
    drawn = joined.iloc[sorted(weights)]
    wanted = set(drawn["meeting"])
    sources = {meeting.id: meeting.source for meeting in corpus.records if meeting.id in wanted}
    files = [sources[meeting] for meeting in drawn["meeting"]]
    pages = [bisect_right(file.pages, start) or None for file, start in zip(files, drawn["start"], strict=True)]
    stands: dict[str, list[Any]] = {
        "path": [file.path for file in files],
        "sha256": [file.sha256 for file in files],
        "page": pages,
        "weight": [round(weights[at], 3) for at in sorted(weights)],
    }
    said: dict[str, list[Any]] = {c.name: list(drawn[c.name]) for c in columns("judging") if c.name in drawn}
    return frame("judging", {**said, **stands})


def _drawn(strata: list[str], size: int, seed: int) -> dict[int, float]:
    """The rows that are drawn, with their weights: systematic over the sorted strata, by chance within each."""
    import numpy as np

    chance = np.random.default_rng(seed)
    rows: dict[str, list[int]] = defaultdict(list)
    for at, stratum in enumerate(strata):
        rows[stratum].append(at)
    names = sorted(rows)
    sizes = np.array([len(rows[name]) for name in names], dtype=float)
    due = _due(sizes, min(size, len(strata)))
    ends = np.floor(np.cumsum(due) + chance.random() * (1 - 1e-9) + 1e-9).astype(int)
    drawn: dict[int, float] = {}
    for name, of, expected, n in zip(names, sizes, due, np.diff(ends, prepend=0), strict=True):
        if n:
            chosen = np.random.default_rng([seed, crc32(name.encode())]).permutation(rows[name])[:n]
            drawn |= dict.fromkeys(map(int, chosen), of / (len(chosen) if expected >= 1 else expected))
    return drawn


def _due(sizes: "np.ndarray[Any, np.dtype[np.float64]]", size: int) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """How many rows each stratum is due, in proportion to the root of its size, none more than it has."""
    import numpy as np

    due = np.zeros_like(sizes)
    while (room := size - due.sum()) > 1e-6 and (open_ := due < sizes).any():
        roots = np.where(open_, np.sqrt(sizes), 0.0)
        due = np.minimum(sizes, due + room * roots / roots.sum())
    return due


def score_sheet(sheet: "pd.DataFrame", tags: "pd.DataFrame", *, seed: int = 0) -> "pd.DataFrame":
    """Precision, recall and F1 of each theme by a judged sheet, each with a 95 % interval over meetings; first row: all.

    The columns of `scores` in the data dictionary; counts are weighted by the turns that a row stands for, ratios are
    NA where nothing was given or nothing is gold.
    """
    judged = judgments(sheet)
    given: dict[tuple[str, int], set[str]] = defaultdict(set)
    for meeting, turn, theme in zip(tags["meeting"], tags["turn"], tags["theme"], strict=True):
        given[meeting, turn].add(theme)
    names = sorted({name for one in judged for name in one.themes} | set(tags["theme"]))
    weight = [float(w) for w in sheet["weight"].iloc[[one.row for one in judged]]] if "weight" in sheet else [1.0] * len(judged)
    rows = [(one.meeting, given.get((one.meeting, one.turn), set()), set(one.themes), w) for one, w in zip(judged, weight, strict=True)]
    return frame("scores", [{"theme": name or ALL} | _scored(name, rows, seed) for name in ("", *names)])


def agreement(first: "pd.DataFrame", second: "pd.DataFrame") -> "pd.DataFrame":
    """Cohen's kappa of two judged sheets for each theme, over the turns that both judged; first row: Krippendorff's alpha.

    The columns of `agreement` in the data dictionary; kappa is NA where neither gave the theme.
    """
    one, two = ({(j.meeting, j.turn): set(j.themes) for j in judgments(sheet)} for sheet in (first, second))
    shared = [key for key in one if key in two]
    names = sorted({name for key in shared for name in one[key] | two[key]})
    rows = [_agreed(name, [one[key] for key in shared], [two[key] for key in shared]) for name in names]
    heads = ("theme", "turns", "first", "second", "both", "agreement", "kappa")
    return frame("agreement", [dict(zip(heads, row, strict=True)) for row in [_alpha(rows), *rows]])


def corrected(tags: "pd.DataFrame", sheet: "pd.DataFrame") -> "pd.DataFrame":
    """The tags with the turns of a judged sheet as they were judged (`how` hand): corrections win over rules.

    A theme that the rules gave, too, keeps its evidence. It goes by meeting and turn:
    for tables that were saved. `tag(corpus, corrections=sheet)` goes by the content of the files and keeps its order.
    """
    import pandas as pd

    judged = judgments(sheet)
    keys = {(one.meeting, one.turn) for one in judged}
    mine = [key in keys for key in zip(tags["meeting"], tags["turn"], strict=True)]
    made = [
        {"meeting": one.meeting, "turn": one.turn, "theme": theme, "primary": theme == one.primary, "score": 1.0, "how": "hand"} for one in judged for theme in sorted(one.themes)
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
    return ALL, turns, first, second, both, 1 - differ / pairs if pairs else float("nan"), 1 - differ / pairs / expected if expected else float("nan")
