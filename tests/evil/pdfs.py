"""PDFs built by hand: a good one, and ones that hang, explode or lie."""

import zlib
from collections.abc import Sequence

TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end end"
)


def pdf(objects: Sequence[bytes], *, trailer: bytes = b"") -> bytes:
    """A file with the given objects, numbered from 1; the first is the catalog."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for n, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    xref = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, xref)
    return bytes(out)


def stream(data: bytes, extra: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


def pages(texts: Sequence[Sequence[str]], *, extra: Sequence[bytes] = (), trailer: bytes = b"") -> bytes:
    """A good PDF: one page for each list of lines; the characters are given by a ToUnicode table."""
    return _set([_shown(lines) for lines in texts], extra=extra, trailer=trailer)


def placed(texts: Sequence[Sequence[tuple[float, float, str]]]) -> bytes:
    """A PDF with each piece of text at its own place: x and y in points from the lower left corner."""
    return _set(
        [b"BT /F 10 Tf\n" + b"".join(b"1 0 0 1 %.1f %.1f Tm <%s> Tj\n" % (x, y, words.encode("utf-16-be").hex().encode()) for x, y, words in page) + b"ET" for page in texts]
    )


def _set(texts: Sequence[bytes], *, extra: Sequence[bytes] = (), trailer: bytes = b"") -> bytes:
    kids = b" ".join(b"%d 0 R" % (6 + 2 * i) for i in range(len(texts)))
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
    child = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 >>"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(texts), kids), font, child, stream(TO_UNICODE)]
    for i, content in enumerate(texts):
        objects += [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F 3 0 R >> >> >>" % (7 + 2 * i), stream(content)]
    return pdf([*objects, *extra], trailer=trailer)


def _shown(lines: Sequence[str]) -> bytes:
    rows = b"".join(b"<%s> Tj 0 -16 Td\n" % line.encode("utf-16-be").hex().encode() for line in lines)
    return b"BT /F 10 Tf 40 800 Td\n" + rows + b"ET"


def _one_page(content: bytes, resources: bytes, extra: Sequence[bytes] = ()) -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << %s >> >>" % resources
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>", page, content, *extra])


def circular() -> bytes:
    """A form that draws itself."""
    form = stream(b"/X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>")
    return _one_page(stream(b"/X Do"), b"/XObject << /X 5 0 R >>", [form])


def circular_pages() -> bytes:
    """A page tree that contains itself."""
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 2 /Kids [2 0 R 2 0 R] >>"])


def doubling_forms(levels: int = 22) -> bytes:
    """Forms that each draw the next one twice: 2^22 drawings from 4 KB."""
    forms = []
    for level in range(levels):
        inner = b"/XObject << /X %d 0 R >>" % (6 + level) if level < levels - 1 else b"/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
        content = b"/X Do /X Do" if level < levels - 1 else b"BT /F 9 Tf (a) Tj ET"
        forms.append(stream(content, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << %s >>" % inner))
    return _one_page(stream(b"/X Do"), b"/XObject << /X 5 0 R >>", forms)


def deflate_bomb(megabytes: int = 1024, *, layers: int = 2) -> bytes:
    """A page whose content unpacks to a gigabyte of spaces."""
    data = _squeezed(b" " * (1 << 20), megabytes)
    for _ in range(layers - 1):
        data = zlib.compress(data, 9)
    return _one_page(stream(data, b"/Filter [%s]" % b" ".join([b"/FlateDecode"] * layers)), b"")


def _squeezed(block: bytes, times: int) -> bytes:
    """`block` repeated and deflated, without packing each copy again."""
    packer = zlib.compressobj(9)
    head = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    unpacked_end = zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    return head + again * (times - 1) + unpacked_end + b"\0\0\0\0"  # the check sum is wrong: readers look at it last


def many_glyphs(count: int = 60_000) -> bytes:
    """One page with 60,000 separately placed characters on one line."""
    rows = b"".join(b"1 0 0 1 %d 700 Tm (a) Tj\n" % (i % 500) for i in range(count))
    return _one_page(stream(zlib.compress(b"BT /F 1 Tf\n" + rows + b"ET"), b"/Filter /FlateDecode"), b"/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>")


def scanned(count: int = 3) -> bytes:
    """Pages that hold a picture and no character."""
    image = stream(zlib.compress(bytes(10_000)), b"/Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, b" ".join(b"%d 0 R" % (5 + i) for i in range(count))),
        image,
        stream(b"q 500 0 0 700 40 40 cm /I Do Q"),
    ]
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /I 3 0 R >> >> >>"
    return pdf([*objects, *[page] * count])


def encrypted() -> bytes:
    """A PDF that asks for a password."""
    key = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00> <00>]" % (b"11" * 32, b"22" * 32)
    return pages([["秘密の会議"]], trailer=key)


def deep_arrays(depth: int = 200_000) -> bytes:
    """A catalog with arrays nested beyond any stack."""
    return pdf([b"<< /Type /Catalog /Pages 2 0 R /X " + b"[" * depth + b"]" * depth + b" >>", b"<< /Type /Pages /Count 0 /Kids [] >>"])
