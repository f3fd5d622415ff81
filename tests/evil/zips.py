"""Zips and Office files built by hand: good ones, and bombs, traps and lies."""

import io
import stat
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def zipped(members: Mapping[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with the given members, the same bytes every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def docx(body: str, parts: Mapping[str, str] | None = None, *, head: str = "") -> bytes:
    """A Word file whose body is the given XML (the prefix w is bound)."""
    document = f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document {W}><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": _TYPES, "word/document.xml": document, **(parts or {})})


def paragraphs(lines: Sequence[str]) -> str:
    """Lines as Word paragraphs."""
    return "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as a Word table; a line break in a cell starts a paragraph."""
    return "<w:tbl>" + "".join("<w:tr>" + "".join(f"<w:tc>{paragraphs(cell.split(chr(10)))}</w:tc>" for cell in row) + "</w:tr>" for row in rows) + "</w:tbl>"


def xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook with one sheet of shared strings."""
    words = sorted({cell for row in rows for cell in row})
    strings = "".join(f"<si><t>{escape(word)}</t></si>" for word in words)
    lines = "".join("<row>" + "".join(f'<c r="{chr(65 + i)}{n}" t="s"><v>{words.index(cell)}</v></c>' for i, cell in enumerate(row)) + "</row>" for n, row in enumerate(rows, 1))
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "xl/sharedStrings.xml": f"<sst {main}>{strings}</sst>",
            "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{lines}</sheetData></worksheet>",
        }
    )


def laughs() -> bytes:
    """Billion laughs: entities within entities."""
    entities = '<!ENTITY a "はは">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    return docx("<w:p><w:r><w:t>&i;</w:t></w:r></w:p>", head=f"<!DOCTYPE x [{entities}]>")


def outside(target: str) -> bytes:
    """An external entity: a file or an address."""
    return docx("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", head=f'<!DOCTYPE x [<!ENTITY x SYSTEM "{target}">]>')


def deep(depth: int = 5_000) -> bytes:
    """Nested tables far beyond what Word makes."""
    return docx("<w:sdt>" * depth + "</w:sdt>" * depth)


def big_document(megabytes: int = 400) -> bytes:
    """A small file whose document.xml is hundreds of megabytes of empty paragraphs."""
    return bomb("word/document.xml", b"<w:p/>" * 170_000, megabytes, first=f"<w:document {W}><w:body>".encode(), others={"[Content_Types].xml": _TYPES.encode()})


def bomb(
    name: str = "会議録.txt", block: bytes = bytes(1 << 20), times: int = 1024, *, first: bytes = b"", others: Mapping[str, bytes] | None = None, declared: int | None = None
) -> bytes:
    """A zip with one member that unpacks to `times` blocks (a gigabyte from one megabyte); `declared` is the size it claims."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = packer.compress(first + block) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    data = head + again * (times - 1) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    out = bytearray(zipped(others or {}))
    return _appended(bytes(out), name, data, declared if declared is not None else len(first) + len(block) * times)


def _appended(archive: bytes, name: str, packed: bytes, size: int) -> bytes:
    """`archive` with one more deflated member written by hand, so that its header may lie."""
    import struct

    end = archive.rindex(b"PK\x05\x06")
    count, directory_size, directory = struct.unpack_from("<HII", archive, end + 10)
    raw = name.encode()
    fields = (20, 0x800, 8, 0, 0x21, 0, len(packed), size, len(raw), 0)
    local = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", *fields) + raw + packed
    central = b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", 20, *fields, 0, 0, 0, 0, directory) + raw
    entries = archive[directory : directory + directory_size] + central
    return archive[:directory] + local + entries + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count + 1, count + 1, len(entries), directory + len(local), 0)


def nested(depth: int, inner: bytes = b"words") -> bytes:
    """A zip in a zip in a zip."""
    data = zipped({"a.txt": inner})
    for _ in range(depth - 1):
        data = zipped({"a.zip": data})
    return data


def crowded(count: int = 10_001) -> bytes:
    """A zip with more members than anyone needs."""
    return zipped({f"{n}.txt": b"" for n in range(count)})


def cp932_names(names: Sequence[str], text: str = "会議を開きます。") -> bytes:
    """A zip as Windows Explorer writes it: names in CP932 and no flag that says so."""
    placeholders = [f"name{n:04}".ljust(len(name.encode("cp932")), "x") for n, name in enumerate(names)]
    data = zipped({p: text.encode() for p in placeholders})
    for placeholder, name in zip(placeholders, names, strict=True):
        data = data.replace(placeholder.encode(), name.encode("cp932"))
    return data


def link(target: str = "/etc/passwd") -> bytes:
    """A zip whose only member is a symbolic link."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("会議録.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, target)
    return out.getvalue()


def locked() -> bytes:
    """A zip whose member says that it is encrypted."""
    data = bytearray(zipped({"a.txt": "会議録".encode()}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = data.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        data[at] |= 1
    return bytes(data)


def locked_docx() -> bytes:
    """The start of an Office file with a password: an OLE file with a stream of that name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)
