"""Text → the words that say something, for counting: names, numbers, grammar and formulas left out."""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from minutes.errors import OptionError
from minutes.text.fold import fold
from minutes.words.compounds import Compounds
from minutes.words.lexicon import Row, read
from minutes.words.phrases import Phrases, finder, plain

LISTS = ("procedural", "polite", "place_person")
"""The stop-word lists that come with the package, in `stopwords/`: one word a line, with the reason after #."""

CONTENT = ("名詞-普通名詞-一般", "名詞-普通名詞-サ変", "名詞-普通名詞-形状詞可能", "形状詞-一般")
"""Parts of speech (by their beginning) that say what a text is about: no verbs, counters or adverbs, no names of persons and places."""


_MOST = 1 << 18  # words remembered


@cache
def stopwords(*lists: str) -> frozenset[str]:
    """The words of these lists, of all three without an argument; raises `OptionError` for a list that does not exist."""
    unknown = sorted(set(lists) - set(LISTS))
    if unknown:
        raise OptionError(f"{unknown[0]}: ストップワードの一覧にありません。{'、'.join(LISTS)} から選んでください / no such stop-word list: choose from {', '.join(LISTS)}")
    folder = files("minutes.words").joinpath("stopwords")
    lines = [line for name in lists or LISTS for line in folder.joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines()]
    return frozenset(word for word in (line.partition("#")[0].strip() for line in lines) if word)


@dataclass(frozen=True)
class Analyzer:
    """An `analyzer` for scikit-learn's vectorizers: `CountVectorizer(analyzer=Analyzer(terms))`; it can be pickled.

    `terms` stay whole and are always kept; of the other words the lemmas of the parts of speech in `keep`, from
    `shortest` characters on, unless the lemma or the word as printed is in `stop`, or the word is (a part of) one of
    the `names`.
    """

    terms: tuple[str, ...] = ()
    stop: frozenset[str] | None = None
    keep: tuple[str, ...] = CONTENT
    shortest: int = 2
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "terms", Phrases(self.terms))
        object.__setattr__(self, "names", Phrases(self.names))

    def __call__(self, text: str, cut: list[Row] | None = None) -> list[str]:
        """The words of `text` that count, in order, repeated as they are repeated; `cut` as `places` takes it."""
        return [word for _, _, word in self.places(text, cut)]

    def places(self, text: str, cut: list[Row] | None = None) -> list[tuple[int, int, str]]:
        """The words of `text` that count, each with the offsets between which it is printed: (start, end, word).

        `cut` are the rows of the text where they are known already, as `Lexicon.decode` gives them for a stored text.
        """
        stop = stopwords() if self.stop is None else self.stop
        said_of = _saying(self.terms, stop, self.keep, self.shortest)
        kept = []
        for start, end, said in Compounds(self.terms).rows(text, cut):
            found = said_of[said]
            if found is not None:
                word, whole = found
                if not word:
                    word = fold(text[start:end])
                    if len(word) < self.shortest or word in stop:
                        continue
                if whole or text[start:end] not in stop:
                    kept.append((start, end, word))
        return self._unnamed(text, kept) if self.names else kept

    def _unnamed(self, text: str, kept: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
        """The words that stand in no name; a term of a dictionary stays, for 市民 is a term where 市 is a place."""
        hidden = {at for start, end, _ in finder(self.names)(plain(text)) for at in range(start, end)}
        whole = _terms(self.terms)
        return [(start, end, word) for start, end, word in kept if word in whole or not (start in hidden and end - 1 in hidden)]


class _Saying(dict[str, tuple[str, bool] | None]):
    """What the dictionary says of a word → the lemma to count and whether it is a term; None for a word that never counts, no lemma where the word is its own."""

    def __init__(self, terms: tuple[str, ...], stop: frozenset[str], keep: tuple[str, ...], shortest: int) -> None:
        super().__init__()
        self._asked = _terms(terms), stop, keep, shortest

    def __missing__(self, said: str) -> tuple[str, bool] | None:
        terms, stop, keep, shortest = self._asked
        if len(self) > _MOST:
            self.clear()
        lemma, pos = read(said)
        whole = lemma in terms
        counts = whole or (pos.startswith(keep) and (not lemma or (len(lemma) >= shortest and lemma not in stop)))
        self[said] = found = (lemma, whole) if counts else None
        return found


_saying = lru_cache(maxsize=8)(_Saying)


@lru_cache(maxsize=8)
def _terms(terms: tuple[str, ...]) -> frozenset[str]:
    return frozenset(terms)
