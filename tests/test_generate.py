"""The generated archive: the same for the same seed, true to its truth, and a store that is not is noticed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from benchmarks.generate import Wish, generate, in_bytes
from benchmarks.invented import TABLE, word
from benchmarks.truth import compare
from benchmarks.watched import batch

from minutes.archive.ingest import ingest
from minutes.themes.dictionary import load_themes

WISH = Wish(evil=0.15, copies=0.1, mean=5_000)
SIZE = 250_000


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small generated archive."""
    folder = tmp_path_factory.mktemp("generated")
    generate(folder, SIZE, WISH, workers=1)
    return folder


@pytest.fixture(scope="module")
def store(place: Path) -> Path:
    """What an ingest makes of it."""
    ingest(place / "files", place / "store", workers=2)
    return place / "store"


def rows(place: Path) -> list[dict[str, Any]]:
    """The truth, one row a file."""
    return [json.loads(line) for line in (place / "truth.jsonl").open(encoding="utf-8")]


def everything(folder: Path) -> dict[str, bytes]:
    """All files with their bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file() and "store" not in p.parts}


def test_the_same_seed_gives_the_same_bytes_whoever_writes_them(place: Path, tmp_path: Path) -> None:
    """One process or two; another seed gives another archive."""
    generate(tmp_path / "again", SIZE, WISH, workers=2)
    generate(tmp_path / "other", SIZE, Wish(1, WISH.evil, WISH.copies, WISH.mean), workers=1)
    assert everything(tmp_path / "again") == everything(place)
    assert everything(tmp_path / "other").keys() != everything(place).keys()


def test_the_truth_names_every_file_once_and_points_at_what_is_printed(place: Path) -> None:
    """Offsets are those of the decoded file with its own line ends; towns, encodings, copies and evil files are all there."""
    found = rows(place)
    assert sorted(f"files/{row['path']}" for row in found) == sorted(everything(place).keys() - {"truth.jsonl", "files/manifest.csv"})
    for row in (row for row in found if "turns" in row):
        text = (place / "files" / row["path"]).read_bytes().decode(row["encoding"])
        assert len(text.replace("\r\n", "\n")) == row["chars"]
        ends = [end for _, _, end, *_ in row["turns"]]
        assert ends == sorted(ends)
        assert all(text[start:body].strip() for start, body, *_ in row["turns"]), row["path"]
        if row["convention"].startswith(("colon", "maru-paren", "sumi")):
            assert all(name in text[start:body] for start, body, _, name, *_ in row["turns"]), row["path"]
    assert len({row["municipality"] for row in found}) == 3
    assert len({row.get("encoding") for row in found}) > 2
    assert {"duplicate", "ok"} < {row["expected"][0] for row in found}
    assert any("evil" in row for row in found)


def test_a_store_of_it_keeps_the_promises(place: Path, store: Path) -> None:
    """Every file accounted for, refused ones for the right reason, turns found, themes where they were planted."""
    verdict = compare(place, store)
    c = verdict.counts
    assert (c["files"], c["file lost"], c["file told of twice"], c["file that is not in the truth"], c["wrong reason"], c["encoding"]) == (len(rows(place)), 0, 0, 0, 0, 0)
    assert verdict.turn_f1 > 0.99
    assert c["speakers right"] > 0.98 * c["turns right"]
    assert c["theme lost"] < 0.15 * sum(verdict.planted.values())
    assert c["theme not planted"] < 0.05 * sum(verdict.planted.values())


def without_a_file(row: dict[str, Any]) -> None:
    """The truth has a file that the store lacks."""
    row["path"] += "x"


def with_another_turn(row: dict[str, Any]) -> None:
    """The truth has a turn that the store lacks."""
    row["turns"].append([row["turns"][-1][2] + 10, row["turns"][-1][2] + 12, row["turns"][-1][2] + 20, "", "", "委員"])


def with_another_speaker(row: dict[str, Any]) -> None:
    """The truth has another speaker at a turn."""
    row["turns"][0][3:] = ["鵜飼", "町長", "鵜飼町長"]


def with_another_date(row: dict[str, Any]) -> None:
    """The truth has another day."""
    row["date"] = "1999-01-01"


@pytest.mark.parametrize(
    ("change", "noticed"),
    [(without_a_file, "file lost"), (with_another_turn, "turn lost"), (with_another_speaker, "speaker"), (with_another_date, "dates wrong")],
)
def test_what_is_not_true_is_noticed(place: Path, store: Path, change: Callable[[dict[str, Any]], None], noticed: str) -> None:
    """The comparison would see a loss: one change of the truth is one finding more."""
    before, kept = compare(place, store).counts[noticed], (place / "truth.jsonl").read_bytes()
    found = rows(place)
    change(next(row for row in found if row.get("turns") and "令和" in (place / "files" / row["path"]).read_bytes().decode(row["encoding"])[:200]))
    (place / "truth.jsonl").write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in found), encoding="utf-8")
    try:
        assert compare(place, store).counts[noticed] == before + 1
    finally:
        (place / "truth.jsonl").write_bytes(kept)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peaks are read from /proc")
def test_a_batch_is_watched_with_all_its_processes(place: Path, tmp_path: Path) -> None:
    """Every worker has a peak of its own, the guard that opened the evil files is not taken for one, and nobody is left."""
    seen = batch(place / "files", tmp_path / "store", tokens=False, workers=2)
    assert len(seen.workers) == 2
    assert seen.guards
    assert seen.guard < min(seen.workers.values())
    assert 20 < seen.parent < 1000
    assert 0 < seen.first <= seen.seconds
    assert seen.left == 0
    assert seen.said["books"]["seen"] == len(rows(place))


def test_new_words_never_cease() -> None:
    """There is a word for every rank, hardly any of them twice, and none that speaks of a planted theme."""
    drawn = [word(rank) for rank in range(0, 60_000, 7)]
    assert len(set(drawn)) > 0.99 * len(drawn)
    assert not any(absent in one for one in drawn if not one[0].isascii() for absent in TABLE["absent"] if len(absent) == 1)


def test_planted_themes_are_built_in() -> None:
    """The names of the table are those of the dictionary."""
    assert set(TABLE["planted"]) <= {theme.name for theme in load_themes().themes}


@pytest.mark.parametrize(("said", "size"), [("100MB", 100_000_000), ("1.5 GB", 1_500_000_000), ("20k", 20_000), ("7", 7)])
def test_a_size_as_people_write_it(said: str, size: int) -> None:
    """Thousands, as everywhere in this package."""
    assert in_bytes(said) == size
