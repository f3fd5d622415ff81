"""The command line as a user meets it: languages, files, failures, exit codes."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

RECORD = "霞野市第1回試験会議 会議録\n日時 令和6年7月17日（水）午前10時～正午\n場所 市役所\n\n○会長　始めます。資料の説明をお願いします。\n○課長　=説明します。マイナンバーカードの件です。\n○塙委員　費用はいくらですか。\n○課長　百万円です。\n"
PROMISED = "id source kind record layout claimed title municipality code body number date start_time end_time place public observers agenda_listed attendees agenda turns notes sections warnings"


def minutes(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`minutes` with these words, in a process of its own."""
    env = os.environ | {"LANG": "ja_JP.UTF-8", "LANGUAGE": "", "LC_ALL": "", "PYTHONIOENCODING": "utf-8"} | environment
    return subprocess.run(
        [sys.executable, "-c", "from minutes.cli.main import script; script()", *words], capture_output=True, text=True, encoding="utf-8", errors="replace", env=env, check=False
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one record, one binary file and one empty file."""
    (tmp_path / "会議.txt").write_text(RECORD, encoding="cp932")
    (tmp_path / "壊れた.txt").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "空.txt").write_bytes(b"")
    return tmp_path


@pytest.mark.parametrize(("lang", "word"), [("ja", "会議録"), ("en", "meeting")])
def test_help_speaks_both_languages(lang: str, word: str) -> None:
    """The help names every command, in the language that was asked for."""
    shown = minutes("--lang", lang, "--help").stdout

    assert word in shown
    assert all(f"    {verb} " in shown for verb in ("parse", "tag", "compare", "layouts", "themes", "demo"))


def test_parse_writes_what_was_promised(folder: Path) -> None:
    """One meeting a line, with the promised keys; offsets point into the decoded file."""
    done = minutes("parse", str(folder / "会議.txt"))
    meeting = json.loads(done.stdout)

    assert done.returncode == 0
    assert set(PROMISED.split()) <= meeting.keys()
    assert meeting["source"]["encoding"] == "cp932"
    assert meeting["date"] == "2024-07-17"
    assert [RECORD[t["start"] : t["end"]].startswith("○") for t in meeting["turns"]] == [True] * 4


def test_a_bad_file_costs_one_file(folder: Path) -> None:
    """The good file comes out, each bad one is named with a reason and what to do, and the exit code says so."""
    done = minutes("parse", str(folder), str(folder / "ない.txt"), "--failures", str(folder / "failures.csv"))

    assert done.returncode == 3
    assert len(done.stdout.splitlines()) == 1
    assert all(name in done.stderr for name in ("壊れた.txt", "空.txt", "ない.txt"))
    rows = list(csv.DictReader(io.StringIO((folder / "failures.csv").read_text(encoding="utf-8-sig"))))
    assert all(row["reason"] and row["message"] for row in rows)


def test_csv_opens_in_a_spreadsheet(folder: Path) -> None:
    """CSV begins with a BOM, and no cell of it is a formula."""
    text = minutes("parse", str(folder / "会議.txt"), "--format", "csv").stdout

    assert text.startswith("\ufeffpath,")
    assert "'=説明します" in text


def test_tag_gives_evidence(folder: Path) -> None:
    """A tag names its turn, its theme, and the words as printed."""
    rows = [json.loads(line) for line in minutes("tag", str(folder / "会議.txt")).stdout.splitlines()]

    card = next(r for r in rows if r["theme"] == "マイナンバー")
    assert card["turn"] == 1
    assert card["hits"][0]["text"] == RECORD[card["hits"][0]["start"] : card["hits"][0]["end"]]


def test_compare_shows_counts_with_their_denominator(folder: Path) -> None:
    """The table on the screen has the municipality, and counts over all turns."""
    shown = minutes("compare", str(folder / "会議.txt")).stdout

    assert "霞野市" in shown
    assert "/4" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("compare", "{}", "--by", "nope"), "nope"),  # no such column
        (("themes", "ない"), "ない"),  # no such theme
        (("parse", "{}", "--layout", "ない.toml"), "ない.toml"),  # no such layout file
        (("nope",), "nope"),
    ],
)
def test_wrong_usage_is_said_in_one_line(words: tuple[str, ...], said: str, folder: Path) -> None:
    """What cannot be understood ends with 2 and names the word, without a traceback."""
    done = minutes(*(w.format(folder / "会議.txt") for w in words))

    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_other_terminals_do_not_stop_it(folder: Path) -> None:
    """A terminal that knows CP932 only gets ? for what it cannot show."""
    done = minutes("layouts", str(folder / "会議.txt"), PYTHONIOENCODING="cp932")

    assert done.returncode == 0


def test_control_characters_are_not_printed(tmp_path: Path) -> None:
    """A file name cannot move the cursor or set the title of a terminal."""
    name = tmp_path / "\x1b]0;x\x07.txt"
    name.write_bytes(b"")

    assert "\x1b" not in minutes("parse", str(tmp_path)).stderr


def test_a_learned_layout_can_be_used_again(folder: Path) -> None:
    """--learn writes a layout file with which the same file is cut into the same turns."""
    layout = folder / "my.toml"
    assert minutes("layouts", str(folder / "会議.txt"), "--learn", "-o", str(layout)).returncode == 0

    meeting = json.loads(minutes("parse", str(folder / "会議.txt"), "--layout", str(layout)).stdout)
    assert meeting["how"] == "given"
    assert len(meeting["turns"]) == 4


def test_demo_runs_the_whole_job(tmp_path: Path) -> None:
    """The demo leaves an HTML report without outside references and a workbook."""
    done = minutes("demo", "-o", str(tmp_path / "out"))

    assert done.returncode == 0
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    assert (tmp_path / "out" / "tables.xlsx").stat().st_size > 10_000
