"""Is the recall that a meeting estimates of itself the true one? Measured on talk from which headings were taken away on purpose.

    python -m benchmarks.recall [--rows]
    python -m benchmarks.recall_fit          the table src/minutes/parse/recall.toml, and its error on talk that was not used for it

Damage: nothing; 5, 10, 25, 50 % of the headings; all headings of one speaker; all of one side (the members' headings in
signs that nobody could read); all headings. Material: the sample, seeds and assemblies as printed (cut where `parse` finds the
gold turns), and the same talk re-set in the conventions of conventions.toml. Printed: means, and the mean absolute error.
"""

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from benchmarks.talk import ROOT, SHARED, talks
from benchmarks.transplant import conventions, reset

from minutes.model import Meeting, Turn
from minutes.parse.meeting import parse, read

Place = tuple[int, int, str]  # where a heading begins, where its words begin, who speaks


def damaged(text: str, places: Sequence[Place], lost: set[int]) -> tuple[str, list[int]]:
    """The text without these headings, and where the other ones begin in it."""
    out, kept, at, last = [], [], 0, 0
    for n, (start, body, _) in enumerate(places):
        out.append(text[last:start])
        at += start - last
        last = start
        if n in lost:
            skipped = len(text[start:body]) + len(text[body:]) - len(text[body:].lstrip(" \u3000\n\t：:）)"))
            last = start + skipped
        else:
            kept.append(at)
    return "".join(out) + text[last:], kept


def _share(part: float) -> Callable[[Sequence[Place], random.Random], set[int]]:
    return lambda places, rng: set(rng.sample(range(1, len(places)), int(part * (len(places) - 1))))


def _speaker(places: Sequence[Place], rng: random.Random) -> set[int]:
    who = rng.choice(sorted({p[2] for p in places[1:]}))
    return {n for n, p in enumerate(places) if p[2] == who and n}


def _side(places: Sequence[Place], _rng: random.Random) -> set[int]:
    return {n for n, p in enumerate(places) if p[2].endswith(("委員", "議員", "構成員", "部会員")) and n}


DAMAGE: dict[str, Callable[[Sequence[Place], random.Random], set[int]]] = {
    "as printed": lambda *_: set(),
    "5 % of headings": _share(0.05),
    "10 %": _share(0.1),
    "25 %": _share(0.25),
    "50 %": _share(0.5),
    "one speaker": _speaker,
    "the members": _side,
    "all headings": lambda places, _: set(range(len(places))),
}


def _printed(turns: Sequence[Turn]) -> list[Place]:
    return [(t.span.start, max(t.marker.end, t.span.start), t.speaker.name + t.speaker.title or t.speaker.label) for t in turns]


def material(*, sample_only: bool = False) -> Iterator[tuple[str, str, str, list[Place]]]:
    """(corpus, name, text, headings) of every record: those whose speakers stand in headings and are found as in the gold."""
    folders = (
        ("sample", ROOT / "corpora/sample", ROOT / "tests/gold"),
        ("seeds", SHARED / "seeds/text", SHARED / "seeds/gold"),
        ("assemblies", SHARED / "assemblies/text", SHARED / "assemblies/gold"),
    )
    for name, texts, golds in folders[:1] if sample_only else folders:
        for path in sorted(texts.rglob("*.txt")):
            gold = golds / (f"{path.stem}.json" if name == "assemblies" else f"{path.stem}.gold.json")
            meeting = read(path)
            if gold.exists() and len(meeting.turns) >= 8 and meeting.layout != "trailing" and len(json.loads(gold.read_text("utf-8"))["turns"]) == len(meeting.turns):
                yield name, path.stem, meeting.source.text, _printed(meeting.turns)
    talk = [] if sample_only else talks()
    usable = [c for c in conventions() if c.place not in ("qa", "vertical") and not c.place.startswith("trailing")]
    for k, convention in enumerate(usable if talk else ()):
        sheet = reset(talk[k % len(talk)], convention, wrapped=bool(k % 2), seed=k)
        yield "transplants", convention.name, sheet.text, [(g.start, g.body, g.name + g.title or g.label) for g in sheet.gold]


def recall(meeting: Meeting, kept: Sequence[int], gold: int) -> float:
    """The share of the gold speeches that begin where a turn begins."""
    starts = {t.span.start for t in meeting.turns}
    return sum(any(k + d in starts for d in (-1, 0, 1)) for k in kept) / gold


def main() -> int:
    """The table on the standard output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", action="store_true", help="a line for every document and damage")
    args = parser.parse_args()
    found: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for corpus, name, text, places in material():
        for damage, chosen in DAMAGE.items():
            rng = random.Random(f"{name}/{damage}")
            changed, kept = damaged(text, places, chosen(places, rng))
            meeting = parse(changed)
            true, estimate = recall(meeting, kept, len(places)), meeting.estimated_recall or 0.0
            found[corpus, damage].append((true, estimate))
            found["all", damage].append((true, estimate))
            if args.rows:
                print(f"{corpus:12}{name:34}{damage:18}{true:7.3f}{estimate:7.3f}{len(meeting.turns):5}")
    print(f"{'corpus':12}{'damage':18}{'n':>5}{'true':>8}{'estimate':>10}{'mean abs. error':>17}")
    for (corpus, damage), pairs in sorted(found.items(), key=lambda kv: kv[0][0] == "all"):
        print(f"{corpus:12}{damage:18}{len(pairs):5}{_mean([t for t, _ in pairs]):8.3f}{_mean([e for _, e in pairs]):10.3f}{_mean([abs(t - e) for t, e in pairs]):17.3f}")
    everything = [p for (corpus, _), pairs in found.items() if corpus == "all" for p in pairs]
    print(f"{'all':30}{len(everything):5}{_mean([t for t, _ in everything]):8.3f}{_mean([e for _, e in everything]):10.3f}{_mean([abs(t - e) for t, e in everything]):17.3f}")
    return 0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


if __name__ == "__main__":
    sys.exit(main())
