"""Conventions that nobody wrote down: brackets, glyphs, separators, order of name and title, own line or not, drawn by a seed.

A rule of the parser may be made while looking at some seeds; the figure that counts is of seeds that were looked at once, afterwards.
"""

import random

from benchmarks.transplant import Convention

_BRACKETS = (
    *(
        "【 】",
        "〔 〕",
        "［ ］",
        "（ ）",
        "「 」",
        "『 』",
        "〈 〉",
        "《 》",
        "≪ ≫",
        "＜ ＞",
        "｛ ｝",
        "“ ”",
        "‹ ›",
        "« »",
        "〘 〙",
        "〖 〗",
        "〝 〟",
        "＜＜ ＞＞",
        "（（ ））",
        "[[ ]]",
    ),
    *(
        "★ ★",
        "☆ ☆",
        "＊ ＊",
        "◇ ◇",
        "― ―",
        "－ －",
        "～ ～",
        "＝ ＝",
        "／ ／",
        "｜ ｜",
        "…… ……",
        "== ==",
        "+ +",
        "※ ※",
        "♪ ♪",
        "▼ ▲",
        "▷ ◁",
        "【◆ 】",
        "〈＊ 〉",
        "■【 】",
        "※（ ）",
        "☆［ ］",
    ),
)
_GLYPHS = tuple("○●◎◆◇■□▲△▼▽★☆◉▶▷►⇒→＊※§＃＞✓✔➤➢◈▣♦♠❖¶†‡♢✦＠＋×÷∴∮♯⊿⊙")
_SEPARATORS = (
    "：",
    "：：",
    "；",
    "＞",
    "＞＞",
    "》",
    "）",
    "】",
    "〕",
    "］",
    "／",
    "＝",
    "－",
    "――",
    "…",
    "……",
    "・・・",
    "→",
    "⇒",
    "｜",
    "～",
    "｝",
    "\t",
    "　　",
    "＊",
    "＃",
    "★",
    "◇",
    "▷",
    "▶",
    "〉",
    "：―",
    "＝＞",
    "->",
    "＠",
    "※",
)
_WORDS = ("発言者：", "発言者　", "発言者＝", "（発言）", "発言：", "話者：", "〔発言者〕", "発言者名　", "発　言　者：", "Speaker: ", "発言者／", "【発言者】", "発言）")
_NUMBERS = ("{n}　", "{n}．", "（{n}）", "[{n}] ", "No.{n}　", "発言{n}　", "#{n} ", "{n}) ", "〔{n}〕", "{n}番目　")
_CONTENTS = (
    *(("{label}", "surname"),) * 5,
    ("{label}", "full"),
    ("{title}　{name}", "full"),
    ("{name}　{title}", "full"),
    ("{title}（{name}）", "full"),
    ("{title}（{name}君）", "full"),
    ("{name}（{title}）", "surname"),
    ("{title} {name}", "surname"),
    ("{title}・{name}", "full"),
    ("{title}／{name}", "surname"),
    *(("{role}", "surname"),) * 3,
    *(("{anon}", "surname"),) * 2,
    ("{name}", "surname"),
    ("{name}", "full"),
    ("{name}さん", "surname"),
    ("{name}氏", "surname"),
    ("{spaced}", "surname"),
)
_ANONYMOUS = ("{letter}委員", "委員{letter}", "委員{digit}", "参加者{letter}", "構成員{digit}", "出席者{letter}", "委員（{letter}）")
_TAILS = ("（{}）", "〔{}〕", "［{}］", "【{}】", "＜{}＞", "　―{}", "（発言：{}）", "＝{}")
_KINDS = ("wrap",) * 6 + ("lead",) * 5 + ("lead-sep",) * 4 + ("sep",) * 6 + ("word",) * 3 + ("number",) * 3 + ("tail",)


def unseen(seed: int, *, count: int = 30) -> list[Convention]:
    """`count` conventions drawn with this seed; the same in every run."""
    rng = random.Random(f"unseen/{seed}")
    return [_drawn(rng, k) for k in range(count)]


def _drawn(rng: random.Random, k: int) -> Convention:
    kind = rng.choice(_KINDS)
    content, names = rng.choice(_CONTENTS)
    place = rng.choice(("same", "same", "next", "blank"))
    gap = rng.choice(("", "　", " ", "　　"))
    name = f"{k:02d}-{kind}"
    if kind == "wrap":
        opening, closing = rng.choice(_BRACKETS).split(" ")
        space = rng.choice(("", "", "", " "))
        head = f"{opening}{space}{content}{space}{closing}"
    elif kind == "lead":
        head, gap = rng.choice(_GLYPHS) * rng.choice((1, 1, 1, 2)) + rng.choice(("", "", "　", " ")) + content, gap or "　"
    elif kind == "lead-sep":
        head, place = rng.choice(_GLYPHS) + rng.choice(("", "", "　")) + content + rng.choice(_SEPARATORS), "same"
    elif kind == "sep":
        head, place = content + rng.choice(("", "", "　", " ")) + rng.choice(_SEPARATORS), rng.choice(("same", "same", "same", "next"))
    elif kind == "word":
        head, gap = rng.choice(_WORDS) + content, gap or "　"
    elif kind == "number":
        head, gap = rng.choice(_NUMBERS) + content + rng.choice(("", "：", "　", "）")), gap or "　"
    else:
        return Convention(name, "", rng.choice(_TAILS), place="trailing-none", beyond=True)
    nameless = {"bare": head.replace(content, "{role}")} if "{name}" in content else {}  # who has no name is printed by title
    return Convention(name, "", head, place=place, gap=gap, names=names, anon=rng.choice(_ANONYMOUS), beyond=True, sides=nameless)
