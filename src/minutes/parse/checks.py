"""Does the talk agree with itself? Calls of the chair, the attendance list and the weekday check what was parsed."""

from collections.abc import Sequence
from itertools import pairwise

from minutes.model import Header, Source, Turn, Warning
from minutes.parse.columns import interleaved
from minutes.parse.lines import Lines
from minutes.text.dates import find_dates
from minutes.text.fold import fold
from minutes.text.names import name_key, one_apart
from minutes.text.patterns import CALL
from minutes.text.titles import parse_label, squeeze


def check(source: Source, header: Header, turns: Sequence[Turn], lines: Lines) -> tuple[Warning, ...]:
    """Every disagreement with its place; codes are listed in docs/warnings.md."""
    return (*_calls(turns), *_strangers(header, turns), *_weekday(source, header), *_silence(source, turns, lines))


def _calls(turns: Sequence[Turn]) -> list[Warning]:
    """The chair calls a person, and somebody else is printed as speaking next: perhaps a heading was missed."""
    found = []
    for turn, following in pairwise(turns):
        m = CALL.search(fold(turn.text[-40:])) if turn.speaker.role == "chair" else None
        called = parse_label(squeeze(m["who"])).name if m else ""
        if called and following.speaker.name and not (called in fold(following.speaker.label) or fold(following.speaker.name) in called):
            found.append(Warning("called_not_speaking", f"{called} was called, {following.speaker.label} speaks next", turn.span))
    return found


def _strangers(header: Header, turns: Sequence[Turn]) -> list[Warning]:
    names = [a.name for a in header.attendees if a.name]
    if len(names) < 3:
        return []
    seen: dict[str, Turn] = {}
    for t in turns:
        if len(t.speaker.name) > 1 and not any(t.speaker.name in n or n in t.speaker.name for n in names):
            seen.setdefault(t.speaker.name, t)
    known = {name_key(n) for n in names}
    found = []
    for name, t in seen.items():
        if name_key(name) in known or any(k.startswith(name_key(name)) for k in known):
            continue
        near = next((n for n in names if one_apart(name_key(name), name_key(n)[: len(name)])), None)
        if near:
            found.append(Warning("similar_name", f"{name} speaks; the attendance list has {near}: perhaps a misprint, not merged", t.marker))
        else:
            found.append(Warning("not_on_roster", f"{name} speaks and is not on the attendance list", t.marker))
    return found


def _weekday(source: Source, header: Header) -> list[Warning]:
    evidence = header.evidence.get("date")
    if evidence is None or evidence.span is None:
        return []
    bad = [d for d in find_dates(evidence.span.of(source.text)) if d.weekday_agrees is False]
    return [Warning("weekday_differs", f"{bad[0].iso} is not the weekday that is printed", evidence.span)] if bad else []


def _silence(source: Source, turns: Sequence[Turn], lines: Lines) -> list[Warning]:
    if turns or len(source.text) < 200:
        return []
    if interleaved(lines):
        return [Warning("columns_interleaved", "two columns were read across, line by line: whose words these are cannot be told", None)]
    polite = sum(source.text.count(ending) for ending in ("ます", "です", "ました", "でした", "ません"))
    if polite >= max(10, 0.006 * len(source.text)):
        return [Warning("no_speakers", "the text reads like speech and no heading of a speaker can be trusted", None)]
    return []
