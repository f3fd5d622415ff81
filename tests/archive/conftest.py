"""Archives for tests: a folder with everything that can come, and an engine that needs no other process."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from minutes.archive.ingest import Ran, ingest
from minutes.archive.spool import Frame, Spool
from minutes.archive.stages import Wanted
from minutes.archive.store import Archive, archive
from minutes.archive.work import Job, work

Put = Callable[..., Ran]


def here(jobs: Iterable[Job], wanted: Wanted, folder: Path, *, name: str, workers: int) -> Iterator[Frame]:  # noqa: ARG001 - every engine has one signature
    """The engine of tests: the jobs one after another, in this process."""
    spool = Spool(folder, name)
    for job in jobs:
        spool.begin(job.n)
        for head, body in work(job, wanted, str(folder)):
            yield spool.add(head, body)


@pytest.fixture(scope="session")
def put() -> Put:
    """`ingest` without other processes."""
    return partial(ingest, engine=here)


@pytest.fixture
def files(tmp_path: Path, sample: Path) -> Path:
    """Three minutes of two places, a copy of one, two files that are none, and a manifest that knows more than the files."""
    folder = tmp_path / "files"
    folder.mkdir()
    for path in sorted((sample / "霞野市").glob("*.txt"))[:2] + sorted((sample / "榎波町").glob("*.txt"))[:1]:
        shutil.copy(path, folder / path.name)
    first = min(folder.glob("*.txt"))
    shutil.copy(first, folder / "z-copy.txt")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "manifest.csv").write_text(
        f"path,municipality,code,body,date,source,licence\n{first.name},上書町,019999,,2021-05-06,,\nnowhere.txt,上書町,019999,,,,\n", encoding="utf-8"
    )
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Where an archive of a test lies."""
    return tmp_path / "store"


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """The address of an object store on this machine that speaks S3."""
    pytest.importorskip("s3fs")
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


def up(folder: Path, url: str) -> Any:
    """Every file of a folder, put where the URL says; the file system of the URL."""
    from fsspec.core import url_to_fs

    fs, inside = url_to_fs(url)
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        to = f"{inside}/{file.relative_to(folder).as_posix()}"
        fs.makedirs(to.rpartition("/")[0], exist_ok=True)
        fs.pipe_file(to, file.read_bytes())
    return fs


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory, sample: Path, put: Any) -> Archive:
    """The sample minutes as an archive with words, made once; for tests that only read."""
    folder = tmp_path_factory.mktemp("archive") / "store"
    put(sample, folder, tokens=True)
    return archive(folder)
