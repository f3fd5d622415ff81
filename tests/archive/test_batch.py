"""A batch does what is needed and says why: nothing twice, nothing lost, one bad file costs one file."""

import multiprocessing
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from minutes.archive.digest import digest
from minutes.archive.ingest import Progress, estimate, in_order, ingest
from minutes.archive.store import archive
from minutes.archive.work import Job
from minutes.errors import LayoutError
from minutes.read.limits import parse_limits

THEMES = 'name = "道路"\nterms = ["道路", "歩道", "費用"]\n'


def test_the_books_balance_and_nothing_is_done_twice(files: Path, store: Path, put: Any) -> None:
    """Every file is in the books; the same call again parses nothing, and neither does one after every file was touched."""
    first = put(files, store)
    books = first.books

    assert books["seen"] == books["ok"] + books["partial"] + books["quarantined"] + books["duplicate"] == 6
    assert (first.parsed, books["duplicate"], books["quarantined"], books["missing"]) == (5, 1, 2, 1)
    again = put(files, store)
    assert (again.parsed, again.again, again.books, again.plan.unchanged) == (0, 0, books, 6)
    for path in files.iterdir():
        os.utime(path, (1, 1))
    touched = put(files, store)
    assert (touched.parsed, touched.again, touched.books) == (0, 0, books)


def test_copies_of_a_file_that_cannot_be_read_are_not_read_again(files: Path, store: Path, put: Any) -> None:
    """Three files with the same bytes give no meeting: one is read, and the next run reads none; all are read once more when it is asked for."""
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        (files / name).write_bytes(b"%PDF-1.7\n")
    first = put(files, store)
    again = put(files, store)

    assert (again.parsed, again.plan.jobs, again.plan.moved, again.books) == (0, [], [], first.books)
    assert first.books["quarantined"] == 5
    assert put(files, store, retry=True).parsed == 3


def test_a_file_that_moved_is_not_read_again(files: Path, store: Path, put: Any) -> None:
    """A renamed file is found by its bytes: it is not parsed, has its new path and id, and its old path is gone."""
    put(files, store)
    old = min(files.glob("kasumino*.txt"))
    (files / "別").mkdir()
    new = old.rename(files / "別" / "new-name.txt")
    ran = put(files, store)

    assert ran.parsed == 0
    assert ran.plan.reasons == [("moved", 1)]
    meetings = archive(store).meetings
    assert new.as_posix() in set(meetings["path"])
    assert old.as_posix() not in set(archive(store).files["path"])
    assert meetings.loc[meetings["path"] == new.as_posix(), "meeting"].str.startswith("new-name-").all()


def test_a_changed_file_takes_the_place_of_what_it_was(files: Path, store: Path, put: Any) -> None:
    """One file is edited: one is parsed, and what it said before is in no table."""
    put(files, store)
    path = min(files.glob("kasumino*.txt"))
    path.write_text(path.read_text(encoding="utf-8") + "\n○会長　追伸です。\n", encoding="utf-8")
    ran = put(files, store)

    assert (ran.parsed, [job.why for job in ran.plan.jobs]) == (1, ["changed"])
    assert len(archive(store)) == 3
    assert archive(store).corpus() == archive(store).corpus()
    fresh = store.with_name("fresh")
    put(files, fresh)
    assert digest(store) == digest(fresh)


def test_a_change_that_keeps_size_and_time_is_found_when_asked(files: Path, store: Path, put: Any) -> None:
    """`verify` looks into files whose size and time are as they were."""
    put(files, store)
    path = next(files.glob("enami*.txt"))
    stat, data = path.stat(), path.read_bytes()
    path.write_bytes(data.replace("会議".encode(), "合議".encode(), 1))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    assert put(files, store).parsed == 0
    assert put(files, store, verify=True).parsed == 1


def test_changed_themes_redo_the_tags_alone(files: Path, store: Path, put: Any, tmp_path: Path) -> None:
    """Other themes: no file is opened, every meeting is tagged again, the words stay; the result is that of a new store."""
    themes = tmp_path / "道路.toml"
    themes.write_text(THEMES, encoding="utf-8")
    put(files, store, tokens=True)
    hidden = files.rename(files.with_name("hidden"))  # nothing can be read now
    hidden.rename(files)
    ran = put(files, store, tokens=True, themes=str(themes))

    assert (ran.parsed, ran.again) == (0, 3)
    assert {job.stages for job in ran.plan.jobs} == {("tags",)}
    assert [why for why, _ in ran.plan.reasons] == ["themes"]
    assert set(archive(store).tags["theme"]) == {"道路"}
    fresh = tmp_path / "fresh"
    put(files, fresh, tokens=True, themes=str(themes))
    assert digest(store) == digest(fresh)
    themes.write_text(THEMES.replace("歩道", "車道"), encoding="utf-8")
    assert put(files, store, tokens=True, themes=str(themes)).again == 3


def test_words_are_added_later_without_the_files(files: Path, store: Path, put: Any, tmp_path: Path) -> None:
    """A store without words gets them from its meetings, and then equals one that had them from the start."""
    put(files, store)
    ran = put(files, store, tokens=True)
    whole = tmp_path / "whole"
    put(files, whole, tokens=True)

    assert (ran.parsed, ran.again) == (0, 3)
    assert digest(store) == digest(whole)


def test_another_layout_reads_the_files_again(files: Path, store: Path, put: Any, tmp_path: Path) -> None:
    """A layout decides how a file is cut: all that follows from it is made again, once."""
    layout = tmp_path / "maru.toml"
    layout.write_text('name = "maru"\nturns = ["○{label}"]\n', encoding="utf-8")
    put(files, store)
    ran = put(files, store, layout=str(layout))

    assert ran.parsed == 5
    assert {job.why for job in ran.plan.jobs} == {"layout"}
    assert put(files, store, layout=str(layout)).parsed == 0
    assert set(archive(store).meetings["how"]) <= {"given", "none"}


def test_what_could_not_be_read_is_tried_again_when_asked(files: Path, store: Path, put: Any) -> None:
    """A broken file is not opened in every run; it is with `retry`, with other limits, and when it has changed."""
    put(files, store)

    assert put(files, store).parsed == 0
    assert put(files, store, retry=True).parsed == 2
    assert put(files, store, limits=parse_limits(["wall=50"])).parsed == 2
    (files / "empty.txt").write_text("霞野市会議録\n\n○会長　始めます。\n○委員　はい。\n", encoding="utf-8")
    assert put(files, store, limits=parse_limits(["wall=50"])).parsed == 1
    assert len(archive(store)) == 4


def test_a_dry_run_writes_nothing(files: Path, store: Path, put: Any) -> None:
    """The plan says how much there is to read and why; there is no store after it."""
    todo = ingest(files, store, dry_run=True).plan

    assert todo.reasons == [("new", 5), ("moved", 1)]  # the copy
    assert todo.bytes == sum(p.stat().st_size for p in files.iterdir() if p.name not in {"manifest.csv", "z-copy.txt"})
    assert not store.exists()
    seconds, room = estimate(todo, store, tokens=True, workers=2)
    assert seconds > 0 < room
    put(files, store)
    before = {p: p.stat().st_mtime_ns for p in store.rglob("*")}
    assert ingest(files, store, dry_run=True).plan.jobs == []
    assert {p: p.stat().st_mtime_ns for p in store.rglob("*")} == before


@pytest.mark.parametrize(
    ("sizes", "order"),
    [
        ([], []),
        ([10, 30, 20], [1, 2, 0]),  # few: from large to small
        ([3_000_000, 10, 4_000_000, 20], [0, 2, 3, 1]),  # the large ones first, as they come
        ([1, 1_500_000, 2, 1_500_000, 1_500_000, 1_000_000], [0, 1, 2, 3, 4, 5]),  # those in the middle keep the order of their paths
        ([5, 1_000_000, 7, 1_900_000, 1_100_000], [0, 3, 4, 1, 2]),  # as many at the end as two workers need to be even
    ],
)
def test_no_worker_is_left_alone_with_a_large_file(sizes: list[int], order: list[int]) -> None:
    """At the end of a batch the small files come last; the others go as their paths do, for what lies together is stored together."""
    jobs = [Job(n, f"{n}.txt", (size, 1)) for n, size in enumerate(sizes)]
    assert [job.n for job in in_order(jobs, 2)] == order


def test_a_batch_that_cannot_begin_leaves_no_process(files: Path, store: Path) -> None:
    """Workers start before the plan is made: they are gone when the options are wrong, and nothing was written."""
    with pytest.raises(LayoutError):
        ingest(files, store, layout=str(files / "none.toml"), workers=2)
    assert multiprocessing.active_children() == []
    assert not store.exists()


def test_a_manifest_that_changes_is_read_and_no_file_is(files: Path, store: Path, put: Any) -> None:
    """What the manifest says now is what the tables say, without a parse."""
    put(files, store)
    manifest = files / "manifest.csv"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("上書町", "書換市"), encoding="utf-8")

    assert put(files, store).parsed == 0
    assert "書換市" in set(archive(store).meetings["municipality"])


def test_progress_says_rate_and_what_is_left(files: Path, store: Path, put: Any) -> None:
    """The last word of progress is that everything is done."""
    told: list[Progress] = []
    put(files, store, progress=told.append)

    assert (told[-1].done, told[-1].of, told[-1].bytes, told[-1].quarantined) == (5, 5, told[-1].of_bytes, 2)
    assert told[-1].eta == 0
    assert Progress(1, 4, 100, 400, 0, 2.0).eta == 6.0
    assert Progress(1, 4, 100, 400, 0, 2.0).rate == 50.0


def test_any_number_of_workers_gives_the_same_content(files: Path, store: Path, put: Any) -> None:
    """No worker, one worker and two: one digest."""
    put(files, store, tokens=True)
    made = {digest(store)}
    for workers in (1, 2):
        ran = ingest(files, store.with_name(f"w{workers}"), tokens=True, workers=workers)
        assert ran.parsed == 5
        made.add(digest(store.with_name(f"w{workers}")))

    assert len(made) == 1


def test_a_store_among_its_files_is_not_read(files: Path, put: Any) -> None:
    """`minutes ingest . --store ./store`: the shards are no minutes."""
    first = put(files, files / "store")

    assert first.books["seen"] == 6
    assert put(files, files / "store").books == first.books


def test_documents_of_a_zip_are_files_of_their_own(files: Path, store: Path, put: Any) -> None:
    """Each document of a zip is in the books; a zip that has not changed is not read again."""
    shutil.make_archive(str(files / "まとめ"), "zip", files, ".")
    ran = put(files, store)

    assert ran.books["seen"] > 6
    assert put(files, store).parsed == 0


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_the_files_does_not_matter(files: Path, store: Path, put: Any, order: int) -> None:
    """Files put in one by one, in either order, make the store of one batch."""
    whole = store.with_name("whole")
    names = sorted(files.glob("*.txt"))
    put(names, whole)
    for path in names[::order]:
        put(path, store)

    assert digest(store) == digest(whole)
    assert archive(store).corpus() == archive(whole).corpus()
