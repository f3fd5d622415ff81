"""Archives under attack: kills at random moments, flipped bits, readers beside a writer, and many files that have not changed.

python benchmarks/archive.py [--kills 25] [--flips 200] [--readers 4] [--many 10000] [--workers 2] [--only kills,flips,readers,many]

Without options each part runs small. The texts are the sample minutes in new mixtures. Speed and memory: `archive_speed.py`; a long run that is
killed and runs out of disk: `soak.py`.
"""

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from minutes.archive.check import examine
from minutes.archive.digest import digest
from minutes.archive.ingest import ingest
from minutes.archive.journal import NAME, read
from minutes.archive.ledger import State
from minutes.archive.spool import Frame, frames, segments
from minutes.archive.store import archive
from minutes.read.files import read_source

SAMPLE = Path(__file__).parents[1] / "corpora" / "sample"
COMMAND = [sys.executable, "-c", "from minutes.cli.main import script; script()", "ingest"]


def mixtures(folder: Path, size: int, *, seed: int = 0, each: int = 0) -> int:
    """Write minutes into a folder until they have `size` bytes (or `each` files); each a sample record with paragraphs of others; how many files."""
    rng = random.Random(seed)
    records = [read_source(path).text for path in sorted(SAMPLE.rglob("*.txt"))]
    said = [line for record in records for line in record.splitlines() if line.endswith("。") and len(line) > 60]
    written = n = 0
    while written < size or n < each:
        record = records[n % len(records)]
        lines = record.splitlines()
        more = [rng.choice(said) for _ in range(0 if each else 40)]
        at = sorted(rng.randrange(len(lines) // 2, len(lines)) for _ in more)
        for k, line in zip(reversed(at), more, strict=True):
            lines.insert(k, f"　{line}")
        path = folder / f"甲{n // 500:03}" / f"kiroku-{n:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        data = "\n".join([*lines, f"（整理番号{n}）", ""]).encode()
        path.write_bytes(data)
        written, n = written + len(data), n + 1
    return n


def done_in(store: Path) -> tuple[set[str], int]:
    """Digests of the files that are done in a store that was killed, in shards or in the spool; and how many were begun in vain."""
    state = State.of(read(store).entries) if (store / NAME).is_file() and (store / NAME).stat().st_size else State()
    done = {seen.sha256 for seen in state.files.values()}
    vain = 0
    for segment in segments(store):
        found = list(frames(segment))
        done |= {frame.head["sha"] for frame in found if isinstance(frame, Frame)}
        vain += bool(found) and isinstance(found[-1], int)
    return done, vain


def kills(folder: Path, times: int, *, workers: int, seed: int = 1) -> None:
    """Kill a batch at random moments, go on, kill again …; then the store must be that of a run that nobody disturbed."""
    rng = random.Random(seed)
    files, clean, store = folder / "files", folder / "clean", folder / "killed"
    of = mixtures(files, 0, each=300)
    begun = time.monotonic()
    subprocess.run([*COMMAND, str(files), "--store", str(clean), "--tokens", "--workers", str(workers)], check=True, capture_output=True)
    whole = time.monotonic() - begun
    killed = most = lost = rounds = again = 0
    before: set[str] = set()
    while True:
        command = [*COMMAND, str(files), "--store", str(store), "--tokens", "--workers", str(workers)]
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        if killed < times:
            with contextlib.suppress(subprocess.TimeoutExpired):
                run.wait(rng.uniform(0.05, 5.0))
        else:
            run.wait()
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
            time.sleep(0.05)
            done, vain = done_in(store) if store.is_dir() else (set(), 0)
            lost += len(before - done)
            killed, before, most, again = killed + 1, done, max(most, vain), again + vain
        else:  # it came to its end: it must be what the clean run is, and another round begins
            seen = State.of(read(store).entries)
            rounds += digest(store) == digest(clean) and not examine(store) and len(seen.files) == of == len(seen.places())
            shutil.rmtree(store)
            before = set()
            if killed >= times:
                break
    print(
        f"kills: {killed}, of a run of {whole:.1f} s over {of} files with {workers} workers; files begun in vain: {again}, at most {most} by one kill; done and then lost: {lost}"
    )
    print(f"  runs that came to their end: {rounds}, each with the digest of a run that nobody disturbed, {of} files, none twice, no damage")


def flips(folder: Path, bits: int, cuts: int, *, seed: int = 2) -> None:
    """Turn one bit, or cut a file, somewhere in a store; each time `examine` has to see it."""
    rng = random.Random(seed)
    store = folder / "clean"
    if not store.is_dir():
        mixtures(folder / "files", 0, each=60)
        ingest(folder / "files", store, tokens=True, workers=2)
    files = [p for p in sorted(store.rglob("*")) if p.is_file() and p.stat().st_size]
    weights = [p.stat().st_size for p in files]
    found = [0, 0]
    for n in range(bits + cuts):
        path = rng.choices(files, weights if n % 2 else None)[0]
        data = path.read_bytes()
        if n < bits:
            at = rng.randrange(len(data))
            path.write_bytes(data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :])
        else:
            path.write_bytes(data[: rng.randrange(len(data))])
        found[n >= bits] += bool(examine(store))
        path.write_bytes(data)
    print(f"damage: {found[0]} of {bits} bit flips found, {found[1]} of {cuts} truncations; afterwards {len(examine(store))} findings in {len(files)} files")


def readers(folder: Path, number: int, *, workers: int) -> None:
    """Readers that open the store over and over while a batch writes it: every snapshot is whole, and none has less than the one before."""
    files, store = folder / "read-files", folder / "read"
    mixtures(files, 0, each=150)
    ingest(sorted(files.rglob("*.txt"))[:1], store, workers=1)
    stop, errors, looks = threading.Event(), [], [0]

    def look() -> None:
        last = 0
        while not stop.is_set():
            try:
                seen = archive(store)
                counted = seen.sql(
                    "SELECT (SELECT count(*) FROM meetings) m, (SELECT count(DISTINCT meeting) FROM turns) t, (SELECT coalesce(sum(turns), 0) FROM meetings) s, (SELECT count(*) FROM turns) n"
                )
                m, _, s, n = (int(v) for v in counted.iloc[0])
                if m < last or s != n or m != len(seen):
                    errors.append(f"{m} < {last} or {s} != {n}")
                last, looks[0] = m, looks[0] + 1
            except Exception as error:  # noqa: BLE001 - that is what is counted
                errors.append(repr(error))

    from minutes.archive import commit

    commit.MANY = 10  # many commits
    threads = [threading.Thread(target=look) for _ in range(number)]
    for thread in threads:
        thread.start()
    ingest(files, store, workers=workers)
    stop.set()
    for thread in threads:
        thread.join()
    commit.MANY = 2000
    print(f"readers: {number} beside a batch of {len(State.of(read(store).entries).parts)} parts: {looks[0]} snapshots, {len(errors)} errors {errors[:1]}")


def many(folder: Path, number: int, *, workers: int) -> None:
    """A second run over many files of which none has changed."""
    files, store = folder / "many-files", folder / "many"
    for n in range(number):
        path = files / f"甲{n // 500:03}" / f"k{n}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"甲市第{n}回審議会 会議録\n\n○会長　始めます。\n○委員　第{n}号の費用はいくらですか。\n○課長　{n}円です。\n", encoding="utf-8")
    first = ingest(files, store, workers=workers)
    command = [*COMMAND, str(files), "--store", str(store)]
    begun = time.monotonic()
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | {"LANG": "en_US.UTF-8"}).stdout
    print(f"unchanged: {number} files first {first.seconds:.1f} s; again {time.monotonic() - begun:.2f} s with the start of Python ({said.splitlines()[0]})")
    begun = time.monotonic()
    opened = archive(store)
    ledger = time.monotonic() - begun
    told = repr(opened)
    print(f"opened in {ledger:.2f} s, first answer after {time.monotonic() - begun:.2f} s: {told}; files and their status {_taken(lambda: opened.files):.2f} s")


def _taken(ask: Callable[[], object]) -> float:
    begun = time.monotonic()
    ask()
    return time.monotonic() - begun


def main() -> None:
    """Run what was asked for."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name, default in (("kills", 4), ("flips", 40), ("readers", 4), ("many", 1000), ("workers", 2)):
        options.add_argument(f"--{name}", type=int, default=default)
    options.add_argument("--only", default="kills,flips,readers,many")
    args = options.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as name:
        folder, only = Path(name), args.only.split(",")
        if "kills" in only:
            kills(folder, args.kills, workers=args.workers)
        if "flips" in only:
            flips(folder, args.flips, args.flips // 4)
        if "readers" in only:
            readers(folder, args.readers, workers=args.workers)
        if "many" in only:
            many(folder, args.many, workers=args.workers)


if __name__ == "__main__":
    main()
