"""The words met so far, each with its number: how a text becomes numbers, and numbers and text become words again.

MeCab reads a twin of the text of the same length: ASCII made full-width, because the dictionary knows
ＡＩ and not AI, and everything that would stop it (NUL, control characters, lone surrogates) made harmless.
It prints of each word only what names its entry of the dictionary, which costs next to nothing; what an entry
says is asked once and remembered.
"""

import os
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, chain

from minutes.text.fold import fold
from minutes.text.patterns import ASCII_WORD, UNREADABLE

LONGEST_CALL = 2000
"""Characters given to MeCab at once: some 200,000 can end the interpreter, and long runs of one class are slow."""

Row = tuple[int, int, str]
"""(start, end, what the dictionary says) of one word; `read` takes the third apart."""

Word = tuple[str, str, str]
"""(surface in half width, lemma, part of speech); the lemma is empty where the word is its own."""

NOUN = "\f\f名詞-普通名詞-一般"
NUMBER = "\f\f名詞-数詞"

_ENTRY = r"%m%phr,%c\t"  # word, context number, cost: together they name one entry of the dictionary
_SHORT = rf'-O "" -F "{_ENTRY}" -U "{_ENTRY}" -E ""'
_LONG = rf'-O "" -F "{_ENTRY}%f[7]\f%f[10]\f%f[0]-%f[1]-%f[2]\t" -U "{_ENTRY}\f\f%f[0]-%f[1]-%f[2]\t" -E ""'
_READABLE = {c: chr(c + 0xFEE0) for c in range(0x21, 0x7F)} | {c: fold(chr(c)) for c in range(0xFF61, 0xFF9E)} | dict.fromkeys(range(0xD800, 0xE000), "〓")
_KATAKANA = re.compile(r"[ァ-ヺー・]+")
_LETTER_OR_DIGIT = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+")


class Lexicon:
    """Words and their numbers, growing with the texts that it encodes; a worker has its own, `add` brings two together.

    `words` are the `Word`s in the order of their numbers. A number (1,300) is kept by its length only, as 00000:
    otherwise no archive would be small. A lexicon can be sent to another process.
    """

    def __init__(self, words: Iterable[Word] = ()) -> None:
        self.said: list[str] = []
        self._keys: list[str] = []
        self._lengths: list[int] = []
        self._numbers: dict[str, int] = {}
        self._entries: dict[str, int] = {}
        self.add(words)

    def __len__(self) -> int:
        return len(self.said)

    @property
    def words(self) -> list[Word]:
        """The word of each number, from 0."""
        return list(map(word, self._keys))

    def keys(self, numbers: Iterable[int]) -> list[str]:
        """The key of each of these words: see `key`."""
        return list(map(self._keys.__getitem__, numbers))

    def add(self, words: Iterable[Word]) -> "array[int]":
        """The numbers of these words here, in their order; unknown ones are taken up. Numbers of the one lexicon index the answer."""
        return array("I", [self._number(*key(word).split("\f", 1)) for word in words])

    def encode(self, text: str) -> "array[int]":
        """The numbers of the words of `text`, in order, blanks left out."""
        return array("I", chain.from_iterable(ids for _, _, ids in self.pieces(text)))

    def decode(self, text: str, ids: Iterable[int]) -> list[Row]:
        """The words of `text` from the numbers that `encode` gave for it, without asking MeCab again."""
        numbers = list(ids)
        starts, ends = self.places(0, readable(text).replace("\n", " "), numbers)
        return list(zip(starts, ends, map(self.said.__getitem__, numbers), strict=True))

    def pieces(self, text: str) -> Iterator[tuple[int, str, list[int]]]:
        """(offset, piece as MeCab read it, numbers of its words) of the text, piece by piece, without the blanks between."""
        known = self._entries.__getitem__
        short, _ = _parsers(os.getpid())
        for base, piece in _pieces(readable(text)):
            printed = short(piece).split("\t")
            try:
                ids = list(map(known, printed))
            except KeyError:
                self._learn(piece, printed)
                ids = list(map(known, printed))
            yield base, piece, self._joined(piece, ids) if _LETTER_OR_DIGIT.search(piece) else ids

    def places(self, base: int, piece: str, ids: list[int]) -> tuple[list[int], list[int]]:
        """Where these words of a piece begin and where they end."""
        length = self._lengths.__getitem__
        ends = list(accumulate(map(length, ids), initial=base))
        if ends[-1] - base == len(piece):
            return ends[:-1], ends[1:]
        starts, at = [], 0
        for n in map(length, ids):  # MeCab swallowed blanks; what it swallows never begins a word
            while piece[at] == " ":
                at += 1
            starts.append(base + at)
            at += n
        return starts, [start + length(number) for start, number in zip(starts, ids, strict=True)]

    def _joined(self, piece: str, ids: list[int]) -> list[int]:
        """The numbers with the parts of each Latin word and each number put together, where they end with it."""
        starts, ends = self.places(0, piece, ids)
        joined: list[int] = []
        done = upto = 0
        for run in _LETTER_OR_DIGIT.finditer(piece):
            word = ASCII_WORD.match(piece, run.start()) if run.start() >= upto else None
            while word:
                low, upto = word.span()
                first, after = bisect_right(ends, low), bisect_left(starts, upto)
                if first < after and starts[first] >= low and ends[after - 1] <= upto:
                    joined += ids[done:first]
                    joined.append(self._number("0" * (upto - low), NUMBER) if word["number"] else self._number(fold(word[0]), NOUN))
                    done = after
                word = ASCII_WORD.match(piece, upto)
        return joined + ids[done:] if done else ids

    def _number(self, surface: str, said: str) -> int:
        key = f"{surface}\f{said}"
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self.said)
            self.said.append(said)
            self._keys.append(key)
            self._lengths.append(len(surface))
        return found

    def _learn(self, piece: str, printed: list[str]) -> None:
        """Take up the entries of a piece that are new: most are found by their words alone, nearly all others by the clause around them."""
        new = dict.fromkeys(entry for entry in printed if entry not in self._entries)
        self._ask(" ".join(map(_surface, new)), new)
        for entry in new:
            if entry not in self._entries:
                at = piece.find(_surface(entry))
                begin = max(piece.rfind("、", 0, at), piece.rfind("。", 0, at), 0)
                self._ask(piece[begin : min((stop for mark in "、。" if (stop := piece.find(mark, at) + 1)), default=len(piece))], new)
            if entry not in self._entries:
                self._ask(piece, new)

    def _ask(self, text: str, wanted: Container[str]) -> None:
        """Take up those of the wanted entries that MeCab finds in this text."""
        _, long = _parsers(os.getpid())
        told = long(text).split("\t")
        for entry, features in zip(told[::2], told[1::2], strict=True):
            if entry in wanted and entry not in self._entries:
                self._entries[entry] = self._number(fold(_surface(entry)), _said(features))


def _surface(entry: str) -> str:
    """The word that an entry begins with, as MeCab read it: never with an ASCII character."""
    return entry.rstrip("-,0123456789")


def key(word: Word) -> str:
    """A word as one string without a line break, which names it wherever words are numbered."""
    return "{}\f{}\f\f{}".format(*word)


def word(key: str) -> Word:
    """The word of a key."""
    surface, _, said = key.partition("\f")
    return (surface, *read(said))


@lru_cache(maxsize=1 << 16)
def read(said: str) -> tuple[str, str]:
    """(lemma, part of speech) from the third of a row; the lemma is empty where the word itself is its lemma."""
    lemma, _, pos = said.partition("\f\f")
    return lemma, pos


def readable(text: str) -> str:
    """The twin of `text` that MeCab reads: full-width for ASCII and half-width kana, a blank for anything that cannot be read."""
    return UNREADABLE.sub(_readable, text)


def _readable(match: re.Match[str]) -> str:
    return "".join([_READABLE.get(ord(c), " ") for c in match[0]])


@lru_cache(maxsize=1 << 16)
def _said(features: str) -> str:
    """What a row says of a word, from the lemma, the base and the part of speech of its entry."""
    lemma, base, pos = features.split("\f")
    pos = pos.strip("-")
    if pos.startswith("名詞-固有名詞"):
        return f"{base}\f\f{pos}"
    katakana, _, tail = lemma.partition("-")
    return f"{katakana if tail and _KATAKANA.fullmatch(katakana) else lemma}\f\f{pos}"


@lru_cache(maxsize=1)
def _parsers(process: int) -> tuple[Callable[[str], str], Callable[[str], str]]:  # noqa: ARG001 - the key of the cache
    """MeCab with short and with long answers, once per process, for it can be neither sent to another nor shared across a fork."""
    import fugashi
    import unidic_lite

    folder = unidic_lite.DICDIR
    short, long = (fugashi.GenericTagger(f'-r "{folder}/mecabrc" -d "{folder}" {form}').parse for form in (_SHORT, _LONG))
    return short, long


def _pieces(twin: str) -> Iterator[tuple[int, str]]:
    """(offset, piece) of a text: its lines without the blanks around them, of longer lines the sentences, of longer sentences a cut."""
    base = 0
    for line in twin.split("\n"):
        piece = line.strip(" ")
        start = base + len(line) - len(line.lstrip(" "))
        while len(piece) > LONGEST_CALL:
            stop = next((found for mark in "。、 " if (found := piece.rfind(mark, 0, LONGEST_CALL) + 1)), LONGEST_CALL)
            if head := piece[:stop].rstrip(" "):
                yield start, head
            rest = piece[stop:].lstrip(" ")
            start, piece = start + len(piece) - len(rest), rest
        if piece:
            yield start, piece
        base += len(line) + 1
