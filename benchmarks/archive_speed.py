"""How fast an archive is filled, how much memory that takes, and how fast it answers; beside the plain ways over the same files in the same run.

python -m benchmarks.archive_speed [--sizes 10,100,1000] [--real FOLDER] [--turns 1000000] [--workers 2] [--bare 100] [--only sizes,real,one,questions]

The archives are those of generate.py (1 % of the files cannot be read, and every run is compared with the truth); `--real` is a folder of real minutes.
`--bare` says of how many MB at most the plain ways are run: what they do is linear, and they are run before and after the batch, the faster time counts.
Plain ways: fugashi line by line, printing strings; the words as tuples, the quickest way to have them in Python; fugashi as its manual has it, word and
feature; one regular expression of all theme terms, counted in pandas. After each full run its tags are made again, with other themes.
"""

import argparse
import hashlib
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.archive import SAMPLE  # noqa: E402
from benchmarks.generate import generate  # noqa: E402
from benchmarks.plain_ways import WAYS, Text, chosen, plain  # noqa: E402
from benchmarks.truth import compare, tell  # noqa: E402
from benchmarks.watched import Watched, batch, size_of  # noqa: E402

from minutes.archive.commit import writing  # noqa: E402
from minutes.archive.ingest import ingest  # noqa: E402
from minutes.archive.journal import read  # noqa: E402
from minutes.archive.ledger import Seen, State  # noqa: E402
from minutes.archive.shards import load  # noqa: E402
from minutes.archive.store import archive  # noqa: E402
from minutes.themes.dictionary import BUILTIN  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Sized


def generated(folder: Path) -> tuple[list[Text], int]:
    """The readable files of a generated archive with their encodings, and their characters."""
    rows = [json.loads(line) for line in (folder / "truth.jsonl").open(encoding="utf-8")]
    whole = [row for row in rows if "turns" in row]
    return [(str(folder / "files" / row["path"]), row["encoding"]) for row in whole], sum(row["chars"] for row in whole)


def real(folder: Path) -> tuple[list[Text], int]:
    """The text files of a folder of real minutes with their encodings, and their characters."""
    from minutes.read.encoding import decode

    found = [(str(path), decode(path.read_bytes())) for path in sorted(folder.rglob("*.txt"))]
    return [(path, read.encoding or "utf-8") for path, read in found], sum(len(read.text) for _, read in found)


def compared(name: str, files: Path, texts: list[Text], chars: int, store: Path, *, workers: int, most: int) -> Watched:
    """The plain ways, the batch, the batch without words, the tags once more, the plain ways again; one line each."""
    size = size_of(files)
    print(f"\n{name}: {size / 1e6:.1f} MB, {len(texts)} files, {chars / 1e6:.1f} M characters; load {os.getloadavg()[0]:.1f}")
    some = chosen(texts, most * 1_000_000)
    before = {way: plain(do, some, workers) for way, do in WAYS.items()}
    full = batch(files, store, tokens=True, workers=workers)
    themes = batch(files, store.with_name(f"{store.name}-themes"), tokens=False, workers=workers)
    tags = other_themes(files, store, workers=workers)
    after = {way: plain(do, some, workers) for way, do in WAYS.items()}
    best = {way: max(before[way], after[way], key=lambda p: p.rate) for way in WAYS}
    for way, p in best.items():
        other = min(before[way].rate, after[way].rate)
        print(f"  plain × {workers}: {way:31} {p.seconds:8.2f} s for {p.chars / 1e6:6.1f} M characters: {p.rate / 1e3:7.0f}k/s (the other time {other / 1e3:.0f}k/s)")
    for what, ran, of in (("read, parse, tags, words, store", full, store), ("read, parse, tags, store", themes, store.with_name(f"{store.name}-themes"))):
        rate, started = chars / ran.seconds, chars / max(0.01, ran.seconds - ran.first)
        print(f"  batch × {workers}: {what:31} {ran.seconds:8.2f} s: {rate / 1e3:7.0f}k/s = " + ", ".join(f"{rate / p.rate:.2f} × {way}" for way, p in best.items()))
        print(f"    first result after {ran.first:.2f} s, {started / best['strings'].rate:.2f} × strings from then on", end="")
        print(f"; CPU: parent {ran.cpu[0]:.1f} s, workers {ran.cpu[1]:.1f} s", end="")
        print(f"; store {size_of(of) / size:.2f} × files; most memory: parent {ran.parent:.0f} MB, worker {ran.worker:.0f} MB, guard {ran.guard:.0f} MB")
    print(f"  themes without words: {full.seconds / themes.seconds:.1f} × as fast as the full run")
    _again(tags, full, chars)
    mb, rooms = size / 1e6, [size_of(store.with_name(f"{store.name}{more}")) / size for more in ("", "-themes")]
    print(f"  for docs/sizing.toml: full = {full.cpu[1] / mb:.2f}, themes = {themes.cpu[1] / mb:.2f}, parent = {full.cpu[0] / mb:.3f}, start = {full.first:.1f}", end="")
    print(f", room_full = {rooms[0]:.2f}, room_themes = {rooms[1]:.2f}, worker = {full.worker:.0f}, writer = {full.parent:.0f}")
    return full


def _again(tags: Watched, full: Watched, chars: int) -> None:
    """How fast the tags are made again."""
    print(f"  tags again with other themes: {tags.seconds:.2f} s: {chars / tags.seconds / 1e3:.0f}k/s, {full.seconds / tags.seconds:.1f} × as fast as the full run", end="")
    print(f"; first result after {tags.first:.2f} s; CPU: parent {tags.cpu[0]:.1f} s, workers {tags.cpu[1]:.1f} s; worker {tags.worker:.0f} MB")


def other_themes(files: Path, store: Path, *, workers: int) -> Watched:
    """The batch again after a full one, with a theme more than it had: only the tags have to be made, from what the store holds. It is done to a copy of the store."""
    copy = store.with_name(f"{store.name}-again")
    themes = copy / "themes"
    shutil.copytree(store, copy)
    shutil.copytree(BUILTIN, themes)
    (themes / "roads.toml").write_text('name = "道路"\nterms = ["道路", "歩道", "市道", "舗装"]\n', encoding="utf-8")
    ran = batch(files, copy, tokens=True, workers=workers, themes=themes)
    if ran.said["parsed"] or not ran.said["again"]:
        raise AssertionError(ran.said)
    shutil.rmtree(copy)
    return ran


def sizes(folder: Path, each: list[int], *, workers: int, most: int) -> None:
    """Generated archives, one size after the other, and what grows with them."""
    ran: dict[int, Watched] = {}
    for size in each:
        place, store = folder / f"generated-{size}", folder / f"store-{size}"
        generate(place, size * 1_000_000)
        ran[size] = compared(f"generated, {size} MB", place / "files", *generated(place), store, workers=workers, most=most)
        tell(compare(place, store), examples=0)
        for gone in (place, store, store.with_name(f"{store.name}-themes")):
            shutil.rmtree(gone)
    print(f"\n| MB | seconds | first result | parent MB | worker MB | guard MB |\n|---|---|---|---|---|---|\n{_table(ran)}")
    steps = [*pairwise(ran.items()), *([((min(ran), ran[min(ran)]), (max(ran), ran[max(ran)]))] if len(ran) > 2 else [])]
    for (small, a), (large, b) in steps:
        grown = (large - small) / 100
        print(
            f"  {small} → {large} MB: time × {b.seconds / a.seconds:.2f}; parent {(b.parent - a.parent) / grown:+.1f} % of the size, worker {(b.worker - a.worker) / grown:+.1f} %"
        )


def _table(ran: dict[int, Watched]) -> str:
    return "\n".join(
        f"| {size} | {w.seconds:.1f} | {w.first:.2f} | {w.parent:.0f} | {' '.join(f'{m:.0f}' for m in sorted(w.workers.values()))} | {w.guard:.0f} |" for size, w in ran.items()
    )


def scaling(folder: Path, size: int, *, workers: int) -> None:
    """One worker against several over the same files, with the start and from the first result on."""
    place = folder / "scaling"
    generate(place, size * 1_000_000)
    ran = {n: min((batch(place / "files", folder / f"scaling-{n}-{k}", workers=n) for k in range(2)), key=lambda w: w.seconds) for n in (1, workers)}
    one, more = ran[1], ran[workers]
    print(f"\n{size} MB: 1 worker {one.seconds:.2f} s, {workers} workers {more.seconds:.2f} s: {one.seconds / more.seconds:.2f} ×", end="")
    print(f" ({(one.seconds - one.first) / (more.seconds - more.first):.2f} × from the first result on; the better of two runs each)")


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
    """Rates by municipality, theme and year over many turns, straight from the shards, the counting alone, key words and searches."""
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
        *((f"search {query}", partial(seen.search, query)) for query in ("監査", "監査", "税", "DX", "マイナンバー", "予算 AND マイナンバー", "の")),
        ("  counts by municipality and year", lambda: seen.search("予算").counts(by)),
        ("  the first 20 quotations", lambda: seen.search("予算").quotes()),
        ("search 予算, one municipality", lambda: seen.search("予算", where={"municipality": "第3市"})),
        ("search 予算, members only", lambda: seen.search("予算", where={"role": "member"})),
    ]
    for name, ask in asked:
        begun, cpu = time.monotonic(), time.process_time()
        found = ask()
        print(f"  {name:40} {time.monotonic() - begun:6.2f} s (CPU {time.process_time() - cpu:.2f} s), {len(found)} rows")
    print(f"  most memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def main() -> None:
    """Run what was asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", default="3", help="sizes in MB, with commas")
    options.add_argument("--real", type=Path, help="folder of real minutes")
    options.add_argument("--turns", type=int, default=50_000, help="turns of the archive that is asked")
    for name, default in (("workers", 2), ("bare", 100), ("one", 3)):
        options.add_argument(f"--{name}", type=int, default=default)
    options.add_argument("--only", default="sizes,real,one,questions")
    args = options.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as name:
        folder, only = Path(name), args.only.split(",")
        if "real" in only and args.real:
            compared("real", args.real, *real(args.real), folder / "real", workers=args.workers, most=args.bare)
        if "one" in only:
            scaling(folder, args.one, workers=args.workers)
        if "questions" in only:
            questions(folder, args.turns)
        if "sizes" in only:
            sizes(folder, [int(s) for s in args.sizes.split(",")], workers=args.workers, most=args.bare)


if __name__ == "__main__":
    main()
