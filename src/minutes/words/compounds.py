"""Words that the dictionary cuts, put together again: マイ/ナンバー → マイナンバー."""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from minutes.columns import frame
from minutes.model import Token
from minutes.text.fold import fold
from minutes.words.lexicon import NOUN, NUMBER, Row, read
from minutes.words.phrases import Phrases, finder, plain
from minutes.words.tokens import rows, token

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Compounds:
    """A tokenizer (`str -> list[Token]`) that keeps `terms` whole; it can be sent to another process.

    A term is joined where it begins and ends with a word of the dictionary: 京都 is not found in 東京都. Of two
    terms at one place the longer wins. The joined token has the surface as printed, and as lemma the term.
    """

    terms: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "terms", Phrases(self.terms))

    def __call__(self, text: str) -> list[Token]:
        """The words of `text` as `tokenize` gives them, the terms whole."""
        return [token(text, row) for row in self.rows(text)]

    def rows(self, text: str, cut: list[Row] | None = None) -> list[Row]:
        """The same as plain tuples, for loops that can do without objects; `cut` are the rows of the text where they are known already."""
        cut = rows(text) if cut is None else cut
        found = finder(self.terms)(plain(text)) if self.terms else []
        if not found:
            return cut
        starts, ends = [row[0] for row in cut], [row[1] for row in cut]
        joined: list[Row] = []
        done = 0
        for start, end, n in found:
            i, j = bisect_left(starts, start), bisect_left(ends, end)
            if done <= i <= j < len(cut) and starts[i] == start and ends[j] == end:
                joined += cut[done:i]
                joined.append((start, end, f"{self.terms[n]}{NOUN}"))
                done = j + 1
        return joined + cut[done:]


def explain(text: str, terms: tuple[str, ...] = (), *, found: tuple[str, ...] = (), notes: Mapping[str, str] | None = None) -> "pd.DataFrame":
    """How `text` is cut and why, one row a word, the columns of `words` in the data dictionary.

    `why`: term (one of `terms`, with the words that the dictionary makes of it in `parts`), compound (one of `found`,
    such as `find_compounds` gives), number, latin, known (a word of the dictionary) or unknown (the dictionary does
    not have it). `notes` say more of a word, by its lemma or as printed.
    """
    cut = rows(text)
    kinds = dict.fromkeys(found, "compound") | dict.fromkeys(terms, "term")
    table = []
    for start, end, said in Compounds(tuple(kinds)).rows(text):
        lemma, pos = read(said)
        parts = "/".join(text[a:b] for a, b, _ in cut if start <= a and b <= end)
        why = kinds.get(lemma, "") if said.endswith(NOUN) else ""
        row = {"word": text[start:end], "start": start, "end": end, "lemma": lemma or fold(text[start:end]), "pos": pos}
        row |= {"why": why or _why(said, lemma), "parts": parts if "/" in parts else None}
        table.append(row | {"note": (notes or {}).get(str(row["lemma"])) or (notes or {}).get(text[start:end])})
    return frame("words", table)


def _why(said: str, lemma: str) -> str:
    """Why a word is one that is neither a term nor a compound."""
    return "number" if said == NUMBER else "latin" if said == NOUN else "known" if lemma else "unknown"


def find_compounds(texts: Iterable[str], *, min_count: int = 5, min_npmi: float = 0.5, longest: int = 4) -> "pd.DataFrame":
    """Nouns that stand together far more often than by chance (情報/セキュリティ/ポリシー), the columns of `compounds`.

    `npmi` is the weakest bond between two neighbours of the term, from -1 to 1; the strongest and commonest stand
    first. The terms can be given to `Compounds`.
    """
    single: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    chains: Counter[tuple[str, ...]] = Counter()
    for text in texts:
        for run in _noun_runs(text):
            single.update(run)
            pairs.update(pairwise(run))
            chains.update(run[i:j] for i in range(len(run)) for j in range(i + 2, min(i + longest, len(run)) + 1))
    bond = {(a, b): _npmi(n, single[a], single[b], single.total()) for (a, b), n in pairs.items() if n >= min_count}
    table: list[dict[str, object]] = []
    for chain, n in chains.items():
        weakest = min(bond.get(pair, -1.0) for pair in pairwise(chain))
        if n >= min_count and weakest >= min_npmi:
            table.append({"term": "".join(chain), "parts": "/".join(chain), "count": n, "npmi": round(weakest, 3), "rank": (-n * weakest, "".join(chain))})
    return frame("compounds", sorted(table, key=itemgetter("rank")))


def _noun_runs(text: str) -> Iterator[tuple[str, ...]]:
    """The nouns that stand side by side, numbers and names left out."""
    run: list[str] = []
    after = -1
    for start, end, said in rows(text):
        noun = read(said)[1].startswith(("名詞-普通名詞", "接尾辞-名詞的"))
        if run and (start != after or not noun):
            yield tuple(run)
            run = []
        if noun:
            run.append(fold(text[start:end]))
        after = end
    if run:
        yield tuple(run)


def _npmi(both: int, first: int, second: int, size: int) -> float:
    """Normalised pointwise mutual information of two neighbours."""
    share = both / size
    return math.log(share * size * size / (first * second)) / -math.log(share) if share < 1 else 1.0
