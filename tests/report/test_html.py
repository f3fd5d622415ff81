"""The report: nothing from outside, nothing runs, every number leads to its words, the same again."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from minutes.compare.cooccurrence import cooccurrence
from minutes.compare.rates import rates
from minutes.corpus.corpus import Corpus
from minutes.errors import OptionError
from minutes.report.charts import percent
from minutes.report.html import page, report
from minutes.report.messages import catalogue
from minutes.report.quotes import leads, pair_leads, quotes

Tagged = tuple[Corpus, pd.DataFrame]

PAYLOADS = [
    "<script>document.documentElement.dataset.ran=1</script>",
    "</script><script>document.documentElement.dataset.ran=1</script>",
    "</style><script>document.documentElement.dataset.ran=1</script>",
    "</title><script>document.documentElement.dataset.ran=1</script>",
    "<!--<script>document.documentElement.dataset.ran=1</script>",
    "--><script>document.documentElement.dataset.ran=1</script>",
    '"><img src=x onerror=document.documentElement.dataset.ran=1>',
    "'><img src=x onerror=document.documentElement.dataset.ran=1>",
    "<img src=x onerror=document.documentElement.dataset.ran=1>",
    "<svg onload=document.documentElement.dataset.ran=1>",
    "<svg><script>document.documentElement.dataset.ran=1</script></svg>",
    "<svg><animate onbegin=document.documentElement.dataset.ran=1 attributeName=x>",
    "</svg><script>document.documentElement.dataset.ran=1</script>",
    "</desc></svg><img src=x onerror=document.documentElement.dataset.ran=1>",
    '" onmouseover="document.documentElement.dataset.ran=1',
    "' onfocus='document.documentElement.dataset.ran=1' autofocus='",
    "javascript:document.documentElement.dataset.ran=1",
    '<a href="javascript:document.documentElement.dataset.ran=1">x</a>',
    "<iframe src=javascript:parent.document.documentElement.dataset.ran=1>",
    "<iframe srcdoc='<script>parent.document.documentElement.dataset.ran=1</script>'>",
    "<object data=data:text/html,<script>1</script>>",
    "<embed src=//example.org/x>",
    "<link rel=stylesheet href=//example.org/x.css>",
    "<style>@import '//example.org/x.css'; body{background:url(//example.org/x)}</style>",
    "<base href=//example.org/>",
    "<meta http-equiv=refresh content='0;url=//example.org/'>",
    "<form action=//example.org/><input type=submit>",
    "<body onload=document.documentElement.dataset.ran=1>",
    "<details open ontoggle=document.documentElement.dataset.ran=1>",
    "<video><source onerror=document.documentElement.dataset.ran=1>",
    "<math><mtext><table><mglyph><style><img src=x onerror=document.documentElement.dataset.ran=1>",
    "<template><script>document.documentElement.dataset.ran=1</script></template>",
    "{{7*7}}{% raw %}{{ w.__class__ }}",
    "{# #}{{ ''.__class__.__mro__ }}",
    "${document.documentElement.dataset.ran=1}`",
    "&lt;script&gt;document.documentElement.dataset.ran=1&lt;/script&gt;",
    "&#x3c;script&#x3e;document.documentElement.dataset.ran=1&#x3c;/script&#x3e;",
    "\u2028\u2029</p><script>document.documentElement.dataset.ran=1</script>",
    "\u202e<script>document.documentElement.dataset.ran=1</script>\u2066",
    "\x00<scr\x00ipt>document.documentElement.dataset.ran=1</scr\x00ipt>",
    "]]><script>document.documentElement.dataset.ran=1</script>",
    "+ADw-script+AD4-document.documentElement.dataset.ran=1+ADw-/script+AD4-",
]


class Parsed(HTMLParser):
    """The elements of a page, their attributes, and the ids and links among them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count one element."""
        self.elements[tag] += 1
        for name, value in attrs:
            self.attributes.append((tag, name, value or ""))
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")


def test_nothing_comes_from_outside(sample_page: str) -> None:
    """No address in any attribute or style but that of the SVG name space, and a policy that forbids everything foreign."""
    parsed = Parsed(sample_page)
    style = sample_page[sample_page.index("<style>") : sample_page.index("</style>")]

    assert not [a for a in parsed.attributes if a[1] in ("src", "srcset", "action", "data", "poster", "style") or a[1].startswith("on")]
    assert not [v for _, n, v in parsed.attributes if "//" in v and n != "xmlns"]
    assert all(link.startswith("#") for link in parsed.links)
    assert "url(" not in style
    assert "@import" not in style
    policy = next(v for _, n, v in parsed.attributes if n == "content" and "default-src" in v)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_every_number_leads_to_its_words(tagged: Tagged, sample_page: str) -> None:
    """Every link has its target, every id stands once, and a cell with turns leads to quotations of that theme and group."""
    parsed = Parsed(sample_page)

    assert set(parsed.links) <= {f"#{i}" for i in parsed.ids}
    assert len(parsed.ids) == len(set(parsed.ids))
    cells = re.findall(r'<td class="cell s\d" data-value="[^"]*"><a href="#(t\d+g\d+)">[^<]*</a><small>(\d+)/\d+', sample_page)
    groups = {m[1]: m[2] for m in re.finditer(r'<div class="group" id="(t\d+g\d+)">(.*?)</div>', sample_page, re.DOTALL)}
    assert len(cells) == len(rates(*tagged))
    for target, n in cells:
        assert min(3, int(n)) <= groups[target].count("<blockquote") <= int(n), target


def test_years_and_roles_lead_to_words_of_their_own(tagged: Tagged) -> None:
    """Every cell of the tables by year and by role leads to a turn of that year or role, every pair of themes to a turn that has both."""
    corpus, tags = tagged
    pairs = [(a, b) for a, b in zip(*(cooccurrence(corpus, tags, least=2)[c] for c in ("a", "b")), strict=True)][:25]
    groups = {(str(m), int(t)): str(p) for m, t, p in zip(*(corpus.turns[c] for c in ("meeting", "turn", "municipality")), strict=True)}
    found = quotes(corpus, tags, groups, pairs=pairs)
    said = {(r["meeting"], r["turn"]): r for r in corpus.turns.to_dict("records")}
    spoken = {q.id: (q.theme, said[q.meeting, q.turn]) for mine in found.values() for q in mine}

    for column in ("fiscal_year", "role"):
        links = leads(found, column)
        table = rates(corpus, tags, by=column)
        for theme, value in zip(*(table.loc[table["n"] > 0, c] for c in ("theme", column)), strict=True):
            named, turn = spoken[links[theme, value]]
            assert (named, turn[column]) == (theme, value)
    both: dict[tuple[str, int], set[str]] = {}
    for meeting, turn_n, theme in zip(*(tags[c] for c in ("meeting", "turn", "theme")), strict=True):
        both.setdefault((meeting, turn_n), set()).add(theme)
    linked = pair_leads(found, tags, pairs)
    assert set(linked) == set(pairs)
    where = {q.id: (q.meeting, q.turn) for mine in found.values() for q in mine}
    assert all({a, b} <= both[where[linked[a, b]]] for a, b in pairs)


@pytest.mark.parametrize("by", ["role", "act", "group", "label", "fiscal_year", "body"])
def test_it_compares_by_any_column_of_the_turns(tagged: Tagged, by: str) -> None:
    """Groups of any kind: the report is made, its links have their targets, and groups are called what readers call them."""
    parsed = Parsed(shown := page(*tagged, by=by))

    assert set(parsed.links) <= {f"#{i}" for i in parsed.ids}
    assert by != "role" or "<td>chair</td>" not in shown


def test_the_table_of_a_theme_has_adjusted_shares_and_years(tagged: Tagged) -> None:
    """Under every theme: the figures of its charts, the shares adjusted for composition, and each group's shares by year; unread years are ?."""
    corpus, tags = tagged
    shown = page(*tagged, lang="en")
    one = Corpus.of(m for m in corpus.records if m.header.fiscal_year != 2023 or m.header.municipality == "霞野市")
    table = rates(corpus, tags, by="municipality", standardise=True)
    row = table[table["adjusted"].notna()].to_dict("records")[0]

    assert f"{percent(row['adjusted'])} ({percent(row['adjusted_low'])}–{percent(row['adjusted_high'])})" in shown
    assert shown.count("The figures behind the charts") == table["theme"].nunique()
    assert '<td class="gap">?</td>' in page(one, tags[tags["meeting"].isin(one.meetings["meeting"])])


def test_tables_are_there_without_script(tagged: Tagged, sample_page: str) -> None:
    """Every rate of the table stands in the page with its count, denominator and interval."""
    body = sample_page[: sample_page.index("<script>")]

    for row in rates(*tagged).to_dict("records"):
        assert f"{100 * row['rate']:.1f}%</a><small>{row['n']}/{row['of']}</small><small>{100 * row['low']:.1f}–{100 * row['high']:.1f}</small>" in body


def test_every_quotation_can_be_found_again(tagged: Tagged, sample_page: str) -> None:
    """The line that a quotation names holds the marked words."""
    corpus, _ = tagged
    texts = {m.source.path.split("/", maxsplit=-1)[-1]: m.source.text.split("\n") for m in corpus.records}
    found = re.findall(r"<mark>([^<]+)</mark>[^<]*</p>\n<footer>.*?<span class=\"path\">([^<]+)</span> (\d+)行", sample_page, re.DOTALL)

    assert len(found) > 100
    for words, path, line in found:
        lines = texts[path.split("/")[-1]][int(line) - 1 : int(line) + 2]
        assert "".join(words.split()).replace("&#39;", "'").replace("&amp;", "&") in "".join("".join(lines).split())


RISKY = ("script", "style", "iframe", "object", "embed", "link", "base", "meta", "form", "img", "template", "video", "math", "animate", "body", "input")


@pytest.mark.parametrize("payload", ["".join(PAYLOADS[k::7]) for k in range(7)])
def test_words_of_documents_stay_words(payload: str, poison: Callable[[str], Tagged], sample_page: str) -> None:
    """A page full of attacks has no element that a page of plain words lacks, none of the risky ones more often, no handler, no foreign address."""
    plain, attacked = Parsed(sample_page), Parsed(page(*poison(payload)))

    assert set(attacked.elements) <= set(plain.elements)
    assert [attacked.elements[e] for e in RISKY] == [plain.elements[e] for e in RISKY]
    assert not [a for a in attacked.attributes if a[1].startswith("on") or a[1] in ("src", "action", "style", "srcdoc")]
    assert all(link.startswith("#") for link in attacked.links)


def test_a_browser_runs_nothing_and_asks_for_nothing(tmp_path: Path, poison: Callable[[str], Tagged], browser: Callable[..., str]) -> None:
    """In Chromium no attack runs, no address but the file's own is asked for, and our own script makes the tables sortable."""
    for n, payload in enumerate(("".join(PAYLOADS), "".join(reversed(PAYLOADS)))):
        path = report(*poison(payload), tmp_path / f"{n}.html")
        log = tmp_path / f"{n}.json"
        shown = browser(path, f"--log-net-log={log}", "--enable-logging=stderr")

        assert "data-ran" not in shown[: shown.index(">", shown.index("<html"))]
        assert 'class="sort"' in shown
        events = json.loads(log.read_text(encoding="utf-8"))["events"]
        asked = {e["params"]["url"] for e in events if "url" in e.get("params", {})}
        assert not [u for u in asked if "example.org" in u or u.startswith("http://x")]
        assert not [u for u in asked if u.startswith("http") and not re.search(r"google|gstatic|chrome", u)]  # the browser's own errands


def test_the_same_report_again(tmp_path: Path, sample: Path) -> None:
    """The same files give the same bytes, whatever the hash seed, the time zone and the language of the machine."""
    code = "import sys, minutes as mn; c = mn.corpus(sys.argv[1]); mn.report(c, mn.tag(c), sys.argv[2])"
    made = []
    for n, (seed, zone, lang) in enumerate((("0", "Asia/Tokyo", "ja_JP.UTF-8"), ("4242", "America/Lima", "C"))):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LANG": lang, "LC_ALL": lang, "PYTHONPATH": os.pathsep.join(sys.path)}
        subprocess.run([sys.executable, "-c", code, str(sample / "霞野市"), str(tmp_path / f"{n}.html")], check=True, env=env, timeout=120)
        made.append((tmp_path / f"{n}.html").read_bytes())

    assert made[0] == made[1]


def test_unread_years_are_not_zero(sample_page: str) -> None:
    """A year of which nothing is known shows a question mark, never 0."""
    assert re.search(r'<td class="num gap">\?</td>', sample_page)


def test_both_languages_say_the_same_things(tagged: Tagged) -> None:
    """Every message exists in Japanese and English with the same places to fill; an unknown language is refused."""
    for key, texts in catalogue().items():
        assert len(texts) == 2, key
        assert all(texts), key
        assert len({frozenset(re.findall(r"\{(\w+)", t)) for t in texts}) == 1, key
    english = page(*tagged, lang="en")
    assert '<html lang="en">' in english
    assert "What was read" in english
    with pytest.raises(OptionError, match="ja or en"):
        page(*tagged, lang="fr")


def luminance(colour: str) -> float:
    """The relative luminance of #rgb or #rrggbb (WCAG)."""
    wide = colour.lstrip("#")
    wide = "".join(c * 2 for c in wide) if len(wide) == 3 else wide
    parts = [int(wide[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """The contrast of two colours, 1 to 21."""
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_can_be_read_on_every_shade(root: Path) -> None:
    """Text on every shade of the heat tables, links, faint text and marks reach 4.5:1."""
    css = (root / "src/minutes/report/templates/report.css").read_text(encoding="utf-8")
    ink, faint, soft, accent = (re.search(rf"--{n}: (#\w+)", css)[1] for n in ("ink", "faint", "soft", "accent"))  # type: ignore[index]
    shades = re.findall(r"\.s(\d) \{ background: (#\w+);(?: color: (#\w+);)? \}", css)

    assert len(shades) == 9
    assert min(contrast(back, front or ink) for _, back, front in shades) >= 4.5
    assert min(contrast(c, "#fff") for c in (faint, accent, "#8a3b00")) >= 4.5
    assert min(contrast(c, soft) for c in (faint, accent, ink)) >= 4.5
    assert contrast(ink, "#ffe28a") >= 4.5
    assert contrast(faint, "#e9edf1") >= 4.5


def test_nothing_to_compare_is_still_a_report(tmp_path: Path, tagged: Tagged) -> None:
    """One meeting, no tags, or no meeting at all: the report says so and does not fail."""
    corpus, tags = tagged
    one = Corpus.of(corpus.records[:1])

    assert "比べられる群が2つ以上ない" in page(one, tags[tags["meeting"] == one.records[0].id])
    assert "何を読んだか" in page(one, tags.head(0))
    assert "何を読んだか" in report(Corpus.of([]), tags.head(0), tmp_path / "empty.html").read_text(encoding="utf-8")
