"""A text as words: fugashi and unidic-lite behind one function, each word with its place in the text.

What a `Token` shows is always sliced from the text itself; how it is cut stands in `lexicon`.
"""

import os
from functools import lru_cache, partial

from minutes.model import Token
from minutes.text.fold import fold
from minutes.words.lexicon import Lexicon, Row, read

_MOST = 1 << 18  # words remembered


def tokenize(text: str) -> list[Token]:
    """The words of `text` in order, blanks left out; `token.surface == token.span.of(text)` for each.

    A number is one token (1,300) and so is a Latin word (AI-OCR, Wi-Fi); the counter after a number stands apart.
    `lemma` groups spellings (取組 → 取り組み) and has lost its English tail (システム-system → システム); names keep
    their spelling, for unidic would give the reading (佐藤 → サトウ). `pos` is UniDic's, levels joined by hyphens.
    """
    found = rows(text)
    if not found:
        return []
    starts, ends, said = zip(*found, strict=True)
    surfaces = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    known = [*map(read, said)]
    lemmas = [lemma or fold(surface) for (lemma, _), surface in zip(known, surfaces, strict=True)]
    return list(map(_token, zip(surfaces, lemmas, [pos for _, pos in known], starts, ends, strict=True)))


def rows(text: str) -> list[Row]:
    """The words of `text` as plain tuples, for loops that can do without objects."""
    lexicon = _lexicon(os.getpid())
    if len(lexicon) > _MOST:
        _lexicon.cache_clear()
        lexicon = _lexicon(os.getpid())
    return lexicon.rows(text)


def token(text: str, row: Row) -> Token:
    """The `Token` of one row."""
    start, end, said = row
    lemma, pos = read(said)
    return Token(text[start:end], lemma or fold(text[start:end]), pos, start, end)


@lru_cache(maxsize=1)
def _lexicon(process: int) -> Lexicon:  # noqa: ARG001 - the key of the cache
    """The words met in this process."""
    return Lexicon()


_token = partial(tuple.__new__, Token)
