"""Does the talk agree with itself? Calls of the chair, the attendance list and the weekday check what was parsed."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from minutes.model import Header, Source, Turn, Warning
from minutes.parse.columns import interleaved
from minutes.parse.further import several
from minutes.parse.lines import Lines
from minutes.parse.unclear import unclear
from minutes.text.calls import called
from minutes.text.dates import find_dates
from minutes.text.fold import fold
from minutes.text.names import name_key, one_apart
from minutes.text.titles import parse_label, squeeze

_LETTER = re.compile(r"[A-Za-z0-9甲乙丙丁ア-オ○×*]{1,3}")  # an anonymised speaker may be anybody who was called
_SURNAME = 2  # characters up to which a name may be a surname, to be compared with the beginning of a full name
HOSTILE = {"_LETTER": "A"}


def check(source: Source, header: Header, turns: Sequence[Turn], lines: Lines, headings: Sequence[int] = ()) -> tuple[Warning, ...]:
    """Every disagreement with its place; codes are listed in docs/warnings.md. `headings` are the lines between speeches that were taken for headings."""
    calls = [called(fold(t.text[-40:])) if t.speaker.role in ("chair", "vice_chair") else "" for t in turns]
    return (
        *_calls(turns, calls),
        *_strangers(header, turns),
        *_silent(header, turns, calls),
        *unclear(turns, lines, headings),
        *_weekday(source, header),
        *_silence(source, turns, lines),
        *(several(lines, bisect_right(lines.starts, turns[0].span.start), header.date) if turns else ()),
    )


def _silent(header: Header, turns: Sequence[Turn], calls: Sequence[str]) -> list[Warning]:
    """A title of the attendance list that never speaks though it must have: the chair, or an office that the chair calls."""
    if not turns:
        return []
    found = []
    chairs = [a for a in header.attendees if a.role == "chair" and a.present]
    heard = {t.speaker.role for t in turns}
    evidence = header.evidence.get("attendees")
    if (
        chairs
        and len(turns) >= 5
        and not heard & {"chair", "vice_chair", "unknown"}
        and not any(a.name and t.speaker.name and t.speaker.name in a.name for a in chairs for t in turns)
    ):
        found.append(
            Warning("listed_not_speaking", f"{chairs[0].title} {chairs[0].name} is on the attendance list and never speaks".replace("  ", " "), evidence.span if evidence else None)
        )
    spoken = {fold(squeeze(label)) for label in {t.speaker.label for t in turns}}
    listed = {fold(squeeze(a.title)): a for a in header.attendees if a.title and a.role in ("official", "secretariat") and a.present}
    seen: set[str] = set()
    for turn, who in zip(turns, calls, strict=True) if listed else ():
        if who in listed and who not in seen and not any(who in label or (listed[who].name and squeeze(listed[who].name)[:2] in label) for label in spoken):
            seen.add(who)
            found.append(Warning("listed_not_speaking", f"{who} is on the attendance list and is called, and never speaks", turn.span))
    return found


def _calls(turns: Sequence[Turn], calls: Sequence[str]) -> list[Warning]:
    """The chair calls a person, and somebody else is printed as speaking next: perhaps a heading was missed."""
    found = []
    for (turn, following), who in zip(pairwise(turns), calls, strict=False):
        if not (who and turn.speaker.role == "chair" and (who := parse_label(who).name)):
            continue
        name = fold(following.speaker.name).replace("(", "").replace(")", "")  # 石田秀男委員 is called, 石田(秀)委員 speaks
        if name and not _LETTER.fullmatch(name) and not (who in fold(following.speaker.label) or name in who):
            found.append(Warning("called_not_speaking", f"{who} was called, {following.speaker.label} speaks next", turn.span))
    return found


def _strangers(header: Header, turns: Sequence[Turn]) -> list[Warning]:
    names = [a.name for a in header.attendees if a.name]
    if len(names) < 3:
        return []
    first: dict[str, Turn] = {}
    for t in turns:
        first.setdefault(t.speaker.name, t)
    seen = {name: t for name, t in first.items() if len(name) > 1 and not any(name in n or n in name for n in names)}
    known = {name_key(n) for n in names}
    found = []
    for name, t in seen.items():
        if name_key(name) in known or any(k.startswith(name_key(name)) for k in known):
            continue
        near = next((n for n in names if one_apart(name_key(name), name_key(n)[: len(name)] if len(name) <= _SURNAME else name_key(n))), None)
        if near:
            found.append(Warning("similar_name", f"{name} speaks; the attendance list has {near}: perhaps a misprint, not merged", t.marker))
        else:
            found.append(Warning("not_on_roster", f"{name} speaks and is not on the attendance list", t.marker))
    return found


def _weekday(source: Source, header: Header) -> list[Warning]:
    evidence = header.evidence.get("date")
    if evidence is None or evidence.span is None:
        return []
    printed = source.text[evidence.span.start : evidence.span.end + 1]  # with the bracket behind the weekday
    bad = [d for d in find_dates(printed) if d.weekday_agrees is False]
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
