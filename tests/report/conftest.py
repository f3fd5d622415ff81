"""Reports are tried on the sample corpus, read and tagged once, and on a corpus whose every word is an attack."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from minutes.corpus.corpus import Corpus, build
from minutes.model import AgendaItem, Attendee, Failure, Header, Meeting, Note, Source, Span, Speaker, Turn
from minutes.report.html import page
from minutes.themes.tag import tag

Tagged = tuple[Corpus, pd.DataFrame]


@pytest.fixture(scope="session", name="tagged")
def _tagged(sample: Path) -> Tagged:
    corpus = build(sample)
    return corpus, tag(corpus)


@pytest.fixture(scope="session", name="sample_page")
def _sample_page(tagged: Tagged) -> str:
    return page(*tagged)


def poisoned(words: str) -> Tagged:
    """Two municipalities of three meetings in which every field that is free text is `words`."""
    made, tags = [], []
    for place in ("a", "b"):
        for n in range(3):
            text = f"{words}\nふつうの発言です {place}{n}\n{words}\n"
            spans = [Span(0, len(words)), Span(len(words) + 1, len(text) - len(words) - 2), Span(len(text) - len(words) - 1, len(text) - 1)]
            speaker = Speaker(words, words, words, "member", words, words, words)
            turns = tuple(Turn(k, s, Span(s.start, s.start), speaker, s.of(text), (s,), item=0, act="question" if k == 1 else "opinion") for k, s in enumerate(spans))
            header = Header(
                words,
                place + words,
                "011002",
                words,
                1,
                2020 + n,
                f"202{n}-05-01",
                "10:00",
                "11:00",
                words,
                words,
                1,
                (words,),
                (Attendee(words, words, "member", words),),
                (words,),
            )
            source = Source(f"{place}/{words}{n}.txt", text, f"{place}{n}".encode().hex().ljust(64, "0"), "utf-8")
            item = AgendaItem(0, words, words, 1, Span(0, len(text)), words, words)
            made.append(Meeting(f"{words}-{place}{n}", source, "transcript", "verbatim", words, "declared", 1.0, header, (item,), turns, (Note("stage", spans[0], words),)))
            tags += [
                {"meeting": made[-1].id, "turn": k, "theme": t, "primary": True, "score": 1.0, "how": "term", "hits": words, "start": s.start, "end": s.end}
                for k, s in enumerate(spans)
                for t in (words, words + "2")
            ]
    failed = [Failure(words, "read", words, words)]
    return Corpus.of(made, failed=failed), pd.DataFrame(tags)


@pytest.fixture(scope="session", name="poison")
def _poison() -> Callable[[str], Tagged]:
    return poisoned


@pytest.fixture(scope="session", name="browser")
def _browser(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """A function that opens a file in a headless Chromium without network and gives back the page as it then is."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed")

    def opened(path: Path, *options: str) -> str:
        home = tmp_path_factory.mktemp("chromium")
        safe = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={home}", "--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=4000"]
        done = subprocess.run([chromium, *safe, *options, "--dump-dom", path.as_uri()], capture_output=True, text=True, timeout=120, check=True)
        return done.stdout

    return opened
