"""The engine of a batch on one machine: processes that may die, of which each costs at most the file it was at."""

import contextlib
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import lru_cache, partial
from importlib.abc import MetaPathFinder
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from queue import SimpleQueue

from minutes.archive.durable import STORAGE
from minutes.archive.spool import Frame, Spool, frames, segments
from minutes.archive.stages import Wanted
from minutes.archive.work import Job, failed, work
from minutes.corpus.cycles import look_seldom
from minutes.corpus.engines import CRASH, without_main
from minutes.errors import StoreError
from minutes.model import Failure

Running = dict[Future[list[Frame]], Job]
_PATIENCE = 5
_FAREWELL = 3.0  # seconds in which a worker that has no more to do ends
_NO_START = (
    "読み取りのプロセスが始まる前に終わります。メモリの空きと minutes doctor を確かめてください"
    " / the reading processes end before they begin: check free memory, and minutes doctor"
)
IN_HAND = 16
"""Jobs that are given out for every worker: enough to go on with while this process writes shards."""


def run(jobs: Iterable[Job], wanted: Wanted, folder: Path, *, name: str, workers: int, crew: "Crew | None" = None) -> Iterator[Frame]:
    """The results of the jobs as they come, each already in the spool; a job that ends its worker twice is a failure.

    `name` is that of the run: the segments of its workers begin with it. `crew`: processes that were started before, by `ahead`.
    """
    waiting: deque[Job] = deque()
    rest = iter(jobs)
    given: set[tuple[str, int]] = set()
    barren = 0  # deaths in a row of workers that had begun nothing
    while True:
        lost: list[Job] = []
        with contextlib.nullcontext(crew) if crew else _crew(workers) as hands:
            for frame in _together(hands, waiting, rest, wanted, folder, name, workers, lost):  # what comes from here is of no job that is lost
                barren = 0
                yield frame
        crew = None
        if not lost:
            return
        for frame in _after_a_death(lost, folder, name, given):
            given.add((frame.segment, frame.at))
            yield frame
        begun = _begun(folder, name)
        barren = 0 if any(job.n in begun for job in lost) else barren + 1
        if barren == _PATIENCE:
            raise StoreError(f"{folder}: {_NO_START}", code=STORAGE)
        for job in [job for job in lost if job.n in begun]:
            yield from _alone(job, wanted, folder, name)
        waiting.extend(job for job in lost if job.n not in begun)


def _together(crew: "Crew", waiting: deque[Job], rest: Iterator[Job], wanted: Wanted, folder: Path, name: str, workers: int, lost: list[Job]) -> Iterator[Frame]:
    """Several workers side by side, some jobs in hand for each; when one dies, `lost` holds the jobs without an answer."""
    running: Running = {}
    answers: SimpleQueue[Future[list[Frame]]] = SimpleQueue()
    while True:
        while len(running) < IN_HAND * workers and not crew.dismissed and not lost:
            following = waiting.popleft() if waiting else next(rest, None)
            if following is None:
                crew.dismiss()
                break
            try:
                future = crew.pool.submit(_work, following, wanted, str(folder), name)
            except BrokenProcessPool:
                lost.append(following)
            else:
                running[future] = following
                future.add_done_callback(answers.put)
        if not running:
            return
        done = answers.get()
        job = running.pop(done)
        try:
            yield from done.result()
        except BrokenProcessPool:
            lost.append(job)


def _after_a_death(lost: list[Job], folder: Path, name: str, given: set[tuple[str, int]]) -> Iterator[Frame]:
    """Results that were finished and not handed over; their jobs are no longer lost."""
    numbers = {job.n: job for job in lost}
    for segment in segments(folder, name):
        for frame in frames(segment):
            if isinstance(frame, Frame) and frame.head["job"] in numbers and (frame.segment, frame.at) not in given:
                yield frame
                job = numbers[frame.head["job"]]
                if job.path and job in lost:
                    lost.remove(job)


def _begun(folder: Path, name: str) -> set[int]:
    """The jobs at which workers of this run ended: those that were begun last in their segment, without a result."""
    found: set[int] = set()
    for segment in segments(folder, name):
        last = deque(frames(segment), maxlen=1)
        found |= {job for job in last if isinstance(job, int)}
    return found


def _alone(job: Job, wanted: Wanted, folder: Path, name: str) -> Iterator[Frame]:
    """A job at which a worker died, once more and by itself: when it dies again, the file is to blame.

    Of several meetings each is tried alone; one that ends its worker keeps what it had, and is in the plan of the next run.
    """
    with _crew(1) as crew:
        try:
            yield from crew.pool.submit(_work, job, wanted, str(folder), name).result()
        except BrokenProcessPool:
            for sha in job.holds if len(job.holds) > 1 else ():
                yield from _alone(replace(job, holds=(sha,)), wanted, folder, name)
            if job.path:
                failure = Failure(job.path, "read", "crash", CRASH)
                yield Frame({"path": job.path, "stat": job.stat, "job": job.n, "keys": {"parse": wanted.failing}, "sizes": {}, **failed(failure)})


class Crew:
    """The processes that do the jobs; they go when they are dismissed, and end with this process."""

    def __init__(self, workers: int) -> None:
        self.pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start)
        self._leaving: threading.Thread | None = None

    @property
    def dismissed(self) -> bool:
        """Will there be no more jobs for them?"""
        return self._leaving is not None

    def dismiss(self) -> None:
        """There are no more jobs: whoever has none left ends, while this process goes on with the results."""
        self._leaving = threading.Thread(target=self.pool.shutdown)
        self._leaving.start()

    def kill(self) -> None:
        """End them in the middle of their work."""
        for process in list((self.pool._processes or {}).values()):  # noqa: SLF001 - there is no public way to end a worker that is busy
            process.kill()

    def close(self) -> None:
        """Wait until the last of them has ended. One that was killed while it waited for a job keeps the others waiting for ever: they are not waited for."""
        if self._leaving is not None:
            self._leaving.join(_FAREWELL)
            if self._leaving.is_alive():
                self.kill()
        self.pool.shutdown(cancel_futures=True)


@contextlib.contextmanager
def _crew(workers: int) -> Iterator[Crew]:
    """Processes that end with this one, and at once when it is interrupted."""
    with without_main():
        crew = Crew(workers)
        try:
            yield crew
        except BaseException:
            crew.kill()
            raise
        finally:
            crew.close()


@contextlib.contextmanager
def ahead(workers: int) -> Iterator[Callable[..., Iterator[Frame]]]:
    """`run` with workers that start at once, and load what they need while this process makes its plan."""
    with _crew(workers) as crew:
        with contextlib.suppress(BrokenProcessPool):  # told when there is work for them
            for _ in range(workers):
                crew.pool.submit(_load)
        yield partial(run, crew=crew)
        if not crew.dismissed:  # there was nothing to do
            crew.kill()


def _load() -> None:
    """Nothing: that a worker is asked for it starts the worker."""


def _start() -> None:
    """The first thing that a worker does: leave interrupts to its parent, end when the parent is gone, get pyarrow ready, and not look for cycles in all this again."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_orphan, daemon=True).start()
    import pyarrow as pa

    sys.meta_path.insert(0, _NoPandas())
    pa.array([], pa.int32())
    sys.meta_path.pop(0)
    look_seldom()


class _NoPandas(MetaPathFinder):
    """At its first array pyarrow looks whether pandas is there, by importing it: a fifth of a second and 50 MB for which a worker has no use."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:  # noqa: ARG002 - as `MetaPathFinder` has it
        """There is no pandas; all else is found by others."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def _orphan() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


@lru_cache(maxsize=1)
def _spool(folder: str, name: str) -> Spool:
    return Spool(Path(folder), name)


def _work(job: Job, wanted: Wanted, folder: str, name: str) -> list[Frame]:
    spool = _spool(folder, name)
    spool.begin(job.n)
    return [spool.add(head, body) for head, body in work(job, wanted, folder)]
