"""How much one file may cost before it is given up: one frozen value, every field settable."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from minutes.errors import OptionError


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one file, all in the docs' table; `dataclasses.replace(LIMITS, wall=300)` changes one.

    `wall`, `page` and `cpu` are seconds (of the whole file, of one PDF page, of processor time); `memory` is
    what one worker process may take, in bytes; `file`, `member` and `container` are bytes of the file as it
    lies there, of one unpacked member of a zip, and of all of them; `ratio` is unpacked to packed, asked only
    above `ratio_from` bytes; `nesting` is zip in zip; `text` is characters; `depth` and `nodes` are those of an
    HTML, XML or JSON tree; `recycle` is after how many files, or at what share of `memory`, a worker is replaced.
    """

    wall: float = 60.0
    page: float = 10.0
    cpu: float = 120.0
    memory: int = 1 << 30
    file: int = 200_000_000
    member: int = 100_000_000
    container: int = 300_000_000
    ratio: int = 200
    ratio_from: int = 10_000_000
    nesting: int = 2
    members: int = 10_000
    text: int = 20_000_000
    depth: int = 500
    nodes: int = 2_000_000
    recycle: int = 1_000
    recycle_memory: float = 0.7


LIMITS = Limits()
UNITS = {
    **dict.fromkeys(("wall", "page", "cpu"), "s"),
    **dict.fromkeys(("memory", "file", "member", "container", "ratio_from"), "bytes"),
    **dict.fromkeys(("ratio", "recycle_memory"), ""),
    **dict.fromkeys(("nesting", "depth"), "levels"),
    "members": "files",
    "recycle": "files",
    "text": "characters",
    "nodes": "elements",
}
_SCALE = {"k": 10**3, "m": 10**6, "g": 10**9}


def stated(limits: Limits, name: str) -> str:
    """One limit as it is written on the command line: wall=60."""
    return f"{name}={getattr(limits, name):.15g}"


def parse_limits(given: Iterable[str], limits: Limits = LIMITS) -> Limits:
    """`limits` with what is given as wall=300 or memory=2G (k, M, G are thousands); OptionError for what cannot be understood."""
    changed: dict[str, Any] = dict(_parsed(part) for words in given for part in words.split(",") if part.strip())
    return replace(limits, **changed)


def _parsed(words: str) -> tuple[str, float]:
    name, _, value = (part.strip() for part in words.partition("="))
    kinds = {field.name: type(getattr(LIMITS, field.name)) for field in fields(Limits)}
    if name not in kinds:
        raise OptionError(f"--limit {words}: 上限の名前がありません / no such limit. {', '.join(kinds)}")
    scale = _SCALE.get(value[-1:].lower(), 1)
    try:
        number = float(value[:-1] if scale > 1 else value) * scale
    except ValueError:
        number = 0.0
    if not 0 < number < 10**15:
        raise OptionError(f"--limit {words}: 値が読めません。{name}={getattr(LIMITS, name):g} のように書いてください / cannot read the value: write it like {stated(LIMITS, name)}")
    return name, kinds[name](number)
