"""The plain ways over files of minutes that a batch is held against: words and themes by nothing but fugashi, an expression and pandas."""

import re
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

Text = tuple[str, str]
"""A file and its encoding."""


@dataclass(frozen=True, slots=True)
class Plain:
    """What a plain way did: characters and seconds, with so many processes."""

    chars: int
    seconds: float

    @property
    def rate(self) -> float:
        """Characters a second."""
        return self.chars / self.seconds


def strings(texts: Sequence[Text]) -> int:
    """Nothing but fugashi, line by line, over the decoded text; characters."""
    import fugashi

    tagger, n = fugashi.Tagger(), 0
    for line in _lines(texts):
        tagger.parse(line)
        n += len(line)
    return n


def words(texts: Sequence[Text]) -> int:
    """The quickest way to words in Python: MeCab writes surface, lemma, base and part of speech of a line, which become tuples; characters."""
    import fugashi
    import unidic_lite

    place, known, unknown = unidic_lite.DICDIR, r"%m\t%f[7]\t%f[10]\t%f[0]\n", r"%m\t\t\t%f[0]\n"
    parse, n = fugashi.GenericTagger(f'-r "{place}/mecabrc" -d "{place}" -O "" -F "{known}" -U "{unknown}" -E ""').parse, 0
    for line in _lines(texts):
        deque(((surface, lemma, pos) for surface, lemma, _, pos in (row.split("\t") for row in parse(line).split("\n"))), maxlen=0)
        n += len(line)
    return n


def features(texts: Sequence[Text]) -> int:
    """Fugashi as its manual has it: every word with its lemma; characters."""
    import fugashi

    tagger, n = fugashi.Tagger(), 0
    for line in _lines(texts):
        deque(((word.surface, word.feature.lemma) for word in tagger(line)), maxlen=0)
        n += len(line)
    return n


def script(texts: Sequence[Text]) -> int:
    """What a script would do for themes: one regular expression of all terms, and a table of their counts; characters."""
    import pandas as pd

    from minutes.themes.dictionary import load_themes

    of = {term: theme.name for theme in load_themes().themes for term in theme.terms}
    every, n = re.compile("|".join(map(re.escape, sorted(of, key=len, reverse=True)))), 0
    rows = []
    for path, encoding in texts:
        text = Path(path).read_bytes().decode(encoding, "replace")
        rows += [(path, theme, count) for theme, count in Counter(of[term] for term in every.findall(text)).items()]
        n += len(text)
    pd.DataFrame(rows, columns=["path", "theme", "n"]).pivot_table(index="path", columns="theme", values="n", fill_value=0)
    return n


def _lines(texts: Sequence[Text]) -> Iterator[str]:
    return (line for path, encoding in texts for line in Path(path).read_bytes().decode(encoding, "replace").splitlines() if line.strip())


WAYS: dict[str, Callable[[Sequence[Text]], int]] = {"strings": strings, "words in Python": words, "words and features": features, "expression and pandas": script}


def plain(way: Callable[[Sequence[Text]], int], texts: Sequence[Text], workers: int) -> Plain:
    """A plain way over these files with so many processes, their start not counted."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        list(pool.map(way, [texts[:1]] * workers))
        begun = time.monotonic()
        lots = [texts[k :: 4 * workers] for k in range(min(4 * workers, len(texts)))]
        return Plain(sum(pool.map(way, lots)), time.monotonic() - begun)


def chosen(texts: Sequence[Text], most: int) -> list[Text]:
    """Files of together about so many bytes, one in so many."""
    step = max(1, round(sum(Path(path).stat().st_size for path, _ in texts) / most))
    return list(texts[::step])
