"""Text → the words that say something, for counting: names, numbers, grammar and formulas left out."""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from minutes.errors import OptionError
from minutes.text.fold import fold
from minutes.words.compounds import Compounds
from minutes.words.phrases import Phrases
from minutes.words.tokens import read

LISTS = ("procedural", "polite", "place_person")
"""The stop-word lists that come with the package, in `stopwords/`: one word a line, with the reason after #."""

CONTENT = ("名詞-普通名詞-一般", "名詞-普通名詞-サ変", "名詞-普通名詞-形状詞可能", "形状詞-一般")
"""Parts of speech (by their beginning) that say what a text is about: no verbs, counters or adverbs, no names of persons and places."""


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
    `shortest` characters on, unless the lemma or the word as printed is in `stop`.
    """

    terms: tuple[str, ...] = ()
    stop: frozenset[str] | None = None
    keep: tuple[str, ...] = CONTENT
    shortest: int = 2

    def __post_init__(self) -> None:
        object.__setattr__(self, "terms", Phrases(self.terms))

    def __call__(self, text: str) -> list[str]:
        """The words of `text` that count, in order, repeated as they are repeated."""
        stop = stopwords() if self.stop is None else self.stop
        whole = _terms(self.terms)
        words = []
        for start, end, said in Compounds(self.terms).rows(text):
            lemma, pos = read(said)
            if lemma in whole:
                words.append(lemma)
            elif pos.startswith(self.keep):
                word = lemma or fold(text[start:end])
                if len(word) >= self.shortest and word not in stop and text[start:end] not in stop:
                    words.append(word)
        return words


@lru_cache(maxsize=8)
def _terms(terms: tuple[str, ...]) -> frozenset[str]:
    return frozenset(terms)
