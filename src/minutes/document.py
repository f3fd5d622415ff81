"""Places in a text, and what a document without speech is made of: sections, tables, terms."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """A half-open range of `str` indexes into the text of one source."""

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        _set_start(self, start)  # there are more of these than of all other values: so it takes two thirds of the time
        _set_end(self, end)

    def of(self, text: str) -> str:
        """The characters that were printed there."""
        return text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start


_set_start, _set_end = (Span.__dict__[name].__set__ for name in ("start", "end"))


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the outline of a document; `level` counts from 1."""

    n: int
    level: int
    number: str | None
    title: str
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a document: rows of cells, each the span of what is printed (empty where nothing is); `header`: the first row names the columns."""

    n: int
    span: Span
    rows: tuple[tuple[Span, ...], ...] = field(repr=False)
    header: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a glossary (用語集) as printed; the span runs from the term to the end of its explanation."""

    term: str
    explanation: str = field(repr=False)
    span: Span
