"""What a query asks for: words, phrases in quotation marks, AND, OR, NOT and brackets, in any width, in English and in Japanese.

    query  = all {OR all}            OR   |  または  又は
    all    = one {[AND] one}         AND  &  かつ    a blank is AND too
    one    = NOT one | (query) | word | "phrase"      NOT  -word

A hyphen within a word belongs to it (AI-OCR); before a word it is NOT.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from minutes.archive.needle import Needle
from minutes.compare.search_words import needle
from minutes.errors import OptionError
from minutes.text.fold import fold

DEEPEST, LONGEST = 40, 2000
"""Brackets within brackets, and characters of a query, at most."""

_OPERATORS = {"AND": "AND", "&": "AND", "&&": "AND", "かつ": "AND", "且つ": "AND", "OR": "OR", "|": "OR", "||": "OR", "または": "OR", "又は": "OR", "NOT": "NOT"}
_QUOTES = {"「": "」", "『": "』", **dict.fromkeys('"“”„〝〟', '"“”„〝〟')}
_BRACKETS = "()"


@dataclass(frozen=True)
class Word:
    """A word, or a phrase that stood in quotation marks; `needle` holds the forms in which it is found."""

    text: str
    quoted: bool
    needle: Needle

    def __str__(self) -> str:
        first, last = next(('"「『'[k], '"」』'[k]) for k, ends in enumerate(('"“”„〝〟', "」", "』")) if k == 2 or not set(ends) & set(fold(self.text)))
        return f"{first}{self.text}{last}" if self.quoted else self.text


@dataclass(frozen=True)
class Not:
    """What must not be there."""

    part: "Query"

    def __str__(self) -> str:
        return f"NOT {_inner(self.part, Word)}"


@dataclass(frozen=True)
class And:
    """All of it must be there."""

    parts: "tuple[Query, ...]"

    def __str__(self) -> str:
        return " AND ".join(_inner(part, (Word, Not)) for part in self.parts)


@dataclass(frozen=True)
class Or:
    """One of it must be there."""

    parts: "tuple[Query, ...]"

    def __str__(self) -> str:
        return " OR ".join(_inner(part, (Word, Not)) for part in self.parts)


Query = Word | Not | And | Or


def _inner(part: Query, bare: Any) -> str:
    return str(part) if isinstance(part, bare) else f"({part})"


def holds(query: Query, has: Callable[[Word], Any]) -> Any:
    """The truth of a query, where `has` gives that of a word: a truth value, or an array of them."""
    if isinstance(query, Word):
        return has(query)
    if isinstance(query, Not):
        return ~holds(query.part, has)
    found = holds(query.parts[0], has)
    for part in query.parts[1:]:
        if isinstance(query, And) and not found.any():
            return found
        more = holds(part, has)
        found = found & more if isinstance(query, And) else found | more
    return found


def wanted(query: Query) -> Iterator[Word]:
    """The words that may be there, in the order of the query: those behind NOT are not among them."""
    if isinstance(query, Word):
        yield query
    elif not isinstance(query, Not):
        for part in query.parts:
            yield from wanted(part)


def read_query(text: str) -> Query:
    """The query that a text asks; `OptionError` says at which character it goes wrong, and what to write."""
    if len(text) > LONGEST:
        raise OptionError(f"検索式が長すぎます（{len(text)}字、{LONGEST}字まで） / the query is too long: {len(text)} characters, at most {LONGEST}")
    reader = _Reader(text, list(_pieces(text)))
    if not reader.pieces:
        raise OptionError("探す語が空です / nothing to look for")
    found = reader.any_of(0)
    if reader.at < len(reader.pieces):  # only a bracket can be left
        raise reader.wrong("開きかっこのない閉じかっこです。取るか、前に ( を書いてください", "this bracket was never opened: take it out, or write ( before")
    return found


class _Piece(NamedTuple):
    """One piece of a query: a word, phrase, operator or bracket, and at which character it begins."""

    kind: str
    text: str
    at: int


def _pieces(text: str) -> Iterator[_Piece]:
    plain, at = fold(text), 0
    while at < len(text):
        c = plain[at]
        if c.isspace():
            at += 1
        elif c in _BRACKETS or c == "|":
            size = 2 if plain[at : at + 2] == "||" else 1
            yield _Piece("OR" if c == "|" else c, text[at : at + size], at)
            at += size
        elif c in _QUOTES:
            end = next((k for k in range(at + 1, len(text)) if plain[k] in _QUOTES[c]), None)
            if end is None or not text[at + 1 : end].strip():
                raise _wrong(
                    text, at, "引用符が閉じていないか、中が空です。閉じる引用符を書くか、取ってください", "this quotation is not closed, or empty: close it, or take the mark out"
                )
            yield _Piece("phrase", text[at + 1 : end].strip(), at)
            at = end + 1
        elif c == "-":
            if at + 1 == len(text) or plain[at + 1].isspace() or plain[at + 1] in "-)|":
                raise _wrong(text, at, "「-」は、除きたい語のすぐ前に書いてください（例 -予算）", "write - right before the word that must not be there, as in -word")
            yield _Piece("NOT", text[at], at)
            at += 1
        else:
            end = at
            while end < len(text) and not plain[end].isspace() and plain[end] not in _BRACKETS + "|" and plain[end] not in _QUOTES:
                end += 1
            yield _Piece(_OPERATORS.get(plain[at:end].upper(), "word"), text[at:end], at)
            at = end


def _wrong(text: str, at: int, japanese: str, english: str) -> OptionError:
    there = f"「{text[at : at + 12]}」" if at < len(text) else "終わり / the end"
    return OptionError(f"検索式の{at + 1}文字目 {there}: {japanese} / character {at + 1} of the query: {english}")


class _Reader:
    """Reads pieces from left to right, each once."""

    def __init__(self, text: str, pieces: list[_Piece]) -> None:
        self.text, self.pieces, self.at = text, pieces, 0

    def kind(self) -> str:
        return self.pieces[self.at].kind if self.at < len(self.pieces) else ""

    def wrong(self, japanese: str, english: str) -> OptionError:
        return _wrong(self.text, self.pieces[self.at].at if self.at < len(self.pieces) else len(self.text), japanese, english)

    def any_of(self, depth: int) -> Query:
        parts = [self.all_of(depth)]
        while self.kind() == "OR":
            self.at += 1
            parts.append(self.all_of(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def all_of(self, depth: int) -> Query:
        parts = [self.one(depth)]
        while self.kind() not in ("OR", ")", ""):
            self.at += self.kind() == "AND"
            parts.append(self.one(depth))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def one(self, depth: int) -> Query:
        turned = 0
        while self.kind() == "NOT":
            turned, self.at = turned + 1, self.at + 1
        found = self.part(depth)
        return Not(found) if turned % 2 else found

    def part(self, depth: int) -> Query:
        kind = self.kind()
        if kind in ("word", "phrase"):
            piece = self.pieces[self.at]
            self.at += 1
            return Word(piece.text, kind == "phrase", needle(piece.text, quoted=kind == "phrase"))
        if kind != "(":
            raise self.wrong(
                'ここには語が要ります。語そのものとして探すなら引用符で囲んでください（例 "AND"）',
                'a word is missing here; to look for the word itself put it in quotation marks, as in "AND"',
            )
        if depth == DEEPEST:
            raise self.wrong(f"かっこが深すぎます（{DEEPEST}重まで）", f"too many brackets within brackets, at most {DEEPEST}")
        opened = self.at
        self.at += 1
        found = self.any_of(depth + 1)
        if self.kind() != ")":
            self.at = opened
            raise self.wrong("かっこが閉じていません。) を書くか、取ってください", "this bracket is not closed: write ), or take it out")
        self.at += 1
        return found
