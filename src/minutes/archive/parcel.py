"""One job on its way to a worker that shares nothing with the store: the options as contents, the rows as bytes; and the way back.

Of the files that are to be read only the path is sent, in full: the worker must see it (a shared disk, or a URL).
"""

import os
import tempfile
import threading
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from minutes.archive.durable import put
from minutes.archive.frozen import freeze, thaw
from minutes.archive.ledger import Shard
from minutes.archive.stages import TOKENS, Wanted, difference, wanted
from minutes.archive.work import Job, Made, rows_of, work
from minutes.errors import StoreError
from minutes.model import Failure
from minutes.read.limits import Limits
from minutes.read.urls import is_url
from minutes.words.unidic import rearranged

_ONE = threading.Lock()
"""One job at a time in a process: a tokenizer is not for two threads."""


@dataclass(frozen=True, slots=True)
class Options:
    """What shall be made, for a machine that has not the files that say it: those come along, as (name, content)."""

    tokens: bool
    limits: Limits
    layout: tuple[tuple[str, bytes], ...] = ()
    themes: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Parcel:
    """A job, the full path of its file, the options with the keys that they must give, and the shards that it needs with only the rows that it needs."""

    job: Job
    where: str
    options: Options
    keys: dict[str, str]
    shards: tuple[tuple[str, bytes], ...] = ()


def options(made: Wanted) -> Options:
    """The options with the contents of the files that they name."""
    layout = ((Path(made.layout).name, Path(made.layout).read_bytes()),) if made.layout else ()
    where = Path(made.themes) if made.themes else None
    files = [] if where is None else sorted(where.glob("*.toml")) if where.is_dir() else [where]
    themes = tuple((f"{n:04}-{Path(file.name).stem}.toml", file.read_bytes()) for n, file in enumerate(files))
    return Options(TOKENS in made.keys, made.limits, layout, themes)


def parcel(job: Job, made: Wanted, said: Options, folder: Path) -> Parcel:
    """The job for a worker elsewhere; `folder` is that of the store."""
    return Parcel(job, in_full(job.path) if job.path else "", said, made.keys, tuple((shard.name, _rows(folder, shard, job.holds)) for shard in job.shards))


def in_full(path: str) -> str:
    """A path that means the same in every folder; a URL does already."""
    return path if is_url(path) or os.path.isabs(path) else os.path.join(os.getcwd(), path)  # noqa: PTH109, PTH117, PTH118 - what follows "!/" is no path and stays as it is


def _rows(folder: Path, shard: Shard, holds: tuple[str, ...]) -> bytes:
    """A shard with the rows of these digests alone."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = pa.BufferOutputStream()
    pq.write_table(rows_of(folder, shard, only=holds), out, compression="zstd", write_page_checksum=True)
    return bytes(out.getvalue().to_pybytes())


def opened(sent: Parcel, place: str) -> list[Made]:
    """The results of the job, made in this process; `place` is a folder for what it needs on the way.

    Raises `StoreError` when this process would make something else than was asked for: another version of the package
    or of a library.
    """
    with _ONE:
        made = unpacked(sent.options, place)
        if differs := differing(made.keys, sent.keys):
            raise StoreError(differs, code=2)
        with tempfile.TemporaryDirectory(dir=place) as folder:
            for name, data in sent.shards:
                put(Path(folder, name), data)
            return [(_as_asked(head, sent), body) for head, body in work(replace(sent.job, path=sent.where), made, folder)]


@lru_cache(maxsize=2)
def unpacked(said: Options, place: str) -> Wanted:
    """What these options ask for, with their files in a new folder in `place`; and what words need, where they are asked for."""
    if said.tokens:
        rearranged()
    folder = Path(tempfile.mkdtemp(prefix="minutes-", dir=place))
    for kind, files in (("layout", said.layout), ("themes", said.themes)):
        for name, data in files:
            put(folder / kind / name, data)
    layout = folder / "layout" / said.layout[0][0] if said.layout else None
    return wanted(layout=layout, themes=folder / "themes" if said.themes else None, tokens=said.tokens, limits=said.limits)


def differing(here: dict[str, str], asked: dict[str, str]) -> str:
    """Why results made under the one set of keys are not those of the other; empty where they are."""
    parts = dict.fromkeys(part for stage in asked if here.get(stage) != asked[stage] for part in difference(here.get(stage, ""), asked[stage]).split(", "))
    names = ", ".join(parts)
    return f"minutes かライブラリの版が違います（{names}） / another version of minutes or of a library ({names})" if parts else ""


def _as_asked(head: dict[str, Any], sent: Parcel) -> dict[str, Any]:
    """The result under the path as the store knows it."""
    if not sent.job.path or sent.where == sent.job.path:
        return head
    told = head | {"path": sent.job.path}
    if "failure" in head:
        failure = thaw(Failure, head["failure"])
        told["failure"] = freeze(replace(failure, path=sent.job.path, message=failure.message.replace(sent.where, sent.job.path)))
    return told
