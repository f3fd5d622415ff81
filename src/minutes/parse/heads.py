"""Where a line could begin with a speaker's heading, and in which shape it is printed."""

import re
from typing import NamedTuple

from minutes.parse.asked import STAMP_ENDS, STAMP_OPENS, after_stamp, asked, before_stamp, is_side
from minutes.parse.debris import undressed
from minutes.parse.label_ends import longer_label, where_label_ends
from minutes.parse.lines import Lines
from minutes.parse.shapes import ARROW, BULLET, CLOSE, GLYPHS, MARKDOWN, OPEN, PAIRS, SEPARATORS, Shape, shape_of
from minutes.text.patterns import STAGE_IN_HEADING
from minutes.text.titles import looks_like_name, parse_label, squeeze

_BRACKETED = re.compile(
    rf"(?<!\s)\s*(?P<glyph>[{GLYPHS}{BULLET}{ARROW}]?)\s?(?P<open>[{OPEN}])\s?(?P<inside>[^{OPEN}{CLOSE}\n。]{{1,40}}(?:\([^()\n]{{1,20}}\)[^{OPEN}{CLOSE}\n。]{{0,20}})?)\s?(?P<close>[{CLOSE}])(?P<colon>\s?:)?"
)
_PAIRED = re.compile(
    rf"(?<!\s)\s*(?P<glyph>[{GLYPHS}]?)\s{{0,2}}(?P<outer>[^\s{OPEN}{CLOSE}{GLYPHS}。、:・#|<>][^{OPEN}{CLOSE}{GLYPHS}。、:\n\t|]{{0,23}}?)\s?\((?P<inner>[^()。\n]{{1,24}})\)(?P<tail>[:\s〔(「]|[^\s]|$)"
)
_GLYPHED = re.compile(rf"(?<!\s)\s*(?P<glyph>[{GLYPHS}{BULLET}{ARROW}])\s{{0,4}}(?P<rest>[^\s{GLYPHS}。、][^。\n]{{0,40}})")
_COLONED = re.compile(rf"(?<!\s)\s*(?P<label>[^\s{OPEN}{CLOSE}{GLYPHS}。、:,・.|][^{OPEN}{CLOSE}。、:,\n\t|]{{0,25}}?)\s?:")
_PLAIN = re.compile(rf"\s*(?P<label>[^\s{OPEN}{CLOSE}{GLYPHS}。、:,・.|][^{OPEN}{CLOSE}。、:,\n\t|]{{0,22}}?)\s?(?P<sep>\t|\s{{2,}}(?=\S)|\)(?=\s?\S|$)|「|\s?$|\s(?=\S))")
_SEPARATED = re.compile(
    rf"(?<!\s)\s*(?P<label>[^\s{OPEN}{CLOSE}{GLYPHS}{SEPARATORS}。、:,・.|][^{OPEN}{CLOSE}{SEPARATORS}。、:,|\n]{{1,24}}(?:\([^()。\n]{{1,20}}\))?)(?P<sep>[{SEPARATORS}])(?P=sep){{0,3}}(?:\s{{0,3}}(?=\S)|$)"
)
_ASKS = frozenset("質回答問QA")
_MASKS = frozenset("○◯●△▲□■◇◆※×☆＊*")
_MASKED = re.compile(r"\s{0,12}(?P<mask>([○◯●△▲□■◇◆※×☆*])\2{1,3})(?=[^\s○◯●△▲□■◇◆※×☆*。、]{1,12}?(?:長|員|氏|君|主[査幹任事]|さん|監|官|参事))")
_HEADCOUNT = re.compile(r"[^。:?\n0-9がはをで]{0,28}[0-9]{1,4}\s?[名人]\s{0,4}(?:[(、](?!.*。)|$)")  # 参加者：構成員10名（…）; but 会長：賛成６名、起立少数です。
_STAGE_TAIL = re.compile(r"\s*(?:[(〔\[][^()〔〕\[\]\n]{1,20}[)〕\]]\s*)?")
_SIGN = re.compile(r"[^\w\s○●×*△□〃”〝]|[*×](?![*×])")
_COUNTED = re.compile(r"\s{0,8}(?:[0-9]{1,4}(?:番目)?|No\.\s?[0-9]{1,4})(?:[.)]\s{0,4}|\s{1,4})(?!番\s)[^\s0-9]")
_SIGNS = frozenset(GLYPHS + BULLET + ARROW)
_DEBRIS = "#*_>-+|"
_MARKS = re.escape(_DEBRIS + GLYPHS + BULLET + ARROW + "".join(_MASKS | _ASKS)) + OPEN
_STOPS = rf"\s()「:。、{SEPARATORS}"
_RUNS = re.compile(rf"[^{_STOPS}]{{28}}\s*+\S|[^{_STOPS}]{{1,27}}[。、]")
_MAY_OPEN = re.compile(rf"(?!\s*+(?![{_MARKS}])(?:{_RUNS.pattern}))")  # anything but words without a mark in front of them: few lines
_TAIL = re.compile(r"[^\s()。、「」〔]{1,10}(?=\s|$)")
_TAIL_STOPS = ("", " ", "\t", "(", "〔", "「")
_QUOTED_ON = tuple("とのがはをにでもやかっ、。")

HOSTILE = {
    "_BRACKETED": "【 ",
    "_PAIRED": "あ (",
    "_GLYPHED": "○ ",
    "_COLONED": "あ ",
    "_PLAIN": "あ ",
    "_SEPARATED": "あ ",
    "_MASKED": "○",
    "_HEADCOUNT": "1",
    "_STAGE_TAIL": "( ",
    "_SIGN": "@",
    "_COUNTED": "1 ",
    "_TAIL": "あ",
    "_RUNS": "あ ",
    "_MAY_OPEN": " あ",
}


class Head(NamedTuple):
    """A possible heading on line `line`: column where it ends, its label, and the column where words may begin.

    `longer` is (label, column) when the next word could belong to the label: 委員長　髙野敏夫. `words` is the line on
    which the words begin: `line` itself, or the last line of a label set one character a line.
    """

    line: int
    shape: Shape
    end: int
    label: str
    body: int
    known: bool
    affiliation: str = ""
    longer: tuple[str, int] | None = None
    words: int = -1

    @property
    def last(self) -> int:
        """The line on which the heading ends."""
        return self.line if self.words < 0 else self.words


def survey(lines: Lines) -> list[Head]:
    """Every line that could open a turn, each in its likeliest shape, in order."""
    return lines.once(_survey)


def _survey(lines: Lines) -> list[Head]:
    paper, blank = lines.paper, lines.blank
    likely = [i for i, opens in enumerate(map(_MAY_OPEN.match, lines.folded)) if opens and not (blank[i] or i in paper)]
    heads = [head for i in likely if (head := _head(lines, i))]
    return sorted([*heads, *_vertical(lines, likely)], key=lambda h: h.line)


def _head(lines: Lines, i: int) -> Head | None:
    line, first = lines.folded[i].rstrip(), lines.initials[i]
    if first in _DEBRIS:
        return _dressed(lines, i, line)
    if span := before_stamp(line) if lines.finals[i] in STAMP_ENDS else None:
        return Head(i, Shape(sep=":"), len(line), _printed(lines, i, *span), len(line), known=True)
    if end := after_stamp(line) if first in STAMP_OPENS else 0:  # [00:01:12] 会長：本文
        head = _marked(lines, i, " " * end + line[end:])
        return head if head and head.known and head.shape.marked else None
    return _marked(lines, i, line)


def _dressed(lines: Lines, i: int, line: str) -> Head | None:
    """A heading in Markdown debris: the debris counts as a mark of its own only where no other mark stands."""
    bare = undressed(line)
    head = _marked(lines, i, bare) if bare.strip() else None
    if head and line.lstrip()[:1] in "#*_" and head.shape.form == "label" and not (head.shape.glyph or head.shape.open):
        return head._replace(shape=Shape(MARKDOWN))
    return head


def _marked(lines: Lines, i: int, line: str) -> Head | None:
    start = line.lstrip()[:3]
    first, second = start[:1], start[1:2]
    if first in PAIRS:
        return _bracketed(lines, i, line)
    if masked := _MASKED.match(line) if first == second and first in _MASKS else None:  # ○○委員 has a name that was struck out, not a mark
        return _unmarked(lines, i, line[: masked.start("mask")] + "某" * len(masked["mask"]) + line[masked.end("mask") :])
    if first in _SIGNS:
        after = start[2:] if second.isspace() else second
        found = _question_answer(lines, i, line) if after in _ASKS else _bracketed(lines, i, line) if after in PAIRS else None
        if first in (BULLET, ARROW):
            return _known(found) or _known(_glyphed(lines, i, line))
        found = found or _paired(lines, i, line)
        glyphed = None if found and found.known else _glyphed(lines, i, line)
        return _known(glyphed) or found or glyphed
    if first in _ASKS and (found := _question_answer(lines, i, line)):
        return found
    return _unmarked(lines, i, line)


def _unmarked(lines: Lines, i: int, line: str) -> Head | None:
    """A heading without a mark in front: set apart by a bracket, a colon, a sign, a gap or its line."""
    at = len(line) - len(line.lstrip())
    if _RUNS.match(line, at) or _SIGN.match(line, at) or _COUNTED.match(line):  # running words; a sign or a running number of the clerk's own: see affixes
        return None
    return _paired(lines, i, line) or _coloned(lines, i, line) or _separated(lines, i, line) or _plain(lines, i, line)


def _known(head: Head | None) -> Head | None:
    return head if head and head.known else None


def _vertical(lines: Lines, likely: list[int]) -> list[Head]:
    """Labels whose characters stand one a line, as cells of a narrow column leave them: 事⏎務⏎局."""
    single = [i for i in likely if lines.ends[i] - lines.firsts[i] == 1 and len(lines.folded[i]) <= 12]
    found, k = [], 0
    while k < len(single):
        run = [single[k]]
        while k + len(run) < len(single) and all(lines.blank[j] or j in lines.paper for j in range(run[-1] + 1, single[k + len(run)])):
            run.append(single[k + len(run)])
        k += len(run)
        label = "".join(lines.folded[i].strip() for i in run)
        if 2 <= len(run) <= 12 and parse_label(label).known:
            end = len(lines.folded[run[-1]])
            found.append(Head(run[0], Shape(sep="↓"), end, label, end, known=True, words=run[-1]))
    return found


def _question_answer(lines: Lines, i: int, line: str) -> Head | None:
    found = asked(line)
    if not found:
        return None
    glyph, start, end, body = found
    return Head(i, Shape(glyph, form="qa"), body, _printed(lines, i, start, end), body, known=True)


def _printed(lines: Lines, i: int, start: int, end: int) -> str:
    at = lines.starts[i]
    return lines.text[at + start : at + end].strip()


def _bracketed(lines: Lines, i: int, line: str) -> Head | None:
    m = _BRACKETED.match(line)
    if not m or PAIRS[m["open"]] != m["close"] or m["inside"][0] in GLYPHS:  # 【◆会長】: see affixes
        return None
    label, rest = _printed(lines, i, m.start("inside"), m.end("inside")), line[m.end() :]
    if is_side(m["inside"]):  # 【質問】, 〔答弁　市長〕
        return Head(i, Shape(m["glyph"], m["open"], "qa"), m.end(), label, m.end(), known=True)
    if m["open"] in "([【〔<" and rest.strip() and not rest.startswith("\t") and not label.isdigit() and len(label) > 1:
        person = _after_bracket(lines, i, m.end(), rest)
        if person and _is_side(label):
            return Head(i, Shape(m["glyph"], m["open"], "affiliation"), person[1], person[0], person[1], known=True, affiliation=label)
    own_line = bool(m["colon"]) or bool(_STAGE_TAIL.fullmatch(rest))
    known = parse_label(label).known
    if m["open"] in "「『<《" and not own_line:
        return Head(i, Shape(m["glyph"], m["open"]), m.end(), label, m.end(), known=True) if known and not rest.startswith(_QUOTED_ON) else None
    return Head(i, shape_of(m["glyph"], m["open"], "label", "⏎" if m["open"] in "「『<《" else ""), m.end(), label, m.end(), known)


def _is_side(inside: str) -> bool:
    """Can a person stand behind this bracket: is it a side of the table or an office, and not a speaker of its own?"""
    reading = parse_label(inside)
    return not reading.name and (reading.role not in ("chair", "vice_chair", "official") or not reading.known)


def _after_bracket(lines: Lines, i: int, end: int, rest: str) -> tuple[str, int] | None:
    """(事務局) 佐藤情報政策課長⏎: the person after the affiliation, and where the heading ends."""
    words = rest.split()
    if not words or len(words[0]) > 24:
        return None
    for count in (1, 2):
        joined = "".join(words[:count])
        reading = parse_label(joined)
        if len(words) >= count and reading.known and "。" not in joined and (reading.name or reading.title == joined):
            at = end
            for word in words[:count]:
                at = lines.folded[i].index(word, at) + len(word)
            if count == len(words) or lines.folded[i][at : at + 1].isspace():
                return _printed(lines, i, end, at), at
    return None


def _paired(lines: Lines, i: int, line: str) -> Head | None:
    m = _PAIRED.match(line) if "(" in line else None
    glyph, tail = m.group("glyph", "tail") if m else ("", "")
    if not m or (not glyph and tail not in (":", " ", "\t", "", "〔")):
        return None
    if STAGE_IN_HEADING.search(m["inner"]) and tail != ":" and (tail != " " or line[m.end("outer")] == " ") and not parse_label(m["inner"]).known:
        return _glyphed(lines, i, line[: m.end("outer")]) if glyph else None
    start, end = m.start("outer"), m.end("inner") + 1
    label = _printed(lines, i, start, end)
    behind = _TAIL.match(line[end : end + 12]) if glyph and tail not in _TAIL_STOPS else None
    if behind and parse_label(label + behind.group()).known and parse_label(label + behind.group()).name:  # ○石田(秀)委員
        end += behind.end()
        return Head(i, Shape(glyph), end, _printed(lines, i, start, end), end, known=True)
    body, known = end + (tail == ":"), parse_label(label).known
    head = Head(i, shape_of(glyph, "", "pair", ":" if tail == ":" and not glyph else ""), body, label, body, known and len(squeeze(m["outer"])) <= 20)
    return head if glyph or known else None


def _glyphed(lines: Lines, i: int, line: str) -> Head | None:
    m = _GLYPHED.match(line)
    if not m:
        return None
    at, glyph = m.start("rest"), m["glyph"]
    rest, bullet = line[at:], glyph in (BULLET, ARROW)
    colon = rest.find(":", 0, 28)
    whole = parse_label(rest[:colon].strip()) if colon > 0 else None
    label_end = len(rest[:colon].rstrip()) if whole and whole.known and whole.name else where_label_ends(rest if colon < 0 else rest[:colon])
    if label_end is None:  # perhaps a heading whose gap was forgotten: ○志水会長では、…
        return Head(i, shape_of(glyph), at, "", at, known=False) if not bullet else None
    end = at + label_end
    label = _printed(lines, i, at, end)
    body = at + colon + 1 if colon >= 0 and not rest[label_end:colon].strip() else end
    shape = shape_of(glyph, "", "label", "" if not bullet else ":" if body > end else "␣")
    return Head(i, shape, body, label, body, parse_label(label).known, longer=longer_label(lines, i, line, at, end))


def _coloned(lines: Lines, i: int, line: str) -> Head | None:
    m = _COLONED.match(line) if line.find(":", 0, 60) > 0 else None
    if not m or _HEADCOUNT.match(line, m.end()):
        return None
    label = _printed(lines, i, m.start("label"), m.end("label"))
    return Head(i, Shape(sep=":"), m.end(), label, m.end(), parse_label(label).known)


def _plain(lines: Lines, i: int, line: str) -> Head | None:
    m = _PLAIN.match(line)
    if not m:
        return None
    at, end = m.start("label"), m.end("label")
    sep = {"\t": "⇥", ")": ")", "「": "「"}.get(m["sep"]) or _gap(line, end)
    if sep == "␣":
        longer = where_label_ends(line[at:])
        if longer is None or at + longer > len(line):
            return None
        end = at + longer
        sep = _gap(line, end)
    label = _printed(lines, i, at, end)
    known = parse_label(label).known
    if not known and sep not in ("⇥", "␣␣"):
        return None
    body = end + (1 if sep in (":", ")", "⇥") else 0)
    extra = longer_label(lines, i, line, at, end) if sep in ("␣␣", "␣") else None
    return Head(i, shape_of("", "", "label", sep), body if sep in (":", ")") else end, label, body, known, longer=extra)


def _separated(lines: Lines, i: int, line: str) -> Head | None:
    """会長＞本文, 会長…本文, 会長／本文: a known label, or what may be a name, and a sign of this clerk's own."""
    m = _SEPARATED.match(line)
    label = _printed(lines, i, m.start("label"), m.end("label")) if m else ""
    known = parse_label(label).known
    if not m or not (known or (len(label) <= 7 and looks_like_name(squeeze(label)))):
        return None
    return Head(i, Shape(sep=m["sep"]), m.end(), label, m.end(), known)


def _gap(line: str, end: int) -> str:
    """What follows a label: ⏎ nothing, ⇥ a tab, : a colon, ␣␣ a wide gap, ␣ one space."""
    rest = line[end:]
    bare = rest.lstrip()
    if not bare:
        return "⏎"
    return "⇥" if rest[:1] == "\t" else ":" if rest[:1] == ":" else "␣␣" if len(rest) - len(bare) > 1 else "␣"
