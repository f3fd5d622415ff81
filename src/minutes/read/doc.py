"""Old binary Word files by way of a converter on the PATH, where there is one."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from minutes.read.extract import Extract
from minutes.read.limits import LIMITS, Limits
from minutes.read.reasons import Refusal

# Each reads the file from its standard input and prints UTF-8; run without a shell.
_CONVERTERS = (("catdoc", ("-w", "-d", "utf-8")), ("antiword", ("-w", "0", "-m", "UTF-8.txt", "-")))
# What LibreOffice must not do with a foreign file: run macros, fetch what it links to.
_CLOSED = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""
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
    if not texts and (office := shutil.which("soffice")):
        return _through_word(office, data, limits)
    if not texts:
        raise Refusal("unsupported_format", _ADVICE)
    best = max(texts, key=_japanese)  # each of them loses words of some files: the one with more of them is right
    if not best.strip():
        raise Refusal("parse_error", _ADVICE)
    return Extract(best, "doc", "utf-8", flags=_coverage(best, data))


def _through_word(program: str, data: bytes, limits: Limits) -> Extract:
    """The text by way of a .docx that LibreOffice makes in a folder of its own; it starts in seconds, the others in milliseconds."""
    from minutes.read.containers import open_package
    from minutes.read.docx import read_docx

    with tempfile.TemporaryDirectory(prefix="minutes-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        (folder / "a.doc").write_bytes(data)
        (folder / "home" / "user").mkdir(parents=True)
        (folder / "home" / "user" / "registrymodifications.xcu").write_text(_CLOSED, encoding="utf-8")
        home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
        _run([program, home, "--headless", "--norestore", "--convert-to", "docx", "--outdir", place, str(folder / "a.doc")], limits)
        made = folder / "a.docx"
        if not made.is_file() or not 0 < made.stat().st_size <= limits.file:
            raise Refusal("parse_error", _ADVICE)
        found = read_docx(open_package(made.read_bytes(), limits))
    return replace(found, format="doc", flags=(*found.flags, *(flag for flag in _coverage(found.text, data) if flag not in found.flags)))


def _run(command: list[str], limits: Limits) -> None:
    """Run a program that starts others, and end them all when the time is over: a little before the clock of this process strikes."""
    away = {**os.environ, **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")}
    done = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, env=away)  # noqa: S603  # a fixed list, no shell
    try:
        done.wait(timeout=0.8 * limits.wall)
    except subprocess.TimeoutExpired:
        raise Refusal("timeout", f"soffice > {0.8 * limits.wall:g} s", limit="wall") from None
    finally:
        with contextlib.suppress(OSError):
            os.killpg(done.pid, signal.SIGKILL) if hasattr(os, "killpg") else done.kill()
        done.wait()


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
