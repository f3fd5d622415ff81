"""Which municipality a record belongs to, with its 団体コード (table: 総務省, 全国地方公共団体コード; 47 prefectures, 1,741 municipalities)."""

import csv
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from minutes.parse.front import labels
from minutes.text.fold import fold

_NAMED = re.compile(
    r"(?:^|(?<=[\s(「『]))(?P<name>(?:[一-龥々ヶケノツが]{1,6}?|[ぁ-んァ-ヶー]{1,6}[一-龥]{0,3}?)(?:[市区]|(?<!の)[町村]))(?=議会|市議会|町議会|村議会|区議会|[^\s市町村区民内外役政立有税道営長側職場並史街域画分制報づ]|役所|役場|立|市民|町民|$)"
)
_STRIPPED = re.compile(
    r"^(?:(?:令和|平成|昭和)\s?[0-9元一二三四五六七八九十]{1,3}\s?年度?|20[0-9]{2}\s?年度?|[0-9]{1,2}月(?:[0-9]{1,2}日)?|第\s?[0-9一二三四五六七八九十]{1,4}\s?[回期次]|定例会?|臨時会?|\([^()]*\)|[\s・])+"
)
_APART = re.compile(r"(?P<name>[一-龥々ヶケノツ]{2,6}[市町村区])\s{1,4}(?=\S)")  # 北湊区　区長と語る会

_KE = str.maketrans("ケ", "ヶ")  # 龍ケ崎市 is printed 龍ヶ崎市 as well

_PARTS = ("地区", "校区", "学区", "街区", "選挙区", "行政区", "自治区", "市町村", "区市町村", "管区", "漁区")

HOSTILE = {"_APART": "市"}


class Municipality(NamedTuple):
    """A municipality by name; `code` is None when the table does not know it, or knows two of that name."""

    name: str
    code: str | None
    prefecture: str | None


@cache
def _table() -> dict[str, tuple[Municipality, ...]]:
    found: dict[str, tuple[Municipality, ...]] = {}
    text = files("minutes.parse").joinpath("municipalities.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        key = row["name"].translate(_KE)
        found[key] = (*found.get(key, ()), Municipality(row["name"], row["code"], row["prefecture"]))
    return found


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for name in _table():
        found.setdefault(name[0], set()).add(len(name))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


def _first_known(text: str) -> tuple[int, str] | None:
    """Where the first name of the table stands, and which: the longest of those that begin there, but 千代田区 of 東京都千代田区."""
    names, lengths, text = _table(), _lengths(), text.translate(_KE)
    found = next(((at, text[at : at + n]) for at, first in enumerate(text) for n in lengths.get(first, ()) if text[at : at + n] in names), None)
    if found and found[1].endswith(("都", "道", "府", "県")):
        rest = text[found[0] + len(found[1]) :].lstrip()
        inner = next((rest[:n] for n in lengths.get(rest[:1], ()) if any(m.prefecture == found[1] for m in names.get(rest[:n], ()))), None)
        return (found[0], inner) if inner else found
    return found


def find_municipality(text: str, *, context: str = "") -> Municipality | None:
    """The municipality that `text` (a title, a place, the name of a body) begins with or names first.

    Two of one name (府中市) are told apart by a prefecture named in `context`, else `code` is None.
    A name that the table knows is given as it stands there (龍ヶ崎市 → 龍ケ崎市); another is taken by its form: 霞野市デジタル推進協議会 → 霞野市.
    """
    bare = _STRIPPED.sub("", fold(text).strip())
    if (apart := _APART.match(bare)) and _is_owner(apart["name"]):
        return _resolve(apart["name"], text + context)
    known, named = _first_known(bare), _NAMED.search(bare)
    if known and (named is None or named.start() > 0 or known[0] == 0 or known[1] in named["name"]):
        return _resolve(known[1], text + context)
    return _resolve(named["name"], text + context) if named and _is_owner(named["name"]) else None


def spelled(name: str) -> str:
    """An expression that finds the name in either spelling: 龍[ケヶ]崎市."""
    return re.escape(name).translate({ord(c): "[ケヶ]" for c in "ケヶ"})


def _is_owner(name: str) -> bool:
    """楓ノ原市 may own a record; 地区, 西部地区 and 関係市町村 do not."""
    return len(name) > 1 and name not in labels().no_names and not name.endswith(_PARTS)


def _resolve(name: str, context: str) -> Municipality:
    found = _table().get(name.translate(_KE), ())
    if len(found) == 1:
        return found[0]
    by_prefecture = [m for m in found if m.prefecture and m.prefecture in context]
    if len(by_prefecture) == 1:
        return by_prefecture[0]
    return Municipality(name, None, None)
