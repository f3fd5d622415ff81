"""Which layout cuts this text: the declared layouts weighed against what the file itself shows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from minutes.parse.affixes import printed_in
from minutes.parse.between import answered_calls
from minutes.parse.evidence import DITTO, Support, weigh
from minutes.parse.heads import Head, survey
from minutes.parse.induce import attributed, headings, learned, learned_trailing, talk_and_support
from minutes.parse.layout import Layout, layouts
from minutes.parse.lines import Lines
from minutes.parse.shapes import Shape
from minutes.parse.statements import Statement, attributed_statements, statements
from minutes.text.titles import bare, parse_label

ENOUGH = 0.97  # a declared layout wins when it accounts for this share of what the file shows
_ASKS = ("member", "public", "guest", "unknown", "vice_chair")
_ANSWERS = ("official", "secretariat", "guest", "unknown")


class Score(NamedTuple):
    """One row of the table that `minutes layouts FILE` shows: how well a layout accounts for the file.

    `turns` of its headings were found, a share `covered` of all; of the lines in its shapes a share `purity` are
    headings; of its headings a share `known` bear a known title or name; of the chair's calls a share `called` is
    followed by the person called; `used` of its templates occur. `score` weighs them, `covered` first.
    """

    layout: Layout
    score: float
    turns: int
    covered: float
    purity: float
    known: float = 1.0
    called: float = 1.0
    used: float = 1.0


@dataclass(frozen=True, slots=True)
class Choice:
    """The layout that cuts a text, its headings or statements, and the score of every layout that found any."""

    layout: Layout | None
    heads: tuple[Head, ...]
    statements: tuple[Statement, ...]
    scores: tuple[Score, ...]


def choose(lines: Lines, names: frozenset[str], *, layout: Layout | None = None) -> Choice:
    """The layout for these lines: the given one, the best declared one, or one learned from the lines.

    `names` are names known from the attendance list. No layout (None) means that nothing here speaks.
    """
    if layout is not None:
        return _given(lines, layout, names)
    said = attributed_statements(lines)
    support, heads = talk_and_support(lines, names)
    scores = _table(lines, support, heads, said)
    if attributed(said, heads):
        trailing = next((s.layout for s in scores if s.layout.trailing), None)
        return Choice(trailing or learned_trailing(said), (), said, scores)
    if not heads:
        return Choice(None, (), (), scores)
    best = next((s for s in scores if not s.layout.trailing), None)
    if best is None or best.covered < ENOUGH:
        return Choice(learned(lines, support, heads), heads, (), scores)
    extra = tuple(sorted({shape.template for shape in {h.shape for h in heads} - best.layout.shapes}))
    return Choice(replace(best.layout, turns=best.layout.turns + extra) if extra else best.layout, heads, (), scores)


def _given(lines: Lines, layout: Layout, names: frozenset[str]) -> Choice:
    if layout.trailing:
        return Choice(layout, (), statements(lines), ())
    own = printed_in(lines, sorted(s for s in layout.shapes if s.form == "affix"), names)
    taken = {h.line for h in own}
    support = weigh(lines, sorted([*own, *(h for h in survey(lines) if h.line not in taken)], key=lambda h: h.line), names)
    heads = headings(lines, support, sorted(layout.shapes))
    return Choice(layout, tuple(h for h in heads if not layout.only or h.label in layout.only), (), ())


def _table(lines: Lines, support: dict[Shape, Support], heads: Sequence[Head], said: Sequence[Statement]) -> tuple[Score, ...]:
    """The score of every declared layout that finds anything here, the best first."""
    calls, answers = answered_calls(lines, heads)
    called = answers / calls if calls else 1.0
    found: dict[Shape, list[Head]] = {}
    for head in heads:
        found.setdefault(head.shape, []).append(head)
    known = {shape: sum([h.known or bare(h.label) in DITTO for h in group]) for shape, group in found.items()}
    rows = (_score(lay, support, found, known, said, called) for lay in layouts())
    return tuple(sorted((s for s in rows if s), key=lambda s: (-s.score, s.layout.name)))


def _score(layout: Layout, support: dict[Shape, Support], found: dict[Shape, list[Head]], known: dict[Shape, int], said: Sequence[Statement], called: float) -> Score | None:
    if layout.trailing:
        named = sum(s.label != "" for s in said)
        return Score(layout, round(named / len(said), 4), named, round(named / len(said), 4), 1.0) if named else None
    used = found.keys() & layout.shapes
    if not used:
        return None
    turns = sum([len(found[s]) for s in used])
    covered = turns / sum(map(len, found.values()))
    purity = turns / (turns + sum([support[s].refused for s in used]))
    titled = sum([known[s] for s in used]) / turns
    share = len(used) / len(layout.shapes)
    fits = _fits(layout, [h for s in used if s.glyph in layout.acts for h in found[s]])
    score = covered * (0.5 + 0.1 * purity + 0.1 * titled + 0.1 * called + 0.1 * share + 0.1 * fits)
    return Score(layout, round(score, 4), turns, round(covered, 4), round(purity, 4), round(titled, 4), round(called, 4), round(share, 4))


def _fits(layout: Layout, heads: Sequence[Head]) -> float:
    """Where the layout says what a glyph means (◆ question, ◎ answer): the share of these headings, with such glyphs, whose speaker can mean it."""
    roles = [(layout.acts[h.shape.glyph], parse_label(h.label).role) for h in heads]
    fitting = sum(role in (_ASKS if act == "question" else _ANSWERS) for act, role in roles)
    return fitting / len(roles) if roles else 0.0 if layout.acts else 1.0
