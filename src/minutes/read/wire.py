"""What parent and worker say to each other: length-prefixed frames of JSON and bytes, checked on arrival, no pickle."""

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import Any, Protocol

from minutes.model import Mark, Span
from minutes.read.extract import Extract
from minutes.read.limits import UNITS, Limits
from minutes.read.reasons import Refusal, reasons

_LENGTHS = struct.Struct(">IQ")
_HEAD = 64_000_000
PIPE = 1 << 20  # a pipe that holds a whole document, where the system allows it
_FLAGS = frozenset({"low_coverage", "needs_ocr", "truncated", "gaiji", "mojibake"})


class Broken(Exception):  # noqa: N818  # what happened, not an error of ours
    """The other side is gone, or said something that is no message."""


class Readable(Protocol):
    """Where frames come from: `read` waits until it has that many bytes, or the stream ends."""

    def read(self, size: int, /) -> bytes:
        """That many bytes, fewer only at the end."""


class Writable(Protocol):
    """Where frames go: `write` may take a part of what it is given."""

    def write(self, data: memoryview, /) -> int | None:
        """The number of bytes that were taken."""


def send(stream: Writable, head: Mapping[str, object], body: bytes = b"") -> None:
    """Write one frame: the lengths of head and body, the head as JSON, the body as it is."""
    packed = json.dumps(head, ensure_ascii=False).encode("utf-8", "replace")
    lengths = _LENGTHS.pack(len(packed), len(body))
    for piece in (lengths + packed + body,) if len(body) < PIPE else (lengths + packed, body):  # one write, one wake-up of the other side
        rest = memoryview(piece)
        while rest:
            rest = rest[stream.write(rest) or 0 :]


def receive(stream: Readable, *, body_limit: int) -> tuple[dict[str, Any], bytes]:
    """The next frame; Broken when the stream ends or a length is beyond its limit."""
    head_size, body_size = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    if head_size > _HEAD or body_size > body_limit:
        raise Broken("frame too long")
    try:
        head = json.loads(_exactly(stream, head_size))
    except ValueError:
        raise Broken("not JSON") from None
    if not isinstance(head, dict):
        raise Broken("not a message")
    return head, _exactly(stream, body_size)


def _exactly(stream: Readable, size: int) -> bytes:
    found = stream.read(size) if size else b""
    if len(found) != size:
        raise Broken("end of stream")
    return found


def request(op: str, name: str, member: tuple[str, ...], limits: Limits, kind: str = "") -> dict[str, object]:
    """The head of a question to the worker; `kind` is the format where it is known already."""
    return {"op": op, "name": name, "member": list(member), "limits": _as_dict(limits), "kind": kind}


@cache
def _as_dict(limits: Limits) -> dict[str, object]:
    return asdict(limits)


def packed(extract: Extract) -> tuple[dict[str, object], bytes]:
    """An extract as head and body; the text is the body."""
    marks = [[m.span.start, m.span.end, m.body, m.label, m.name, m.title, m.role, m.group] for m in extract.marks]
    head = {key: getattr(extract, key) for key in ("format", "encoding", "confidence", "replaced", "gaiji", "feed")}
    return head | {
        "ok": True,
        "pages": list(extract.pages),
        "marks": marks,
        "flags": list(extract.flags),
        "furniture": [[s.start, s.end] for s in extract.furniture],
    }, extract.text.encode("utf-8", "replace")


def unpacked(head: Mapping[str, Any], body: bytes, limits: Limits) -> Extract:
    """The extract in an answer; Broken unless every field has its type and every offset lies in the text."""
    try:
        text = body.decode("utf-8")
        marks = tuple(Mark(Span(start, end), words, *map(str, rest)) for start, end, words, *rest in head["marks"])
        extract = Extract(
            text=text,
            format=_word(head["format"]),
            encoding=_word(head["encoding"]),
            confidence=float(head["confidence"]),
            replaced=_count(head["replaced"]),
            gaiji=_count(head["gaiji"]),
            pages=tuple(head["pages"]),
            feed=_word(head["feed"]) if head["feed"] is not None else None,
            marks=marks,
            flags=tuple(head["flags"]),
            furniture=tuple(Span(start, end) for start, end in head["furniture"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Broken(f"not an extract: {type(error).__name__}") from None
    if len(text) > limits.text or not _ordered(extract) or not set(extract.flags) <= _FLAGS:
        raise Broken("not an extract")
    return extract


def _ordered(extract: Extract) -> bool:
    offsets = [*extract.pages, len(extract.text)] if extract.pages else [0]
    spans = [n for m in extract.marks for n in (m.span.start, m.body, m.span.end)]
    outside = [n for s in extract.furniture for n in (s.start, s.end)]
    if not all(isinstance(n, int) for n in outside) or outside != sorted(outside) or (outside and not 0 <= outside[0] <= outside[-1] <= len(extract.text)):
        return False
    return all(isinstance(n, int) for n in offsets + spans) and offsets == sorted(offsets) and spans == sorted(spans) and (not spans or spans[-1] <= len(extract.text))


def _word(value: object) -> str:
    if not isinstance(value, str) or len(value) > 40:
        raise TypeError
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise TypeError
    return value


def refused(refusal: Refusal) -> tuple[dict[str, object], bytes]:
    """A refusal as head and body."""
    return {"ok": False, "reason": refusal.reason, "detail": refusal.detail, "limit": refusal.limit, "value": refusal.value}, b""


def verdict(head: Mapping[str, Any]) -> Refusal:
    """The refusal in an answer; Broken when the code or the limit is none of ours."""
    reason, detail, limit, value = (head.get(key) for key in ("reason", "detail", "limit", "value"))
    if reason not in reasons() or not isinstance(detail, str) or (limit and limit not in UNITS) or not isinstance(value, int | float | None):
        raise Broken("not a verdict")
    return Refusal(str(reason), "".join(c for c in detail[:400] if c.isprintable()), limit=limit or "", value=value)


def names(head: Mapping[str, Any], limits: Limits) -> list[str]:
    """The members in an answer; Broken unless they are strings and not too many."""
    found = head.get("members")
    if not isinstance(found, list) or len(found) > limits.members * 10 or not all(isinstance(n, str) for n in found):
        raise Broken("not a list of members")
    return found
