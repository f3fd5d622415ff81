"""Lines that could be read in two ways: words or a heading where a speaker may stand, and headings of speakers that may be none."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from minutes.model import Turn, Warning
from minutes.parse.lines import Lines
from minutes.text.fold import fold
from minutes.text.titles import bare, may_be_title, parse_label, squeeze

_GOES_ON = (*"のはがをにとでも、からよりへや", "さん", "君の", "委員の", "議員の")
_COLONED = re.compile(r"(?<!\s)\s*[^\s:。、「」(][^:。、「」\n]{1,13}:")
HOSTILE = {"_COLONED": "あ "}


def unclear(turns: Sequence[Turn], lines: Lines, headings: Sequence[int]) -> Iterator[Warning]:
    """`label_or_heading`: a line in the manner of this file's headings that begins with a speaker of the file and opens no speech.

    `heading_or_label`: a speaker whose label names neither a title nor a person and stands once, amid labels that do.
    """
    markers = [turn.marker.of(lines.twin).strip() for turn in turns if len(turn.marker)]
    signs = Counter(marker[:1] for marker in markers)
    usual = frozenset(sign for sign, n in signs.items() if n >= 3 and not sign.isalnum())
    coloned = sum(marker.endswith(":") for marker in markers) >= 0.5 * len(markers) > 0
    people = tuple(sorted({_bare(name) for name in {name for t in turns for name in (t.speaker.name, t.speaker.label)} if len(name) > 1}, key=lambda name: (-len(name), name)))
    for i in _candidates(turns, lines, headings, None if coloned else usual.union("*#")) if people and (usual or coloned) else ():
        line = lines.folded[i].strip(" *#\t")
        printed = line[1:24] if line[:1] in usual else line[:24] if coloned and _COLONED.match(line) else ""
        if not printed:
            continue
        label, inside = _bare(printed), _bare(printed.partition("(")[2])
        who = next((name for name in people if label.startswith(name) or inside.startswith(name)), None) if label else None
        if who and not (label.startswith(who) and label[len(who) :].startswith(_GOES_ON)):
            yield Warning("label_or_heading", f"{line[:20].strip()} stands in the manner of a speaker's heading and opens no speech", lines.span(i))
    yield from _odd_labels(turns)


def _odd_labels(turns: Sequence[Turn]) -> Iterator[Warning]:
    """`heading_or_label`, where four of five speeches have a label that is understood."""
    printed = Counter([turn.speaker.label for turn in turns])
    sure = sum(n for label, n in printed.items() if parse_label(label).known)
    once = {label for label, n in Counter(map(bare, printed.elements())).items() if n == 1}
    for turn in turns if sure >= 0.8 * len(turns) else ():
        if turn.speaker.role != "unknown" or turn.speaker.name:
            continue
        label = bare(turn.speaker.label)
        if label in once and label and not (parse_label(turn.speaker.label).known or may_be_title(label)):
            yield Warning("heading_or_label", f"{label} names neither a title nor a person: perhaps a heading and no speaker", turn.marker)


@lru_cache(maxsize=4096)
def _bare(label: str) -> str:
    """A label without blanks and brackets: 議長（髙野君 and 議長(髙野君) are alike."""
    return "".join(c for c in squeeze(fold(label)) if c not in "()【】[]〔〕<>《》:")


def _candidates(turns: Sequence[Turn], lines: Lines, headings: Sequence[int], opens: frozenset[str] | None) -> Iterator[int]:
    """The lines inside speeches but for their first, those that begin with one of `opens` where it is given, and the lines between them that were taken for headings."""
    twin = lines.twin
    starts = [piece.start for turn in turns for piece in turn.pieces[1:] if opens is None or twin[piece.start] in opens]
    inside = [bisect_right(lines.starts, at) - 1 for at in starts]
    first = bisect_right(lines.starts, turns[0].span.start) - 1 if turns else 0
    yield from sorted({*inside, *(i for i in headings if i > first)})
