"""The sample minutes as text, Word, HTML and PDF (LibreOffice, Chromium): are the turns the same?

    python benchmarks/formats.py [--work FOLDER]

Every form is made from the text file and parsed; turn F1 compares heading and words of each turn with those of the
text, white space left out. PDFs are made where `soffice` and `chromium` are on the PATH: plain pages, pages with running
heads and page numbers, two columns, and vertical writing.
"""

import argparse
import html
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.evil import zips  # noqa: E402

from minutes.model import Meeting  # noqa: E402
from minutes.parse.meeting import read  # noqa: E402

TARGET = 0.98
CHROMIUM = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
STYLE = '@page {size: A4; margin: 25mm} body {font-family: "Noto Serif CJK JP", serif; font-size: 10.5pt} p {margin: 0; white-space: pre-wrap; min-height: 1em} td {vertical-align: top}'
STYLES = {
    "chromium": STYLE,
    "chromium, gothic": STYLE.replace("Serif", "Sans"),
    "chromium, heads": STYLE,
    "chromium, two columns": STYLE + " body {columns: 2; column-gap: 10mm; font-size: 9pt}",
    "chromium, vertical": STYLE + " html {writing-mode: vertical-rl}",
}
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def blocks(lines: list[str]) -> Iterator[list[str]]:
    """The lines in runs: those with tabs, which are rows of a table, and the others."""
    for _, run in groupby(lines, key=lambda line: "\t" in line):
        yield list(run)


def _table(rows: list[str]) -> str:
    return "<table>" + "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row.split("\t")) + "</tr>" for row in rows) + "</table>"


def word(lines: list[str]) -> str:
    """The lines as the body of a Word file: paragraphs, and tables for rows with tabs."""
    return "".join(zips.table([row.split("\t") for row in block]) if "\t" in block[0] else zips.paragraphs(block) for block in blocks(lines))


def page(lines: list[str], style: str) -> str:
    """The lines as a web page, a paragraph each."""
    body = "".join(_table(block) if "\t" in block[0] else "".join(f"<p>{html.escape(line)}</p>" for line in block) for block in blocks(lines))
    return f'<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><style>{style}</style></head><body>{body}</body></html>'


def make(stem: str, lines: list[str], folder: Path) -> Iterator[tuple[str, Path]]:
    """The forms of one record, written to `folder`: the name of the form and its file."""
    office, web = folder / f"{stem}.docx", folder / f"{stem}.html"
    office.write_bytes(zips.docx(word(lines), {"_rels/.rels": RELATIONS, "[Content_Types].xml": TYPES}))
    web.write_text(page(lines, STYLE), encoding="utf-8")
    yield "docx", office
    yield "html", web
    for name, style in STYLES.items() if shutil.which("chromium") else ():
        place = folder / name.replace(", ", "-").replace(" ", "-")
        place.mkdir(exist_ok=True)
        source, target = place / f"{stem}.html", place / f"{stem}.pdf"
        source.write_text(page(lines, style), encoding="utf-8")
        heads = [] if name.endswith("heads") else ["--no-pdf-header-footer"]
        profile = f"--user-data-dir={folder / 'profile'}"
        subprocess.run(["chromium", *CHROMIUM, profile, *heads, f"--print-to-pdf={target}", source.as_uri()], capture_output=True, timeout=120, check=True)  # noqa: S607
        yield name, target


def office(folder: Path) -> Iterator[tuple[str, Path]]:
    """The Word files as LibreOffice prints them."""
    if not shutil.which("soffice"):
        return
    words = sorted(folder.glob("*.docx"))
    place, home = folder / "libreoffice", (folder / "office").as_uri()
    subprocess.run(["soffice", f"-env:UserInstallation={home}", "--headless", "--convert-to", "pdf", "--outdir", place, *words], capture_output=True, timeout=600, check=True)  # noqa: S607
    yield from (("libreoffice", place / f"{word.stem}.pdf") for word in words)


def turns(meeting: Meeting) -> Counter[tuple[str, str]]:
    """Heading and words of every turn without white space."""
    return Counter(("".join(t.speaker.label.split()), "".join(t.text.split())) for t in meeting.turns)


def f1(found: Counter[tuple[str, str]], wanted: Counter[tuple[str, str]]) -> float:
    """Twice the turns that both have, over all turns of both; 1 where neither has any."""
    total = found.total() + wanted.total()
    return 2 * (found & wanted).total() / total if total else 1.0


def main() -> int:
    """Print mean and least turn F1 for each form; 1 when a plain form is below the target."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--work", type=Path, help="keep the files there")
    given = options.parse_args().work
    with tempfile.TemporaryDirectory() as place:
        folder = given or Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        wanted: dict[str, Counter[tuple[str, str]]] = {}
        made: list[tuple[str, Path]] = []
        for path in sorted((ROOT / "corpora" / "sample").rglob("*.txt")):
            meeting = read(path)
            wanted[path.stem] = turns(meeting)
            made += make(path.stem, meeting.source.text.splitlines(), folder)
        made += office(folder)
        scores: dict[str, list[tuple[float, str]]] = {}
        for name, path in made:
            scores.setdefault(name, []).append((f1(turns(read(path)), wanted[path.stem]), path.stem))
    for name, found in scores.items():
        low, stem = min(found)
        print(f"{name:<24} {len(found)} files, turn F1 {sum(f for f, _ in found) / len(found):.4f}, least {low:.4f} ({stem})")
    return 1 if any(sum(f for f, _ in found) / len(found) < TARGET for found in scores.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
