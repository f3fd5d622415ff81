"""Names, cells and numbers that once hurt: each was a known failure."""

import csv
import io
import os
import sys
from pathlib import Path

import pytest

from minutes.cli.main import main

RECORD = "霞野市第1回試験会議 会議録\n\n○会長　始めます。\n○課長　説明します。\n○塙委員　費用は。\n○課長　百万円です。\n"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are not free bytes there")
@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_names_that_are_no_utf8(form: str, tmp_path: Path) -> None:
    """A file name in CP932 bytes (unpacked from an old zip) costs nothing: its record comes out, and so do the others."""
    for name in ("会議.txt".encode("cp932"), b"z.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(RECORD + name.hex(), encoding="utf-8")
    assert main(["parse", str(tmp_path), "--format", form, "-o", str(tmp_path / "out")]) == 0


def test_a_usage_error_leaves_the_output_as_it_was(tmp_path: Path) -> None:
    """A mistyped --layout does not empty last week's result."""
    (tmp_path / "a.txt").write_text(RECORD, encoding="utf-8")
    (tmp_path / "out.jsonl").write_text("earlier\n", encoding="utf-8")
    assert main(["parse", str(tmp_path / "a.txt"), "--layout", "ない.toml", "-o", str(tmp_path / "out.jsonl")]) == 2
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "earlier\n"


@pytest.mark.parametrize(("name", "title"), [("=1+1.txt", "霞野市第1回試験会議 会議録"), ("a.txt", "会議名：=A1協議会")])
def test_no_cell_is_a_formula(name: str, title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The path, the municipality and the body are cells too."""
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(f"{title}\n{RECORD}", encoding="utf-8")
    main(["parse", name, "--format", "csv", "-o", "out.csv"])
    rows = list(csv.reader(io.StringIO(Path("out.csv").read_text(encoding="utf-8-sig"), newline="")))
    assert [cell for row in rows for cell in row if cell[:1] in tuple("=+@")] == []


@pytest.mark.parametrize("workers", ["0", "-1"])
def test_workers_are_one_or_more(workers: str, tmp_path: Path) -> None:
    """No process at all cannot read anything: wrong usage."""
    (tmp_path / "a.txt").write_text(RECORD, encoding="utf-8")
    try:
        code: object = main(["parse", str(tmp_path / "a.txt"), "--workers", workers, "-o", str(tmp_path / "out")])
    except SystemExit as stop:
        code = stop.code
    assert code == 2


@pytest.mark.parametrize(
    ("words", "step"),
    [
        (("parse", "{}/empty"), "確かめ"),  # 当てはまるファイルがありません, and then?
        (("parse", "{}/a.txt", "-o", "{}/ない/x.jsonl"), "確かめ"),  # No such file or directory, in English only
    ],
)
def test_every_message_says_what_to_do(words: tuple[str, ...], step: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty folder and an output folder that is not there are said with what to do about it, in both languages."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.txt").write_text(RECORD, encoding="utf-8")
    main([w.format(tmp_path) for w in words])
    assert step in capsys.readouterr().err
