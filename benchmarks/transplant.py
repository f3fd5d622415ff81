"""Re-set talk in a convention of layouts.md, plain or hard-wrapped with page furniture; every span is known by construction."""

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.fronts import FRONTS
from benchmarks.talk import Person, Spoken, Talk, with_secretariat

_LETTERS = "ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
_DIGITS = "１２３４５６７８９"
_NO_START = "、。，．）」』】？！ー・々ゃゅょっァィゥェォッャュョ%％"
_HEADINGS = (
    "議題{n}　{t}",
    "（{n}）{t}",
    "≪{n}．{t}≫",
    "日程第{n}　{t}",
    "{n}　{t}",
    "〔議題{n}〕{t}",
    "【議題{n}】{t}",
    "●　{t}",
    "△日程第{n}　{t}",
    "────────────\n{n}　{t}",
    "◎　{t}",
    "議題({n}) {t}",
)
_STAGES = ("（「異議なし」と呼ぶ者あり）", "（賛成者挙手）", "～資料１について説明～", "（拍手）", "〔「なし」と呼ぶ者あり〕")
_TRAPS = (
    "【資料１】使用料の現状と試算",
    "(1) 対象となる施設",
    "（例）体育館の使用料",
    "・次回の日程について",
    "１　計画期間　令和７年度から令和11年度まで",
    "①　窓口での手続",
    "なお、担当課長：別紙のとおり、という表記は次回までに改めます。",
    "委員の皆様には、後日あらためてお送りいたします。",
    "会長からもお話がありましたが、来年度の早い時期にお示しします。",
    "【意見・質問】",
    "※　詳細は資料２を参照。",
    "事務局としては、引き続き検討したいと考えております。",
)
_FEET = ("－{n}－", "{n}/56", "\n- {n} -\n\n{title}\n", "\n　　　　　　　　　　　－ {n} －\n", "\n\n", "{title}　　　{n}ページ", "\n{n}\n\n")


@dataclass(frozen=True, slots=True)
class Convention:
    """One way to print speakers, a row of conventions.toml."""

    name: str
    layout: str
    head: str
    place: str = "same"
    gap: str = "　"
    names: str = "surname"
    anon: str = "{letter}委員"
    beyond: bool = False
    sides: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gold:
    """One turn by construction: offsets of its heading, its first word and its end, and who speaks."""

    start: int
    body: int
    end: int
    name: str
    title: str
    label: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One re-set document with its gold turns."""

    text: str
    gold: tuple[Gold, ...]


@dataclass(slots=True)
class _Line:
    text: str
    turn: int = -1
    head: int = 0
    hang: int = 0
    solid: bool = False


def conventions() -> tuple[Convention, ...]:
    """The rows of conventions.toml."""
    rows = tomllib.loads((Path(__file__).parent / "conventions.toml").read_text("utf-8"))["convention"]
    plain = {"name", "layout", "head", "place", "gap", "names", "anon", "beyond"}
    return tuple(Convention(**{k: v for k, v in r.items() if k in plain}, sides={k: v for k, v in r.items() if k not in plain}) for r in rows)


def reset(talk: Talk, convention: Convention, *, wrapped: bool, seed: int) -> Sheet:
    """The talk in this convention: a front, headings between speeches, an end; `wrapped` sets it in 34–40 columns with page feet."""
    rng = random.Random(f"{talk.stem}/{convention.name}/{seed}")
    if convention.names != "full" and rng.random() < 0.35:
        talk = with_secretariat(talk)
    front = [] if rng.random() < 0.08 else rng.choice(FRONTS)(talk, rng)
    lines = [_Line(t, solid=True) for t in front]
    gold: list[tuple[str, str, str]] = []
    lines += list(_body(talk, convention, rng, gold))
    lines += [_Line(t) for t in rng.choice((["", "以上"], ["", "（午後３時25分閉会）"], ["　　　午後３時25分　閉会", "", "　　会議録署名委員　　髙野　敏夫"], [], ["", "－了－"]))]
    return _laid(lines, gold, rng, wrapped=wrapped)


def _body(talk: Talk, convention: Convention, rng: random.Random, gold: list[tuple[str, str, str]]) -> Iterator[_Line]:
    style = rng.choice([h for h in _HEADINGS if h[0] not in {s[:1] for s in (convention.head, *convention.sides.values())}])
    turns = _chosen(talk, convention, rng)
    every = max(4, len(turns) // (len(talk.items) + 1))
    indent, spaced = rng.choice(("", "　")), rng.random() < 0.3
    before = ""
    for k, turn in enumerate(turns):
        if k % every == 1 and k // every < len(talk.items):
            heading = style.format(n=_DIGITS[k // every], t=talk.items[k // every])
            yield from (_Line(t, solid=True) for t in ["", *heading.split("\n"), ""][rng.choice((0, 1)) :])
        printed, who = _heading(talk.people[turn.who], convention, turn, k)
        if convention.place in ("table", "hang-ditto") and printed == before:
            printed = "〃"
        else:
            before = printed
        gold.append(who)
        yield from _turn(convention, printed, _words(turn, convention, rng, who[2]), indent, len(gold) - 1)
        if rng.random() < 0.08:
            yield _Line(rng.choice(_STAGES), solid=True)
        if spaced or convention.place == "blank":
            yield _Line("")


def _chosen(talk: Talk, convention: Convention, rng: random.Random) -> Sequence[Spoken]:
    """The turns that this convention can print: all of them, or questions and answers in pairs."""
    if convention.place == "qa" or convention.place.startswith("trailing"):
        asks = [t for t in talk.turns if t.asks]
        tells = [t for t in talk.turns if not t.asks and talk.people[t.who].role not in ("chair", "vice_chair")] or [t for t in talk.turns if not t.asks]
        pairs = [(a, rng.choice(tells)) for a in asks]
        return [t for pair in pairs for t in pair]
    return talk.turns


def _words(turn: Spoken, convention: Convention, rng: random.Random, label: str) -> list[str]:
    words = list(turn.paragraphs)
    short = "。".join("".join(words).split("。")[:2]).rstrip("。") + "。"
    if convention.place == "qa":
        return [short]
    if convention.place.startswith("trailing"):
        return [short + (convention.head if "{}" in convention.head else "（{}）").format(label)]
    if convention.place == "quote":
        return ["「" + "".join(words).replace("「", "『").replace("」", "』") + "」"]
    if len("".join(words)) > 150 and rng.random() < 0.3:
        words.insert(rng.randint(1, len(words)), rng.choice(_TRAPS))
    return words


def _heading(p: Person, c: Convention, turn: Spoken, k: int) -> tuple[str, tuple[str, str, str]]:
    """The heading as printed, and (name, title, label) that a reader takes from it; a name that is not printed is ""."""
    if c.place == "qa":
        printed = c.head if turn.asks else c.head.replace("問", "答").replace("Ｑ", "Ａ").replace("質答", "回答").replace("質問", "回答")
        printed = printed.format(n=_DIGITS[(k // 2) % 9])
        return printed, ("", "", printed.strip("【】"))
    if c.place.startswith("trailing"):
        return ("" if c.place == "trailing-none" else "→" if not turn.asks and c.place == "trailing" else "・"), ("", "", p.word)
    name = p.surname + (p.given if c.names == "full" else "")
    member = p.role == "member"
    letter = c.anon.format(letter=_LETTERS[p.letter % 26], digit=_DIGITS[p.letter % 9])
    spaced = " ".join(p.word) if len(p.word) > 2 else "　".join(p.word)
    words = {
        "name": name,
        "title": p.title,
        "label": name + p.title,
        "seat": p.seat,
        "n": str(k + 1),
        "role": p.word,
        "unit": "企画部",
        "full": f"{p.surname}　{p.given}",
        "spaced": spaced,
        "anon": letter if member else p.word,
    }
    side = "bare" if not p.surname else "secretariat" if p.role == "secretariat" else p.role
    head = c.sides.get(side, c.head)
    printed = head.format(**words)
    named = bool(p.surname) and any(w in head for w in ("{name}", "{label}", "{full}"))
    if not named:
        label = next((words[w] for w in ("spaced", "anon", "role") if f"{{{w}}}" in head), p.word)
        return printed, ("", "", label)
    return printed, (name, p.seat if "{seat}" in head else p.title if "{title}" in head or "{label}" in head else "", printed)


def _turn(c: Convention, printed: str, words: list[str], indent: str, n: int) -> Iterator[_Line]:
    head = len(printed)
    if c.place == "vertical":
        yield from (_Line(ch, n, 1, solid=True) for ch in printed)
        yield from (_Line(w, n) for w in words)
    elif c.place in ("next", "blank"):
        yield _Line(printed, n, head, solid=True)
        yield from ([_Line("", n)] if c.place == "blank" else [])
        for w in words:
            yield _Line(indent + w, n)
            yield from ([_Line("", n)] if c.place == "blank" else [])
    elif c.place.startswith("trailing"):
        yield _Line(printed + words[0], n, 1)
    else:
        hang = max(6, head + len(c.gap)) if c.place.startswith("hang") else 0
        first = printed + c.gap + "　" * max(0, hang - head - len(c.gap))
        cell = "\t" if c.place == "table" else "　" * hang
        yield _Line(first + words[0], n, head, hang)
        yield from (_Line((cell or indent) + w, n, 0, hang) for w in words[1:])


def _laid(lines: Sequence[_Line], gold: Sequence[tuple[str, str, str]], rng: random.Random, *, wrapped: bool) -> Sheet:
    width, every, foot = rng.randint(34, 40), rng.randint(24, 38), rng.choice(_FEET)
    title = "霧島台市総合計画審議会　会議録"
    out: list[str] = []
    at = count = page = 0
    starts: dict[int, tuple[int, int]] = {}
    ends: dict[int, int] = {}
    for line in lines:
        for k, piece in enumerate(_wrapped(line, width) if wrapped else [line.text]):
            if line.turn >= 0 and piece.strip():
                begin = at + len(piece) - len(piece.lstrip())
                starts.setdefault(line.turn, (begin, begin + line.head))
                if line.head and starts[line.turn][0] < begin and k == 0:
                    starts[line.turn] = (starts[line.turn][0], begin + line.head)
                ends[line.turn] = at + len(piece.rstrip())
            out.append(piece + "\n")
            at += len(piece) + 1
            count += 1
            if wrapped and count % every == 0:
                page += 1
                out.append(foot.format(n=page, title=title) + "\n")
                at += len(out[-1])
    turns = tuple(Gold(*starts[i], ends[i], *who) for i, who in enumerate(gold))
    return Sheet("".join(out), turns)


def _wrapped(line: _Line, width: int) -> Iterator[str]:
    """The line in pieces of `width` characters; 。 and 」 never begin a piece, a hanging line keeps its column."""
    text, first = line.text, True
    if line.solid or len(text) <= width:
        yield text
        return
    pad = "　" * line.hang if line.hang else "\t" if line.text.startswith("\t") else ""
    while text:
        room = width if first else max(12, width - line.hang)
        while room < len(text) and text[room] in _NO_START:
            room += 1
        yield text[:room] if first else pad + text[:room]
        text, first = text[room:], False
