"""A meeting as one JSON object, the form in which `minutes parse` writes it."""

from bisect import bisect_right
from typing import Any

from minutes.corpus.status import advice, shortcomings, status
from minutes.model import Attendee, Failure, Header, Meeting, Note, Section, Table, Tag, Turn

_READ = ("path", "sha256", "format", "encoding", "confidence", "replaced", "gaiji")
_STATED = ("title", "municipality", "code", "body", "number", "fiscal_year", "date", "start_time", "end_time", "place", "public", "observers")


def meeting_record(meeting: Meeting) -> dict[str, Any]:
    """One meeting as plain values; every `start` and `end` is a `str` index into the decoded file.

    Keys: id, status, source, kind, record, questioning, layout, how, claimed, estimated_recall, the header fields, agenda_listed, documents,
    attendees, agenda, turns, notes, sections, tables, glossary, warnings, evidence, reasons. What is not stated is None.
    `source.pages` holds the offset at which each page begins; `turn.page` counts from 1.
    """
    s, h = meeting.source, meeting.header
    head: dict[str, Any] = {
        "id": meeting.id,
        "status": status(meeting),
        "source": {name: getattr(s, name) for name in _READ} | {"chars": len(s.text), "pages": list(s.pages), "flags": list(s.flags), "shortcomings": list(shortcomings(meeting))},
        "kind": meeting.kind,
        "record": meeting.record,
        "questioning": meeting.questioning,
        "layout": meeting.layout,
        "how": meeting.how,
        "claimed": meeting.claimed,
        "estimated_recall": meeting.estimated_recall,
    }
    head |= {name: getattr(h, name) for name in _STATED}
    head |= {"agenda_listed": list(h.agenda_listed), "documents": list(h.documents), "attendees": [_attendee(a) for a in h.attendees]}
    head["agenda"] = [
        {"n": a.n, "number": a.number, "title": a.title, "start": a.span.start, "end": a.span.end, "level": a.level, "listed_title": a.listed_title, "opened_by": a.opened_by}
        for a in meeting.agenda
    ]
    head["turns"] = [_turn(t) | {"page": bisect_right(s.pages, t.span.start) or None} for t in meeting.turns]
    head["notes"] = [_note(n) for n in meeting.notes]
    head["sections"] = [_section(x) for x in meeting.sections]
    head["tables"] = [_table(t, s.text) for t in meeting.tables]
    head["glossary"] = [{"term": t.term, "explanation": t.explanation, "start": t.span.start, "end": t.span.end} for t in meeting.terms]
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


def _table(t: Table, text: str) -> dict[str, Any]:
    """`rows` holds the cells as printed, `cells` their places in the same order: [start, end] each."""
    rows, cells = [[c.of(text) for c in row] for row in t.rows], [[[c.start, c.end] for c in row] for row in t.rows]
    return {"n": t.n, "start": t.span.start, "end": t.span.end, "header": t.header, "rows": rows, "cells": cells}


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
    """One file that gave no meeting, as a row of `failures` and of quarantine.csv: status, reason, the limit that was passed, what to try."""
    named = {name: getattr(failure, name) for name in ("path", "stage", "reason", "value")}
    stated = {name: getattr(failure, name) or None for name in ("sha256", "limit", "message")}
    return named | stated | {"status": status(failure)} | advice(failure.reason)
