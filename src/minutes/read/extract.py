"""What a reader takes out of one file: the text, its pages, and speeches that the publisher had separated."""

from dataclasses import dataclass, field

from minutes.model import Mark, Span


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of one document and how it was read.

    `format` is text, html, pdf, docx, xlsx, csv, doc, json, xml or tei; `pages` holds the offset at which each page
    starts; `feed` names the kind of feed that `marks` were taken from; `flags` are codes of things a careful
    reader should look at: low_coverage, needs_ocr (some pages), truncated, gaiji, mojibake; `furniture` is where running
    heads, feet and page numbers stand in the text.
    """

    text: str = field(repr=False)
    format: str
    encoding: str
    confidence: float = 1.0
    replaced: int = 0
    gaiji: int = 0
    pages: tuple[int, ...] = ()
    feed: str | None = None
    marks: tuple[Mark, ...] = field(default=(), repr=False)
    flags: tuple[str, ...] = ()
    furniture: tuple[Span, ...] = field(default=(), repr=False)
