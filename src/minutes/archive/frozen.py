"""Values as JSON and back: what goes into the store comes out equal."""

import json
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import repeat, starmap
from operator import attrgetter
from pathlib import PurePath
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from minutes.model import Meeting, Part, Turn

_PLAIN = frozenset({str, int, float, bool, type(None)})
_TEXT = [f.name for f in fields(Turn)].index("text")


def freeze(value: Any) -> Any:
    """A frozen value as plain lists and dicts: a dataclass becomes the list of its fields, in order."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple or kind is list:
        return [v if type(v) in _PLAIN else freeze(v) for v in value]
    if isinstance(value, Mapping):
        return {k: freeze(v) for k, v in value.items()}
    return [v if type(v) in _PLAIN else freeze(v) for v in _values(cast("Any", kind))(value)]


@cache
def _values(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    """A function that gives the fields of a value of this type."""
    names = _names(kind)
    one = attrgetter(*names)
    return one if len(names) > 1 else lambda value: (one(value),)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


@cache
def _maker(kind: Any) -> Callable[[Iterable[Any]], Iterable[Any]]:
    """A function that makes values of this type from what `freeze` gave of each: field by field, for there are thousands of them."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType) and not _PLAIN.issuperset(inner):
        one = next(k for k in inner if k is not type(None))
        return lambda values: [None if v is None else thaw(one, v) for v in values]
    if origin is tuple:
        each = _maker(inner[0])
        return lambda values: [tuple(each(v)) for v in values]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        each = _maker(inner[1])
        return lambda values: [dict(zip(v, each(v.values()), strict=True)) for v in values]
    if _of_plain(kind):
        size = len(_names(cast("Any", kind)))
        return lambda values: starmap(kind, values if len(next(iter(values), ())) <= size else [v[:size] for v in values])
    if is_dataclass(kind):
        parts, make = [_maker(hint) for hint in _hints(cast("Any", kind)).values()], cast("Callable[..., Any]", kind)
        return lambda values: map(make, *(part(column) for part, column in zip(parts, zip(*values, strict=True), strict=False))) if values else ()
    return lambda values: values


def thaw(kind: type, value: Any) -> Any:
    """The value of this type that was frozen; fields that it did not yet have take their defaults, those that this type does not know are left out."""
    return next(iter(_maker(kind)([value])))


def pack(meeting: Meeting) -> bytes:
    """A meeting without its long texts and without its place: what depends on the bytes of the file alone."""
    made = {name: getattr(meeting, name) for name in _names(Meeting) if name not in ("id", "source", "turns")}
    turns = [repeat("") if name == "text" else column for name, column in zip(_names(Turn), _fields(Turn, meeting.turns), strict=True)]
    made |= {"source": replace(meeting.source, path="", text="", sha256=""), "turns": list(zip(*turns, strict=False)), "parts": list(_many(Part, meeting.parts))}
    return json.dumps(made, default=_plain, ensure_ascii=False, check_circular=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _many(kind: Any, values: Iterable[Any]) -> Iterable[Any]:
    """What `freeze` gives for values of this type, of which there are thousands."""
    if kind in _PLAIN:
        return values
    if one := _of_plain(kind):
        return map(one, values)
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        one = _of_plain(inner)
        return values if inner in _PLAIN else [list(map(one, value)) if one else freeze(value) for value in values]
    return zip(*_fields(kind, list(values)), strict=True) if is_dataclass(kind) else map(freeze, values)


def _fields(kind: Any, values: Sequence[Any]) -> list[Iterable[Any]]:
    """Values of a dataclass field by field, each frozen."""
    return [_many(_hints(kind)[name], map(attrgetter(name), values)) for name in _names(kind)]


@cache
def _of_plain(kind: Any) -> Callable[[Any], tuple[Any, ...]] | None:
    """A function that gives the fields of a value of this type, if all of them are plain."""
    return _values(cast("Any", kind)) if is_dataclass(kind) and _PLAIN.issuperset(_hints(cast("Any", kind)).values()) else None


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """The type of each field; of one that may be None, of plain values, it is that of the values."""
    hints = get_type_hints(kind)
    return {name: str if _PLAIN.issuperset(get_args(hints[name]) or [hints[name]]) else hints[name] for name in _names(kind)}


def _plain(value: Any) -> Any:
    """`freeze`, one step of it: the rest is asked for when it is written."""
    return dict(value) if isinstance(value, Mapping) else _values(cast("Any", type(value)))(value)


def unpack(packed: bytes, sha256: str, text: str, said: list[str], path: str) -> Meeting:
    """The meeting of `pack`, with the digest and the text of its file, the texts of its turns, and the path under which the file lies now."""
    found = json.loads(packed.decode("utf-8", "surrogatepass"))
    for turn, words in zip(found["turns"], said, strict=True):
        turn[_TEXT] = words
    hints = _hints(Meeting)
    made = {name: thaw(hints[name], value) for name, value in found.items() if name in hints}
    made["source"] = replace(made["source"], path=path, text=text, sha256=sha256)
    return Meeting(id=meeting_id(path, sha256), **made)


def meeting_id(path: str, sha256: str) -> str:
    """The id that `parse` gives to the meeting of a file: its stem and the first eight digits of its digest."""
    return f"{PurePath(path).stem or 'text'}-{sha256[:8]}"
