"""How fast an archive is filled, how much memory that takes, and how fast it answers; beside bare fugashi over the same files.

python benchmarks/archive_speed.py [--speed FOLDER] [--sizes 10,100] [--turns 1000000] [--workers 2] [--only speed,sizes,questions]

Without options each part runs small. The texts are those of --speed, or the sample minutes in new mixtures (their vocabulary is
soon known, which flatters the tokenizer and MeCab alike).
"""

import argparse
import hashlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.archive import SAMPLE, mixtures  # noqa: E402

from minutes.archive.commit import writing  # noqa: E402
from minutes.archive.ingest import ingest  # noqa: E402
from minutes.archive.journal import read  # noqa: E402
from minutes.archive.ledger import Seen, State  # noqa: E402
from minutes.archive.shards import load  # noqa: E402
from minutes.archive.store import archive  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Sized


def bare(paths: list[str], *, nodes: bool = False) -> tuple[int, float]:
    """Nothing but fugashi, line by line, over the decoded text; characters and CPU seconds. `nodes`: the documented way, words with features."""
    import fugashi

    tagger, n = fugashi.Tagger(), 0
    begun = time.process_time()
    for path in paths:
        for line in Path(path).read_text(encoding="utf-8", errors="replace").splitlines():
            if line.strip():
                deque(((word.surface, word.feature.lemma) for word in tagger(line)), maxlen=0) if nodes else tagger.parse(line)
                n += len(line)
    return n, time.process_time() - begun


def speed(folder: Path, given: Path | None, *, workers: int) -> None:
    """A full run, one without words, and one process, beside bare fugashi processes over the same files."""
    files = given or folder / "speed-files"
    if given is None:
        mixtures(files, 12_000_000)
    paths = [str(p) for p in sorted(files.rglob("*.txt"))]
    size = sum(os.path.getsize(p) for p in paths)  # noqa: PTH202
    print(f"speed: {files}: {len(paths)} files, {size / 1e6:.1f} MB, load {os.getloadavg()[0]:.1f}")
    floor = spent = 0.0
    for name, way in (("words and features (documented)", partial(bare, nodes=True)), ("strings (parse)", bare)):
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            list(pool.map(way, [paths[:1]] * workers))
            begun = time.monotonic()
            told = list(pool.map(way, [paths[k :: 4 * workers] for k in range(4 * workers)]))
            floor, spent = time.monotonic() - begun, sum(cpu for _, cpu in told)
        chars = sum(n for n, _ in told)
        print(f"  bare fugashi × {workers}, {name:32} {floor:7.2f} s  {chars / floor / 1e3:7.0f}k characters/s  (CPU: {spent:.1f} s)")
    for name, tokens, processes in (("read, parse, tags, words", True, workers), ("read, parse, tags", False, workers), ("read, parse, tags, words", True, 1)):
        store = folder / f"speed-{tokens}-{processes}"
        before = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time()
        ran = ingest(files, store, tokens=tokens, workers=processes)
        after, own = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time() - before[1]
        work = after.ru_utime + after.ru_stime - before[0].ru_utime - before[0].ru_stime
        room = sum(p.stat().st_size for p in store.rglob("*") if p.is_file())
        print(
            f"  {name:25} × {processes} {'':22} {ran.seconds:7.2f} s  {chars / ran.seconds / 1e3:7.0f}k characters/s  {floor / ran.seconds:5.2f} × strings"
            f"  (CPU: workers {work:.1f} s, parent {own:.1f} s, {spent / (work + own):.2f} × strings; store {room / size:.2f} × text)"
        )


def memory(folder: Path, sizes: list[int], *, workers: int) -> None:
    """The most memory of the parent and of a worker, and the time, as the archive grows."""
    for size in sizes:
        files, store = folder / f"size-{size}", folder / f"store-{size}"
        n = mixtures(files, size * 1_000_000)
        code = (
            "import resource, sys\nfrom minutes.archive.ingest import ingest\n"
            f"ran = ingest({str(files)!r}, {str(store)!r}, tokens=True, workers={workers})\n"
            "print(ran.seconds, *(resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))"
        )
        seconds, parent, worker = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
        print(f"size: {size} MB, {n} files: {float(seconds):.1f} s, parent {parent} MB, largest worker {worker} MB")
        shutil.rmtree(files)


def enlarged(folder: Path, turns: int) -> Path:
    """A store of so many turns: the sample minutes over and over, each time as records of another municipality and year."""
    import pyarrow as pa

    source, store = folder / "small", folder / "large"
    ingest(SAMPLE, source, workers=2)
    state = State.of(read(source).entries)
    tables = {t: pa.concat_tables([load(source, shard) for shard, _ in state.shards(t)]).combine_chunks() for t in ("meetings", "turns", "tags")}
    old = tables["meetings"]["sha256"].to_pylist()
    copies = -(-turns // tables["turns"].num_rows)
    with writing(store) as writer:
        for first in range(0, copies, 20):
            batches: dict[str, list[object]] = {t: [] for t in tables}
            holds, files, listed = [], [], []
            for n in range(first, min(first + 20, copies)):
                new = {sha: hashlib.sha256(f"{sha}{n}".encode()).hexdigest() for sha in old}
                for name, rows in tables.items():
                    changed = pa.array([new[sha] for sha in rows["sha256"].to_pylist()], pa.string())
                    batches[name] += rows.set_column(0, rows.schema.field(0), changed).to_batches()
                for k, sha in enumerate(new.values()):
                    path = f"甲/{n}-{k}.txt"
                    files.append(Seen(path, (1, 1), sha, "ok").row())
                    listed.append([path, f"第{n % 40}市", None, None, f"{2005 + n // 40 % 20}-06-{k % 27 + 1:02}", None, None])
                holds += list(new.values())
            writer.add_part("甲市", {"parse": "-", "tags": "-"}, holds, batches, [])
            writer.note({"do": "files", "files": files, "listed": listed})
    return store


def questions(folder: Path, turns: int) -> None:
    """Rates by municipality, theme and year over many turns, straight from the shards; and the counting alone."""
    from minutes.compare.kwic import kwic
    from minutes.compare.rates import rates
    from minutes.compare.stored import count_stored

    store = enlarged(folder, turns)
    begun = time.monotonic()
    seen = archive(store)
    said = repr(seen)
    print(f"questions to {said}, opened in {time.monotonic() - begun:.2f} s, load {os.getloadavg()[0]:.1f}")
    by = ["municipality", "year"]
    asked: list[tuple[str, Callable[[], Sized]]] = [
        ("counts by municipality × theme × year", lambda: count_stored(seen, by=by, of="turns", where=None, primary=False).groups),
        ("rates, with 2,000 bootstrap samples", lambda: rates(seen, by=by)),
        ("rates by municipality", lambda: rates(seen)),
        ("kwic 監査, first 100", lambda: kwic(seen, "監査", limit=100)),
    ]
    for name, ask in asked:
        begun, cpu = time.monotonic(), time.process_time()
        found = ask()
        print(f"  {name:40} {time.monotonic() - begun:6.2f} s (CPU {time.process_time() - cpu:.2f} s), {len(found)} rows")
    print(f"  most memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def main() -> None:
    """Run what was asked for."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--speed", help="folder of texts; default: mixtures")
    options.add_argument("--sizes", default="2", help="sizes in MB, with commas")
    options.add_argument("--turns", type=int, default=50_000, help="turns of the archive that is asked")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--only", default="speed,sizes,questions")
    args = options.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as name:
        folder, only = Path(name), args.only.split(",")
        if "speed" in only:
            speed(folder, Path(args.speed) if args.speed else None, workers=args.workers)
        if "questions" in only:
            questions(folder, args.turns)
        if "sizes" in only:
            memory(folder, [int(s) for s in args.sizes.split(",")], workers=args.workers)


if __name__ == "__main__":
    main()
