"""The documentation says what is there: its code runs, its generated pages are current, its translations are not stale, its site needs no network."""

import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import minutes
from minutes.cli.main import main
from minutes.columns import dictionary
from minutes.read.limits import Limits
from tests.test_notebooks import script

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
JAPANESE = sorted(p.relative_to(DOCS / "ja").as_posix() for p in (DOCS / "ja").rglob("*.md"))
ENGLISH = sorted(p.relative_to(DOCS / "en").as_posix() for p in (DOCS / "en").rglob("*.md"))
WRITTEN = [name for name in JAPANESE if not name.startswith("reference/")]
OTHERS = sorted(p.relative_to(DOCS).as_posix() for p in DOCS.rglob("*.md") if p.relative_to(DOCS).parts[0] not in ("ja", "en"))

# Commands of a page that set up a machine and are not run here; every other command must be one of ours.
SET_UP = ("make", "pip", "python3", ".", "git")
SHOWN = ("", "text", "csv", "r")  # blocks that are looked at

BLOCK = re.compile(r"^```(?P<lang>\w*)(?: +title=\"(?P<title>[^\"]+)\")?\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One block of code: its language, the file that it is, and its text."""

    lang: str
    title: str
    code: str

    def bare(self) -> tuple[str, str, str]:
        """The block without the comments, which are translated."""
        comments = r" *#.*" if self.lang in ("python", "sh") else r"(?!)"
        return self.lang, self.title, re.sub(comments, "", self.code)


def blocks(path: Path) -> list[Block]:
    """The blocks of a page, in order."""
    return [Block(m["lang"], m["title"] or "", m["code"]) for m in BLOCK.finditer(path.read_text(encoding="utf-8"))]


def headings(path: Path) -> list[int]:
    """The levels of a page's headings, in order."""
    return [len(m) for m in re.findall(r"^(#+) ", BLOCK.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to run a page in: the sample lies there, a folder `data` of the reader, and nothing else."""
    (tmp_path / "corpora").symlink_to(ROOT / "corpora")
    data = tmp_path / "data"
    data.mkdir()
    (tmp_path / "会議録").symlink_to(data)
    for source, name in (("霞野市/kasumino-r04-1.txt", "第1回.txt"), ("霞野市/kasumino-r05-1.txt", "第2回.txt"), ("汐見野市/shiomino-r05-2.txt", "第3回.txt")):
        shutil.copy(ROOT / "corpora" / "sample" / source, data / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(block: Block, names: dict[str, Any], desk: Path) -> None:
    """Do what a block says: write its file, run its code or its commands."""
    if block.title:
        path = desk / block.title
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.code, encoding="utf-8")
    if block.lang == "python":
        with redirect_stdout(io.StringIO()):
            exec(compile(block.code, "page", "exec"), names)  # noqa: S102 - our own pages
    elif block.lang == "sh":
        for line in block.code.splitlines():
            command(line)
    elif block.lang == "toml":
        assert tomllib.loads(block.code)
    else:
        assert block.lang in SHOWN, f"a block of {block.lang!r} that nobody tries"


def command(line: str) -> None:
    """Run one line of a shell block; `diff` is shown where there is a difference, and says so by its code."""
    words = shlex.split(line, comments=True)
    if not words or words[0] in SET_UP:
        return
    assert words[0] == "minutes", f"{line}: a command that nobody tries"
    out, errors = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    with redirect_stdout(out), redirect_stderr(errors):
        code = main(words[1:])
    assert code == (1 if words[1] == "diff" else 0), f"{line}: {code}\n{errors.getvalue()[:600]}"


@pytest.mark.parametrize("name", [*(f"docs/ja/{n}" for n in JAPANESE), *(f"docs/{n}" for n in OTHERS), "README.md", "README.ja.md", "corpora/README.md"])
def test_the_code_of_a_page_runs(name: str, desk: Path) -> None:
    """Every block of a page does what it says, one after the other, beginning with an empty desk."""
    names: dict[str, Any] = {"__name__": "page"}
    for block in blocks(ROOT / name):
        run(block, names, desk)


def test_pages_that_are_to_be_run_are_found() -> None:
    """The blocks of the tutorial and of both READMEs are seen at all."""
    for name in ("docs/ja/tutorial.md", "README.md", "README.ja.md"):
        assert {"python", "sh"} <= {b.lang for b in blocks(ROOT / name)}


def test_every_page_stands_in_both_languages() -> None:
    """The Japanese and the English guide have the same pages."""
    assert JAPANESE == ENGLISH


@pytest.mark.parametrize("name", WRITTEN)
def test_a_translation_is_not_stale(name: str) -> None:
    """An English page states the Japanese text that it was translated from."""
    generate = script("generate")
    stamp = generate.STAMP.search((DOCS / "en" / name).read_text(encoding="utf-8"))
    advice = f"docs/en/{name} is older than docs/ja/{name}: translate what changed, then `python docs/generate.py --translated en/{name}`"
    assert stamp, advice
    assert stamp[1] == generate.fingerprint(DOCS / "ja" / name), advice


@pytest.mark.parametrize("name", WRITTEN)
def test_both_languages_show_the_same_code_and_sections(name: str) -> None:
    """A reader of either language finds the same commands under the same headings."""
    assert [b.bare() for b in blocks(DOCS / "en" / name)] == [b.bare() for b in blocks(DOCS / "ja" / name)]
    assert headings(DOCS / "en" / name) == headings(DOCS / "ja" / name)


def test_generated_pages_are_current() -> None:
    """The reference says what tables, messages and docstrings say now."""
    made = script("generate").made()
    stale = [p.relative_to(ROOT).as_posix() for p, text in made.items() if not p.exists() or p.read_text(encoding="utf-8") != text]
    assert stale == [], "run `make docs` (or `python docs/generate.py`)"
    assert [p.name for p, text in made.items() if re.search(r" at 0x[0-9a-f]+", text)] == [], "an address of memory differs from run to run"
    assert sorted(p.relative_to(DOCS).as_posix() for p in made) == sorted(f"{lang}/{n}" for lang in ("ja", "en") for n in JAPANESE if n.startswith("reference/"))


def test_the_reference_lacks_no_word() -> None:
    """Every public name, limit and table has its sentence in docs/words.toml, and none is left over."""
    words = script("generate").words()
    assert set(words["python"]) == set(minutes.__all__)
    assert set(words["limits"]) == set(Limits.__slots__)
    assert set(words["tables"]) == {c.table for c in dictionary()}


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page_for_closed_networks_lists_what_is_needed(lang: str) -> None:
    """The wheels that a closed network needs are the dependencies of the package, all of them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[<>=!~\[; ]", d)[0] for d in project["dependencies"]}
    page = (DOCS / lang / "how-to" / "lgwan.md").read_text(encoding="utf-8")
    listed = re.search(r"(?:必ず要るのは.*?：|Really needed are.*?: )(.+?)(?:。|\.)\n", page)
    assert listed
    assert set(re.split(r"、|, ", listed[1])) == needed


class Links(HTMLParser):
    """What a page fetches when it is opened, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep whatever the browser would load by itself."""
        given = {k: v or "" for k, v in attrs}
        if tag in ("script", "img", "iframe", "source", "video", "audio", "embed", "object"):
            self.fetched += [given[k] for k in ("src", "data") if k in given]
        if tag == "link" and given.get("rel") not in ("prev", "next", "canonical"):
            self.fetched.append(given.get("href", ""))


@pytest.fixture(scope="session", name="site")
def _site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as `make docs` builds it, every warning an error."""
    out = tmp_path_factory.mktemp("site")
    told = {"NO_MKDOCS_2_WARNING": "1", "PATH": os.environ["PATH"]}
    done = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(out)], cwd=ROOT, capture_output=True, text=True, check=False, env=told)
    assert done.returncode == 0, done.stderr
    return out


def sheets(site: Path) -> Iterator[tuple[Path, str]]:
    """The style sheets of the site."""
    return ((p, p.read_text(encoding="utf-8")) for p in sorted(site.rglob("*.css")))


def test_the_site_fetches_nothing_from_outside(site: Path) -> None:
    """Pages load their scripts, styles, fonts and pictures from the site itself."""
    pages = sorted(site.rglob("*.html"))
    fetched = [(p.name, link) for p in pages for link in Links(p.read_text(encoding="utf-8")).fetched]
    assert len(pages) > 30
    assert [(p, link) for p, link in fetched if re.match(r"(?:[a-z]+:)?//", link, re.IGNORECASE)] == []
    assert [(p.name, m) for p, text in sheets(site) for m in re.findall(r"(?:url\(|@import )['\"]?(?:https?:)?//[^)'\"]+", text)] == []
    assert not any(p.suffix in (".py", ".toml") for p in site.rglob("*"))


def test_the_site_can_be_searched_without_a_server(site: Path) -> None:
    """The index of the search lies beside the pages as a script, with Japanese and English words."""
    index = (site / "search" / "search_index.js").read_text(encoding="utf-8")
    titles = {page["title"] for page in json.loads(index.removeprefix("var __index = "))["docs"]}
    assert {"数字が語らないこと", "What numbers do not say"} <= titles


@pytest.mark.parametrize("words", ["分母", "denominator"])
def test_a_search_finds_pages_when_opened_from_a_folder(site: Path, tmp_path: Path, words: str) -> None:
    """Opened from a folder in a browser without network, the search shows pages."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    ask = f"setTimeout(()=>{{const q=document.querySelector('[data-md-component=search-query]');q.focus();q.value='{words}';q.dispatchEvent(new Event('keyup'))}},1500)"
    page = site / f"opened-{len(words)}.html"
    page.write_text((site / "index.html").read_text(encoding="utf-8").replace("</body>", f"<script>{ask}</script></body>"), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}", "--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=8000"]
    done = subprocess.run([chromium, *options, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=120, check=True)
    page.unlink()
    assert done.stdout.count('class="md-search-result__item"') >= 3
