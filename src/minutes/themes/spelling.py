"""The spellings in which one term of a dictionary may be printed."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from unicodedata import normalize

Variants = tuple[tuple[str, ...], ...]

_MOST = 96
"""Spellings made of one term at most; a term with more free places keeps the first ones."""

_LATIN = re.compile("[0-9A-Za-z]")
_JOINT = re.compile(r"(?<=[0-9A-Za-z])(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])(?=[0-9A-Za-z])")
_HYPHEN = re.compile(r"(?<=[0-9A-Za-z])[-・ ](?=[0-9A-Za-z])")
_ACRONYM = re.compile(r"(?<![0-9A-Za-z])[A-Z]{2,5}(?![0-9A-Za-z])")
_VOICED = {c: apart for c in range(0x3041, 0x30FF) if len(apart := normalize("NFD", chr(c))) == 2}
"""が → か and U+3099: the voicing mark on its own."""


def spellings(term: str, variants: Variants = ()) -> tuple[str, ...]:
    """`term` and the other ways to print it, the term first: 手続オンライン化 → 手続きオンライン化, AI-OCR → AI OCR.

    Regular variants are exchanged, a hyphen between Latin words may be a blank, a dot or nothing, a blank may stand
    between Latin and Japanese (DX 推進), capitals may be spaced out (R P A), voiced kana may be printed as two
    characters (ﾃﾞ), as half-width files and macOS do.
    """
    made: dict[str, None] = {}
    for variant in exchanged(term, variants):
        for joined in _loose(variant):
            made[joined] = None
    for whole in list(made):
        apart = whole.translate(_VOICED)
        made[apart] = None
        made[apart.replace("\u3099", "ﾞ").replace("\u309a", "ﾟ")] = None
    return tuple(made)


def exchanged(term: str, variants: Variants) -> Iterator[str]:
    """`term`, and it with each member of a group of variants replaced by every other member."""
    if not any(variants):
        yield term
        return
    group_of, members = _members(variants)
    pieces = members.split(term)
    if len(pieces) == 1:
        yield term
        return
    choices = [dict.fromkeys((piece, *group_of.get(piece, ()))) for piece in pieces]
    yield from islice(map("".join, product(*choices)), _MOST)


@lru_cache(maxsize=8)
def _members(variants: Variants) -> tuple[dict[str, tuple[str, ...]], re.Pattern[str]]:
    """The group of each member, and a pattern that cuts a term at the members, the longest first: made once for the thousands of terms of a dictionary."""
    group_of = {member: group for group in variants for member in group}
    return group_of, re.compile(f"({'|'.join(map(re.escape, sorted(group_of, key=lambda m: (-len(m), m))))})")


def _loose(term: str) -> Iterator[str]:
    """`term` with its hyphens, joints and acronyms printed loosely."""
    if not _LATIN.search(term):
        yield term
        return
    hyphens = [term, *(_HYPHEN.sub(by, term) for by in ("", "・", "-", " ", "ー"))] if _HYPHEN.search(term) else [term]
    for one in hyphens:
        yield one
        yield _JOINT.sub(" ", one)
        spaced = _ACRONYM.sub(lambda m: " ".join(m[0]), one)
        if spaced != one:
            yield spaced
            yield _JOINT.sub(" ", spaced)
