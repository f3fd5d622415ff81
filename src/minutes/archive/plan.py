"""What a batch has to do, and why: the files as the disk has them against the ledger."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from minutes.archive.ledger import Seen, Stat, State
from minutes.archive.stages import PARSE, TABLES, Wanted, difference
from minutes.archive.work import Job
from minutes.corpus.manifest import Listed
from minutes.model import Failure
from minutes.read import urls

NEW, CHANGED, RETRIED, AGAIN = "new", "changed", "retried", "lost"
_TOGETHER = 16
"""Meetings of one part of the store that one job makes again."""


@dataclass
class Plan:
    """The jobs in order; the paths whose bytes are known already; paths that are no more; and counts for people.

    `moved`: paths under which known bytes lie now. `gone`: paths of which the file lies elsewhere now. `missing`: files that only a manifest has. `bytes` and
    `unchanged` count what is to be read and what need not be. `seen` are all paths of this run.
    """

    jobs: list[Job] = field(default_factory=list)
    moved: list[Seen] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    missing: list[Seen] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)
    unchanged: int = 0
    bytes: int = 0
    seen: tuple[str, ...] = ()

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why there is something to do, with the number of files or meetings; the commonest reason first."""
        counts: Counter[str] = Counter()
        for job in self.jobs:
            counts[job.why] += 1 if job.path else len(job.holds)
        if self.moved:
            counts["moved"] += len(self.moved)
        return sorted(counts.items(), key=lambda reason: (-reason[1], reason[0]))


def plan(
    files: Sequence[str],
    listed: Sequence[Listed],
    missing: Sequence[Failure],
    state: State,
    wanted: Wanted,
    *,
    retry: bool = False,
    verify: bool = False,
    stats: Mapping[str, Stat] | None = None,
) -> Plan:
    """What has to be done so that the store holds these files as `wanted` says.

    A file of which size and time are those of the ledger is not opened; with `verify` every file is. A file with
    bytes that the store has is not read again, wherever it lies. `retry`: files that gave no meeting are read again.
    `stats`: sizes and times that are known already. Of URLs only those are read here that another one seems to equal.
    """
    made = Plan(seen=tuple(files), listed=[row for row in listed if state.listed.get(row.path) != row])
    told = stats or {}
    found = {path: told.get(_on_disk(path)) or stat_of(path) for path in files}
    alike = Counter(_likeness(path, stat) for path, stat in found.items() if stat) + Counter(
        {_likeness(path, seen.stat): 1 for path, seen in state.files.items() if path not in found}
    )
    coming: dict[str, str] = {}
    failed = {seen.sha256: seen for seen in sorted((s for s in state.files.values() if s.failure), key=lambda seen: seen.key == wanted.failing)}
    for path in files:
        _file(made, path, found[path], state, wanted, coming, failed, retry=retry, verify=verify, alone=alike[_likeness(path, found[path] or (0, 0))] < 2)
    there = {row.path for row in made.moved} | set(files)
    known = {seen.sha256 for seen in made.moved}
    made.gone = [
        path for path, seen in state.files.items() if path not in there and (_elsewhere(path, seen, known) or (seen.status == "missing" and path not in {f.path for f in missing}))
    ]
    made.missing = [Seen(f.path, (0, 0), "", "missing", failure=f) for f in missing if state.files.get(f.path) is None or state.files[f.path].failure != f]
    made.jobs += _stages(state, wanted, {job.path for job in made.jobs}, len(made.jobs))
    return made


def _elsewhere(path: str, seen: Seen, known: set[str]) -> bool:
    """Does the file of this path lie under another one now?"""
    return bool(seen.sha256) and seen.sha256 in known and stat_of(path) is None


def _likeness(path: str, stat: Stat) -> Stat:
    """What files with the same bytes have in common: their size, and in an object store a version that the content decides."""
    return stat if urls.is_url(path) and stat[1] < 0 else (stat[0], 0)


def _file(
    made: Plan, path: str, stat: Stat | None, state: State, wanted: Wanted, coming: dict[str, str], failed: dict[str, Seen], *, retry: bool, verify: bool, alone: bool
) -> None:
    """What has to be done for one file."""
    before = state.files.get(path)
    same = before is not None and before.stat == stat and before.sha256 != ""
    fresh = before is None or (urls.is_url(path) and before.stat[0] != (stat or (0, 0))[0])
    sha = before.sha256 if same and before is not None and not verify else "" if alone and fresh else digest(path)
    known = before is not None and before.sha256 == sha
    if sha and (why := _stale(state, sha, failed.get(sha) if known else None, wanted, retry=retry)) is None:
        if same and known:
            made.unchanged += 1
        else:
            made.moved.append(_again(state, path, stat or (0, 0), sha))
        return
    first = coming.setdefault(sha, path) if sha else path
    if first != path:
        made.moved.append(Seen(path, stat or (0, 0), sha, "duplicate"))
        return
    said = NEW if before is None else CHANGED if not sha or before.sha256 != sha else why or AGAIN
    made.bytes += stat[0] if stat else 0
    made.jobs.append(Job(len(made.jobs), path, stat or (0, 0), said))


def _stale(state: State, sha: str, failed: Seen | None, wanted: Wanted, *, retry: bool) -> str | None:
    """Why bytes that were seen have to be parsed again; None where they need not be. `failed`: a file with these bytes, if they gave no meeting."""
    key = state.key(PARSE, sha)
    if key is None and failed is not None:
        return RETRIED if retry else None if failed.key == wanted.failing else difference(failed.key, wanted.failing) or "limits"
    if key is None:
        return AGAIN
    return None if key == wanted.keys[PARSE] else difference(key, wanted.keys[PARSE])


def _again(state: State, path: str, stat: Stat, sha: str) -> Seen:
    """A path under which bytes lie that the store has."""
    before = next((seen for seen in state.files.values() if seen.sha256 == sha), None)
    return Seen(path, stat, sha, before.status if before else "duplicate", before.key if before else "", before.failure if before else None)


def _stages(state: State, wanted: Wanted, paths: set[str], first: int) -> Iterator[Job]:
    """Stages that have to be done again for meetings that the store has as they should be: from the store, not from the files."""
    coming = {state.files[path].sha256 for path in paths if path in state.files}
    places = state.places()
    todo: dict[tuple[int, tuple[str, ...], str], list[str]] = {}
    for sha, n in state.live[PARSE].items():
        if sha in places and sha not in coming and state.parts[n].keys[PARSE] == wanted.keys[PARSE]:
            stages = [stage for stage, key in wanted.keys.items() if state.key(stage, sha) != key]
            if stages:
                why = ", ".join(dict.fromkeys(difference(state.key(stage, sha) or "", wanted.keys[stage]) if state.key(stage, sha) else stage for stage in stages))
                todo.setdefault((n, tuple(stages), why), []).append(sha)
    for (n, made, why), holds in sorted(todo.items()):
        part = state.parts[n]
        for at in range(0, len(holds), _TOGETHER):
            shards = tuple(part.shards[table] for table in TABLES[PARSE])
            yield Job(first, why=why, stages=made, holds=tuple(sorted(holds)[at : at + _TOGETHER]), municipality=part.municipality, shards=shards)
            first += 1


def _on_disk(path: str) -> str:
    """The file on the disk: that of a document inside a zip is the zip."""
    return path if "!/" not in path or (not urls.is_url(path) and Path(path).exists()) else path.partition("!/")[0]


def stat_of(path: str) -> Stat | None:
    """Size and time of the file of a path; None where it cannot be asked."""
    if urls.is_url(path):
        return urls.stat_of(_on_disk(path))
    try:
        found = Path(_on_disk(path)).stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def digest(path: str) -> str:
    """The digest of a document as the reader gives it; empty where the file cannot be read."""
    file = _on_disk(path)
    try:
        if urls.is_url(file):
            made = urls.digest(file)
        else:
            with Path(file).open("rb") as opened:
                made = hashlib.file_digest(opened, "sha256")
    except OSError:
        made = None
    if made is None:
        return ""
    if file != path:
        made.update("\0".join(path.split("!/")[1:]).encode("utf-8", "surrogateescape"))
    return made.hexdigest()
