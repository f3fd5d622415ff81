"""A batch in a process of its own, watched from outside: its time, its first result, and the most memory of it and of every one of its processes.

The peak of a process is its VmHWM, read every 20 ms for as long as it lives, so it is that of each worker by itself. RUSAGE_CHILDREN would give the
largest of all processes that have ended, guards and the helper of multiprocessing among them, without saying which.
"""

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_YOUNG = 50
"""Looks at a process after which its name is taken to be its own."""
_CODE = """
import json, resource, sys, time
asked = json.loads(sys.argv[1])
begun, first = time.monotonic(), []
from minutes.archive.ingest import ingest
ran = ingest(asked["files"], asked["store"], tokens=asked["tokens"], workers=asked["workers"], themes=asked["themes"], progress=lambda p: first or first.append(time.monotonic() - begun))
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({"seconds": time.monotonic() - begun, "first": (first or [0.0])[0], "cpu": [u.ru_utime + u.ru_stime for u in used], "books": ran.books, "parsed": ran.parsed, "again": ran.again}))
"""


@dataclass
class Watched:
    """What a batch took: seconds from the start of the library, seconds to the first result, processor seconds of the parent and of the rest.

    Memory in MB: `parent`, `workers` (the peak of each), `guards` (those that read foreign formats); of the parent also `steps`, (seconds, MB,
    open files) as it went on. `left` counts processes that outlived it.
    """

    seconds: float = 0.0
    first: float = 0.0
    cpu: tuple[float, float] = (0.0, 0.0)
    parent: float = 0.0
    workers: dict[int, float] = field(default_factory=dict)
    guards: dict[int, float] = field(default_factory=dict)
    steps: list[tuple[float, float, int]] = field(default_factory=list)
    left: int = 0
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def worker(self) -> float:
        """The peak of the largest worker."""
        return max(self.workers.values(), default=0.0)

    def growth(self, *, of: int, after: float = 0.5) -> tuple[float, int]:
        """How much the peak of the parent grew from a share of the run on, in MB for 10,000 of its files; and the open files that it had more at the end."""
        at = int(len(self.steps) * after)
        early, late = (max(step[1] for step in steps) for steps in (self.steps[: at + 1], self.steps))
        fewest, last = min(step[2] for step in self.steps[at:]), min(step[2] for step in self.steps[-20:])
        return (late - early) / (of * (1 - after) / 10_000), last - fewest

    @property
    def guard(self) -> float:
        """The peak of the largest guard."""
        return max(self.guards.values(), default=0.0)


def batch(files: Path, store: Path, *, tokens: bool = True, workers: int = 2, themes: Path | None = None) -> Watched:
    """Run `ingest` and watch it to its end."""
    asked = json.dumps({"files": str(files), "store": str(store), "tokens": tokens, "workers": workers, "themes": themes and str(themes)})
    process = subprocess.Popen([sys.executable, "-c", _CODE, asked], stdout=subprocess.PIPE, text=True)
    seen = Watched()
    watcher = threading.Thread(target=watch, args=(process.pid, seen), daemon=True)
    watcher.start()
    told, _ = process.communicate()
    watcher.join()
    if process.returncode:
        raise RuntimeError(process.returncode)
    said = json.loads(told)
    seen.seconds, seen.first, seen.cpu, seen.said = said["seconds"], said["first"], tuple(said["cpu"]), said
    return seen


def watch(pid: int, seen: Watched) -> None:
    """Take note of a process and of all that it starts until it is gone."""
    begun, known = time.monotonic(), dict[int, str]()
    looks: Counter[int] = Counter()
    while _status(pid, "State") not in {"", "Z"}:
        seen.parent = max(seen.parent, _number(pid, "VmHWM") / 1000)
        with contextlib.suppress(OSError):
            seen.steps.append((time.monotonic() - begun, _number(pid, "VmRSS") / 1000, sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())))
        for one in family_of(pid):
            looks[one] += 1
            if looks[one] < _YOUNG and (called := _called(one) or known.get(one, "other")) != known.get(one):  # what was just forked is still called as its parent, and as large
                known[one] = called
                seen.workers.pop(one, None)
            into = {"worker": seen.workers, "guard": seen.guards}.get(known[one])
            if into is not None:
                into[one] = max(into.get(one, 0.0), _number(one, "VmHWM") / 1000)
        time.sleep(0.02)
    time.sleep(0.3)
    seen.left = len(alive({one for one, kind in known.items() if kind != "other"}))


def alive(processes: set[int]) -> set[int]:
    """Those of these processes that have not ended."""
    return {one for one in processes if _status(one, "State") not in {"", "Z"}}


def _called(pid: int) -> str:
    """What a process is: a worker of the batch, a guard that reads foreign formats, or another; empty for one that has ended."""
    with contextlib.suppress(OSError):
        if said := Path(f"/proc/{pid}/cmdline").read_bytes():
            return "worker" if b"spawn_main" in said else "guard" if b"serve(" in said else "other"
    return ""


def family_of(pid: int) -> set[int]:
    """All processes that a process has started, and those that they have."""
    found: set[int] = set()
    todo = [pid]
    while todo:
        one = todo.pop()
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                new = {int(n) for n in children.read_text().split()} - found
                found |= new
                todo += new
    return found


def _status(pid: int, name: str) -> str:
    with contextlib.suppress(OSError, IndexError):
        text = Path(f"/proc/{pid}/status").read_text()
        return text.partition(f"{name}:")[2].split(maxsplit=1)[0]
    return ""


def _number(pid: int, name: str) -> int:
    said = _status(pid, name)
    return int(said) if said.isdigit() else 0


def size_of(folder: Path) -> int:
    """Bytes of all files under a folder."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
