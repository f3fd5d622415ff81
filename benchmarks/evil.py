"""Files that give no meeting, each quickly refused, with the reasons that are right; those that cost time or memory are in guard.py."""

import random
from collections.abc import Callable

from tests.evil import pdfs, zips


def _noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)


Evil = tuple[str, Callable[[], bytes], frozenset[str]]

EVIL: tuple[Evil, ...] = (
    ("bomb.docx", zips.big_document, frozenset({"bomb_ratio"})),
    ("laughs.docx", zips.laughs, frozenset({"xml_forbidden"})),
    ("page.pdf", "<html><body>ページが見つかりません".encode, frozenset({"format_mismatch"})),
    ("cut.docx", lambda: zips.docx(zips.paragraphs(["会議録"]))[:200], frozenset({"truncated"})),
    ("locked.pdf", pdfs.encrypted, frozenset({"encrypted"})),
    ("locked.docx", zips.locked_docx, frozenset({"encrypted"})),
    ("empty.txt", lambda: b"", frozenset({"truncated"})),
    ("scan.pdf", pdfs.scanned, frozenset({"needs_ocr"})),
    ("noise.txt", lambda: _noise(20_000), frozenset({"unsupported_format", "encoding_uncertain", "format_mismatch", "mojibake"})),
    ("picture.txt", lambda: b"\x89PNG\r\n\x1a\n" + _noise(5_000), frozenset({"unsupported_format", "format_mismatch", "needs_ocr"})),
    ("nested.zip", lambda: zips.nested(5), frozenset({"nesting"})),
    ("link.zip", zips.link, frozenset({"path_unsafe"})),
)
