"""Runs over good and bad paths: what comes out, what is said about the rest, and the exit code."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from minutes.cli.main import main
from minutes.cli.parse import TURN_COLUMNS, excel_text

RECORD = "霞野市第1回試験会議 会議録\n日時 令和6年7月17日（水）午前10時～正午\n\n○会長　始めます。資料の説明をお願いします。\n○課長　説明します。マイナンバーカードの件です。\n○塙委員　費用はいくらですか。\n○課長　百万円です。\n"
BINARY = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
VERBS = ("parse", "tag", "compare", "layouts", "themes", "demo")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three records in two folders, and four files that are none."""
    root = tmp_path / "会議録"
    for name, data in {
        "甲市/第1回.txt": RECORD.encode(),
        "甲市/第2回.txt": RECORD.replace("第1回", "第2回").encode("cp932"),
        "乙市/第1回.txt": RECORD.replace("霞野市", "桐野市").encode("utf-16"),
        "乙市/空.txt": b"",
        "乙市/写真.jpg": BINARY,
        "乙市/壊れた.txt": bytes(range(256)) * 40,
        "乙市/一覧.zip": b"PK\x05\x06" + b"\0" * 18,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """(exit code, standard output, standard error) of one command in this process."""
    try:
        code = main([str(w) for w in words])
    except SystemExit as stop:
        code = int(stop.code or 0)
    shown = capsys.readouterr()
    return code, shown.out, shown.err


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("verb", VERBS)
def test_every_command_explains_itself(verb: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`minutes VERB --help` ends with 0, in the language asked for, and names its options and the exit codes."""
    code, shown, _ = run(capsys, verb, "--lang", lang, "--help")
    assert code == 0
    assert ("終了コード" if lang == "ja" else "exit codes") in shown
    assert verb in ("themes", "layouts", "demo") or "PATH" in shown


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_help_lists_every_command(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command stands in the help with a line about it."""
    code, shown, _ = run(capsys, "--lang", lang, "--help")
    assert code == 0
    assert all(any(line.split()[:1] == [verb] for line in shown.splitlines()) for verb in VERBS)


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "終了コード"),
        ({"LANG": "en_US.UTF-8"}, "exit codes"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "ja_JP.UTF-8"}, "終了コード"),  # LC_ALL goes before LANG
        ({"LANG": "C"}, "終了コード"),  # nothing said: Japanese
    ],
)
def test_the_language_follows_the_locale(environment: dict[str, str], word: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --lang the environment decides."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert word in run(capsys, "--help")[1]


def test_a_mixed_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of seven files three are records: they come out in order, the other four are listed with a reason, and the code is 3."""
    code, out, err = run(capsys, "parse", folder)
    meetings = [json.loads(line) for line in out.splitlines()]
    assert code == 3
    assert [Path(m["source"]["path"]).relative_to(folder).as_posix() for m in meetings] == ["乙市/第1回.txt", "甲市/第1回.txt", "甲市/第2回.txt"]
    assert [m["source"]["encoding"] for m in meetings] == ["utf-16-le", "utf-8", "cp932"]
    assert all(name in err for name in ("空.txt", "写真.jpg", "壊れた.txt", "一覧.zip"))
    assert "第1回.txt" not in err


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda d: d / "ない.txt", "not_found"),
        (lambda d: d / "*.txt", "not_found"),  # a glob that stands for nothing
        (lambda d: d, "not_found"),  # an empty folder
        (lambda d: (d / "空.txt", b""), "truncated"),
        (lambda d: (d / "写真.txt", BINARY), "needs_ocr"),
        (lambda d: (d / "空白.txt", b"\n \n\t"), "truncated"),
    ],
)
def test_a_path_that_gives_nothing(make: Callable[[Path], Path | tuple[Path, bytes]], reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The message names the path and the reason in both languages; nothing is written on standard output; the code is 3."""
    made = make(tmp_path)
    path = made if isinstance(made, Path) else made[0]
    if isinstance(made, tuple):
        path.write_bytes(made[1])
    code, out, err = run(capsys, "parse", path)
    assert (code, out) == (3, "")
    [line] = [line for line in err.splitlines() if line.startswith("  ")]
    assert f"{path} [{reason}]" in line
    assert " / " in line
    assert "Traceback" not in err


@pytest.mark.parametrize("verb", ["parse", "tag", "compare"])
def test_one_bad_file_costs_one_file(verb: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command that reads files goes on over a bad one and says so at the end."""
    code, out, err = run(capsys, verb, folder)
    assert code == 3
    assert "桐野市" in out or "乙市" in out
    assert "空.txt" in err


def test_failures_go_to_a_file(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--failures writes one row a file, with stage, reason and message, in a form that Excel opens."""
    run(capsys, "parse", folder, "--failures", tmp_path / "f.csv", "-o", tmp_path / "o.jsonl")
    data = (tmp_path / "f.csv").read_bytes()
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert data.startswith(b"\xef\xbb\xbf")
    assert sorted((Path(r["path"]).name, r["reason"]) for r in rows) == [
        ("一覧.zip", rows[0]["reason"]),
        ("写真.jpg", "needs_ocr"),
        ("壊れた.txt", rows[2]["reason"]),
        ("空.txt", "truncated"),
    ]


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_o_writes_what_the_screen_would_show(form: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file of -o holds the same characters as standard output, which stays empty then."""
    shown = run(capsys, "parse", folder / "甲市", "--format", form)[1]
    code, out, _ = run(capsys, "parse", folder / "甲市", "--format", form, "-o", tmp_path / "out")
    assert (code, out) == (0, "")
    assert (tmp_path / "out").read_bytes().decode() == shown


def test_csv_has_one_turn_a_line(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The CSV of parse: a BOM for Excel, the promised columns, offsets into the decoded file."""
    assert run(capsys, "parse", folder / "甲市" / "第2回.txt", "--format", "csv", "-o", tmp_path / "t.csv")[0] == 0
    data = (tmp_path / "t.csv").read_bytes()
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    text = (folder / "甲市" / "第2回.txt").read_bytes().decode("cp932")
    assert data.startswith(b"\xef\xbb\xbf")
    assert tuple(rows[0]) == TURN_COLUMNS
    assert [r["label"] for r in rows] == ["会長", "課長", "塙委員", "課長"]
    assert [text[int(r["start"]) : int(r["end"])][:1] for r in rows] == ["○"] * 4


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("＝SUM(A1)", "'＝SUM(A1)"),  # full width counts in Japanese Excel
        ("+81", "'+81"),
        ("-・よい", "'-・よい"),  # a Markdown bullet
        ("－８－", "'－８－"),
        ("@cmd", "'@cmd"),
        ("　=1+1", "'　=1+1"),  # behind a blank
        ("1+1=2", "1+1=2"),
        ("はい。", "はい。"),
        ("", ""),
        ("→はい", "→はい"),
    ],
)
def test_cells_are_no_formulas(cell: str, safe: str) -> None:
    """What a spreadsheet would compute gets an apostrophe; anything else is as printed."""
    assert excel_text(cell) == safe


@pytest.mark.parametrize("verb", ["parse", "tag", "compare"])
@pytest.mark.parametrize("encoding", ["cp932", "ascii"])
def test_redirected_output_does_not_depend_on_the_terminal(verb: str, encoding: str, folder: Path) -> None:
    """With a terminal of another encoding, records are UTF-8 all the same and screens show ? instead of ending in an error."""
    path = folder / "甲市" / "第1回.txt"
    path.write_bytes(RECORD.replace("塙委員", "𠮷﨑委員").replace("百万円", "♥百万円").encode())
    command = [sys.executable, "-c", "from minutes.cli.main import script; script()", verb, str(path)]
    done = subprocess.run(command, capture_output=True, check=False, env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    if verb != "compare":
        assert all(json.loads(line) for line in done.stdout.decode("utf-8").splitlines())


def test_a_reader_that_stops_early_ends_it_quietly(sample: Path) -> None:
    """`minutes parse … | head` leaves no traceback."""
    command = [sys.executable, "-c", "from minutes.cli.main import script; script()", "parse", str(sample)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


@pytest.mark.parametrize("name", ["\x1b]0;x\x07.txt", "改\n行.txt", "\x1b[2J赤.txt", "右\u202e左.txt"])
def test_file_names_cannot_move_the_cursor(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Control characters and turned writing directions of a file name are not printed."""
    (tmp_path / name).write_bytes(b"")
    code, _, err = run(capsys, "parse", tmp_path)
    assert code == 3
    assert len(err.splitlines()) == 2
    assert all(c.isprintable() for line in err.splitlines() for c in line)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("nope",),
        ("parse",),  # no path
        ("parse", "{}", "--format", "xml"),
        ("parse", "{}", "--workers", "two"),
        ("parse", "{}", "--layout", "ない.toml"),
        ("parse", "{}", "--manifest", "ない.csv"),
        ("parse", "{}", "-o", "ない/x.jsonl"),
        ("tag", "{}", "--themes", "ない.toml"),
        ("compare", "{}", "--by", "nope"),
        ("compare", "{}", "--of", "nope"),
        ("themes", "ない"),
        ("layouts", "ない.txt"),
        ("--lang", "fr", "parse", "{}"),
    ],
)
def test_wrong_usage_ends_with_2(words: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be understood is said in a line or two, without a traceback, and nothing is written."""
    code, out, err = run(capsys, *(w.format(folder / "甲市" / "第1回.txt") for w in words))
    assert (code, out) == (2, "")
    assert err.strip()
    assert "Traceback" not in err


def test_progress_is_for_terminals_only(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Redirected, a run over good files writes data and nothing else."""
    assert run(capsys, "parse", folder / "甲市")[2] == ""


def test_the_same_content_twice_is_said_and_is_no_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Compare counts two copies of a file once, says which, and ends with 0."""
    (folder / "甲市" / "写し.txt").write_bytes((folder / "甲市" / "第1回.txt").read_bytes())
    code, out, err = run(capsys, "compare", folder / "甲市", "--format", "csv")
    assert code == 0
    assert {row["of"] for row in csv.DictReader(io.StringIO(out))} == {"8"}
    assert "[duplicate]" in err


def test_a_manifest_goes_before_the_record(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What manifest.csv says of a file stands in the output."""
    (tmp_path / "m.csv").write_text(f"path,municipality,code\n{folder / '甲市' / '第1回.txt'},別市,990001\n", encoding="utf-8")
    meeting = json.loads(run(capsys, "parse", folder / "甲市" / "第1回.txt", "--manifest", tmp_path / "m.csv")[1])
    assert (meeting["municipality"], meeting["code"], meeting["body"]) == ("別市", "990001", "霞野市試験会議")


def test_layouts_and_themes_are_listed(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """Every declared layout and theme has a line; for a file the fit of the layouts is shown."""
    from minutes.parse.layout import layouts
    from minutes.themes.dictionary import load_themes

    listed = run(capsys, "layouts")[1]
    assert all(layout.name in listed for layout in layouts())
    listed = run(capsys, "themes")[1]
    assert all(theme.name in listed for theme in load_themes().themes)
    assert "maru-label" in run(capsys, "layouts", folder / "甲市" / "第1回.txt")[1]
