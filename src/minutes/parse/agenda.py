"""Agenda items where the record takes them up: by a heading between speeches, or by what the chair calls."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from minutes.model import AgendaItem, Span
from minutes.parse.cut import Speech
from minutes.parse.front import labels
from minutes.parse.lines import Lines
from minutes.text.dates import number
from minutes.text.fold import fold
from minutes.text.patterns import NEXT_ITEM, OPENS_ITEM, ORDER_CUE, OTHER_ITEM
from minutes.text.titles import is_no_speaker, parse_label, squeeze

_HEAD = re.compile(
    r"\s*(?:\#{1,6}\s*|\*\*)?(?P<open>[《〔【<≪\[]?)\s?(?P<glyph>[△▲◎●■◇◆□○]?)\s?"
    r"(?P<number>(?:追加)?日程第\s?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?=[\s、.,]|$)|(?:議\s?題|案\s?件|議\s?事|次\s?第|報告事項|審議事項|協議事項|審議|報告|協議)\s?[(]?\s?[0-9一二三四五六七八九十]{1,3}\s?[)]?|[(]\s?[0-9一二三四五六七八九十ア-コ]{1,3}\s?[)]|[0-9]{1,2}(?=[\s.、)]|[^0-9\s年月日時分人名件条%円点回度つか番号か所:])|[一二三四五六七八九十]{1,2}(?=[、.\s])|[①-⑳])?"
    r"[\s.、,:)]*(?P<title>.*?)\s*[》〕】>≫\]]?\s*(?:\*\*)?\s*$"
)
_BILL = re.compile(r"(?:議案|報告|請願|陳情|発議|認定|諮問|同意案?|承認|協議|意見書案|決議案)第?\s?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})\s?号(?=[\s、.:]|$)")
_FULL = 36  # characters of a line of a heading that may go on with the next line
_LEAST = 0.35  # of the wording of a title, below which a sentence does not name it
_TAIL = re.compile(r"(?:について(?:の件)?|の件|に関すること|に関する件|ほか|\(案\)|\([^()]*\)|「|」|『|』|[\s、。,.・()])+")
_QUOTED = re.compile(r"「([^「」]{2,60})」")
_SENTENCE = re.compile(r"[^。\n]+[。\n]?")
_ITEM_NUMBER = re.compile(r"[(]\s?(?P<n>[0-9]{1,2})\s?[)]")
_SAID = re.compile(
    r"(?:次第|議題|議事|案件|事項|日程)の?第?\s?[0-9０-９一二三四五六七八九十]{1,3}[号番]?[、,\s]*(?P<said>[^、。「」]{3,60}?)(?:から|に(?:移|入|進|つ|参|まい)|です|でござ|について|を(?:議|行|お|審|協)|、|。)"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """Where an item opens: the offset, its number and title as worded there, its level, and how (heading or chair)."""

    start: int
    number: str | None
    title: str
    level: int
    opened_by: str
    listed_title: str | None = None


@lru_cache(maxsize=1024)
def core(title: str) -> str:
    """What two wordings of one title share: folded, without について, brackets and marks."""
    return _TAIL.sub("", squeeze(fold(title)))


def alike(a: str, b: str) -> float:
    """How much of the shorter wording stands in the longer one, by common pairs of characters: 0 to 1."""
    short, long = sorted((core(a), core(b)), key=len)
    if not short:
        return 0.0
    if short in long:
        return 1.0
    return _shared(short, long)


def _shared(short: str, long: str) -> float:
    """The share of the pairs of characters of the one that stand in the other."""
    pairs = _pairs(short)
    return sum([p in long for p in pairs]) / len(pairs) if pairs else 0.0


@lru_cache(maxsize=512)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def heading_openings(lines: Lines, headings: Sequence[int], listed: Sequence[str], *, glyph_items: bool) -> list[Opening]:
    """The headings that open an agenda item; consecutive lines of one wrapped heading are one."""
    found: list[Opening] = []
    last = -9
    bills = not any("日程第" in lines.folded[i] for i in headings)  # where there is an order of the day, its entries are the items
    for i in headings:
        m = _HEAD.match(lines.folded[i])
        if found and i == last + 1 and m and not (m["number"] or m["glyph"] or m["open"]) and _wrapped(lines, i):
            found[-1] = replace(found[-1], title=found[-1].title + _title(lines, i, m))
            last = i
            continue
        opening = _opening(lines, i, m, listed, glyph_items=glyph_items, bills=bills) if m else None
        if opening:
            found.append(opening)
            last = i
    return found


def _wrapped(lines: Lines, i: int) -> bool:
    """Does the heading of the line before go on here? It fills its line, or this one is indented deeply."""
    return lines.firsts[i] - lines.starts[i] >= 6 or lines.ends[i - 1] - lines.firsts[i - 1] >= _FULL


def _title(lines: Lines, i: int, m: re.Match[str]) -> str:
    return lines.text[lines.starts[i] + m.start("title") : lines.starts[i] + m.end("title")].strip()


def _opening(lines: Lines, i: int, m: re.Match[str], listed: Sequence[str], *, glyph_items: bool, bills: bool) -> Opening | None:
    title, mark = m["title"].strip(), (m["number"] or "").strip()
    matched = max(listed, key=lambda t: alike(t, title), default=None) if title else None
    if matched is not None and alike(matched, title) < 0.75:
        matched = None
    if not title or len(title) > 100:
        return None
    by_glyph = glyph_items and m["glyph"] in tuple("△◎▲")
    bare = squeeze(title)
    if bare.startswith(("資料", "参考資料", "別紙", "別添", "配布資料", "配付資料")):
        return None
    part = bool(m["open"]) and bare in labels().parts
    bill = _BILL.match(title) if bills and not mark else None
    if (
        not by_glyph
        and not part
        and not bill
        and "日程第" not in mark  # nothing else is numbered so: 日程第１　議案第10号
        and not (mark and bare in labels().procedure)
        and ((is_no_speaker(bare) and not matched and bare != "その他") or (parse_label(bare).known and not matched))
    ):
        return None
    if not (by_glyph or mark or matched or part or bill):
        return None
    value = number(re.sub(r"[^0-9一二三四五六七八九十]", "", mark)) if mark else None
    level = 2 if mark.startswith("(") else 3 if mark[:1] in "①②③④⑤⑥⑦⑧⑨⑩" and mark else 1
    return Opening(lines.span(i).start, str(value) if value is not None else None, _title(lines, i, m), level, "heading", matched)


def called_openings(speeches: Sequence[Speech], chairs: Sequence[bool], listed: Sequence[str], opened: Sequence[Opening] = ()) -> list[Opening]:
    """The listed items that only the chair calls, each at the start of the turn that calls it, in the order of the list.

    Items of `opened` have a heading and are not sought. A turn that names several items without moving to one
    is an overview and opens nothing; その他 is found too.
    """
    found: list[Opening] = []
    done = [o.title for o in opened] + [o.listed_title for o in opened if o.listed_title]
    rest = [t for t in listed if squeeze(t) not in labels().procedure and not is_other(t) and not any(alike(t, d) >= 0.75 for d in done)]
    for speech, chair in zip(speeches, chairs, strict=True):
        if not chair or not rest:
            continue
        calls = list(_calls(speech.text, rest, listed))
        titles = list(dict.fromkeys(t for _, t in calls))
        if calls and (len(titles) == 1 or NEXT_ITEM.search(fold(calls[-1][0]))) and (len(titles) < 3 or len(titles) < len(rest)):
            sentence, title = calls[-1] if len(titles) > 1 else calls[0]
            found.append(Opening(speech.span.start, str(_numbered(sentence) or listed.index(title) + 1), _worded(sentence, title), 1, "chair", title))
            rest = rest[rest.index(title) + 1 :]
    if not any(is_other(o.title) for o in opened):
        found += _other_opening(speeches, chairs, [*found, *opened], listed)
    return found


def _other_opening(speeches: Sequence[Speech], chairs: Sequence[bool], before: Sequence[Opening], listed: Sequence[str]) -> list[Opening]:
    """その他 as called by the chair, after the last item and in the last third of the talk."""
    last = max((o.start for o in before), default=None)
    if last is None:
        return []
    late = speeches[len(speeches) * 3 // 5].span.start
    for speech, chair in zip(speeches, chairs, strict=True):
        if chair and speech.span.start > max(last, late) and OTHER_ITEM.search(fold(speech.text)):
            return [Opening(speech.span.start, None, "その他", 1, "chair", next((t for t in listed if is_other(t)), None))]
    return []


def is_other(title: str) -> bool:
    """Is this the item その他?"""
    return core(title) in ("その他", "そのほか")


def _numbered(sentence: str) -> int | None:
    m = NEXT_ITEM.search(fold(sentence)) or _ITEM_NUMBER.search(fold(sentence))
    return number(m["n"]) if m else None


def _calls(text: str, rest: Sequence[str], listed: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(sentence, listed title) where the sentence moves to that item: by number and wording, or by a cue and most of the wording."""
    for m in _SENTENCE.finditer(text):
        sentence = m.group()
        alike_titles = [(title, likeness) for title in rest if (len(core(title)) >= 3 or f"「{title}」" in sentence) and (likeness := share_of(title, sentence)) >= _LEAST]
        if not alike_titles:
            continue
        folded, n = fold(sentence), _numbered(sentence)
        cue = bool(OPENS_ITEM.search(folded)) + bool(ORDER_CUE.search(folded))
        for title, likeness in alike_titles:
            by_number = n is not None and (listed.index(title) + 1 == n or likeness >= 0.6)
            if (likeness >= 0.8 and cue) or (likeness >= 0.55 and cue == 2) or by_number:
                yield sentence, title


def share_of(title: str, sentence: str) -> float:
    """The share of the title's pairs of characters that stand in the sentence: 0 to 1."""
    wanted, said = core(title), core(sentence)
    return 1.0 if wanted and wanted in said else _shared(wanted, said)


def _worded(sentence: str, title: str) -> str:
    """The title as the chair words it, else as listed."""
    quoted = [q for q in _QUOTED.findall(sentence) if share_of(title, q) >= 0.5]
    if quoted:
        return str(quoted[-1])
    m = _SAID.search(sentence)
    return m["said"] if m and len(m["said"]) >= 4 and share_of(m["said"], title) >= 0.6 else title


def agenda_items(openings: Sequence[Opening], end: int) -> tuple[AgendaItem, ...]:
    """The items with their spans: an item ends where the next of its level or above starts, or with the talk."""
    ordered = sorted(openings, key=lambda o: o.start)
    items = []
    for n, o in enumerate(ordered):
        stop = next((p.start for p in ordered[n + 1 :] if p.level <= o.level), end)
        items.append(AgendaItem(n, o.number, o.title, o.level, Span(o.start, max(stop, o.start)), o.listed_title, o.opened_by))
    return tuple(items)
