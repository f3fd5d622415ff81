"""The attendance list: who was there, with title, side of the table, present or not."""

import re
from collections.abc import Iterator

from minutes.model import Attendee
from minutes.parse.columns_of_names import columns_of_names
from minutes.parse.front import Block
from minutes.text.fold import fold
from minutes.text.title_table import titles
from minutes.text.titles import is_no_speaker, looks_like_name, parse_label, squeeze

_SPLIT = re.compile(r"[、,;/・\t]|\s{3,}")
_COUNT = re.compile(r"[・…]{2,}|[(〔]\s?[0-9一二三四五六七八九十]{1,3}\s?[名人][)〕]?|[0-9]{1,3}\s?[名人]|以上|※.*|うち.*")
_LEAD = re.compile(r"^\s*(?:([・○◯●◆■□◎\-*])(?!\1)|[(]?[0-9]{1,2}[)]?(?![0-9番])\s|\*\*)\s*")
_SEAT = re.compile(r"(?:第)?[0-9一二三四五六七八九十]{1,4}番?(?:議員|委員)?")
_ELSEWHERE = ("のとおり", "の通り", "参照", "別紙", "別添")  # 別紙名簿のとおり
_OWNERS = ("市", "町", "村", "区", "県", "府", "都", "国", "同")
_ABSENT = re.compile(r"[(〔]\s?欠\s?席\s?[)〕]|欠席")
_SIDE = re.compile(
    r"^(?:(?P<of>委\s*員|事\s*務\s*局|議\s*員|説\s*明\s*員|構\s*成\s*員|市側|区側|町側)\s?:|[【\[(〔<]\s?(?P<side>委\s*員|事\s*務\s*局|市|区|町|村|説\s*明\s*員|市側|区側|町側|執行部|議\s*員|構\s*成\s*員|学識経験者|関係者|オブザーバー|欠\s*席(?:者|委員)?|出\s*席(?:者|委員)?)\s?[】\])〕>])\s?"
)
_SIDES = {"事務局": "事務局", "委員": "委員", "議員": "委員", "構成員": "委員", "学識経験者": "委員"}
_GROUPS = {"present": "委員", "absent": "委員", "secretariat": "事務局", "officials": None}


def attendees(found: list[Block], source: str) -> tuple[Attendee, ...]:
    """Everyone whom the attendance blocks name, once, in order; a line that names nobody adds nobody."""
    people: dict[tuple[str, str], Attendee] = {}
    for block in found:
        if block.field not in _GROUPS:
            continue
        group = _GROUPS[block.field]
        for person in _people(block, source, group):
            people.setdefault((person.name, person.title if not person.name else ""), person)
    return tuple(people.values())


def _people(block: Block, source: str, group: str | None) -> Iterator[Attendee]:
    title = block.label if parse_label(block.label).known and block.label in ("会長", "座長", "委員長", "議長", "副会長", "副委員長", "副議長") else ""
    away = False
    for value in block.values:
        printed = value.of(source)
        if "。" in printed:
            break
        if m := _SIDE.match(fold(printed)):
            side, printed = squeeze(m["side"] or m["of"]), printed[m.end() :]
            away = side.startswith("欠席")
            group = group if side.startswith(("欠席", "出席")) else _SIDES.get(side)
        unit = ""
        titled = value is block.values[0] and (titles().roles.get(block.label) in ("chair", "vice_chair", "member") or block.label == "書記")
        in_columns = (columns_of_names(f"{block.label} {printed}") if titled else None) or columns_of_names(printed) or []
        for name, post, role in in_columns:
            yield Attendee(name, post, role, group, present=not (away or block.field == "absent"))
        for chunk in _chunks(printed) if not in_columns else ():
            absent = away or block.field == "absent" or bool(_ABSENT.search(fold(chunk)))
            person, unit = _person(chunk, unit, title)
            if person and (person[0] or not _SEAT.fullmatch(fold(person[1]))):
                yield Attendee(person[0], person[1], person[2], group, present=not absent, affiliation=unit)


def _chunks(printed: str) -> list[str]:
    """The entries of one line: parted at commas and wide gaps outside of brackets."""
    folded = fold(printed)
    cuts, last = [], 0
    depth = 0
    for m in re.finditer(r"[()]|[、,;/\t]|\s{3,}", folded):
        if m.group() in "()":
            depth += 1 if m.group() == "(" else -1
        elif depth <= 0:
            cuts.append(printed[last : m.start()])
            last = m.end()
    return [c for c in (*cuts, printed[last:]) if c.strip()]


def _person(chunk: str, unit: str, title: str) -> tuple[tuple[str, str, str] | None, str]:
    """Name, title and role of one entry; a department before the name (総合政策部 須郷部長) is handed on to the next entries."""
    cleaned = _COUNT.sub("", _ABSENT.sub("", fold(chunk)))
    cleaned = _LEAD.sub("", cleaned).strip(" *・-").strip()
    if not cleaned or len(cleaned) > 40 or cleaned.endswith(_ELSEWHERE) or (is_no_speaker(cleaned) and not parse_label(cleaned).name):
        return None, unit
    words = cleaned.split()
    if len(words) >= 3 and words[0] in _OWNERS and parse_label(words[1]).known and not parse_label(words[1]).name:  # 市　DX戦略課長　室伏
        words, cleaned = words[1:], " ".join(words[1:])
    if len(words) >= 2 and words[0].endswith(("部", "課", "局", "室", "委員会")) and not looks_like_person("".join(words[1:])):
        return None, words[0]
    if len(words) >= 2 and words[0].endswith(("部", "課", "局", "室")):
        unit, cleaned = words[0], " ".join(words[1:])
    found = _loose(cleaned, title) if len(cleaned.split()) > 1 else None
    reading = parse_label(cleaned)
    if not found and reading.known and reading.name:
        return (reading.name, reading.title, reading.role), unit
    return found or _loose(cleaned, title), unit


def looks_like_person(text: str) -> bool:
    """Does this read as a person with a title, or as a bare name of two to eight characters?"""
    reading = parse_label(text)
    return bool(reading.known and reading.name) or (looks_like_name(text) and 2 <= len(squeeze(text)) <= 8)


def _loose(cleaned: str, title: str) -> tuple[str, str, str] | None:
    """Entries with the title set apart: 委 員 長　椎葉文雄, 椎葉文雄（会長）, デジタル推進課長　加治屋亜紀, or a bare name."""
    words = cleaned.split()
    for cut in range(len(words) - 1, 0, -1):
        head, tail = "".join(words[:cut]), "".join(words[cut:])
        reading, person = parse_label(head), parse_label(tail)
        if reading.known and not reading.name and person.known and person.name and person.title:  # 委員　金子委員(会長)
            return person.name, person.title, person.role
        if reading.known and not reading.name and looks_like_name(tail.rstrip("君")) and len(tail) <= 9:
            return tail.rstrip("君"), head, reading.role
    joined = squeeze(cleaned)
    if looks_like_name(joined) and 2 <= len(joined) <= 8 and not parse_label(joined).known:
        return joined, title, parse_label(title).role if title else "unknown"
    reading = parse_label(joined)
    return (reading.name, reading.title, reading.role) if reading.known and (reading.name or reading.title) and len(joined) <= 20 else None
