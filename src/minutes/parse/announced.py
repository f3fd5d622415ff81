"""Agenda items of a record without a list of them: what the chair takes up by number and title."""

import re
from collections.abc import Iterator, Sequence

from minutes.parse.agenda import Opening, core
from minutes.parse.cut import Speech
from minutes.text.dates import number
from minutes.text.fold import fold

_N = r"[(]?\s?(?P<n>[0-9]{1,3}|[一二三四五六七八九十]{1,3})\s?[)]?"
_BILL = re.compile(r"^(?:(?:議案|報告|認定|承認|同意|諮問|発議|請願|陳情|意見書案)第?\s?[0-9一二三四五六七八九十]{1,4}号(?:から[^、。]{1,16}まで)?|[、,\s])+")
_ORDER = re.compile(rf"日程第{_N}[、,\s]{{0,3}}")
_LAST = re.compile(r"(?:について)?(?:の件)?を?(?:一括)?(?:して)?[、,\s]{0,3}(?:及び|から)?$")
_GOES_ON = ("ないし", "乃至", "から", "及び", "並びに", "の以上", "以上", "まで")  # 議案第１号ないし第38号 has no other title
_LONGEST = 200  # characters of a sentence that takes an item up
_QUOTED = re.compile(
    rf"(?:議題|議事|案件|次第|報告事項|協議事項|審議事項|報告|協議|議案)の?(?:第\s?)?{_N}号?[、,\s]{{0,2}}[「『](?P<title>[^「」『』\n]{{2,60}})[」』](?:に(?:ついて|つきまして|入|移)|を|です|でござ|、)"
)

HOSTILE = {"_BILL": "議案第1号", "_ORDER": "日程第1 ", "_LAST": "について", "_QUOTED": "議題1「"}


def announced_openings(speeches: Sequence[Speech], chairs: Sequence[bool]) -> list[Opening]:
    """The items that a chair takes up in so many words (日程第３、…を議題といたします, 議題１「…」について), each once, in order."""
    found: list[Opening] = []
    seen: set[str] = set()
    for speech, chair in zip(speeches, chairs, strict=True):
        for n, title in _announced(speech.text) if chair else ():
            if core(title) and core(title) not in seen:
                seen.add(core(title))
                found.append(Opening(speech.span.start, str(n) if n is not None else None, title, 1, "chair"))
                break
    return found


def _announced(text: str) -> Iterator[tuple[int | None, str]]:
    """Number and title, as printed, of each item that a speech takes up."""
    folded = fold(text)
    for start, sentence in _sentences(folded):
        stop = sentence.find("議題と")
        m = _ORDER.search(sentence, 0, stop) if 0 <= stop <= _LONGEST else None
        stop = following.start() if m and (following := _ORDER.search(sentence, m.end(), stop)) else stop
        if m and (last := _LAST.search(sentence, m.end(), stop)):
            yield number(m["n"]), _bare(text[start + m.end() : start + last.start()])
        for m in _QUOTED.finditer(sentence):
            yield number(m["n"]), _bare(text[start + m.start("title") : start + m.end("title")])


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """(offset, sentence) of a text."""
    at = 0
    for sentence in text.split("。"):
        yield at, sentence
        at += len(sentence) + 1


def _bare(title: str) -> str:
    """議案第32号、令和６年度予算 is 令和６年度予算; a title that is nothing but its number stays."""
    bill = _BILL.match(fold(title))
    rest = title[bill.end() :] if bill else title
    return (title if not rest or rest.startswith(_GOES_ON) else rest).strip("、, 　「」『』")
