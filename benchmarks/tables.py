"""How long the comparing tables take on a large archive.

    python benchmarks/tables.py [--turns 1000000] [--words 25000]

An invented archive of 20 cities, 2,000 speakers and 20 themes, 100 turns a meeting, whose turns of one meeting are alike. Printed: CPU seconds
and rows of each table; for `kwic` and `coverage`, which read meetings and not tables, the sample minutes many times over; `keyness`, which cuts
all words, on fewer turns (`--words`). Two sizes show whether time grows with the archive or faster.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from minutes.columns import frame
from minutes.compare.cooccurrence import cooccurrence
from minutes.compare.coverage import coverage
from minutes.compare.differences import differences
from minutes.compare.keyness import keyness
from minutes.compare.kwic import kwic
from minutes.compare.profile import profile
from minutes.compare.questions import questions
from minutes.compare.rates import rates
from minutes.compare.time import first_mentions, timeline
from minutes.corpus.corpus import Corpus, build

CITIES, SPEAKERS, THEMES, EACH, SPEAK = 20, 2000, 20, 100, 15
SAMPLE = Path(__file__).parents[1] / "corpora" / "sample"


def archive(turns: int, seed: int = 0) -> tuple[Any, pd.DataFrame]:
    """Tables of an invented archive, and its tags."""
    rng, meetings = np.random.default_rng(seed), turns // EACH
    at, n = np.repeat(np.arange(meetings), EACH), np.tile(np.arange(EACH), meetings)
    city = rng.integers(0, CITIES, meetings)
    pool = np.stack([rng.choice(SPEAKERS // CITIES, SPEAK, replace=False) for _ in range(meetings)]) + city[:, None] * (SPEAKERS // CITIES)
    speaker = pool[at, rng.integers(0, SPEAK, len(at))]
    name, place = (np.array([f"{kind}{k:05}" for k in range(size)], dtype=object) for kind, size in (("m", meetings), ("市", CITIES)))
    year = 2015 + np.arange(meetings) % 9
    date = np.array([f"{y}-{1 + k % 12:02}-{1 + k % 28:02}" for k, y in enumerate(year)], dtype=object)
    about = {"meeting": name, "municipality": place[city], "body": np.array(["総務委員会", "本会議", "環境審議会"], dtype=object)[np.arange(meetings) % 3], "date": date}
    about |= {"fiscal_year": year}
    said: dict[str, Any] = {key: value[at] for key, value in about.items()} | {"turn": n, "item": n // 10, "chars": rng.integers(5, 300, len(at))}
    said |= {"name": np.array([f"発言者{k:04}" for k in range(SPEAKERS)], dtype=object)[speaker], "reply_to": [str(k - 1) if k % 4 == 3 else None for k in n.tolist()]}
    said |= {"role": np.array(["member", "official", "chair", "secretariat"], dtype=object)[speaker % 4], "text": ["費用はいくらですか。"] * len(at)}
    said |= {"act": np.array(["question", "answer", "procedural", "speech"], dtype=object)[n % 4]}
    shares = rng.beta(0.5, 8, (THEMES, meetings))
    marks = np.concatenate([np.stack([hit, np.full(len(hit), t)], axis=1) for t in range(THEMES) for hit in [np.flatnonzero(rng.random(len(at)) < shares[t][at])]])
    marks = marks[np.lexsort((marks[:, 1], marks[:, 0]))]
    themes, words = (np.array([form.format(k) for k in range(THEMES)], dtype=object)[marks[:, 1]] for form in ("テーマ{:02}", "語{0:02}、別語{0:02}"))
    tags = frame("tags", {"meeting": name[at[marks[:, 0]]], "turn": n[marks[:, 0]], "theme": themes, "primary": np.diff(marks[:, 0], prepend=-1) > 0, "hits": words})
    return SimpleNamespace(meetings=frame("meetings", about), turns=frame("turns", said)), tags


def copies(turns: int) -> Corpus:
    """The sample minutes again and again, under other names."""
    base = [m for m in build(SAMPLE).records if m.turns]
    times = turns // sum(len(m.turns) for m in base)
    return Corpus(tuple(replace(m, id=f"{m.id}-{k:05}", header=replace(m.header, municipality=f"{m.header.municipality}{k % 3}")) for k in range(times) for m in base))


def show(what: str, make: Callable[[], Any]) -> None:
    """Print what one table costs."""
    begun = time.process_time()
    rows = len(make())
    print(f"{what:32} {time.process_time() - begun:7.1f} s  {rows:9,} rows", flush=True)


def main() -> None:
    """Print all figures of this file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=1_000_000)
    parser.add_argument("--words", type=int, default=25_000)
    args = parser.parse_args()
    corpus, tags = archive(args.turns)
    print(f"{len(corpus.turns):,} turns, {len(tags):,} tags")
    rates(corpus, tags, times=10)  # libraries are loaded
    show("rates by municipality", lambda: rates(corpus, tags))
    show("rates by speaker", lambda: rates(corpus, tags, by="speaker"))
    show("rates, standardised", lambda: rates(corpus, tags, standardise=True))
    show("differences by municipality", lambda: differences(corpus, tags))
    show("timeline", lambda: timeline(corpus, tags))
    show("first_mentions by speaker", lambda: first_mentions(corpus, tags, by="speaker"))
    show("cooccurrence", lambda: cooccurrence(corpus, tags))
    show("cooccurrence of terms, in items", lambda: cooccurrence(corpus, tags, of="terms", within="item"))
    show("questions", lambda: questions(corpus, tags))
    show("profile", lambda: profile(corpus, tags, where={"municipality": "市00003"}))
    many = copies(args.turns)
    show("turns of the copied sample", lambda: many.turns)
    show("kwic", lambda: kwic(many, "マイナンバー|予算"))
    show("coverage", lambda: coverage(many))
    few = copies(args.words)
    show(f"keyness of {args.words:,} turns", lambda: keyness(few))


if __name__ == "__main__":
    main()
