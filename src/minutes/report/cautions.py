"""What a comparison can and cannot say, told from what was read."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from minutes.compare.select import body_type
from minutes.report.messages import Words

if TYPE_CHECKING:
    import pandas as pd

    from minutes.archive.store import Archive
    from minutes.corpus.corpus import Corpus
    from minutes.report.figures import Figures

NAMES = 12


def cautions(corpus: "Corpus | Archive", found: "Figures", words: Words) -> list[str]:
    """Sentences for the box on the first page: one that says what holds, then what stands in the way."""
    read = corpus.meetings[corpus.meetings["turns"] > 0]
    says = [words("says_can")]
    thin = found.groups.loc[found.groups["descriptive"].astype(bool), found.by]
    if len(thin):
        says.append(words("says_thin", names=_names(words.of(found.by, v) for v in thin.drop_duplicates())))
    says += _mixtures(read, words)
    lost, unplaced = corpus.books["quarantined"] + corpus.books["partial"] + corpus.books["missing"], int(read["municipality"].isna().sum())
    says += [words("says_failed", n=lost)] if lost else []
    says += [words("says_similar", n=len(found.similar))] if len(found.similar) else []
    says += [words("says_unknown", n=unplaced)] if unplaced else []
    return [*says, words("says_stance")]


def _mixtures(read: "pd.DataFrame", words: Words) -> list[str]:
    """Where municipalities differ in what was read of them: style of record, sort of body, years."""
    says = []
    summaries = read.loc[read["record"] == "summary", "municipality"]
    if 0 < len(summaries) < len(read):
        says.append(words("says_record", names=_names(words.of("municipality", v) for v in summaries.drop_duplicates())))
    kinds = _by_place(read, read["body"].map(lambda b: body_type(str(b))), words)
    if len({frozenset(k) for _, k in kinds}) > 1 and words.lang == "ja":
        says.append(words("says_body", names="、".join(f"{place}: {'・'.join(k)}" for place, k in kinds[:NAMES])))
    elif len({frozenset(k) for _, k in kinds}) > 1:
        says.append(words("says_body", names="; ".join(f"{place}: {', '.join(k)}" for place, k in kinds[:NAMES])))
    years = _by_place(read, read["fiscal_year"], words)
    if len({frozenset(y) for _, y in years}) > 1:
        says.append(words("says_years", names="、".join(f"{place}: {y[0]}–{y[-1]}" if len(y) > 1 else f"{place}: {y[0]}" for place, y in years[:NAMES] if y)))
    return says


def _by_place(read: "pd.DataFrame", values: "pd.Series[str]", words: Words) -> list[tuple[str, list[str]]]:
    """For each municipality the sorted values that it has."""
    return [(words.of("municipality", place), sorted({str(v) for v in mine.dropna()})) for place, mine in values.groupby(read["municipality"], dropna=False, sort=True)]


def _names(names: Iterable[str]) -> str:
    found = list(names)
    return "、".join(found[:NAMES]) + ("…" if len(found) > NAMES else "")
