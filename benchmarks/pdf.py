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


def rate(act: Callable[[Path], object], files: list[Path], count: int) -> float:
    """Pages a second, the best of three."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        for path in files:
            act(path)
        times.append(time.perf_counter() - start)
    return count / min(times)


def main() -> int:
    """Print the three rates; 1 when the reader is slower than 0.8 × bare pypdfium2."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="+", type=Path)
    files = options.parse_args().files
    count = sum(bare(path) for path in files)
    alone = rate(bare, files, count)
    ours = rate(lambda path: read_pdf(path.read_bytes()), files, count)
    guarded = rate(read_source, files, count)
    print(f"{count} pages: pypdfium2 {alone:.0f}/s, read_pdf {ours:.0f}/s ({ours / alone:.2f}), guarded {guarded:.0f}/s ({guarded / alone:.2f})")
    return 0 if ours >= 0.8 * alone else 1


if __name__ == "__main__":
    sys.exit(main())
