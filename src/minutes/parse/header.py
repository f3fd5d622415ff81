"""What a record says about its meeting, field by field, each with the place and the way it was read."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from minutes.model import Evidence, Header, Span
from minutes.parse.columns_of_names import columns_of_names
from minutes.parse.cut import aside
from minutes.parse.front import Block, blocks, labels
from minutes.parse.lines import Lines
from minutes.parse.places import Municipality, find_municipality, spelled
from minutes.parse.roster import attendees
from minutes.text.dates import day_of_session, find_dates, find_month, find_times, fiscal_year, fiscal_year_of, number, ordinal
from minutes.text.fold import fold
from minutes.text.title_table import titles
from minutes.text.titles import squeeze

_NUMBERED = re.compile(
    r"^\s{0,30}(?:[-*]\s)?(?:・|(?:日程第|第|議題)?\s?(?:[(]\s?[0-9一二三四五六七八九十]{1,3}\s?[)]|[0-9]{1,2}(?:\s?[.、)]|\s)|[一二三四五六七八九十]{1,2}[、.\s]|[①-⑳]|[○●◆■]))\s*"
)
_PLACE = re.compile(r"\s(?:開催)?(?:場所|会場)\s?:\s?(?P<place>[^\s:。][^:。\n]{1,60}?)\s*$")
_INLINE = re.compile(r"(?<=\S)\s+(?=[(]\s?[0-9]{1,2}\s?[)])")
_REFERENCE = re.compile(r"[(【]\s?(?:資料|別紙|参考資料|別添)[^()【】]{0,20}[)】]\s*$")
_DROP = re.compile(
    r"(?:令和|平成|昭和)\s?[0-9元一二三四五六七八九十]{1,3}\s?年度?|20[0-9]{2}年度?|第\s?[0-9元一二三四五六七八九十]{1,4}\s?[回号期次日]|(?:(?:令和|平成|昭和)[0-9元]{1,2}年|20[0-9]{2}年)?[0-9]{1,2}月[0-9]{1,2}日(?:\([月火水木金土日]曜?日?\))?|\((?:[^()]*)\)|【[^】]*】|定例会?|臨時会?|[0-9]{1,2}月(?=定例|臨時)|の開催結果|について|の結果|の概要"
)
_SUFFIX = re.compile(r"(?:\([^()]{0,40}\)|【[^】]{0,40}】|第[0-9一二三四五六七八九十]{1,3}[号日](?:の[0-9]{1,2})?|[0-9]{1,2}日目|[0-9]{1,2})$")
_NO_TITLE = re.compile(
    r"^(?:[(][0-9]{1,2}[)]\s?)?(?:第[0-9]{1,4}号議案|議案第|日程第)|。|(?:[、,とがをには様殿]|以下)$|^○?\s?(?:午前|午後)|ます|です|ください|会議録検索|検索(?:システム|結果|サービス)|^第\s?[0-9一二三四五六七八九十]{1,3}(?:\s|[章節編])"
)
_ASSEMBLY = re.compile(r"定例会|臨時会|本会議|緊急議会")
_COUNT = re.compile(r"(?P<n>[0-9]{1,4}|[一二三四五六七八九十百]{1,7})\s?[名人]")
_OFFICES = ("市役所", "区役所", "町役場", "村役場", "市立", "町立", "区立", "村立", "市議会", "町議会", "村議会", "区議会", "市民会館", "県庁", "都庁", "道庁", "府庁")
_OFFICE = re.compile(rf"[\s(「『、:](?P<name>[一-龥ヶケノツ々]{{1,7}}?(?:{'|'.join(_OFFICES)}))")
_OPENING_BODY = re.compile(
    r"(?:令和[0-9元]{1,2}年度?)?[、,]?\s?(?:第[0-9一二三四五六七八九十]{1,3}回)?(?P<body>[一-龥ヶケノァ-ヴー・々A-Za-z]{2,40}?(?:協議会|審議会|委員会|本部会議|本部|懇談会|部会|検討会|推進会議|会議|議会|分科会|研究会))を?(?:、)?(?:開催|開会|開き|始め|開か)"
)
_NO_ITEM = re.compile(
    r"(?:議事日程|別紙|次|下記|上記|前記)(?:[(]第[0-9一二三四五六七八九十]{1,3}号[)])?(?:のとおり|の通り|に同じ)$|^(?:午前|午後)[0-9一二三四五六七八九十]{1,3}時(?:[0-9一二三四五六七八九十]{1,3}分|半)?(?:開議|開会|本会議)?$|^[(]第[0-9]{1,3}号[)]$"
)
_EDITED = re.compile(r"\s{0,8}(?:企\s?画\s?・\s?)?(?:発\s?行\s?・\s?)?(?:編\s?集|作\s?成)(?:\s?・\s?発\s?行)?(?:\s{0,4}[:/]\s{0,4}|\s{1,8})(?P<who>[^:/。、\n]{3,30}?)\s*$")
_COLOPHON = 40  # lines at the end of a document
_PUBLIC = (("一部非公開", "一部公開"), ("一部公開", "一部公開"), ("非公開", "非公開"), ("公開", "公開"), ("可", "公開"), ("否", "非公開"))


class Found(NamedTuple):
    """One value with its evidence."""

    value: object
    how: str
    span: Span | None = None


def read_header(lines: Lines, stop: int, tail: int, opening: str = "") -> Header:
    """The header of the lines before `stop`; closing times are sought from line `tail` on, the body's name in the opening words."""
    parts = blocks(lines, stop)
    found: dict[str, Found] = {}
    _titles(lines, stop, parts, found)
    _dates(lines, stop, parts, found)
    _times(lines, stop, tail, parts, found)
    _simple(lines, parts, found)
    _owner(lines, stop, found, opening)
    agenda = _agenda(lines, parts)
    people = attendees(parts, lines.text)
    evidence = {name: Evidence(f.how, f.span) for name, f in found.items()}
    values = {name: f.value for name, f in found.items()}
    header = Header(agenda_listed=agenda, attendees=people, documents=_documents(lines, parts), evidence=evidence)
    return replace(header, **values)  # type: ignore[arg-type]


def _first(parts: list[Block], *fields: str) -> Block | None:
    return next((b for f in fields for b in parts if b.field == f and b.values), None)


def _titles(lines: Lines, stop: int, parts: list[Block], found: dict[str, Found]) -> None:
    block, heading = _first(parts, "title"), _title_line(lines, stop, {b.line for b in parts})
    span = block.values[0] if block else heading
    if not span:
        return
    found["title"] = Found(" ".join(span.of(lines.text).split()), "label" if block else "title", span)
    title = fold(str(found["title"].value))
    both = f"{title} {fold(heading.of(lines.text)) if heading else ''}"
    for text in (title, both):
        if (n := ordinal(text)) is not None and "number" not in found:
            found["number"] = Found(n, "title", found["title"].span)
        if (year := fiscal_year(text)) is not None and "fiscal_year" not in found:
            found["fiscal_year"] = Found(year, "title", found["title"].span)


def _title_line(lines: Lines, stop: int, labelled: set[int]) -> Span | None:
    """The line of the front that ends like the title of a record (…会議録), else one that names a body, else its first line of no other kind."""
    unsaid = aside(lines)
    candidates = [i for i in range(min(stop, 40)) if not lines.blank[i] and i not in unsaid and i not in labelled]
    candidates = [i for i in candidates if 4 <= len(lines.folded[i].strip().strip("#* ")) <= 90 and not _NO_TITLE.search(lines.folded[i].strip())]
    for endings in (labels().endings["title"], labels().endings["report"]):
        for i in candidates:
            bare = _without_suffixes(squeeze(lines.folded[i].strip("#* ")))
            if bare.endswith(endings) and len(bare) > max(len(e) for e in endings if bare.endswith(e)):
                return _trim(lines, i)
    named = [i for i in candidates[:4] if _body_of(lines.folded[i])]
    others = [i for i in candidates[:3] if not find_dates(lines.folded[i]) and len(lines.folded[i].strip()) <= 70]
    return _trim(lines, (named or others)[0]) if named or others else None


def _without_suffixes(title: str) -> str:
    """会議録（第２号）, 会議録第３号の１ and 会議録【要旨】 end in 会議録."""
    for _ in range(3):
        title = _SUFFIX.sub("", title)
    return title


def _trim(lines: Lines, i: int) -> Span:
    span = lines.span(i)
    line = lines.folded[i].strip()
    head = len(line) - len(line.lstrip("#* "))
    return Span(span.start + head, span.end - (len(line) - len(line.rstrip("#* "))))


def _dates(lines: Lines, stop: int, parts: list[Block], found: dict[str, Found]) -> None:
    places = [v for b in parts if b.field in ("when", "opening", "time") for v in b.values[:3]]
    places += [lines.span(i) for i in range(min(stop, 60)) if not lines.blank[i]]
    labelled = len([v for b in parts if b.field in ("when", "opening", "time") for v in b.values[:3]])
    for k, place in enumerate(places):
        days = find_dates(place.of(lines.text))
        if days:
            span = Span(place.start + days[0].span.start, place.start + days[0].span.end)
            found["date"] = Found(days[0].iso, "label" if k < labelled else "line", span)
            found.setdefault("fiscal_year", Found(fiscal_year_of(days[0].iso), "inferred from date", span))
            return
    for place in places[labelled : labelled + 12]:  # 令和５年12月定例会（第４回）-12月06日-02号
        if day := day_of_session(place.of(lines.text)):
            found["date"] = Found(day.iso, "line", Span(place.start + day.span.start, place.start + day.span.end))
            found.setdefault("fiscal_year", Found(fiscal_year_of(day.iso), "inferred from date", found["date"].span))
            return
    for place in places[labelled : labelled + 12]:  # a plan or report is often dated by its month only
        month = find_month(place.of(lines.text))
        if month and len(place) <= 20:
            found["date"] = Found(month[0], "line, month only", Span(place.start + month[1].start, place.start + month[1].end))
            return


def _line_at(lines: Lines, span: Span) -> Span:
    return lines.span(bisect_right(lines.starts, span.start) - 1)


def _times(lines: Lines, stop: int, tail: int, parts: list[Block], found: dict[str, Found]) -> None:
    for block in [b for b in parts if b.field in ("when", "time")]:
        times = [(t.clock, v) for v in block.values[:3] for t in find_times(v.of(lines.text))]
        if times and "start_time" not in found:
            found["start_time"] = Found(times[0][0], "label", times[0][1])
            if len(times) > 1:
                found["end_time"] = Found(times[1][0], "label", times[1][1])
    if "start_time" not in found and "date" in found and found["date"].how == "line" and found["date"].span:
        day = _line_at(lines, found["date"].span)
        clocks = find_times(day.of(lines.text))
        if len(clocks) == 2 and clocks[0].clock < clocks[1].clock:  # 2024年11月30日（土）13:00-16:00
            found["start_time"], found["end_time"] = (Found(t.clock, "line", day) for t in clocks)
    for name, field, words in (("start_time", "opening", ("開会", "開議", "開始")), ("end_time", "closing", ("閉会", "散会", "延会", "終了", "閉議"))):
        for block in [b for b in parts if b.field == field]:
            for v in block.values[:1]:
                for t in find_times(v.of(lines.text))[:1]:
                    found.setdefault(name, Found(t.clock, "label", v))
        spots = range(min(len(lines), stop + 6)) if name == "start_time" else range(len(lines) - 1, max(-1, min(tail, len(lines)) - 12), -1)
        for i in spots:
            line = lines.folded[i]
            if name not in found and len(line.strip()) <= 60 and any(w in squeeze(line) for w in words) and (times_here := find_times(line)):
                found[name] = Found(times_here[-1 if name == "end_time" else 0].clock, "line", lines.span(i))
                break


def _place_beside(lines: Lines, parts: list[Block]) -> Span | None:
    """日時：８月21日　19:00　場所：中央公民館: the place behind the time in one line."""
    for value in [v for b in parts if b.field == "when" for v in b.values[:1]]:
        if m := _PLACE.search(fold(value.of(lines.text))):
            return Span(value.start + m.start("place"), value.start + m.end("place"))
    return None


def _simple(lines: Lines, parts: list[Block], found: dict[str, Found]) -> None:
    if place := block.values[0] if (block := _first(parts, "place")) else _place_beside(lines, parts):
        found["place"] = Found(" ".join(place.of(lines.text).split()), "label", place)
    if block := _first(parts, "public"):
        folded = squeeze(fold(block.values[0].of(lines.text)))
        value = next((v for word, v in _PUBLIC if word in folded), None)
        if value:
            found["public"] = Found(value, "label", block.values[0])
    for block in [b for b in parts if b.field == "observers"]:
        folded = squeeze(fold(block.values[0].of(lines.text) if block.values else block.count))
        m = _COUNT.search(folded)
        count = number(m["n"]) if m else 0 if folded.startswith(("なし", "無", "ありません", "いない")) else None
        if count is not None and "observers" not in found:
            found["observers"] = Found(count, "label", block.values[0] if block.values else None)


def _owner(lines: Lines, stop: int, found: dict[str, Found], opening: str) -> None:
    """Municipality, code and body: from the title, the place, then the first words; the record's owner, not whom it talks about."""
    end = lines.starts[stop] if stop < len(lines) else len(lines.text)
    front, twin = lines.text[:end], lines.twin[:end]
    title = str(found["title"].value) if "title" in found else ""
    body = _body_of(title)
    opening_body = _OPENING_BODY.search(fold(opening[:400]))
    sources = [("title", title), *(("line", office) for office in [_office(twin)] if office)]
    sources += [("place", str(found["place"].value) if "place" in found else ""), ("opening", opening_body["body"] if opening_body else "")]
    sources += [("line", fold(line)) for line in front.splitlines()[:40] if squeeze(line).endswith(("議会", "市", "町", "村", "区")) and len(line) < 40]
    town: Municipality | None = None
    for how, text in sources:
        town = find_municipality(text, context=front) if text else None
        if town:
            found["municipality"] = Found(town.name, how)
            if town.code:
                found["code"] = Found(town.code, "table of municipalities")
            break
    if body is None and town and _ASSEMBLY.search(title):
        assembly = re.search(spelled(town.name[:-1]) + "[都道府県市区町村]?(?:議会|会)", fold(front + opening))
        if assembly:
            found["body"] = Found(assembly.group(), "line")
    if opening_body and (not body or (body in opening_body["body"] and len(body) < len(opening_body["body"]))):
        found["body"] = Found(opening_body["body"], "opening")
    elif body:
        found["body"] = Found(body, "title", found["title"].span)
    elif town and stop >= min(len(lines), 80) and (office := _editor(lines)):  # a plan or report names who made it at its end
        found["body"] = Found(office if office.startswith(town.name) else town.name + office, "colophon")


def _editor(lines: Lines) -> str:
    """The department that edited a document, by the colophon among its last lines: 編集／企画部 情報政策課; "" where none is named."""
    for i in range(max(0, len(lines) - _COLOPHON), len(lines)):
        m = _EDITED.match(lines.folded[i])
        if m and squeeze(m["who"]).endswith(titles().units):
            return squeeze(lines.text[lines.starts[i] + m.start("who") : lines.starts[i] + m.end("who")])
    return ""


def _office(twin: str) -> str:
    """The first office of a municipality that is named: 甲野市役所; "" where none is."""
    m = _OFFICE.search("\n" + twin) if any(office in twin for office in _OFFICES) else None
    return m["name"] if m else ""


def _body_of(title: str) -> str | None:
    """The body that a title names: 令和2年度 第4回八千代市情報化推進協議会 会議録 → 八千代市情報化推進協議会."""
    bare = squeeze(_DROP.sub(" ", fold(title)).strip(" #*○"))
    town = find_municipality(bare)
    if town and (named := re.search(spelled(town.name), bare)):
        bare = bare[named.start() :]
    if ending := next((e for e in labels().endings["title"] if bare.endswith(e)), None):
        stem = bare[: -len(ending)]
        bare = next((stem + tail for tail in ("", "会", "会議") if ending.startswith(tail) and (stem + tail).endswith(labels().endings["body"])), stem)
    best = None
    for ending in labels().endings["body"]:
        at = bare.rfind(ending)
        if at > 0:
            candidate = bare[: at + len(ending)]
            best = candidate if best is None or len(candidate) > len(best) else best
    return best


def _agenda(lines: Lines, parts: list[Block]) -> tuple[str, ...]:
    items: list[str] = []
    for block in [b for b in parts if b.field == "agenda"]:
        for value in block.values:
            if "。" in value.of(lines.text) or value.end - value.start > 400:
                break
            if columns_of_names(value.of(lines.text)):
                continue
            printed = value.of(lines.text)
            for start, stop in _pieces(fold(printed)):
                if stop > start and stop - start <= 120 and not _NO_ITEM.search(squeeze(fold(printed[start:stop]))):
                    items.append(printed[start:stop])
    return tuple(dict.fromkeys(items))


def _pieces(folded: str) -> Iterator[tuple[int, int]]:
    """Where each entry of one line stands, without its number and without a reference to papers behind it."""
    cuts = [m.span() for m in _INLINE.finditer(folded)]
    for start, stop in zip([0, *(b for _, b in cuts)], [*(a for a, _ in cuts), len(folded)], strict=True):
        begin = start + m.end() if (m := _NUMBERED.match(folded[start:stop])) else start
        end = begin + m.start() if (m := _REFERENCE.search(folded[begin:stop])) else stop
        inside = folded[begin:end]
        yield begin + len(inside) - len(inside.lstrip()), begin + len(inside.rstrip())


def _documents(lines: Lines, parts: list[Block]) -> tuple[str, ...]:
    found = [v.of(lines.text).strip() for b in parts if b.field == "documents" for v in b.values]
    return tuple(dict.fromkeys(d for d in found if 2 <= len(d) <= 120))
