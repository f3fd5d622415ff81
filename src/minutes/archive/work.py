"""The work itself: a path goes in, columns come out. It knows no store, no process and no machine."""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minutes.archive.frozen import pack, unpack
from minutes.archive.ledger import Shard, Stat
from minutes.archive.shards import batch, batch_of_one, integers, load, schema, structs
from minutes.archive.stages import PARSE, TAGS, TOKENS, Wanted
from minutes.corpus.corpus import load as load_meeting
from minutes.corpus.corpus import meeting_row, turn_columns
from minutes.corpus.status import status
from minutes.model import Failure, Meeting
from minutes.read import urls

if TYPE_CHECKING:
    from minutes.parse.layout import Layout
    from minutes.themes.dictionary import Themes
    from minutes.words.lexicon import Lexicon


_MOST = 1 << 15
"""Words that a worker remembers, at 500 bytes each: every thirty megabytes or so it begins anew."""
NUMBERS, WORDS = "numbers of words", "keys of the words"
"""What stands beside the columns of `tokens`, and is no table: the name of the lexicon that numbers its words, with the numbers of those that occur; and their keys, one a line."""
NAME = 16
"""Bytes of the name of a lexicon."""


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do: read a file (`path`), or make some `stages` again for meetings of which the shards are given.

    `n` numbers the jobs of a run; `stat` is what the disk said of the file; `why` is for people.
    """

    n: int
    path: str = ""
    stat: Stat = (0, 0)
    why: str = ""
    stages: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    municipality: str | None = None
    shards: tuple[Shard, ...] = ()


Made = tuple[dict[str, Any], bytes]
"""What is known of a result, and its columns one behind the other."""


def work(job: Job, wanted: Wanted, folder: str) -> Iterator[Made]:
    """The results of a job: one for a file, one for each meeting of a part of the store."""
    if job.path:
        yield _file(job, wanted)
    else:
        for meeting in stored(Path(folder), job.shards, job.holds, read=rows_of):
            yield _made(job, {"sha": meeting.source.sha256, "municipality": job.municipality}, _columns(meeting, job.stages, wanted), wanted)


def _file(job: Job, wanted: Wanted) -> Made:
    found = load_meeting(job.path, _layout(wanted.layout), limits=wanted.limits)
    head: dict[str, Any] = {"path": job.path, "stat": job.stat, "status": status(found)}
    if isinstance(found, Meeting):
        try:
            columns = _columns(found, tuple(wanted.keys), wanted)
        except Exception as error:  # noqa: BLE001 - one bad file must not end a run over thousands
            found = Failure(job.path, "archive", "parse_error", f"{type(error).__name__}. 不具合の可能性があります / probably a bug of ours: please report it", found.source.sha256)
        else:
            return _made(job, head | {"sha": found.source.sha256, "municipality": found.header.municipality, "chars": len(found.source.text)}, columns, wanted)
    return _made(job, head | failed(found), {}, wanted)


def failed(failure: Failure) -> dict[str, Any]:
    """What is written down of a file that gave no meeting."""
    from minutes.archive.frozen import freeze

    return {"sha": failure.sha256 or _digest(failure.path), "status": status(failure), "failure": freeze(failure)}


def _digest(path: str) -> str:
    """The digest of a file that could not be read as text; empty where it cannot be read at all."""
    if urls.is_url(path):
        found = urls.digest(path.partition("!/")[0])
        return found.hexdigest() if found else ""
    try:
        with Path(path.partition("!/")[0]).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _made(job: Job, head: dict[str, Any], columns: dict[str, bytes], wanted: Wanted) -> Made:
    stages = {PARSE: "meetings", TAGS: "tags", TOKENS: "tokens"}
    keys = {stage: key for stage, key in wanted.keys.items() if stages[stage] in columns} or {PARSE: wanted.failing}
    return head | {"job": job.n, "keys": keys, "sizes": {table: len(data) for table, data in columns.items()}}, b"".join(columns.values())


def _columns(meeting: Meeting, stages: Sequence[str], wanted: Wanted) -> dict[str, bytes]:
    made: dict[str, bytes] = {}
    if PARSE in stages:
        made |= _parsed(meeting)
    if TAGS in stages:
        made["tags"] = _tags(meeting, _themes(wanted.themes))
    if TOKENS in stages:
        made |= _tokens(meeting)
    return made


def _parsed(meeting: Meeting) -> dict[str, bytes]:
    """The meeting as one row, and its turns."""
    columns = turn_columns(meeting)
    said = meeting_row(meeting, sum(columns["chars"]))
    row = said | {"fiscal_year": meeting.header.fiscal_year, "sha256": meeting.source.sha256, "text": meeting.source.text, "packed": pack(meeting)}
    return {"meetings": batch_of_one("meetings", row), "turns": _batch("turns", meeting, columns)}


def _batch(table: str, meeting: Meeting, columns: Mapping[str, Any]) -> bytes:
    return batch(table, {**columns, "sha256": [meeting.source.sha256] * len(columns["turn"])})


def _tags(meeting: Meeting, themes: "Themes") -> bytes:
    from minutes.themes.tag import tag_columns

    columns = tag_columns(meeting, themes)
    return _batch("tags", meeting, columns | {"evidence": structs(columns["evidence"], schema("tags").field("evidence").type)})


def _tokens(meeting: Meeting) -> dict[str, bytes]:
    """The words of every turn as numbers of this worker, and the words that these number."""
    import numpy as np
    import pyarrow as pa

    name, lexicon = _lexicon(os.getpid())
    if len(lexicon) > _MOST:
        _lexicon.cache_clear()
        name, lexicon = _lexicon(os.getpid())
    flat, counts = lexicon.encode([turn.text for turn in meeting.turns])
    met = np.zeros(len(lexicon), bool)
    met[flat] = True
    known = np.flatnonzero(met)
    lists = pa.ListArray.from_arrays(integers(np.cumsum([0, *counts])), integers(flat))
    columns: dict[str, Any] = {"turn": [turn.n for turn in meeting.turns], "words": lists}
    keys = "\n".join(lexicon.keys(known.tolist())).encode()
    return {"tokens": _batch("tokens", meeting, columns), NUMBERS: name + known.astype(np.int32).tobytes(), WORDS: keys}


@lru_cache(maxsize=1)
def _lexicon(process: int) -> "tuple[bytes, Lexicon]":  # noqa: ARG001 - the key of the cache
    """The words met in this process, under a name that no other lexicon has."""
    from minutes.words.lexicon import Lexicon

    return os.urandom(NAME), Lexicon()


@lru_cache(maxsize=4)
def _layout(path: str | None) -> "Layout | None":
    from minutes.parse.layout import load_layout

    return load_layout(path) if path else None


@lru_cache(maxsize=4)
def _themes(path: str | None) -> "Themes":
    from minutes.themes.dictionary import load_themes

    return load_themes(path)


def stored(folder: Path, shards: Sequence[Shard], holds: Sequence[str], paths: dict[str, str] | None = None, *, read: Callable[..., Any] = load) -> Iterator[Meeting]:
    """The meetings with these digests, from a shard of meetings and its shard of turns, as they were parsed.

    `paths` says where the file of each digest lies; without it a meeting has an empty path. `read` is `load`, or `rows_of`.
    """
    meetings, turns = shards
    texts: dict[str, list[str]] = {}
    found = read(folder, turns, wanted=["sha256", "text"], only=holds)
    for sha, text in zip(found["sha256"].to_pylist(), found["text"].to_pylist(), strict=True):
        texts.setdefault(sha, []).append(text)
    for row in read(folder, meetings, wanted=["sha256", "text", "packed"], only=holds).to_pylist():
        yield unpack(row["packed"], row["sha256"], row["text"], texts.get(row["sha256"], []), (paths or {}).get(row["sha256"], ""))


def rows_of(folder: Path, shard: Shard, *, only: Sequence[str], wanted: Sequence[str] = ()) -> Any:
    """`load`, for jobs that need other rows of the same shards one after another: the last shards are not read again."""
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = _whole(folder, shard, *wanted)
    return whole.filter(pc.is_in(whole["sha256"], pa.array(only, pa.string())))


@lru_cache(maxsize=2)
def _whole(folder: Path, shard: Shard, *wanted: str) -> Any:
    """A shard of meetings and one of turns."""
    return load(folder, shard, wanted=[*wanted] or None)
