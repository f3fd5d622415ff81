"""What a notebook shows: bounded, escaped, quick, and drawn from a table that can be had."""

from collections.abc import Callable
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from minutes.compare.rates import rates
from minutes.corpus.corpus import Corpus
from minutes.errors import OptionError
from minutes.model import Meeting
from minutes.report.charts import short, ticks
from minutes.report.notebook import attach, chart, corpus_html, meeting_html

Tagged = tuple[Corpus, pd.DataFrame]


class Elements(HTMLParser):
    """The names of the elements of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's signature
        """Keep the name."""
        self.found.add(tag)


def test_reprs_are_short_and_quick(tagged: Tagged) -> None:
    """A meeting and a corpus show themselves in well under 200 KB."""
    corpus, _ = tagged
    for picture in (partial(meeting_html, corpus.records[0]), partial(corpus_html, corpus)):
        text = picture()
        assert len(text.encode()) < 50_000
    assert "汐見野市" in corpus_html(corpus)
    assert corpus.records[0].turns[0].speaker.label in meeting_html(corpus.records[0])


def test_words_of_documents_stay_words(poison: Callable[[str], Tagged]) -> None:
    """No element of a document gets into a repr or a chart."""
    words = "</script><img src=x onerror=alert(1)><b onclick=alert(1)>\"'&"
    corpus, tags = poison(words)

    assert Elements(meeting_html(corpus.records[0]) + corpus_html(corpus)).found == {"p", "b", "br", "table", "thead", "tr", "th", "tbody", "td"}
    svg = chart(rates(corpus, tags), theme=words).svg
    assert {e.tag.rsplit("}")[-1] for e in ET.fromstring(svg).iter()} <= {"svg", "title", "desc", "line", "text", "circle"}  # noqa: S314 - our own drawing


def test_notebooks_find_the_picture(tagged: Tagged) -> None:
    """After `attach`, meetings and corpora have the method that notebooks ask for."""
    attach()

    assert getattr(tagged[0], "_repr_html_")().startswith("<p><b>Corpus(")  # noqa: B009 - no attribute that types know of
    assert hasattr(Meeting, "_repr_html_")


@pytest.mark.parametrize(("by", "mark"), [("municipality", "circle"), ("fiscal_year", "circle"), (["municipality", "role"], "circle")])
def test_a_chart_has_its_table(tagged: Tagged, tmp_path: Path, by: str | list[str], mark: str) -> None:
    """A chart draws one mark a group, names itself, and can be saved as SVG that is XML."""
    table = rates(*tagged, by=by)
    drawn = chart(table, theme="子育て")
    root = ET.fromstring(drawn.save(tmp_path / "a.svg").read_text(encoding="utf-8"))  # noqa: S314 - our own drawing

    assert len(drawn.data) == (table["theme"] == "子育て").sum()
    assert len([e for e in root.iter() if e.tag.endswith(mark)]) == len(drawn.data)
    assert next(e.text for e in root.iter() if e.tag.endswith("title")) == drawn.title
    with pytest.raises(OptionError, match="子育て"):
        chart(table, theme="宇宙")


@pytest.mark.parametrize(("top", "marks"), [(0.23, [0, 0.05, 0.1, 0.15, 0.2, 0.25]), (1.0, [0, 0.2, 0.4, 0.6, 0.8, 1.0]), (0.004, [0, 0.001, 0.002, 0.003, 0.004])])
def test_marks_of_an_axis(top: float, marks: list[float]) -> None:
    """An axis ends just above the largest value, at a round number."""
    assert ticks(top) == pytest.approx(marks)


def test_long_names_are_cut() -> None:
    """A name that does not fit ends with an ellipsis; half-width letters take half the room."""
    assert short("緑ヶ峰区情報公開・個人情報保護審議会") == "緑ヶ峰区情報公開・…"
    assert short("ABCDEFGHIJKLMNO") == "ABCDEFGHIJKLMNO"
