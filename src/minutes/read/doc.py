"""Old binary Word files by way of a converter on the PATH, where there is one."""

import shutil
import subprocess

from minutes.read.extract import Extract
from minutes.read.limits import LIMITS, Limits
from minutes.read.reasons import Refusal

# Each reads the file from its standard input and prints UTF-8; run without a shell.
_CONVERTERS = (("catdoc", ("-w", "-d", "utf-8")), ("antiword", ("-w", "0", "-m", "UTF-8.txt", "-")))
_STREAMS = {"WordDocument": "doc", "EncryptedPackage": "encrypted", "Workbook": "Excel (.xls)", "PowerPoint Document": "PowerPoint (.ppt)"}
_ADVICE = "Word 97-2003（.doc）: Wordで.docxに、または soffice --convert-to docx / Word 97-2003 (.doc): save as .docx, or soffice --convert-to docx"


def read_doc(data: bytes, limits: Limits = LIMITS) -> Extract:
    """The text of a .doc; Refusal encrypted, or unsupported_format with the way out when there is no converter."""
    kind = next((kind for stream, kind in _STREAMS.items() if stream.encode("utf-16-le") in data), "OLE")
    if kind == "encrypted":
        raise Refusal("encrypted")
    if kind != "doc":
        raise Refusal("unsupported_format", kind)
    texts = [_convert(path, arguments, data, limits) for program, arguments in _CONVERTERS if (path := shutil.which(program))]
    if not texts:
        raise Refusal("unsupported_format", _ADVICE)
    best = max(texts, key=_japanese)  # each of them loses words of some files: the one with more of them is right
    if not best.strip():
        raise Refusal("parse_error", _ADVICE)
    return Extract(best, "doc", "utf-8", flags=_coverage(best, data))


def _coverage(text: str, data: bytes) -> tuple[str, ...]:
    """Whether the kana that lie in the file in UTF-16 came out: a converter drops parts without a word."""
    stored = max(_kana(data[shift:].decode("utf-16-le", errors="replace")) for shift in (0, 1))
    found = _kana(text)
    if found < 0.6 * stored:
        raise Refusal("low_coverage", f"{found:,} of {stored:,} kana; {_ADVICE}")
    return ("low_coverage",) if found < 0.9 * stored else ()


def _kana(text: str) -> int:
    return sum("ぁ" <= c <= "ん" for c in text)


def _japanese(text: str) -> int:
    return sum("ぁ" <= c <= "ヿ" or "一" <= c <= "鿿" for c in text)


def _convert(program: str, arguments: tuple[str, ...], data: bytes, limits: Limits) -> str:
    try:
        done = subprocess.run([program, *arguments], input=data, capture_output=True, timeout=limits.wall, check=False)  # noqa: S603  # a fixed list, no shell
    except (OSError, subprocess.SubprocessError) as error:
        raise Refusal("timeout" if isinstance(error, subprocess.TimeoutExpired) else "parse_error", program) from None
    return done.stdout.decode("utf-8", errors="replace") if not done.returncode else ""
