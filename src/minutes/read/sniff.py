"""What a file is, told by its bytes; its name is only asked whether it promised something else."""

from pathlib import PurePosixPath

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"BM", "bitmap"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"-lh", "LHA"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"PAR1", "Parquet"),
)
_PROMISES = {".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx", ".doc": "ole", ".xls": "ole", ".zip": "zip"}
_HTML = ("<!doctype html", "<html", "<head", "<body", "<meta ", "<title", "<table", "<div", "<pre", "<p>", "<h1", "<font", "<br", "<frameset", "<script")
_XML = ("<?xml", "<data>", "<tei", "<meetingrecord", "<result")


def sniff(data: bytes) -> str:
    """The format by the first bytes: pdf, zip, ole, image …, empty, or text for whatever has no mark of its own."""
    if not data:
        return "empty"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    found = next((kind for magic, kind in _MAGIC if data.startswith(magic)), "text")
    if found in {"bitmap", "program"} and b"\0" not in data[:64]:  # a text may begin with BM or MZ
        return "text"
    return "LHA" if data[2:5] == b"-lh" and data[6:7] == b"-" else found


def sniff_text(text: str) -> str:
    """What a decoded text is written in: html, xml, json, csv or (Markdown included) text."""
    head = text[:4096].lstrip("\ufeff \t\r\n").lower()
    if head.startswith("<"):
        return _markup(head)
    if head[:1] in {"{", "["}:
        return "json" if _opens_json(head) else "text"
    return "csv" if is_speech_table(text) else "text"


def _markup(head: str) -> str:
    body = head
    while body.startswith(("<?", "<!--")):
        body = body.partition("?>" if body.startswith("<?") else "-->")[2].lstrip()
    if body.startswith(_HTML):
        return "html"
    if head.startswith(_XML) or body.startswith(_XML):
        return "html" if "<html" in head else "xml"
    return "text"


def _opens_json(head: str) -> bool:
    """Whether { or [ opens JSON; minutes open with [ too: [出席者]."""
    rest = head[1:].lstrip()
    return rest[:1] in ({'"', "}"} if head[0] == "{" else {"{", "["}) or head in {"[]", "{}"}


SPEAKERS = ("発言者", "話者", "氏名", "発言者名", "speaker", "name")
SPEECHES = ("発言内容", "発言", "内容", "本文", "要旨", "speech", "text", "utterance", "content")


def is_speech_table(text: str) -> bool:
    """Whether the first line is the head of a comma-separated table with a speaker column and a speech column."""
    first = text.lstrip("\ufeff\r\n \t").partition("\n")[0][:2000]
    cells = [cell.strip().strip('"').lower() for cell in first.split(",")]
    return len(cells) > 1 and any(c in SPEAKERS for c in cells) and any(c in SPEECHES for c in cells)


def mismatch(name: str, kind: str) -> str | None:
    """The format that the ending of `name` promises when the bytes are plainly another: a page saved as .pdf."""
    promised = _PROMISES.get(PurePosixPath(name.replace("\\", "/").lower()).suffix)
    return promised if promised and promised != kind and kind in {"html", "text", "xml", "json", "csv", "image"} else None
