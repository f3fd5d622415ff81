"""Where a label ends when a gap parts it from the words, and whether the next word belongs to it."""

import re

from minutes.parse.lines import Lines
from minutes.text.titles import parse_label, squeeze

_LONGEST = 24  # characters of a label, blanks aside
_NEXT_WORD = re.compile(r"\s{1,3}(?P<first>[^\s。、:「」()]{1,8})(?P<second>\s(?:[^\s。、:「」()]{1,4}(?=\s{2,}|\s*$|:)|[一-龥々]{1,3}(?=\s\S)))?(?=\s|$|:)")
_WORD = re.compile(r"\S+(?=\s|$)")

HOSTILE = {"_WORD": "あ", "_NEXT_WORD": "あ "}


def where_label_ends(rest: str) -> int | None:
    """Where the label ends in 佐久間委員　本文 or 佐久間　委員　本文 or 議　長　本文: after the words that make a known label."""
    near = rest[:48]
    first = near.split(maxsplit=1)[0] if near and not near[0].isspace() else ""
    if len(first) > _LONGEST:  # words that run on: most lines
        return None
    if len(first) > 1 and parse_label(first).known:
        return len(first)
    words = list(_WORD.finditer(near))[:14]
    ends = [m.end() for m in words]
    spread = next((n for n, m in enumerate(words) if len(m.group()) > 1), len(words))
    for end in [*reversed(ends[1:spread]), *ends[:4]]:  # set one by one, the longest title: 税 務 課 長
        if end <= 40 and len(squeeze(rest[:end])) <= _LONGEST and parse_label(rest[:end].strip()).known:
            return end
    return ends[0] if ends and ends[0] <= 20 else None


def longer_label(lines: Lines, i: int, line: str, at: int, end: int) -> tuple[str, int] | None:
    """委員長　髙野敏夫 where 委員長 is the label so far: the label with the next word, when that can be a name."""
    if parse_label(lines.text[lines.starts[i] + at : lines.starts[i] + end].strip()).name:
        return None
    m = _NEXT_WORD.match(line[end : end + 24])
    for part in ("second", "first") if m else ():
        if m and m[part]:
            label = lines.text[lines.starts[i] + at : lines.starts[i] + end + m.end(part)].strip()
            if parse_label(label).known and parse_label(label).name:
                return label, end + m.end(part)
    return None
