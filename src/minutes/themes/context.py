"""What a turn is about when its own words are not enough: the question it answers, the talk it goes on with."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from minutes.model import Turn
from minutes.themes.weigh import NOTHING, Own, Said

_UNLIKELY = -3.0
"""Log-odds up to which a theme of one turn says nothing of the next, and is not looked at."""

RELAY = 0.8
"""How likely a theme that the chair passes on is a theme of the turn, and of the answer to it."""

Beliefs = Mapping[int, float]
"""How likely each theme is, by its number; a theme that is not listed is not thought of."""


@dataclass(frozen=True)
class Weights:
    """How much each kind of evidence adds to the log-odds of a theme ; `benchmarks/themes.py --leave-one-out` fits them again."""

    prior: float = -5.4
    strong: float = 1.9
    amount: float = 2.9
    share: float = 1.1
    topic: float = 0.7
    weak: float = 1.1
    length: float = -0.15
    question: float = 4.0
    answer: float = 0.8
    before: float = 3.7
    backward: float = 2.0
    before_that: float = 0.9
    after: float = 1.3
    presentation: float = 1.4
    title: float = 10.0
    title_of_background: float = 2.0
    beside_own: float = 0.3
    """What the context keeps of its weight in a turn that speaks of some theme in its own words."""
    patience: float = 150.0
    """Characters that a turn may go on without a word of any theme and still be about that of the talk before it."""
    silence: float = 0.8
    """How the context loses weight beyond that: by the length over `patience` to this power."""
    enough: float = -0.5
    """The log-odds from which a theme is given."""


class Judged(NamedTuple):
    """How far a turn is about a theme: log-odds of its own words and with the context, and where most context came from."""

    theme: int
    own: float
    odds: float
    source: int | None

    @property
    def inherits(self) -> bool:
        """Does the context speak for the theme at all?"""
        return self.odds > self.own

    @property
    def probability(self) -> float:
        """The odds as a probability."""
        return 1 / (1 + math.exp(-self.odds))


@dataclass(frozen=True)
class Talk:
    """The turns of one meeting and what was found in each.

    `own` are the words of turns that speak of something, `relayed` the themes that the other turns, which run the
    meeting, pass on; `titles` the themes in the titles of agenda items, `printed` what is said where these stand; `backward` the turns
    that begin by pointing back (それは…); `unshared` are never inherited (会議運営).
    """

    turns: Sequence[Turn]
    own: Mapping[int, Said]
    relayed: Mapping[int, Mapping[int, Own]]
    titles: Mapping[int, frozenset[int]]
    printed: Mapping[int, Said]
    background: frozenset[int] = frozenset()
    unshared: frozenset[int] = frozenset()
    backward: frozenset[int] = frozenset()


def judge(talk: Talk, weights: Weights) -> dict[int, list[Judged]]:
    """For each turn that does not run the meeting: the themes that its words or its context speak of, but for unlikely ones."""
    judged: dict[int, list[Judged]] = {}
    likely: dict[int, Beliefs] = {n: dict.fromkeys(own.keys() - talk.unshared, RELAY) for n, own in talk.relayed.items()}
    least = min(_UNLIKELY, weights.enough)
    said = {n: {theme: 1.0 for theme, own in found.items() if own.amount > 0} for n, found in talk.own.items()}
    for turn, links in _linked(talk):
        own, strong = talk.own[turn.n], said[turn.n]
        spoken = bool(strong.keys() - talk.unshared)
        context = _context(talk, turn, links, (said, likely), weights)
        if not context and not strong:
            judged[turn.n], likely[turn.n] = [], {}
            continue
        kept = weights.beside_own if spoken else min(1.0, (weights.patience / max(len(turn.text), 1)) ** weights.silence)
        length = weights.length * math.log2(max(len(turn.text), 50) / 300)
        possible = [theme for theme, pieces in context.items() if theme not in strong and _most(own.weak(theme), pieces, weights, kept) > least]
        judged[turn.n] = [_judge(theme, own[theme], context.get(theme, ()), weights, length=length, kept=kept) for theme in sorted([*possible, *strong])]
        likely[turn.n] = {one.theme: one.probability for one in judged[turn.n] if one.odds > _UNLIKELY}
    return judged


class _Links(NamedTuple):
    """The turns that a turn hangs together with, by number."""

    answers: tuple[int, ...]
    before: int | None
    before_that: int | None
    after: int | None
    presentation: int | None


def _linked(talk: Talk) -> Iterator[tuple[Turn, _Links]]:
    """Each turn that does not run the meeting, with its links; those by order hold within one agenda item."""
    answers: dict[int, list[int]] = defaultdict(list)
    for turn in talk.turns:
        for question in turn.reply_to:
            answers[question].append(turn.n)
    substantive = [turn for turn in talk.turns if turn.n in talk.own]
    presented: dict[int | None, int] = {}
    around = [None, None, *substantive, None]
    for before_that, before, turn, after in zip(around, around[1:], substantive, around[3:], strict=False):
        item = turn.item
        yield (
            turn,
            _Links(
                tuple(answers.get(turn.n, ())),
                before.n if before is not None and before.item == item else None,
                before_that.n if before_that is not None and before_that.item == item else None,
                after.n if after is not None and after.item == item else None,
                presented.get(item),
            ),
        )
        if turn.act == "presentation":
            presented[turn.item] = turn.n


def _context(talk: Talk, turn: Turn, links: _Links, beliefs: tuple[Mapping[int, Beliefs], Mapping[int, Beliefs]], weights: Weights) -> dict[int, list[tuple[float, int | None]]]:
    """For each theme what the context adds, piece by piece with the turn that it comes from; `beliefs`: what turns said, and what they are likely to be about."""
    said, likely = beliefs
    before = weights.before + (weights.backward if turn.n in talk.backward else 0.0)
    context: dict[int, list[tuple[float, int | None]]] = defaultdict(list)
    for weight, sources, held in ((weights.question, turn.reply_to, likely), (weights.answer, links.answers, said)):
        if sources:
            for theme, (belief, source) in _strongest(sources, held).items():
                context[theme].append((weight * belief, source))
    for weight, one, held in (
        (before, links.before, likely),
        (weights.before_that, links.before_that, likely),
        (weights.after, links.after, said),
        (weights.presentation, links.presentation, likely),
    ):
        if one is not None and (beliefs_of := held.get(one)):
            for theme, belief in beliefs_of.items():
                context[theme].append((weight * belief, one))
    for theme in talk.titles.get(-1 if turn.item is None else turn.item, ()):
        context[theme].append((weights.title_of_background if theme in talk.background else weights.title, None))
    for theme in talk.unshared:
        context.pop(theme, None)
    return context


def _strongest(sources: Sequence[int], beliefs: Mapping[int, Beliefs]) -> dict[int, tuple[float, int]]:
    """For each theme the strongest belief among the sources, and its source."""
    best: dict[int, tuple[float, int]] = {}
    for source in sources:
        for theme, belief in beliefs.get(source, {}).items():
            if theme not in best or belief > best[theme][0]:
                best[theme] = (belief, source)
    return best


def _most(weak: int, context: Sequence[tuple[float, int | None]], weights: Weights, kept: float) -> float:
    """The log-odds of a theme that has no more than so many weak words in a turn."""
    return weights.prior + weights.weak * math.log2(1 + weak) + kept * math.fsum([weight for weight, _ in context])


def _judge(theme: int, own: Own, context: Sequence[tuple[float, int | None]], weights: Weights, *, length: float, kept: float) -> Judged:
    """The log-odds of one theme for one turn; `length`: what a word of a theme loses in a turn of its length."""
    alone = weights.prior
    if own is not NOTHING:
        alone = alone + weights.amount * math.log2(1 + own.amount) + weights.share * own.share + weights.weak * math.log2(1 + own.weak)
    if own.amount > 0:
        alone += weights.strong + weights.topic * own.topic + length
    if not context:
        return Judged(theme, alone, alone, None)
    if len(context) == 1:
        return Judged(theme, alone, alone + kept * context[0][0], context[0][1])
    most = max(context, key=itemgetter(0))
    return Judged(theme, alone, alone + kept * math.fsum([weight for weight, _ in context]), most[1])
