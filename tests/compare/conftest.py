"""Corpora built by hand: one line a turn, so that every expected figure can be counted with the eyes."""

from collections.abc import Callable, Iterable

import pandas as pd
import pytest

from minutes.columns import frame
from minutes.corpus.corpus import Corpus
from minutes.model import Header, Meeting, Source, Span, Speaker, Turn

Row = tuple[str, str, str, str, str]  # municipality, meeting, role, text, themes joined by blanks


def corpus_of(rows: Iterable[Row], *, dates: dict[str, str] | None = None, bodies: dict[str, str] | None = None, acts: dict[str, str] | None = None) -> tuple[Corpus, pd.DataFrame]:
    """A corpus and its tags; `dates` and `bodies` by meeting, `acts` by the first word of a text."""
    meetings: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        meetings.setdefault((row[0], row[1]), []).append(row)
    made, tags = [], []
    for (place, name), spoken in meetings.items():
        text, turns, sha = "", [], f"{place}{name}".encode().hex().ljust(64, "0")[:64]
        for n, (_, _, role, words, themes) in enumerate(spoken):
            start = len(text)
            text += words + "\n"
            span = Span(start, start + len(words))
            act = (acts or {}).get(words.split(" ")[0], "speech")
            turns.append(Turn(n, span, Span(start, start), Speaker(label=role, role=role), words, (span,), act=act))
            tags += [
                {"meeting": f"{name}-{place}", "turn": n, "theme": t, "primary": k == 0, "score": 1.0, "how": "term", "hits": t, "start": start, "end": start + 1}
                for k, t in enumerate(themes.split())
            ]
        header = Header(municipality=place, body=(bodies or {}).get(name, "審議会"), date=(dates or {}).get(name, "2023-05-10"))
        made.append(Meeting(f"{name}-{place}", Source(f"{place}/{name}.txt", text, sha, "utf-8"), "transcript", "verbatim", "colon", "declared", 1.0, header, turns=tuple(turns)))
    return Corpus.of(made), frame("tags", tags)


@pytest.fixture(name="corpus_of", scope="session")
def _corpus_of() -> Callable[..., tuple[Corpus, pd.DataFrame]]:
    return corpus_of
