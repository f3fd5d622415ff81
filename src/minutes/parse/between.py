"""What stands between headings: sentences, nothing at all (a list of names), or the labels of the front."""

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from minutes.parse.front import labelled, labels
from minutes.parse.heads import Head
from minutes.parse.lines import Lines
from minutes.text.calls import called
from minutes.text.fold import fold
from minutes.text.titles import Label, looks_like_name, parse_label, squeeze

_ENDS_SENTENCE = re.compile(r"[?!」]|(?<=[ぁ-ん])\.")  # besides 。
_MAY_END = re.compile(r"[?!」.]")
_MORE = 24  # characters behind a heading that are more than a name
_FRONT = {"when", "place", "present", "absent", "officials", "secretariat", "observers", "public"}

HOSTILE = {"_ENDS_SENTENCE": "あ.", "_MAY_END": "."}


def without_rosters(lines: Lines, heads: list[Head]) -> list[Head]:
    """Headings in runs of three or more with nothing said between them are a list of names; so is what precedes the first sentence."""
    following: list[Head | None] = [*heads[1:], None]
    folded = lines.folded
    empty = [len(folded[head.last]) <= head.end + _MORE and not _words_between(lines, head, nxt) for head, nxt in zip(heads, following, strict=False)]
    kept, at = list[Head](), 0
    for unsaid, run in itertools.groupby(empty):
        size = len(list(run))
        kept += [] if unsaid and size >= 3 else heads[at : at + size]
        at += size
    speaks = enumerate(_followed(lines, kept))
    first = next((k for k, yes in speaks if yes or (kept[k].shape.marked and _words_between(lines, kept[k], None))), len(kept))
    return kept[first:] if first < len(kept) else []


def _words_between(lines: Lines, head: Head, following: Head | None) -> bool:
    """Does anything stand between two headings? A bare name behind the label (会長　髙野敏夫) is the label's, as in a list."""
    last = head.last
    line = lines.folded[last]
    if len(line) > head.end + _MORE:
        return True
    words = squeeze(line[head.end :].strip(" *|"))
    if words and not (2 <= len(words) <= 8 and looks_like_name(words)):
        return True
    after = lines.next_content(last)
    return after is not None and (following is None or after < following.line)


def followed_by_sentences(lines: Lines, heads: list[Head]) -> list[bool]:
    """For each heading: does a sentence end (。) before the next heading?"""
    return list(_followed(lines, heads))


def _followed(lines: Lines, heads: list[Head]) -> Iterator[bool]:
    for head, following in itertools.pairwise(heads):
        yield _has_sentence(lines, head, following.line)
    if heads:
        yield _has_sentence(lines, heads[-1], min(len(lines), heads[-1].line + 40))


def spoken_among(lines: Lines, heads: tuple[Head, ...], others: tuple[Head, ...]) -> float:
    """The share of these headings behind which a sentence ends before the next heading, be it one of `others`."""
    marks = sorted({h.line for h in (*heads, *others)})
    ends = [marks[k] if (k := bisect_right(marks, h.line)) < len(marks) else min(len(lines), h.line + 40) for h in heads]
    return sum(_has_sentence(lines, h, end) for h, end in zip(heads, ends, strict=True)) / len(heads)


def front_labels(lines: Lines) -> list[int]:
    """The lines of the first two hundred that begin a field of the front: 日時, 出席者, 傍聴者."""
    return lines.once(_front_labels)


def _front_labels(lines: Lines) -> list[int]:
    fields = labels().fields
    return [i for i, m in labelled(lines, min(len(lines), 200)) if fields[squeeze(m["label"])] in _FRONT]


def after_front(lines: Lines, heads: list[Head], fronts: Sequence[int]) -> list[Head]:
    """Without what precedes the talk: headings behind which no sentence ends before the next heading or label of the front."""
    stops = [h.line for h in heads[1:]] + [min(len(lines), heads[-1].line + 40)] if heads else []
    for k, (head, stop) in enumerate(zip(heads, stops, strict=True)):
        label = next((line for line in fronts if line > head.line), stop)
        if _has_sentence(lines, head, min(stop, label), strict=True):
            return heads[k:]
    return heads


def _has_sentence(lines: Lines, head: Head, end: int, *, strict: bool = False) -> bool:
    """Does a sentence end between a heading and line `end`, at most 60 lines on? Strictly, only 。 ends one."""
    last, at = head.last, head.end
    line = lines.folded[last]
    if line.find("。", at) >= 0 or (not strict and _ENDS_SENTENCE.search(line, at)):
        return True
    ends = lines.once(_full_stops if strict else _sentence_ends)
    k = bisect_right(ends, last)
    return k < len(ends) and ends[k] < min(end, head.line + 60)


def _full_stops(lines: Lines) -> list[int]:
    return [i for i, line in enumerate(lines.folded) if "。" in line]


def _sentence_ends(lines: Lines) -> list[int]:
    return [i for i, line in enumerate(lines.folded) if "。" in line or (_MAY_END.search(line) and _ENDS_SENTENCE.search(line))]


def _answers(who: Label, label: str) -> bool:
    """Is this the heading of the person called? By name where both have one, else by title."""
    reading = parse_label(fold(label))
    if who.name and reading.name:
        return who.name in reading.name or reading.name in who.name
    return bool(who.title) and (who.title in squeeze(fold(label)) or reading.title in who.title)


def answered_calls(lines: Lines, heads: Sequence[Head]) -> tuple[int, int]:
    """How often the chair calls somebody at the end of a speech (はい、今井委員。), and how often that person is the next heading."""
    calls = answers = 0
    blank, paper = lines.blank, lines.paper
    for head, following in itertools.pairwise(heads):
        if parse_label(head.label).role not in ("chair", "vice_chair"):
            continue
        first, last = head.last, following.line - 1
        stop = max(first, following.line - 6)
        while last >= stop and (blank[last] or last in paper):
            last -= 1
        last = last if last >= stop else first
        words = called(lines.folded[last][head.end if last == first else 0 :][-40:])
        who = parse_label(words) if words else None
        if who and (who.name or who.title):
            calls += 1
            answers += _answers(who, following.label)
    return calls, answers
