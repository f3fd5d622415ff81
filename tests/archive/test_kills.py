"""A batch that is killed, interrupted or robbed of its workers: the same command goes on, and nothing is lost or doubled."""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from minutes.archive import commit
from minutes.archive.check import examine
from minutes.archive.digest import digest
from minutes.archive.ingest import Progress, ingest
from minutes.archive.journal import NAME, read
from minutes.archive.ledger import State
from minutes.archive.spool import Frame, frames, segments
from minutes.archive.store import archive

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals")
FILES = 24


@pytest.fixture(name="many")
def _many(tmp_path: Path, sample: Path) -> Path:
    """Two dozen different files, a second of work or more."""
    folder = tmp_path / "many"
    folder.mkdir()
    texts = [p.read_bytes() for p in sorted((sample / "霞野市").glob("*.txt"))]
    for n in range(FILES):
        (folder / f"k{n:02}.txt").write_bytes(texts[n % len(texts)] + f"\n（{n}）\n".encode())
    return folder


def begin(files: Path, store: Path) -> "subprocess.Popen[str]":
    """A batch with two workers in a session of its own."""
    code = "from minutes.cli.main import script; script()"
    command = [sys.executable, "-c", code, "--lang", "en", "ingest", str(files), "--store", str(store), "--workers", "2", "--tokens"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def left(group: int) -> bool:
    """Is there still a process of this group? Those that have ended are given time to be cleared away."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return True


def _lengthen(files: Path) -> None:
    """Make the files long enough for a run to be in the middle of them when it is ended."""
    for path in files.iterdir():
        path.write_bytes(path.read_bytes() * 12)


def done(store: Path) -> tuple[set[str], int]:
    """Digests of the files that are done, in shards or in the spool; and how many had been begun."""
    state = State.of(read(store).entries) if (store / NAME).is_file() and (store / NAME).stat().st_size else State()
    found = {seen.sha256 for seen in state.files.values()}
    begun = 0
    for segment in segments(store):
        stood = list(frames(segment))
        found |= {frame.head["sha"] for frame in stood if isinstance(frame, Frame)}
        begun += bool(stood) and isinstance(stood[-1], int)
    return found, begun


def test_killed_at_any_moment_it_goes_on(many: Path, store: Path, put: Any) -> None:
    """Killed with all its processes again and again: what was done stays done, each kill costs at most a file a worker, and the end is the same."""
    _lengthen(many)
    whole = store.with_name("whole")
    put(many, whole, tokens=True)
    rng, before = random.Random(11), set[str]()
    for _ in range(3):
        run = begin(many, store)
        moment = len(before) + rng.randrange(2, 8)
        while run.poll() is None and len(done(store)[0]) < moment:
            time.sleep(0.01)
        time.sleep(rng.random() / 20)
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
        after, in_vain = done(store)
        assert before <= after
        assert in_vain <= 2
        before = after
    ran = ingest(many, store, tokens=True, workers=2)

    assert ran.parsed == FILES - len(before)
    assert ran.books["seen"] == ran.books["ok"] + ran.books["partial"] == FILES
    assert digest(store) == digest(whole)
    assert examine(store) == ()
    assert not (store / "pending").exists()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_it_safely(many: Path, store: Path, sent: signal.Signals) -> None:
    """Ctrl-C: exit code 130, one line that says how to go on, no process left behind, and what was done is kept."""
    _lengthen(many)
    run = begin(many, store)
    while run.poll() is None and len(done(store)[0]) < 3:
        time.sleep(0.01)
    os.kill(run.pid, sent)
    _, said = run.communicate(timeout=60)

    assert run.returncode == 130
    assert "goes on from here" in said
    assert "Traceback" not in said
    assert not left(run.pid)
    kept = len(done(store)[0])
    assert ingest(many, store, tokens=True, workers=2).parsed == FILES - kept


def test_a_dead_worker_costs_nothing_but_time(many: Path, store: Path, put: Any) -> None:
    """A worker is killed in the middle of a file: the file is read again, and none is missing."""
    _lengthen(many)
    whole, killed = store.with_name("whole"), list[int]()

    def kill(now: Progress) -> None:
        if now.done > 5 and not killed:
            child = multiprocessing.active_children()[0]
            killed.append(child.pid or 0)
            child.kill()

    put(many, whole, tokens=True)
    ran = ingest(many, store, tokens=True, workers=2, progress=kill)

    assert killed
    assert ran.books["quarantined"] == 0
    assert digest(store) == digest(whole)


def test_a_file_that_kills_its_workers_is_quarantined(many: Path, store: Path) -> None:
    """Whoever reads this file dies: it alone is a failure with the reason crash, and every other file is there."""
    slow = many / "k07.txt"
    slow.write_bytes(slow.read_bytes() * 20)  # long enough to be caught in the act
    number, stop = sorted(p.name for p in many.iterdir()).index("k07.txt"), threading.Event()

    def poison() -> None:
        while not stop.wait(0.01):
            for segment in segments(store):
                stood = list(frames(segment))
                if stood and stood[-1] == number:
                    try:
                        os.kill(int(segment.stem.split("-")[1]), signal.SIGKILL)
                    except ProcessLookupError:
                        continue

    watch = threading.Thread(target=poison)
    watch.start()
    try:
        ran = ingest(many, store, workers=2)
    finally:
        stop.set()
        watch.join()

    assert ran.books["quarantined"] == 1
    assert ran.books["ok"] + ran.books["partial"] == FILES - 1
    failure = archive(store).failed[0]
    assert (failure.path, failure.reason) == (slow.as_posix(), "crash")


def test_readers_are_never_disturbed(many: Path, store: Path, put: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four readers open the store over and over while it is written: no error, no half meeting, never less than before."""
    monkeypatch.setattr(commit, "MANY", 4)
    put(sorted(many.glob("*"))[:1], store)
    stop, wrong, looks = threading.Event(), list[str](), list[int]()

    def look() -> None:
        last = 0
        while not stop.is_set():
            try:
                seen = archive(store)
                counts = seen.sql("SELECT (SELECT count(*) FROM meetings) AS m, (SELECT sum(turns) FROM meetings) AS said, (SELECT count(*) FROM turns) AS stored").iloc[0]
                if counts["said"] != counts["stored"] or counts["m"] < last:
                    wrong.append(str(counts))
                last = int(counts["m"])
                looks.append(last)
            except Exception as error:  # noqa: BLE001 - any error is one too many
                wrong.append(repr(error))

    readers = [threading.Thread(target=look) for _ in range(4)]
    for reader in readers:
        reader.start()
    put(many, store)
    stop.set()
    for reader in readers:
        reader.join()

    assert wrong == []
    assert len(set(looks)) > 1
