"""Charts as files: drawn in a font that has every character, or a sentence that says which are missing; never empty boxes."""

import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from minutes.compare.rates import rates
from minutes.corpus.corpus import Corpus
from minutes.errors import OptionError
from minutes.report import picture
from minutes.report.charts import Chart
from minutes.report.notebook import chart, layout_html, turn_html

Tagged = tuple[Corpus, pd.DataFrame]


class Page(HTMLParser):
    """What a page is made of: its elements, and whatever it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.fetched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element, and its sources and handlers."""
        self.elements.add(tag)
        self.fetched += [f"{tag} {key}={value}" for key, value in attrs if key in ("src", "href", "data") or key.startswith("on")]


def drawn(tagged: Tagged) -> Chart:
    """The sample's shares of one theme."""
    return chart(rates(*tagged), theme="子育て")


def _japanese_is_installed() -> bool:
    from matplotlib import font_manager

    return bool({f.name for f in font_manager.fontManager.ttflist} & set(picture.FAMILIES))


def test_a_chart_as_a_page_needs_nothing_else(tagged: Tagged, tmp_path: Path) -> None:
    """The page has the drawing, its sentence and the table behind it, and fetches nothing."""
    page = drawn(tagged).save(tmp_path / "子育て.html").read_text(encoding="utf-8")
    found = Page(page)

    assert {"svg", "table"} <= found.elements
    assert found.fetched == []
    assert "子育て" in page
    assert "default-src 'none'" in page


def test_japanese_is_drawn_or_refused(tagged: Tagged, tmp_path: Path) -> None:
    """PNG: with a Japanese font it is a picture; characters that no font has are named."""
    pytest.importorskip("vl_convert")
    whole = drawn(tagged)
    odd = Chart("x", "x", whole.svg.replace("汐見野市", "\U000f1234汐見野市"), whole.data)
    if _japanese_is_installed():
        assert whole.save(tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(OptionError, match="\U000f1234"):
        odd.save(tmp_path / "b.png")
    assert not (tmp_path / "b.png").exists()


@pytest.mark.parametrize("name", ["vl_convert", "matplotlib"])
def test_a_missing_library_is_named_with_the_remedy(tagged: Tagged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Without the extra `plot` the message says what to install."""
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(OptionError, match=r"minutes\[plot\]"):
        _ = drawn(tagged).save(tmp_path / "a.png") if name == "vl_convert" else picture.use_japanese_font()


def test_a_form_that_there_is_not(tagged: Tagged, tmp_path: Path) -> None:
    """The forms that can be saved are listed."""
    with pytest.raises(OptionError, match=r"svg.*html.*png"):
        drawn(tagged).save(tmp_path / "a.pdf")


def test_matplotlib_draws_japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    """The font that was chosen has 日, 髙 and 﨑; without any Japanese font the message says what to install."""
    pytest.importorskip("matplotlib")
    from matplotlib import font_manager, ft2font

    if _japanese_is_installed():
        glyphs = ft2font.FT2Font(font_manager.findfont(picture.use_japanese_font())).get_charmap()
        assert {ord(c) for c in "日本語髙﨑"} <= set(glyphs)
    monkeypatch.setattr(picture, "FAMILIES", ("No Such Font",))
    with pytest.raises(OptionError, match="fonts-noto-cjk"):
        picture.use_japanese_font()


def test_a_chart_says_of_how_much(tagged: Tagged) -> None:
    """Under a chart stand the counts, the denominator and how the interval was made."""
    table = rates(*tagged)
    mine = table[table["theme"] == "子育て"]

    assert f"{mine['n'].sum():,}／{mine['of'].sum():,}" in chart(table, theme="子育て").says
    assert "95%" in chart(table, theme="子育て").says
    assert "resampled by meeting" in chart(table, theme="子育て", lang="en").says


def test_turns_and_layouts_show_themselves() -> None:
    """A turn shows who speaks and the words, a layout its templates; both stay short and escaped."""
    from minutes.model import Span, Speaker, Turn
    from minutes.parse.layout import layouts

    evil = "<script>alert(1)</script>" * 2000
    turn = Turn(0, Span(0, len(evil)), Span(0, 0), Speaker(evil[:40], name=evil[:40]), evil, (Span(0, len(evil)),))
    assert Page(turn_html(turn)).elements == {"p", "b", "br", "blockquote"}
    assert len(turn_html(turn)) < 20_000
    assert "&lt;{label}&gt;" in layout_html(layouts()[0])
    assert all(len(layout_html(one)) < 20_000 for one in layouts())


def test_plain_forms_are_one_line(tagged: Tagged) -> None:
    """In a terminal a meeting, a corpus, themes and a chart say what they are in one line."""
    from minutes.themes.dictionary import load_themes

    for value in (tagged[0].records[0], tagged[0], load_themes(), drawn(tagged)):
        assert len(repr(value)) < 400
        assert "\n" not in repr(value)


def test_topics_show_their_words(tagged: Tagged) -> None:
    """A topic model shows a row a topic with its words, and no more than twenty."""
    from minutes.report.notebook import topics_html
    from minutes.themes.topics import fit_topics

    topics = fit_topics(tagged[0], k=3)
    shown = topics_html(topics)
    assert topics.topics()["words"].iloc[0] in shown
    assert Page(shown).elements <= {"p", "b", "br", "table", "thead", "tr", "th", "tbody", "td"}
    assert len(shown) < 50_000


def test_tables_of_results_are_escaped_and_bounded(tagged: Tagged) -> None:
    """A table of results with an attack for a name shows words, and cuts long ones."""
    table = rates(*tagged).assign(theme="<img src=x onerror=alert(1)>" + "長" * 5000)
    shown = getattr(table, "_repr_html_")()  # noqa: B009 - no attribute that types know of
    assert "img" not in Page(shown).elements
    assert len(shown) < 200_000


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</td></table><svg onload=alert(1)>",
    "\"' onmouseover=alert(1) x='",
    "<a href=javascript:alert(1)>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<style>@import 'http://x.invalid'</style>",
    "]]></desc><foreignObject><iframe src=//x.invalid></iframe>",
]


@pytest.mark.parametrize("words", PAYLOADS)
def test_no_word_of_a_document_acts_in_a_notebook(words: str, poison: Callable[[str], Tagged], tmp_path: Path) -> None:
    """Whatever a document says stays words in every picture of a notebook and in every saved chart."""
    from minutes.report.notebook import corpus_html, meeting_html

    corpus, tags = poison(words)
    meeting = corpus.records[0]
    shown = [meeting_html(meeting), turn_html(meeting.turns[1]), corpus_html(corpus)]
    pages = [Page(text) for text in shown]
    drawn_page = Page(chart(rates(corpus, tags), theme=words).save(tmp_path / "x.html").read_text(encoding="utf-8"))

    assert [p.fetched for p in pages] == [[], [], []]
    assert set().union(*(p.elements for p in pages)) <= {"p", "b", "br", "ul", "li", "table", "thead", "tr", "th", "tbody", "td", "blockquote"}
    assert drawn_page.fetched == []
    assert drawn_page.elements.isdisjoint({"script", "img", "iframe", "a", "foreignobject"})
