"""Learn a layout from one file: which shapes of headings recur there with titles, names and words behind them."""

from collections.abc import Sequence

from minutes.parse.affixes import affixed
from minutes.parse.between import after_front, answered_calls, followed_by_sentences, front_labels, spoken_among, without_rosters
from minutes.parse.columns import interleaved
from minutes.parse.evidence import DITTO, Support, converse, polite_behind, weigh
from minutes.parse.heads import Head, survey
from minutes.parse.layout import Layout
from minutes.parse.lines import Lines, split_lines
from minutes.parse.shapes import GLYPHS, Shape
from minutes.parse.statements import Statement, attributed_statements
from minutes.text.titles import bare, parse_label

_ABOUT = "この文書から学んだ様式 / learned from the file itself"
_GLYPH_FAMILY = "○◆◎●■◇"
_FEW, _LONG = 6, 3_000  # headings below which, and characters for each above which, other signs are looked for
_BOARD = ("chair", "vice_chair", "member")


def learn_layout(text: str) -> Layout | None:
    """The layout that the text itself shows, marked `how="learned"` with its confidence; None when nothing in it speaks."""
    lines = split_lines(text)
    support, heads = talk_and_support(lines, frozenset())
    said = attributed_statements(lines)
    if attributed(said, heads):
        return learned_trailing(said)
    return learned(lines, support, heads) if heads else None


def attributed(said: Sequence[Statement], heads: Sequence[Head]) -> bool:
    """Do more speakers stand behind statements than in headings?"""
    named = sum(s.label != "" for s in said)
    return named >= 3 and named > len(heads)


def learned_trailing(said: Sequence[Statement]) -> Layout:
    """The bullets of these statements as a layout whose speakers stand behind the words."""
    named = sum(s.label != "" for s in said)
    bullets = sorted({s.bullet for s in said if s.label})
    confidence = named / len(said) * named / (named + 2)
    return Layout("learned", _ABOUT, tuple(f"{b}{{text}}({{label}})" for b in bullets), trailing=True, how="learned", confidence=round(confidence, 3))


def learned(lines: Lines, support: dict[Shape, Support], heads: Sequence[Head]) -> Layout:
    """The shapes of these headings as an ordinary layout, the commonest first.

    `confidence` is the product of what could be otherwise: the share of lines in these shapes that are headings, of
    headings with a known title or name, of headings that lead to a sentence, of the chair's calls that are followed
    by the person called, and n / (n + 2) for n headings.
    """
    shapes = sorted({h.shape for h in heads}, key=lambda s: (-sum(h.shape == s for h in heads), s))
    refused = sum(support[s].refused for s in shapes)
    known = sum(h.known or bare(h.label) in DITTO for h in heads) / len(heads)
    calls, answers = answered_calls(lines, heads)
    parts = (
        len(heads) / (len(heads) + refused),
        0.5 + 0.5 * known,
        sum(followed_by_sentences(lines, list(heads))) / len(heads),
        (answers + 2) / (calls + 2),
        len(heads) / (len(heads) + 2),
    )
    confidence = 1.0
    for part in parts:
        confidence *= part
    return Layout("learned", _ABOUT, tuple(s.template for s in shapes), acts=_acts(heads), how="learned", confidence=round(confidence, 3))


def _acts(heads: Sequence[Head]) -> dict[str, str]:
    """◆ and ◎ as question and answer, when both occur and ◎ is not the chair's: the vendors' convention."""
    glyphs = {h.shape.glyph for h in heads}
    chaired = any(h.shape.glyph == "◎" and parse_label(h.label).role in _BOARD for h in heads)
    return {"◆": "question", "◎": "answer"} if {"◆", "◎"} <= glyphs and not chaired else {}


def talk(lines: Lines, support: dict[Shape, Support]) -> tuple[Head, ...]:
    """The headings that open speeches, in order: those of the shapes that speak in this file, without the attendance list in front."""
    found = headings(lines, support, alive_shapes(lines, support))
    return found if found and not interleaved(lines) else ()


def talk_and_support(lines: Lines, names: frozenset[str]) -> tuple[dict[Shape, Support], tuple[Head, ...]]:
    """The support of the shapes of this file and the headings that open speeches: those in signs of this clerk's own too, where the common shapes leave doubt."""
    common = survey(lines)
    support = weigh(lines, common, names)
    heads = talk(lines, support) or lone(lines, support)
    if not _doubtful(lines, heads):
        return support, heads
    own = affixed(lines, names)
    taken = {h.line for h in own}
    joined = weigh(lines, sorted([*own, *(h for h in common if h.line not in taken)], key=lambda h: h.line), names) if own else {}
    found = talk(lines, joined) if joined else ()
    return (joined, found) if _weight(found) > _weight(heads) else (support, heads)


def lone(lines: Lines, support: dict[Shape, Support]) -> tuple[Head, ...]:
    """The one heading of a page that holds a single speech, as feeds serve it: a title behind a glyph and next to nothing, or at the very beginning; then polite talk."""
    marked = [h for s in support.values() if s.shape.marked for h in s.trusted]
    found = [h for h in marked if h.shape.glyph] or marked
    if len(found) != 1 or not found[0].known or not parse_label(found[0].label).title or interleaved(lines):
        return ()
    before = lines.twin[: lines.starts[found[0].line]]
    little = "。" not in before and len(before) <= 0.5 * len(lines.twin) if found[0].shape.glyph else not before.strip()
    alone = little and polite_behind(lines, found[0])
    return tuple(found) if alone and all(followed_by_sentences(lines, found)) else ()


def _doubtful(lines: Lines, heads: Sequence[Head]) -> bool:
    """Could other signs tell more? Few headings for so long a text, none marked, or labels without a known title or name."""
    if len(heads) < _FEW or len(lines.text) > _LONG * len(heads):
        return True
    if sum([h.known for h in heads]) < 0.6 * len(heads) or sum([h.shape.marked for h in heads]) < 0.5 * len(heads):
        return True
    if sum([h.shape.glyph in lines.folded[h.line][h.end : h.end + 12] for h in heads if h.shape.glyph]) > 0.5 * len(heads):  # ☆会長　髙野☆
        return True
    glyphs, taken = {h.shape.glyph for h in heads}, {h.line for h in heads}
    left = sum(map(glyphs.__contains__, lines.initials)) - sum([lines.initials[i] in glyphs for i in taken])
    return left > 0.2 * len(heads)


def _weight(heads: Sequence[Head]) -> tuple[int, int]:
    """The number of headings, those with a known title or name counted twice; then how much of a label they read."""
    return sum(1 + h.known for h in heads), sum(len(bare(h.label)) for h in heads)


def headings(lines: Lines, support: dict[Shape, Support], shapes: Sequence[Shape]) -> tuple[Head, ...]:
    """The trusted headings of these shapes in order, without the attendance list that stands before the first speech."""
    found = sorted((h for s in dict.fromkeys(shapes) if s in support for h in support[s].trusted), key=lambda h: h.line)
    return tuple(after_front(lines, without_rosters(lines, found), front_labels(lines)))


def alive_shapes(lines: Lines, support: dict[Shape, Support]) -> list[Shape]:
    """The shapes that speak in this file, the strongest first: a primary one and those that go with it."""
    ranked = sorted(support.values(), key=lambda s: (-s.score, s.shape))
    first = next((s for s in ranked if _can_lead(lines, s)), None)
    leading = [first] if first else _family(lines, ranked)
    return [s.shape for s in (*leading, *(s for s in ranked if leading and s not in leading and _goes_with(lines, s, leading[0])))]


def _family(lines: Lines, ranked: Sequence[Support]) -> list[Support]:
    """The first shapes that can lead together only: ○議長 ◆議員 ◎市長, 町長： 委員（寺﨑）：."""
    families: dict[str | Shape, list[Support]] = {}
    for s in ranked:
        families.setdefault(_manner(s.shape), []).append(s)
    for kin in families.values():
        heads = sorted((h for s in kin for h in s.trusted), key=lambda h: h.line)
        if len(kin) > 1:
            spoken = sum(followed_by_sentences(lines, heads)) / len(heads)
            if _can_lead(lines, Support(kin[0].shape, tuple(heads), sum(s.refused for s in kin), spoken, frozenset().union(*(s.labels for s in kin)))):
                return kin
    return []


def _manner(shape: Shape) -> str | Shape:
    """What the shapes of one file have in common: a glyph, whichever it is; a bracket; a colon; a gap."""
    if shape.form in ("qa", "affix") or shape.glyph not in GLYPHS:
        return shape
    return "glyph" if shape.glyph else shape.open or ("gap" if shape.sep in ("", "␣", "␣␣", "⇥") else shape.sep)


def _can_lead(lines: Lines, s: Support) -> bool:
    """Marked shapes need two known headings, unmarked ones three of at least two speakers or two that speak to each other, nearly all followed by sentences."""
    known = sum([h.known or bare(h.label) in DITTO for h in s.trusted])
    if known < 0.5 * len(s.trusted) or not _takes_turns(lines, s):
        return False
    if s.shape.marked:
        return len(s.trusted) >= 2 and s.purity >= 0.4 and s.spoken >= 0.5 and (known >= 2 or len(s.trusted) >= 6)
    strict = 0.75 if s.shape.sep == "␣" else 0.6
    enough = len(s.trusted) >= 3 or (known == 2 and s.shape.form != "qa" and converse(lines, s.trusted))
    return enough and len(s.labels) >= 2 and s.purity >= strict and s.spoken >= strict


def _takes_turns(lines: Lines, s: Support) -> bool:
    """Is this a talk and no list of duties? Not only 市民 and 事業者, and where nobody has a name somebody speaks twice, or when called, or to another."""
    readings = [parse_label(label) for label in {h.label for h in s.trusted}]
    if s.shape.form == "qa" or any(r.name for r in readings):
        return True
    again = len(s.labels) < len(s.trusted)
    return any(r.role not in ("public", "guest") for r in readings) and (again or answered_calls(lines, s.trusted)[1] > 0 or converse(lines, s.trusted))


def _goes_with(lines: Lines, s: Support, primary: Support) -> bool:
    """Does a second shape speak beside the primary one? Its headings lead to sentences of their own and name speakers."""
    if s.purity < 0.5 or s.spoken < 0.5 or spoken_among(lines, s.trusted, primary.trusted) < 0.5:
        return False
    a, b = s.shape, primary.shape
    if a.glyph and b.glyph and (a.glyph == b.glyph or (a.glyph in _GLYPH_FAMILY and b.glyph in _GLYPH_FAMILY and any(h.known for h in s.trusted))):
        return True
    if a.open and a.open == b.open:
        return True
    shared = len(_speakers(s) & _speakers(primary)) / len(_speakers(s))
    if not a.marked:
        sure = len(s.trusted) >= 3 or (s.purity == 1.0 and all(h.known for h in s.trusted))
        return (not b.marked or _manner(a) == _manner(b)) and (shared >= 0.5 or (sure and s.spoken >= 0.8))
    if s.purity >= 0.8 and s.spoken >= 0.8 and all(h.known for h in s.trusted) and (len(s.trusted) >= 3 or _stray(lines, s, primary)):
        return True
    return shared >= 0.5 or (b.marked and not a.glyph and not b.glyph and len(s.trusted) >= 3 and s.purity >= 0.8 and s.spoken >= 0.8)


def _stray(lines: Lines, s: Support, primary: Support) -> bool:
    """One or two headings in a shape of their own amid the talk: nothing else stands in that shape, and each begins a speech."""
    titled = all(parse_label(h.label).title for h in s.trusted)
    return not s.refused and titled and spoken_among(lines, s.trusted, primary.trusted) == 1.0


def _speakers(s: Support) -> frozenset[str]:
    return frozenset(reading.name or reading.title for reading in map(parse_label, {h.label for h in s.trusted}))
