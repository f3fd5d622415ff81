"""The engine of a batch on many machines: the workers of a Dask cluster do the jobs, this process alone writes the store.

A worker needs this package and sight of the files (a shared disk under the same path, or URLs). It needs no sight of
the store: a job brings what it needs, its columns come back as bytes, and this process puts them into the spool.
"""

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, Queue
from time import monotonic
from typing import Any
from uuid import uuid4

from minutes.archive.parcel import Options, Parcel, differing, in_full, opened, options, parcel, unpacked
from minutes.archive.plan import stat_of
from minutes.archive.spool import Frame, Spool
from minutes.archive.stages import Wanted
from minutes.archive.work import Job, Made, failed
from minutes.corpus.engines import CRASH
from minutes.errors import StoreError
from minutes.model import Failure

USAGE, STOPPED = 2, 4
_AHEAD = 3
"""Jobs in hand for each worker: what is finished and not yet fetched stays in the memory of the workers."""
_AT_ONCE, _AT_ONCE_BYTES = 16, 16_000_000
"""Results that are fetched together: so many, and of files of so many bytes."""
_COUNTED = 5.0
"""Seconds between two looks at how many workers there are."""

Came = list[Made] | None
"""What came of a job; None where the workers that had it died, again and again."""


@dataclass(frozen=True, slots=True)
class Refused:
    """What a worker says in place of results: why it cannot, and the exit code."""

    why: str
    code: int


@contextlib.contextmanager
def on(scheduler: str, *, patience: float = 10.0) -> Iterator["Cluster"]:
    """The engine on the cluster of this scheduler (tcp://host:8786), for `ingest(…, engine=…)`.

    `patience`: seconds until a scheduler that does not answer, or that has no worker left, is given up. Raises
    `StoreError`: code 2 where there is no such cluster.
    """
    try:
        from distributed import Client
    except ImportError:
        raise StoreError("Dask がありません: pip install 'minutes[dask]' / Dask is missing: pip install 'minutes[dask]'", code=USAGE) from None
    try:
        _knock(scheduler, patience)
        client = Client(scheduler, timeout=patience, set_as_default=False)
    except Exception as error:  # noqa: BLE001 - a wrong address ends in many kinds of errors
        message = (
            f"{scheduler}: スケジューラにつながりません。住所（tcp://ホスト:8786）と、そこで dask scheduler が動いていることを確かめてください / "
            f"no scheduler answers: check the address (tcp://host:8786) and that `dask scheduler` is running there ({type(error).__name__}: {error})"
        )
        raise StoreError(message, code=USAGE) from None
    try:
        with contextlib.suppress(TimeoutError):
            client.wait_for_workers(1, timeout=patience)
        yield Cluster(client, scheduler, patience)
    finally:
        with contextlib.suppress(Exception):  # a scheduler that is gone
            client.close(timeout=2)


def _knock(scheduler: str, patience: float) -> None:
    """Nothing where something answers at this address; else an error: a client that was begun in vain is not to be got rid of."""
    from distributed.comm import connect
    from distributed.utils import LoopRunner, sync

    runner = LoopRunner(asynchronous=False)
    runner.start()
    try:
        sync(runner.loop, connect, scheduler, timeout=patience).abort()
    finally:
        runner.stop()


@dataclass(frozen=True)
class Cluster:
    """A Dask cluster as an engine. Each of its workers does one job at a time."""

    client: Any
    name: str
    patience: float

    @property
    def workers(self) -> int:
        """How many workers there are now."""
        try:
            return len(self.client.nthreads())
        except Exception:  # noqa: BLE001 - a scheduler that is gone
            raise self._lost() from None

    def __call__(self, jobs: Iterable[Job], wanted: Wanted, folder: Path, *, name: str, workers: int) -> Iterator[Frame]:  # noqa: ARG002 - as many as there are
        """The results of the jobs as they come, each already in the spool; a job that ends its workers twice over is a failure.

        Raises `StoreError`: a worker is of another version or cannot see the files (before anything is done), the scheduler
        is gone, no worker is left. What was done until then is kept, and the same call goes on from there.
        """
        said, rest = options(wanted), iter(jobs)
        first = next(rest, None)
        self._look(said, wanted, first)
        spool, suspects = Spool(folder, name), list[Job]()
        for job, made in self._results(parcel(job, wanted, said, folder) for some in ([first] if first else [], rest) for job in some):
            if made is None:
                suspects.append(job)
            else:
                yield from _kept(spool, job, made)
        for job in suspects:
            yield from self._alone(job, wanted, said, folder, spool)

    def _alone(self, job: Job, wanted: Wanted, said: Options, folder: Path, spool: Spool) -> Iterator[Frame]:
        """A job whose workers died, once more while nothing else runs: when they die again, its file is to blame.

        Of several meetings each is tried alone; one that ends its workers keeps what it had, and is in the plan of the next run.
        """
        for _, made in self._results(iter([parcel(job, wanted, said, folder)])):
            if made is not None:
                yield from _kept(spool, job, made)
            elif job.path:
                failure = Failure(job.path, "read", "crash", CRASH)
                head = {"path": job.path, "stat": job.stat, "job": job.n, "keys": {"parse": wanted.failing}, "sizes": {}, **failed(failure)}
                yield from _kept(spool, job, [(head, b"")])
            else:
                for sha in job.holds if len(job.holds) > 1 else ():
                    yield from self._alone(replace(job, holds=(sha,)), wanted, said, folder, spool)

    def _look(self, said: Options, wanted: Wanted, first: Job | None) -> None:
        """Refuse a cluster that could not do it: of another version, with several threads in a process, or without sight of the files."""
        if not self.workers:
            raise self._deserted()
        if busy := sorted(worker for worker, threads in self.client.nthreads().items() if threads > 1):
            asked = "dask worker … --nthreads 1 --nworkers N"
            raise StoreError(f"{busy[0]}: 1プロセス1スレッドにしてください（{asked}） / one thread a process, please: {asked}", code=USAGE)
        path = in_full(first.path) if first and first.path else ""
        for worker, found in sorted(self.client.run(look, said, path, on_error="return").items()):
            if not isinstance(found, dict):
                raise StoreError(
                    f"{worker}: minutes が動きません。ここと同じ版を入れてください / minutes does not run there, install the version of this machine ({found!r:.300})", code=USAGE
                )
            if differs := differing(found["keys"], wanted.keys):
                raise StoreError(f"{worker}: {differs}", code=USAGE)
            if not found["sees"]:
                said_en = "mount the disk at the same place there, or give URLs"
                raise StoreError(f"{worker}: {path} が見えません。共有ディスクを同じ場所に付けるか、URL にしてください / does not see {path}: {said_en}", code=USAGE)

    def _results(self, parcels: Iterator[Parcel]) -> Iterator[tuple[Job, Came]]:
        """What comes of each job, as it comes; only so many are in the hands of the cluster that nobody's memory grows."""
        running: dict[Any, Job] = {}
        done: Queue[Any] = Queue()
        most, counted = 0, -_COUNTED
        try:
            while True:
                if monotonic() - counted > _COUNTED:  # workers come and go
                    most, counted = _AHEAD * max(self.workers, 1), monotonic()
                while len(running) < most and (sent := next(parcels, None)) is not None:
                    future = self.client.submit(do, sent, key=f"minutes-{uuid4().hex}", pure=False)
                    running[future] = sent.job
                    future.add_done_callback(done.put)
                if not running:
                    return
                ready = self._ready(done, running)
                for future, made in zip(ready, self._fetched(ready), strict=True):
                    if isinstance(made, Refused):
                        raise StoreError(f"{self.name}: {made.why}", code=made.code)
                    yield running.pop(future), made
                del ready, future, made
        finally:
            if running:
                with contextlib.suppress(Exception):  # a scheduler that is gone
                    self.client.cancel(list(running), force=True)

    def _ready(self, done: "Queue[Any]", running: dict[Any, Job]) -> list[Any]:
        """Jobs that are over, as soon as there are any. Raises when there never will be."""
        deserted: float | None = None
        ready: list[Any] = []
        while not ready:
            try:
                ready.append(done.get(timeout=1))
            except Empty:
                if self.client.status != "running":
                    raise self._lost() from None
                deserted = None if self.workers else deserted or monotonic()
                if deserted and monotonic() - deserted > self.patience:
                    raise self._deserted() from None
        with contextlib.suppress(Empty):
            while len(ready) < _AT_ONCE and sum(running[future].stat[0] for future in ready) < _AT_ONCE_BYTES:
                ready.append(done.get_nowait())
        return ready

    def _fetched(self, ready: list[Any]) -> list[Came | Refused]:
        """The results of jobs that are over, in their order."""
        if all(future.status == "finished" for future in ready):
            with contextlib.suppress(Exception):  # one is gone with its worker: then one by one
                return list(self.client.gather(ready))
        return [self._one(future) for future in ready]

    def _one(self, future: Any) -> Came | Refused:
        from distributed import KilledWorker

        try:
            found: Came | Refused = future.result()
        except KilledWorker:
            return None
        except Exception as error:
            if future.status in {"cancelled", "lost"} or self.client.status != "running":
                raise self._lost() from None
            raise StoreError(f"{self.name}: {type(error).__name__}: {error}", code=STOPPED) from error
        return found

    def _lost(self) -> StoreError:
        ja, en = (
            "スケジューラとの接続が切れました。保存したものは無事です。起動し直して同じ命令をもう一度",
            "the scheduler is gone, the store is whole: start it, run the same command again",
        )
        return StoreError(f"{self.name}: {ja} / {en}", code=STOPPED)

    def _deserted(self) -> StoreError:
        said = f"ワーカーがいません。dask worker {self.name} を起動して同じ命令をもう一度 / there is no worker: start `dask worker {self.name}`, run the same command again"
        return StoreError(f"{self.name}: {said}", code=STOPPED)


def do(sent: Parcel) -> Came | Refused:
    """On a worker: the results of a job. No error leaves it: not every one finds its way through Dask."""
    from distributed import get_worker

    worker = get_worker()
    try:
        return opened(sent, worker.local_directory)
    except StoreError as error:
        return Refused(f"{worker.address}: {error}", error.code)
    except Exception as error:  # noqa: BLE001 - told by the caller
        return Refused(f"{worker.address}: {type(error).__name__}: {error}", STOPPED)


def look(said: Options, path: str, dask_worker: Any = None) -> dict[str, Any]:
    """On a worker: the keys of what it would make with these options, and whether it sees the file."""
    return {"keys": unpacked(said, dask_worker.local_directory).keys, "sees": not path or stat_of(path) is not None}


def _kept(spool: Spool, job: Job, made: list[Made]) -> Iterator[Frame]:
    spool.begin(job.n)
    for head, body in made:
        yield spool.add(head, body)
