"""What parent and worker say to each other: length-prefixed frames of JSON and bytes, checked on arrival, no pickle."""

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import IO, Any

from minutes.model import Mark, Span
from minutes.read.extract import Extract
from minutes.read.limits import Limits
from minutes.read.reasons import reasons

_LENGTHS = struct.Struct(">IQ")
_HEAD = 64_000_000
_FLAGS = frozenset({"low_coverage", "needs_ocr", "truncated", "gaiji", "mojibake"})


class Broken(Exception):  # noqa: N818  # what happened, not an error of ours
    """The other side is gone, or said something that is no message."""


def send(stream: IO[bytes], head: Mapping[str, object], body: bytes = b"") -> None:
    """Write one frame: the lengths of head and body, the head as JSON, the body as it is."""
    packed = json.dumps(head, ensure_ascii=False).encode("utf-8", "replace")
    stream.write(_LENGTHS.pack(len(packed), len(body)) + packed)
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes], *, body_limit: int) -> tuple[dict[str, Any], bytes]:
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


def _exactly(stream: IO[bytes], size: int) -> bytes:
    found = stream.read(size) if size else b""
    if found is None or len(found) != size:
        raise Broken("end of stream")
    return found


def request(op: str, name: str, member: tuple[str, ...], limits: Limits) -> dict[str, object]:
    """The head of a question to the worker."""
    return {"op": op, "name": name, "member": list(member), "limits": _as_dict(limits)}


@cache
def _as_dict(limits: Limits) -> dict[str, object]:
    return asdict(limits)


def packed(extract: Extract) -> tuple[dict[str, object], bytes]:
    """An extract as head and body; the text is the body."""
    marks = [[m.span.start, m.span.end, m.body, m.label, m.name, m.title, m.role, m.group] for m in extract.marks]
    head = {key: getattr(extract, key) for key in ("format", "encoding", "confidence", "replaced", "gaiji", "feed")}
    return head | {"ok": True, "pages": list(extract.pages), "marks": marks, "flags": list(extract.flags)}, extract.text.encode("utf-8", "replace")


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
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Broken(f"not an extract: {type(error).__name__}") from None
    if len(text) > limits.text or not _ordered(extract) or not set(extract.flags) <= _FLAGS:
        raise Broken("not an extract")
    return extract


def _ordered(extract: Extract) -> bool:
    offsets = [*extract.pages, len(extract.text)] if extract.pages else [0]
    spans = [n for m in extract.marks for n in (m.span.start, m.body, m.span.end)]
    return all(isinstance(n, int) for n in offsets + spans) and offsets == sorted(offsets) and spans == sorted(spans) and (not spans or spans[-1] <= len(extract.text))


def _word(value: object) -> str:
    if not isinstance(value, str) or len(value) > 40:
        raise TypeError
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise TypeError
    return value


def verdict(head: Mapping[str, Any]) -> tuple[str, str]:
    """The reason code and detail of a refusal; Broken when the code is none of ours."""
    reason, detail = head.get("reason"), head.get("detail")
    if reason not in reasons() or not isinstance(detail, str):
        raise Broken("not a verdict")
    return str(reason), "".join(c for c in detail[:400] if c.isprintable())


def names(head: Mapping[str, Any], limits: Limits) -> list[str]:
    """The members in an answer; Broken unless they are strings and not too many."""
    found = head.get("members")
    if not isinstance(found, list) or len(found) > limits.members * 10 or not all(isinstance(n, str) for n in found):
        raise Broken("not a list of members")
    return found
