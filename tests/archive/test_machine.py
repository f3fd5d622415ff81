"""The workers of a batch on one machine: what they load before they begin, and what becomes of their segments."""

import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from minutes.archive import machine, spool
from minutes.archive.commit import writing
from minutes.archive.spool import Spool, segments
from minutes.archive.stages import wanted
from minutes.archive.work import Job
from minutes.errors import StoreError

WORK = """
import sys
from minutes.archive.machine import _start
from minutes.archive.stages import wanted
from minutes.archive.work import Job, work
_start()
made = [head["sizes"] for head, _ in work(Job(0, sys.argv[1], (1, 1)), wanted(tokens=True), "")]
"""


HEAVY = {"pandas", "numpy.ma", "scipy", "sklearn", "duckdb", "jinja2", "selectolax", "pypdfium2", "dask"}


def test_a_worker_loads_nothing_that_it_does_not_need(sample: Path) -> None:
    """Memory and the time to the first result are paid for by every worker; pyarrow would take pandas along."""
    path = min(sample.rglob("*.txt"))
    said = subprocess.run(
        [sys.executable, "-c", f"{WORK}\nprint(sorted({HEAVY} & set(sys.modules)), sorted(made[0]))", str(path)], capture_output=True, text=True, check=True
    ).stdout
    assert said == "[] ['keys of the words', 'meetings', 'numbers of words', 'tags', 'tokens', 'turns']\n"


def test_pandas_is_there_when_it_is_asked_for() -> None:
    """A worker that is given a table of pandas after all can make it."""
    ask = "from minutes.archive.machine import _start; _start(); import pyarrow as pa; print(pa.table({'a': [1]}).to_pandas()['a'].sum())"
    assert subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout == "1\n"


class Dead:
    """A pool of which every process has ended."""

    _processes = None

    def __init__(self, *_: object, **__: object) -> None:
        """Begin with nobody."""

    def submit(self, *_: object) -> None:
        """Find nobody there."""
        raise BrokenProcessPool

    def shutdown(self, **_: object) -> None:
        """End nobody."""


def test_workers_that_never_begin_end_the_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no process can start (no memory, a broken installation) the batch says so, and does not start new ones for ever."""
    monkeypatch.setattr(machine, "ProcessPoolExecutor", Dead)
    with pytest.raises(StoreError, match="before they begin") as told:
        list(machine.run([Job(0, "a.txt", (1, 1))], wanted(), tmp_path, name="r", workers=2))
    assert told.value.code == 4


def test_segments_are_cleared_in_the_middle_of_a_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder does not grow with the batch: a segment goes when all its results stand in shards, and the one that is written to stays."""
    monkeypatch.setattr(spool, "SEGMENT", 1)
    with writing(tmp_path) as writer:
        hands = Spool(tmp_path, writer.run)
        made = []
        for n in range(4):
            hands.begin(n)
            made.append(hands.add({"path": f"{n}.txt", "stat": (1, 1), "sha": f"{n}", "status": "quarantined", "keys": {"parse": "-"}, "sizes": {}}, b""))
        for frame in [made[0], made[2], made[3]]:  # that of the second is still on its way
            writer.keep(frame)
        writer.commit()
        assert [str(segment) for segment in segments(tmp_path)] == [made[1].segment, made[3].segment]
        writer.keep(made[1])
        writer.commit()
        assert [str(segment) for segment in segments(tmp_path)] == [made[3].segment]
    assert segments(tmp_path) == []
