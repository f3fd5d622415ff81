"""The forms in which a word of a query is found: every width and case, regular variants of spelling, katakana with and without its last ー."""

import re
from functools import cache, lru_cache
from itertools import product
from string import ascii_lowercase, ascii_uppercase
from unicodedata import normalize

from minutes.archive.needle import KATAKANA, Form, Needle
from minutes.text.fold import fold
from minutes.themes.dictionary import BUILTIN
from minutes.themes.page import Page
from minutes.themes.spelling import Variants, spellings
from minutes.words.phrases import plain

_LONG = re.compile(r"(?<=[ァ-ヺー]{3})ー(?![ァ-ヺー])|(?<=[ァ-ヺー]{2}[アカサタナハマヤラワガザダバパァィャリ])(?=[^ァ-ヺー\u3099\u309aﾞﾟ])")
"""Where a katakana word of three sounds and more ends: its ー may be left out there, or put there (JIS Z 8301 leaves it out, newspapers do not)."""

_KANA = re.compile(r"[ぁ-ゖァ-ヺ]")
_MARKED = re.compile(r"[ぁ-ゖァ-ヺ][\u3099\u309aﾞﾟ]")
_LARGE = str.maketrans(ascii_lowercase, ascii_uppercase)
_MOST = 8
"""Places of one word at which a ー comes or goes."""

HOSTILE = {"_LONG": "ー", "_KANA": "ア", "_MARKED": "カﾞ"}


@cache
def regular() -> Variants:
    """The groups of spellings that stand for each other, as the dictionaries of themes have them (`themes/builtin/variants.toml`)."""
    return tuple(tuple(_capitals(fold(word)) for word in group) for group in Page.read(BUILTIN / "variants.toml").variants())


def _capitals(text: str) -> str:
    """A text with its Latin letters large, so that web and Web are one word here, and dx an acronym."""
    return text.translate(_LARGE)


@lru_cache(maxsize=256)
def needle(text: str, *, quoted: bool = False) -> Needle:
    """The forms of a word; of a phrase in quotation marks only its widths, cases and the two ways to write が, は printed as one sign or two."""
    if quoted:
        return Needle(tuple(map(Form.of, _apart(_together(plain(text))))))
    forms: dict[Form, None] = {}
    for spelled in dict.fromkeys(_together(plain(spelled)) for spelled in spellings(_capitals(_together(fold(text))), regular())):
        for form in _lengths(spelled):
            for voiced in _apart(form.text):
                forms[Form.of(voiced, form.after)] = None
    return Needle(tuple(forms))


def _together(text: str) -> str:
    """A text with voiced kana as one sign, however they were typed."""
    return _MARKED.sub(lambda m: normalize("NFC", m[0].replace("ﾞ", "\u3099").replace("ﾟ", "\u309a")), text)


def _apart(text: str) -> tuple[str, ...]:
    """A text, and it with its voiced kana as two signs: ガ as カ and ﾞ, as half-width files have it, or as a combining mark."""
    marked = _KANA.sub(lambda m: normalize("NFD", m[0]), text)
    return tuple(dict.fromkeys((text, marked, marked.replace("\u3099", "ﾞ").replace("\u309a", "ﾟ"))))


def _lengths(text: str) -> list[Form]:
    """A `plain` text with and without the last ー of its katakana words; a word that ends the text and lost it must end there in print too."""
    places = [m.span() for m in _LONG.finditer(text)][:_MOST]
    cuts = [0, *(edge for place in places for edge in place), len(text)]
    kept = [text[a:b] for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
    made = []
    for marks in product(*((text[a:b], "" if a < b else "ー") for a, b in places)):
        whole = "".join(piece + mark for piece, mark in zip(kept, [*marks, ""], strict=True))
        made.append(Form(whole, after=KATAKANA if whole != text and text.endswith("ー") and not whole.endswith("ー") else frozenset()))
    return made
