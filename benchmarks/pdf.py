"""Pages a second of the PDF reader beside bare pypdfium2, in one process and through the guard.

python benchmarks/pdf.py FILE.pdf …
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2

from minutes.read.files import read_source
from minutes.read.pdf import read_pdf


def bare(path: Path) -> int:
    """Read the text of every page with the library alone; the number of pages."""
    document = pypdfium2.PdfDocument(path.read_bytes())
    for page in document:
        textpage = page.get_textpage()
        textpage.get_text_range()
        textpage.close()
        page.close()
    count = len(document)
    document.close()
    return count


def spent(act: Callable[[Path], object], path: Path) -> tuple[float, float]:
    """Wall and processor seconds of this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    act(path)
    return time.perf_counter() - wall, time.process_time() - cpu


def main() -> int:
    """Print the rates, each way over all files and then the next, round after round; of each file the best counts. 1 when the guarded reader is slower than 0.8 × bare pypdfium2."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="+", type=Path)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    count = sum(bare(path) for path in given.files)
    acts: dict[str, Callable[[Path], object]] = {"pypdfium2": bare, "read_pdf": lambda path: read_pdf(path.read_bytes()), "guarded": read_source}
    best: dict[tuple[str, Path], tuple[float, ...]] = {(name, path): (9e9, 9e9) for name in acts for path in given.files}
    for _ in range(given.rounds):
        for name, act in acts.items():
            for path in given.files:
                best[name, path] = tuple(map(min, spent(act, path), best[name, path]))
    wall, cpu = ({name: sum(best[name, path][column] for path in given.files) for name in acts} for column in (0, 1))
    print(f"{count} pages: " + ", ".join(f"{name} {count / wall[name]:.0f}/s ({wall['pypdfium2'] / wall[name]:.2f})" for name in acts))
    print(f"processor time: read_pdf {cpu['pypdfium2'] / cpu['read_pdf']:.2f} × bare pypdfium2")
    return 0 if wall["pypdfium2"] >= 0.8 * wall["guarded"] else 1


if __name__ == "__main__":
    sys.exit(main())
