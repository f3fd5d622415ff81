"""What became of each file: ok, partial, quarantined or duplicate, and why; public API, explained in `docs/reason-codes.md`."""

from collections.abc import Iterable
from typing import Any

from minutes.model import Failure, Meeting
from minutes.read.reasons import reasons

STATUSES = ("ok", "partial", "quarantined", "duplicate")
MISSING = "missing"  # listed in a manifest, never seen: it stands outside the books
CLAIMED = 0.98  # below this share of explained characters a meeting counts as read in part


def shortcomings(meeting: Meeting) -> tuple[str, ...]:
    """The reason codes for which a meeting was read in part only; empty when everything was read.

    no_turns: minutes without a speech. unexplained: more than 2 % of the text that no rule explains. The others are
    the flags of the reader: low_coverage, needs_ocr, truncated, mojibake, gaiji.
    """
    source = meeting.source
    silent = meeting.kind in {"transcript", "summary"} and not meeting.turns
    garbled = source.replaced > 0 and "mojibake" not in source.flags
    return (*source.flags, *(["mojibake"] if garbled else []), *(["no_turns"] if silent else []), *(["unexplained"] if meeting.claimed < CLAIMED else []))


def status(result: Meeting | Failure) -> str:
    """What became of one file, one of `STATUSES`; "missing" for a file that a manifest lists and nobody found."""
    if isinstance(result, Meeting):
        return "partial" if shortcomings(result) else "ok"
    return result.reason if result.reason in {"duplicate", MISSING} else "quarantined"


def books(results: Iterable[Meeting | Failure]) -> dict[str, int]:
    """Files seen, and what became of them: seen = ok + partial + quarantined + duplicate; `missing` stands beside it."""
    found = [status(result) for result in results]
    counts = {name: found.count(name) for name in STATUSES}
    return {"seen": sum(counts.values())} | counts | {MISSING: found.count(MISSING)}


def file_row(result: Meeting | Failure) -> dict[str, Any]:
    """One file as a row of the table `files`."""
    if isinstance(result, Failure):
        return {"path": result.path, "status": status(result), "reasons": result.reason, "stage": result.stage, "sha256": result.sha256 or None}
    kept = {name: getattr(result.source, name) for name in ("path", "sha256", "format", "encoding", "confidence", "replaced", "gaiji")}
    return kept | {"status": status(result), "reasons": "、".join(shortcomings(result)) or None, "meeting": result.id}


def advice(reason: str) -> dict[str, str | None]:
    """What to try for a reason code, as next_ja and next_en; what every other file needs where the code is none of the reader's."""
    row = reasons().get(reason) or reasons()["io_error"]
    return {"next_ja": row.next_ja, "next_en": row.next_en}
