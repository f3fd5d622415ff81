"""A long batch that is killed and runs out of disk, against one that nobody disturbs: R27 of the promises.

    python -m benchmarks.soak [--files 20000] [--kills 3] [--workers 2] [--seed 0]

Generated minutes of 4 kB in all conventions and encodings, 1 % of the files unreadable. The killed runs lose only their first process: its workers have
to notice by themselves. For the full disk the store lies on a small tmpfs, which needs the right to mount; without it that part is left out.
"""

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.archive import done_in  # noqa: E402
from benchmarks.generate import Wish, generate  # noqa: E402
from benchmarks.truth import compare, tell  # noqa: E402
from benchmarks.watched import alive, batch, family_of, size_of  # noqa: E402

from minutes.archive.check import examine  # noqa: E402
from minutes.archive.digest import digest  # noqa: E402
from minutes.errors import StoreError  # noqa: E402

MEAN = 4_000
SLOPE = 5.0
"""MB of memory that 10,000 files may add to the parent, from half-time on; asked from so many files on, for below that libraries are still being loaded."""
MANY = 10_000
_COMMAND = [sys.executable, "-c", "from minutes.cli.main import script; script()", "ingest"]


@contextlib.contextmanager
def small_disk(folder: Path, size: int) -> Iterator[bool]:
    """The folder as a disk of so many bytes, where one may mount; whether one may."""
    folder.mkdir(parents=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=False, capture_output=True).returncode == 0  # noqa: S607
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=False)  # noqa: S607


def started(files: Path, store: Path, workers: int) -> "subprocess.Popen[str]":
    """A batch on the command line, in a session of its own."""
    command = [*_COMMAND, str(files), "--store", str(store), "--tokens", "--workers", str(workers)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True)


def reaches(run: "subprocess.Popen[str]", store: Path, files: int) -> None:
    """Wait until so many files are done in the store, or the batch is at its end."""
    while run.poll() is None:
        with contextlib.suppress(OSError, StoreError):  # it is being written while we look
            if len(done_in(store)[0]) >= files:
                return
        time.sleep(0.2)


def killed(files: Path, store: Path, workers: int, at: int) -> int:
    """Kill the first process of a batch when so many files are done; how many of the others are still there two seconds later."""
    run = started(files, store, workers)
    reaches(run, store, at)
    family = family_of(run.pid)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    time.sleep(2)
    return len(alive(family))


def filled(files: Path, store: Path, workers: int, room: int) -> str:
    """A batch on a disk with so many bytes of room, which is made again afterwards; what it ended with."""
    ballast, left = store.parent / "ballast", os.statvfs(store.parent)
    with ballast.open("wb", buffering=0) as file:
        for _ in range(max(0, left.f_bavail * left.f_frsize - room) >> 16):
            file.write(bytes(1 << 16))
    run = started(files, store, workers)
    _, said = run.communicate()
    ballast.unlink()
    return f"code {run.returncode}, {' '.join(said.split())[-160:]!r}"


def soak(folder: Path, number: int, *, kills: int, workers: int, seed: int) -> bool:
    """Both runs, what they left, and whether all is well."""
    rng, place, clean = random.Random(seed), folder / "generated", folder / "clean"
    n = generate(place, number * MEAN, Wish(seed, mean=MEAN), workers=workers)
    files = place / "files"
    print(f"{n} files, {size_of(files) / 1e6:.1f} MB; load {os.getloadavg()[0]:.1f}")
    ran = batch(files, clean, workers=workers)
    slope, leaked = ran.growth(of=n)
    print(
        f"undisturbed: {ran.seconds:.1f} s, {ran.said['books']}; parent {ran.parent:.0f} MB, {slope:+.1f} MB for 10,000 files; workers {sorted(map(round, ran.workers.values()))} MB",
        end="",
    )
    print(f"; open files more than before: {leaked}; processes left: {ran.left}")
    with small_disk(folder / "disk", 3 * size_of(clean) + 100_000_000) as small:
        store = folder / "disk" / "store"
        orphans = [killed(files, store, workers, int((k + rng.uniform(0.2, 0.8)) * 0.6 * n / kills)) for k in range(kills)]
        full = filled(files, store, workers, size_of(clean) // 5) if small else "not tried: no right to mount"
        last = batch(files, store, workers=workers)
        same, damage = digest(store) == digest(clean), len(examine(store))
        print(f"disturbed: {kills} kills, processes left {orphans}; disk full: {full}; then {last.seconds:.1f} s for the rest ({last.said['parsed']} files)")
        print(f"  digest {'equal' if same else 'NOT EQUAL'}, damage {damage}, books {'equal' if last.said['books'] == ran.said['books'] else last.said['books']}")
        verdict = compare(place, store)
    tell(verdict, examples=1)
    c = verdict.counts
    lost = c["file lost"] + c["file told of twice"] + c["wrong reason"]
    return same and not (damage or any(orphans) or ran.left or lost or leaked > 0) and (slope <= SLOPE or n < MANY) and (not small or full.startswith("code 4"))


def main() -> int:
    """The soak; 1 when a promise was not kept."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("files", 1000), ("kills", 3), ("workers", 2), ("seed", 0)):
        options.add_argument(f"--{name}", type=int, default=default)
    args = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        kept = soak(Path(name), args.files, kills=args.kills, workers=args.workers, seed=args.seed)
    print("every promise kept" if kept else "A PROMISE WAS NOT KEPT")
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
