"""Old Word files go through a converter where there is one, and say what to do where there is none."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from minutes.errors import SourceError
from minutes.parse.meeting import read
from minutes.read import guard
from minutes.read.files import read_source
from minutes.read.limits import LIMITS

WORDS = "○会長　それでは、ただいまから会議をはじめます。おてもとのしりょうをごらんください。"
PATH = os.environ.get("PATH", "")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A file with the signature of Word 97-2003, its stream and its words in UTF-16."""
    path = tmp_path / "会議録.doc"
    path.write_bytes(OLE + "WordDocument".encode("utf-16-le") + bytes(100) + (WORDS * 5).encode("utf-16-le"))
    return path


def converter(folder: Path, prints: str, *, code: int = 0) -> None:
    """A program called catdoc that prints this."""
    program = folder / "catdoc"
    program.write_text(f"#!{sys.executable}\nimport sys\nsys.stdin.buffer.read()\nsys.stdout.buffer.write({prints!r}.encode())\nsys.exit({code})\n", encoding="utf-8")
    program.chmod(0o755)


@pytest.fixture(autouse=True)
def empty_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH on which only the tests' converter can be; workers are started anew with it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    guard._POOL.close()
    return folder


def test_without_a_converter_the_way_out_is_named(document: Path) -> None:
    """Save as .docx, or a command of LibreOffice, in both languages."""
    with pytest.raises(SourceError) as found:
        read_source(document)
    assert found.value.reason == "unsupported_format"
    assert all(words in str(found.value) for words in (".docx", "soffice --convert-to docx", "save as"))


def test_with_a_converter_the_words_come_out(document: Path, empty_path: Path) -> None:
    """Its text is the text, and the format is doc."""
    converter(empty_path, WORDS * 5)
    source = read_source(document)
    assert (source.format, source.text.strip()) == ("doc", WORDS * 5)


@pytest.mark.parametrize(("prints", "code", "reason"), [(WORDS, 0, "low_coverage"), ("", 0, "parse_error"), (WORDS, 1, "parse_error")])
def test_a_converter_that_loses_words_is_noticed(document: Path, empty_path: Path, prints: str, code: int, reason: str) -> None:
    """A fifth of the words, none, or an error: refused, because the file holds more."""
    converter(empty_path, prints, code=code)
    with pytest.raises(SourceError) as found:
        read_source(document)
    assert found.value.reason == reason


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A .doc that LibreOffice has made: six speeches and a table."""
    monkeypatch.setenv("PATH", PATH)
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed: it makes the .doc of this test and reads it")
    talk = "".join(f"<p>○会長（山田太郎君）　{n}番の件に入ります。</p><p>○事務局　費用は{n}万円でございます。</p>" for n in range(1, 4))
    page = tmp_path / "会議録.html"
    page.write_text(f'<html><head><meta charset="utf-8"></head><body><p>令和６年度第１回青嶺市環境審議会会議録</p>{talk}</body></html>', encoding="utf-8")
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [office, home, "--headless", "--convert-to", "doc:MS Word 97", "--outdir", str(tmp_path), str(page)]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    made = page.with_suffix(".doc")
    if not made.exists():
        pytest.skip("LibreOffice did not make a .doc of the page")
    return made


def test_a_real_word_file_is_read_by_libreoffice(real: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its turns are those that were typed, and nothing of it stays behind: no folder, no program."""
    inside = tmp_path / "tmp"
    inside.mkdir()
    monkeypatch.setenv("TMPDIR", str(inside))
    monkeypatch.setattr(tempfile, "tempdir", None)
    meeting = read(real)
    assert meeting.source.format == "doc"
    assert [turn.text.strip() for turn in meeting.turns][:2] == ["1番の件に入ります。", "費用は1万円でございます。"]
    assert len(meeting.turns) == 6
    assert list(inside.iterdir()) == []


def test_a_converter_that_takes_too_long_is_ended(document: Path, empty_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program called soffice that starts another and sleeps: timeout, and neither of them is left."""
    inside, mark = tmp_path / "tmp", tmp_path / "mark"
    inside.mkdir()
    monkeypatch.setenv("TMPDIR", str(inside))
    program = empty_path / "soffice"
    child = f"import os, pathlib, time; pathlib.Path({str(mark)!r}).write_text(str(os.getpid())); time.sleep(60)"
    program.write_text(f"#!{sys.executable}\nimport subprocess, sys\nsubprocess.run([sys.executable, '-c', {child!r}])\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(SourceError) as found:
        read_source(document, limits=replace(LIMITS, wall=3.0))
    assert found.value.reason == "timeout"
    assert list(inside.iterdir()) == []
    assert not _runs(int(mark.read_text(encoding="utf-8")))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")  # ended, and nobody has asked how
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")
