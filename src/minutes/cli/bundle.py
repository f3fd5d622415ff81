"""A zip for a bug report that can be sent without reading it first: what it may hold is listed here, and words of documents are not."""

import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from minutes.corpus.status import MISSING, STATUSES
from minutes.read.limits import UNITS
from minutes.read.reasons import reasons

_LINES = 2_000
_VOCABULARY = {
    "level": {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"},
    "event": {"start", "file", "end", "error"},
    "status": {*STATUSES, MISSING},
    "stage": {"find", "read", "parse", "corpus"},
    "format": {"text", "html", "pdf", "docx", "xlsx", "csv", "doc", "json", "xml", "tei"},
    "encoding": {"utf-8", "utf-8-sig", "cp932", "euc-jp", "iso-2022-jp", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "pdf"},
    "kind": {"transcript", "summary", "report", "other"},
    "record": {"verbatim", "summary", "unknown"},
    "how": {"declared", "learned", "given", "feed", "none"},
    "system": {"linux", "darwin", "win32"},
}
_NUMBERS = frozenset({"value", "confidence", "replaced", "gaiji", "chars", "pages", "turns", "claimed", "ms", "seconds", "memory"})
_SHAPES = {  # of our own log, not of documents
    "time": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,12}(?:\+00:00)?"),
    "run": re.compile(r"[0-9a-f]{10}"),
    "version": re.compile(r"[0-9.]{1,12}"),
    "python": re.compile(r"[0-9.]{1,12}"),
    "verb": re.compile(r"parse|tag|compare|retry|doctor"),
    "ending": re.compile(r"\.(?:txt|pdf|docx?|xlsx?|html?|json|xml|csv|zip|md)"),
    "limit": re.compile(rf"(?:{'|'.join(UNITS)})=[0-9.e+]{{1,20}}"),
    "error": re.compile(r"[A-Z][A-Za-z]{2,40}(?:Error|Exception|Interrupt|Exit)"),
}


def write_bundle(path: Path, findings: Iterable[tuple[str, str, str, bool | None]], *, log: Path | None = None) -> None:
    """A zip with doctor.json (the screen) and, where a log is given, log.jsonl: its last lines without paths or words.

    Files are named by the first digits of the digest of their path, so that two lines about one file can be told.
    """
    rows = [{"section": section, "name": name, "value": value, "ok": ok} for section, name, value, ok in findings]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("doctor.json", json.dumps(rows, indent=1))
        if log is not None and log.is_file():
            out.writestr("log.jsonl", "".join(json.dumps(line) + "\n" for line in _told(log)))


def _told(log: Path) -> Iterator[dict[str, Any]]:
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LINES:]:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict):
            yield redacted(event)


def redacted(event: dict[str, Any]) -> dict[str, Any]:
    """What may be told of one event of the log: numbers, codes of ours, and digests; nothing else passes."""
    told = {key: value for key, value in event.items() if _plain(key, value)}
    if isinstance(event.get("path"), str):
        told["file"] = sha256(event["path"].encode("utf-8", "replace")).hexdigest()[:12]
    if isinstance(event.get("sha256"), str) and re.fullmatch(r"[0-9a-f]{64}", event["sha256"]):
        told["bytes"] = event["sha256"][:12]
    for key, fits in _LISTS.items():
        if isinstance(event.get(key), list):
            told[key] = [value for value in event[key] if isinstance(value, str) and fits(value)]
    if event.get("reason") in reasons():
        told["reason"] = event["reason"]
    return told


_LISTS: dict[str, Callable[[str], object]] = {"reasons": lambda code: code in reasons(), "where": re.compile(r"[a-z_]{1,20}\.py:[0-9]{1,5}").fullmatch}


def _plain(key: str, value: object) -> bool:
    if key in _NUMBERS:
        return isinstance(value, int | float)
    if not isinstance(value, str):
        return False
    return value in _VOCABULARY.get(key, ()) or (key in _SHAPES and _SHAPES[key].fullmatch(value) is not None)
