"""PDF as text, page by page: printed lines are joined to paragraphs, running heads stay in the text and are told apart."""

from collections.abc import Callable, Iterator
from typing import Any

from minutes.model import Span
from minutes.read import facing, printed, upright
from minutes.read.cells import Cells, Line
from minutes.read.extract import Extract
from minutes.read.furniture import furniture, set_apart
from minutes.read.glyphs import Glyphs, visible
from minutes.read.html import coverage_flags
from minutes.read.limits import LIMITS, Limits
from minutes.read.reasons import Refusal
from minutes.read.reflow import reflow

_EMPTY_PAGE = 10
_HELD, _DRAWN = 4, 5_000  # pages, and objects on one of them


def read_pdf(data: bytes, limits: Limits = LIMITS, *, tick: Callable[[], None] = lambda: None) -> Extract:
    """The text of every page and the offset at which each page starts; `tick` is called before each page.

    Running heads, feet and page numbers are set apart by blank lines and named in `furniture`: they stay in the text,
    and nobody reads them as words. Refusal: encrypted, truncated, parse_error, needs_ocr when the pages are pictures.
    """
    document = _open(data)
    pages: list[list[Line]] = []
    pictures = size = drawn = 0
    for page, lines, there in _read(document, tick):
        drawn += there
        letters = sum(len(line.text) for line in lines)
        pictures += letters < _EMPTY_PAGE and _has_picture(page)
        size += letters
        if size > limits.text:
            raise Refusal("too_large", f"> {limits.text:,} characters", limit="text")
        pages.append(lines)
    document.close()
    flags = _flags(size, len(pages), pictures, len(data))
    texts, starts, outside, at = [], [], [], 0
    for text, places in _composed(pages):
        texts.append(text)
        starts.append(at)
        outside += [Span(at + start, at + end) for start, end in places]
        at += len(text) + 1
    flags += coverage_flags(sum(map(visible, texts)), drawn)
    return Extract(text="\n".join(texts), format="pdf", encoding="pdf", pages=tuple(starts), flags=flags, furniture=tuple(outside))


def _open(data: bytes) -> Any:
    try:
        import pypdfium2
    except ImportError:
        raise Refusal("unsupported_format", "PDF: pip install pypdfium2") from None
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() and b"/Encrypt" in data:
            raise Refusal("encrypted") from None
        raise Refusal("parse_error" if _complete(data) else "truncated", str(error)) from None
    if not _complete(data):
        raise Refusal("truncated", "%%EOF")
    if not count:
        raise Refusal("parse_error", "0 pages")
    return document


def _complete(data: bytes) -> bool:
    """Whether the end of the file is there: a PDF that was cut off opens all the same, with pages missing."""
    return b"%%EOF" in data[-4096:] or b"%%EOF" in data[len(data) // 2 :]


def _read(document: Any, tick: Callable[[], None]) -> Iterator[tuple[Any, list[Line], int]]:
    """Each page, its lines in the order in which the file draws them, empty ones left out, and how many characters it draws.

    The number is the library's own count of characters that are not blank: what is not in the lines was lost on the way.
    A few small pages are opened together, and stay open while the next few are read: the library forgets a font with the
    last open page that has it.
    """
    from pypdfium2 import raw

    cells, count = Cells(), len(document)
    held: list[tuple[Any, Any]] = []
    before: list[Any] = []
    for i in range(count):
        tick()
        page = _page(document, i)
        held.append((page, page.get_textpage()))
        large = raw.FPDFPage_CountObjects(page.raw) > _DRAWN
        if not large and len(held) < _HELD and i + 1 < count:
            continue
        for opened, textpage in held:
            yield opened, *_lines(textpage, cells)
            textpage.close()
        after = [opened for opened, _ in held]
        for done in [*before, *after] if large else before:
            done.close()
        before, held = [] if large else after, []
    for done in before:
        done.close()


def _page(document: Any, i: int) -> Any:
    import pypdfium2

    try:
        return document[i]
    except pypdfium2.PdfiumError as error:
        raise Refusal("parse_error", f"{i + 1}ページ: {error} / page {i + 1}: {error}") from None


def _lines(textpage: Any, cells: Cells) -> tuple[list[Line], int]:
    glyphs = Glyphs(textpage)
    rows = list(_rows(glyphs.text))
    lines = (upright if upright.downward(rows, glyphs) else printed).lines(rows, glyphs, cells)
    return facing.unfolded([line for line in lines if line.text]), glyphs.drawn


def _rows(text: str) -> Iterator[printed.Row]:
    at = 0
    for row in text.split("\n"):
        yield row.rstrip("\r"), range(at, at + len(row))
        at += len(row) + 1


def _has_picture(page: Any) -> bool:
    from pypdfium2 import raw

    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2))


def _composed(pages: list[list[Line]]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The text of each page, and where its running heads, feet and page numbers stand in it."""
    outside = furniture(pages)
    bodies = reflow([[line for i, line in enumerate(page) if i not in out] for page, out in zip(pages, outside, strict=True)])
    for page, out, body in zip(pages, outside, bodies, strict=True):
        first = min((i for i in range(len(page)) if i not in out), default=len(page))
        heads, feet = ([page[i].text for i in sorted(out) if (i < first) is early] for early in (True, False))
        yield set_apart(body if out else _numbers_apart(body), heads, feet)


def _numbers_apart(text: str) -> str:
    lines = text.split("\n")
    if len(lines) > 1 and _is_number(lines[-1]):
        lines.insert(-1, "")
    if len(lines) > 1 and _is_number(lines[0]):
        lines.insert(1, "")
    if lines and _is_number(lines[-1]):
        lines.append("")
    return "\n".join(lines)


def _is_number(line: str) -> bool:
    bare = line.strip(" \u3000-－‐―−–")
    return 0 < len(bare) <= 3 and bare.isdecimal()


def _flags(letters: int, pages: int, pictures: int, size: int) -> tuple[str, ...]:
    if not letters:
        raise Refusal("needs_ocr") if pictures or size > 2_000 else Refusal("truncated", "文字がない / no characters")
    if pictures and letters < 40 * pages and pictures * 2 > pages:
        raise Refusal("needs_ocr", f"{pictures}/{pages}ページ / {pictures} of {pages} pages")
    return ("needs_ocr",) if pictures else ()
