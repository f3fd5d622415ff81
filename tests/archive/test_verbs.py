"""`minutes ingest` and `minutes store` as a user meets them."""

import os
from pathlib import Path
from typing import Any

import pytest

from minutes.archive.lock import locked
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


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_help_is_in_both_languages(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every verb explains itself and all of its options."""
    for verb in (["ingest"], ["store"], ["store", "check"], ["store", "merge"], ["store", "digest"], ["store", "compact"]):
        with pytest.raises(SystemExit):
            main(["--lang", lang, *verb, "--help"])
    assert ("アーカイブ" in capsys.readouterr().out) == (lang == "ja")
