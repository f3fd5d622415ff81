"""A batch on a Dask cluster: the same store as on one machine, whoever dies, and clear words where there is nobody to do the work."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import minutes
from minutes.archive.check import examine
from minutes.archive.cluster import Cluster, on
from minutes.archive.digest import digest
from minutes.archive.ingest import Progress, ingest
from minutes.archive.parcel import differing, opened, options, parcel
from minutes.archive.spool import Frame, frames, segments
from minutes.archive.stages import wanted
from minutes.archive.store import archive
from minutes.archive.work import work
from minutes.cli.main import main
from minutes.errors import StoreError
from tests.archive.conftest import up

pytest.importorskip("distributed")
fsspec = pytest.importorskip("fsspec")
THEMES = 'name = "道路"\nterms = ["道路", "歩道", "費用"]\n'
POISON = """
import os, signal
from minutes.archive import work
from minutes.corpus.corpus import load as read
def load(path, *given, **named):
    if "poison" in path:
        os.kill(os.getpid(), signal.SIGKILL)
    return read(path, *given, **named)
work.load_meeting = load
"""
"""What a worker loads in these tests: it dies of every file with this word in its name."""


@contextmanager
def begun(*command: str, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A process of Dask in a session of its own, which ends with the block."""
    quiet = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0", "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "false"}
    process = subprocess.Popen(
        [sys.executable, "-m", *command, "--no-dashboard", "--dashboard-address", "127.0.0.1:0"],
        env={**os.environ, **quiet, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()


@contextmanager
def scheduler(folder: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """A scheduler on a free port of this machine: its address, and its process."""
    said = folder / "scheduler.json"
    with begun("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(said), "--idle-timeout", "120s") as process:
        while not said.is_file() or not said.read_text(encoding="utf-8").strip():
            assert process.poll() is None
            time.sleep(0.05)
        yield json.loads(said.read_text(encoding="utf-8"))["address"], process


@contextmanager
def workers(address: str, folder: Path, *given: str, n: int = 1, threads: int = 1, environment: dict[str, str] | None = None) -> Iterator[None]:
    """Workers started by hand, each with a nanny."""
    with ExitStack() as stack:
        for _ in range(n):
            place = ("--host", "127.0.0.1", "--local-directory", str(folder), "--death-timeout", "20")
            stack.enter_context(begun("distributed.cli.dask_worker", address, "--nthreads", str(threads), *place, *given, **(environment or {})))
        yield


@pytest.fixture(scope="module", name="address")
def _address(tmp_path_factory: pytest.TempPathFactory, endpoint: str) -> Iterator[str]:
    """A scheduler and two workers, three processes that speak over TCP; the workers know the address and the keys of an object store."""
    folder, place = tmp_path_factory.mktemp("cluster"), {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "FSSPEC_S3_ENDPOINT_URL": endpoint}
    (folder / "poison.py").write_text(POISON, encoding="utf-8")
    with scheduler(folder) as (found, _), workers(found, folder, "--preload", str(folder / "poison.py"), n=2, environment=place):
        yield found


@pytest.fixture(name="engine")
def _engine(address: str) -> Iterator[Cluster]:
    """The cluster as an engine, with both workers there."""
    with on(address) as engine:
        engine.client.wait_for_workers(2, timeout=60)
        yield engine


@pytest.fixture(scope="module", name="whole")
def _whole(stored: Any) -> str:
    """The digest of the sample with words, made in this process."""
    return digest(stored.folder)


def test_two_workers_over_tcp_make_the_same_store(engine: Cluster, sample: Path, store: Path, whole: str) -> None:
    """The store of two worker processes is that of one process; the same call again sends nothing."""
    ran = ingest(sample, store, tokens=True, engine=engine)

    assert (engine.workers, ran.parsed) == (2, ran.books["seen"])
    assert digest(store) == whole
    assert examine(store) == ()
    assert not (store / "pending").exists()
    assert ingest(sample, store, tokens=True, engine=engine).parsed == 0


def test_a_cluster_of_one_machine_makes_the_same_store(sample: Path, store: Path, whole: str) -> None:
    """`LocalCluster` with two processes gives the digest of one process."""
    from distributed import LocalCluster

    local = LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", host="127.0.0.1", scheduler_port=0)
    try:
        with on(local.scheduler_address) as engine:
            ingest(sample, store, tokens=True, engine=engine)
    finally:
        local.close()
    assert digest(store) == whole


def test_the_command_line_takes_a_cluster(engine: Cluster, sample: Path, store: Path, whole: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`--engine dask --scheduler tcp://…` ends as a batch of this machine does."""
    code = main(["--lang", "en", "ingest", str(sample), "--store", str(store), "--tokens", "--engine", "dask", "--scheduler", engine.name])

    assert code == 0
    assert "25 files = ok 25" in capsys.readouterr().out
    assert digest(store) == whole


def test_workers_read_an_object_store(engine: Cluster, sample: Path, store: Path, whole: str, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`minutes ingest s3://…` on a cluster: each worker fetches what it reads, and the store is that of the files on the disk."""
    monkeypatch.setitem(fsspec.config.conf, "s3", {"endpoint_url": endpoint, "key": "a", "secret": "b"})
    fsspec.filesystem("s3").mkdir("gikai")
    up(sample, "s3://gikai/minutes")
    ran = ingest("s3://gikai/minutes/", store, tokens=True, engine=engine)

    assert ran.parsed == ran.books["ok"] == 25
    assert digest(store) == whole
    assert ingest("s3://gikai/minutes/", store, tokens=True, engine=engine).plan.unchanged == 25


def test_files_that_are_none_fail_as_they_do_here(engine: Cluster, files: Path, store: Path, put: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative paths, a broken PDF opened in the guard of a worker, an empty file, a copy: the same rows, messages and books."""
    monkeypatch.chdir(files.parent)
    here, there = put(files.name, store), ingest(files.name, store.with_name("there"), engine=engine)

    assert there.books == here.books
    assert digest(store.with_name("there")) == digest(store)
    assert archive(store.with_name("there")).failed == archive(store).failed


def test_stages_are_made_again_from_rows_that_are_sent(engine: Cluster, sample: Path, store: Path, put: Any, tmp_path: Path) -> None:
    """Words and other themes for a store that the workers never see: the result is that of a new store."""
    themes = tmp_path / "道路.toml"
    themes.write_text(THEMES, encoding="utf-8")
    put(sample, store)
    ran = ingest(sample, store, tokens=True, themes=str(themes), engine=engine)
    fresh = store.with_name("fresh")
    put(sample, fresh, tokens=True, themes=str(themes))

    assert (ran.parsed, ran.again) == (0, ran.books["seen"])
    assert digest(store) == digest(fresh)


def test_what_is_sent_needs_no_file_of_this_machine(sample: Path, store: Path, put: Any, tmp_path: Path) -> None:
    """Layout, themes and rows of the store travel with a job: with all of them gone, its results are those of the work done here."""
    layout, themes = tmp_path / "maru.toml", tmp_path / "themes"
    themes.mkdir()
    layout.write_text('turns = ["○{label}"]\n', encoding="utf-8")
    (themes / "道路.toml").write_text(THEMES, encoding="utf-8")
    put(sample / "榎波町", store, layout=str(layout))
    made = wanted(layout=layout, themes=themes, tokens=True)
    jobs = ingest(sample, store, layout=str(layout), themes=str(themes), tokens=True, dry_run=True).plan.jobs
    expected = [list(work(job, made, str(store))) for job in jobs]
    sent = [parcel(job, made, options(made), store) for job in jobs]
    shutil.rmtree(store)
    shutil.rmtree(themes)
    layout.unlink()

    assert {bool(job.path) for job in jobs} == {True, False}
    assert [opened(one, str(tmp_path)) for one in sent] == expected


def test_only_so_many_jobs_are_in_hand(engine: Cluster, sample: Path, store: Path) -> None:
    """However many jobs there are, three a worker are taken from the plan before the first result is handed over."""
    drawn, taken = list[int](), list[int]()
    todo, made = ingest(sample, store, dry_run=True).plan.jobs, wanted()
    store.mkdir()

    def jobs() -> Iterator[Any]:
        for job in todo:
            drawn.append(job.n)
            yield job

    for _ in engine(jobs(), made, store, name="test", workers=2):
        taken.append(len(drawn) - len(taken))
    assert len(taken) == len(todo)
    assert max(taken) <= 6


def test_a_worker_that_dies_costs_nothing_but_time(engine: Cluster, sample: Path, store: Path, whole: str) -> None:
    """A worker is killed in the middle: what it had is done elsewhere, and the store is the same."""
    killed = list[int]()

    def kill(now: Progress) -> None:
        if now.done > 3 and not killed:
            killed.append(min(engine.client.run(os.getpid).values()))
            os.kill(killed[0], signal.SIGKILL)

    ran = ingest(sample, store, tokens=True, engine=engine, progress=kill)

    assert killed
    assert ran.books["quarantined"] == 0
    assert digest(store) == whole


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_interrupt_ends_it_safely(engine: Cluster, sample: Path, store: Path, tmp_path: Path, put: Any) -> None:
    """Ctrl-C: exit code 130, one line that says how to go on, nothing left in the hands of the cluster, and what was done is kept."""
    files = tmp_path / "long"
    files.mkdir()
    for path in sample.rglob("*.txt"):
        (files / path.name).write_bytes(path.read_bytes() * 8)  # long enough to be in the middle of it
    given = ["--lang", "en", "ingest", str(files), "--store", str(store), "--tokens", "--engine", "dask", "--scheduler", engine.name]
    run = subprocess.Popen([sys.executable, "-c", "from minutes.cli.main import script; script()", *given], stderr=subprocess.PIPE, text=True)
    while run.poll() is None and sum(isinstance(frame, Frame) for segment in segments(store) for frame in frames(segment)) < 3:
        time.sleep(0.005)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)

    assert run.returncode == 130
    assert "goes on from here" in said
    assert "Traceback" not in said
    while any(engine.client.processing().values()):  # a job that a worker was at is done, and given up
        time.sleep(0.05)
    ran = ingest(files, store, tokens=True, engine=engine)
    assert 0 < ran.parsed < 25
    put(files, tmp_path / "whole", tokens=True)
    assert digest(store) == digest(tmp_path / "whole")


def test_a_file_that_kills_its_workers_is_quarantined(engine: Cluster, sample: Path, store: Path, tmp_path: Path, put: Any) -> None:
    """Whoever reads this file dies: it alone is a failure with the reason crash, those that were in hand with it are not."""
    folder = tmp_path / "minutes"
    shutil.copytree(sample / "霞野市", folder)
    put(folder, store)
    poison = folder / "a-poison.txt"
    poison.write_bytes(min(folder.glob("*.txt")).read_bytes() + "\n（追記）\n".encode())
    ran = ingest(folder, store.with_name("there"), engine=engine)

    assert ran.books["quarantined"] == 1
    failure = archive(store.with_name("there")).failed[0]
    assert (failure.path, failure.stage, failure.reason) == (poison.as_posix(), "read", "crash")
    assert len(archive(store.with_name("there"))) == len(archive(store))
    assert ingest(folder, store.with_name("there"), engine=engine).parsed == 0


def test_a_scheduler_that_is_gone_leaves_a_store_that_goes_on(sample: Path, store: Path, whole: str, put: Any, tmp_path: Path) -> None:
    """The scheduler dies in the middle: a clear error with the code of storage, and the rest is done by the next call."""
    with scheduler(tmp_path) as (address, process), workers(address, tmp_path), on(address, patience=20) as engine:
        with pytest.raises(StoreError, match="the scheduler is gone") as error:
            ingest(sample, store, tokens=True, engine=engine, progress=lambda now: process.kill() if now.done > 3 else None)
        engine.client.close(timeout=1)
    assert error.value.code == 4
    ran = put(sample, store, tokens=True)

    assert 0 < ran.parsed < ran.books["seen"]
    assert digest(store) == whole


def test_without_a_worker_it_says_so(sample: Path, store: Path, tmp_path: Path) -> None:
    """A scheduler without workers is not waited for for ever."""
    with scheduler(tmp_path) as (address, _), on(address, patience=0.5) as engine, pytest.raises(StoreError, match="dask worker tcp://"):
        ingest(sample, store, engine=engine)


@pytest.mark.parametrize("wrong", ["tcp://127.0.0.1:1", "nowhere://127.0.0.1:1"])
def test_a_wrong_address_is_told_at_once(sample: Path, store: Path, wrong: str) -> None:
    """Nobody answers there, or it is no address: what to check, a usage error, and no store is begun."""
    with pytest.raises(StoreError, match="no scheduler answers") as error, on(wrong, patience=0.5) as engine:
        ingest(sample, store, engine=engine)
    assert error.value.code == 2
    assert not store.exists()


def test_a_worker_with_another_version_is_refused(sample: Path, store: Path, tmp_path: Path) -> None:
    """A worker whose parser is another one is named, with what differs; nothing is stored."""
    other = tmp_path / "other"
    shutil.copytree(Path(minutes.__file__).parent, other / "minutes", ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "minutes" / "text" / "dates.py").open("a", encoding="utf-8") as file:
        file.write("# another version\n")
    with (
        scheduler(tmp_path) as (address, _),
        workers(address, tmp_path, environment={"PYTHONPATH": str(other)}),
        on(address, patience=60) as engine,
        pytest.raises(StoreError, match=r"another version of minutes or of a library \(parser\)") as error,
    ):
        ingest(sample, store, engine=engine)
    assert error.value.code == 2
    assert len(archive(store)) == 0


def test_a_job_is_refused_where_it_would_give_something_else(sample: Path, tmp_path: Path) -> None:
    """A worker of another version that joins later does not do the job either."""
    made = wanted()
    asked = replace(made, keys={stage: key.replace("parser:", "parser:x") for stage, key in made.keys.items()})
    job = ingest(sample, tmp_path / "store", dry_run=True).plan.jobs[0]

    with pytest.raises(StoreError, match="another version"):
        opened(parcel(job, asked, options(made), tmp_path), str(tmp_path))
    assert differing(made.keys, made.keys) == ""


def test_several_threads_in_a_process_are_refused(sample: Path, store: Path, tmp_path: Path) -> None:
    """A tokenizer is not for two threads: the worker is named, with the option to write."""
    with scheduler(tmp_path) as (address, _), workers(address, tmp_path, threads=2), on(address, patience=60) as engine, pytest.raises(StoreError, match="--nthreads 1"):
        ingest(sample, store, engine=engine)


def test_a_worker_must_see_the_files(engine: Cluster, tmp_path: Path, store: Path, sample: Path) -> None:
    """A file that only this machine sees is an error before anything is done, not a failure a file."""
    name = tmp_path / "only-here.txt"
    shutil.copy(min((sample / "榎波町").glob("*.txt")), name)
    made, jobs = wanted(), ingest(name, store, dry_run=True).plan.jobs
    name.unlink()
    store.mkdir()

    with pytest.raises(StoreError, match="does not see"):
        list(engine(jobs, made, store, name="test", workers=2))
