"""Since when, and more or less than before: rates along the years, and who spoke of a theme first."""

from typing import TYPE_CHECKING, Any

import numpy as np

from minutes.archive.store import Archive
from minutes.columns import frame
from minutes.compare.count import groups_of
from minutes.compare.fetched import first_of
from minutes.compare.intervals import ENOUGH
from minutes.compare.rates import rates
from minutes.compare.select import By, Tables, Where, as_names, select
from minutes.compare.stored import opened

if TYPE_CHECKING:
    import pandas as pd


def timeline(
    corpus: Tables,
    tags: "pd.DataFrame | None" = None,
    *,
    period: str = "fiscal_year",
    by: By = "municipality",
    of: str = "turns",
    where: Where | None = None,
    primary: bool = False,
    seed: int = 0,
) -> "pd.DataFrame":
    """The columns of `rates` by group and period, and the pooled series of all groups (`series` pooled).

    `period`: fiscal_year, year or month. A theme of which all cities together speak more may only be spoken of more
    because one more city is in the archive: read the pooled series beside those of the groups. Periods from the
    first to the last of the corpus in which a group has no turns stand there with NA, never 0. An archive brings its tags with it.
    """
    import pandas as pd

    names = as_names(by)
    apart = rates(corpus, tags, by=[*names, period], of=of, where=where, primary=primary, seed=seed).assign(series="group")
    pooled = rates(corpus, tags, by=[period], of=of, where=where, primary=primary, seed=seed).assign(series="pooled")
    both = pd.concat([_complete(apart, names, period), pooled], ignore_index=True)
    made = frame("timeline", {str(c): both[c] for c in both.columns}, by=["series", *names, period])
    made = made.astype({c: apart[c].dtype for c in (*names, period)})
    made.attrs = apart.attrs | {"period": period}
    return made


def _complete(table: "pd.DataFrame", names: list[str], period: str) -> "pd.DataFrame":
    """The table with a row for every group, period and theme; whole numbers have no gap between first and last."""
    import pandas as pd

    seen = table[period].dropna()
    if not len(seen):
        return table
    every = pd.array(range(int(seen.min()), int(seen.max()) + 1), dtype="Int64") if pd.api.types.is_integer_dtype(seen) else seen.drop_duplicates().sort_values()
    grid = table[names].drop_duplicates().merge(pd.DataFrame({period: every}), how="cross").merge(pd.DataFrame({"theme": table["theme"].drop_duplicates()}), how="cross")
    known = table[table[period].notna()]
    made = grid.merge(known, on=[*names, period, "theme"], how="left")
    made["series"] = "group"
    return pd.concat([made, table[table[period].isna()]], ignore_index=True)


def first_mentions(corpus: Tables, tags: "pd.DataFrame | None" = None, *, by: By = "municipality", where: Where | None = None) -> "pd.DataFrame":
    """One row for each group and theme: the first turn that spoke of it, who, and how many meetings were read before.

    A first mention is the first in what was read. `meetings_before` 0 means that the archive begins with it; a group of
    fewer than 8 dated meetings is `descriptive`. An archive brings its tags with it.
    """
    names = as_names(by)
    found, days = _stored(opened(corpus), names, where) if tags is None else _first(corpus, tags, names, where)
    wide = int(days["_day"].max()) + 1 if len(days) else 1
    read = np.sort((days["_group"] * wide + days["_day"]).to_numpy(np.int64))
    group = found["_group"].to_numpy(np.int64)
    begin, now, end = (np.searchsorted(read, at) for at in (group * wide, group * wide + found["_day"].to_numpy(np.int64), (group + 1) * wide))
    data: dict[str, Any] = {str(c): found[c] for c in found.columns}
    made = frame("first_mentions", data | {"meetings_before": now - begin, "meetings": end - begin, "descriptive": end - begin < ENOUGH}, by=names)
    return made.sort_values([*names, "date", "theme"], kind="stable", ignore_index=True)


def _first(corpus: Tables, tags: "pd.DataFrame", names: list[str], where: Where | None) -> "tuple[pd.DataFrame, pd.DataFrame]":
    """The first turn of each group and theme, and the dated meetings of each group, with the numbers of group and day."""
    turns = select(corpus, names, where=where)
    dated = turns[turns["date"].notna()]
    dated = dated.assign(_group=groups_of(dated, names)[0], _day=np.asarray(dated["date"].factorize(sort=True)[0], np.int64))
    found = dated.merge(tags[["meeting", "turn", "theme"]].astype({"meeting": "string", "turn": "Int64", "theme": "string"}), on=["meeting", "turn"])
    found = found.sort_values(["_day", "meeting", "turn"], kind="stable").drop_duplicates(["_group", "theme"])
    return found, dated.drop_duplicates(["_group", "meeting"])


def _stored(archive: Archive, names: list[str], where: Where | None) -> "tuple[pd.DataFrame, pd.DataFrame]":
    """What `_first` gives, from the database."""
    import pandas as pd

    days, found = first_of(archive, names, where)
    both = pd.concat([days[[*names, "date"]], found[[*names, "date"]]] if "date" not in names else [days[names], found[names]], ignore_index=True)
    group, day = groups_of(both, names)[0], np.asarray(both["date"].factorize(sort=True)[0], np.int64)
    days, found = (part.assign(_group=group[at], _day=day[at]) for part, at in ((days, slice(len(days))), (found, slice(len(days), None))))
    return found.sort_values(["_day", "meeting", "turn"], kind="stable"), days
