"""A meeting as one JSON object, the form in which `minutes parse` writes it."""

from typing import Any

from minutes.model import Attendee, Failure, Header, Meeting, Note, Section, Tag, Turn

_STATED = ("title", "municipality", "code", "body", "number", "fiscal_year", "date", "start_time", "end_time", "place", "public", "observers")


def meeting_record(meeting: Meeting) -> dict[str, Any]:
    """One meeting as plain values; every `start` and `end` is a `str` index into the decoded file.

    Keys: id, source, kind, record, layout, how, claimed, the header fields, agenda_listed, documents,
    attendees, agenda, turns, notes, sections, warnings, evidence, reasons. What is not stated is None.
    """
    s, h = meeting.source, meeting.header
    head: dict[str, Any] = {
        "id": meeting.id,
        "source": {"path": s.path, "sha256": s.sha256, "encoding": s.encoding, "chars": len(s.text), "replaced": s.replaced},
        "kind": meeting.kind,
        "record": meeting.record,
        "layout": meeting.layout,
        "how": meeting.how,
        "claimed": meeting.claimed,
    }
    head |= {name: getattr(h, name) for name in _STATED}
    head |= {"agenda_listed": list(h.agenda_listed), "documents": list(h.documents), "attendees": [_attendee(a) for a in h.attendees]}
    head["agenda"] = [
        {"n": a.n, "number": a.number, "title": a.title, "start": a.span.start, "end": a.span.end, "level": a.level, "listed_title": a.listed_title, "opened_by": a.opened_by}
        for a in meeting.agenda
    ]
    head["turns"] = [_turn(t) for t in meeting.turns]
    head["notes"] = [_note(n) for n in meeting.notes]
    head["sections"] = [_section(x) for x in meeting.sections]
    head["warnings"] = [{"code": w.code, "message": w.message, "start": w.span.start if w.span else None, "end": w.span.end if w.span else None} for w in meeting.warnings]
    return head | {"evidence": _evidence(h), "reasons": list(meeting.reasons)}


def _turn(t: Turn) -> dict[str, Any]:
    s = t.speaker
    return {
        "n": t.n,
        "start": t.span.start,
        "end": t.span.end,
        "label": s.label,
        "name": s.name or None,
        "title": s.title or None,
        "role": s.role,
        "person": s.person or None,
        "group": s.group,
        "item": t.item,
        "act": t.act,
        "reply_to": list(t.reply_to) or None,
        "text": t.text,
    }


def _attendee(a: Attendee) -> dict[str, Any]:
    return {"name": a.name or None, "title": a.title or None, "role": a.role, "group": a.group, "present": a.present, "affiliation": a.affiliation or None}


def _note(n: Note) -> dict[str, Any]:
    return {"kind": n.kind, "start": n.span.start, "end": n.span.end, "text": n.text}


def _section(x: Section) -> dict[str, Any]:
    return {"n": x.n, "level": x.level, "number": x.number, "title": x.title, "start": x.span.start, "end": x.span.end}


def _evidence(h: Header) -> dict[str, Any]:
    return {name: {"how": e.how, "start": e.span.start if e.span else None, "end": e.span.end if e.span else None} for name, e in sorted(h.evidence.items())}


def tag_record(meeting: Meeting, tag: Tag) -> dict[str, Any]:
    """One (turn, theme) as `minutes tag` writes it: path, meeting, turn, theme, primary, score, how, hits."""
    hits = [{"term": x.term, "text": x.text, "start": x.span.start, "end": x.span.end} for x in tag.hits]
    return {
        "path": meeting.source.path,
        "meeting": tag.meeting,
        "turn": tag.turn,
        "theme": tag.theme,
        "primary": tag.primary,
        "score": tag.score,
        "how": tag.how,
        "source_turn": tag.source_turn,
        "hits": hits,
    }


def failure_record(failure: Failure) -> dict[str, Any]:
    """One file that gave no meeting: path, stage, reason, message."""
    return {"path": failure.path, "stage": failure.stage, "reason": failure.reason, "message": failure.message}
