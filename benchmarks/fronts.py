"""Fronts of records as secretariats print them: title, date, place, attendance list, agenda, in eight manners."""

import random
from collections.abc import Callable, Sequence

from benchmarks.talk import Person, Talk

Front = Callable[[Talk, random.Random], list[str]]
_WHEN = "令和６年７月17日（水）午後１時30分から午後３時15分まで"
_PLACE = "市役所本庁舎　３階　第２会議室"
_DOCUMENTS = ("資料１　計画（素案）", "資料２　使用料の現状と試算", "参考資料　他市の状況")


def _full(p: Person, gap: str = "　") -> str:
    return f"{p.surname}{gap}{p.given}" if p.surname else "（別紙のとおり）"


def _members(talk: Talk) -> list[Person]:
    return [p for p in talk.people if p.role in ("chair", "vice_chair", "member")]


def _staff(talk: Talk) -> list[Person]:
    return [p for p in talk.people if p.role not in ("chair", "vice_chair", "member")]


def _items(talk: Talk, mark: Sequence[str]) -> list[str]:
    return [f"{m}{t}" for m, t in zip(mark, talk.items, strict=False)]


def labels(talk: Talk, rng: random.Random) -> list[str]:
    """日　時 …, with the list of titles and names set in columns."""
    first, *others = _members(talk)
    out = ["霧島台市総合計画審議会会議録", "", f"日　　時　　{_WHEN}", f"場　　所　　{_PLACE}", f"出 席 者　　{first.title}　　{_full(first)}"]
    out += [f"　　　　　　{p.title}　　{_full(p)}" for p in others]
    out += [f"事 務 局　　{p.title}　　{_full(p)}" if i == 0 else f"　　　　　　{p.title}　　{_full(p)}" for i, p in enumerate(_staff(talk))]
    return [*out, f"傍 聴 者　　{rng.randint(0, 5)}名", *_items(talk, [f"議　　題　　{i + 1}　" if not i else f"　　　　　　{i + 1}　" for i in range(8)]), ""]


def numbered(talk: Talk, rng: random.Random) -> list[str]:
    """１　日時 …, ３　出席者 with the sides in brackets."""
    out = ["令和６年度第３回霧島台市環境審議会　議事録", "", f"１　日　時　　{_WHEN}", f"２　場　所　　{_PLACE}", "３　出席者"]
    out += [f"　　（委　員）{_full(p)}（{p.title}）" if not i else f"　　　　　　　{_full(p)}（{p.title}）" for i, p in enumerate(_members(talk))]
    out += [f"　　（事務局）{p.title}　{_full(p)}" if not i else f"　　　　　　　{p.title}　{_full(p)}" for i, p in enumerate(_staff(talk))]
    return [*out, *_items(talk, ["４　議　題　(1) ", *(f"　　　　　　　({i}) " for i in range(2, 9))]), f"５　傍聴者　{rng.randint(0, 3)}人", "６　会議の経過", ""]


def table(talk: Talk, _rng: random.Random) -> list[str]:
    """A table with tabs: one field a row."""
    people = "、".join(f"{p.surname}{p.title}" for p in _members(talk))
    staff = "、".join(f"{p.surname}{p.title}" for p in _staff(talk))
    return [
        "会　議　録",
        "",
        "会議の名称\t第２回霧島台市公共交通会議",
        f"開催日時\t{_WHEN}",
        f"開催場所\t{_PLACE}",
        f"出席者\t{people}",
        f"事務局\t{staff}",
        f"会議の議題\t{' '.join(_items(talk, ['(1) ', '(2) ', '(3) ', '(4) ']))}",
        "公開の可否\t公開",
        "",
    ]


def assembly(talk: Talk, _rng: random.Random) -> list[str]:
    """○議事日程, ○出席議員（18名） in two columns, ○説明のため出席した者."""
    people, staff = _members(talk), _staff(talk)
    out = ["　　　令和６年第２回霧島台市議会定例会会議録（第３号）", "○議事日程（第３号）", "　　　　　　　　　　　　令和６年６月14日（金曜日）午前10時開議"]
    out += _items(talk, [f"　日程第{i}　" for i in "１２３４５６７８"])
    out += ["○本日の会議に付した事件", "　議事日程に同じ", f"○出席議員（{len(people)}名）"]
    rows = [f"　{p.seat}　{_full(p)}君" for p in people]
    out += ["　　　　".join(rows[i : i + 2]) for i in range(0, len(rows), 2)]
    return [*out, "○欠席議員（なし）", "○説明のため出席した者", *(f"　{p.title}　　　{_full(p)}君" for p in staff), "○事務局職員出席者", "　事務局長　　　滝口　　進", ""]


def headings(talk: Talk, rng: random.Random) -> list[str]:
    """Each label alone on its line, blank lines between: what a PDF leaves."""
    out = ["第４回霧島台市行政改革推進審議会会議録", "", "日時", "", _WHEN, "", "場所", "", _PLACE, "", "出席委員", ""]
    out += ["、".join(f"{p.surname}{p.title}" for p in _members(talk)), "", "傍聴者", "", f"{rng.randint(0, 9)}名", "", "事務局", ""]
    out += [f"{p.surname}{p.title}" for p in _staff(talk)]
    return [*out, "", "議題", "", *[x for t in talk.items for x in (f"・{t}", "")], "添付資料", "", *[x for d in _DOCUMENTS for x in (f"【{d[:3]}】{d[4:]}", "")]]


def brackets(talk: Talk, _rng: random.Random) -> list[str]:
    """【日時】【出席者】: labels in the brackets that speakers may have too."""
    out = ["霧島台市子ども・子育て会議　会議録", f"【日時】{_WHEN}", f"【場所】{_PLACE}", "【出席者】"]
    out += [f"（{p.title}）{_full(p)}" for p in _members(talk)]
    return [
        *out,
        "【事務局】",
        *(f"{p.title}　{_full(p)}" for p in _staff(talk)),
        "【議題】",
        *_items(talk, [f"({i}) " for i in range(1, 9)]),
        "【配付資料】",
        *_DOCUMENTS,
        "【会議の内容】",
        "",
    ]


def names_only(talk: Talk, _rng: random.Random) -> list[str]:
    """Surnames with 委員 in one sentence-like line, the rest in prose."""
    people = "、".join(p.surname or p.title for p in _members(talk))
    return [
        "霧島台市情報化推進協議会会議録",
        "",
        f"令和６年７月17日（水）午後１時30分から{_PLACE}において開催した。",
        f"出席者は次のとおり。{people}（以上{len(_members(talk))}名）",
        "配付資料は別添のとおり。",
        "",
    ]


def slim(_talk: Talk, _rng: random.Random) -> list[str]:
    """Title and date; the list of names is a separate sheet."""
    return ["霧島台市地域福祉計画策定委員会　議事要録", "令和６年７月17日（水）　14:00～16:00", "出席者　別紙名簿のとおり", "", "────────────", ""]


FRONTS: tuple[Front, ...] = (labels, numbered, table, assembly, headings, brackets, names_only, slim)
