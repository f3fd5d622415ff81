"""Files that could not be read: listed with what to do, tried again, told to others without their words."""

import csv
import json
import zipfile
from pathlib import Path

import pytest

from minutes.cli.bundle import redacted
from minutes.cli.log import JsonLines
from minutes.cli.main import main
from minutes.corpus.quarantine import read_quarantine, write_quarantine
from minutes.model import Failure
from minutes.read.reasons import reasons
from tests.evil import pdfs

WORDS = "Zq7xブロック塀の撤去9Kwについて伺います。"
RECORD = f"霞野市第1回試験会議　会議録\n日時　令和６年７月17日（水）\n場所　市役所\n\n○会長　始めます。\n○塙委員　{WORDS}\n○会長　以上です。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One record, a PDF that takes longer than a short limit, an empty file, and a name that a spreadsheet would run."""
    made = tmp_path / "会議録"
    made.mkdir()
    (made / "会議.txt").write_text(RECORD, encoding="utf-8")
    (made / "大きい.pdf").write_bytes(pdfs.pages([["○会長　始めます。", WORDS]] * 40))
    (made / "空.txt").write_bytes(b"")
    return made


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a list."""
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_the_list_says_what_was_passed_and_what_to_try(folder: Path, tmp_path: Path) -> None:
    """Path, digest, stage, reason, the limit in the form that --limit takes, and the next step in both languages."""
    listed = tmp_path / "quarantine.csv"
    assert main(["parse", str(folder), "-o", str(tmp_path / "out.jsonl"), "--failures", str(listed), "--limit", "file=200"]) == 3
    found = {Path(row["path"]).name: row for row in rows(listed)}
    big = found["大きい.pdf"]
    assert (big["reason"], big["limit"], big["stage"], big["status"]) == ("too_large", "file=200", "read", "quarantined")
    assert int(big["value"]) == (folder / "大きい.pdf").stat().st_size
    assert len(found["空.txt"]["sha256"]) == 64
    assert all(row["next_ja"] and row["next_en"] and row["message"] for row in found.values())


def test_retry_reads_exactly_the_chosen_ones_with_other_limits(folder: Path, tmp_path: Path) -> None:
    """What can be read now comes out; what was not tried, or fails again, stands in the new list."""
    listed, out = tmp_path / "quarantine.csv", tmp_path / "more.jsonl"
    main(["parse", str(folder), "-o", str(tmp_path / "out.jsonl"), "--failures", str(listed), "--limit", "file=200"])
    assert len(rows(listed)) == 3
    assert main(["retry", str(listed), "--reason", "too_large", "-o", str(out)]) == 0
    assert sorted(Path(json.loads(line)["source"]["path"]).name for line in out.read_text(encoding="utf-8").splitlines()) == ["会議.txt", "大きい.pdf"]
    assert [row["reason"] for row in rows(tmp_path / "quarantine.rest.csv")] == ["truncated"]
    again = tmp_path / "again.csv"
    assert main(["retry", str(listed), "--limit", "file=100", "-o", str(out), "--failures", str(again)]) == 3
    assert sorted(row["reason"] for row in rows(again)) == ["too_large", "too_large", "truncated"]


def test_retry_gives_more_time(folder: Path, tmp_path: Path) -> None:
    """--timeout raises the limits of the file, of a page and of the processor together."""
    listed = tmp_path / "quarantine.csv"
    (folder / "遅い.pdf").write_bytes(pdfs.many_glyphs(8_000))
    main(["parse", str(folder), "-o", str(tmp_path / "out.jsonl"), "--failures", str(listed), "--limit", "page=0.05"])
    slow = next(row for row in rows(listed) if "遅い" in row["path"])
    assert (slow["reason"], slow["limit"]) == ("timeout", "page=0.05")
    assert main(["retry", str(listed), "--reason", "timeout", "--timeout", "300", "-o", str(tmp_path / "more.jsonl")]) == 0
    assert [row["reason"] for row in rows(tmp_path / "quarantine.rest.csv")] == ["truncated"]


@pytest.mark.parametrize(
    "words",
    [
        ("parse", "x", "--limit", "speed=3"),
        ("parse", "x", "--limit", "wall=soon"),
        ("parse", "x", "--limit", "wall=-1"),
        ("retry", "no-list.csv"),
        ("retry", "LIST", "--reason", "boredom"),
    ],
)
def test_what_cannot_be_understood_is_a_usage_error(words: tuple[str, ...], tmp_path: Path) -> None:
    """An unknown limit, a value that is no number, no list, an unknown reason."""
    (tmp_path / "list.csv").write_text("path,reason\nx,timeout\n", encoding="utf-8")
    assert main([str(tmp_path / "list.csv") if word == "LIST" else word for word in words]) == 2


def test_a_hostile_name_is_no_formula_and_still_the_same_file(tmp_path: Path) -> None:
    """A path that begins with = gets ./ before it; the list comes back as it was written."""
    listed = tmp_path / "q.csv"
    write_quarantine(listed, [Failure("=cmd|'!A0.txt", "read", "timeout", "=1+1\n二行目", "ab", "wall=60", 61.5)])
    assert not any(cell.startswith(("=", "+", "@")) for row in csv.reader(listed.read_text(encoding="utf-8-sig").splitlines()) for cell in row)
    (back,) = read_quarantine(listed)
    assert (back.path, back.reason, back.message, back.limit, back.value) == ("./=cmd|'!A0.txt", "timeout", "=1+1\n二行目", "wall=60", 61.5)


def fourgrams(*texts: str) -> set[str]:
    """Every run of four characters."""
    return {text[i : i + 4] for text in texts for i in range(len(text) - 3)}


def test_the_log_has_one_event_a_file_and_no_words(folder: Path, tmp_path: Path) -> None:
    """JSON lines: start, every file with status and time, end; no run of four characters of what was said."""
    log = tmp_path / "run.jsonl"
    (folder / "化けた.txt").write_text(RECORD.replace("以上", "以\ufffd") + "　" + WORDS, encoding="utf-8")
    main(["parse", str(folder), "-o", str(tmp_path / "out.jsonl"), "--log", str(log)])
    text = log.read_text(encoding="utf-8")
    events = [json.loads(line) for line in text.splitlines()]
    assert [e["event"] for e in events] == ["start", "file", "file", "file", "file", "end"]
    assert {e["status"] for e in events if e["event"] == "file"} == {"ok", "partial", "quarantined"}
    assert all(e["ms"] >= 0 and e["level"] in {"INFO", "WARNING"} and len(e["run"]) == 10 for e in events if e["event"] == "file")
    assert not [run for run in fourgrams(RECORD.partition("\n\n")[2]) if run in text]


def test_an_error_is_logged_without_its_words() -> None:
    """What a library says of a file may quote it: only the kind of error and the places in the code are kept."""
    import logging

    try:
        int(WORDS)
    except ValueError as error:
        record = logging.LogRecord("minutes", logging.ERROR, __file__, 1, "error", (), (type(error), error, error.__traceback__))
    line = JsonLines("0123456789").format(record)
    assert json.loads(line)["error"] == "ValueError"
    assert not [run for run in fourgrams(WORDS) if run in line]


def test_the_bundle_holds_no_words_and_no_names(folder: Path, tmp_path: Path) -> None:
    """A zip that can be sent: no run of four characters of a document or of a file name, whatever stands in the log."""
    log, bundle = tmp_path / "run.jsonl", tmp_path / "report.zip"
    main(["parse", str(folder), "-o", str(tmp_path / "out.jsonl"), "--log", str(log)])
    with log.open("a", encoding="utf-8") as out:  # and a log that was tampered with
        out.writelines([json.dumps({"event": "file", "status": WORDS, "where": [WORDS], "chars": WORDS, WORDS: 1, "limit": f"wall={WORDS}"}) + "\n", WORDS + "\n"])
    assert main(["doctor", "--log", str(log), "--bundle", str(bundle)]) in {0, 1}
    with zipfile.ZipFile(bundle) as archive:
        held = "".join(archive.read(name).decode("utf-8") for name in archive.namelist())
        lines = [json.loads(line) for line in archive.read("log.jsonl").decode("utf-8").splitlines()]
    assert held.isascii()
    names = [path.name for path in folder.iterdir()]
    assert not [run for run in fourgrams(RECORD, folder.name, *names) - fourgrams(".txt", ".pdf") if run in held or json.dumps(run)[1:-1] in held]
    assert {line.get("reason") for line in lines} >= {"truncated"}
    assert len({line["file"] for line in lines if "file" in line}) == 3


def test_what_is_told_of_an_event_is_listed() -> None:
    """Codes, numbers and digests pass; everything else is left out."""
    event = {"event": "file", "status": "ok", "path": "/secret/会議.pdf", "ms": 3.5, "layout": "x", "reasons": ["needs_ocr", "塙"], "stage": "nowhere", "sha256": "a" * 64}
    told = redacted(event)
    assert told.pop("file").isalnum()
    assert told == {"event": "file", "status": "ok", "ms": 3.5, "reasons": ["needs_ocr"], "bytes": "a" * 12}


@pytest.mark.parametrize(("lang", "words"), [("ja", ("版", "文字コード", "空き容量", "上限")), ("en", ("versions", "encodings", "disk", "limits"))])
def test_the_doctor_shows_one_screen_in_both_languages(lang: str, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Versions, extras, reading, encodings, fonts, disk and limits; the guard is tried out."""
    main(["--lang", lang, "doctor"])
    shown = capsys.readouterr().out
    assert all(word in shown for word in (*words, "wall=60", "pypdfium2", "cp932", "memory_limit", "timeout"))
    assert len(shown.splitlines()) <= 70


def test_every_code_and_limit_is_explained(root: Path) -> None:
    """The page of reason codes has every code with its sentences, every limit with its default, every column of the list."""
    from dataclasses import fields

    from minutes.columns import columns
    from minutes.read.limits import LIMITS, UNITS, Limits, stated

    page = (root / "docs" / "reason-codes.md").read_text(encoding="utf-8")
    assert all(f"| `{r.code}` | {r.ja} | {r.next_ja} | {r.en} | {r.next_en} |" in page for r in reasons().values())
    assert {f.name for f in fields(Limits)} == set(UNITS)
    assert all(f"| `{name}` | {stated(LIMITS, name).partition('=')[2]} | {unit} |" in page for name, unit in UNITS.items())
    assert all(f"`{column.name}`" in page for column in columns("failures"))
