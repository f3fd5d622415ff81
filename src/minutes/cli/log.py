"""Logs as JSON lines: one event a line, appended to the file of `--log`; no line holds text of a document."""

import json
import logging
import os
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from minutes.version import __version__

_LOG = logging.getLogger("minutes")


class JsonLines(logging.Formatter):
    """One record as one line of JSON: time (UTC), level, run, event, and the fields of the event.

    Of an exception only its kind and the places in the code are written: its words may be those of a document.
    """

    def __init__(self, run: str) -> None:
        super().__init__()
        self.run = run

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its line break."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        fields: dict[str, Any] = {"time": at, "level": record.levelname, "run": self.run, "event": record.msg}
        fields |= getattr(record, "event", {})
        if record.exc_info and record.exc_info[0]:
            fields |= {"error": record.exc_info[0].__name__, "where": _places(record.exc_info[2])}
        return json.dumps(fields, ensure_ascii=False, default=str)


def _places(trace: Any) -> list[str]:
    found = []
    while trace is not None:
        found.append(f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}")  # noqa: PTH119 - a code object's name, not a path of ours
        trace = trace.tb_next
    return found


@contextmanager
def logged(args: Namespace) -> Iterator[None]:
    """Write what happens inside to the file of `--log`, if there is one: start, one event a file, end or error."""
    path = getattr(args, "log", None)
    if not path:
        yield
        return
    begun, level = time.monotonic(), _LOG.level
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(JsonLines(f"{time.time_ns():x}"[-10:]))
    _LOG.addHandler(handler)
    _LOG.setLevel(logging.INFO)
    try:
        _LOG.info("start", extra={"event": {"verb": args.verb, "version": __version__, "python": sys.version.split()[0], "system": sys.platform}})
        yield
    except BaseException:
        _LOG.exception("error")
        raise
    finally:
        _LOG.info("end", extra={"event": {"seconds": round(time.monotonic() - begun, 3), "memory": _peak()}})
        _LOG.removeHandler(handler)
        _LOG.setLevel(level)
        handler.close()


def _peak() -> int | None:
    """The most memory that this process has held, in bytes, where the system says it."""
    try:
        import resource
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
