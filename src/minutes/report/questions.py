"""Who asked and was answered, group by group: counts, and a few questions to quote."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minutes.report.charts import percent
from minutes.report.messages import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

FAIR = 20
"""Characters that a question has more of where it is quoted, if its group has any such."""


@dataclass(frozen=True, slots=True)
class AskedBy:
    """The questions of one value of a column: how many, how many answered, and those to quote as rows of `questions`."""

    by: str
    value: Any
    n: int
    answered: int
    quoted: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions of one group: how many, answered, open, the share answered, and some of them as rows of `questions` to quote."""

    id: str
    name: str
    n: int
    answered: int
    open: int
    share: str
    examples: tuple[dict[str, Any], ...]


def asked_in(table: "pd.DataFrame", by: str) -> tuple[AskedBy, ...]:
    """The table `questions` by group; quoted are the first question of a fair length that was answered and the first two that were not, of different meetings."""
    by = by if by in table.columns else "municipality"
    groups = []
    for value, mine in table.groupby(by, dropna=False, sort=True):
        long = mine["text"].str.len() > FAIR
        fair = mine[long] if long.any() else mine
        done = fair["answers"] > 0
        quoted = [*fair[done].head(1).to_dict("records"), *fair[~done].drop_duplicates("meeting").head(2).to_dict("records")]
        groups.append(AskedBy(by, value, len(mine), int((mine["answers"] > 0).sum()), tuple({str(c): v for c, v in q.items()} for q in quoted)))
    return tuple(groups)


def question_rows(groups: "Sequence[AskedBy]", words: Words) -> list[Asked]:
    """One row a group, in words."""
    return [Asked(f"ask{k}", words.of(g.by, g.value), g.n, g.answered, g.n - g.answered, percent(g.answered / g.n), g.quoted) for k, g in enumerate(groups)]
