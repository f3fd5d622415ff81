"""The report in a real browser, without network: what a reader clicks, sees and prints."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from minutes.report.html import report
from tests.report.test_html import Tagged

playwright = pytest.importorskip("playwright.sync_api")

NUMBERS = "#heat td a, #apart td a, #years td a, #roles td a, #together td a, #questions td a, #themes table td a"
QUOTED = """id => {
  const at = document.getElementById(id);
  if (!at) return null;
  const box = at.getBoundingClientRect();
  const near = box.top < innerHeight && box.bottom > 0;
  return [near, at.matches("blockquote") || at.querySelector("blockquote") !== null];
}"""


@pytest.fixture(scope="module", name="shown")
def _shown(tagged: Tagged, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The report of the sample in a page of Chromium, with every request that it makes noted in `asked`."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    path = report(*tagged, tmp_path_factory.mktemp("browser") / "report.html")
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(path.as_uri())
        yield page
        browser.close()


def test_every_number_reaches_its_quotation_in_two_clicks(shown: Any) -> None:
    """Each linked number leads to a place in view that holds the words, or that says that there are none because the count is 0."""
    found = shown.eval_on_selector_all(NUMBERS, "links => links.map(a => [a.hash.slice(1), a.closest('td').textContent])")
    empty = 0
    assert len(found) > 500
    for target in sorted({hash for hash, _ in found})[::9]:
        shown.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        shown.evaluate("id => document.querySelector(`a[href='#${id}']`).click()", target)
        near, quoted = shown.evaluate(QUOTED, target)
        assert near, target
        said = [text for hash, text in found if hash == target]
        assert quoted or all(text.strip().startswith("0") for text in said), (target, said)
        empty += not quoted
    assert empty < len(found)


def test_a_column_sorts_and_a_word_filters(shown: Any) -> None:
    """A click on a heading sorts its table; typing a word leaves the quotations that hold it."""
    shown.click("#heat thead th:nth-child(2) button.sort")
    values = shown.eval_on_selector_all("#heat tbody td:nth-child(2)", "cells => cells.map(c => Number(c.dataset.value))")
    assert values == sorted(values, reverse=True)
    shown.fill("#filter", "マイナンバー")
    left = shown.eval_on_selector_all("blockquote.quote:not([hidden])", "quotes => quotes.map(q => q.textContent)")
    assert left
    assert all("マイナンバー" in words for words in left)
    shown.fill("#filter", "")


def test_nothing_is_asked_of_the_network_and_nothing_overflows(shown: Any) -> None:
    """The file is the only thing that is loaded; a narrow screen needs no sideways scrolling of the page."""
    assert all(url.startswith("file:") for url in shown.asked)
    shown.set_viewport_size({"width": 360, "height": 740})
    assert shown.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_keyboard_reaches_links_and_sorting(shown: Any) -> None:
    """The first stop of the tab key is the link past the contents; headings that sort and wide tables can be focused."""
    shown.set_viewport_size({"width": 1280, "height": 900})
    shown.reload()
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.className") == "skip"
    assert shown.evaluate("[...document.querySelectorAll('button.sort, .wide, summary')].every(e => e.tabIndex >= 0)")
