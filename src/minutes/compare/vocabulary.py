"""Which words each group uses in each meeting, as a sparse table of counts."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from minutes.archive.store import Archive
from minutes.compare.count import cells_of, groups_of
from minutes.compare.fetched import people_of
from minutes.compare.select import By, Tables, Where, as_names, select
from minutes.model import Token
from minutes.text.fold import fold
from minutes.text.titles import squeeze
from minutes.words.compounds import Compounds
from minutes.words.lexicon import Row, read
from minutes.words.phrases import finder, plain

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

CONTENT = ("名詞-普通名詞", "名詞-固有名詞-一般", "形状詞-一般")  # verbs of minutes are 伺う, 申し上げる, ～について
WORDS = ("名詞", "形状詞")  # nothing else is counted
NAMES = ("名詞-固有名詞-人名", "名詞-固有名詞-地名", "名詞-固有名詞-組織名")
TAILS = ("接尾辞-名詞的", "名詞-普通名詞-助数詞可能")
STOP = frozenset(("令和", "平成", "昭和", "年度", "次第", "議題", "資料"))  # words by which minutes count and name their own parts
HEADS = frozenset("再超非未無新副全反脱")
NOT_TAILS = frozenset("等様氏君達達共的方頃")
PLACES = "都道府県市区町村郡"
QUOTES = 3
AROUND = 28


@dataclass(frozen=True)
class Vocabulary:
    """Counts of terms by cell (a meeting within a group): `counts` is a scipy CSR table, `of` all words of a cell.

    `places` holds for each of the counts, in their order, where the term stands first in its cell: (row of `turns`, start, end in its text).
    """

    by: tuple[str, ...]
    groups: "pd.DataFrame"
    terms: tuple[str, ...]
    counts: Any
    of: "NDArray[np.int64]"
    group: "NDArray[np.int64]"
    meeting: "NDArray[np.int64]"
    places: "NDArray[np.int64]"
    turns: "pd.DataFrame"

    @property
    def nested(self) -> bool:
        """True when every meeting lies in one group."""
        return len(np.unique(self.meeting)) == len(self.meeting)


class _Kind(NamedTuple):
    """What counts of a word, from what the dictionary says of it."""

    lemma: str
    content: bool
    noun: bool
    counter: bool
    name: bool


@lru_cache(maxsize=1 << 16)
def _kind(said: str) -> _Kind | None:
    """The kind of a word that is counted; None for all others."""
    lemma, pos = read(said)
    if not pos.startswith(WORDS):
        return None
    real = pos.startswith(CONTENT) and "副詞可能" not in pos
    return _Kind(lemma, real, pos.startswith(("名詞-普通名詞", "形状詞")), pos.startswith("名詞-普通名詞-助数詞"), pos.startswith(NAMES))


def content(text: str, words: Sequence[Row], masked: Callable[[str], list[tuple[int, int, int]]] | None) -> Iterator[tuple[str, int, int]]:
    """The words that carry meaning, with their places: 標準/化 → 標準化; names are left out where `masked` finds them."""
    hidden = {k for a, b, _ in masked(plain(text)) for k in range(a, b)} if masked else set()
    done = -1
    for k, (start, end, said) in enumerate(words):
        kind = _kind(said)
        if kind is None or k == done:
            continue
        first, last, lemma = start, end, kind.lemma or fold(text[start:end])
        if kind.noun and k + 1 < len(words) and _tail(text, words[k + 1], end):
            done, last = k + 1, words[k + 1][1]
            lemma = text[start:last]
        if kind.noun and k and _head(text, words[k - 1]):
            first, lemma = words[k - 1][0], text[slice(*words[k - 1][:2])] + lemma
        real = kind.content and len(lemma) > 1 and lemma not in STOP and not (kind.counter and k and read(words[k - 1][2])[1] == "名詞-数詞")
        if real and not (hidden and hidden.intersection(range(first, last))):
            yield lemma, first, last
        elif masked is None and kind.name:
            yield text[start:end], first, last


def _tail(text: str, word: Row, at: int) -> bool:
    start, end, said = word
    return end - start == 1 and start == at and text[start] not in NOT_TAILS and read(said)[1].startswith(TAILS)


def _head(text: str, word: Row) -> bool:
    start, end, said = word
    return text[start:end] in HEADS and read(said)[1] == "接頭辞"


def names_of(corpus: Tables) -> tuple[str, ...]:
    """Persons and places of the corpus, to be masked: a word that only one city has because it is its name says nothing."""
    if isinstance(corpus, Archive):
        people = people_of(corpus)
    else:
        people = [*corpus.turns["name"].dropna().unique()]
        attendees = getattr(corpus, "attendees", None)
        if attendees is not None:
            people += [*attendees["name"].dropna().unique()]
    places = [str(p) for p in corpus.meetings["municipality"].dropna().unique()]
    found = {part for name in people for part in (squeeze(str(name)), *str(name).split())} | set(places) | {p.rstrip(PLACES) for p in places}
    return tuple(sorted(n for n in found if len(n) > 1))


def vocabulary(corpus: Tables, *, by: By, where: Where | None, procedural: bool, masked: bool, tokenizer: Callable[[str], list[Token]]) -> Vocabulary:
    """The words of every cell; turns that only run the meeting are left out unless `procedural`."""
    import pandas as pd

    names = as_names(by)
    turns = select(corpus, names, where=where)
    turns = (turns if procedural else turns[turns["act"] != "procedural"]).reset_index(drop=True)
    group, groups = groups_of(turns, names)
    meeting = np.asarray(pd.factorize(turns["meeting"])[0], np.int64)
    cell, cells = cells_of(group, meeting)
    code, texts = pd.factorize(turns["text"].fillna(""))  # 「異議なし」 is said again and again, and cut once
    terms, said, ends = _said(texts.tolist(), _rows_of(tokenizer), finder(names_of(corpus)) if masked else None)
    table, places = _table(cell, np.asarray(code, np.int64), said, ends, (len(cells), len(terms)))
    of = np.asarray(table.sum(axis=1)).ravel().astype(np.int64)
    return Vocabulary(tuple(names), groups, terms, table, of, cells[:, 0], cells[:, 1], places, turns)


def _rows_of(tokenizer: Callable[[str], list[Token]]) -> Callable[[str], list[Row]]:
    """The words of a tokenizer as plain tuples, which cost less than objects."""
    if isinstance(tokenizer, Compounds):
        return tokenizer.rows
    return lambda text: [(t.start, t.end, f"{t.lemma}\f\f{t.pos}") for t in tokenizer(text)]


def _said(
    texts: Sequence[str], cut: Callable[[str], list[Row]], masked: Callable[[str], list[tuple[int, int, int]]] | None
) -> "tuple[tuple[str, ...], NDArray[np.int64], NDArray[np.int64]]":
    """The terms, what each text says as rows of (term, start, end), and where the rows of each text end."""
    seen: dict[str, int] = {}
    flat, ends = array("q"), array("q", [0])
    for text in texts:
        for lemma, start, end in content(text, cut(text), masked):
            flat.extend((seen.setdefault(lemma, len(seen)), start, end))
        ends.append(len(flat) // 3)
    return tuple(seen), np.frombuffer(flat, np.int64).reshape(-1, 3) if flat else np.zeros((0, 3), np.int64), np.frombuffer(ends, np.int64)


def _table(cell: "NDArray[np.int64]", code: "NDArray[np.int64]", said: "NDArray[np.int64]", ends: "NDArray[np.int64]", shape: tuple[int, int]) -> "tuple[Any, NDArray[np.int64]]":
    """Counts by cell and term, and for each of them its first place; turn i says the rows of the text `code[i]`."""
    from scipy.sparse import csr_matrix

    often = (ends[1:] - ends[:-1])[code]
    row = np.repeat(np.arange(len(code)), often)
    at = np.arange(len(row)) + np.repeat(ends[code] - (np.cumsum(often) - often), often)
    keys, first, counts = np.unique(cell[row] * max(shape[1], 1) + said[at, 0], return_index=True, return_counts=True)
    bounds = np.searchsorted(keys, np.arange(shape[0] + 1) * max(shape[1], 1))
    table = csr_matrix((counts.astype(np.int64), keys % max(shape[1], 1), bounds), shape=shape)
    return table, np.column_stack([row[first], said[at[first], 1:]])


def quotations(found: Vocabulary, term: int, group: int) -> list[tuple[str, str]]:
    """Up to three places of a term within a group, each of another meeting: the words around it, and meeting#turn."""
    bounds = found.counts.indptr
    cells = range(*np.searchsorted(found.group, [group, group + 1]).tolist())
    mine = slice(bounds[cells.start], bounds[cells.stop])
    at = mine.start + np.flatnonzero(found.counts.indices[mine] == term)
    best = at[np.argsort(-found.counts.data[at], kind="stable")][:QUOTES]
    made = []
    for row, start, end in found.places[best].tolist():
        said = found.turns.iloc[row]
        text = str(said["text"])
        quote = f"{text[max(0, start - AROUND) : start]}【{text[start:end]}】{text[end : end + AROUND]}".replace("\n", " ")
        made.append((quote, f"{said['meeting']}#{said['turn']}"))
    return made
