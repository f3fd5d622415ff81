"""Turns, speakers and agenda items of a meeting against gold annotations: simple counts, so that a floor can be pinned."""

from dataclasses import dataclass
from typing import Any

from minutes.model import Meeting, Speaker
from minutes.text.fold import fold
from minutes.text.titles import squeeze


@dataclass(frozen=True)
class Score:
    """Right, found and wanted; `f1` of them."""

    right: int
    found: int
    wanted: int

    @property
    def f1(self) -> float:
        """2 × right / (found + wanted); 1 where nothing was wanted and nothing found."""
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 1.0


def turns(meeting: Meeting, gold: dict[str, Any]) -> Score:
    """A turn is right when it starts where the gold turn starts."""
    starts = {t["start_char"] for t in gold["turns"]}
    return Score(sum(t.span.start in starts for t in meeting.turns), len(meeting.turns), len(starts))


def same_speaker(who: Speaker, gold: dict[str, Any]) -> bool:
    """Name and title as in the gold; where the gold has no name (委員Ａ, 事務局) the printed label decides."""
    name, role, label = (squeeze(fold(gold[key] or "")) for key in ("name", "role", "speaker"))
    printed = squeeze(fold(who.label))
    if not name:
        return label in (printed, squeeze(fold(who.title + who.name)), squeeze(fold(who.name + who.title)))
    return squeeze(fold(who.name)) == name and (not role or role in squeeze(fold(who.label + who.title)))


def speakers(meeting: Meeting, gold: dict[str, Any]) -> Score:
    """A speaker is right when the turn that starts there is spoken by the speaker of the gold turn."""
    found = {t.span.start: t for t in meeting.turns}
    right = sum(t["start_char"] in found and same_speaker(found[t["start_char"]].speaker, t) for t in gold["turns"])
    return Score(right, len(meeting.turns), len(gold["turns"]))


def chars(meeting: Meeting, gold: dict[str, Any]) -> Score:
    """Characters of speech, heading included, that are given to the right speaker."""
    right = sum(max(0, min(t.span.end, g["end_char"]) - max(t.span.start, g["start_char"])) for g in gold["turns"] for t in meeting.turns if same_speaker(t.speaker, g))
    return Score(right, sum(len(t.span) for t in meeting.turns), sum(g["end_char"] - g["start_char"] for g in gold["turns"]))


def acts(meeting: Meeting, gold: dict[str, Any]) -> Score:
    """An act is right when the turn that starts there does what the gold turn does."""
    found = {t.span.start: t.act for t in meeting.turns}
    return Score(sum(found.get(t["start_char"]) == t["act"] for t in gold["turns"]), len(meeting.turns), len(gold["turns"]))


def agenda(meeting: Meeting, gold: dict[str, Any]) -> Score:
    """An item is right when it opens within 80 characters of the gold item and one wording contains the other."""
    left = [(a.span.start, squeeze(fold(a.title))) for a in meeting.agenda]
    right = 0
    for item in gold["agenda_items"]:
        title = squeeze(fold(item["title"]))
        near = next((a for a in left if abs(a[0] - item["start_char"]) <= 80 and (a[1] in title or title in a[1])), None)
        if near:
            left.remove(near)
            right += 1
    return Score(right, len(meeting.agenda), len(gold["agenda_items"]))


HEADER = ("title", "municipality", "number", "date", "start_time", "end_time", "place")


def header(meeting: Meeting, gold: dict[str, Any]) -> Score:
    """A field that the record states is right when it is the same but for blanks and widths."""
    stated = {"start_time": "start", "end_time": "end"}
    wanted = {name: gold["meeting"].get(stated.get(name, name)) for name in HEADER}
    wanted = {name: value for name, value in wanted.items() if value is not None}
    right = sum(squeeze(fold(str(getattr(meeting.header, name)))) == squeeze(fold(str(value))) for name, value in wanted.items())
    return Score(right, len(wanted), len(wanted))
