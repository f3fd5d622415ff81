"""The outline of a document that is no record of speech: numbered and marked headings with their levels."""

import re

from minutes.model import Section, Span
from minutes.parse.lines import Lines
from minutes.text.patterns import MARKDOWN_HEADING

_NUMBERED = re.compile(
    r"\s*(?:\#{1,6}\s*)?(?P<number>第\s?[0-9一二三四五六七八九十]{1,3}\s?[章節部編]|[0-9]{1,2}(?:[.-][0-9]{1,2}){0,2}(?=[\s.、]|[一-龥ァ-ヶA-Z「])|[一二三四五六七八九十]{1,2}(?=[、.\s])|[(]\s?[0-9]{1,2}\s?[)]|[①-⑳]|[ア-コ](?=[\s.、])|[◎■●◆□◇])[\s.、]*(?P<title>\S.{0,60})"
)
_SENTENCE = re.compile(r"[。]|[、,].{12,}|\t.*\t|\.{4,}|…{2,}|・{4,}")
_RANKS = ("章", "数", "括弧", "丸", "カナ", "印")


def sections(lines: Lines) -> tuple[Section, ...]:
    """The headings of the document as sections, each running to the next heading of its level or above; empty when there are none."""
    found = [(i, rank, m) for i in range(len(lines)) if (m := _heading(lines, i)) and (rank := _rank(m["number"]))]
    bare = [(i, "印", None) for i in range(len(lines)) if (m := MARKDOWN_HEADING.fullmatch(lines.folded[i])) and not _heading(lines, i)]
    ranks: list[str] = []
    out: list[tuple[int, int, str | None, str]] = []
    for i, rank, m in sorted([*found, *bare], key=lambda t: t[0]):
        if rank in ranks:
            ranks = ranks[: ranks.index(rank) + 1]
        elif m is not None:
            ranks.append(rank)
        level = ranks.index(rank) + 1 if rank in ranks else 1
        span = lines.span(i)
        title = span.of(lines.text).lstrip("# ") if m is None else lines.text[lines.starts[i] + m.start("title") : span.end]
        out.append((span.start, level, m["number"] if m else None, title.strip()))
    end = len(lines.text.rstrip())
    return tuple(Section(n, level, number, title, Span(start, next((o[0] for o in out[n + 1 :] if o[1] <= level), end))) for n, (start, level, number, title) in enumerate(out))


def _heading(lines: Lines, i: int) -> re.Match[str] | None:
    line = lines.folded[i]
    if lines.blank[i] or i in lines.paper or len(line) > 80:
        return None
    m = _NUMBERED.fullmatch(line.rstrip())
    return m if m and not _SENTENCE.search(line) and not line.rstrip().endswith(("、", "。")) else None


def _rank(number: str) -> str:
    first = number.strip()[0]
    if first == "第":
        return "章"
    if first == "(":
        return "括弧"
    return "丸" if "①" <= first <= "⑳" else "カナ" if "ア" <= first <= "コ" else "印" if first in "◎■●◆□◇" else "数" if "." not in number and "-" not in number else "枝"
