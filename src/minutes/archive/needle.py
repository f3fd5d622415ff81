"""A word to be found in the bytes of shards: every way to print it as patterns, and the test of the places where they stand.

Texts are compared as `minutes.words.phrases.plain` makes them. A shard holds them as printed, so that each letter of a word is
looked for in every width and case. Where that would be too many patterns, a piece of the word is looked for, and what holds the
piece is read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, product
from math import prod
from typing import TYPE_CHECKING, Any

from minutes.words.phrases import plain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Places = NDArray[np.int64]

LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
DIGITS = frozenset("0123456789")
KATAKANA = frozenset(map(chr, range(0x30A1, 0x30FB))) | {"ー"}

MANY, FEW = 56, 32
"""Patterns of one word that are looked for at once, as many as a processor compares with a text in one go; those of one piece of it."""

_SIGMA = frozenset("σς")
"""Σ becomes one or the other by what stands beside it: where they are looked for, the text is read."""

_ENOUGH, _LITTLE = 24, 8
"""Bits that a piece of a word tells at least, where it has so many: three kanji or four katakana, else two Latin letters."""

_NOWHERE = (b"\xf8\xf9\xfa\xfb", b"\xfc\xfd\xfe\xff", b"\xfd\xf8\xfc\xf9", b"\xff\xfa\xf9\xfd")
"""Bytes that no text has. Patterns that all begin with one of three bytes are searched for by these first bytes, and every kana begins
with the same one; with others beside them they are compared as a whole, many times quicker."""

_LOOK, _RARE = 1 << 16, 300
"""Bytes at the beginning of the data, and bytes from one place of a letter to the next on average, above which it is rare."""


@dataclass(frozen=True)
class Form:
    """One way to write a word, as `plain` text; no character of `before` and of `after` may stand beside it."""

    text: str
    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str, after: frozenset[str] = frozenset()) -> "Form":
        """A form that is a word of its own where it begins or ends with a Latin letter or a digit: AI is not found in MAIN, 5 not in 15."""
        return cls(text, _kind(text[0]), after | _kind(text[-1]))

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """(start, end) of every place in a `plain` text."""
        at, size = text.find(self.text), len(self.text)
        while at >= 0:
            if text[at - 1 : at] not in self.before and text[at + size : at + size + 1] not in self.after:
                yield at, at + size
            at = text.find(self.text, at + 1)


def _kind(edge: str) -> frozenset[str]:
    return next((kind for kind in (LETTERS, DIGITS) if edge in kind), frozenset())


@dataclass(frozen=True)
class Needle:
    """A word in all the forms in which it may be written."""

    forms: tuple[Form, ...]

    def holds(self, text: str) -> bool:
        """Does one of the forms stand in a `plain` text?"""
        return any(next(form.places(text), None) is not None for form in self.least)

    def first(self, text: str) -> tuple[int, int] | None:
        """The first place in a `plain` text, of several that begin there the longest."""
        found = [place for form in self.forms if (place := next(form.places(text), None))]
        return min(found, key=lambda place: (place[0], -place[1]), default=None)

    @cached_property
    def least(self) -> tuple[Form, ...]:
        """The forms without those that hold another one: who finds 手続 need not look for 手続き."""
        free = [form.text for form in self.forms if not form.before and not form.after]
        return tuple(dict.fromkeys(form for form in self.forms if not any(f in form.text and (f != form.text or form.before or form.after) for f in free)))

    @cached_property
    def search(self) -> "Search":
        """The patterns of bytes, ready for searching."""
        return Search(self)


class Search:
    """The patterns of a needle: which of them are the whole word, and what may not stand beside each."""

    def __init__(self, needle: Needle) -> None:
        import ahocorasick_rs as ac
        import numpy as np

        self.needle = needle
        patterns: dict[bytes, Form | None] = {}
        forms = {form.text: form for form in needle.least if not _SIGMA & set(form.text)}
        for piece in _pieces([form.text for form in needle.least]):
            patterns |= dict.fromkeys(_written(piece), forms.get(piece))
        for form in forms.values():
            for whole in _even(form.text):
                if len(patterns) < MANY:
                    patterns.setdefault(whole.encode(), form)
        self.whole = np.array([form is not None for form in patterns.values()])
        self._edges = [(side, kind, [form is not None and kind <= getattr(form, side) for form in patterns.values()]) for side in ("before", "after") for kind in _KINDS]
        self.certain = all(self.whole) and not _overlap([form.text for form in needle.least])  # then a place that is refused hides no other
        first = needle.least[0].text
        self.letter = first if len(patterns) == 1 and len(first) == 1 else None
        self._find: Any = ac.BytesAhoCorasick([*patterns, *(_NOWHERE if len(patterns) > 1 else ())], matchkind=ac.MatchKind.LeftmostLongest)

    def often(self, data: "Bytes") -> bool:
        """Does a needle of one letter stand almost everywhere in the data, by its beginning?"""
        return self.letter is not None and len(self._find.find_matches_as_indexes(data[:_LOOK])) > _LOOK // _RARE

    def rows(self, data: "Bytes", offsets: "Places") -> "NDArray[np.bool_]":
        """Which of the texts that stand behind one another in `data`, cut at `offsets`, hold the word."""
        import numpy as np

        found = np.zeros(len(offsets) - 1, bool)
        hits = self._find.find_matches_as_indexes(data)
        if not hits:
            return found
        which, start, end = np.fromiter(chain.from_iterable(hits), np.int64, 3 * len(hits)).reshape(-1, 3).T
        row, last = np.searchsorted(offsets, start, "right") - 1, np.searchsorted(offsets, end, "left") - 1
        good = self.whole[which] & (row == last)
        for side, kind, on in self._edges:
            asked = np.flatnonzero(good & np.array(on)[which])
            if len(asked):
                at, low, high = (start if side == "before" else end)[asked], offsets[row[asked]], offsets[row[asked] + 1]
                good[asked[_beside(data, at, low, high, kind, before=side == "before")]] = False
        found[row[good]] = True
        doubtful = ~good & ((row != last) | (not self.certain))
        for n in np.unique(np.concatenate([row[doubtful], last[doubtful]])).tolist():
            if not found[n]:
                found[n] = self.needle.holds(plain(data[offsets[n] : offsets[n + 1]].tobytes().decode()))
        return found


_KINDS = (LETTERS, DIGITS, KATAKANA)


def _overlap(texts: list[str]) -> bool:
    """Can two of the texts stand so that they share letters?"""
    return any(a[k:].startswith(b[: len(a) - k]) for a in texts for b in texts for k in range(len(a)) if k or a != b)


def _pieces(texts: list[str]) -> list[str]:
    """Pieces of `plain` texts, one at least in each, that tell enough and can be printed in few ways."""
    held: dict[str, list[int]] = {}
    for n, text in enumerate(texts):
        cuts = {text[i:j] for i in range(len(text)) for j in range(i + 1, min(i + 9, len(text) + 1))}
        few = {piece for piece in cuts if _ways(piece) <= FEW}
        most = max(sum(map(_told, piece)) for piece in few)
        enough = most if text in few and most < _ENOUGH else max(min(most, _LITTLE), min(most - 4, _ENOUGH))
        for piece in sorted(few, key=lambda piece: (_ways(piece), piece)):
            if sum(map(_told, piece)) >= enough:
                held.setdefault(piece, []).append(n)
    made: list[str] = []
    missing = set(range(len(texts)))
    while missing:
        made.append(max(held, key=lambda piece: (len(missing.intersection(held[piece])) / _ways(piece), piece)))
        missing.difference_update(held[made[-1]])
    return made


def _ways(text: str) -> int:
    return prod(len(_printed(c)) for c in text)


def _written(text: str) -> Iterable[bytes]:
    """A `plain` text in every way to print it."""
    return ("".join(letters).encode() for letters in product(*map(_printed, text)))


def _even(text: str) -> Iterable[str]:
    """A `plain` text in the ways to print it with one width and case throughout, as it is nearly always printed."""
    every = [_printed(c) for c in text]
    return ("".join(ways[min(k, len(ways) - 1)] for ways in every) for k in range(max(map(len, every))))


def _told(letter: str) -> int:
    """How much a letter tells, in bits: a kanji more than a kana."""
    return 10 if "\u3400" <= letter <= "\u9fff" else 6 if letter in KATAKANA else 4


def _beside(data: "Bytes", at: "Places", low: "Places", high: "Places", kind: frozenset[str], *, before: bool) -> "NDArray[np.bool_]":
    """At which of the places `at` a character of `kind` ends (`before`) or begins, within the text from `low` to `high`."""
    import numpy as np

    found = np.zeros(len(at), bool)
    for size, codes in _codes(kind).items():
        first = at - size if before else at
        inside = np.flatnonzero((first >= low) & (first + size <= high))
        code = np.zeros(len(inside), np.int64)
        for k in range(size):
            code = (code << 8) | data[first[inside] + k]
        found[inside] |= np.isin(code, codes)
    return found


@cache
def _codes(kind: frozenset[str]) -> dict[int, list[int]]:
    """The characters that are folded to those of `kind`, as numbers of their bytes, by how many bytes they have."""
    made: dict[int, list[int]] = {}
    for letter in sorted(kind):
        for printed in _printed(letter):
            made.setdefault(len(printed.encode()), []).append(int.from_bytes(printed.encode(), "big"))
    return made


def _printed(letter: str) -> str:
    """The characters that `plain` makes a letter of, itself first."""
    return letter + _folded().get(letter, "")


@cache
def _folded() -> dict[str, str]:
    """For each plain letter the letters that become it."""
    every = "".join(chr(c) for c in range(0x20, 0x2_0000) if not 0xD800 <= c < 0xE000)
    found: dict[str, str] = {"ς": "Σ"}
    for before, after in zip(every, plain(every), strict=True):
        if before != after:
            found[after] = found.get(after, "") + before
    return found
