"""What a run did, for those who have to find out later: one event a file on the logger `minutes`, without a word of any document."""

import logging
from pathlib import PurePath
from typing import Any

from minutes.corpus.status import shortcomings, status
from minutes.model import Failure, Meeting

_LOG = logging.getLogger("minutes")
_LOG.addHandler(logging.NullHandler())  # silent until somebody asks
_LOG.addHandler(logging.NullHandler())  # a library is silent until somebody listens


def note(result: Meeting | Failure, seconds: float | None = None) -> None:
    """One event `file`: path, digest, status, reason codes, format and counts; a failure is a warning.

    Messages are left out: those of other libraries may quote what they stumbled over.
    """
    level = logging.WARNING if status(result) == "quarantined" else logging.INFO
    if _LOG.isEnabledFor(level):
        timed = {} if seconds is None else {"ms": round(seconds * 1000, 1)}
        _LOG.log(level, "file", extra={"event": _event(result) | timed})


def _event(result: Meeting | Failure) -> dict[str, Any]:
    if isinstance(result, Failure):
        named = {"path": result.path, "ending": PurePath(result.path).suffix, "sha256": result.sha256, "stage": result.stage, "reason": result.reason}
        return named | {"status": status(result), "limit": result.limit, "value": result.value}
    source = result.source
    read = {name: getattr(source, name) for name in ("path", "sha256", "format", "encoding", "confidence", "replaced", "gaiji")}
    counts = {"chars": len(source.text), "pages": len(source.pages), "turns": len(result.turns)}
    judged = {"kind": result.kind, "record": result.record, "how": result.how, "claimed": round(result.claimed, 4)}
    return read | {"ending": PurePath(source.path).suffix, "status": status(result), "reasons": list(shortcomings(result))} | counts | judged
