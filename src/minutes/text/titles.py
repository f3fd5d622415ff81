"""From a printed heading to a name, a title and a role, by the table of titles."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from minutes.text.fold import fold
from minutes.text.patterns import STAGE_IN_HEADING
from minutes.text.title_table import ending_title, starting_title, titles, without_honorific

_NAME = re.compile(r"[〓\ue000-\uf8ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f々〆ヶヵぁ-ゖァ-ヺー・A-Za-z]{1,14}(?:\([\u3400-\u9fff々ぁ-んァ-ヴー]{1,6}\))?")
_ANONYMOUS = re.compile(r"(?:[A-Za-z]|[0-9]{1,2}|[甲乙丙丁]|[①-⑳]|[○◯●×*△▲□■◇◆※☆]{1,4}|[ア-オ])")
_SEAT = re.compile(r"(?:議席)?(?:第)?([0-9]{1,3}|[一二三四五六七八九十百〇○]{1,5})番(?:議員|委員)?")
_TABLE = re.compile(r"第?(?:[A-Za-z]|[0-9]{1,2}|[一二三四五六七八九十])(?:グループ|班|チーム|テーブル)")  # Ａグループ tells what it talked about
_TABLES = ("グループ", "班", "チーム", "テーブル")
_ORDINAL = re.compile(r"第[0-9一二三四五六七八九十]{1,3}")  # 第一小学校長
_STRUCK = re.compile(r"[○◯●×*△▲□■◇◆※☆]{1,4}")  # ○○委員: the name was struck out
_SENDERS = ("代表", "経験者", "有識者", "関係者", "利用者", "公募", "選出", "推薦")  # 被保険者代表委員 is nobody's name
_STAFF, _OWNERS = ("職員", "担当", "担当者", "担当課"), ("市", "町", "村", "区", "県", "府", "都", "道", "国")
_BRACKET = re.compile(r"(?<![^()])(?P<before>[^()]*)\((?P<inside>[^()]+)\)(?P<after>[^()]*)")
_PARTED = re.compile(r"(?P<left>[^:/]{1,20})[:/](?P<right>[^:/]{1,20})")
_KATAKANA = re.compile(r"[ァ-ヴー・A-Za-z]+")
_HIRAGANA = re.compile(r"[ぁ-ん]+")
_KANA = re.compile(r"[ぁ-んァ-ヴー]+")
_STAGED = ("登壇", "降壇", "質問席へ", "答弁席へ", "演壇へ", "退席", "入場", "退場", "着席", "離席", "入室", "退室", "中座", "到着", "交代", "起立", "挙手", "休憩", "朗読", "拍手")
_OFFICES = ("長", "頭", "人", "監", "官", "査", "幹", "役", "補佐")
_WORDY = re.compile(r"[のをはがにでとへや、。0-9]|です|ます|する|した|及び|等の|について|に関する")
_PARTICLE = re.compile(r"(?:[てでにをはがもとのよねか]|です|ます|した|する|から|まで|こと|もの|など|等)$")


class Label(NamedTuple):
    """What a heading says: `known` is True when a title of the table or a seat number stands in it."""

    name: str
    title: str
    role: str
    affiliation: str = ""
    known: bool = False


def squeeze(text: str) -> str:
    """`text` without white space: 会　長 → 会長, 土 屋 けんいち → 土屋けんいち."""
    return "".join(text.split())


@lru_cache(maxsize=8192)
def bare(label: str) -> str:
    """A label without white space, as `squeeze` gives it: labels come again and again."""
    return squeeze(label)


@lru_cache(maxsize=8192)
def looks_like_name(text: str) -> bool:
    """Could this be a person's name? 髙野敏夫, 石田(秀) and ジョン・スミス could, 議題 and について cannot."""
    folded = fold(text)
    if not _NAME.fullmatch(folded) or folded in titles().not_labels or folded.endswith(_STAGED):
        return False
    if len(folded) > 8 and _WORDY.search(folded):
        return False
    return len(folded) <= 4 or not _PARTICLE.search(folded)  # こんの, たかはしのりこ


@lru_cache(maxsize=8192)
def role_of(title: str) -> str:
    """The role that a title stands for, by its longest known ending: 副会長 → vice_chair, デジタル推進課長 → official."""
    folded = fold(squeeze(title))
    if _SEAT.fullmatch(folded):
        return "member"
    found = ending_title(folded)
    return titles().roles[found] if found else "unknown"


def _pieces(stem: str) -> list[bool]:
    """For each place in a stem: does a department begin there whose words, one after the other, reach the end of the stem?"""
    table = titles()
    filled, begins = [False] * len(stem) + [True], [False] * len(stem)
    for i in range(len(stem) - 1, -1, -1):
        ends = [j for j in range(i + 1, min(len(stem), i + table.longest_word) + 1) if filled[j]]
        begins[i] = any(stem[i:j] in table.words for j in ends)
        filled[i] = begins[i] or any(stem[i:j] in table.joints for j in ends)
    return begins


def _department(stem: str, role: str, title: str = "") -> int | None:
    """Where the department begins: 2 in 佐藤情報政策, 1 in 堀市民, 0 in 環境保全; None when the stem is all name.

    Members have no department: 藤田みどり委員, and 東委員 is a surname. Of a chair it is the committee: 不破総務委員長.
    """
    if title in titles().alone and looks_like_name(stem):
        return None
    begins = _pieces(stem)
    board = role in ("member", "chair", "vice_chair")
    if begins[0] and not (board and len(stem) == 1):
        return 0
    if role == "member":
        return None
    full = next((i for i in (2, 1, 3, 4, 5, 6) if i < len(stem) and begins[i] and (len(stem) - i > 1 or not board) and looks_like_name(stem[:i])), None)
    if full is not None:
        return None if board and _KANA.fullmatch(stem[full:]) else full
    if board:
        return None
    return next((m.start() for m in titles().organisation.finditer(stem) if len(m.group()) > 1 and not _KANA.fullmatch(m.group())), None)


def _with_two_posts(printed: str, folded: str) -> Label | None:
    """佐藤理事兼総務部長: the name stands before the first post, and both are the title."""
    first, joint, _ = folded.partition("兼")
    reading = parse_label(printed[: len(first)]) if joint and len(first) > 1 else None
    return Label(reading.name, printed[len(reading.name) :], reading.role, reading.affiliation, known=True) if reading and reading.known and reading.title else None


def _with_ending(printed: str, folded: str) -> Label | None:
    title = ending_title(folded)
    if not title:
        return None
    stem = folded[: -len(title)]
    if (both := _with_two_posts(printed, folded)) and stem:
        return both
    if stem and stem + title[0] in titles().surnames and title[1:] in titles().roles:
        title, stem = title[1:], stem + title[0]
    role = titles().roles[title]
    if stem in titles().surnames:
        return Label(printed[: len(stem)], printed[len(stem) :], role, known=True)
    at = _department(stem, role, title) if stem else 0
    if (
        at == 0
        or _ORDINAL.fullmatch(stem)
        or stem in ("同", "各", "本", "当", "別の", "他の", "ほかの", "ある")
        or stem.endswith(_SENDERS)
        or (title in _STAFF and stem in _OWNERS)
    ):
        return Label("", printed, role, known=True)
    if at is not None and looks_like_name(stem[:at]):
        return Label(printed[:at], printed[at:], role, affiliation=printed[at : len(stem)], known=True)
    sender, dot, name = stem.rpartition("・")
    if dot and looks_like_name(name) and not _KATAKANA.fullmatch(sender):  # 商店街連合会・轟委員
        return Label(printed[len(sender) + 1 : len(stem)], printed[len(stem) :], role, affiliation=printed[: len(sender)], known=True)
    if looks_like_name(stem) or _ANONYMOUS.fullmatch(stem):
        return Label("" if _STRUCK.fullmatch(stem) else printed[: len(stem)], printed[len(stem) :], role, known=True)
    return Label("", printed, role, known=len(stem) <= 16 and not _PARTICLE.search(stem) and "、" not in stem)


def _with_start(printed: str, folded: str) -> Label | None:
    seat = _SEAT.match(folded) if "番" in folded else None
    title = seat.group() if seat else starting_title(folded)
    if not title:
        return None
    rest = printed[len(title) :]
    role = "member" if seat else titles().roles[title]
    if seat and not rest:
        return Label("", printed, role, known=True)
    if _ANONYMOUS.fullmatch(fold(rest)) or (seat and looks_like_name(rest)):
        return Label(without_honorific(rest), printed[: len(title)], role, known=True)
    return None


def _title_then_name(words: Sequence[str]) -> Label | None:
    """委員長　髙野敏夫, 総務課長 佐藤: a title, a gap, a name. Or a department before them: 企画部 佐藤課長."""
    if len(words) == 2 and words[0].endswith(titles().units) and len(words[0]) > 2:
        reading = parse_label(words[1])
        if reading.known and reading.name and reading.title:
            return Label(reading.name, reading.title, "secretariat" if role_of(words[0]) == "secretariat" else reading.role, affiliation=words[0], known=True)
        unit = parse_label(words[0])
        if unit.known and not unit.name and looks_like_name(words[1]) and 2 <= len(words[1]) <= 6 and not _HIRAGANA.fullmatch(words[1]):  # 情報政策課　立花
            return Label(words[1], "", "unknown", affiliation=words[0], known=True)
    for cut in range(len(words) - 1, 0, -1) if len(words) <= 8 else ():
        title, name = "".join(words[:cut]), "".join(words[cut:])
        bare = _with_ending(title, fold(title)) if len(title) > 1 else None
        if bare and not bare.name and bare.known and (len(name) > 1 or len(words) == 2) and looks_like_name(name) and not ending_title(fold(name)):
            return Label(without_honorific(name), title, bare.role, known=True)
    return None


def _person_inside(label: str) -> Label | None:
    """事務局（環境課長　佐藤）: a title, a gap and a name behind the side that they sit on."""
    found = _BRACKET.fullmatch(fold(label))
    if not found or found["after"].strip() or len(found["inside"].split()) < 2:
        return None
    before = squeeze(label[: found.end("before")])
    outer, person = parse_label(before), _title_then_name(label[found.start("inside") : found.end("inside")].split())
    role = person.role if person and outer.role != "secretariat" else "secretariat"
    return Label(person.name, person.title, role, affiliation=before, known=True) if person and outer.known and not outer.name else None


def _with_colon(printed: str, folded: str) -> Label | None:
    """【議長：髙野敏夫】: title and name in either order, parted by a colon or a stroke."""
    found = _PARTED.fullmatch(folded)
    if not found:
        return None
    left, right = printed[: found.end("left")], printed[found.start("right") :]
    for title, name in ((left, right), (right, left)):
        reading, person = parse_label(title), parse_label(name)
        if reading.known and person.name and not person.title and not ending_title(fold(name)):
            return Label(person.name, title, reading.role, known=True)
        if reading.known and not reading.name and person.name and reading.role in ("secretariat", "unknown"):
            return Label(person.name, person.title or title, person.role if person.title else reading.role, affiliation=title if person.title else "", known=True)
    return None


def _with_dot(printed: str, folded: str) -> Label | None:
    """会長・髙野敏夫: a bare title, a dot, a name. 情報政策・改革改善課長 is one title."""
    title, dot, name = folded.partition("・")
    if not dot or len(name) > 8 or "・" in name or not looks_like_name(name) or ending_title(name) or name.endswith(titles().units):
        return None
    reading = parse_label(title)
    titled = reading.known and reading.title == title and not reading.name and bool(ending_title(title))
    return Label(printed[len(title) + 1 :], printed[: len(title)], reading.role, known=True) if titled else None


def _of_nobody_known(printed: str, folded: str) -> Label | None:
    """出席者Ａ, 発言者２: a word for whoever is there, and a letter or number."""
    if folded.endswith(_TABLES) and _TABLE.fullmatch(folded):
        return Label("", printed, "unknown", known=True)
    if not folded.startswith(titles().anyone):
        return None
    word = next(w for w in titles().anyone if folded.startswith(w))
    return Label(printed[len(word) :], printed[: len(word)], "unknown", known=True) if _ANONYMOUS.fullmatch(folded[len(word) :]) else None


def _with_bracket(printed: str, folded: str) -> Label | None:
    found = _BRACKET.fullmatch(folded)
    if not found:
        return None
    before, inside = printed[: found.end("before")], printed[found.start("inside") : found.end("inside")]
    if found["after"]:  # 石田(秀)委員: the bracket is part of the name
        tail = parse_label(printed[found.start("after") :])
        return Label(printed[: found.start("after")], tail.title, tail.role, known=tail.known) if tail.known and not tail.name else None
    if fold(before) in _OWNERS and inside.endswith(titles().units):  # 市（資産税課）
        return Label("", inside, "official", affiliation=before, known=True)
    outer, inner = parse_label(before), parse_label(inside)
    honoured = fold(inside).endswith(titles().honorifics)
    person = without_honorific(inside)
    remark = person in titles().remarks or (not inner.known and STAGE_IN_HEADING.search(person))
    if outer.known and (remark or (outer.name and not honoured and _KATAKANA.fullmatch(person))):  # 佐藤委員（オンライン）
        return Label(outer.name, outer.title, outer.role, affiliation=inside, known=True)
    unit = inside.endswith(titles().units) and not honoured
    if (outer.known or honoured) and not inner.title and not unit and looks_like_name(person) and not fold(before).endswith(("出席", "欠席")):
        return Label(person, before, role_of(before), known=True)  # the whole outer part is the title: 民生常任委員長(不破尚美)
    if honoured and inner.title and inner.name and not outer.known:
        return Label(inner.name, inner.title, inner.role, known=True)
    if outer.known and outer.role == "secretariat" and not outer.name and inner.name and inner.title:  # 事務局（佐藤課長）
        return Label(inner.name, inner.title, "secretariat", affiliation=before, known=True)
    if outer.known:
        presides = outer.role == "official" and inner.known and not inner.name and inner.role in ("chair", "vice_chair")  # 町長（会長）
        return Label(outer.name or inner.name, outer.title, inner.role if presides else outer.role, affiliation="" if inner.name else inside, known=True)
    if inner.known and looks_like_name(before):
        return Label(without_honorific(before), inner.title, inner.role, known=True)
    return None


_SIGNED = (_with_bracket, _with_colon, _with_dot)  # the forms in which a sign stands
_PLAIN = (_of_nobody_known, _with_ending, _with_start)


@lru_cache(maxsize=8192)
def parse_label(label: str) -> Label:
    """Name, title and role of a printed heading: 佐久間委員 → 佐久間 / 委員 / member.

    氏名 and title may come in either order, with a department between (佐藤情報政策課長 → 佐藤 / 情報政策課長),
    with an honorific (髙野敏夫君), spaced out (会　長) or anonymised (Ａ委員, 委員１). What is not understood
    keeps role "unknown" and `known=False`; a name alone is given as the name.
    """
    words = label.split()
    if len(words) > 1 and (apart := _title_then_name(words) or _person_inside(label)):
        return apart
    printed = "".join(words)
    if printed in titles().crowd:
        return Label("", printed, role_of(printed), known=True)
    bare = fold(printed)
    if bare in titles().sides:
        return Label("", printed, "official")
    bare = without_honorific(bare) or bare
    honoured = len(bare) < len(printed) and bare not in titles().not_names
    printed = printed[: len(bare)]
    for form in _PLAIN if bare.isalnum() else _SIGNED + _PLAIN:
        if (reading := form(printed, bare)) and reading.known:
            return reading
    if bare.endswith(titles().units) and (at := _department(bare, "official")) is not None and at <= 4:
        return Label(printed[:at], printed[at:], "unknown", affiliation=printed[at:], known=True)
    named = looks_like_name(bare)
    return Label(printed if named else "", "", "unknown", known=honoured and named)


@lru_cache(maxsize=8192)
def is_no_speaker(label: str) -> bool:
    """Is this one of the words that stand where a speaker could, such as 議題 or 資料１?"""
    folded = fold(squeeze(label))
    if folded in titles().not_labels:
        return True
    if not folded.startswith(titles().not_starting) or _of_nobody_known(folded, folded):
        return False
    found = ending_title(folded)  # 参考人, 議事課長 and 会議所会頭 speak all the same
    return not (found and folded.endswith(_OFFICES) and titles().roles[found] in ("official", "guest", "secretariat"))


def may_be_title(label: str) -> bool:
    """Does this read like a title or a named person that the table does not know? 技術顧問 and 福田書記官 do, 議題の審査 does not."""
    folded = without_honorific(fold(squeeze(label)))
    return 2 <= len(folded) <= 20 and folded.endswith(titles().likely) and not _WORDY.search(folded) and not is_no_speaker(folded)
