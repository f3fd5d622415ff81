"""What was read and what was not: the ledger from which every denominator comes."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from minutes.archive.store import Archive
from minutes.columns import frame
from minutes.compare.intervals import ENOUGH
from minutes.compare.similar import similar
from minutes.text.dates import fiscal_year_of

if TYPE_CHECKING:
    import pandas as pd

    from minutes.corpus.corpus import Corpus

BY = ("municipality", "body", "fiscal_year")
Key = tuple[str | None, str | None, int | None]
THIN = f"会議が{ENOUGH}回未満: 比較には使えません / fewer than {ENOUGH} meetings: described, not compared"
NOTHING = "発言が読めていません / no turns were read"
UNKNOWN = "この年度の会議は知られていません（ないとは限りません） / no meeting of this year is known, which does not mean that there was none"


def coverage(corpus: "Corpus | Archive", *, years: bool = True, pairs: "pd.DataFrame | None" = None) -> "pd.DataFrame":
    """One row for each municipality × body × fiscal year: meetings known, read, parsed, quarantined, and what they hold.

    `known` counts files that were seen and rows of the manifest. Years between the first and the last year of
    the corpus of which nothing is known stand there with NA, never 0 (left out with `years=False`). `why` says
    why a cell cannot carry a comparison. `pairs`: what `similar` gave, where it was asked before.
    """
    rows: dict[Key, Counter[str]] = {}
    words: dict[Key, tuple[Counter[str], Counter[str], set[str]]] = {}
    _count_meetings(corpus, rows, words, similar(corpus) if pairs is None else pairs)
    _count_failures(corpus, rows)
    made = [_row(key, counts, words.get(key)) for key, counts in rows.items()]
    if years:
        made += [dict(zip(BY, key, strict=True)) | {"why": UNKNOWN} for key in _unknown(rows)]
    made.sort(key=lambda r: [(r[name] is None, r[name] or 0 if name == "fiscal_year" else r[name] or "") for name in BY])
    return frame("coverage", made)


def _count_meetings(corpus: "Corpus | Archive", rows: dict[Key, Counter[str]], words: dict[Key, tuple[Counter[str], Counter[str], set[str]]], pairs: "pd.DataFrame") -> None:
    twins = {str(m) for side in ("a", "b") for m in pairs[side]}
    for m in corpus.meetings.to_dict("records"):
        key = _key(m["municipality"], m["body"], m["fiscal_year"])
        counts = rows.setdefault(key, Counter())
        counts.update(known=1, read=1, parsed=int(m["turns"] > 0), similar=int(m["meeting"] in twins), turns=int(m["turns"]), chars=int(m["chars"]))
        records, kinds, dates = words.setdefault(key, (Counter(), Counter(), set()))
        records[m["record"]] += 1
        kinds[m["kind"]] += 1
        dates |= {str(m["date"])} if isinstance(m["date"], str) else set()


def _count_failures(corpus: "Corpus | Archive", rows: dict[Key, Counter[str]]) -> None:
    """Failures stand where the manifest says that they belong, else in the row of unknown places; so do rows that were never read."""
    listed = {row.path: row for row in corpus.listed}
    for failure in corpus.failed:
        row = listed.get(failure.path)
        counts = rows.setdefault(_key(*((row.municipality, row.body, row.date) if row else (None, None, None))), Counter())
        counts.update(known=1, duplicate=int(failure.reason == "duplicate"), missing=int(failure.reason == "missing"))
        counts["quarantined"] += failure.reason not in ("duplicate", "missing")
    read = corpus.state.places().values() if isinstance(corpus, Archive) else (m.source.path for m in corpus.records)
    met = {*read, *(f.path for f in corpus.failed)}
    for row in corpus.listed:
        if row.path not in met:
            rows.setdefault(_key(row.municipality, row.body, row.date), Counter())["known"] += 1


def _key(municipality: Any, body: Any, year: Any) -> Key:
    import pandas as pd

    known = [None if pd.isna(v) else v for v in (municipality, body, year)]
    return known[0], known[1], fiscal_year_of(known[2]) if isinstance(known[2], str) else None if known[2] is None else int(known[2])


def _row(key: Key, counts: Counter[str], words: tuple[Counter[str], Counter[str], set[str]] | None) -> dict[str, Any]:
    records, kinds, dates = words or (Counter(), Counter(), set())
    parsed = counts["parsed"]
    sums = {name: counts[name] for name in ("known", "read", "parsed", "quarantined", "duplicate", "missing", "similar", "turns", "chars")}
    why = NOTHING if not parsed else THIN if parsed < ENOUGH else None
    span = {"first": min(dates, default=None), "last": max(dates, default=None)}
    return dict(zip(BY, key, strict=True)) | sums | span | {"record": _shares(records), "kind": _shares(kinds), "why": why}


def _shares(counts: Counter[str]) -> str | None:
    return "、".join(f"{name} {n}" for name, n in sorted(counts.items(), key=lambda c: (-c[1], c[0]))) or None


def _unknown(rows: Iterable[Key]) -> list[Key]:
    """Years of the corpus in which a body of a municipality has no row."""
    years = [year for _, _, year in rows if year is not None]
    if not years:
        return []
    known = set(rows)
    bodies = {(place, body) for place, body, year in known if place is not None and body is not None and year is not None}
    return [(place, body, year) for place, body in bodies for year in range(min(years), max(years) + 1) if (place, body, year) not in known]
