"""The same function over many files: in this process, or in several of this machine."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from types import ModuleType
from typing import Any

from minutes.corpus.cycles import look_seldom
from minutes.corpus.events import note
from minutes.model import Failure, Meeting

Result = Meeting | Failure
Load = Callable[[str, Any], Result]
Each = Callable[[Sequence[str], Any], Iterable[Result]]
Progress = Callable[[int, int], None]
CRASH = "読み取り中にプロセスが落ちました。ファイルを変換して試してください / the reading process died: convert the file and try again"


def run(load: Load, files: Sequence[str], layout: object, *, workers: int = 1, progress: Progress | None = None, each: Each | None = None) -> list[Result]:
    """What `load` makes of each file, in the order of the files: the same list for any number of workers.

    `each` makes the same of all files in this process, where it has a quicker way; it notes them in the log itself.
    """
    done: dict[str, Result] = {}

    def keep(path: str, result: Result) -> None:
        done[path] = result
        if progress is not None:
            progress(len(done), len(files))

    if workers > 1 and len(files) > 1:
        _together(load, files, layout, min(workers, len(files)), keep)
        while rest := [f for f in files if f not in done]:  # only after a worker died
            _one_by_one(load, rest, layout, keep)
    else:
        for path, result in zip(files, each(files, layout) if each else (load(path, layout) for path in files), strict=True):
            keep(path, result)
    if each is None or (workers > 1 and len(files) > 1):
        for path in files:
            note(done[path])
    return [done[path] for path in files]


@contextmanager
def without_main() -> Iterator[None]:
    """Workers need nothing of the caller's script: without this, spawn would run it again in every worker."""
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    with without_main():
        pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=look_seldom)
        try:
            yield pool
        finally:
            pool.shutdown(cancel_futures=True)


def _together(load: Load, files: Sequence[str], layout: object, workers: int, keep: Callable[[str, Result], None]) -> None:
    with _pool(workers) as pool:
        try:
            waiting: dict[Future[Result], str] = {pool.submit(load, path, layout): path for path in files}
            for future in as_completed(waiting):
                keep(waiting[future], future.result())
        except BrokenProcessPool:
            return


def _one_by_one(load: Load, files: Sequence[str], layout: object, keep: Callable[[str, Result], None]) -> None:
    """One worker, one file at a time: when it dies, the file it had is the one to blame, and the next call goes on."""
    with _pool(1) as pool:
        for path in files:
            try:
                keep(path, pool.submit(load, path, layout).result())
            except BrokenProcessPool:
                keep(path, Failure(path, "read", "crash", CRASH))
                return
