"""`minutes ingest` and `minutes store` as a user meets them."""

import json
import os
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from minutes.archive import journal, lock
from minutes.archive import store as store_module
from minutes.archive.lock import locked
from minutes.archive.store import Archive
from minutes.cli.main import main
from minutes.corpus.quarantine import read_quarantine


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Exit code and everything that is shown."""
    code = main(["--lang", "en", *words])
    shown = capsys.readouterr()
    return code, shown.out + shown.err


def test_from_files_to_a_store(files: Path, store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The plan, the batch with its books and its failures, the same again, and why other options do more."""
    code, shown = said(capsys, "ingest", str(files), "--store", str(store), "--dry-run")
    assert (code, "to read: 5 files" in shown, "estimate" in shown, store.exists()) == (0, True, True, False)

    code, shown = said(capsys, "ingest", str(files), "--store", str(store), "--workers", "1", "--quarantine", str(store) + ".csv")
    assert code == 3
    assert "6 files = ok 3 + partial 0 + quarantined 2 + duplicate 1" in shown
    assert "broken.pdf" in shown
    assert {Path(f.path).name for f in read_quarantine(Path(f"{store}.csv"))} >= {"broken.pdf", "empty.txt"}

    code, shown = said(capsys, "ingest", str(files), "--store", str(store), "--explain")
    assert "read 0 files, made 0 meetings again" in shown
    code, shown = said(capsys, "ingest", str(files), "--store", str(store), "--tokens", "--dry-run", "--explain")
    assert "meetings to be made again: 3" in shown
    assert "tokens" in shown


def test_care_of_a_store(files: Path, store: Path, put: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Digest, check with and without repair, merge and compact, each with an exit code that a script can use."""
    put(files, store)
    code, digest = said(capsys, "store", "digest", str(store))
    assert (code, len(digest.strip())) == (0, 64)
    assert said(capsys, "store", "check", str(store))[0] == 0
    shard = min(store.glob("tags/*/*"))
    shard.write_bytes(shard.read_bytes()[:-3])
    code, shown = said(capsys, "store", "check", str(store), "--report-only")
    assert (code, "cut" in shown, shard.name in shown) == (4, True, True)
    assert said(capsys, "store", "check", str(store), "--workers", "1")[0] == 3
    assert said(capsys, "store", "digest", str(store))[1] == digest
    code, shown = said(capsys, "store", "merge", str(store), "-o", str(tmp_path / "merged"))
    assert (code, "3 meetings" in shown) == (0, True)
    assert said(capsys, "store", "compact", str(tmp_path / "merged"))[0] == 0
    assert said(capsys, "store", "digest", str(tmp_path / "merged"))[1] == digest


def test_what_goes_wrong_has_a_code(files: Path, store: Path, put: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No store: 2. Busy: 5, with the name of the writer. A folder that cannot be written: 4."""
    assert said(capsys, "store", "digest", str(tmp_path))[0] == 2
    put(files, store)
    with locked(store):
        code, shown = said(capsys, "ingest", str(files), "--store", str(store))
    assert (code, f"pid {os.getpid()}" in shown) == (5, True)
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert said(capsys, "ingest", str(files), "--store", str(tmp_path / "file" / "store"))[0] == 4


def test_a_second_batch_can_wait_for_the_first(files: Path, store: Path, put: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """With --wait it begins when the other writer has done; a number of seconds is enough or is not."""
    monkeypatch.setattr(lock, "EVERY", 0.01)
    put(files, store)
    with locked(store):
        assert said(capsys, "ingest", str(files), "--store", str(store), "--wait", "0.05")[0] == 5
    other, held = threading.Event(), threading.Event()

    def write() -> None:
        with locked(store):
            held.set()
            other.wait(30)

    writer = threading.Thread(target=write)
    writer.start()
    held.wait(30)
    threading.Timer(0.1, other.set).start()
    code, shown = said(capsys, "ingest", str(files), "--store", str(store), "--wait")
    writer.join()
    assert (code, "read 0 files" in shown) == (3, True)


def test_a_store_on_a_share_is_warned_of(files: Path, tmp_path: Path, put: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that a program carries to other machines: the batch is made, and the risk is named."""
    folder = tmp_path / "OneDrive" / "store"
    put(files, folder)
    code, shown = said(capsys, "ingest", str(files), "--store", str(folder))
    assert (code, "lies on OneDrive" in shown) == (3, True)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_help_is_in_both_languages(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every verb explains itself and all of its options."""
    for verb in (["ingest"], ["store"], ["store", "check"], ["store", "merge"], ["store", "digest"], ["store", "compact"]):
        with pytest.raises(SystemExit):
            main(["--lang", lang, *verb, "--help"])
    assert ("アーカイブ" in capsys.readouterr().out) == (lang == "ja")


@pytest.fixture(name="talks", scope="module")
def _talks(tmp_path_factory: pytest.TempPathFactory, sample: Path, put: Any) -> tuple[str, str]:
    """Files of two places, and an archive of them."""
    folder = tmp_path_factory.mktemp("talks")
    files = [*sorted((sample / "霞野市").glob("*.txt"))[:3], *sorted((sample / "榎波町").glob("*.txt"))[:2]]
    for path in files:
        shutil.copy(path, folder / path.name)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing")
    put(folder, folder.with_name("talks-store"))
    return str(folder), str(folder.with_name("talks-store"))


@pytest.mark.parametrize(
    "words",
    [
        "parse",
        "parse --format csv",
        "tag",
        "tag --format csv",
        "tag --themes {themes}",
        "compare --by role",
        "compare --theme 子育て,環境 --format csv",
        "rates --by municipality,role --standardise --differences --format xlsx -o {out}.xlsx",
        "rates --themes {themes} --format jsonl",
        "rates --theme マイナンバー --format csv",
        "differences --by role --format csv",
        "keyness --format csv --top 5",
        "coverage --format table",
        "timeline --period year --format csv",
        "first_mentions --by role --format csv",
        "cooccurrence --format csv",
        "cooccurrence --of terms --within item --format csv",
        "questions --unanswered --format csv",
        "profile --where municipality=霞野市 --format csv",
        "report -o {out}.html",
        "kwic 費用 --format csv",
        "kwic 環境 --kind theme --format csv",
        "export --to jsonl -o {out}",
        "export --to tei -o {out}.xml",
        "export --to quanteda -o {out}.csv",
        "export --to convokit -o {out}",
        "themes check --format csv",
        "themes suggest all --format csv",
        "validate sample --size 20 -o {out}.csv",
    ],
)
def test_an_archive_is_a_path_like_any_other(talks: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str) -> None:
    """Every verb that takes files takes the folder of an archive: the same exit code, the same words on the screen, the same bytes in the files."""
    themes = tmp_path / "道路.toml"
    themes.write_text('name = "道路"\nterms = ["道路", "歩道", "費用"]\n', encoding="utf-8")
    verb, *options = words.format(themes=themes, out=tmp_path / "now").split()
    before = {"themes": 2 if options[:1] == ["suggest"] else 1, "validate": 1, "kwic": 1}.get(verb, 0)  # words that stand before the path
    verbs, options = [verb, *options[:before]], options[before:]
    made = []
    for path in talks:
        code, shown = said(capsys, *verbs, path, *options)
        files = {p.relative_to(tmp_path).as_posix(): content(p) for p in sorted(tmp_path.rglob("*")) if p.is_file()}
        made.append((code, sorted(shown.splitlines()), files))  # of files in the order of the paths, of an archive in that of the corpus

    assert made[0] == made[1]
    assert made[0][0] == 3  # the broken file is told of by both
    assert any("broken.pdf" in line for line in made[0][1])


def content(path: Path) -> Any:
    """What a file says: of a workbook the cells, for it holds the time of its making."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    from openpyxl import load_workbook

    return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in load_workbook(path)}


def test_parse_and_tag_never_hold_an_archive(talks: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """They go through it some meetings at a time; its tags are read where they are asked for, and nothing is tagged again."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError("not needed")

    monkeypatch.setattr(store_module, "BLOCK", 2)
    for name in ("corpus", "turns", "tags"):
        monkeypatch.setattr(Archive, name, property(never))
    monkeypatch.setattr("minutes.themes.tag.tag_meeting", never)
    for verb in ("parse", "tag"):
        assert said(capsys, verb, talks[1], "-o", str(tmp_path / f"{verb}.jsonl"))[0] == 3
    assert len((tmp_path / "parse.jsonl").read_text(encoding="utf-8").splitlines()) == 5
    assert len((tmp_path / "tag.jsonl").read_text(encoding="utf-8").splitlines()) > 50


def test_archives_and_files_together(talks: tuple[str, str], sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An archive beside a folder of other files is one corpus; what both have counts once."""
    more = sorted((sample / "榎波町").glob("*.txt"))
    alone = said(capsys, "rates", talks[0], str(sample / "榎波町"), "--format", "csv")
    both = said(capsys, "rates", talks[1], str(sample / "榎波町"), "--format", "csv")

    assert alone[0] == both[0] == 3
    assert [line for line in alone[1].splitlines() if line[:3] in ("霞野市", "榎波町")] == [line for line in both[1].splitlines() if line[:3] in ("霞野市", "榎波町")]
    code, shown = said(capsys, "parse", talks[1], str(more[-1]))
    assert (code, shown.count('"id":')) == (3, 6)


def test_an_archive_among_files_is_no_minutes(talks: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that holds an archive beside the minutes is read without it."""
    shutil.copytree(talks[0], tmp_path / "all")
    alone = said(capsys, "coverage", str(tmp_path / "all"), "--format", "csv")
    shutil.copytree(talks[1], tmp_path / "all" / "store")

    assert said(capsys, "coverage", str(tmp_path / "all"), "--format", "csv") == alone


def test_what_an_archive_cannot_do_is_said(talks: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A layout comes too late; a store that is empty, newer, damaged or not there has an exit code of its own, whatever the verb."""
    code, shown = said(capsys, "rates", talks[1], "--layout", "x.toml")
    assert (code, "minutes ingest" in shown) == (2, True)
    assert said(capsys, "store", "info", str(tmp_path / "nowhere"))[0] == 2
    for name, data, expected in (("empty", b"", 2), ("newer", journal.line(0, {"do": "open", "format": 99, "by": "9"}), 6), ("bare", journal.line(0, journal.opening()), 2)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / journal.NAME).write_bytes(data)
        for verb in ("rates", "report", "coverage", "parse"):
            code, shown = said(capsys, verb, str(folder), *(["-o", str(tmp_path / "r.html")] if verb == "report" else []))
            assert code == expected, (name, verb, shown)
            assert ("newer" if expected == 6 else "is empty") in shown


def test_what_is_in_a_store(talks: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """Meetings, turns, places, years, failures by reason, options of the last batch and size at a glance; as a table for programs too."""
    code, shown = said(capsys, "store", "info", talks[1])
    assert code == 0
    assert [word for word in ("5 meetings", "6 files", "not read: ", "霞野市", "榎波町", "built in", "kB") if word not in shown] == []
    code, shown = said(capsys, "store", "info", talks[1], "--format", "jsonl")
    rows = [json.loads(line) for line in shown.splitlines() if line.startswith("{")]
    assert [(r["municipality"], r["meetings"]) for r in rows] == [("榎波町", 2), ("霞野市", 3)]


def test_a_path_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistyped path, or a folder without a file, is no empty batch that went well: 3, with the path, as for every other verb."""
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "会議禄", tmp_path / "empty"):
        code, shown = said(capsys, "ingest", str(path), "--store", str(tmp_path / "store"))
        assert (code, str(path) in shown, "not_found" in shown) == (3, True, True)
