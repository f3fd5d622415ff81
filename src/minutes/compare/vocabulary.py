"""Which words each group uses in each meeting, as a sparse table of counts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from minutes.archive.store import Archive
from minutes.compare.count import cells_of, groups_of
from minutes.compare.fetched import people_of
from minutes.compare.select import By, Tables, Where, as_names, select
from minutes.model import Token
from minutes.text.titles import squeeze
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

    `places` holds for a term the first places of a few cells: (row of `turns`, start, end in its text).
    """

    by: tuple[str, ...]
    groups: "pd.DataFrame"
    terms: tuple[str, ...]
    counts: Any
    of: "NDArray[np.int64]"
    group: "NDArray[np.int64]"
    meeting: "NDArray[np.int64]"
    places: dict[tuple[int, int], tuple[int, int, int]]
    turns: "pd.DataFrame"

    @property
    def nested(self) -> bool:
        """True when every meeting lies in one group."""
        return len(np.unique(self.meeting)) == len(self.meeting)


def content(text: str, tokens: Sequence[Token], masked: Callable[[str], list[tuple[int, int, int]]] | None) -> Iterator[tuple[str, int, int]]:
    """The words that carry meaning, with their places: 標準/化 → 標準化; names are left out where `masked` finds them."""
    hidden = {k for a, b, _ in masked(plain(text)) for k in range(a, b)} if masked else set()
    k = 0
    while k < len(tokens):
        token, step = tokens[k], 1
        pos = token.pos
        if pos.startswith(WORDS):
            start, end, lemma = token.start, token.end, token.lemma
            noun = pos.startswith(("名詞-普通名詞", "形状詞"))
            if noun and k + 1 < len(tokens) and _tail(tokens[k + 1], end):
                end, lemma, step = tokens[k + 1].end, token.surface + tokens[k + 1].surface, 2
            if noun and k and tokens[k - 1].surface in HEADS and tokens[k - 1].pos == "接頭辞":
                start, lemma = tokens[k - 1].start, tokens[k - 1].surface + lemma
            counted = pos.startswith("名詞-普通名詞-助数詞") and k > 0 and tokens[k - 1].pos == "名詞-数詞"
            real = pos.startswith(CONTENT) and "副詞可能" not in pos and not counted and len(lemma) > 1 and lemma not in STOP
            if real and not (hidden and hidden.intersection(range(start, end))):
                yield lemma, start, end
            elif masked is None and pos.startswith(NAMES):
                yield token.surface, start, end
        k += step


def _tail(token: Token, at: int) -> bool:
    return len(token.surface) == 1 and token.pos.startswith(TAILS) and token.surface not in NOT_TAILS and token.start == at


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
    hide = names_of(corpus) if masked else ()
    seen: dict[str, int] = {}
    counted: dict[tuple[int, int], int] = {}
    places: dict[tuple[int, int], tuple[int, int, int]] = {}
    find = finder(hide) if hide else (lambda _: [])
    for row, (at, text) in enumerate(zip(cell.tolist(), turns["text"].fillna("").tolist(), strict=True)):
        for lemma, start, end in content(text, tokenizer(text), find if masked else None):
            key = (at, seen.setdefault(lemma, len(seen)))
            counted[key] = counted.get(key, 0) + 1
            places.setdefault(key, (row, start, end))
    table = _table(counted, len(cells), len(seen))
    of = np.asarray(table.sum(axis=1)).ravel().astype(np.int64)
    return Vocabulary(tuple(names), groups, tuple(seen), table, of, cells[:, 0], cells[:, 1], places, turns)


def _table(counted: dict[tuple[int, int], int], cells: int, terms: int) -> Any:
    from scipy.sparse import csr_matrix

    keys = np.array(list(counted), dtype=np.int64).reshape(-1, 2)
    values = np.fromiter(counted.values(), np.int64, len(counted))
    return csr_matrix((values, (keys[:, 0], keys[:, 1])), shape=(cells, terms))


def quotations(found: Vocabulary, term: int, group: int) -> list[tuple[str, str]]:
    """Up to three places of a term within a group, each of another meeting: the words around it, and meeting#turn."""
    cells = np.flatnonzero(found.group == group)
    column = [c for c in cells.tolist() if (c, term) in found.places]
    column.sort(key=lambda c: (-int(found.counts[c, term]), c))
    made = []
    for c in column[:QUOTES]:
        row, start, end = found.places[c, term]
        said = found.turns.iloc[row]
        text = str(said["text"])
        quote = f"{text[max(0, start - AROUND) : start]}【{text[start:end]}】{text[end : end + AROUND]}".replace("\n", " ")
        made.append((quote, f"{said['meeting']}#{said['turn']}"))
    return made
