"""What a notebook shows of a meeting, a corpus and a table of rates: short, escaped, and quick.

`attach` gives `Meeting` and `Corpus` their picture in notebooks; `chart` draws a table of rates.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from zlib import crc32

from minutes.corpus.corpus import Corpus
from minutes.errors import OptionError
from minutes.model import Meeting
from minutes.report.charts import Chart, intervals, percent, trend
from minutes.report.messages import Words

if TYPE_CHECKING:
    import pandas as pd

ROWS = 20
WORDS = 120
OWN = frozenset(("theme", "n", "of", "rate", "low", "high", "meetings", "descriptive", "interval", "unit", "adjusted", "adjusted_low", "adjusted_high", "support", "series"))


def attach() -> None:
    """Let notebooks show meetings and corpora as tables; the classes themselves know nothing of it."""
    setattr(Meeting, "_repr_html_", meeting_html)  # noqa: B010 - the name that notebooks ask for
    setattr(Corpus, "_repr_html_", corpus_html)  # noqa: B010


def meeting_html(meeting: Meeting, *, lang: str = "ja") -> str:
    """A meeting: what its header says, and its first twenty turns."""
    w, h = Words(lang), meeting.header
    facts = [h.municipality, h.body, h.date, w("meetings") if h.number is None else f"#{h.number}", h.place]
    about = [f"{len(meeting.turns)} {w('turns')}", f"{w('layout')} {meeting.layout or '–'} ({meeting.how})", f"{w('claimed')} {percent(meeting.claimed)}", meeting.source.path]
    rows = [(t.n, t.speaker.label, w.of("role", t.speaker.role), t.act, t.text[:WORDS] + ("…" if len(t.text) > WORDS else "")) for t in meeting.turns[:ROWS]]
    more = f"<p>… {len(meeting.turns) - ROWS}</p>" if len(meeting.turns) > ROWS else ""
    notes = "".join(f"<li>{_text(x.code)}: {_text(x.message)}</li>" for x in meeting.warnings[:ROWS])
    return (
        _box(h.title or meeting.id, [f for f in facts if f], about)
        + _table(("#", w("speaker"), w("role"), "act", w("turns")), rows)
        + more
        + (f"<ul>{notes}</ul>" if notes else "")
    )


def corpus_html(corpus: Corpus, *, lang: str = "ja") -> str:
    """A corpus: the books, and one row a municipality; twenty at most."""
    w = Words(lang)
    places = corpus.meetings.groupby("municipality", dropna=False, sort=True).agg(
        meetings=("meeting", "size"), turns=("turns", "sum"), chars=("chars", "sum"), first=("fiscal_year", "min"), last=("fiscal_year", "max")
    )
    rows = [(w.of("municipality", place), *(_number(v) for v in row)) for place, row in zip(places.index[:ROWS], places.to_numpy()[:ROWS], strict=True)]
    more = f"<p>… {len(places) - ROWS}</p>" if len(places) > ROWS else ""
    heads = (w("municipality"), w("meetings"), w("turns"), w("chars"), f"{w('fiscal_year')} ≥", f"{w('fiscal_year')} ≤")
    return _box(repr(corpus), [w("books", **corpus.books)], []) + _table(heads, rows) + more


def chart(table: "pd.DataFrame", *, theme: str, lang: str = "ja") -> Chart:
    """One theme of a table of `rates`, drawn: rows with intervals, or a line where the groups are fiscal years.

    The drawing has `.data`, the rows it was made from, and `.save("x.svg")`.
    """
    w = Words(lang)
    groups = [c for c in table.columns if c not in OWN]
    if theme not in set(table["theme"]):
        raise OptionError(f"テーマ '{theme}' は表にありません / the table has no theme '{theme}': {'、'.join(sorted(map(str, table['theme'].unique())))}")
    mine = table[table["theme"] == theme]
    key = f"n{crc32(mine.to_csv().encode()):08x}"
    if groups == ["fiscal_year"]:
        mine = mine[mine["fiscal_year"].notna()]
        return trend(mine, period="fiscal_year", title=w("theme_years", theme=theme), key=key, says=w("theme_years", theme=theme))
    mine = mine.assign(name=[" / ".join(w.of(c, v) for c, v in zip(groups, row, strict=True)) for row in mine[groups].to_numpy().tolist()])
    return intervals(mine, name="name", title=w("theme_by", theme=theme), key=key, says=w("theme_by", theme=theme))


def _number(value: Any) -> str:
    import pandas as pd

    return "–" if pd.isna(value) else f"{int(value):,}" if int(value) > 3000 or int(value) < 1000 else str(int(value))


def _text(value: object) -> str:
    from markupsafe import escape

    return str(escape("" if value is None else str(value)))


def _box(title: str, facts: Sequence[object], about: Sequence[object]) -> str:
    lines = "<br>".join(" · ".join(_text(x) for x in part) for part in (facts, about) if part)
    return f"<p><b>{_text(title)}</b><br>{lines}</p>"


def _table(heads: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    head = "".join(f'<th scope="col">{_text(h)}</th>' for h in heads)
    body = "".join("<tr>" + "".join(f'<td style="text-align:left">{_text(v)}</td>' for v in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
