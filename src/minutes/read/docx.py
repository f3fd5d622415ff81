"""Word documents as lines of text: tables as tab rows, list numbers printed, deleted text and ruby readings left out."""

from collections.abc import Callable
from dataclasses import dataclass, field

from minutes.read.containers import Package
from minutes.read.extract import Extract
from minutes.read.html import coverage_flags
from minutes.read.numbering import Numbering, read_lists, read_styles
from minutes.read.printer import Lines, Table
from minutes.read.reasons import Refusal
from minutes.read.xml import events

_SKIPPED = frozenset({"del", "moveFrom", "rt", "Fallback", "instrText", "delInstrText", "pPrChange", "rPrChange", "tblPrChange", "sectPrChange", "numberingChange"})
_PAGE = "\f"


def read_docx(package: Package) -> Extract:
    """The body of the document with footnotes at its end (※1 …), and the pages as Word last laid them out.

    Refusal: xml_forbidden, the zip limits, nesting, needs_ocr when it holds pictures only, low_coverage.
    """
    body = _Body(_numbering(package))
    for part in _parts(package):
        for kind, name, attributes in events(package.chunks(part), package.limits):
            body.take(kind, name, attributes)
    text = body.text()
    if not text.strip():
        pictures = any(name.startswith("word/media/") for name in package.names)
        raise Refusal("needs_ocr") if pictures else Refusal("truncated", "文字がない / no characters")
    flags = coverage_flags(len("".join(text.split())), body.seen)
    plain, pages = _pages(text)
    return Extract(text=plain, format="docx", encoding="utf-8", pages=pages, flags=flags)


def _parts(package: Package) -> list[str]:
    """The notes first, so that their words are known where they are called; then the body."""
    main = sorted(n for n in package.names if n.startswith("word/document") and n.endswith(".xml"))
    if not main:
        raise Refusal("parse_error", "word/document.xml")
    return [n for n in ("word/footnotes.xml", "word/endnotes.xml") if n in package.names] + main[:1]


def _numbering(package: Package) -> Numbering:
    lists = read_lists(events(package.chunks("word/numbering.xml"), package.limits)) if "word/numbering.xml" in package.names else {}
    styles = read_styles(events(package.chunks("word/styles.xml"), package.limits)) if lists and "word/styles.xml" in package.names else {}
    return Numbering(lists, styles)


def _pages(text: str) -> tuple[str, tuple[int, ...]]:
    """The text without its page marks, and the offsets at which they stood (empty when Word left none)."""
    pieces = text.split(_PAGE)
    starts, at = [0], 0
    for piece in pieces[:-1]:
        at += len(piece)
        starts.append(at)
    return "".join(pieces), tuple(starts) if len(pieces) > 1 else ()


@dataclass
class _Body:
    """Prints as the events come; `sinks` are the open containers, the page first, `floating` the text boxes of a paragraph."""

    numbering: Numbering
    sinks: list[Lines] = field(default_factory=lambda: [Lines()])
    tables: list[Table] = field(default_factory=list)
    floating: list[str] = field(default_factory=list)
    notes: dict[tuple[str, str], str] = field(default_factory=dict)
    called: list[str] = field(default_factory=list)
    open_note: tuple[str, str] | None = None
    skip: int = 0
    properties: int = 0
    typing: bool = False
    list_of: dict[str, str] = field(default_factory=dict)
    seen: int = 0

    def take(self, kind: str, name: str, attributes: dict[str, str]) -> None:
        """Handle one event."""
        if kind == "text":
            if self.typing and not self.skip:
                self._print(name.replace("\n", " ").replace("\r", "").replace("\t", " "))
            return
        tag = name.rpartition("}")[2]
        if self.skip or tag in _SKIPPED:
            self.skip += 1 if kind == "start" else -1
        elif kind == "start":
            self._start(tag, {key.rpartition("}")[2]: value for key, value in attributes.items()})
        else:
            self._end(tag)

    def _print(self, words: str, *, counted: bool = True) -> None:
        if self.list_of:
            label = self.numbering.label(self.list_of.get("numId"), int(level) if (level := self.list_of.get("ilvl", "")).isdecimal() else None, self.list_of.get("pStyle"))
            self.list_of = {}
            self.sinks[-1].line.append(label + "\u3000" if label and (label[-1].isalnum() or label[-1] in ".)）") else label)
        self.sinks[-1].line.append(words)
        self.seen += len("".join(words.split())) if counted else 0

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.properties:
            if tag in {"numId", "ilvl", "pStyle"}:
                self.list_of[tag] = attributes.get("val", "")
            self.properties += tag == "pPr"
        elif action := _STARTS.get(tag):
            action(self, attributes)
        elif tag in _PRINTED and self.sinks:
            self._print(_PRINTED[tag], counted=False)

    def open_paragraph(self, _: dict[str, str]) -> None:
        self.sinks[-1].block()
        self.list_of = {}

    def open_properties(self, _: dict[str, str]) -> None:
        self.properties = 1

    def start_typing(self, _: dict[str, str]) -> None:
        self.typing = True

    def print_tab(self, _: dict[str, str]) -> None:
        self._print("\u3000" if self.tables else "\t", counted=False)

    def line_break(self, attributes: dict[str, str]) -> None:
        if attributes.get("type") == "page":
            self.sinks[-1].line.append(_PAGE)
        self.sinks[-1].newline()

    def page_break(self, _: dict[str, str]) -> None:
        self.sinks[-1].line.append(_PAGE)

    def open_table(self, _: dict[str, str]) -> None:
        self.sinks[-1].block()
        if self.tables:
            self.tables[-1].nested = True
        self.tables.append(Table())

    def open_row(self, _: dict[str, str]) -> None:
        if self.tables:
            self.tables[-1].rows.append([])

    def open_sink(self, _: dict[str, str]) -> None:
        self.sinks.append(Lines())

    def begin_note(self, attributes: dict[str, str], kind: str) -> None:
        self.open_note = (kind, attributes.get("id", "")) if "type" not in attributes else None
        self.sinks.append(Lines())

    def call_note(self, attributes: dict[str, str], kind: str) -> None:
        if note := self.notes.get((kind, attributes.get("id", ""))):
            self.called.append(note)
            self._print(f"※{len(self.called)}", counted=False)

    def print_symbol(self, attributes: dict[str, str]) -> None:
        code = attributes.get("char", "")
        char = chr(int(code, 16)) if code.isalnum() and len(code) == 4 and all(c in "0123456789abcdefABCDEF" for c in code) else ""
        self._print("・" if not char or "\ud800" <= char <= "\uf8ff" else char, counted=False)

    def _end(self, tag: str) -> None:
        if self.properties:
            self.properties -= tag == "pPr"
        elif tag == "t":
            self.typing = False
        elif tag == "p":
            self._end_paragraph()
        elif tag in {"tc", "txbxContent", "footnote", "endnote"}:
            self._close(tag)
        elif tag == "tbl" and self.tables:
            self.sinks[-1].lines(self.tables.pop().text())

    def _end_paragraph(self) -> None:
        sink = self.sinks[-1]
        sink.newline()
        if self.floating and len(self.sinks) == 1 + len(self.tables):
            sink.done.extend(self.floating)
            self.floating.clear()

    def _close(self, tag: str) -> None:
        text = self.sinks.pop().text() if len(self.sinks) > 1 else ""
        if tag == "tc" and self.tables:
            if not self.tables[-1].rows:
                self.tables[-1].rows.append([])
            self.tables[-1].rows[-1].append(text)
        elif tag == "txbxContent":
            self.floating.append(text)
        elif self.open_note:
            self.notes[self.open_note] = text.strip()

    def text(self) -> str:
        """The whole text, the notes that were called at its end."""
        notes = [f"※{n} {words}" for n, words in enumerate(self.called, 1)]
        return "\n".join([self.sinks[0].text(), *self.floating, *([""] if notes else []), *notes])


_PRINTED = {"noBreakHyphen": "-", "ptab": "\u3000"}
_STARTS: dict[str, Callable[[_Body, dict[str, str]], None]] = {
    "p": _Body.open_paragraph,
    "pPr": _Body.open_properties,
    "t": _Body.start_typing,
    "tab": _Body.print_tab,
    "br": _Body.line_break,
    "cr": lambda body, _: body.line_break({}),
    "lastRenderedPageBreak": _Body.page_break,
    "tbl": _Body.open_table,
    "tr": _Body.open_row,
    "tc": _Body.open_sink,
    "txbxContent": _Body.open_sink,
    "footnote": lambda body, attributes: body.begin_note(attributes, "footnote"),
    "endnote": lambda body, attributes: body.begin_note(attributes, "endnote"),
    "footnoteReference": lambda body, attributes: body.call_note(attributes, "footnote"),
    "endnoteReference": lambda body, attributes: body.call_note(attributes, "endnote"),
    "sym": _Body.print_symbol,
}
