"""Headings in a convention that nobody declared: whatever recurs in front of labels and behind them in this one file.

★会長★, 《＊課長＊》, 発言者：会長, No.3 会長＞: signs, a running number or a word of the clerk's own stand around
something that is a known title or a name. Which ones, the file says by repeating them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

from minutes.errors import LayoutError
from minutes.parse.heads import Head
from minutes.parse.label_ends import longer_label, where_label_ends
from minutes.parse.lines import Lines
from minutes.parse.shapes import Shape, read_shape
from minutes.text.titles import is_no_speaker, looks_like_name, parse_label, squeeze

LOOK = 4_000  # lines among which the recurring signs are looked for
_REACH = 44  # characters of a line in which a heading stands
_RUN = re.compile(r"[^\W_]+|[\W_]+")
_RUNNING = re.compile(rf"[^\W_]+(?:[、。,?!「」]|$)|[^\W_]{{{_REACH}}}")  # a word and a comma: no signs around anything
_JOINS = frozenset((" ", "  ", "・", "/"))
_OWN_SIGNS = re.compile(r"[^\w\s。、,?!「」]")
_NUMBERED = re.compile(r"[0-9]{1,4}[\s).:]")
_PUNCTUATED = re.compile(r"[、。,?!「」]")
_NUMBER = re.compile(r"[0-9]{1,4}")
_INNER = ("(", "・")  # what stands between a title and a name is not behind the label
_BOUNDED = 40
_ENOUGH = 3
_SPECIAL = {"{n}": _NUMBER.pattern, "␣": r"\s{1,3}"}

HOSTILE = {"_RUN": "あ(", "_RUNNING": "あ", "_OWN_SIGNS": "あ", "_NUMBER": "1", "_NUMBERED": "1 ", "_PUNCTUATED": "あ"}


def affixed(lines: Lines, names: frozenset[str]) -> list[Head]:
    """The lines that could open a turn in the signs that recur in this file, in order; empty where no signs recur.

    `names` are those of the attendance list: they count as labels as known titles do.
    """
    return printed_in(lines, _recurring(lines, names), names)


def printed_in(lines: Lines, shapes: Sequence[Shape], names: frozenset[str]) -> list[Head]:
    """The lines that begin in one of these shapes of signs, in order; a line in two of them counts for the first."""
    found: dict[int, Head] = {}
    for shape in shapes:
        pattern = _pattern(shape)
        for i, m in enumerate(map(pattern.match, lines.folded)):
            if m and i not in found and not lines.blank[i] and (head := _head(lines, i, shape, m, names)):
                found[i] = head
    return [found[i] for i in sorted(found)]


def _recurring(lines: Lines, names: frozenset[str]) -> list[Shape]:
    """The shapes of signs around known labels, the commonest first; else those around what may be names and recurs."""
    known: Counter[Shape] = Counter()
    named: Counter[Shape] = Counter()
    labels: dict[Shape, Counter[str]] = {}
    content = [line for line, blank in zip(lines.folded, lines.blank, strict=True) if not blank][:LOOK]
    read = [list(_readings(line)) for line in content]
    often = Counter([shape for readings in read for shape in dict(readings)])
    for readings in read:
        recurring = {shape: found for shape, label in readings if often[shape] >= _ENOUGH and (found := _speaker(label, names))}
        for shape, (label, certain) in recurring.items():
            (known if certain else named)[shape] += 1
            labels.setdefault(shape, Counter())[label] += 1
    length = {s: sum(len(label) * n for label, n in labels[s].items()) / labels[s].total() for s in labels}
    common = sorted(known, key=lambda s: (-known[s], -length[s], s))[:8]  # ★会長／髙野＞ rather than ★会長／
    sure = [s for s in common if known[s] >= _ENOUGH and len(labels[s]) >= 2 and _leads_to_labels(lines, s, names)]
    best = [s for s in sure if known[s] >= 0.1 * known[sure[0]]][:4]
    again = {s: sum(n for n in labels[s].values() if n > 1) for s, n in named.items() if n >= 2 * _ENOUGH and len(labels[s]) >= 3}
    least = max(2 * _ENOUGH, 2 * known[best[0]] if best else 0)
    return [*(s for s in sorted(again, key=lambda s: (-again[s], s)) if again[s] >= least and s not in best)][:3] + best


def _leads_to_labels(lines: Lines, shape: Shape, names: frozenset[str]) -> bool:
    """Words in front of a label (発言者：会長) are the clerk's own only where hardly anything but labels follows them: ■髙野～会長 is none."""
    if not re.search(r"[^\W\d_]", shape.glyph.replace("{n}", "")):
        return True
    heads = printed_in(lines, [shape], names)
    return sum(h.known for h in heads) >= 0.7 * len(heads)


def _readings(line: str) -> Iterator[tuple[Shape, str]]:
    """(shape, label) for each way to read this line as signs, label, signs."""
    bare = line.strip()
    if len(bare) < 2 or _RUNNING.match(bare):
        return
    ends = list(accumulate(map(len, _RUN.findall(bare[:_REACH])), initial=0))
    runs = list(pairwise(ends))
    signed = _OWN_SIGNS.search(bare, ends[1])
    for first in range(not bare[0].isalnum(), len(runs), 2)[:6]:  # words and signs stand in turns
        before = _before(bare[: ends[first]])
        if before is None:
            break
        for last in _ends(bare, runs, first) if before or signed else ():
            label, after = _between(bare, runs, first, last)
            shape = _shape(before, after)
            if shape and not _NUMBERED.match(label):
                yield shape, label


def _speaker(label: str, names: frozenset[str]) -> tuple[str, bool] | None:
    """(the label without blanks, is it a known title or name?); None where it can be nobody's."""
    reading, bare = parse_label(label), squeeze(label)
    if reading.known or bare in names or reading.name in names:
        return None if is_no_speaker(bare) else (bare, True)
    return (bare, False) if len(bare) <= 7 and looks_like_name(bare) else None


@lru_cache(maxsize=4096)
def _before(printed: str) -> str | None:
    """The signs before a label as a template has them: numbers are {n}, blanks do not count; None when they are too long to be signs."""
    if not printed:
        return ""
    if _PUNCTUATED.search(printed):
        return None
    signs = _NUMBER.sub("{n}", squeeze(printed)) + ("␣" if printed[-1:] == " " and printed.strip()[-1:].isalnum() else "")
    inside_label = signs.endswith(("・", "(")) and any(c.isalnum() for c in signs)  # 委員・ of 委員・髙野＞
    return signs if len(signs) <= 12 and signs.count("{n}") <= 1 and not inside_label else None


def _ends(bare: str, runs: Sequence[tuple[int, int]], first: int) -> Iterator[int]:
    """The runs with which a label may end that begins with run `first`: its words may be parted by a blank, a bracket or a dot."""
    for last in range(first, min(len(runs), first + 9), 2):
        if runs[last][1] - runs[first][0] > 28:
            return
        yield last
        if last + 1 >= len(runs):
            return
        gap = bare[runs[last + 1][0] : runs[last + 1][1]]
        if not (gap in _JOINS or (len(gap) <= 3 and gap.strip(" ") in ("(", ")", "君)"))):
            return


def _between(bare: str, runs: Sequence[tuple[int, int]], first: int, last: int) -> tuple[str, str]:
    """The label from run `first` to run `last` with the bracket that it opened, and the signs behind it."""
    start, end = runs[first][0], runs[last][1]
    while bare[end : end + 1] == ")" and bare.count("(", start, end) > bare.count(")", start, end):
        end += 1
    gap = _RUN.match(bare, end)
    signs = bare[end:] if end >= len(bare) else gap.group() if gap and not bare[end].isalnum() else ""
    return bare[start:end], signs


@lru_cache(maxsize=4096)
def _shape(before: str, signs: str) -> Shape | None:
    """The shape of these signs; None where nothing of the clerk's own stands around the label, or where the common grammar has it."""
    words = _OWN_SIGNS.match(signs.strip())
    after = signs.split(maxsplit=1)[0] if words else ""
    for mark in "「『([【〈《":  # the words begin with a bracket: ★会長★「…
        at = after.find(mark, 1)
        after = after[:at] if at > 0 and before[-1:] != mark else after
    if len(after) > 6 or (after[:1] in _INNER and after[1:2] != after[:1]) or not (after or before) or (not after and before[-1:].isalnum()):
        return None
    shape = Shape(before, form="affix", sep=after)
    try:
        return shape if read_shape(shape.template).form == "affix" else None
    except LayoutError:
        return None


def _pattern(shape: Shape) -> re.Pattern[str]:
    """The signs as an expression for the start of a line; the label is what stands between them."""
    signs = r"\s?".join(_SPECIAL.get(part) or re.escape(part) for part in re.findall(r"\{n\}|␣|.", shape.glyph))
    if not shape.sep:
        return re.compile(rf"\s*{signs}\s{{0,3}}(?P<label>[^\s。、][^。\n]{{0,{_BOUNDED}}})")
    behind = r"\s?".join(map(re.escape, shape.sep))
    label = r"[^\s。、(][^。(\n]{0,28}?(?:\([^()。\n]{1,20}\)[^。()\n]{0,6}?)?"
    return re.compile(rf"\s*{signs}\s{{0,3}}(?P<label>{label})\s{{0,3}}{behind}(?P<colon>\s?:)?")


def _head(lines: Lines, i: int, shape: Shape, m: re.Match[str], names: frozenset[str]) -> Head | None:
    start, end = m.span("label")
    if not shape.sep:
        length = where_label_ends(m["label"])
        if length is None:
            return None
        end = start + length
    at = lines.starts[i]
    label = lines.text[at + start : at + end].strip()
    body = m.end() if shape.sep else end
    known = parse_label(label).known or (squeeze(label) in names and len(squeeze(label)) > 1)
    longer = None if shape.sep else longer_label(lines, i, lines.folded[i], start, end)
    return Head(i, shape, body, label, body, known, longer=longer)
