"""The report: one HTML file without any reference to the outside, readable without JavaScript."""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from itertools import takewhile
from os import PathLike
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from minutes.archive.store import Archive
from minutes.columns import columns
from minutes.report.cautions import cautions
from minutes.report.charts import Chart, intervals, percent, trend
from minutes.report.messages import Words
from minutes.report.questions import question_rows
from minutes.report.quotes import Quote, leads, pair_leads, quotes, stored_quotes
from minutes.report.views import Grid, apart_rows, coverage_grid, group_names, heats, theme_lines, theme_order, top_terms
from minutes.text.gaiji import shown
from minutes.version import __version__

if TYPE_CHECKING:
    import pandas as pd

    from minutes.corpus.corpus import Corpus
    from minutes.report.figures import Figures

LEDGER = 30  # rows of the ledger that are shown at once
EXPLAINED = ("rates", "differences", "keyness", "cooccurrence", "questions", "coverage")  # tables behind the report
LISTED = 1500  # meetings in the list of meetings
QUOTED = 1500  # quotations in all, as far as every cell keeps one
TOGETHER = 25
ASSETS = ("report.css", "report.js")


def report(
    corpus: "Corpus | Archive",
    tags: "pd.DataFrame | None" = None,
    path: str | PathLike[str] = "report.html",
    *,
    lang: str = "ja",
    by: str | None = None,
    seed: int = 0,
) -> Path:
    """Write the report of a tagged corpus to `path` and return it: one file, no script or style from elsewhere, `lang` ja or en.

    `by` is the column whose groups are compared: municipality, or where there is only one the body or fiscal year. An archive
    brings its tags with it, `report(archive, path="report.html")`, and is counted on the disk: only what is quoted is read.
    """
    out = Path(path)
    out.write_text(page(corpus, tags, lang=lang, by=by, seed=seed), encoding="utf-8", newline="\n")
    return out


def page(corpus: "Corpus | Archive", tags: "pd.DataFrame | None" = None, *, lang: str = "ja", by: str | None = None, seed: int = 0) -> str:
    """The report as text."""
    from minutes.compare.fetched import values_in
    from minutes.compare.stored import opened
    from minutes.report.figures import digest, figures

    w = Words(lang)
    found = figures(corpus, tags, by=by, seed=seed)
    themes = theme_order(found.groups)
    said = opened(corpus) if tags is None else tags
    names = group_names(values_in(corpus, found.by) if isinstance(corpus, Archive) else corpus.turns.sort_values(found.by, kind="stable"), found.by, w)
    together = found.together[found.together["a"].isin(themes)].head(TOGETHER).to_dict("records")
    pairs = [(str(r["a"]), str(r["b"])) for r in together]
    quoted = _quotes(corpus, tags, found, names, len(themes), pairs)
    return str(
        _template(_near(corpus)).render(
            w=w,
            lang=lang,
            f=found,
            books=corpus.books,
            numbers=_numbers(corpus, w),
            cautions=cautions(corpus, found, w),
            grids=_grids(found.coverage, w),
            meetings=corpus.meetings.head(LISTED).to_dict("records"),
            meetings_of=len(corpus.meetings),
            failed=[f for f in corpus.failed if f.reason != "duplicate"],
            similar=found.similar.head(50).to_dict("records"),
            themes=themes,
            heats=heats(found.groups, found.by, w, themes),
            years=heats(found.years, "fiscal_year", w, themes, leads(quoted, "fiscal_year")),
            roles=heats(found.roles, "role", w, themes, leads(quoted, "role")),
            apart=apart_rows(found.apart, names) if found.apart is not None else None,
            words=_by_group(found.words, found.by, w),
            together=together,
            pairs=pair_leads(quoted, said, pairs),
            questions=question_rows(found.asked, w),
            pages=[_theme(found, w, themes, t, names) for t in themes],
            group_ids={(t, name): f"t{k}g{g}" for k, t in enumerate(themes) for g, name in enumerate(names.values())},
            lines=theme_lines(found.groups, found.each_year, found.by, w),
            terms=top_terms(said),
            quotes=quoted,
            dictionary=[(table, columns(table)) for table in EXPLAINED],
            digest=digest(corpus),
            version=__version__,
            csp=_policy(),
        )
    )


def _grids(coverage: "pd.DataFrame", w: Words) -> list[Grid]:
    """The ledger by body; where that is long, first a short one by municipality."""
    full = coverage_grid(coverage, w)
    return [full] if len(full.rows) <= LEDGER else [coverage_grid(coverage, w, bodies=False), full]


def _numbers(corpus: "Corpus | Archive", w: Words) -> str:
    read = corpus.meetings
    return w("numbers", meetings=len(read), places=read["municipality"].nunique(), turns=f"{int(read['turns'].sum()):,}", chars=f"{int(read['chars'].sum()):,}")


def _by_group(table: "pd.DataFrame | None", by: str, w: Words) -> list[tuple[str, list[dict[str, Any]]]]:
    """Distinctive words by group, those with a score above chance."""
    if table is None:
        return []
    return [(w.of(by, value), [{str(k): v for k, v in r.items()} for r in mine.to_dict("records")]) for value, mine in table.groupby(by, dropna=False, sort=True)]


def _theme(found: "Figures", w: Words, themes: list[str], theme: str, names: dict[Any, str]) -> dict[str, Any]:
    """One theme: its charts, its table, and who spoke of it first."""
    k = themes.index(theme)
    mine = found.groups[found.groups["theme"] == theme]
    mine = mine.assign(name=[w.of(found.by, v) for v in mine[found.by]]).sort_values(["rate", "name"], ascending=[False, True], kind="stable")
    years = found.years[(found.years["theme"] == theme) & found.years["fiscal_year"].notna()]
    first = found.first[found.first["theme"] == theme].to_dict("records")
    charts = [intervals(mine, name="name", title=w("theme_by", theme=theme), key=f"c{k}", says=_highest(mine, theme, w))]
    if len(years) > 1:
        charts.append(_trend(years, theme, w, f"y{k}"))
    groups = [(f"t{k}g{g}", name) for g, name in enumerate(names.values())]
    return {
        "name": theme,
        "id": f"t{k}",
        "charts": charts,
        "first": [{str(c): v for c, v in r.items()} for r in first],
        "groups": groups,
        "counts": {r["name"]: r for r in mine.to_dict("records")},
    }


def _highest(mine: "pd.DataFrame", theme: str, w: Words) -> str:
    if not len(mine):
        return theme
    top = mine.to_dict("records")[0]
    return w("theme_says", theme=theme, name=top["name"], rate=percent(top["rate"]), n=top["n"], of=top["of"], low=percent(top["low"]), high=percent(top["high"]))


def _trend(years: "pd.DataFrame", theme: str, w: Words, key: str) -> Chart:
    rows = years.to_dict("records")
    says = w("theme_trend", theme=theme, first=rows[0]["fiscal_year"], a=percent(rows[0]["rate"]), last=rows[-1]["fiscal_year"], b=percent(rows[-1]["rate"]))
    return trend(years, period="fiscal_year", title=w("theme_years", theme=theme), key=key, says=says)


def _quotes(
    corpus: "Corpus | Archive", tags: "pd.DataFrame | None", found: "Figures", names: dict[Any, str], themes: int, pairs: list[tuple[str, str]]
) -> dict[tuple[str, str], list[Quote]]:
    import pandas as pd

    from minutes.compare.stored import opened

    each = min(3, max(1, QUOTED // max(1, themes * len(names))))
    if tags is None:
        return stored_quotes(opened(corpus), found.by, names, each=each, pairs=pairs)
    turns = corpus.turns
    groups = {(str(m), int(t)): names[None if pd.isna(g) else g] for m, t, g in zip(turns["meeting"], turns["turn"], turns[found.by], strict=True)}
    return quotes(corpus, tags, groups, each=each, pairs=pairs)


@cache
def _asset(name: str) -> str:
    return files("minutes.report").joinpath("templates", name).read_text(encoding="utf-8")


def _policy() -> str:
    """A policy that allows this file's own style and script, by their hashes, and nothing else."""
    style, script = (b64encode(hashlib.sha256(_asset(name).encode()).digest()).decode() for name in ASSETS)
    return f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'"


def _near(corpus: "Corpus | Archive") -> Callable[[str], str]:
    """Paths as seen from the folder that all files share: a report that is mailed does not tell where its maker keeps things."""
    read = corpus.state.places().values() if isinstance(corpus, Archive) else (m.source.path for m in corpus.records)
    folders = {PurePath(p).parent.parts for p in [*read, *(f.path for f in corpus.failed)]}
    shared = len(list(takewhile(lambda level: len(set(level)) == 1, zip(*folders, strict=False))))
    return lambda path: "/".join(PurePath(path).parts[shared:])


def _template(near: Callable[[str], str]) -> Any:
    from jinja2 import DictLoader, Environment, StrictUndefined
    from markupsafe import Markup

    pages = ("report.html", "parts.html", "theme.html")
    env = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: shown(value) if isinstance(value, str) else value,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=DictLoader({name: _asset(name) for name in pages}),
    )
    env.globals.update(style=Markup(_asset("report.css")), script=Markup(_asset("report.js")), drawn=_drawn)  # noqa: S704 - our own files, never words of a document
    env.filters.update(na=_na, pc=percent, near=near)
    return env.get_template("report.html")


def _drawn(chart: Chart) -> Any:
    """A chart as it is: `charts.element` has escaped every word in it."""
    from markupsafe import Markup

    return Markup(chart.svg)  # noqa: S704


def _na(value: Any) -> Any:
    import pandas as pd

    return "" if value is None or pd.isna(value) else value
