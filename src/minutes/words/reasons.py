"""Why a word is on a stop-word list: the reasons that the lists give themselves."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from minutes.words.analyzer import LISTS


@cache
def stop_reasons() -> dict[str, str]:
    """For each stop word its list and the reason: 議題 → "procedural: 会議そのものを指す語: どの発言にも現れる".

    The reason stands behind the word after #, else in the comment above the group of words.
    """
    return {word: f"{name}: {reason}" for name in reversed(LISTS) for word, reason in _read(name)}


def _read(name: str) -> Iterator[tuple[str, str]]:
    """(word, reason) of a list."""
    heading = ""
    for line in files("minutes.words").joinpath("stopwords", f"{name}.txt").read_text(encoding="utf-8").splitlines():
        word, _, reason = (part.strip() for part in line.partition("#"))
        if word:
            yield word, reason or heading
        elif reason:
            heading = reason
