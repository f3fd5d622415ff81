"""Summary minutes: bulleted statements with the speaker behind the words, ・発言（市長） and →回答（事務局）."""

import re
from typing import NamedTuple

from minutes.parse.cut import looks_like_heading
from minutes.parse.lines import Lines
from minutes.text.titles import parse_label, squeeze

_BULLET = re.compile(r"\s{0,8}(?:[-*]\s)?\s?(?P<bullet>[・→○●◆◇■□>])\s?(?=\S)")
_TRAILING = re.compile(
    r"(?:(?P<open>[(\[〔【<《])(?:発言者?\s?:\s?)?|(?<=[。」?!])(?P<dash>\s?[-=]\s?))(?P<label>[^()\[\]〔〕【】<>《》。=\n-]{1,20})(?(open)[)\]〕】>》])\s*[。.]?\s*$"
)
_OPENERS = frozenset("・→○●◆◇■□>-*")
_CLOSERS = frozenset(")]〕】>》")
_REACH = 32  # characters of a label with its brackets
_LISTED = frozenset("・→-*")  # what a line begins with whose bullet is ・ or →
_BEHIND_WORDS = re.compile(r"[^。?!」]*+[。?!」]|\s*+[(\[〔【<《]|[^(\[〔]*+$")  # a bracket behind a sentence, at the line's beginning, or opened on the line before
_DASHED = re.compile("。 ?[-=]")
_CUT_OFF = re.compile(r"[(\[〔][^()\[\]〔〕。\n]{0,20}$")
_REST = re.compile(r"(?<!\s)\s*[^()\[\]〔〕。\n]{0,20}[)\]〕]\s*[。.]?\s*$")
ANSWER = "→"
_SAID = ("。", "?", "？", "！", "!", "」")
_COMPLETE = frozenset("。.?!)」かいたるすんうし")

HOSTILE = {"_BULLET": "- ", "_BEHIND_WORDS": "あ ", "_TRAILING": "(あ", "_CUT_OFF": "(あ", "_DASHED": "。 ", "_REST": "あ "}


class Statement(NamedTuple):
    """One bullet: first and last line, the bullet, the label behind the words ("" when none) and where its bracket begins."""

    first: int
    last: int
    bullet: str
    body: int
    label: str
    label_start: int
    label_end: int


def statements(lines: Lines) -> tuple[Statement, ...]:
    """Every bulleted statement of the text: a bullet runs to the next bullet, blank line with a finished sentence, or heading."""
    return lines.once(_statements)


def attributed_statements(lines: Lines) -> tuple[Statement, ...]:
    """The statements of a text where the speaker stands behind some; () where behind none."""
    return statements(lines) if _labelled(lines) else _unbulleted(lines)


def _labelled(lines: Lines) -> bool:
    """Can a speaker stand behind a bullet: do three lines begin with one, and does a known label end any line?"""
    listed = [line for sign, line in zip(lines.initials, lines.folded, strict=True) if sign in _LISTED]
    if sum(m["bullet"] in "・→" for line in listed if (m := _BULLET.match(line))) < 3:
        return False
    ends = [
        i
        for i, (sign, line) in enumerate(zip(lines.finals, lines.folded, strict=True))
        if sign in _CLOSERS or (sign in "。." and _unstopped(line)[-1:] in _CLOSERS) or "-" in line or "=" in line
    ]
    return any(_label(lines, 0, i)[0] for i in ends)


def _statements(lines: Lines) -> tuple[Statement, ...]:
    marked = [i for i, sign in enumerate(lines.initials) if sign in _OPENERS]
    starts = [(i, m) for i in marked if (m := _BULLET.match(lines.folded[i])) and i not in lines.paper]
    if sum(m["bullet"] in "・→" for _, m in starts) < 3:
        return _unbulleted(lines)
    following = [i for i, _ in starts[1:]] + [len(lines)]
    found = [_statement(lines, i, stop, m) for (i, m), stop in zip(starts, following, strict=True)]
    bullets = _speaking(found)
    bulleted = tuple(s for s in found if s.bullet in bullets)
    return bulleted if any(s.label for s in bulleted) else _unbulleted(lines) or bulleted


def _unbulleted(lines: Lines) -> tuple[Statement, ...]:
    """Statements without bullets, where nearly every paragraph ends with its speaker: 更新の時期はいつか。（塙委員）."""
    named = _named(lines, [i for i, sign in enumerate(lines.finals) if sign in _CLOSERS and i not in lines.paper])
    if len(named) < 4 and _DASHED.search(lines.twin):
        named = _named(lines, [i for i, line in enumerate(lines.folded) if _DASHED.search(line[-16:])])
    if len(named) < 4:
        return ()
    between = range(named[0], named[-1] + 1)
    unnamed = sum(lines.folded[i].rstrip().endswith("。") and not 0 < lines.width <= len(lines.folded[i].rstrip()) + 3 for i in between)
    if unnamed > 0.5 * len(named):
        return ()
    found, after = [], _first_words(lines, named[0])
    for i in named:
        first = next((j for j in range(after, i + 1) if not lines.blank[j] and j not in lines.paper and not looks_like_heading(lines.folded[j])), i)
        label, start, end = _label(lines, first, i)
        found.append(Statement(first, i, "", 0, label, start, end))
        after = i + 1
    return tuple(found)


def _named(lines: Lines, ends: list[int]) -> list[int]:
    """Of these lines those that end with the speaker of what is said before."""
    likely = [i for i in ends if _BEHIND_WORDS.match(lines.folded[i])]
    return [i for i in likely if (place := _label(lines, 0, i))[0] and lines.text[max(0, place[1] - 4) : place[1]].rstrip().endswith(_SAID)]


def _first_words(lines: Lines, last: int) -> int:
    """Where the paragraph that ends on line `last` begins."""
    first = last
    while first > 0 and not lines.blank[first - 1] and not looks_like_heading(lines.folded[first - 1]) and 0 < lines.width <= len(lines.folded[first - 1].rstrip()) + 2:
        first -= 1
    return first


def _speaking(found: list[Statement]) -> frozenset[str]:
    """The bullets that open statements: ・ and →, and others where many of them have a speaker; ● may open headings instead."""
    others = {s.bullet for s in found} - {"・", ANSWER}
    named = {b: [s.label != "" for s in found if s.bullet == b] for b in others}
    return frozenset({"・", ANSWER, *(b for b, labels in named.items() if sum(labels) >= max(2, 0.3 * len(labels)))})


def _statement(lines: Lines, i: int, stop: int, m: re.Match[str]) -> Statement:
    last, blank, paper = i, lines.blank, lines.paper
    for j in range(i + 1, stop):
        if blank[j] or j in paper:
            continue
        if _ends(lines, last, j):
            break
        last = j
    label, start, end = _label(lines, i, last)
    return Statement(i, last, m["bullet"], m.end(), label, start, end)


def _ends(lines: Lines, last: int, j: int) -> bool:
    """Is the statement over with line `last`, so that line j is none of it? Its speaker stands there, or its sentence ends."""
    before = lines.folded[last].rstrip()
    if _trailing(before):
        return True
    if _cut_off(before) and _REST.fullmatch(lines.folded[j]):
        return False
    at_edge = 0 < lines.width <= len(before) + 2
    if at_edge and not before.endswith("。"):
        return False
    full = at_edge and j == last + 1
    return _complete(before) and not full and (j > last + 1 or not lines.folded[j].startswith(" "))


def _trailing(line: str) -> re.Match[str] | None:
    """The label with which a line ends: sought only where the line ends with a bracket, or a dash stands in it."""
    end = _unstopped(line)
    return _TRAILING.search(line, max(0, len(end) - _REACH)) if end[-1:] in _CLOSERS or "-" in line or "=" in line else None


def _unstopped(line: str) -> str:
    """A line without its full stop and the blanks around it."""
    end = line.rstrip()
    return end[:-1].rstrip() if end[-1:] in ("。", ".") else end


def _cut_off(line: str) -> re.Match[str] | None:
    """A bracket that a line opens near its end and does not close."""
    near = line[-21:]
    return _CUT_OFF.search(line) if "(" in near or "[" in near or "〔" in near else None


def _label(lines: Lines, first: int, last: int) -> tuple[str, int, int]:
    """The speaker behind the words, from bracket to bracket; the bracket may be broken over two lines: （環境⏎課長）."""
    at, line = lines.starts[last], lines.folded[last]
    bare = at + len(line.rstrip())
    if found := _trailing(line):
        label = lines.text[at + found.start("label") : at + found.end("label")].strip()
        return (label, at + found.start("open" if found["open"] else "dash"), bare) if parse_label(squeeze(label)).known else ("", bare, bare)
    above = next((j for j in range(last - 1, first - 1, -1) if not lines.blank[j] and j not in lines.paper), None)
    opened = _cut_off(lines.folded[above].rstrip()) if above is not None and _REST.fullmatch(line) else None
    if above is None or opened is None:
        return "", bare, bare
    begin = lines.starts[above] + opened.start()
    label = squeeze(lines.text[begin + 1 : lines.starts[above] + opened.end()] + lines.text[at:bare].rstrip("。.").rstrip("）)]］〕"))
    return (label, begin, bare) if parse_label(label).known else ("", bare, bare)


def _complete(line: str) -> bool:
    return line.rstrip()[-1:] in _COMPLETE
