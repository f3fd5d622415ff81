"""The lines of a text with their folded twins, and which of them are only paper: rules, page numbers, running titles."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, pairwise
from operator import eq
from typing import Any, TypeVar

from minutes.model import Span
from minutes.text.fold import fold
from minutes.text.patterns import BARE_NUMBER, MARKUP, PAGE, RULE
from minutes.text.titles import parse_label, squeeze

_ODD_BREAKS = "\x0b\x0c\u2028\u2029\x85"
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\u2028\u2029\x85]")
_RULED = "-=*_…・★☆◇◆○●"
_ON_PAPER = frozenset("-=*_+・…─━★☆◇◆○●~～ー|<(Pp0123456789")  # what a rule, a page number or a tag begins with
_PAPER_ENDS = frozenset("-=*_+・…─━★☆◇◆○●~～ー|0123456789ジ頁)>")  # and ends with
_COUNT_ENDS = frozenset("0123456789ジ頁-")
_SIGNS = re.compile(r"^[\W_]+|[^\w)]+$")
_DIGITS = re.compile(r"[0-9]+")
_COUNTED = re.compile(r"(?<!\s)\s*(?P<words>[^0-9\s(][^\n]{1,40}?)\s{2,20}(?:-\s?)?(?P<n>[0-9]{1,3})(?:\s?(?:ページ|頁|-|/\s?[0-9]{1,3}))?\s*")


T = TypeVar("T")


@dataclass(frozen=True)
class Lines:
    """`starts[i]` and `folded[i]`: where line i begins and its folded characters without the line break; `twin`: the whole text folded.

    `paper` maps the index of a line that is no content to its kind: rule, page or noise; `furniture` are the lines that the
    reader of a printed page knows to be running heads, feet and page numbers.
    """

    text: str
    twin: str
    starts: tuple[int, ...]
    folded: tuple[str, ...]
    furniture: frozenset[int] = frozenset()
    _known: dict[Callable[["Lines"], Any], Any] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.starts)

    def once(self, work: Callable[["Lines"], T]) -> T:
        """What `work` makes of these lines; worked out when first asked for, kept as long as they are."""
        if work not in self._known:
            self._known[work] = work(self)
        found: T = self._known[work]
        return found

    def span(self, i: int) -> Span:
        """Line i from its first to its last non-blank character (empty at the line's start when blank)."""
        return Span(self.firsts[i], self.ends[i])

    @cached_property
    def firsts(self) -> tuple[int, ...]:
        """Where each line's first non-blank character stands; the line's start when it is blank."""
        return tuple([at + len(line) - len(line.lstrip()) if line[:1].isspace() and not line.isspace() else at for at, line in zip(self.starts, self.folded, strict=True)])

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """Where each line's last non-blank character ends; the line's start when it is blank."""
        return tuple([at + len(line.rstrip()) for at, line in zip(self.starts, self.folded, strict=True)])

    @cached_property
    def initials(self) -> tuple[str, ...]:
        """Each line's first non-blank character; a blank one for a blank line."""
        return tuple(map((self.twin + "\n").__getitem__, self.firsts))

    @cached_property
    def finals(self) -> tuple[str, ...]:
        """Each line's last non-blank character; a line break for a blank line."""
        return tuple(map(("\n" + self.twin).__getitem__, self.ends))

    @cached_property
    def blank(self) -> tuple[bool, ...]:
        """Which lines hold nothing but white space."""
        return tuple(map(eq, self.starts, self.ends))

    @cached_property
    def paper(self) -> dict[int, str]:
        """The lines that belong to the paper and not to the meeting, by kind: rule, page, noise."""
        likely = [i for i, (first, last) in enumerate(zip(self.initials, self.finals, strict=True)) if first in _ON_PAPER and last in _PAPER_ENDS]
        short = [i for i in likely if len(line := self.folded[i]) < 40 or line[0] in "-=*<_ ・~+|"]
        paper = dict.fromkeys(sorted(self.furniture), "page")
        paper |= {i: kind for i in short if (kind := _paper_kind(self.folded[i]))}
        paper |= _bare_numbers(self, [i for i in short if i not in paper])
        return paper | _running_titles(self, paper)

    @cached_property
    def width(self) -> int:
        """The number of characters at which lines are broken by hand, 0 when they are not."""
        lengths = Counter([end - at for at, end, line in zip(self.starts, self.ends, self.folded, strict=True) if len(line) > 12])
        width = max((n for n in lengths if n <= 70), key=lambda n: (lengths[n - 1] + lengths[n] + lengths[n + 1], -n), default=0)
        at_edge, beyond = sum(lengths[width + d] for d in (-2, -1, 0, 1, 2)), sum(k for n, k in lengths.items() if n > width + 3)
        return width if lengths.total() >= 20 and at_edge >= 0.3 * lengths.total() and beyond <= 0.1 * lengths.total() else 0

    def next_content(self, i: int) -> int | None:
        """The next line after i that is neither blank nor paper."""
        blank, paper = self.blank, self.paper
        for j in range(i + 1, len(blank)):
            if not blank[j] and j not in paper:
                return j
        return None


def split_lines(text: str, furniture: Iterable[Span] = ()) -> Lines:
    """The lines of `text`; line feed, carriage return or both, form feed and the Unicode separators end a line.

    `furniture`: where running heads, feet and page numbers are known to stand.
    """
    found = _split(text)
    places = [bisect_right(found.starts, span.start) - 1 for span in furniture]
    return replace(found, furniture=frozenset(places)) if places else found


def _split(text: str) -> Lines:
    folded = fold(text)
    if mark := _only_break(text):
        parts = folded.split(mark)
        return Lines(text, folded, tuple(accumulate([len(part) + len(mark) for part in parts[:-1]], initial=0)), tuple(parts))
    ends = [m.span() for m in _BREAK.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(text)]
    return Lines(text, folded, tuple(starts), tuple(folded[a:b] for a, b in zip(starts, stops, strict=True)))


def _only_break(text: str) -> str:
    """What ends every line of this text: a line feed, or always a return and a line feed; "" where anything else does."""
    if any(mark in text for mark in _ODD_BREAKS):
        return ""
    returns = text.count("\r")
    return "\n" if not returns else "\r\n" if returns == text.count("\r\n") == text.count("\n") else ""


def _paper_kind(line: str) -> str | None:
    if RULE.fullmatch(line) and sum(line.count(mark) for mark in _RULED) >= 3:
        return "rule"
    if PAGE.fullmatch(line):
        return "page"
    return "noise" if line.lstrip()[:1] == "<" and MARKUP.fullmatch(line) else None


def _bare_numbers(lines: Lines, short: list[int]) -> dict[int, str]:
    """Lone numbers are page numbers only as a rising sequence of isolated lines; 「3」 in a list is content."""
    alone = [i for i in short if BARE_NUMBER.fullmatch(lines.folded[i]) and _isolated(lines, i)]
    values = [int(lines.folded[i]) for i in alone]
    rising = sum(b == a + 1 for a, b in pairwise(values))
    return dict.fromkeys(alone, "page") if len(alone) >= 3 and rising >= 0.8 * (len(alone) - 1) else {}


def _isolated(lines: Lines, i: int) -> bool:
    before = i == 0 or lines.blank[i - 1]
    return before and (i + 1 == len(lines) or lines.blank[i + 1])


def _running_titles(lines: Lines, paper: dict[int, str]) -> dict[int, str]:
    """Lines that recur (numbers aside) next to page numbers, or with a rising number of their own, at least three times: the head or foot of a page."""
    near = {j for i, kind in paper.items() if kind == "page" for j in _neighbours(lines, i)}
    keys = {j: _DIGITS.sub("", lines.folded[j]).strip() for j in near if j not in paper and 3 < len(lines.folded[j].strip()) <= 50}
    counts = Counter(keys.values())
    found = {j: "page" for j, key in keys.items() if counts[key] >= 3 and not key.endswith(":") and "。" not in key and not _may_speak(key)}
    return found | _counted_titles(lines, paper)


def _counted_titles(lines: Lines, paper: dict[int, str]) -> dict[int, str]:
    """霧島台市会議録　　3ページ on every page: one wording, its last number rising by one."""
    groups: dict[str, list[tuple[int, int]]] = {}
    counted = [i for i, sign in enumerate(lines.finals) if sign in _COUNT_ENDS and i not in paper]
    for i in counted:
        if 4 < len(line := lines.folded[i]) <= 60 and (m := _COUNTED.fullmatch(line)):
            groups.setdefault(squeeze(m["words"]), []).append((i, int(m["n"])))
    found = [rows for rows in groups.values() if len(rows) >= 3 and all(b[1] == a[1] + 1 for a, b in pairwise(rows))]
    return {i: "page" for rows in found for i, _ in rows}


def _may_speak(key: str) -> bool:
    """A heading of a speaker that happens to stand at page ends is no running title: #### 【髙野会長】, **塙委員**."""
    bare = key.strip("#* ")
    return bare[:1] in tuple("○◆◎●■◇【(〔[「『<《") or parse_label(bare).known or parse_label(_SIGNS.sub("", bare)).known


def _neighbours(lines: Lines, i: int) -> list[int]:
    """The nearest non-blank lines before and after line i, at most three lines away."""
    found = []
    for step in (-1, 1):
        for distance in (1, 2, 3):
            j = i + step * distance
            if 0 <= j < len(lines) and not lines.blank[j]:
                found.append(j)
                break
    return found
