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

_ROUNDING = 1e-9
"""By how much a sum may differ from another of the same numbers."""

Beliefs = Mapping[int, float]
"""How likely each theme is, by its number; a theme that is not listed is not thought of."""

_Evidence = tuple[float, int | None, Beliefs]
"""How much it weighs, the turn that it comes from, and how likely each theme is by it."""


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
    said = {n: {theme: 1.0 for theme, own in found.items() if own.amount > 0 and theme not in talk.unshared} for n, found in talk.own.items() if found}
    for turn, evidence in _evidence(talk, weights, said, likely):
        own = talk.own[turn.n]
        strong = [theme for theme, found in own.items() if found.amount > 0]
        if not evidence and not strong:
            judged[turn.n], likely[turn.n] = [], {}
            continue
        kept = weights.beside_own if said.get(turn.n) else min(1.0, (weights.patience / max(len(turn.text), 1)) ** weights.silence)
        length = weights.length * math.log2(max(len(turn.text), 50) / 300)
        themes = sorted([*strong, *_possible(own, strong, evidence, weights, kept)])
        judged[turn.n] = given = [_judge(theme, own[theme], evidence, weights, length=length, kept=kept) for theme in themes]
        likely[turn.n] = {one.theme: one.probability for one in given if one.odds > _UNLIKELY and one.theme not in talk.unshared}
    return judged


def _evidence(talk: Talk, weights: Weights, said: Mapping[int, Beliefs], likely: Mapping[int, Beliefs]) -> Iterator[tuple[Turn, list[_Evidence]]]:
    """Each turn that does not run the meeting, with what its context says; what goes by order holds within one agenda item.

    `said` is what turns say themselves, `likely` what they are likely to be about, known of those before.
    """
    answers: dict[int, list[int]] = defaultdict(list)
    for turn in talk.turns:
        for question in turn.reply_to:
            answers[question].append(turn.n)
    titles: dict[int | None, Beliefs] = {
        n: {theme: weights.title_of_background if theme in talk.background else weights.title for theme in themes - talk.unshared} for n, themes in talk.titles.items()
    }
    substantive = [turn for turn in talk.turns if turn.n in talk.own]
    presented: dict[int | None, int] = {}
    around = [None, None, *substantive, None]
    for before_that, before, turn, after in zip(around, around[1:], substantive, around[3:], strict=False):
        item = turn.item
        found = _strongest(weights.question, turn.reply_to, likely) if turn.reply_to else []
        if turn.n in answers:
            found += _strongest(weights.answer, answers[turn.n], said)
        if before is not None and before.item == item:
            found.append((weights.before + (weights.backward if turn.n in talk.backward else 0.0), before.n, likely[before.n]))
        if before_that is not None and before_that.item == item:
            found.append((weights.before_that, before_that.n, likely[before_that.n]))
        if after is not None and after.item == item and after.n in said:
            found.append((weights.after, after.n, said[after.n]))
        if item in presented:
            found.append((weights.presentation, presented[item], likely[presented[item]]))
        if item in titles:
            found.append((1.0, None, titles[item]))
        yield turn, [one for one in found if one[2]]
        if turn.act == "presentation":
            presented[item] = turn.n


def _strongest(weight: float, sources: Sequence[int], beliefs: Mapping[int, Beliefs]) -> list[_Evidence]:
    """What several sources say: each of the themes that none before it thinks likelier, and none behind it likelier still."""
    if len(sources) < 2:
        return [(weight, source, beliefs[source]) for source in sources if source in beliefs]
    best: dict[int, tuple[float, int]] = {}
    for source in sources:
        for theme, belief in beliefs.get(source, {}).items():
            if theme not in best or belief > best[theme][0]:
                best[theme] = (belief, source)
    return [(weight, source, {theme: belief for theme, (belief, of) in best.items() if of == source}) for source in dict.fromkeys(sources)]


def _possible(own: Said, strong: Sequence[int], evidence: Sequence[_Evidence], weights: Weights, kept: float) -> Iterator[int]:
    """The themes that a turn has no strong word of and may be about all the same."""
    totals: dict[int, float] = defaultdict(float)
    for weight, _, beliefs in evidence:
        for theme, belief in beliefs.items():
            totals[theme] += weight * belief
    least = min(_UNLIKELY, weights.enough) - weights.prior - _ROUNDING
    for theme, total in totals.items():
        if theme not in strong and (kept * total > least or ((weak := own.weak(theme)) and kept * total + weights.weak * math.log2(1 + weak) > least)):
            yield theme


def _judge(theme: int, own: Own, evidence: Sequence[_Evidence], weights: Weights, *, length: float, kept: float) -> Judged:
    """The log-odds of one theme for one turn; `length`: what a word of a theme loses in a turn of its length."""
    alone = weights.prior
    if own is not NOTHING:
        alone = alone + weights.amount * math.log2(1 + own.amount) + weights.share * own.share + weights.weak * math.log2(1 + own.weak)
    if own.amount > 0:
        alone += weights.strong + weights.topic * own.topic + length
    context = [(weight * beliefs[theme], source) for weight, source, beliefs in evidence if theme in beliefs]
    if not context:
        return Judged(theme, alone, alone, None)
    if len(context) == 1:
        return Judged(theme, alone, alone + kept * context[0][0], context[0][1])
    most = max(context, key=itemgetter(0))
    return Judged(theme, alone, alone + kept * math.fsum([weight for weight, _ in context]), most[1])
