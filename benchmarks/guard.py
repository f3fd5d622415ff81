"""A thousand files, one in twenty of them hostile: what the guard costs, and whether it lets anything through.

    python benchmarks/guard.py [--files 1000]

The good files are the sample minutes as text, Word, HTML and PDF. Overhead compares the guarded with the unguarded
reading of the same good files, alone and as part of a run (read and parse), in blocks that alternate; processor time is
that of this process and its workers. What the hostile files cost is shown beside it.
"""

import argparse
import contextlib
import hashlib
import html
import os
import resource
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.evil import pdfs, zips  # noqa: E402

from minutes.corpus.corpus import load_each  # noqa: E402
from minutes.errors import SourceError  # noqa: E402
from minutes.model import Source  # noqa: E402
from minutes.parse.meeting import parse  # noqa: E402
from minutes.read import guard  # noqa: E402
from minutes.read.documents import read_document  # noqa: E402
from minutes.read.encoding import decode  # noqa: E402
from minutes.read.files import read_source  # noqa: E402
from minutes.read.limits import LIMITS  # noqa: E402

SHORT = replace(LIMITS, wall=2.0, page=2.0)
EVIL: tuple[tuple[str, Callable[[], bytes], set[str]], ...] = (
    ("hang.pdf", pdfs.many_glyphs, {"timeout"}),
    ("memory.pdf", pdfs.deflate_bomb, {"memory_limit", "timeout"}),
    ("crash.pdf", pdfs.doubling_forms, {"memory_limit", "timeout", "crash"}),
    ("bomb.docx", zips.big_document, {"bomb_ratio"}),
    ("laughs.docx", zips.laughs, {"xml_forbidden"}),
    ("format.pdf", "<html><body>ページが見つかりません".encode, {"format_mismatch"}),
    ("cut.docx", lambda: zips.docx(zips.paragraphs(["会議録"]))[:200], {"truncated"}),
    ("locked.pdf", pdfs.encrypted, {"encrypted"}),
    ("empty.txt", lambda: b"", {"truncated"}),
    ("scan.pdf", pdfs.scanned, {"needs_ocr"}),
)


def good(text: str) -> dict[str, bytes]:
    """One sample as four formats."""
    lines = text.splitlines()
    page = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    wrapped = [line[i : i + 40] for line in lines for i in range(0, max(1, len(line)), 40)]
    sheets = [wrapped[i : i + 45] for i in range(0, len(wrapped), 45)]
    return {"a.txt": text.encode("cp932", "replace"), "a.html": f"<html><body>{page}".encode(), "a.docx": zips.docx(zips.paragraphs(lines)), "a.pdf": pdfs.pages(sheets)}


def build(folder: Path, count: int) -> dict[str, set[str]]:
    """Write the files; gives the reason codes that each may have (none for a good one)."""
    samples = [good(decode(p.read_bytes()).text) for p in sorted((ROOT / "corpora" / "sample").rglob("*.txt"))]
    expected: dict[str, set[str]] = {}
    for n in range(count):
        if n % 20 == 7:
            name, make, reasons = EVIL[n // 20 % len(EVIL)]
            data = make()
        else:
            name, data = list(samples[n % len(samples)].items())[n // len(samples) % 4]
            reasons = set()
        expected[f"{n:05}-{name}"] = reasons
        (folder / f"{n:05}-{name}").write_bytes(data)
    return expected


@dataclass
class Books:
    """What every file gave, how long the hostile ones took, and the most memory that a worker held."""

    verdicts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    hostile: float = 0.0
    slowest: float = 0.0
    memory: int = 0
    done: bool = False

    def read(self, folder: Path, expected: dict[str, set[str]]) -> None:
        """Read every file with the guard."""
        threading.Thread(target=self._watch, daemon=True).start()
        for name, reasons in sorted(expected.items()):
            start = time.perf_counter()
            reason = _verdict(folder / name)
            spent = time.perf_counter() - start
            self.verdicts[reason] += 1
            self.hostile += spent if reasons else 0
            self.slowest = max(self.slowest, spent)
            if reason not in (reasons or {"ok"}):
                self.wrong.append(f"{name}: {reason}")
        self.done = True

    def _watch(self) -> None:
        while not self.done:
            time.sleep(0.01)
            for pid in workers():
                self.memory = max(self.memory, _field(Path(f"/proc/{pid}/status"), b"VmHWM:") * 1024)


def workers() -> list[int]:
    """The processes that this one has started and that live."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) == os.getpid() and fields[0] != "Z":
                found.append(int(stat.parent.name))
    return found


def _field(file: Path, name: bytes = b"") -> int:
    """The number behind `name` in a file of /proc, or the first number of the file."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        text = file.read_bytes()
        return int((text.partition(name)[2] if name else text).split(maxsplit=1)[0])
    return 0


def processor() -> float:
    """Seconds of processor time of this process, of its workers, and of the workers that have ended."""
    own, ended = os.times(), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.user + own.system + ended.ru_utime + ended.ru_stime + sum(_field(Path(f"/proc/{pid}/schedstat")) for pid in workers()) / 1e9


@dataclass
class Cost:
    """Wall and processor seconds of the same files read without and with the guard, block after block."""

    blocks: list[tuple[float, float, float, float]] = field(default_factory=list)

    def measure(self, paths: list[Path], plain: Callable[[list[Path]], object], guarded: Callable[[list[Path]], object]) -> None:
        """Blocks of fifty files, first without, then with the guard, so that both meet the same load."""
        for start in range(0, len(paths), 50):
            block = paths[start : start + 50]
            self.blocks.append((*_spent(plain, block), *_spent(guarded, block)))

    def __str__(self) -> str:
        wall, cpu, guarded_wall, guarded_cpu = (sum(column) for column in zip(*self.blocks, strict=True))
        middle = sorted(b[2] / b[0] - 1 for b in self.blocks)[len(self.blocks) // 2]
        return (
            f"wall {wall:.2f} → {guarded_wall:.2f} s ({guarded_wall / wall - 1:+.1%}, median of blocks {middle:+.1%}), "
            f"processor {cpu:.2f} → {guarded_cpu:.2f} s ({guarded_cpu / cpu - 1:+.1%})"
        )

    def overhead(self) -> float:
        """Share of processor time that the guard adds, its workers' start and replacement included."""
        return sum(b[3] for b in self.blocks) / sum(b[1] for b in self.blocks) - 1


def _spent(act: Callable[[list[Path]], object], paths: list[Path]) -> tuple[float, float]:
    cpu = processor()
    wall = time.perf_counter()
    act(paths)
    return time.perf_counter() - wall, processor() - cpu


def main() -> int:
    """Print the books and the overhead; 1 when a file got the wrong verdict, a process is left, or a run costs more than 10 %."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=1_000)
    books, reading, run = Books(), Cost(), Cost()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        expected = build(folder, options.parse_args().files)
        good_ones = [folder / n for n in sorted(expected) if not expected[n]]
        for path in good_ones[:200]:  # both sides warm
            _unguarded(path)
            _verdict(path)
        reading.measure(good_ones, lambda block: [_unguarded(p) for p in block], lambda block: [read_source(p) for p in block])
        run.measure(good_ones[:400], lambda block: [parse(_unguarded(p)) for p in block], lambda block: list(load_each([str(p) for p in block])))
        books.read(folder, expected)
    guard._POOL.close()  # noqa: SLF001 - what happens at the end of a program
    time.sleep(0.3)
    left = workers()
    print(f"{len(expected)} files: {dict(sorted(books.verdicts.items()))}; wrong verdicts: {len(books.wrong)} {books.wrong[:5]}; processes left: {len(left)}")
    print(
        f"hostile files: {books.hostile:.1f} s in all; slowest verdict {books.slowest:.2f} s (limit {SHORT.wall:g} s); most memory of a worker {books.memory / LIMITS.memory:.0%} of the limit"
    )
    print(f"good files, reading alone: {reading}")
    print(f"good files, a run (read and parse): {run}")
    return 1 if books.wrong or left or run.overhead() > 0.1 else 0


def _unguarded(path: Path) -> Source:
    data = path.read_bytes()
    found = read_document(data, name=path.name)
    return Source(str(path), found.text, hashlib.sha256(data).hexdigest(), found.encoding, pages=found.pages)


def _verdict(path: Path) -> str:
    try:
        read_source(path, limits=SHORT)
    except SourceError as error:
        return error.reason
    return "ok"


if __name__ == "__main__":
    sys.exit(main())
