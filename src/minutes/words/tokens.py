"""A text as words: fugashi and unidic-lite behind one function, each word with its place in the text.

MeCab reads a twin of the text of the same length: ASCII made full-width, because the dictionary knows
ＡＩ and not AI, and everything that would stop it (NUL, control characters, lone surrogates) made harmless.
What a `Token` shows is always sliced from the text itself.
"""

import os
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from minutes.model import Span, Token
from minutes.text.fold import fold
from minutes.text.patterns import ASCII_WORD, UNREADABLE

LONGEST_CALL = 2000
"""Characters given to MeCab at once: some 200,000 can end the interpreter, and long runs of one class are slow."""

Row = tuple[int, int, str]
"""(start, end, what the dictionary says) of one word; `read` takes the third apart."""

NOUN = "\f\f名詞-普通名詞-一般"
NUMBER = "\f\f名詞-数詞"

_ENTRY = r"%m\f%phl,%phr,%c\t"  # the word, its two context numbers and its cost: together they name one entry of the dictionary
_SHORT = rf'-O "" -F "{_ENTRY}" -U "{_ENTRY}" -E ""'
_LONG = rf'-O "" -F "{_ENTRY}%f[7]\f%f[10]\f%f[0]-%f[1]-%f[2]\t" -U "{_ENTRY}\f\f%f[0]-%f[1]-%f[2]\t" -E ""'
_MOST = 1 << 18  # entries remembered
_READABLE = {c: chr(c + 0xFEE0) for c in range(0x21, 0x7F)} | {c: fold(chr(c)) for c in range(0xFF61, 0xFF9E)} | dict.fromkeys(range(0xD800, 0xE000), "〓")
_KATAKANA = re.compile(r"[ァ-ヺー・]+")


def tokenize(text: str) -> list[Token]:
    """The words of `text` in order, blanks left out; `token.surface == token.span.of(text)` for each.

    A number is one token (1,300) and so is a Latin word (AI-OCR, Wi-Fi); the counter after a number stands apart.
    `lemma` groups spellings (取組 → 取り組み) and has lost its English tail (システム-system → システム); names keep
    their spelling, for unidic would give the reading (佐藤 → サトウ). `pos` is UniDic's, levels joined by hyphens.
    """
    return [token(text, row) for row in rows(text)]


def rows(text: str) -> list[Row]:
    """The words of `text` as plain tuples, for loops that can do without objects: twice as fast."""
    starts: list[int] = []
    ends: list[int] = []
    said: list[str] = []
    tagger = _tagger(os.getpid())
    for base, chunk in _chunks(UNREADABLE.sub(_readable, text)):
        words, told = tagger.look_up(chunk)
        places = list(accumulate(map(len, words), initial=base))
        starts += places[:-1] if places[-1] - base == len(chunk) else _sought(base, chunk, words)
        ends += places[1:] if places[-1] - base == len(chunk) else [start + len(word) for start, word in zip(starts[len(ends) :], words, strict=True)]
        said += told
    return _joined(text, list(zip(starts, ends, said, strict=True)), starts, ends)


def _sought(base: int, chunk: str, words: Sequence[str]) -> Iterator[int]:
    """Where the words of a chunk begin from which MeCab swallowed blanks; what it swallows never begins a word."""
    at = 0
    for word in words:
        at = chunk.find(word, at) + len(word)
        yield base + at - len(word)


def _joined(text: str, cut: list[Row], starts: list[int], ends: list[int]) -> list[Row]:
    """The rows with the pieces of each Latin word and each number put together, where they end with it."""
    joined: list[Row] = []
    done = 0
    for word in ASCII_WORD.finditer(text):
        low, high = word.span()
        first, after = bisect_right(ends, low), bisect_left(starts, high)
        if first < after and starts[first] >= low and ends[after - 1] <= high:
            joined += cut[done:first]
            joined.append((starts[first], ends[after - 1], NUMBER if word["number"] else NOUN))
            done = after
    return joined + cut[done:] if done else cut


def token(text: str, row: Row) -> Token:
    """The `Token` of one row; set slot by slot, which takes half the time of the constructors."""
    start, end, said = row
    surface = text[start:end]
    lemma, pos = read(said)
    span, made = _new(Span), _new(Token)
    _start(span, start)
    _end(span, end)
    _surface(made, surface)
    _lemma(made, lemma or fold(surface))
    _pos(made, pos)
    _span(made, span)
    return made


@lru_cache(maxsize=1 << 16)
def read(said: str) -> tuple[str, str]:
    """(lemma, part of speech) from the third of a row; the lemma is empty where the word itself is its lemma."""
    lemma, base, pos = said.split("\f")
    pos = pos.strip("-")
    if pos.startswith("名詞-固有名詞"):
        return base, pos
    katakana, _, tail = lemma.partition("-")
    return katakana if tail and _KATAKANA.fullmatch(katakana) else lemma, pos


class _Tagger:
    """MeCab asked for the numbers of its entries only, which is half again as fast; what an entry says is asked once and remembered."""

    def __init__(self) -> None:
        import fugashi
        import unidic_lite

        folder = unidic_lite.DICDIR
        self._short, self._long = (fugashi.GenericTagger(f'-r "{folder}/mecabrc" -d "{folder}" {form}').parse for form in (_SHORT, _LONG))
        self._entries: dict[str, tuple[str, str]] = {}

    def look_up(self, chunk: str) -> tuple[Sequence[str], Sequence[str]]:
        """The words of a chunk, and of each what the dictionary says (see `read`)."""
        printed = self._short(chunk).split("\t")
        try:
            found = [self._entries[entry] for entry in printed]
        except KeyError:
            self._learn(chunk)
            found = [self._entries[entry] for entry in printed]
        words, said = zip(*found, strict=True)
        return words, said

    def _learn(self, chunk: str) -> None:
        if len(self._entries) > _MOST:
            self._entries.clear()
        told = self._long(chunk).split("\t")
        for entry, said in zip(told[::2], told[1::2], strict=True):
            self._entries[entry] = (entry[: entry.rindex("\f")], said)


@lru_cache(maxsize=1)
def _tagger(process: int) -> _Tagger:  # noqa: ARG001 - the key of the cache
    """One tagger per process, for a tagger can be neither pickled nor shared across a fork."""
    return _Tagger()


def _readable(match: re.Match[str]) -> str:
    """Full-width for ASCII and half-width kana, a blank for anything that cannot be read."""
    return "".join(_READABLE.get(ord(c), " ") for c in match[0])


def _chunks(twin: str) -> Iterator[tuple[int, str]]:
    """(offset, piece) of a text: its lines, and of longer lines the sentences, and of longer sentences a cut."""
    base = 0
    for line in twin.split("\n"):
        start = 0
        while len(line) - start > LONGEST_CALL:
            stop = line.rfind("。", start, start + LONGEST_CALL) + 1 or start + LONGEST_CALL
            if line[start:stop].strip(" "):
                yield base + start, line[start:stop]
            start = stop
        if line[start:].strip(" "):
            yield base + start, line[start:]
        base += len(line) + 1


_new = object.__new__
_start, _end = (getattr(Span, name).__set__ for name in ("start", "end"))
_surface, _lemma, _pos, _span = (getattr(Token, name).__set__ for name in ("surface", "lemma", "pos", "span"))
