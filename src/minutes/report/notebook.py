"""What a notebook shows of meetings, turns, corpora, layouts and tables of rates: short, escaped, and quick.

`attach` gives these values their picture in notebooks; `chart` draws a table of rates.
"""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from zlib import crc32

from minutes.archive.store import Archive
from minutes.corpus.corpus import Corpus
from minutes.errors import OptionError
from minutes.model import Meeting, Turn
from minutes.parse.layout import Layout
from minutes.report.charts import Chart, intervals, percent, trend
from minutes.report.messages import Words

if TYPE_CHECKING:
    import pandas as pd

    from minutes.themes.topics import Topics

ROWS = 20
WORDS = 120
LONG = 2000  # characters of a turn that stands alone
OWN = frozenset(("theme", "n", "of", "rate", "low", "high", "meetings", "descriptive", "interval", "unit", "adjusted", "adjusted_low", "adjusted_high", "support", "series"))


def attach() -> None:
    """Let notebooks show our values as tables; the classes themselves know nothing of it."""
    for kind, picture in ((Meeting, meeting_html), (Turn, turn_html), (Corpus, corpus_html), (Archive, corpus_html), (Layout, layout_html)):
        setattr(kind, "_repr_html_", picture)  # noqa: B010 - the name that notebooks ask for
    if "IPython" in sys.modules and (shell := sys.modules["IPython"].get_ipython()) is not None:  # by name: nothing heavy is imported for it
        shell.display_formatter.formatters["text/html"].for_type_by_name("minutes.themes.topics", "Topics", topics_html)


def meeting_html(meeting: Meeting, *, lang: str = "ja") -> str:
    """A meeting: what its header says, and its first twenty turns."""
    w, h = Words(lang), meeting.header
    facts = [h.municipality, h.body, h.date, w("meetings") if h.number is None else f"#{h.number}", h.place]
    about = [f"{len(meeting.turns)} {w('turns')}", f"{w('layout')} {meeting.layout or '–'} ({meeting.how})", f"{w('claimed')} {percent(meeting.claimed)}", meeting.source.path]
    rows = [(t.n, t.speaker.label, w.of("role", t.speaker.role), w.of("act", t.act), _cut(t.text, WORDS)) for t in meeting.turns[:ROWS]]
    more = f"<p>… {len(meeting.turns) - ROWS}</p>" if len(meeting.turns) > ROWS else ""
    notes = "".join(f"<li>{_text(x.code)}: {_text(x.message)}</li>" for x in meeting.warnings[:ROWS])
    return (
        _box(h.title or meeting.id, [f for f in facts if f], about)
        + _table(("#", w("speaker"), w("role"), w("act"), w("turns")), rows)
        + more
        + (f"<ul>{notes}</ul>" if notes else "")
    )


def turn_html(turn: Turn, *, lang: str = "ja") -> str:
    """A turn: who speaks as what, what the turn does, where it stands in the text, and its words (the first 2,000 characters)."""
    w, s = Words(lang), turn.speaker
    facts = [w.of("role", s.role), s.name, s.group, w.of("act", turn.act)]
    about = [f"#{turn.n}", f"{turn.span.start:,}–{turn.span.end:,}", *(f"→ #{n}" for n in turn.reply_to)]
    words = "<br>".join(_text(line) for line in _cut(turn.text, LONG).split("\n"))
    return _box(s.label or "–", [f for f in facts if f], about) + f"<blockquote>{words}</blockquote>"


def layout_html(layout: Layout, *, lang: str = "ja") -> str:
    """A layout: what it is for, and its templates with what their marks mean."""
    w = Words(lang)
    acts = [(mark, w.of("act", act)) for mark, act in layout.acts.items()]
    rows = [*((t, "") for t in layout.turns[:ROWS]), *acts[:ROWS]]
    return _box(layout.name, [layout.about], [f"{layout.how} {layout.confidence:g}"]) + _table((w("layout"), w("act")), rows)


def topics_html(topics: "Topics", *, lang: str = "ja") -> str:
    """A topic model: one row a topic, twenty at most: its words, its share, and whether it is a municipality in disguise."""
    w, table = Words(lang), topics.topics()
    rows = [(r["topic"], percent(float(r["share"])), r["words"], w.of("municipality", r["municipality"]) if r["leak"] else "") for r in table.head(ROWS).to_dict("records")]
    more = f"<p>… {len(table) - ROWS}</p>" if len(table) > ROWS else ""
    return _box(repr(topics), [], []) + _table((w("topic"), w("share"), w("topic_words"), w("topic_leak")), rows) + more


def corpus_html(corpus: "Corpus | Archive", *, lang: str = "ja") -> str:
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

    The drawing has `.data` (the rows it was made from), `.says` (what is shown, of how much, and how) and `.save`,
    which writes .svg, .html or .png. Hollow dots are descriptive only; a group without turns has no dot, never a zero.
    """
    w = Words(lang)
    groups = [c for c in table.columns if c not in OWN]
    if theme not in set(table["theme"]):
        raise OptionError(f"テーマ '{theme}' は表にありません / the table has no theme '{theme}': {'、'.join(sorted(map(str, table['theme'].unique())))}")
    mine = table[table["theme"] == theme]
    key = f"n{crc32(mine.to_csv().encode()):08x}"
    if groups == ["fiscal_year"]:
        mine = mine[mine["fiscal_year"].notna()]
        return trend(mine, period="fiscal_year", title=w("theme_years", theme=theme), key=key, says=_says(table, mine, theme, w))
    mine = mine.assign(name=[" / ".join(w.of(c, v) for c, v in zip(groups, row, strict=True)) for row in mine[groups].to_numpy().tolist()])
    return intervals(mine, name="name", title=w("theme_by", theme=theme), key=key, says=_says(table, mine, theme, w))


def _says(table: "pd.DataFrame", mine: "pd.DataFrame", theme: str, w: Words) -> str:
    unit = str(mine["unit"].iloc[0]) if "unit" in mine and len(mine) else "turns"
    n, of = (int(mine[c].sum()) for c in ("n", "of"))
    return w("chart_says", theme=theme, n=f"{n:,}", of=f"{of:,}", unit=w.of("unit", unit), times=table.attrs.get("times", "–"), seed=table.attrs.get("seed", "–"))


def _number(value: Any) -> str:
    import pandas as pd

    return "–" if pd.isna(value) else f"{int(value):,}" if int(value) > 3000 or int(value) < 1000 else str(int(value))


def _cut(text: str, most: int) -> str:
    return text[:most] + ("…" if len(text) > most else "")


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
