"""Towns that do not exist, and what is said there: the talk of the sample, sentence by sentence in a new order, with words that never cease to be new."""

import random
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from benchmarks.talk import Person, Spoken, Talk, talks
from benchmarks.transplant import Convention, conventions

TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("generate.toml").read_text("utf-8"))
_CLASSES = {"chair": "chair", "vice_chair": "member", "member": "member", "guest": "official", "official": "official", "secretariat": "official"}
LONG = {"chair": (1, 3), "member": (10, 50), "official": (4, 20)}
SHORT = {"chair": (1, 2), "member": (1, 5), "official": (2, 8)}
_TAIL, _FLAT = 0.9, 700
"""How words are drawn: rank k with a chance of (k + _FLAT) ** -(_TAIL + 1), so that new ones never cease to come."""
_MORAE = "アイウエオカキクケコサシスセソタチツテトナニネノハヒフヘホマミムメモラリルレロガグドブピ"


@dataclass(frozen=True, slots=True)
class Town:
    """A town: its name, who sits in it, how its minutes are printed, and in which encoding."""

    name: str
    council: tuple[Person, ...]
    committee: tuple[Person, ...]
    manners: tuple[Convention, Convention]
    encoding: str
    newline: str


@lru_cache(maxsize=64)
def town(number: int, seed: int) -> Town:
    """The town of this number; no two have the same name."""
    rng = random.Random(f"{seed}/town/{number}")
    surnames, givens = _people()
    kinds = ["chair", *["member"] * 8, *["official"] * 8]
    both = []
    for chair, member in (("議長", "議員"), (rng.choice(("会長", "委員長", "部会長")), "委員")):
        drawn = zip(kinds, rng.sample(surnames, len(kinds)), rng.sample(TABLE["titles"], 9) + rng.sample(TABLE["titles"], 8), strict=True)
        both.append(
            tuple(Person(s, rng.choice(givens), {"chair": chair, "member": member}.get(k, t), k, f"{'１２３４５６７８９'[i % 9]}番", i) for i, (k, s, t) in enumerate(drawn))
        )
    listed = [c for c in conventions() if not c.beyond]
    plenary = [c for c in listed if c.names == "full" and c.layout in ("maru-paren", "maru-label", "maru-bracket", "vendor-glyphs")]
    encoding = rng.choices(list(TABLE["encodings"]), list(TABLE["encodings"].values()))[0]
    return Town(towns(seed)[number], both[0], both[1], (rng.choice(plenary), rng.choice(listed)), encoding, rng.choice(("\n", "\r\n")))


@cache
def towns(seed: int) -> list[str]:
    """The names of all towns that there can be, in the order of their numbers."""
    first, second, third, kinds = TABLE["towns"]
    names = [a + b + c for a in first for b in second for c in third]
    rng = random.Random(f"{seed}/names")
    rng.shuffle(names)
    return [name + rng.choice(kinds) for name in names]


@cache
def _people() -> tuple[list[str], list[str]]:
    people = [p for talk in talks(shared=False) for p in talk.people]
    return sorted({p.surname for p in people}), sorted({p.given for p in people})


@cache
def _patterns() -> list[list[tuple[str, int, bool]]]:
    """Who speaks after whom, from the sample: side, which of that side, whether it asks."""
    return [[(_CLASSES[talk.people[t.who].role], t.who, t.asks) for t in talk.turns] for talk in talks(shared=False)]


@cache
def _sentences() -> dict[str, list[str]]:
    """What each side says: sentences of the sample without a name and without a word of the planted themes."""
    found: dict[str, dict[str, None]] = {side: {} for side in LONG}
    for talk in talks(shared=False):
        known = [*TABLE["absent"], *(p.surname for p in talk.people), *(p.title for p in talk.people)]
        for turn in talk.turns:
            said = found[_CLASSES[talk.people[turn.who].role]]
            said |= dict.fromkeys(s for p in turn.paragraphs for s in re.findall(r"[^。「」]{8,110}。", p) if re.match(r"[ぁ-ん一-鿿]", s) and not any(w in s for w in known))
    return {side: list(said) for side, said in found.items()}


@cache
def _nouns() -> list[str]:
    rows = Path(__file__).with_name("nouns.txt").read_text("utf-8").split()
    nouns = [noun for row in rows for second in row[1:] if not any(w in (noun := row[0] + second) for w in TABLE["absent"])]
    random.Random(0).shuffle(nouns)
    return nouns


@lru_cache(maxsize=1 << 16)
def word(rank: int) -> str:
    """The word of this rank: a noun, a number, or a name in katakana; there is one for every rank."""
    nouns = _nouns()
    if rank % 8 == 7:
        return f"{rank // 8:,}"
    if rank % 8 < 6 and rank < len(nouns):
        return nouns[rank]
    spread, made = rank * 2654435761 % (1 << 40), ""
    for _ in range(3 + rank % 3):
        spread, at = divmod(spread, len(_MORAE))
        made += _MORAE[at]
    return made


def _drawn(rng: random.Random) -> str:
    return word(int(_FLAT * ((1.0 - rng.random()) ** (-1 / _TAIL) - 1.0)))


def _said(side: str, asked: tuple[int, int], rng: random.Random) -> list[str]:
    """Paragraphs of so many sentences."""
    chance, own, templates = rng.random, _sentences()[side], TABLE["templates"]
    n, m = len(own), len(templates)
    told = [own[int(chance() * n)] if chance() < 0.62 else templates[int(chance() * m)] % (_drawn(rng), _drawn(rng)) for _ in range(rng.randint(*asked))]
    out, at = [], 0
    while at < len(told):
        upto = at + rng.randint(2, 6)
        out.append("".join(told[at:upto]))
        at = upto
    return out


def talk(people: Sequence[Person], stem: str, chars: int, rng: random.Random, *, lengths: dict[str, tuple[int, int]], planting: bool) -> tuple[Talk, list[str]]:
    """A meeting of these people of about so many characters, and the theme that is planted in each turn ("" for none)."""
    sides = {side: [k for k, p in enumerate(people) if p.role == side] for side in LONG}
    turns: list[Spoken] = []
    themes: list[str] = []
    written, last, planted = 0, -1, list(TABLE["planted"].items())
    while written < chars:
        shift = rng.randrange(100)
        for side, which, asks in rng.choice(_patterns()):
            who = sides[side][(which + shift) % len(sides[side])]
            if who == last:
                continue
            paragraphs, last = _said(side, lengths[side], rng), who
            theme, sentences = rng.choice(planted) if planting and side != "chair" and rng.random() < 0.1 else ("", [""])
            if theme:  # the longer a turn, the more of it is about the theme
                paragraphs.insert(rng.randint(0, len(paragraphs)), "".join(sentences[k % len(sentences)] for k in range(1 + len("".join(paragraphs)) // 150)))
            if turns and side != "chair" and people[turns[-1].who].role == "chair":
                turns[-1] = replace(turns[-1], paragraphs=(*turns[-1].paragraphs, f"{people[who].surname}{people[who].title}、お願いします。"))
            turns.append(Spoken(who, tuple(paragraphs), asks))
            themes.append(theme)
            written += sum(map(len, paragraphs)) + 8
            if written >= chars:
                break
    return Talk(stem, tuple(people), tuple(turns), tuple(rng.sample(TABLE["items"], 4))), themes
