"""A thousand files, one in twenty of them hostile: what the guard costs, and whether it lets anything through.

    python benchmarks/guard.py [--files 1000]

The good files are the sample minutes as text, Word, HTML and PDF. Overhead compares the guarded with the
unguarded reading of the same good files; what the hostile ones cost is shown beside it.
"""

import argparse
import hashlib
import html
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.evil import pdfs, zips  # noqa: E402

from minutes.errors import SourceError  # noqa: E402
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
    """What every file gave, and the seconds it took with and without the guard."""

    verdicts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    bare: float = 0.0
    guarded: float = 0.0
    hostile: float = 0.0
    slowest: float = 0.0

    def add(self, path: Path, reasons: set[str]) -> None:
        """Read one file: a good one without the guard as well, right before, so that both meet the same load."""
        if not reasons:
            self.bare += _seconds(lambda: _unguarded(path))
        spent = _seconds(lambda: self._note(path, reasons))
        self.guarded += 0 if reasons else spent
        self.hostile += spent if reasons else 0
        self.slowest = max(self.slowest, spent)

    def _note(self, path: Path, reasons: set[str]) -> None:
        reason = _verdict(path)
        self.verdicts[reason] += 1
        if reason not in (reasons or {"ok"}):
            self.wrong.append(f"{path.name}: {reason}")


def main() -> int:
    """Print the books and the overhead; 1 when a file got the wrong verdict or the overhead is above 10 %."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=1_000)
    books = Books()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        expected = build(folder, options.parse_args().files)
        for name in [n for n in sorted(expected) if not expected[n]][:200]:  # both sides warm
            _unguarded(folder / name)
            _verdict(folder / name)
        for name, reasons in sorted(expected.items()):
            books.add(folder / name, reasons)
    print(f"{len(expected)} files: {dict(sorted(books.verdicts.items()))}; wrong verdicts: {len(books.wrong)} {books.wrong[:5]}")
    print(f"good files: unguarded {books.bare:.2f} s, guarded {books.guarded:.2f} s, overhead {books.guarded / books.bare - 1:+.1%}")
    print(f"hostile files: {books.hostile:.1f} s in all; the slowest verdict took {books.slowest:.2f} s (limit {SHORT.wall:g} s)")
    return 1 if books.wrong or books.guarded > 1.1 * books.bare else 0


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _unguarded(path: Path) -> None:
    data = path.read_bytes()
    hashlib.sha256(data).hexdigest()
    read_document(data, name=path.name)


def _verdict(path: Path) -> str:
    try:
        read_source(path, limits=SHORT)
    except SourceError as error:
        return error.reason
    return "ok"


if __name__ == "__main__":
    sys.exit(main())
