"""How many of the speeches were found? An estimate that needs no gold: what the talk itself says about who speaks next.

Where one speech ends and the next begins the words show it: a call, a question and its answer, thanks, 以上です. How often they
do at the headings that were found is known; so the places inside speeches that look alike tell how many headings are missing.
The rates of `recall.toml` were measured on talk from which headings had been taken away (`python -m benchmarks.recall_fit`).
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from minutes.model import Turn
from minutes.parse.lines import Lines
from minutes.text.fold import fold
from minutes.text.titles import parse_label, squeeze

_CALLED = re.compile(
    r"(?:はい、|では、|それでは、?|次に、|続いて、|続きまして、)?(?P<who>[^、。\s「」()]{1,18}?)(?:から|の方から)?(?:、?(?:どうぞ|お願い(?:いた)?します|お願い(?:いた)?いたします))?"
)
_POLITE = re.compile(r"(?:ます|です|ました|ません|ください)[。\n]")
_CALLS = ("員", "長", "局", "さん", "君", "どうぞ", "お願いします", "お願いいたします", "から", "事", "査", "幹", "人", "氏")
_ASKS = ("か", "お聞かせください", "教えてください", "伺います", "お尋ねします", "お聞きします", "お願いします", "お願いいたします")
_ENDS = ("以上です", "以上でございます", "終わります", "ありがとうございました", "ありがとうございます", "以上")
_REPLIES = (
    "お答え",
    "ご質問",
    "御質問",
    "ご指摘",
    "御指摘",
    "ご意見",
    "御意見",
    "ご提案",
    "はい、",
    "おっしゃ",
    "そのとおり",
    "その点",
    "そうですね",
    "分かりました",
    "わかりました",
    "承知",
)
_THANKS = ("ありがとうございま", "どうもありがとう", "大変ありがとう", "ご説明ありがとう", "御説明ありがとう", "以上で")
_ORDERS = ("それでは", "では、", "ただいま", "続きまして", "次に", "ほかに", "他に", "よろしいでしょうか", "これより", "日程第", "これをもって", "ご異議", "御異議")
_REPLY_OPENS = frozenset(words[0] for words in _REPLIES)
_ORDER_OPENS = frozenset(words[0] for words in (*_ORDERS, *_THANKS))
_LAST = max(map(len, (*_ASKS, *_ENDS, *_CALLS)))
_OFFERS = ("ほかに", "他に", "ご質問", "御質問", "ご意見", "御意見", "ご異議", "御異議", "質疑")
_SHORT, _BRIEF = 14, 40
_LOOK = 40_000  # characters of talk in which the places are counted; of longer talk every second, third … speech
_WEIGHT = 20  # the file's own rates are trusted as if so many headings had been seen before
_CHAIRS = ("chair", "vice_chair")

_ANSWERS = re.compile("お答え(?:し|いた)")
HOSTILE = {"_ANSWERS": "お答え", "_CALLED": "はい、", "_POLITE": "ます"}


class Rates(NamedTuple):
    """How often a kind of place occurs at headings, and within speeches of the chair and of others; and what each sign weighs."""

    heading: Mapping[str, float]
    chair: Mapping[str, float]
    others: Mapping[str, float]
    weights: Mapping[str, float]


@cache
def rates() -> Rates:
    """The table of `recall.toml`, read once."""
    table = tomllib.loads(files("minutes.parse").joinpath("recall.toml").read_text(encoding="utf-8"))
    kinds = table["kinds"]
    heading, chair, others = ({kind: row[n] for kind, row in kinds.items()} for n in range(3))
    return Rates(heading, chair, others, table["weights"])


class Signs(NamedTuple):
    """What was counted: kinds of places at headings and within speeches (kind, of the chair?), and direct signs of lost headings."""

    turns: int
    headings: Mapping[str, int]
    within: Mapping[tuple[str, bool], int]
    repeated: float
    labels: int


def estimated_recall(turns: Sequence[Turn], lines: Lines) -> float:
    """The estimated share of speeches that were found, 0 to 1: turns / (turns + speeches that seem to be swallowed).

    Swallowed speeches are estimated by the share of places within speeches that are of the kind of headings (a mixture, fitted
    by expectation and maximisation), by two speeches in a row of one speaker, and by lines inside speeches that begin with a
    label of the file. A text without turns gives 0.0 when it reads like speech, else 1.0.
    """
    if not turns:
        return 0.0 if len(_POLITE.findall(lines.text)) >= 10 else 1.0
    signs, w = count_signs(turns, lines), rates().weights
    lost = w["mixture"] * mixture(signs, rates()) + w["repeated"] * signs.repeated + w["labels"] * signs.labels
    lost = max(0.0, lost - w["chance"])
    return round(signs.turns / (signs.turns + lost), 4)


def count_signs(turns: Sequence[Turn], lines: Lines) -> Signs:
    """The places at headings and within speeches by kind; of long talk a sample of the speeches, scaled up."""
    step = 1 + sum(len(t.text) for t in turns) // _LOOK
    headings: list[str] = []
    within: dict[bool, list[str]] = {True: [], False: []}
    said = {k: _sentences(turns[k], lines.twin) for k in range(len(turns)) if k % step == 0 or (k - 1) % step == 0}
    for k in range(0, len(turns), step):
        words = said[k]
        within[turns[k].speaker.role in _CHAIRS].extend(map(place, words, words[1:]))
        if k + 1 < len(turns) and words and said[k + 1]:
            headings.append(place(words[-1], said[k + 1][0]))
    places = {(kind, chaired): n * step for chaired, kinds in within.items() for kind, n in Counter(kinds).items()}
    return Signs(len(turns), Counter(headings), places, _repeated(turns), sum(1 for _ in _labels_inside(turns, lines.twin)))


def _sentences(turn: Turn, twin: str) -> list[str]:
    words = "".join([twin[piece.start : piece.end] for piece in turn.pieces])
    return [s for part in words.split("。") if (s := part.strip(" 」)"))]


def place(before: str, after: str) -> str:
    """The kind of the place between two sentences: a call, an answer to a question, thanks … or plain."""
    (asks, ends, calls), first, brief = _closing(before[-_LAST:]), after[:1], len(after) <= _SHORT
    if calls and len(before) <= _BRIEF and _calls(before):
        return "call"
    if (first in _REPLY_OPENS and after.startswith(_REPLIES)) or after == "はい" or ("お答え" in after and _ANSWERS.search(after[:_BRIEF])):
        return "answer" if asks or len(before) <= _SHORT else "reply"
    if asks and after.startswith(_OFFERS):
        return "offer"
    if brief and (ends or asks):
        return "ended_brief" if ends else "asked_brief"
    if brief and len(before) <= _SHORT:
        return "brief_brief"
    opens = first in _ORDER_OPENS
    orders = opens and after.startswith(_ORDERS)
    if orders and (ends or asks):
        return "ended_order"
    return (
        "thanks" if opens and after.startswith(_THANKS) else "ended" if ends else "asked" if asks else "order" if orders else "brief" if brief or len(before) <= _SHORT else "plain"
    )


@lru_cache(maxsize=8192)
def _closing(words: str) -> tuple[bool, bool, bool]:
    """Do the last words of a sentence, which come again and again, ask? Do they end a speech? May they call somebody?"""
    return words.endswith(_ASKS), words.endswith(_ENDS), words.endswith(_CALLS)


def _calls(sentence: str) -> bool:
    """Does this sentence call a person and do nothing else? 今井委員 and はい、今井委員、お願いします do."""
    m = _CALLED.fullmatch(sentence)
    who = parse_label(squeeze(m["who"])) if m else None
    return bool(who and who.known and who.title and (who.name or who.role in ("official", "secretariat")))


def mixture(signs: Signs, known: Rates) -> float:
    """The number of places within speeches that are headings lost, by expectation and maximisation over their kinds."""
    total, places = sum(signs.headings.values()), sum(signs.within.values())
    own = {kind: (signs.headings.get(kind, 0) + _WEIGHT * rate) / (total + _WEIGHT) for kind, rate in known.heading.items()}
    rows = [(n, own[kind], (known.chair if chaired else known.others)[kind]) for (kind, chaired), n in sorted(signs.within.items())]
    share = 0.02
    for _ in range(40 if places else 0):
        share = sum([n * share * a / (share * a + (1 - share) * b) for n, a, b in rows]) / places
    return share * places


def _repeated(turns: Sequence[Turn]) -> float:
    """Pairs of speeches in a row of one named speaker who is not the chair, over the share of speeches to which such a loss shows (Ａ Ｂ Ａ)."""
    who = [t.speaker for t in turns]
    labels = [s.label for s in who]
    same = sum([a.label == b.label and bool(b.name) and b.role not in _CHAIRS for a, b in pairwise(who)])
    back = sum([a == c != b for a, b, c in zip(labels, labels[1:], labels[2:], strict=False)])
    return same / ((back + 1) / (len(turns) + 2) + 0.1)


def _labels_inside(turns: Sequence[Turn], twin: str) -> Iterator[int]:
    """Offsets of lines inside speeches that begin with a label of this file and a gap, and are no heading."""
    named = {squeeze(fold(label)) for label in {t.speaker.label for t in turns if t.speaker.name and t.speaker.title}}
    starts = {label[:1] for label in named} | set(" ○●◎◆◇【〔「(")
    for turn in turns:
        for piece in turn.pieces[1:]:
            if twin[piece.start] not in starts:
                continue
            first = twin[piece.start : min(piece.end, piece.start + 32)]
            words = re.split(r"[\s:「」()【】〔〕○●◎◆◇]+", first, maxsplit=3)
            if len(first) > 2 and any(squeeze(w) in named for w in words[:2] if w) and not re.match(r"[^\s:]{1,30}[のをはがにでと、]", first):
                yield piece.start
