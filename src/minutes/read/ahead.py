"""Many files one after another, the next one opened while the caller still works on the last."""

import threading
from collections.abc import Iterator, Sequence
from queue import Empty, Full, Queue

from minutes.errors import SourceError
from minutes.model import Source
from minutes.read.files import read_source
from minutes.read.limits import LIMITS, Limits


def read_ahead(names: Sequence[str], *, limits: Limits = LIMITS) -> Iterator[Source | SourceError]:
    """What `read_source` gives or raises for each name, in their order; one file is read ahead.

    Any other error is raised where its file would have come. A caller that stops early leaves nothing running.
    """
    found: Queue[Source | Exception] = Queue(maxsize=1)
    stop = threading.Event()
    thread = threading.Thread(target=_work, args=(names, limits, found, stop), daemon=True)
    thread.start()
    try:
        for _ in names:
            source = _next(found, thread)
            if isinstance(source, Source | SourceError):
                yield source
            else:
                raise source
    finally:
        stop.set()


def _work(names: Sequence[str], limits: Limits, found: "Queue[Source | Exception]", stop: threading.Event) -> None:
    for name in names:
        try:
            source: Source | Exception = read_source(name, limits=limits)
        except Exception as error:  # noqa: BLE001 - handed to the caller, who raises it
            source = error
        while not stop.is_set():
            try:
                found.put(source, timeout=0.2)
                break
            except Full:
                continue
        if stop.is_set():
            return


def _next(found: "Queue[Source | Exception]", thread: threading.Thread) -> Source | Exception:
    while True:
        try:
            return found.get(timeout=1)
        except Empty:
            if not thread.is_alive() and found.empty():
                return RuntimeError("the reading thread ended")
