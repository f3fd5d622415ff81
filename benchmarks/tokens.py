"""Characters per second of tokenizing on one core, each step beside bare fugashi over the same text in the same run.

python benchmarks/tokens.py [FOLDER …]      default: the sample corpora and, when present, ../shared/corpora/archive
"""

import sys
import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

import fugashi
import unidic_lite

from minutes.read.files import read_source
from minutes.words.analyzer import Analyzer
from minutes.words.compounds import Compounds
from minutes.words.lexicon import Lexicon
from minutes.words.tokens import rows, tokenize

ROUNDS = 5
FILES = 30
TERMS = ("マイナンバーカード", "情報セキュリティ", "オンライン申請")


def once(work: Callable[[], object]) -> float:
    """CPU seconds of one run."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def drain(results: Iterable[object]) -> None:
    """Go through the results without keeping any, as a batch does."""
    deque(results, maxlen=0)


def main() -> None:
    """One table a folder."""
    for folder in [Path(f) for f in sys.argv[1:]] or [Path("corpora/sample"), Path("../shared/corpora/archive")]:
        if folder.is_dir():
            measure([read_source(path).text for path in sorted(folder.rglob("*.txt"))[:FILES]], str(folder))


def measure(texts: list[str], name: str) -> None:
    """Each way through the text: the first pass, with nothing remembered, and the best of the others, taken in turns."""
    chars = sum(map(len, texts))
    lines = [line for text in texts for line in text.splitlines() if line.strip()]
    bare = fugashi.Tagger().parse
    folder = unidic_lite.DICDIR
    silent = fugashi.GenericTagger(f'-r "{folder}/mecabrc" -d "{folder}" -O "" -F "" -U "" -E ""').parse
    lexicon = Lexicon()
    ids = [lexicon.encode([text])[0] for text in texts]
    cold = Lexicon()
    compounds, analyze = Compounds(TERMS), Analyzer(TERMS)
    ways: dict[str, Callable[[], object]] = {
        "bare fugashi.Tagger.parse, line by line": lambda: drain(bare(line) for line in lines),
        "MeCab with nothing printed (the floor)": lambda: drain(silent(line) for line in lines),
        "Lexicon.encode: numbers": lambda: drain(cold.encode([text]) for text in texts),
        "rows: plain tuples with offsets": lambda: drain(rows(text) for text in texts),
        "tokenize: Token objects": lambda: drain(tokenize(text) for text in texts),
        "Compounds.rows": lambda: drain(compounds.rows(text) for text in texts),
        "Analyzer": lambda: drain(analyze(text) for text in texts),
        "Lexicon.decode: numbers and text to rows": lambda: drain(lexicon.decode(text, found) for text, found in zip(texts, ids, strict=True)),
    }
    first = {way: once(work) for way, work in ways.items()}
    best = {way: min(times) for way, times in zip(ways, zip(*([once(work) for work in ways.values()] for _ in range(ROUNDS)), strict=True), strict=True)}
    print(f"{name}: {len(texts)} files, {chars:,} characters, CPU time on one core, best of {ROUNDS} and first pass")
    for way in ways:
        speed, ratio = chars / best[way] / 1e6, best["bare fugashi.Tagger.parse, line by line"] / best[way]
        print(f"  {way:43} {speed:6.2f} M characters/s = {ratio:5.2f} x bare   first pass {chars / first[way] / 1e6:6.2f}")


if __name__ == "__main__":
    main()
