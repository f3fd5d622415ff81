"""The attendance list: who was there, with title, side of the table, present or not."""

import re
from collections.abc import Iterator

from minutes.model import Attendee
from minutes.parse.columns_of_names import Person, columns_of_names
from minutes.parse.front import Block
from minutes.text.fold import fold
from minutes.text.title_table import titles
from minutes.text.titles import is_no_speaker, looks_like_name, parse_label, squeeze

_SPLIT = re.compile(r"[、,;/・\t]|\s{3,}")
_COUNT = re.compile(r"[・…]{2,}|[(〔]\s?[0-9一二三四五六七八九十]{1,3}\s?[名人][)〕]?|[0-9]{1,3}\s?[名人]|以上|※.*|うち.*")
_LEAD = re.compile(r"^\s*(?:([・○◯●◆■□◎\-*])(?!\1)|[(]?[0-9]{1,2}[)]?(?![0-9番])\s|\*\*)\s*")
_SEAT = re.compile(r"(?:第)?[0-9一二三四五六七八九十]{1,4}番?(?:議員|委員)?")
_ELSEWHERE = ("のとおり", "の通り", "参照", "別紙", "別添")  # 別紙名簿のとおり
_HEADS = re.compile(r"[0-9一二三四五六七八九十]{1,3}\s?[名人]")  # 委員12名 is nobody
_SENT = re.compile(r"(?P<name>[^()\s]{1,5}\s{0,2}[^()\s]{0,5})\s?\((?P<sender>[^()]{2,30})\)")
_GIVEN = tuple("郎子美一男雄夫介也恵香治司樹彦之和枝江代二三子司平太吉助人明弘博隆修誠実茂豊勇進薫翔葵結")
_POSTS, _SEATS = ("会長", "座長", "委員長", "議長", "副会長", "副委員長", "副議長"), ("委員", "構成員", "本部員")
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
    title = block.label if block.label in _POSTS or (block.label in _SEATS and _apart(block, source)) else ""
    away = False
    for value in block.values:
        printed = value.of(source)
        if "。" in printed:
            break
        if m := _SIDE.match(fold(printed)):
            side, printed = squeeze(m["side"] or m["of"]), printed[m.end() :]
            away = side.startswith("欠席")
            group = _GROUPS[block.field] if side.startswith(("欠席", "出席")) else _SIDES.get(side)
        unit = ""
        titled = value is block.values[0] and (titles().roles.get(block.label) in ("chair", "vice_chair", "member") or block.label == "書記")
        in_columns = (
            (columns_of_names(f"{block.label} {printed}") if titled else None) or columns_of_names(printed) or _only_names(printed, title) or _name_and_title(printed) or []
        )
        for name, post, role in in_columns:
            yield Attendee(name, post, role, group, present=not (away or block.field == "absent"))
        for chunk in _chunks(printed) if not in_columns else ():
            absent = away or block.field == "absent" or bool(_ABSENT.search(fold(chunk)))
            person, unit = _person(chunk, unit, title)
            if person and not (_HEADS.search(fold(chunk)) and not person[0]) and (person[0] or not _SEAT.fullmatch(fold(person[1]))):
                yield Attendee(person[0], person[1], person[2], group, present=not absent, affiliation=unit)


def _apart(block: Block, source: str) -> bool:
    """Does a gap part the label from the names, as a title is set? Behind a colon stands a side of the table: 委員：甲野太郎（会長）."""
    start = block.values[0].start if block.values else 0
    return ":" not in fold(source[max(0, start - 3) : start])


def _only_names(printed: str, title: str) -> list[Person] | None:
    """甲野　太郎　乙野　花子, 甲野太郎　乙野花子: names set apart by blanks and nothing else, each with the title of the list; None for any other line."""
    words = fold(printed).split()
    if len(words) < 2 or not all(len(w) <= 5 and "第" not in w and looks_like_name(w) and not parse_label(w).known for w in words):
        return None
    whole = all(len(w) >= 3 for w in words)
    paired = not whole and len(words) % 2 == 0 and len(words) >= 4 and all(len(w) <= 3 for w in words)
    if not whole and not (paired and sum(w.endswith(_GIVEN) for w in words[1::2]) >= 0.5 * len(words[1::2])):
        return None
    names = words if whole else ["".join(pair) for pair in zip(words[::2], words[1::2], strict=True)]
    return [(name, title, parse_label(title).role if title else "unknown") for name in names]


def _name_and_title(printed: str) -> list[Person] | None:
    """甲野太郎⇥会長: a name in one column, its title in the next."""
    cells = [squeeze(c) for c in fold(printed).split("\t") if c.strip()]
    reading = parse_label(cells[1]) if len(cells) == 2 else None
    named = reading and reading.known and not reading.name and looks_like_name(cells[0]) and 2 <= len(cells[0]) <= 8 and not parse_label(cells[0]).known
    return [(cells[0], reading.title, reading.role)] if reading and named else None


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
    sent = _SENT.fullmatch(cleaned) if parse_label(title).role == "member" else None
    if sent and looks_like_name(squeeze(sent["name"])) and parse_label(sent["sender"]).role not in ("chair", "vice_chair"):  # 乙野花子（商工会議所）
        return (squeeze(sent["name"]), title, "member"), unit
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
