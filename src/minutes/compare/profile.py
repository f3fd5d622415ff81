"""One speaker, or one municipality, on one page: how much, when, in which part, about what."""

from typing import TYPE_CHECKING, Any

from minutes.columns import frame
from minutes.compare.intervals import ENOUGH
from minutes.compare.rates import rates
from minutes.compare.select import Tables, Where, select
from minutes.errors import OptionError

if TYPE_CHECKING:
    import pandas as pd

PARTS = ("fiscal_year", "body", "role", "act")


def profile(corpus: Tables, tags: "pd.DataFrame | None" = None, *, where: Where, of: str = "turns", seed: int = 0) -> "pd.DataFrame":
    """One row for each theme, year, body, role and act of those whom `where` chooses: n of `of`, rate, interval.

    `where={"speaker": "桑名泰子", "municipality": "桐ヶ浜市"}` is a person (a name alone may be several people);
    `where={"municipality": "桐ヶ浜市"}` is a place. `part` says what a row is about; themes overlap, the others add up.
    """
    if not where:
        raise OptionError("where= で人か自治体を指定してください / say who or where: where={'municipality': …}")
    chosen = select(corpus, PARTS, where=where, text=False)
    rows: list[dict[str, Any]] = [_total(chosen)]
    found = rates(corpus, tags, by=[], of=of, where=where, seed=seed)
    shown = found.sort_values(["n", "theme"], ascending=[False, True], kind="stable")
    rows += [{"part": "theme", "value": r["theme"]} | {str(k): r[k] for k in ("n", "of", "rate", "low", "high", "meetings", "descriptive")} for r in shown.to_dict("records")]
    rows += [row for part in PARTS for row in _part(chosen, part)]
    made = frame("profile", rows)
    made.attrs = {"where": dict(where), "unit": of}
    return made


def _total(chosen: "pd.DataFrame") -> dict[str, Any]:
    days = chosen["date"].dropna()
    span, meetings = f"{days.min()} – {days.max()}" if len(days) else None, int(chosen["meeting"].nunique())
    return {"part": "total", "value": span, "n": len(chosen), "of": len(chosen), "rate": 1.0, "meetings": meetings, "descriptive": meetings < ENOUGH}


def _part(chosen: "pd.DataFrame", part: str) -> list[dict[str, Any]]:
    """Shares of turns by one column; what is not known stands last."""
    counts = chosen.groupby(part, dropna=False, sort=True).agg(n=("turn", "size"), meetings=("meeting", "nunique"))
    total = len(chosen)
    values = [None if v is None or v != v else str(v) for v in counts.index.astype(object)]  # noqa: PLR0124 - NaN
    return [
        {"part": part, "value": value, "n": int(n), "of": total, "rate": round(int(n) / total, 6), "meetings": int(m), "descriptive": int(m) < ENOUGH}
        for value, n, m in zip(values, counts["n"], counts["meetings"], strict=True)
    ]
