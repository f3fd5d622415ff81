"""Counting: how much of each group's talk, meeting by meeting, belongs to each theme."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np

from minutes.compare.select import By, Tables, Where, as_names, select
from minutes.errors import OptionError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

UNITS = ("turns", "substantive_turns", "chars", "meetings")
JAPANESE = {"発言": "turns", "発言数": "turns", "実質発言": "substantive_turns", "文字": "chars", "文字数": "chars", "会議": "meetings", "会議数": "meetings"}


@dataclass(frozen=True)
class Counts:
    """Sums by cell, a cell being one meeting within one group; the cells are sorted by group.

    `by`: names of the grouping columns; `groups`: one row a group; `themes`: names; `group`, `meeting`: codes
    of each cell; `of`: denominator of each cell; `n`: numerators, cells × themes; `overlap`: turns with any theme, and
    themes that they have in all.
    """

    by: tuple[str, ...]
    unit: str
    groups: "pd.DataFrame"
    themes: tuple[str, ...]
    group: "NDArray[np.int64]"
    meeting: "NDArray[np.int64]"
    of: "NDArray[np.int64]"
    n: "NDArray[np.int64]"
    overlap: tuple[int, int] | None = None

    @property
    def nested(self) -> bool:
        """True when every meeting lies in one group, as municipalities have it and roles have not."""
        return len(np.unique(self.meeting)) == len(self.meeting)

    def cells(self, group: int) -> slice:
        """Where the cells of one group stand."""
        return slice(int(np.searchsorted(self.group, group)), int(np.searchsorted(self.group, group, side="right")))


def unit_of(of: str) -> str:
    """The unit of counting, which may be given in Japanese; `OptionError` names the nearest when there is no such unit."""
    of = JAPANESE.get(of, of)
    if of not in UNITS:
        near = get_close_matches(of, UNITS, n=1, cutoff=0.4)
        hint = f"'{near[0]}' のことですか / did you mean '{near[0]}'? " if near else ""
        raise OptionError(f"of='{of}' はありません / no such unit. {hint}({', '.join([*UNITS, *JAPANESE])})")
    return of


def positions(turns: "pd.DataFrame", tags: "pd.DataFrame") -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """For each tag the row of its turn, or -1, and the codes of meetings by turn."""
    import pandas as pd

    meeting, names = pd.factorize(turns["meeting"])
    wide = int(max(turns["turn"].max() if len(turns) else 0, tags["turn"].max() if len(tags) else 0)) + 1
    of_tag = pd.Index(names).get_indexer(tags["meeting"].astype(names.dtype) if len(names) else tags["meeting"])
    keys = meeting.astype(np.int64) * wide + turns["turn"].to_numpy(dtype=np.int64)
    asked = np.where(of_tag < 0, -1, of_tag.astype(np.int64) * wide + tags["turn"].to_numpy(dtype=np.int64))
    found = pd.Index(keys).get_indexer(asked)
    return found.astype(np.int64), meeting.astype(np.int64)


def _themes(tags: "pd.DataFrame") -> "tuple[NDArray[np.int64], tuple[str, ...]]":
    import pandas as pd

    if isinstance(tags["theme"].dtype, pd.CategoricalDtype):
        return np.asarray(tags["theme"].cat.codes, np.int64), tuple(map(str, tags["theme"].cat.categories))
    codes, names = pd.factorize(tags["theme"], sort=True)
    return np.asarray(codes, np.int64), tuple(map(str, names))


def groups_of(turns: "pd.DataFrame", by: list[str]) -> "tuple[NDArray[np.int64], pd.DataFrame]":
    """The code of each turn's group in sorted order (what is not known last), and the groups."""
    if not by:
        return np.zeros(len(turns), np.int64), turns[[]].head(min(1, len(turns))).reset_index(drop=True)
    grouped = turns.groupby(by, dropna=False, sort=True, observed=True)
    first = grouped[by[0]].size().index.to_frame(index=False).set_axis(by, axis=1)
    return np.asarray(grouped.ngroup(), np.int64), first.astype({n: turns[n].dtype for n in by})


def chosen(corpus: Tables, tags: "pd.DataFrame", names: list[str], *, of: str, where: Where | None, primary: bool) -> "tuple[pd.DataFrame, pd.DataFrame]":
    """The turns and the tags that count."""
    turns = select(corpus, names, where=where, text=False)
    if len(tags) and not tags["meeting"].isin(corpus.meetings["meeting"]).any():
        raise OptionError("tags は別のコーパスのものです。同じコーパスに tag をかけ直してください / these tags belong to another corpus: tag this one")
    if of == "substantive_turns":
        turns = turns[turns["act"] != "procedural"]
    return turns, tags[tags["primary"].astype(bool)] if primary else tags


def count(corpus: Tables, tags: "pd.DataFrame", *, by: By, of: str = "turns", where: Where | None = None, primary: bool = False) -> Counts:
    """How many turns, characters or meetings each group has in each meeting, and how many of each theme."""
    names, unit = as_names(by), unit_of(of)
    turns, used = chosen(corpus, tags, names, of=of, where=where, primary=primary)
    theme, themes = _themes(tags)
    if primary:
        theme = theme[tags["primary"].to_numpy(bool)]
    at, meeting = positions(turns, used)
    group, groups = groups_of(turns, names)
    cell_of_turn, cells = cells_of(group, meeting)
    weight = turns["chars"].to_numpy(np.int64) if unit == "chars" else np.ones(len(turns), np.int64)
    real = (at >= 0) & (theme >= 0)
    once = _once(at[real] * max(len(themes), 1) + theme[real])
    n = _sums(once, cell_of_turn, weight, (len(cells), len(themes)))
    denominator = np.bincount(cell_of_turn, weights=weight, minlength=len(cells)).astype(np.int64)
    if unit == "meetings":
        n, denominator = (n > 0).astype(np.int64), np.ones(len(cells), np.int64)
    tagged = int(np.count_nonzero(np.diff(once // max(len(themes), 1), prepend=-1)))
    return Counts(tuple(names), unit, groups, themes, cells[:, 0], cells[:, 1], denominator, n, (tagged, len(once)))


def cells_of(group: "NDArray[np.int64]", meeting: "NDArray[np.int64]") -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """The cell of each turn, and (group, meeting) of each cell, sorted."""
    wide = int(meeting.max()) + 1 if len(meeting) else 1
    keys, cell = np.unique(group * wide + meeting, return_inverse=True)
    return cell.astype(np.int64), np.stack([keys // wide, keys % wide], axis=1)


def _once(keys: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Each key once, in order; tables of tags come in order as a rule, and then nothing is sorted."""
    keys = keys if bool((np.diff(keys) >= 0).all()) else np.sort(keys)
    return keys[np.flatnonzero(np.diff(keys, prepend=-1))]


def _sums(once: "NDArray[np.int64]", cell: "NDArray[np.int64]", weight: "NDArray[np.int64]", shape: tuple[int, int]) -> "NDArray[np.int64]":
    """Cells × themes; `once` holds (turn, theme) as one number, so that a turn counts once for a theme however often it was tagged."""
    themes = max(shape[1], 1)
    turn, theme = once // themes, once % themes
    sums = np.bincount(cell[turn] * themes + theme, weights=weight[turn], minlength=shape[0] * themes)
    return sums.astype(np.int64).reshape(shape[0], themes)[:, : shape[1]]
