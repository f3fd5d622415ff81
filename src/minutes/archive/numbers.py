"""The number of every word of a store, in twenty bytes a word: an archive of a country has hundreds of thousands."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np

_RECENT = 1 << 14
_DIGEST = "S16"

Ints = np.ndarray[Any, np.dtype[np.int32]]


class Numbers:
    """The words of a store, numbered from 0 in the order in which they came; a word is known by sixteen bytes of its BLAKE2b.

    They lie in order of their digests; those that came last lie in a table beside them until these are many.
    """

    def __init__(self) -> None:
        self._digests = np.empty(0, _DIGEST)
        self._numbers: Ints = np.empty(0, np.int32)
        self._recent: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._digests) + len(self._recent)

    def add(self, words: Sequence[bytes], numbers: Iterable[int]) -> None:
        """Take up different words that have their numbers already."""
        self._put(map(_digest, words), numbers)

    def of(self, words: Sequence[bytes]) -> tuple[Ints, list[bytes]]:
        """The numbers of these words, and those of them that are new: they get the next numbers."""
        digests, new = list(map(_digest, words)), list[bytes]()
        sought = np.frombuffer(b"".join(digests), _DIGEST)
        at = np.searchsorted(self._digests, sought)
        found = np.full(len(words), -1, np.int32)
        inside = np.flatnonzero(at < len(self._digests))
        same = inside[self._digests[at[inside]] == sought[inside]]
        found[same] = self._numbers[at[same]]
        for i in np.flatnonzero(found < 0).tolist():
            number = self._recent.get(digests[i])
            if number is None:
                number = self._recent[digests[i]] = len(self)
                new.append(words[i])
            found[i] = number
        if len(self._recent) > _RECENT:
            self._put(self._recent, self._recent.values())
            self._recent = {}
        return found, new

    def _put(self, digests: Iterable[bytes], numbers: Iterable[int]) -> None:
        every = np.concatenate([self._digests, np.frombuffer(b"".join(digests), _DIGEST)])
        order = np.argsort(every)
        self._digests, self._numbers = every[order], np.concatenate([self._numbers, np.fromiter(numbers, np.int32)])[order]


def _digest(word: bytes) -> bytes:
    return blake2b(word, digest_size=16).digest()
