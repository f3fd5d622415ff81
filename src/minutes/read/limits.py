"""How much one file may cost before it is given up: one frozen value, every field settable."""

from dataclasses import dataclass


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
    recycle: int = 200
    recycle_memory: float = 0.7


LIMITS = Limits()
