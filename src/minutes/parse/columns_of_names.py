"""Attendance lists in columns: 委 員 長　椎　葉　文　雄　　　副委員長　髙　桑　みどり, titles and names parted by blanks of any width."""

import re
from collections.abc import Sequence

from minutes.text.fold import fold
from minutes.text.titles import looks_like_name, parse_label, titles

_ASIDE = re.compile(r"\((?!欠席)[^()]*\)\s*$|\((?:オンライン|代理|リモート|Web|WEB|途中)[^()]*\)")
_INNER = re.compile(r"[部課局室係所館次市町村区]長(?!補佐|代理|職務)|君|副市|主[査幹事任](?!主事)")
_SEAT = re.compile(r"(?:議席)?(?:第)?[0-9]{1,3}番(?:議員)?")
_LONGEST_NAME = 8

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
        found.append((titles().honorifics.sub("", "".join(words[after:stop])), title, parse_label(title).role))
        at = stop
    return found or None


def _title_end(words: Sequence[str], at: int) -> int | None:
    """Where the title that begins at `at` ends: the longest run of words that is a title and nothing else."""
    ends = [end for end in range(at + 1, min(len(words), at + 9) + 1) if _one_title(words[at:end]) and _is_title("".join(words[at:end]))]
    return ends[-1] if ends else None


def _one_title(run: Sequence[str]) -> bool:
    """Is this one word, a title set out letter by letter, or a department with a title behind it?"""
    return len(run) == 1 or all(len(w) <= 2 for w in run) or run[0].endswith(titles().units)


def _is_title(text: str) -> bool:
    if len(text) > 24 or _INNER.search(text[:-2]):
        return False
    if text in titles().roles or _SEAT.fullmatch(text):
        return True
    organisation = titles().organisation.match(text) is not None or text.startswith(("事務局", "議会", "教育長", "会長", "副"))
    reading = parse_label(text)
    return organisation and reading.known and not reading.name and bool(reading.title)


def _name_end(words: Sequence[str], at: int) -> int | None:
    """Where the name that begins at `at` ends: at its honorific, before the next title, or with the line."""
    name = ""
    for k in range(at, len(words)):
        if name and _title_end(words, k):
            return k
        name += words[k]
        bare = titles().honorifics.sub("", name)
        if not looks_like_name(bare) or len(bare) > _LONGEST_NAME:
            return None
        if len(bare) < len(name) and len(bare) >= 2:
            return k + 1
    return len(words) if len(name) >= 2 else None
