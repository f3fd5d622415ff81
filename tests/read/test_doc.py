"""Old Word files go through a converter where there is one, and say what to do where there is none."""

import sys
from pathlib import Path

import pytest

from minutes.errors import SourceError
from minutes.read import guard
from minutes.read.files import read_source

WORDS = "○会長　それでは、ただいまから会議をはじめます。おてもとのしりょうをごらんください。"
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
