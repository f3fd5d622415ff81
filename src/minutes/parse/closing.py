"""What stands between and behind speeches and is nobody's: signatures, the links of a page."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from minutes.parse.further import record_titles
from minutes.parse.lines import Lines
from minutes.parse.shapes import GLYPHS
from minutes.text.patterns import ATTESTS, SIGNED
from minutes.text.titles import squeeze

_PARAGRAPH = 3  # lines of the sentence above the signatures
_NAMES = 16  # lines of signatures
_SHORT = 60
_LINK = 40  # characters of a line of links
_DIGITS = re.compile(r"[0-9]+")


def signatures(lines: Lines) -> dict[int, str]:
    """The lines of 会議の経過を記載し、…署名する。 and of the names under it, each a note of the clerk's (procedural)."""
    found: dict[int, str] = {}
    for i in [i for i, line in enumerate(lines.folded) if ("署" in line or "証" in line) and SIGNED.search(line) and line.lstrip()[0] not in GLYPHS]:
        first = _paragraph_start(lines, i)
        if ATTESTS.search(squeeze("".join(lines.folded[first : i + 1]))):
            found |= dict.fromkeys([*range(first, i + 1), *_names_below(lines, i)], "procedural")
    return {i: kind for i, kind in found.items() if not lines.blank[i]}


def _paragraph_start(lines: Lines, i: int) -> int:
    first = i
    while first > max(0, i - _PARAGRAPH) and not lines.blank[first - 1] and not lines.folded[first - 1].rstrip().endswith(("。", ")", "会")):
        first -= 1
    return first


def _names_below(lines: Lines, i: int) -> Iterator[int]:
    for j in range(i + 1, min(len(lines), i + _NAMES)):
        if "。" in lines.folded[j] or lines.ends[j] - lines.firsts[j] > _SHORT or j in record_titles(lines):
            return
        yield j


def interludes(lines: Lines, heads: Sequence[int]) -> dict[int, str]:
    """The lines that recur, digits aside, between most speeches right above the next heading, as on web pages: 前の発言へ　次の発言へ, 発言番号：４."""
    firsts, ends, finals = lines.firsts, lines.ends, lines.finals
    above = [range(max(before + 1, at - 3), at) for before, at in pairwise((-1, *heads))]
    short = [[i for i in rows if 0 < ends[i] - firsts[i] <= _LINK and finals[i] != "。"] for rows in above]
    if sum(map(bool, short)) < 0.6 * (len(heads) - 1):
        return {}
    recur = Counter(key for rows in short for key in {_key(lines, i) for i in rows})
    often = {key for key, n in recur.items() if key and n >= 3 and n >= 0.6 * (len(heads) - 1)}
    taken = set(heads)
    return {i: "page" for i in range(len(lines)) if i not in taken and _key(lines, i) in often} if often else {}


def _key(lines: Lines, i: int) -> str:
    """A short line that ends no sentence, without its digits; "" for any other."""
    at, end = lines.firsts[i], lines.ends[i]
    line = lines.twin[at:end] if end - at <= _LINK else ""
    return "" if not line or "。" in line or line.startswith("(") else _DIGITS.sub("", line) or line
