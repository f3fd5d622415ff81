"""Files named by a URL: listed, planned, read and stored as those on the disk, and not asked for again."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import minutes
from minutes.archive import machine
from minutes.archive.check import check
from minutes.archive.digest import digest
from minutes.archive.ingest import ingest
from minutes.archive.journal import read
from minutes.archive.ledger import State
from minutes.archive.store import archive
from minutes.cli.main import main
from minutes.corpus import manifest
from minutes.errors import SourceError, StoreError
from minutes.read import urls
from minutes.read.limits import parse_limits
from tests.archive.conftest import up

fsspec = pytest.importorskip("fsspec")
BUCKET = "kaigiroku"


@pytest.fixture(name="place", params=["memory", "file", "s3"])
def _place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of an empty folder in each kind of store."""
    if request.param == "s3":
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
        monkeypatch.setitem(fsspec.config.conf, "s3", {"endpoint_url": request.getfixturevalue("endpoint")})
        fs = fsspec.filesystem("s3")
        fs.mkdir(BUCKET)
        yield f"s3://{BUCKET}/minutes"
        fs.rm(BUCKET, recursive=True)
        fs.clear_instance_cache()
    elif request.param == "file":
        yield (tmp_path / "elsewhere").as_uri()
    else:
        yield "memory://minutes"
        fsspec.filesystem("memory").store.clear()


@pytest.fixture(name="reads")
def _reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The URLs of which bytes were asked for, as they are."""
    asked = list[str]()
    for name in ("fetch", "digest"):
        known = getattr(urls, name)

        def noted(url: str, *given: Any, known: Any = known) -> Any:
            asked.append(url)
            return known(url, *given)

        for module in (urls, import_module("minutes.read.files"), manifest):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, noted)
    return asked


def test_a_store_of_urls_equals_that_of_the_disk(files: Path, store: Path, put: Any, place: str, reads: list[str]) -> None:
    """The same meetings, failures, books and rows of the manifest; the same call again reads the manifest and no more."""
    (files / ".hidden").mkdir()
    (files / ".hidden" / "no.txt").write_text("○会長　隠れています。\n", encoding="utf-8")
    up(files, place)
    here, there = put(files, store), put(place, store.with_name("there"))

    assert there.books == here.books
    assert digest(store.with_name("there")) == digest(store)
    meetings = archive(store.with_name("there")).meetings
    assert set(meetings["meeting"]) == set(archive(store).meetings["meeting"])
    assert all(path.startswith(place) for path in meetings["path"])
    reads.clear()
    again = put(place, store.with_name("there"))
    assert (again.parsed, again.books) == (0, here.books)
    assert [url.rpartition("/")[2] for url in reads] == ["manifest.csv"]


def test_one_document_in_a_form_that_may_hold_several_is_known(sample: Path, tmp_path: Path, store: Path, put: Any, place: str, reads: list[str]) -> None:
    """A TEI file is opened once to see what is in it; while it stays as it is, nothing is read of it again."""
    folder = tmp_path / "tei"
    folder.mkdir()
    (folder / "a.xml").write_text(minutes.to_tei(minutes.read(min((sample / "榎波町").glob("*.txt")))), encoding="utf-8")
    fs = up(folder, place)
    put(place, store)
    assert len(archive(store)) == 1
    reads.clear()
    assert put(place, store).plan.unchanged == 1
    assert reads == []
    fs.pipe_file(f"{fs._strip_protocol(place)}/a.xml", (folder / "a.xml").read_bytes() + b"\n")
    assert put(place, store).parsed == 1


def test_the_same_bytes_here_and_there_are_one_meeting(files: Path, store: Path, put: Any, place: str) -> None:
    """What is read from the disk and then from a store is there once."""
    up(files, place)
    put(files, store)
    before = digest(store)
    put([files, place], store)

    assert len(archive(store)) == 3
    assert digest(store) == before


def test_what_changed_is_read_again_and_nothing_else(files: Path, store: Path, put: Any, place: str, reads: list[str]) -> None:
    """One object is replaced, one is new, one is renamed: the first two are parsed, and the old name is forgotten."""
    (files / "manifest.csv").unlink()
    (files / "z-copy.txt").unlink()
    fs = up(files, place)
    inside = fs._strip_protocol(place)
    put(place, store)
    changed, moved = sorted(files.glob("kasumino*.txt"))
    fs.pipe_file(f"{inside}/{changed.name}", changed.read_bytes() + "\n（追記）\n".encode())
    fs.pipe_file(f"{inside}/new.txt", changed.read_bytes() + "\n（別紙）\n".encode())
    fs.mv(f"{inside}/{moved.name}", f"{inside}/renamed.txt")
    reads.clear()
    ran = put(place, store)

    assert {(job.path.rpartition("/")[2], job.why) for job in ran.plan.jobs} >= {(changed.name, "changed"), ("new.txt", "new")}
    assert {url.rpartition("/")[2] for url in reads} == {changed.name, "new.txt", "renamed.txt"}
    names = {path.rpartition("/")[2] for path in archive(store).meetings["path"]}
    assert names == {changed.name, "new.txt", "renamed.txt", min(files.glob("enami*")).name}


def test_documents_in_a_zip_are_found_there(sample: Path, tmp_path: Path, store: Path, put: Any, place: str) -> None:
    """A zip in a store is as many documents as it holds, under archive.zip!/name."""
    folder = tmp_path / "zipped"
    shutil.make_archive(str(folder / "all"), "zip", sample / "榎波町")
    up(folder, place)
    put(folder, store)
    ran = put(place, store.with_name("there"))

    assert ran.parsed > 1
    assert digest(store.with_name("there")) == digest(store)
    assert put(place, store.with_name("there")).parsed == 0


def test_globs_and_single_files(files: Path, place: str) -> None:
    """A URL may name one file, or have a * in it; one that matches nothing is told."""
    up(files, place)
    name = min(files.glob("enami*")).name

    assert ingest(f"{place}/{name}", "none", dry_run=True).plan.seen == (f"{place}/{name}",)
    assert [path.rpartition("/")[2] for path in ingest(f"{place}/kasumino*.txt", "none", dry_run=True).plan.seen] == sorted(p.name for p in files.glob("kasumino*"))
    assert ingest(f"{place}/none*.txt", "none", dry_run=True).plan.missing[0].failure.reason == "not_found"  # type: ignore[union-attr]


def test_what_is_too_large_or_gone_costs_one_file(files: Path, store: Path, put: Any, place: str) -> None:
    """An object beyond the limit of a file is refused before it is fetched, with the reason of a file on the disk."""
    (files / "manifest.csv").unlink()
    (files / "large.txt").write_bytes(b"x" * 1_000_000)
    up(files, place)
    limits = parse_limits(["file=900000"])
    ran = put(place, store, limits=limits)

    reasons = {failure.path.rpartition("/")[2]: failure.reason for failure in archive(store).failed}
    assert reasons["large.txt"] == "too_large"
    assert ran.books["seen"] == 7
    assert put(place, store, limits=limits).parsed == 0


def test_damage_is_made_good_from_urls(files: Path, store: Path, put: Any, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shard is lost: what it held is read again where it came from."""
    (files / "manifest.csv").unlink()
    up(files, place)
    put(place, store)
    before = digest(store)
    next(iter(sorted((store / "meetings").rglob("*.parquet")))).unlink()
    monkeypatch.setattr(machine, "run", put.keywords["engine"])
    found = check(store)

    assert (len(found.findings), found.lost) == (1, ())
    assert digest(store) == before


def test_a_batch_of_processes_reads_urls(files: Path, store: Path, put: Any, endpoint: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`minutes ingest s3://…` with the processes of this machine; address and keys come from the environment."""
    for name, value in {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "FSSPEC_S3_ENDPOINT_URL": endpoint}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setitem(fsspec.config.conf, "s3", {"endpoint_url": endpoint})
    fsspec.filesystem("s3").mkdir(BUCKET)
    up(files, f"s3://{BUCKET}/x")
    put(files, store)
    code = main(["--lang", "en", "ingest", f"s3://{BUCKET}/x", "--store", str(store.with_name("there")), "--workers", "2"])
    fsspec.filesystem("s3").rm(BUCKET, recursive=True)

    assert code == 3
    assert "6 files = ok" in capsys.readouterr().out
    assert digest(store.with_name("there")) == digest(store)


def test_web_addresses_are_single_files(files: Path, store: Path, put: Any) -> None:
    """A web address is one document: its page of a folder is not searched for links, and an unchanged one is not fetched again."""
    name = min(files.glob("enami*")).name
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(files)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        at = f"http://127.0.0.1:{server.server_port}"
        ran = put([f"{at}/{name}", f"{at}/none.txt"], store)
        again = put([f"{at}/{name}"], store)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    put(files / name, store.with_name("here"))

    assert (ran.parsed, again.parsed, again.plan.unchanged) == (1, 0, 1)
    assert ran.plan.missing[0].path == f"{at}/none.txt"
    assert digest(store) == digest(store.with_name("here"))


def test_one_file_and_a_corpus_in_memory(files: Path, place: str) -> None:
    """`minutes.read` and `minutes.corpus` take URLs too: the same text and the same rows but for the path."""
    up(files, place)
    name = min(files.glob("enami*")).name
    here, there = minutes.read(files / name), minutes.read(f"{place}/{name}")
    whole = minutes.corpus(place)

    assert (there.source.text, there.source.sha256, there.id) == (here.source.text, here.source.sha256, here.id)
    assert whole.turns["text"].tolist() == minutes.corpus(files).turns["text"].tolist()
    assert set(whole.meetings["municipality"]) == set(minutes.corpus(files).meetings["municipality"])


@pytest.mark.parametrize("url", ["nothing-of-the-kind://a/b", "s3://no-such-bucket-here/x"])
def test_a_place_that_cannot_be_asked_is_told(url: str, store: Path, put: Any, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown scheme is an error before a store is begun; a bucket that is not there holds nothing."""
    if url.startswith("s3"):
        monkeypatch.setitem(fsspec.config.conf, "s3", {"endpoint_url": request.getfixturevalue("endpoint"), "key": "a", "secret": "b"})
        assert put(url, store).plan.missing[0].failure.reason == "not_found"
        return
    with pytest.raises(SourceError, match="nothing-of-the-kind"):
        put(url, store)
    assert not store.exists()


def test_a_store_lies_on_a_disk(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A URL as --store is refused in a sentence, with the code of usage, and nothing is made of it."""
    with pytest.raises(StoreError, match="folder of this machine"):
        ingest(sample, "s3://bucket/store")
    assert main(["--lang", "en", "ingest", str(sample), "--store", "s3://bucket/store", "--dry-run"]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert not os.path.lexists("s3:")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("s3://bucket/第3回.txt", True),
        ("memory://x", True),
        ("gs+x://b", True),
        ("C://minutes", False),  # a drive
        ("data//第3回.txt", False),
        ("会議://x", False),  # no scheme
        ("a/b://c", False),
        ("://x", False),
    ],
)
def test_what_is_a_url(path: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    """A scheme and ://; everything else is a path."""
    assert urls.is_url(path) is expected


def test_without_a_url_nothing_is_loaded_for_one(sample: Path, store: Path) -> None:
    """A batch over files of the disk loads neither fsspec nor a client of any store."""
    code = (
        "import sys; from minutes.archive.ingest import ingest; from minutes.parse.meeting import read; "
        f"read(ingest({str(sample)!r}, {str(store)!r}, dry_run=True).plan.jobs[0].path); print(sorted({{'fsspec', 's3fs', 'aiohttp', 'distributed'}} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_interrupted_urls_go_on(files: Path, store: Path, put: Any, place: str) -> None:
    """What was done of a place before the end of a batch is not asked for again."""
    up(files, place)
    put(f"{place}/kasumino*.txt", store)
    ran = put(place, store)

    assert ran.books["seen"] == 6
    assert not any("kasumino" in job.path for job in ran.plan.jobs)
    assert all(seen.sha256 for seen in State.of(read(store).entries).files.values() if seen.status != "missing")
