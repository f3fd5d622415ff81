"""Is every byte of a store still what was written? Damage is found, moved aside, and made good from the files it came from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from minutes.archive import journal
from minutes.archive.commit import writing
from minutes.archive.durable import digest_of, put, remove, storing
from minutes.archive.ingest import run
from minutes.archive.ledger import Shard, State, swept
from minutes.archive.lock import locked
from minutes.archive.plan import stat_of
from minutes.archive.stages import PARSE, TOKENS, need_libraries, wanted
from minutes.errors import StoreError
from minutes.read.urls import is_url

ASIDE = "damaged"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written: the file, what is wrong (changed, missing, cut, unknown, unfinished), and how many meetings it holds."""

    name: str
    what: str
    meetings: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, and after repair: files parsed again, meetings of which stages were made again, meetings whose file is no more."""

    findings: tuple[Finding, ...]
    shards: int
    parsed: int = 0
    again: int = 0
    lost: tuple[str, ...] = ()


def examine(store: str | PathLike[str]) -> tuple[Finding, ...]:
    """Everything in the folder of a store that is not as it was written; nothing is changed."""
    need_libraries()
    folder = Path(store)
    data = _journal_bytes(folder)
    found = journal.pages(data)
    return (*_journal(folder, data, found), *_shards(folder, State.of(found.entries)))


def _journal_bytes(folder: Path) -> bytes:
    path = folder / journal.NAME
    if not path.is_file() and not (folder / journal.CLOSED).is_file():
        raise StoreError(f"{folder}: アーカイブではありません / not an archive", code=2)
    return path.read_bytes() if path.is_file() else b""


def _journal(folder: Path, data: bytes, found: journal.Pages) -> Iterator[Finding]:
    closed = folder / journal.CLOSED
    for n in found.broken:
        yield Finding(f"{journal.NAME}:{n + 1}", "changed")
    if not found.entries or found.entries[0].get("do") != "open":
        yield Finding(journal.NAME, "cut" if data else "missing")
    if not closed.is_file():
        yield Finding(journal.NAME, "unfinished")
    elif closed.read_bytes() != journal.witness(data) and not found.broken:
        yield Finding(journal.NAME, "changed")


def _shards(folder: Path, state: State) -> Iterator[Finding]:
    holding = {shard.name: len(part.holds) for part in state.parts for shard in part.shards.values()}
    for shard in _named(state):
        path = folder / shard.name
        if not path.is_file():
            yield Finding(shard.name, "missing", holding.get(shard.name, 0))
        elif path.stat().st_size < shard.bytes:
            yield Finding(shard.name, "cut", holding.get(shard.name, 0))
        elif digest_of(path) != shard.sha256:
            yield Finding(shard.name, "changed", holding.get(shard.name, 0))
    names = (path.relative_to(folder).as_posix() for path in swept(folder, state))
    yield from (Finding(name, "unknown") for name in names if name not in state.retired)


def _named(state: State) -> list[Shard]:
    every = [*(shard for part in state.parts for shard in part.shards.values()), *state.vocabulary]
    return sorted((shard for shard in every if shard.name in state.names), key=lambda shard: shard.name)


def check(store: str | PathLike[str], *, workers: int = 1, repair: bool = True) -> Checked:
    """Find damage and (with `repair`) make it good: what is damaged goes to the folder `damaged`, and only what it held is made again.

    A shard of tags or words is made from the meetings of the store; for one of meetings or turns their files are read
    again, with the options of the last batch. Where a line of the journal is lost, so is what it said: the files of the
    last batch are looked through, and what is not known any more is read.
    """
    folder = Path(store)
    findings = examine(folder)
    data = _journal_bytes(folder)
    before = journal.pages(data)
    shards = len(_named(State.of(before.entries)))
    if not findings or not repair:
        return Checked(findings, shards)
    rewritten = any(f.name.startswith(journal.NAME) and f.what != "unfinished" for f in findings)
    with locked(folder):
        if rewritten:
            _rewrite(folder, data, before)
        for name in [f.name for f in findings if f.what == "unknown" and rewritten]:
            _aside(folder, name)
    with writing(folder) as writer:
        bad = [f.name for f in findings if f.name in writer.state.names]
        words = bool(writer.state.live[TOKENS])
        if rewritten or any(name.startswith("vocabulary/") for name in bad):  # a number may stand for no word, or for two
            bad = sorted({*bad, *(shard.name for shard in _named(writer.state) if shard.name.startswith(("vocabulary/", "tokens/")))})
        for name in bad:
            _aside(folder, name)
        if bad:
            writer.note({"do": "drop", "drop": bad})
        options = next((entry["options"] for entry in reversed(writer.state.runs)), {"layout": None, "themes": None})
        lost = {path for path, seen in writer.state.files.items() if seen.failure is None and seen.sha256 and seen.sha256 not in writer.state.live[PARSE]}
        there = sorted({path for path in lost if stat_of(path) is not None})
        roots = [root for entry in writer.state.runs for root in entry.get("roots", ()) if is_url(root) or Path(root).exists()] if rewritten else []
        parsed, again = run(writer, _more(there, roots), wanted(**{**options, "tokens": words}), workers=workers)
        gone = sorted(path for path in lost if writer.state.files[path].sha256 not in writer.state.live[PARSE])
    return Checked(findings, shards, parsed, again, tuple(gone))


def _more(paths: Iterable[str], roots: Iterable[str]) -> list[str]:
    from minutes.corpus.manifest import find

    return sorted({*paths, *(find(list(dict.fromkeys(roots)))[0] if roots else ())})


def _rewrite(folder: Path, data: bytes, found: journal.Pages) -> None:
    """The journal without its broken lines; what it was is kept."""
    put(folder / ASIDE / f"{journal.NAME}.{digest_of(folder / journal.NAME)[:8] if data else 'none'}", data)
    kept = [entry for entry in found.entries if entry.get("do") != "open"]
    entries = [journal.opening(), *({k: v for k, v in entry.items() if k != "n"} for entry in kept)]
    remove(folder / journal.CLOSED)
    put(folder / journal.NAME, b"".join(journal.line(n, entry) for n, entry in enumerate(entries)))


def _aside(folder: Path, name: str) -> None:
    """Move a damaged file out of the way, keeping it."""
    path = folder / name
    if path.is_file():
        to = folder / ASIDE / name
        with storing(to):
            to.parent.mkdir(parents=True, exist_ok=True)
            path.replace(to)
