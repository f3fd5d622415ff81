"""Attendance lists in columns: 委 員 長　椎　葉　文　雄　　　副委員長　髙　桑　みどり, titles and names parted by blanks of any width."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from minutes.text.fold import fold
from minutes.text.title_table import titles, without_honorific
from minutes.text.titles import looks_like_name, parse_label

_ASIDE = re.compile(r"\((?!欠席)[^()]*\)\s*$|\((?:オンライン|代理|リモート|Web|WEB|途中)[^()]*\)")
_INNER = re.compile(r"[部課局室係所館次市町村区]長(?!補佐|代理|職務)|君|副市|主[査幹事任](?!主事)")
_SEAT = re.compile(r"(?:議席)?(?:第)?[0-9]{1,3}番(?:議員)?")
_ALSO = ("事務局", "議会", "教育長", "会長", "副")
_LONGEST_NAME = 8
_LONGEST_TITLE = 24

Person = tuple[str, str, str]


def columns_of_names(line: str) -> list[Person] | None:
    """Every (name, title, role) of a line that is nothing but titles with a name each; None when it is anything else."""
    words = _ASIDE.sub("", fold(line)).split()
    found: list[Person] = []
    at = 0
    while at < len(words):
        after = _title_end(words, at)
        stop = _name_end(words, after) if after else None
        if not after or not stop:
            return None
        title = "".join(words[at:after])
        found.append((without_honorific("".join(words[after:stop])), title, parse_label(title).role))
        at = stop
    return found or None


def _title_end(words: Sequence[str], at: int) -> int | None:
    """Where the title that begins at `at` ends: the longest run of words that is a title and nothing else."""
    if words[at][0] not in _opens():
        return None
    short = next((k for k in range(at, min(len(words), at + 9)) if len(words[k]) > 2), at + 9)  # words set letter by letter
    last = at + 9 if words[at].endswith(titles().units) else max(at + 1, short)
    for end in range(min(len(words), last), at, -1):
        title = "".join(words[at:end])
        if len(title) <= _LONGEST_TITLE and _is_title(title):
            return end
    return None


@cache
def _opens() -> frozenset[str]:
    """The characters with which a title or a seat can begin: few letters of names are among them."""
    return frozenset(word[0] for word in (*titles().roles, *titles().words, *_ALSO)).union("議第0123456789")


@lru_cache(maxsize=4096)
def _is_title(text: str) -> bool:
    if _INNER.search(text[:-2]):
        return False
    if text in titles().roles or _SEAT.fullmatch(text):
        return True
    if titles().organisation.match(text) is None and not text.startswith(_ALSO):
        return False
    reading = parse_label(text)
    return reading.known and not reading.name and bool(reading.title)


def _name_end(words: Sequence[str], at: int) -> int | None:
    """Where the name that begins at `at` ends: at its honorific, before the next title, or with the line."""
    name = ""
    for k in range(at, len(words)):
        if name and _title_end(words, k):
            return k
        name += words[k]
        bare = without_honorific(name)
        if not looks_like_name(bare) or len(bare) > _LONGEST_NAME:
            return None
        if len(bare) < len(name) and len(bare) >= 2:
            return k + 1
    return len(words) if len(name) >= 2 else None
