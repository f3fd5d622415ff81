"""An archive of minutes of towns that do not exist, with everything that is to be found in it written down beside it.

    python -m benchmarks.generate FOLDER [--size 100MB] [--seed 0] [--evil 0.01] [--copies 0.005] [--mean 0]

Towns × years of minutes: committees (5 to 30 kB) and days of plenary sessions (100 to 600 kB) in the conventions of conventions.toml,
plain and hard-wrapped, in the encodings of the field; files that cannot be read; files twice. FOLDER gets `files/` with a
manifest.csv, and `truth.jsonl` with one row a file. Same seed and size, same bytes, however many processes write them. `--mean`:
very small files, so many bytes each. The talk is the sample's, sentence by sentence in a new order, and sentences with words drawn so
that the vocabulary keeps growing (Heaps: RESULTS.md says how that compares with real minutes).
"""

import argparse
import json
import os
import random
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from itertools import accumulate
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.evil import EVIL  # noqa: E402
from benchmarks.invented import LONG, SHORT, TABLE, talk, town, towns  # noqa: E402
from benchmarks.transplant import Sheet, reset  # noqa: E402

YEARS = 5
LATEST = 6
"""The last year, of Reiwa: a year of one digit, so that every front has its date in the same place."""
PLENARY = 0.85
"""Share of the bytes that are days of plenary sessions."""
_SAME_WIDTH = str.maketrans("〜−—", "～－―")


@dataclass(frozen=True, slots=True)
class Unit:
    """A year of one town: what one process writes at a time, and about how many bytes."""

    town: int
    year: int
    size: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What the whole archive shall be like."""

    seed: int = 0
    evil: float = 0.01
    copies: float = 0.005
    mean: int = 0


def dated(text: str, year: int, rng: random.Random) -> tuple[str, str]:
    """The text with the dates of its front moved to one day of this year, no wider or narrower than they were; and the day in ISO."""
    day = date(2018 + year, rng.randint(1, 9), rng.randint(10, 28))
    wide = "０１２３４５６７８９"
    printed, weekday = f"令和{wide[year]}年{wide[day.month]}月{day.day}日", "月火水木金土日"[day.weekday()]
    for old, new in (("令和６年７月17日（水）", f"{printed}（{weekday}）"), ("令和６年６月14日（金曜日）", f"{printed}（{weekday}曜日）"), ("令和６年", printed[:4])):
        text = text.replace(old, new)
    return text, day.isoformat()


def minutes(unit: Unit, wish: Wish, name: str, *, plenary: bool, size: int) -> tuple[bytes, dict[str, Any]]:
    """One file of minutes of about so many bytes, and what is to be found in it."""
    rng, of = random.Random(f"{wish.seed}/{name}"), town(unit.town, wish.seed)
    convention, people = (of.manners[0], of.council) if plenary else (of.manners[1], of.committee)
    pairs = convention.place == "qa" or convention.place.startswith("trailing")
    width = {"utf-8": 2.9, "utf-8-sig": 2.9}.get(of.encoding, 2.1)
    made, themes = talk(people, name, int((size / width - 400) * (2.5 if pairs else 1)), rng, lengths=LONG if plenary else SHORT, planting=not pairs)
    wrapped = rng.random() < 0.3 and not pairs
    sheet = reset(made, convention, wrapped=wrapped, seed=wish.seed)
    text, iso = dated(sheet.text.replace("霧島台市", of.name).translate(_SAME_WIDTH), unit.year, rng)
    data, encoding = encoded(text.replace("\n", of.newline), of.encoding)
    row = {
        "expected": ["ok"], "encoding": encoding, "convention": convention.name, "wrapped": wrapped, "plenary": plenary, "municipality": of.name, "date": iso, "chars": len(text)
    }  # fmt: skip
    return data, row | {"turns": turns(sheet, of.newline), "themes": [[k, theme] for k, theme in enumerate(themes) if theme] if not pairs else []}


def turns(sheet: Sheet, newline: str) -> list[list[Any]]:
    """Start, first word, end, name, title and label of every turn, as offsets into the text with its own line ends."""
    if newline == "\n":
        return [list(asdict(g).values()) for g in sheet.gold]
    more = list(accumulate((c == "\n" for c in sheet.text), initial=0))
    return [[*(at + more[at] for at in (g.start, g.body, g.end)), g.name, g.title, g.label] for g in sheet.gold]


def encoded(text: str, encoding: str) -> tuple[bytes, str]:
    """The bytes, and the encoding: UTF-8 where the one that was asked for lacks a character."""
    try:
        return text.encode(encoding), encoding
    except UnicodeEncodeError:
        return text.encode(), "utf-8"


def _sizes(unit: Unit, wish: Wish, rng: random.Random) -> Iterator[tuple[bool, int]]:
    """What kind of files this year has, and how large they are."""
    if wish.mean:
        yield from ((False, int(wish.mean * rng.uniform(0.5, 1.5))) for _ in range(max(1, unit.size // wish.mean)))
        return
    for plenary, room, low, high in ((True, unit.size * PLENARY, 100_000, 600_000), (False, unit.size * (1 - PLENARY), 5_000, 30_000)):
        left = room
        while left > low * 0.7:
            size = int(low * (high / low) ** rng.random())
            yield plenary, int(min(size, max(left, low)))
            left -= size


def write(folder: Path, wish: Wish, unit: Unit) -> list[str]:
    """Write a year of a town; the rows of the manifest and of the truth as lines, in the order of the paths."""
    rng, of = random.Random(f"{wish.seed}/{unit.town}/{unit.year}"), town(unit.town, wish.seed)
    place = Path(of.name) / f"令和{unit.year}年"
    (folder / place).mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    for n, (plenary, size) in enumerate(_sizes(unit, wish, rng)):
        name = f"{'本会議' if plenary else rng.choice(TABLE['committees'])}-{n:03}.txt"
        data, row = minutes(unit, wish, (place / name).as_posix(), plenary=plenary, size=size)
        rows.append(_put(folder, place / name, data, row))
        if rng.random() < wish.copies:
            rows.append(_put(folder, place / name.replace(".txt", "写し.txt"), data, {"expected": ["duplicate"], "municipality": of.name}))
        if rng.random() < wish.evil:
            kind, make, reasons = rng.choice(EVIL)
            rows.append(_put(folder, place / f"{n:03}-{kind}", make(), {"expected": sorted(reasons), "evil": kind, "municipality": of.name}))
    return [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in sorted(rows, key=lambda row: row["path"])]


def _put(folder: Path, path: Path, data: bytes, row: dict[str, Any]) -> dict[str, Any]:
    (folder / path).write_bytes(data)
    return {"path": path.as_posix(), "bytes": len(data)} | row


def units(size: int, seed: int, *, mean: int = 0) -> list[Unit]:
    """The years of all towns; towns are of different size, and there are enough of them for the bytes."""
    rng, several = random.Random(f"{seed}/units"), max(3, min(len(towns(seed)), round(size / (1_000_000 if mean else 7_500_000))))
    weights = [rng.uniform(0.4, 2.2) for _ in range(several)]
    return [Unit(k, year, int(size * weights[k] / sum(weights) / YEARS)) for k in range(several) for year in range(LATEST - YEARS + 1, LATEST + 1)]


def generate(folder: Path, size: int, wish: Wish = Wish(), *, workers: int = 0) -> int:
    """Write an archive of about `size` bytes into an empty folder; the number of files. Whoever writes is the memory of one year of a town."""
    files = folder / "files"
    files.mkdir(parents=True)
    todo, written = units(size, wish.seed, mean=wish.mean), 0
    with (folder / "truth.jsonl").open("w", encoding="utf-8", newline="\n") as truth, (files / "manifest.csv").open("w", encoding="utf-8", newline="\n") as manifest:
        manifest.write("path,municipality\n")
        with ProcessPoolExecutor(workers or os.cpu_count() or 1, mp_context=get_context("spawn")) as pool:
            for lines in pool.map(partial(write, files, wish), todo):
                truth.writelines(f"{line}\n" for line in lines)
                for line in lines:
                    row = json.loads(line)
                    manifest.write(f"{row['path']},{row['municipality']}\n")
                written += len(lines)
    return written


def in_bytes(said: str) -> int:
    """100MB, 1GB or a number, as bytes."""
    number, unit = re.fullmatch(r"([\d.]+)\s*([kMG]?)B?", said).groups()  # type: ignore[union-attr]
    return int(float(number) * {"": 1, "k": 10**3, "M": 10**6, "G": 10**9}[unit])


def main() -> None:
    """Write the archive that was asked for."""
    import time

    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--size", default="100MB")
    for name, default in (("seed", 0), ("mean", 0), ("workers", 0)):
        options.add_argument(f"--{name}", type=int, default=default)
    for name, share in (("evil", 0.01), ("copies", 0.005)):
        options.add_argument(f"--{name}", type=float, default=share)
    args = options.parse_args()
    begun = time.monotonic()
    n = generate(args.folder, in_bytes(args.size), Wish(args.seed, args.evil, args.copies, args.mean), workers=args.workers)
    size, seconds = sum(p.stat().st_size for p in (args.folder / "files").rglob("*") if p.is_file()), time.monotonic() - begun
    print(f"{n} files, {size / 1e6:.1f} MB in {seconds:.1f} s ({size / 1e6 / seconds:.0f} MB/s); {args.folder / 'truth.jsonl'}")


if __name__ == "__main__":
    main()
