"""A few speeches cut out of a record: are their speakers found as they are in the whole record?

    python -m benchmarks.excerpts [FOLDER …] [--each 6] [--seed 0]

FOLDER: text files; without any the sample, the short records of the tests and, where they lie beside the project, the seeds and assemblies.
The whole record is the measure here (others measure how well that is read). Records in which somebody speaks without a name (summaries) are left out.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import minutes as mn
from minutes.model import Meeting

ROOT = Path(__file__).parents[1]
FOLDERS = ("corpora/sample", "tests/parse/small", "../shared/corpora/seeds/text", "../shared/corpora/assemblies/text")
SIZES = (1, 2, 3, 5, 10)
LONGEST = 20_000


def measured(records: Iterable[Meeting], each: int, draw: random.Random) -> dict[int, Counter[str]]:
    """For each number of speeches: excerpts, those with the same speakers, speakers in all, found, and found rightly."""
    counts: dict[int, Counter[str]] = {size: Counter() for size in SIZES}
    for record in records:
        for size in SIZES:
            for first in (draw.randrange(len(record.turns) - size + 1) for _ in range(each if len(record.turns) > size else 0)):
                some = record.turns[first : first + size]
                text = record.source.text[some[0].span.start : some[-1].span.end]
                if len(text) <= LONGEST:
                    wanted, found = [t.speaker.label for t in some], [t.speaker.label for t in mn.parse(text).turns]
                    right = (Counter(wanted) & Counter(found)).total()
                    counts[size] += Counter(excerpts=1, same=wanted == found, wanted=len(wanted), found=len(found), right=right)
    return counts


def main() -> None:
    """Measure and print a row for each number of speeches."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[place for place in map(ROOT.joinpath, FOLDERS) if place.is_dir()])
    parser.add_argument("--each", type=int, default=6, help="excerpts of every size a record")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    found = (mn.read(path) for folder in options.folders for path in sorted(folder.rglob("*.txt")))
    records = (record for record in found if isinstance(record, Meeting) and all(turn.speaker.label for turn in record.turns))
    print("| speeches | excerpts | same speakers | speakers F1 | speakers that are none |\n|---|---|---|---|---|")
    for size, c in measured(records, options.each, random.Random(options.seed)).items():
        print(f"| {size} | {c['excerpts']} | {c['same'] / c['excerpts']:.3f} | {2 * c['right'] / (c['wanted'] + c['found']):.3f} | {c['found'] - c['right']} |")


if __name__ == "__main__":
    main()
