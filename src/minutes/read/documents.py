"""Bytes of any format to an `Extract`; runs inside a worker, because the libraries it calls can hang or crash."""

from collections.abc import Callable
from dataclasses import replace

from minutes.read.containers import Package, documents, open_package, unsafe
from minutes.read.encoding import Decoded, decode
from minutes.read.extract import Extract
from minutes.read.limits import LIMITS, Limits
from minutes.read.mojibake import mojibake
from minutes.read.reasons import Refusal
from minutes.read.sniff import mismatch, sniff, sniff_text
from minutes.text.patterns import CONTROL, GAIJI, ORDINARY

_HEAD = 8_192
_HIGH = bytes(range(0x80, 0x100))
_OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "PowerPoint", "content.xml": "OpenDocument", "Index/Document.iwa": "iWork"}
_CONTAINERS = (".zip", ".json", ".xml")

Tick = Callable[[], None]


def kind_of(data: bytes) -> str:
    """The format of a file by its bytes: pdf, zip, ole, empty, image …, html, xml, json, csv or text."""
    kind = sniff(data)
    if kind != "text" or not _may_be_marked(data):
        return kind
    head = data if len(data) <= _HEAD else data[:_HEAD].rstrip(_HIGH) or data[:_HEAD]  # not through the middle of a character
    return sniff_text(decode(head).text)


def _may_be_marked(data: bytes) -> bool:
    """Whether the first byte can open HTML, XML or JSON, or the first line be the head of a table: else it is plain text."""
    start = data[:256].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
    return start[:1] in {b"<", b"{", b"["} or b"," in data[:2_000].lstrip(b"\r\n").partition(b"\n")[0]


def read_document(data: bytes, *, name: str, member: tuple[str, ...] = (), limits: Limits = LIMITS, tick: Tick = lambda: None, kind: str = "") -> Extract:
    """The text of the document in `data`, or of one member of it when it is a zip or a feed of several meetings.

    Refusal when it cannot be read; a container with several documents is refused with the way to name one.
    """
    kind = kind or kind_of(data)
    if promised := mismatch(name, kind):
        raise Refusal("format_mismatch", f"{promised} → {kind}")
    if kind == "zip":
        return _read_zip(data, name, member, limits, tick)
    if kind in {"json", "xml"}:
        return _read_feed(data, kind, member, limits)
    if member:
        raise Refusal("io_error", f"「{member[0]}」はない / no member {member[0]!r}")
    extract = _READERS.get(kind, _unsupported(kind))(data, limits, tick)
    return checked(extract, limits)


def _read_text(data: bytes, limits: Limits, _: Tick) -> Extract:
    return text_extract(decode(data), limits)


def text_extract(decoded: Decoded, limits: Limits = LIMITS) -> Extract:
    """Plain text as it stands."""
    return checked(Extract(decoded.text, "text", decoded.encoding, decoded.confidence), limits)


def _read_csv(data: bytes, limits: Limits, _: Tick) -> Extract:
    from minutes.read.tables import read_csv

    decoded = decode(data)
    text_extract(decoded, limits)
    return replace(read_csv(decoded.text), encoding=decoded.encoding, confidence=decoded.confidence)


def _read_html(data: bytes, limits: Limits, _: Tick) -> Extract:
    from minutes.read.html import read_html

    return read_html(data, limits)


def _read_pdf(data: bytes, limits: Limits, tick: Tick) -> Extract:
    from minutes.read.pdf import read_pdf

    return read_pdf(data, limits, tick=tick)


def _read_doc(data: bytes, limits: Limits, _: Tick) -> Extract:
    from minutes.read.doc import read_doc

    return read_doc(data, limits)


def _unsupported(kind: str) -> Callable[[bytes, Limits, Tick], Extract]:
    def refuse(_: bytes, __: Limits, ___: Tick) -> Extract:
        if kind == "empty":
            raise Refusal("truncated", "0 bytes")
        raise Refusal("needs_ocr") if kind in {"image", "bitmap"} else Refusal("unsupported_format", kind)

    return refuse


_READERS: dict[str, Callable[[bytes, Limits, Tick], Extract]] = {"text": _read_text, "csv": _read_csv, "html": _read_html, "pdf": _read_pdf, "ole": _read_doc}


def _read_zip(data: bytes, name: str, member: tuple[str, ...], limits: Limits, tick: Tick) -> Extract:
    package = open_package(data, limits)
    office = _office(package)
    if office == "docx":
        from minutes.read.docx import read_docx

        return checked(read_docx(package), limits)
    if office == "xlsx":
        from minutes.read.sheets import read_xlsx

        return checked(read_xlsx(package), limits)
    if office:
        raise Refusal("unsupported_format", office)
    if promised := {".docx", ".xlsx"} & {name[-5:].lower()}:
        raise Refusal("format_mismatch", f"{promised.pop()[1:]} → zip")
    if limits.nesting < 1:
        raise Refusal("nesting", "zip", limit="nesting")
    inner, *rest = member or (_only(documents(package)),)
    return read_document(_member(package, inner), name=inner, member=tuple(rest), limits=replace(limits, nesting=limits.nesting - 1), tick=tick)


def _office(package: Package) -> str | None:
    if "[Content_Types].xml" not in package.names and "mimetype" not in package.names:
        return None
    return next((kind for start, kind in _OFFICE.items() if any(n.startswith(start) for n in package.names)), None)


def _member(package: Package, name: str) -> bytes:
    if name not in package.names:
        raise Refusal("io_error", f"「{name}」はない / no member {name!r}")
    if unsafe(name, package.names[name]):
        raise Refusal("path_unsafe", name[:80])
    return package.read(name)


def _only(names: list[str]) -> str:
    """The one document inside; a container with several is read member by member."""
    if len(names) == 1:
        return names[0]
    if not names:
        raise Refusal("truncated", "中にファイルがない / no files inside")
    raise Refusal("too_many_members", f"{len(names)}件。「…!/{names[0]}」のように1件ずつ指定 / {len(names)} documents: name one as …!/{names[0]}")


def _read_feed(data: bytes, kind: str, member: tuple[str, ...], limits: Limits) -> Extract:
    decoded, meetings = _meetings(data, kind, limits)
    chosen = member[0] if member else _only(sorted(meetings))
    if chosen not in meetings:
        raise Refusal("io_error", f"「{chosen}」はない / no member {chosen!r}")
    found = meetings[chosen]
    text = found.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # "\ud800" in JSON is no character
    if len(text) != len(found.text):
        raise Refusal("parse_error", "JSON: surrogates")
    return checked(replace(found, text=text, encoding=decoded.encoding, confidence=decoded.confidence, replaced=text.count("\ufffd")), limits)


def _meetings(data: bytes, kind: str, limits: Limits) -> tuple[Decoded, dict[str, Extract]]:
    from minutes.read.feeds import read_json, read_xml

    decoded = decode(data)
    return decoded, (read_json if kind == "json" else read_xml)(decoded.text, limits)


def list_members(data: bytes, *, name: str, limits: Limits = LIMITS) -> list[str]:
    """The members of a container, as they are written behind !/; an empty list for a single document.

    A zip inside a zip and a feed inside a zip are opened too; a member that cannot be opened is listed all the
    same, so that reading it says why.
    """
    kind = kind_of(data)
    if kind in {"json", "xml"}:
        found = sorted(_meetings(data, kind, limits)[1])
        return found if len(found) > 1 else []
    if kind != "zip" or _office(package := open_package(data, limits)) or name[-5:].lower() in {".docx", ".xlsx"}:
        return []
    if limits.nesting < 1:
        raise Refusal("nesting", "zip", limit="nesting")
    return [f"{inner}!/{below}" if below else inner for inner in documents(package) for below in _below(package, inner, limits)]


def _below(package: Package, name: str, limits: Limits) -> list[str]:
    if not name.lower().endswith(_CONTAINERS):
        return [""]
    try:
        return list_members(_member(package, name), name=name, limits=replace(limits, nesting=limits.nesting - 1)) or [""]
    except Refusal:
        return [""]


def checked(extract: Extract, limits: Limits) -> Extract:
    """The extract when its characters are those of a text; Refusal when there are none, too many, or they are garbled."""
    text = extract.text
    if not text.strip(" \t\r\n\f\0\u3000\ufeff"):
        raise Refusal("unsupported_format", "NUL bytes") if "\0" in text else Refusal("truncated", "文字がない / no characters")
    if len(text) > limits.text:
        raise Refusal("too_large", f"{len(text):,} > {limits.text:,} characters", limit="text", value=len(text))
    rubbish, gaiji = (0, 0) if ORDINARY.fullmatch(text) else (len(CONTROL.findall(text)), len(GAIJI.findall(text)))
    if rubbish * 100 > len(text):
        raise Refusal("unsupported_format", f"バイナリ / binary, {rubbish:,} control characters")
    extract = replace(extract, replaced=text.count("\ufffd"), gaiji=gaiji)
    if extract.confidence + extract.replaced / len(text) < 0.3:
        raise Refusal("encoding_uncertain", f"{extract.encoding}? confidence {extract.confidence:.2f}")
    lost = extract.replaced + extract.gaiji
    if lost * 100 > len(text):
        raise Refusal("mojibake", f"{lost:,} of {len(text):,} characters")
    if garbled := mojibake(text):
        raise Refusal("mojibake", garbled)
    cut = text.endswith("\ufffd")  # the last character is half there
    seen = {"truncated": cut, "mojibake": extract.replaced > cut, "gaiji": extract.gaiji * 1000 > len(text)}
    return replace(extract, flags=(*extract.flags, *(flag for flag, there in seen.items() if there and flag not in extract.flags)))
