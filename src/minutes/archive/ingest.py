"""A batch: files go into the store, whatever happens on the way; the same call again goes on where it was."""

import contextlib
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from minutes.archive import machine
from minutes.archive.commit import Writer, writing
from minutes.archive.frozen import thaw
from minutes.archive.journal import NAME, read
from minutes.archive.ledger import Stat, State
from minutes.archive.plan import Plan, plan
from minutes.archive.spool import Frame
from minutes.archive.stages import Wanted, need_libraries, wanted
from minutes.archive.work import Job
from minutes.corpus.manifest import Listed, find
from minutes.corpus.status import STATUSES
from minutes.errors import StoreError
from minutes.model import Failure
from minutes.read.limits import LIMITS, Limits
from minutes.read.urls import is_url
from minutes.words.unidic import rearranged

_LOG = logging.getLogger("minutes")

Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
SPEED = {False: 2_500_000, True: 800_000}
"""Bytes of text that one process gets through in a second, without and with words: a guess until a store knows better."""
ROOM = {False: 0.6, True: 0.9}
"""Bytes of a store for a byte of text, without and with words."""
LARGE = 2_000_000
"""Bytes of a file from which on it is begun before the others; so many for each worker are left for the end."""


_ALLOCATOR = ("ARROW_DEFAULT_MEMORY_POOL", "system")
"""Arrow's own allocator keeps 70 MB that it has no more use for; read by pyarrow when it is loaded, here and in the workers."""


class Engine(Protocol):
    """Who does the jobs: gives the results as they come, each already in the spool of the store."""

    def __call__(self, jobs: Iterable[Job], wanted: Wanted, folder: Path, *, name: str, workers: int) -> Iterator[Frame]:
        """The results of the jobs, in any order."""


@dataclass(frozen=True)
class Progress:
    """How far a batch is: jobs done, jobs in all, bytes done, bytes in all, files that gave no meeting, seconds so far."""

    done: int
    of: int
    bytes: int
    of_bytes: int
    quarantined: int
    seconds: float

    @property
    def rate(self) -> float:
        """Bytes a second."""
        return self.bytes / self.seconds if self.seconds > 0 else 0.0

    @property
    def eta(self) -> float:
        """Seconds still to go, by the bytes that are left, or by the jobs where no bytes are read."""
        done, of = (self.bytes, self.of_bytes) if self.of_bytes else (self.done, self.of)
        return self.seconds * (of - done) / done if done else 0.0


@dataclass(frozen=True)
class Ran:
    """What a batch did: the plan it followed, files parsed, meetings of which stages were made again, the books, seconds.

    `books` counts the files of this run: seen = ok + partial + quarantined + duplicate, `missing` beside it; empty for a dry run, which has only
    the plan. `left` is the writer that had been killed before it, if there was one.
    """

    plan: Plan
    parsed: int
    again: int
    books: dict[str, int]
    seconds: float
    left: str | None = None


def _on_disk(store: str | os.PathLike[str]) -> Path:
    if is_url(os.fspath(store)):
        ja, en = (
            "アーカイブはこの機械のフォルダに作ります（URL は読むファイルにだけ使えます）",
            "an archive lies in a folder of this machine; URLs are for the files that go into it",
        )
        raise StoreError(f"{store}: {ja} / {en}", code=2)
    return Path(store)


def _found(each: Sequence[str | os.PathLike[str]], folder: Path, manifest: str | None, limits: Limits) -> tuple[list[str], tuple[Listed, ...], list[Failure], dict[str, Stat]]:
    """What `find` finds, without the files of the store itself where it lies among those that go into it; and size and version of URLs."""
    stats: dict[str, Stat] = {}
    single = _single(_ledger(folder)) if any(is_url(os.fspath(path)) for path in each) else {}
    files, listed, missing = find(each, manifest=manifest, limits=limits, stats=stats, single=single)
    store = folder.resolve()
    if any(store.is_relative_to(Path(path).resolve()) for path in each):
        files = [path for path in files if not Path(path).resolve().is_relative_to(store)]
    return files, listed, missing, stats


def _single(state: State) -> dict[str, Stat]:
    """The files at URLs of which the store knows that they are one document, and in which version."""
    return {path: row.stat for path, row in state.files.items() if is_url(path) and "!/" not in path and row.failure is None and row.sha256}


def _ledger(folder: Path) -> State:
    """The ledger of a store as it is now; an empty one where there is no store yet."""
    return State.of(read(folder).entries) if (folder / NAME).is_file() else State()


def estimate(todo: Plan, store: str | os.PathLike[str], *, tokens: bool, workers: int) -> tuple[float, int]:
    """Seconds and bytes on the disk that a plan will take: by what earlier batches of this store took, else by a guess."""
    state = _ledger(Path(store))
    runs = [entry for entry in state.runs if entry["bytes"] > 1_000_000 and entry["options"]["tokens"] == tokens]
    speed = sum(e["bytes"] for e in runs) / sum(e["seconds"] * e["workers"] for e in runs) if runs else SPEED[tokens]
    read_before = sum(seen.stat[0] for seen in state.files.values() if seen.failure is None)
    room = sum(shard.bytes for part in state.parts for shard in part.shards.values()) / read_before if read_before else ROOM[tokens]
    return todo.bytes / speed / max(workers, 1), round(todo.bytes * room)


def _each(paths: Paths) -> Sequence[str | os.PathLike[str]]:
    return [paths] if isinstance(paths, str) or not isinstance(paths, Sequence) else paths


def ingest(
    paths: Paths,
    store: str | os.PathLike[str],
    *,
    layout: str | None = None,
    themes: str | None = None,
    tokens: bool = False,
    manifest: str | None = None,
    workers: int = 0,
    retry: bool = False,
    verify: bool = False,
    wait: float = 0.0,
    dry_run: bool = False,
    limits: Limits = LIMITS,
    progress: Callable[[Progress], None] | None = None,
    engine: Engine | None = None,
) -> Ran:
    """Files, folders, globs or URLs go into the archive in the folder `store`, which is made when it is not there.

    What the store has already is not done again; with other options exactly the stages that depend on them are. A
    file that cannot be read becomes a failure and is not tried again before it changes, or with `retry`. `workers`:
    processes, 0 for one a processor. `wait`: seconds to wait for another writer. `dry_run`: only make the plan, and write nothing. `engine`: who does
    the work, the processes of this machine (None) or a cluster (`minutes.archive.cluster.on`). Raises `StoreError` (codes 4 to 6) for the store,
    `LayoutError`, `ThemeError`.
    """
    need_libraries()
    os.environ.setdefault(*_ALLOCATOR)
    begun, left = time.monotonic(), list[str]()
    each, folder = _each(paths), _on_disk(store)
    workers = workers or getattr(engine, "workers", 0) or os.cpu_count() or 1
    if tokens and not dry_run:
        rearranged()  # before there are other processes, which need it too
    files, listed, missing, stats = _found(each, folder, manifest, limits)
    with contextlib.nullcontext(engine) if engine or dry_run else _processes(folder, min(workers, len(files))) as does:
        made = wanted(layout=layout, themes=themes, tokens=tokens, limits=limits)
        planned = partial(plan, files, listed, missing, wanted=made, retry=retry, verify=verify, stats=stats)
        if dry_run or does is None:
            return Ran(planned(_ledger(folder)), 0, 0, {}, time.monotonic() - begun)
        with writing(folder, left=left, wait=wait) as writer:
            todo = planned(writer.state)
            _take_moves(writer, todo)
            parsed, again = follow(writer, todo, made, workers=workers, progress=progress, engine=does)
            seconds = round(time.monotonic() - begun, 3)
            if todo.jobs:
                options = {"layout": made.layout, "themes": made.themes, "tokens": tokens}
                writer.note({"do": "run", "bytes": todo.bytes, "seconds": seconds, "workers": workers, "roots": [os.fspath(p) for p in each], "options": options})
            counts = books(writer.state, files, missing=len(missing))
    return Ran(todo, parsed, again, counts, seconds, left[0] if left else None)


def _processes(folder: Path, most: int) -> contextlib.AbstractContextManager[Engine]:
    """The processes of this machine: for a store that is new they start before there is a plan, for there will be work for them."""
    return machine.ahead(most) if most and not (folder / NAME).exists() else contextlib.nullcontext(machine.run)


def run(writer: Writer, files: Sequence[str], made: Wanted, *, workers: int) -> tuple[int, int]:
    """Bring these files up to date in a store that is being written to; files parsed, and meetings of which stages were made again."""
    todo = plan(files, (), (), writer.state, made)
    _take_moves(writer, todo)
    return follow(writer, todo, made, workers=workers, progress=None, engine=machine.run)


def _take_moves(writer: Writer, todo: Plan) -> None:
    """Paths that are new, gone, or said to be of another municipality: a line of the journal, and nothing is read."""
    if todo.moved or todo.missing or todo.gone or todo.listed:
        rows = [[row.path, row.municipality, row.code, row.body, row.date, row.source, row.licence] for row in todo.listed]
        writer.note({"do": "files", "files": [seen.row() for seen in [*todo.moved, *todo.missing]], "forget": todo.gone, "listed": rows})


def follow(writer: Writer, todo: Plan, made: Wanted, *, workers: int, progress: Callable[[Progress], None] | None, engine: Engine) -> tuple[int, int]:
    """Do the jobs of a plan; how many files were parsed, and of how many meetings stages were made again."""
    parsed = again = quarantined = size = 0
    begun, told = time.monotonic(), 0.0
    finished, done = bytearray(len(todo.jobs)), 0  # a set of numbers would grow with the archive
    results = sum(1 if job.path else len(job.holds) for job in todo.jobs)
    for frame in engine(in_order(todo.jobs, workers), made, writer.folder, name=writer.run, workers=workers) if todo.jobs else ():
        job = todo.jobs[frame.head["job"]]
        if frame.head.get("path") == job.path:
            frame.head["path"], frame.head["stat"] = job.path, job.stat  # not once more in memory, for the ledger keeps them
        done += not finished[job.n]
        finished[job.n] = 1
        if "path" in frame.head:
            _note(frame.head)
            parsed, size = parsed + 1, size + frame.head["stat"][0]
            quarantined += "failure" in frame.head
        else:
            again += 1
        now = time.monotonic()
        if progress is not None and (now - told > 0.2 or done == len(todo.jobs)):
            told = now
            progress(Progress(done, len(todo.jobs), size, todo.bytes, quarantined, now - begun))
        writer.keep(frame)  # after the progress: the first one loads what the shards need
        if parsed + again == results:
            writer.commit()  # while the workers end
    writer.commit()
    return parsed, again


def in_order(jobs: Sequence[Job], workers: int) -> list[Job]:
    """The jobs so that at the end no worker is left alone with a large file: those first, and the last of the others from large to small.

    The rest keep the order of their paths, for what comes together goes into the same shards.
    """
    large = [job for job in jobs if job.stat[0] > LARGE]
    others = [job for job in jobs if job.stat[0] <= LARGE]
    at, left = len(others), LARGE * workers
    while at and left > 0:
        at -= 1
        left -= others[at].stat[0]
    return large + others[:at] + sorted(others[at:], key=lambda job: -job.stat[0])


def _note(head: dict[str, Any]) -> None:
    """One event a file in the log, without a word of any document."""
    failure = thaw(Failure, head["failure"]) if "failure" in head else None
    event = {"path": head["path"], "sha256": head["sha"], "status": head["status"], "bytes": head["stat"][0]}
    _LOG.log(logging.WARNING if failure else logging.INFO, "file", extra={"event": event | ({"stage": failure.stage, "reason": failure.reason} if failure else {})})


def books(state: State, files: Sequence[str], *, missing: int = 0) -> dict[str, int]:
    """What became of these files: seen = ok + partial + quarantined + duplicate; a file that could not even be opened is quarantined."""
    places = state.places()
    counts = dict.fromkeys(STATUSES, 0)
    for path in files:
        seen = state.files.get(path)
        if seen is None or seen.failure is not None or seen.sha256 not in places:
            counts["quarantined"] += 1
        else:
            counts["duplicate" if places[seen.sha256] != path else state.statuses[seen.sha256]] += 1
    if sum(counts.values()) != len(files):
        raise AssertionError(f"{counts} != {len(files)}")
    return {"seen": len(files)} | counts | {"missing": missing}
