"""The words met so far, each with its number: how texts become numbers, and numbers and text become words again.

MeCab reads a twin of the text of the same length: ASCII made full-width, because the dictionary knows
ＡＩ and not AI, and everything that would stop it (NUL, control characters, lone surrogates) made harmless.
It prints of each word only the number of its entry in the dictionary, which costs next to nothing; what an entry
says is asked once and remembered.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minutes.text.fold import fold
from minutes.text.patterns import ASCII_WORD, UNREADABLE
from minutes.words.rearrange import LETTERS, Ints, letters_of, numbered
from minutes.words.unidic import unidic

LONGEST_CALL = 2000
"""Characters given to MeCab at once: some 200,000 can end the interpreter, and long runs of one class are slow."""

Row = tuple[int, int, str]
"""(start, end, what the dictionary says) of one word; `read` takes the third apart."""

Word = tuple[str, str, str]
"""(surface in half width, lemma, part of speech); the lemma is empty where the word is its own."""

NOUN = "\f\f名詞-普通名詞-一般"
NUMBER = "\f\f名詞-数詞"

_BLANK, _BREAK = ord(" "), ord("\n")
_READABLE = {c: chr(c + 0xFEE0) for c in range(0x21, 0x7F)} | {c: fold(chr(c)) for c in range(0xFF61, 0xFF9E)} | dict.fromkeys(range(0xD800, 0xE000), "〓")
_KATAKANA = re.compile(r"[ァ-ヺー・]+")

Ids = NDArray[np.uint32]


class Lexicon:
    """Words and their numbers, growing with the texts that it encodes; a worker has its own, `add` brings two together.

    `words` are the `Word`s in the order of their numbers. A number (1,300) is kept by its length only, as 00000:
    otherwise no archive would be small. A lexicon can be sent to another process.
    """

    def __init__(self, words: Iterable[Word] = ()) -> None:
        self.said: list[str] = []
        self._keys: list[str] = []
        self._lengths = array("I")  # without blanks: a few words of the dictionary have one inside
        self._numbers: dict[str, int] = {}
        self._of_entry = np.empty(0, np.int32)  # the number of the word of every entry of the dictionary, -1 where it was not met
        self._of_letters: dict[str, int] = {}  # the same by the letters of an entry
        self._compounds: dict[str, int] = {}  # the numbers of Latin words and of numbers
        self._unknown: dict[str, str] = {}  # the letters of the words that the dictionary has not
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

    def encode(self, texts: Sequence[str]) -> tuple[Ids, Ints]:
        """The numbers of the words of these texts, one text behind the other, blanks left out; and how many words each text has."""
        found = [list(_pieces(readable(text))) for text in texts]
        ids, counts = self._encode([*chain.from_iterable(found)])
        ends = np.append(0, np.cumsum(counts))[np.cumsum([0, *map(len, found)])]
        return ids, np.diff(ends)

    def rows(self, text: str) -> list[Row]:
        """The words of a text: those of `encode` and `decode`, sooner where there is one short text."""
        twin = readable(text)
        pieces = list(_pieces(twin))
        ids = np.fromiter(chain.from_iterable(map(self._of_piece, pieces)), np.uint32)
        return self._rows(twin, self._whole("\n".join(pieces), ids)[0])

    def decode(self, text: str, ids: NDArray[np.integer[Any]]) -> list[Row]:
        """The words of a text from the numbers that `encode` gave for it, without asking MeCab again."""
        return self._rows(readable(text), ids)

    def _rows(self, twin: str, ids: NDArray[np.integer[Any]]) -> list[Row]:
        starts, ends = self._places(twin, ids)
        return list(zip(starts.tolist(), ends.tolist(), map(self.said.__getitem__, ids.tolist()), strict=True))

    def _encode(self, pieces: list[str]) -> tuple[Ids, Ints]:
        """The numbers of the words of these pieces, one piece behind the other, and how many words each piece has."""
        printed = [self._known(line) if "\t" in line else line for line in map(unidic().parse, pieces)]
        counts = np.fromiter(map(len, printed), np.int64, len(printed)) // LETTERS
        ids, stay = self._whole("\n".join(pieces), self._words(numbered("".join(printed))))
        return ids, np.bincount(np.repeat(np.arange(len(counts)), counts)[stay], minlength=len(counts))

    def _of_piece(self, piece: str) -> list[int]:
        """The numbers of the words of one piece, Latin words and numbers in their parts."""
        line = unidic().parse(piece)
        if "\t" in line:
            line = self._known(line)
        letters = [line[at : at + LETTERS] for at in range(0, len(line), LETTERS)]
        try:
            ids = list(map(self._of_letters.__getitem__, letters))
        except KeyError:
            ids = self._words(numbered(line)).tolist()
            self._of_letters.update(zip(letters, ids, strict=True))
        return ids

    def _known(self, line: str) -> str:
        """A line of MeCab in letters alone: a word that is not in the dictionary gets those that follow the entries by its number here."""
        parts = line.split("\t")
        for n in range(1, len(parts), 2):
            letters = self._unknown.get(parts[n])
            if letters is None:
                surface, _, pos = parts[n].partition("\f")
                letters = self._unknown[parts[n]] = letters_of(unidic().entries + self._number(fold(surface), _said("", "", pos)))
            parts[n] = letters
        return "".join(parts)

    def _words(self, entries: Ints) -> Ids:
        """The numbers of the words of these entries; those that are new are taken up."""
        if not len(self._of_entry):
            self._of_entry = np.full(unidic().entries, -1, np.int32)
        size = len(self._of_entry)
        known = entries < size
        asked = np.where(known, entries, 0)
        for entry in sorted(set(asked[self._of_entry[asked] < 0].tolist())):  # `np.unique` would load numpy.ma
            surface, *said = unidic().entry(entry)
            self._of_entry[entry] = self._number(fold(surface), _said(*said))
        return np.where(known, self._of_entry[asked], entries - size).astype(np.uint32)

    def _places(self, twin: str, ids: NDArray[np.integer[Any]]) -> tuple[Ints, Ints]:
        """Where these words of a text begin and where they end: they are all of it but its blanks."""
        units = np.frombuffer(twin.encode("utf-32-le"), "<u4")
        at = np.flatnonzero((units != _BLANK) & (units != _BREAK))
        lengths = np.frombuffer(self._lengths, np.uint32)[ids].astype(np.int64)
        ends = np.cumsum(lengths)
        return at[ends - lengths], at[ends - 1] + 1

    def _whole(self, text: str, ids: Ids) -> tuple[Ids, NDArray[np.bool_]]:
        """The numbers with that of each Latin word and each number in place of its first part, where its parts end with it; and which parts stay."""
        stay = np.ones(len(ids), bool)
        if found := list(ASCII_WORD.finditer(text)):
            starts, ends = self._places(text, ids)
            low, high = np.array([match.span() for match in found]).T
            first, last = np.searchsorted(ends, low, "right"), np.searchsorted(starts, high) - 1
            whole = np.flatnonzero((first <= last) & (starts[np.minimum(first, len(ids) - 1)] >= low) & (ends[last] <= high))
            first, more = first[whole], (last - first)[whole]
            ids[first] = [self._compound(found[n]) for n in whole.tolist()]
            stay[np.repeat(first + 1 - np.cumsum(more) + more, more) + np.arange(more.sum())] = False
        return ids[stay], stay

    def _compound(self, word: re.Match[str]) -> int:
        """The number of a Latin word or of a number."""
        key = "0" * len(word[0]) if word.lastgroup else word[0]
        found = self._compounds.get(key)
        if found is None:
            found = self._compounds[key] = self._number(key, NUMBER) if word.lastgroup else self._number(fold(key), NOUN)
        return found

    def _number(self, surface: str, said: str) -> int:
        key = f"{surface}\f{said}"
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self.said)
            self.said.append(said)
            self._keys.append(key)
            self._lengths.append(len(surface) - surface.count(" "))
        return found


def key(word: Word) -> str:
    """A word as one string without a line break, which names it wherever words are numbered."""
    return "{}\f{}\f\f{}".format(*word)


def word(key: str) -> Word:
    """The word of a key."""
    surface, lemma, _, pos = key.split("\f")
    return surface, lemma, pos


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
def _said(lemma: str, base: str, pos: str) -> str:
    """What a row says of a word, from the lemma, the base and the part of speech of its entry."""
    pos = pos.strip("-")
    if pos.startswith("名詞-固有名詞"):
        return f"{base}\f\f{pos}"
    katakana, _, tail = lemma.partition("-")
    return f"{katakana if tail and _KATAKANA.fullmatch(katakana) else lemma}\f\f{pos}"


def _pieces(twin: str) -> Iterator[str]:
    """The pieces of a text: its lines without the blanks around them, of longer lines the sentences, of longer sentences a cut."""
    for line in twin.split("\n"):
        piece = line.strip(" ")
        while len(piece) > LONGEST_CALL:
            stop = next((found for mark in "。、 " if (found := piece.rfind(mark, 0, LONGEST_CALL) + 1)), LONGEST_CALL)
            if head := piece[:stop].rstrip(" "):
                yield head
            piece = piece[stop:].lstrip(" ")
        if piece:
            yield piece
