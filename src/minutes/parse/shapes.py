"""The grammar of one convention of headings, and how layout files write it.

A `Shape` is glyph, bracket, what stands inside, and what separates it from the words. It reads and prints as a
template: ○{title}({name}), 【{label}】, {label}:, {label}⏎, ({affiliation}){label}, 【{問答}】, {label}↓ (one character a line),
#{label} (a heading or bold words of Markdown).
"""

import re
from functools import lru_cache
from typing import NamedTuple

from minutes.errors import LayoutError

GLYPHS = "○●◎◆◇△▲□■☆★◉▼▽"
BULLET = "・"
ARROW = "→"
MARKDOWN = "#"
SEPARATORS = ">/…‥;=→~-"
PAIRS = {"【": "】", "(": ")", "〔": "〕", "[": "]", "「": "」", "<": ">", "《": "》", "『": "』", "{": "}"}
OPEN = re.escape("".join(PAIRS))
CLOSE = re.escape("".join(PAIRS.values()))
_TEMPLATE = re.compile(
    rf"(?P<glyph>[{GLYPHS}{BULLET}{ARROW}{MARKDOWN}]?)(?:(?P<open>[{OPEN}])?(?P<aff>\{{affiliation\}})?(?P<mid>[{CLOSE}])?\{{(?P<what>label|問答)\}}(?P<close>[{CLOSE}])?(?P<sep>:|⇥|␣␣|␣|⏎|↓|「|[{SEPARATORS}])?|(?P<pair>\{{title\}}\(\{{name\}}\))(?P<colon>:?))"
)
_WIDE, _NARROW = str.maketrans("{}", "｛｝"), str.maketrans("｛｝", "{}")
_AFFIX = re.compile(r"(?P<before>[^{}\n]{0,12}(?:\{n\}[^{}\n]{0,8})?)\{label\}(?P<after>[^{}\n]{0,8})")
_MISMATCH = re.compile(rf"[{OPEN}]\{{label\}}[{CLOSE}]?")  # one common bracket and not its fellow is a slip of whoever wrote the file


class Shape(NamedTuple):
    """One way to print a heading. `form`: label, pair (title and name), affiliation, qa, affix. `sep` counts only without other marks.

    An affix is what one clerk alone prints: any signs before the label (`glyph`, {n} for a running number) and behind it (`sep`).
    """

    glyph: str = ""
    open: str = ""
    form: str = "label"
    sep: str = ""

    @property
    def marked(self) -> bool:
        """Does a glyph, bracket or colon set the heading apart from running words?"""
        return bool(self.glyph or self.open or self.form in ("pair", "affix") or self.sep in (":", "↓"))

    @property
    def template(self) -> str:
        """The shape as layout files write it."""
        close = PAIRS.get(self.open, "")
        if self.form == "qa":
            return f"{self.glyph}{self.open}{{問答}}{close}"
        if self.form == "pair":
            return f"{self.glyph}{{title}}({{name}}){self.sep}"
        if self.form == "affiliation":
            return f"{self.glyph}{self.open}{{affiliation}}{close}{{label}}"
        if self.form == "affix":  # a printed brace is written in full width: the narrow ones hold the words of the template
            return f"{self.glyph.replace('{n}', chr(0)).translate(_WIDE).replace(chr(0), '{n}')}{{label}}{self.sep.translate(_WIDE)}"
        return f"{self.glyph}{self.open}{{label}}{close}{self.sep}"


shape_of = lru_cache(maxsize=1024)(Shape)  # thousands of lines are in a few shapes


def read_shape(template: str) -> Shape:
    """The shape that a template of a layout file describes; LayoutError when it describes none."""
    m = _TEMPLATE.fullmatch(template)
    if m and m["pair"]:
        return Shape(m["glyph"], form="pair", sep=m["colon"])
    if m and not m["glyph"] and not m["open"] and not m["sep"] and m["close"] in (")", ">"):
        return Shape(sep=m["close"])
    if m and bool(m["aff"]) == bool(m["mid"]) and (m["close"] or "") == ("" if m["aff"] else PAIRS.get(m["open"] or "", "")):
        form = "qa" if m["what"] == "問答" else "affiliation" if m["aff"] else "label"
        if m["glyph"] and not m["open"] and m["glyph"] not in (BULLET, ARROW, MARKDOWN) and (m["sep"] or ":") in SEPARATORS:
            return Shape(m["glyph"], form="affix", sep=m["sep"])  # ☆会長＝
        counts = m["open"] or not m["glyph"] or m["glyph"] in (BULLET, ARROW)
        return Shape(m["glyph"], m["open"] or "", form, (m["sep"] or "") if counts and form == "label" else "")
    if (own := _AFFIX.fullmatch(template)) and (own["before"] or own["after"]) and not _MISMATCH.fullmatch(template):
        return Shape(own["before"].translate(_NARROW), form="affix", sep=own["after"].translate(_NARROW))
    raise LayoutError(f"template {template!r}: write e.g. ○{{title}}({{name}}), 【{{label}}】, {{label}}:, {{label}}⏎, {{label}}␣␣, ({{affiliation}}){{label}}")
