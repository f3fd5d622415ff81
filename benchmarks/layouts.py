"""Turns found in talk that is re-set in the conventions of layouts.md, and in the texts as they are.

    python -m benchmarks.layouts [--each 6] [--seed 0] [--only NAME …] [--fails]
    python -m benchmarks.layouts --unseen SEED … [--each 2]

Three modes: all layouts; learned only (no declared layout at all, so that none can match); the texts of the corpora themselves.
F1 of turns is the mean over documents; a turn is right when it starts within its printed heading. Also: documents without turns.
"""

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unittest.mock import patch

from benchmarks.negatives import negatives
from benchmarks.talk import Talk, talks
from benchmarks.transplant import Convention, Gold, Sheet, conventions, reset
from benchmarks.unseen import unseen

from minutes.model import Meeting, Turn
from minutes.parse.meeting import parse
from minutes.text.fold import fold


@dataclass(frozen=True, slots=True)
class Result:
    """One document scored: turns right, found and gold, speakers right among the turns right, characters given to the right speaker."""

    right: int
    found: int
    gold: int
    speakers: int
    chars: float
    layout: str

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1.0 where there is nothing to find and nothing found."""
        return 2 * self.right / (self.found + self.gold) if self.found + self.gold else 1.0


def squash(text: str) -> str:
    """What two printings of one name share."""
    return "".join(c for c in fold(text) if c not in " \t()【】「」[]○●◎◆◇■:〔〕<>#*・")


def same_speaker(turn: Turn, gold: Gold) -> bool:
    """Is it the speaker that is printed? The name and the title where they are printed, else the whole label."""
    who = turn.speaker
    if not gold.name:
        return squash(gold.label) in (squash(who.label), squash(who.name + who.title), squash(who.title + who.name))
    return squash(who.name) == squash(gold.name) and (not gold.title or squash(gold.title) in (squash(who.title), squash(who.label)) or squash(gold.title) in squash(who.label))


def score(meeting: Meeting, gold: Sequence[Gold]) -> Result:
    """The turns of a meeting against those known by construction."""
    taken: set[int] = set()
    speakers = 0
    covered = total = 0
    for g in gold:
        total += g.end - g.start
        hit = next((t for t in meeting.turns if t.n not in taken and g.start - 1 <= t.span.start <= g.body), None)
        if hit:
            taken.add(hit.n)
            speakers += same_speaker(hit, g)
            covered += max(0, min(hit.span.end, g.end) - max(hit.span.start, g.start))
    return Result(len(taken), len(meeting.turns), len(gold), speakers, covered / total if total else 1.0, meeting.layout or "-")


def documents(material: Sequence[Talk], convention: Convention, *, each: int, wrapped: bool, seed: int = 0) -> Iterator[tuple[Talk, Sheet]]:
    """`each` talks of the material in this convention, the same ones in every run with this seed."""
    usable = [t for t in material if convention.place not in ("qa", "trailing", "trailing-arrow") or sum(s.asks for s in t.turns) >= 5]
    for k, talk in enumerate(random.Random(f"{convention.name}{seed or ''}").sample(usable, min(each, len(usable)))):
        yield talk, reset(talk, convention, wrapped=wrapped, seed=seed + k)


def mean(values: Sequence[float]) -> float:
    """The mean, 0.0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def run(material: Sequence[Talk], chosen: Sequence[Convention], *, each: int, seed: int, learned: bool, fails: bool) -> dict[str, list[Result]]:
    """The results by convention and setting (plain, wrapped)."""
    found: dict[str, list[Result]] = defaultdict(list)
    with patch("minutes.parse.choose.layouts", (lambda: ()) if learned else _declared):
        for convention in chosen:
            for wrapped in (False, True):
                for talk, sheet in documents(material, convention, each=each, wrapped=wrapped, seed=seed):
                    meeting = parse(sheet.text)
                    result = score(meeting, sheet.gold)
                    found[f"{convention.name}/{'wrapped' if wrapped else 'plain'}"].append(result)
                    if fails and (result.f1 < 1 or result.speakers < result.right):
                        _explain(talk, sheet, meeting, result, f"{convention.name} {'wrapped' if wrapped else 'plain'}")
    return found


def _declared() -> object:
    from minutes.parse.layout import layouts

    return layouts()


def _explain(talk: Talk, sheet: Sheet, meeting: Meeting, r: Result, what: str) -> None:
    print(f"-- {what} {talk.stem} {r.layout} f1={r.f1:.3f} right={r.right} found={r.found} gold={r.gold} speakers={r.speakers}")
    starts = {t.span.start: t for t in meeting.turns}
    lost = [g for g in sheet.gold if not any(g.start - 1 <= s <= g.body for s in starts)]
    false = [t for t in meeting.turns if not any(g.start - 1 <= t.span.start <= g.body for g in sheet.gold)]
    wrong = [(t.speaker, g) for g in sheet.gold for s, t in starts.items() if g.start - 1 <= s <= g.body and not same_speaker(t, g)]
    for g in lost[:4]:
        print("   lost ", repr(sheet.text[g.start : g.start + 40]))
    for t in false[:4]:
        print("   false", repr(t.speaker.label), repr(sheet.text[t.span.start : t.span.start + 40]))
    for who, g in wrong[:4]:
        print("   who  ", (who.label, who.name, who.title), "gold", (g.label, g.name, g.title))


def report(name: str, found: dict[str, list[Result]]) -> None:
    """One line a convention, then the means."""
    print(f"\n== {name}\n{'convention':34}{'turn F1':>9}{'P':>8}{'R':>8}{'speaker':>9}{'chars':>8}  layouts")
    beyond = {c.name for c in conventions() if c.beyond}
    listed = {key: r for key, r in found.items() if key.split("/")[0] not in beyond}
    rest = {key: r for key, r in found.items() if key not in listed}
    means = [
        ("layouts.md, plain", _of(listed, "plain")),
        ("layouts.md, wrapped", _of(listed, "wrapped")),
        ("layouts.md", _of(listed, "")),
        ("beyond layouts.md", _of(rest, "")),
        ("all", _of(found, "")),
    ]
    for key, results in [*sorted(found.items()), *means]:
        right, seen, gold = sum(r.right for r in results), sum(r.found for r in results), sum(r.gold for r in results)
        chosen = sorted({r.layout for r in results}) if "/" in key else []
        print(
            f"{key:34}{mean([r.f1 for r in results]):9.4f}{right / max(1, seen):8.4f}{right / max(1, gold):8.4f}{sum(r.speakers for r in results) / max(1, right):9.4f}{mean([r.chars for r in results]):8.4f}  {' '.join(chosen)}"
        )


def _of(found: dict[str, list[Result]], setting: str) -> list[Result]:
    return [r for key, results in found.items() if key.endswith(setting) for r in results]


def recalls(material: Sequence[Talk], chosen: Sequence[Convention]) -> None:
    """The estimate of recall without gold where every tenth, fourth, third heading is taken away: true share and estimate, means over conventions."""
    for every in (0, 10, 4, 3):
        true, estimated = [], []
        for k, convention in enumerate(c for c in chosen if c.place not in ("qa", "vertical") and not c.place.startswith("trailing")):
            sheet = reset(material[k % len(material)], convention, wrapped=bool(k % 2), seed=k)
            text = sheet.text
            for n, g in reversed(list(enumerate(sheet.gold))):
                if every and n % every == 2:
                    text = text[: g.start] + text[g.body :].lstrip(" 　\n：:")
            meeting = parse(text)
            true.append(min(1.0, len(meeting.turns) / len(sheet.gold)))
            estimated.append(meeting.estimated_recall or 0.0)
        print(f"{f'every {every}th heading away' if every else 'as printed':34}true {mean(true):.3f}  estimated {mean(estimated):.3f}")


def held_out(material: Sequence[Talk], seeds: Sequence[int], *, each: int, fails: bool) -> None:
    """Turn F1 and speakers of thirty conventions that each seed draws, plain and wrapped."""
    print(f"{'drawn conventions':24}{'plain':>9}{'wrapped':>9}{'both':>9}{'speaker':>9}{'no turns':>10}")
    for seed in seeds:
        found = run(material, unseen(seed), each=each, seed=seed, learned=False, fails=fails)
        plain, wrapped, both = (_of(found, setting) for setting in ("plain", "wrapped", ""))
        right, lost = sum(r.right for r in both), sum(not r.found for r in both)
        print(
            f"{f'seed {seed}':24}{mean([r.f1 for r in plain]):9.4f}{mean([r.f1 for r in wrapped]):9.4f}{mean([r.f1 for r in both]):9.4f}{sum(r.speakers for r in both) / max(1, right):9.4f}{f'{lost}/{len(both)}':>10}"
        )
        if fails:
            heads = {c.name: c for c in unseen(seed)}
            for key, results in found.items():
                if mean([r.f1 for r in results]) < 0.99:
                    c = heads[key.split("/")[0]]
                    print(f"   {key:20}{mean([r.f1 for r in results]):8.3f} {c.head!r} {c.place} {c.gap!r} {c.names} {c.anon}")


def main() -> int:
    """The tables on the standard output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=6, help="documents for each convention and setting")
    parser.add_argument("--seed", type=int, default=0, help="another draw of talks, fronts and page breaks")
    parser.add_argument("--only", nargs="*", help="names of conventions")
    parser.add_argument("--mode", choices=("all", "learned", "none", "recall"), nargs="*", default=["all", "learned", "none", "recall"])
    parser.add_argument("--fails", action="store_true", help="show what is lost, false or misread")
    parser.add_argument("--unseen", type=int, nargs="*", help="conventions drawn with these seeds instead of those of conventions.toml")
    args = parser.parse_args()
    material = talks()
    if args.unseen:
        held_out(material, args.unseen, each=args.each, fails=args.fails)
        return 0
    chosen = [c for c in conventions() if not args.only or c.name in args.only]
    for mode in [m for m in args.mode if m in ("all", "learned")]:
        report("all layouts" if mode == "all" else "learned only", run(material, chosen, each=args.each, seed=args.seed, learned=mode == "learned", fails=args.fails))
    if "recall" in args.mode:
        print("\n== estimated recall of turns, without gold")
        recalls(material, chosen)
    if "none" in args.mode:
        print("\n== documents without turns")
        for name, text in negatives(material):
            meeting = parse(text)
            print(f"{name:34}{len(meeting.turns):6} turns  {meeting.kind:12}{' '.join(w.code for w in meeting.warnings)}")
            if args.fails:
                print(*(f"   {t.speaker.label!r} {t.text[:40]!r}" for t in meeting.turns[:5]), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
