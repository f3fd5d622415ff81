"""Two ways in which one file was cut into turns, laid beside each other."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

SAID = ("label", "name", "title", "role", "group", "act", "reply_to")
"""What is said of a turn beside its words: a change in it is a relabelled turn."""


class Said(NamedTuple):
    """A turn as the store has it."""

    turn: int
    start: int
    end: int
    label: str | None
    name: str | None
    title: str | None
    role: str | None
    group: str | None
    act: str | None
    reply_to: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Turns that stand for each other: one and one as a rule; several where the text was cut elsewhere; none on one side for a turn lost or added."""

    before: tuple[Said, ...]
    after: tuple[Said, ...]
    cut: bool = False

    @property
    def kind(self) -> str:
        """same, recut, lost or added."""
        return ("recut" if self.cut else "same") if self.before and self.after else "lost" if self.before else "added"


def aligned(before: Sequence[Said], after: Sequence[Said], *, same_text: bool) -> list[Pair]:
    """All turns of both sides in order, each once: by their place where the text of the file is the same, else by their words."""
    pairs = _by_place(before, after) if same_text else _by_words(before, after)
    return sorted(pairs, key=lambda p: (p.before[0].start if p.before else p.after[0].start, p.after[0].start if p.after else -1))


def _by_place(before: Sequence[Said], after: Sequence[Said]) -> Iterator[Pair]:
    """Turns with the same place are one; of the others those that overlap belong together."""
    places = {(t.start, t.end): t for t in after}
    met: set[int] = set()
    rest: list[tuple[Said, bool]] = []
    for turn in before:
        other = places.get((turn.start, turn.end))
        if other is None or other.turn in met:
            rest.append((turn, True))
        else:
            met.add(other.turn)
            yield Pair((turn,), (other,))
    rest += [(t, False) for t in after if t.turn not in met]
    rest.sort(key=lambda r: (r[0].start, r[0].end, not r[1]))
    lot: list[tuple[Said, bool]] = []
    end = -1
    for turn, mine in rest:
        if lot and turn.start >= end:
            yield _joined(lot)
            lot = []
        lot.append((turn, mine))
        end = max(end, turn.end) if len(lot) > 1 else turn.end
    if lot:
        yield _joined(lot)


def _joined(lot: Sequence[tuple[Said, bool]]) -> Pair:
    return Pair(tuple(t for t, mine in lot if mine), tuple(t for t, mine in lot if not mine), cut=True)


def _by_words(before: Sequence[Said], after: Sequence[Said]) -> Iterator[Pair]:
    """Turns of the same words in the same order are one; what stands between two such belongs together."""
    i = j = 0
    for a, b in [*_anchors(before, after), (len(before), len(after))]:
        yield from _between(before[i:a], after[j:b])
        if a < len(before):
            yield Pair((before[a],), (after[b],))
        i, j = a + 1, b + 1


def _anchors(before: Sequence[Said], after: Sequence[Said]) -> list[tuple[int, int]]:
    """The longest row of turns whose words stand once on each side, in the same order on both."""
    counts = [Counter(t.text for t in side) for side in (before, after)]
    place = {t.text: k for k, t in enumerate(after) if counts[1][t.text] == 1}
    found = [(k, place[t.text]) for k, t in enumerate(before) if counts[0][t.text] == 1 and t.text in place]
    ends: list[int] = []
    last: list[int] = []
    came: list[int] = []
    for n, (_, at) in enumerate(found):
        k = bisect_left(ends, at)
        ends[k : k + 1] = [at]
        last[k : k + 1] = [n]
        came.append(last[k - 1] if k else -1)
    row, n = [], last[-1] if last else -1
    while n >= 0:
        row.append(found[n])
        n = came[n]
    return row[::-1]


def _between(before: Sequence[Said], after: Sequence[Said]) -> Iterator[Pair]:
    """What stands between two anchors: equal words at both ends are one, the rest belongs together."""
    first = 0
    while first < min(len(before), len(after)) and before[first].text == after[first].text:
        yield Pair((before[first],), (after[first],))
        first += 1
    last = 0
    while last < min(len(before), len(after)) - first and before[-1 - last].text == after[-1 - last].text:
        yield Pair((before[-1 - last],), (after[-1 - last],))
        last += 1
    mine, other = tuple(before[first : len(before) - last]), tuple(after[first : len(after) - last])
    if mine or other:
        yield Pair(mine, other, cut=True)


def changes(pair: Pair, numbers: Mapping[int, int]) -> list[tuple[str, str | None, str | None]]:
    """What is said differently of a turn that stands on both sides: (column, before, after).

    `numbers`: for the turns of one side their numbers on the other, so that an answer to the same question is the same.
    """
    if len(pair.before) != 1 or len(pair.after) != 1:
        return []
    a, b = pair.before[0], pair.after[0]
    found = [(name, getattr(a, name), getattr(b, name)) for name in SAID if name != "reply_to" and getattr(a, name) != getattr(b, name)]
    to = None if a.reply_to is None else "、".join(str(numbers.get(int(n), f"?{n}")) for n in a.reply_to.split("、"))
    return found + ([("reply_to", a.reply_to, b.reply_to)] if to != b.reply_to else []) + ([("text", a.text, b.text)] if a.text != b.text and not pair.cut else [])
