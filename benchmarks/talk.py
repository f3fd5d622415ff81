"""Real turn-taking as material: the gold turns of the corpora with other names and titles, free of their own layout."""

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from minutes.read.encoding import decode

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "corpora"
_SURNAMES = tuple(
    re.findall(
        r"\S+",
        """佐藤 鈴木 高橋 田中 渡辺 伊藤 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 清水 斎藤 齋藤 森 池田 橋本 阿部 石川 前田 藤田 後藤 近藤 村上 遠藤 青木 坂本 福田 太田 西村 藤井 岡田 三浦 金子 原 和田 中野
竹内 小野 中川 上田 森田 小島 谷口 大塚 今井 高木 工藤 酒井 宮本 横山 内田 高田 丸山 増田 柴田 小山 宮崎 大野 武田 上野 野口 松井 千葉 菅原 岩崎 木下 野村 久保 菊地 佐野 大西 市川 新井 五十嵐 一ノ瀬 勅使河原 東海林 長谷川 市原 会田
長部 町田 村松 区本 東 北川 南 関 辻 堀 岸 峰 星 浜 泉 平 西田 学 水野 道下 文屋 教学 税所 総山 保科 財部 福士 健田 防野 産形 議谷 小比類巻 長 部谷 課山 局田 室井 係山 司 主藤 書上 髙 﨑山 渡邉 邊見 廣瀨 濵田 たかはし きたむら ゆきた のだて""",
    )
)
_GIVEN = tuple(re.findall(r"\S+", "敏夫 早苗 弘 文雄 慶一 剛 花子 太郎 美香 陽 直 千晴 修 みどり ひろし 由紀 一郎 智子 圭 まさる 健太 恵 寛 章 けんいち 奈緒美 博 典子 司 大輔"))
_CHAIRS = {"委員": ("会長", "委員長", "座長", "部会長", "本部長"), "議員": ("議長",)}
_FURNITURE = re.compile(r"\s*[-－―~〜]?\s*[0-9０-９ ]{1,4}\s*(?:/\s*[0-9]{1,3})?\s*[-－―~〜]?\s*")
_NOTE = re.compile(r"\s*(?:[（(〔～][^（）()〔〕～]{2,60}[）)〕～]|[-－―─━＝=・…*＊ ]{3,})\s*")
_LEAD = re.compile(r"^\s*(?:[-*]\s)?\s?[・→]\s?")
_TAIL = re.compile(r"\s*[（(][^（）()]{1,20}[）)]\s*$")


@dataclass(frozen=True, slots=True)
class Person:
    """One speaker: surname and given name, printed title, side of the table, and the word when names are left out."""

    surname: str
    given: str
    title: str
    role: str
    seat: str
    letter: int

    @property
    def word(self) -> str:
        """会長, 委員, 事務局 or the title: how a record without names calls this speaker."""
        return "事務局" if self.role == "secretariat" else self.title


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn of the material: who, and the paragraphs said."""

    who: int
    paragraphs: tuple[str, ...]
    asks: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """One meeting of the material."""

    stem: str
    people: tuple[Person, ...]
    turns: tuple[Spoken, ...]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Raw:
    name: str
    title: str
    role: str
    text: str
    act: str


def talks(*, limit: int = 48, shared: bool = True) -> list[Talk]:
    """The meetings to re-set: those of the sample corpora, and with `shared` those of ../shared when it is present; `limit` turns of each."""
    found = [(f, next((ROOT / "corpora/sample").glob(f"*/{f.name[:-10]}.txt"))) for f in sorted((ROOT / "tests/gold").glob("*.gold.json"))]
    root = SHARED if shared else ROOT / "no such folder"
    found += [(f, root / "seeds/text" / f"{f.name[:-10]}.txt") for f in sorted((root / "seeds/gold").glob("*.gold.json"))]
    found += [(f, root / "assemblies/text" / f"{f.stem}.txt") for f in sorted((root / "assemblies/gold").glob("*.json"))]
    out = []
    for gold_path, text_path in found:
        gold = json.loads(gold_path.read_text("utf-8"))
        raw = list(_raw(gold, decode(text_path.read_bytes()).text.removeprefix("\ufeff")))[:limit]
        if len(raw) >= 12 and len({(r.name, r.title) for r in raw}) >= 3 and any(r.role in ("chair", "member") for r in raw):
            items = tuple(i["title"] for i in gold.get("agenda_items", []) if i.get("title"))
            out.append(_renamed(gold_path.name.split(".")[0], raw, items))
    return out


def _raw(gold: Mapping[str, object], text: str) -> Iterator[_Raw]:
    rows = gold["turns"]
    assert isinstance(rows, list)
    for t in rows:
        if "start_char" in t:
            if t["attribution"] != "explicit":
                continue
            leading = t["marker_position"] == "leading"
            body = t["marker_start"] + len(t["marker_core"]) if leading else t["start_char"]
            words = text[body : t["end_char"]] if leading else _TAIL.sub("", _LEAD.sub("", text[body : t["end_char"]]))
            title = (t["role_full"] or t["role"] or "").replace("　", "") or str(t["speaker"]).replace("　", "").replace(" ", "")
            yield _Raw(t["name"] or "", title, t.get("role_norm") or _side(title, t.get("group")), words, t["act"] or "")
        elif t.get("name") and t.get("role") not in (None, "", "その他"):
            yield _Raw(re.sub(r"(?:君|議員)$", "", t["name"]).replace("　", ""), t["role"], _side(t["role"], None), text[t["body"] : t["end"]], "")


def _side(title: str, group: object) -> str:
    if title.endswith(("議長", "会長", "委員長", "座長", "本部長")):
        return "vice_chair" if title.startswith("副") else "chair"
    return "secretariat" if group == "事務局" else "member" if title.endswith(("委員", "議員", "番")) else "official"


def paragraphs(words: str) -> tuple[str, ...]:
    """The words as paragraphs: wrapped lines joined, page numbers, stage directions and bullets of the old layout dropped."""
    out: list[str] = []
    for line in words.replace("\u3000", " ").splitlines():
        bare = line.strip(" \t*").lstrip(":：）)」")
        if not bare or _FURNITURE.fullmatch(bare) or _NOTE.fullmatch(bare):
            continue
        if out and not out[-1].endswith(("。", "」", "）", ")", "？")):
            out[-1] += bare
        else:
            out.append(bare)
    return tuple(p for p in out if len(p) > 1)


def _renamed(stem: str, raw: Sequence[_Raw], items: Sequence[str]) -> Talk:
    """The talk with invented names and, for the chair and the members, other titles, in what is said as well."""
    rng = random.Random(stem)
    plenary = any(r.title.endswith(("番", "議員")) for r in raw)
    member = "議員" if plenary else rng.choice(("委員", "委員", "委員", "構成員", "部会員"))
    chair = "議長" if plenary else rng.choice(_CHAIRS["委員"])
    keys = list(dict.fromkeys((r.name, r.title, r.role) for r in raw))
    names = rng.sample(_SURNAMES, len(keys)) if len(keys) <= len(_SURNAMES) else []
    people, swaps = [], []
    for k, ((name, title, role), surname) in enumerate(zip(keys, names, strict=False)):
        new = {"chair": chair, "vice_chair": f"副{chair}", "member": member}.get(role, title if len(title) > 1 else "事務局")
        people.append(Person(surname, rng.choice(_GIVEN), new, role, f"{k + 1}番" if k > 8 else f"{'１２３４５６７８９'[k]}番", k))
        swaps += [(name[:n] + old, surname + new) for n in (len(name), 4, 3, 2) if len(name) >= max(n, 2) for old in (title, "委員", "議員", "君")]
    swaps += [("会長", chair), ("委員長", chair)] if chair not in ("会長", "委員長") else []
    swaps += [("各委員", f"各{member}"), ("委員の", f"{member}の"), ("委員から", f"{member}から")] if member != "委員" else []
    turns = [
        Spoken(keys.index((r.name, r.title, r.role)), _swapped(paragraphs(r.text), swaps), asks=r.act in ("question", "opinion") or (not r.act and r.role == "member")) for r in raw
    ]
    return Talk(stem, tuple(people), tuple(t for t in turns if t.paragraphs), tuple(items) or ("計画の概要について", "使用料の見直しについて", "その他"))


def _swapped(words: tuple[str, ...], swaps: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    out = []
    for paragraph in words:
        text = paragraph
        for old, new in swaps:
            text = text.replace(old, new)
        out.append(text)
    return tuple(out)


def with_secretariat(talk: Talk) -> Talk:
    """The talk where whoever speaks for the secretariat is printed as 事務局 only."""
    people = tuple(replace(p, surname="", given="", title="事務局") if p.role == "secretariat" else p for p in talk.people)
    return replace(talk, people=people)
