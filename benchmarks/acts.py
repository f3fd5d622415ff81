"""Acts and replies against gold: on the sample corpora and, where they are, on the seeds.

    python benchmarks/acts.py [--seeds ../shared/corpora/seeds] [--sample corpora/sample --gold tests/gold] [--errors]
    python benchmarks/acts.py --learned      a logistic regression instead of the rules (about two minutes)

The sample and the seeds were read while the rules were made: what the figures promise for other cities is less. So the
same turns are judged again with part of what the print tells taken away. The regression is trained on the sample alone
and scored on each municipality by what it learns from the others; the seeds it never sees.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import log2
from pathlib import Path
from typing import Any
from unittest.mock import patch

from minutes.model import Turn
from minutes.parse import meeting as parsing
from minutes.parse.act_cues import Cues, cue_table
from minutes.parse.act_floor import Floor, Verdict, who
from minutes.parse.acts import explain_acts, verdict
from minutes.read.files import read_source

Feature = dict[str, float]
Judge = Callable[["Document"], Sequence[Verdict]]


@dataclass(frozen=True)
class Document:
    """One record: its turns without acts, the printed marks, and the gold by the number of our turn."""

    name: str
    municipality: str
    turns: tuple[Turn, ...]
    marks: tuple[str | None, ...]
    acts: dict[int, str]
    replies: frozenset[tuple[int, int]]


@dataclass
class Score:
    """Right acts of all, and links of answer to question: right, given, wanted."""

    right: int = 0
    turns: int = 0
    linked: int = 0
    given: int = 0
    wanted: int = 0

    def __str__(self) -> str:
        f1 = 2 * self.linked / max(1, self.given + self.wanted)
        return f"acts {self.right / self.turns:.3f} ({self.right:,} of {self.turns:,})   replies F1 {f1:.3f} ({self.linked} of {self.wanted}, {self.given} given)"


def documents(texts: Path, gold: Path) -> list[Document]:
    """The documents of a folder whose gold has turns, in sorted order."""
    golds = {path.name.removesuffix(".gold.json"): json.loads(path.read_text(encoding="utf-8")) for path in sorted(gold.glob("*.gold.json"))}
    found = ((path, golds[path.stem]) for path in sorted(texts.rglob("*.txt")) if golds.get(path.stem, {}).get("turns"))
    return [_document(path, rows["turns"]) for path, rows in found]


def _document(path: Path, rows: list[dict[str, Any]]) -> Document:
    """The turns as the parser gives them to `assign_acts`, beside the gold turns that begin where they do."""
    seen: list[tuple[tuple[Turn, ...], tuple[str | None, ...]]] = []

    def keep(turns: Sequence[Turn], marks: Sequence[str | None] = ()) -> tuple[Turn, ...]:
        seen.append((tuple(turns), tuple(marks)))
        return tuple(turns)

    with patch.object(parsing, "assign_acts", keep):
        parsing.parse(read_source(path))
    turns, marks = seen[-1]
    at = {t.span.start: t.n for t in turns}
    ours = {row["i"]: at.get(row.get("marker_start") or row["start_char"], at.get(row["start_char"], -1 - row["i"])) for row in rows}
    acts = {ours[row["i"]]: row["act"] for row in rows if ours[row["i"]] >= 0}
    links = frozenset((ours[row["i"]], ours[q]) for row in rows for q in row["replies_to"])
    return Document(path.stem, path.parent.name, turns, marks, acts, links)


def rules(document: Document) -> Sequence[Verdict]:
    """The verdicts of the package."""
    return explain_acts(document.turns, document.marks)


def score(found: Sequence[tuple[Document, Sequence[Verdict]]]) -> Score:
    """All documents in one."""
    total = Score()
    for document, verdicts in found:
        links = {(n, q) for n, v in enumerate(verdicts) for q in v.reply_to}
        total.right += sum(verdicts[n].act == act for n, act in document.acts.items())
        total.turns += len(document.acts)
        total.linked += len(links & document.replies)
        total.given += len(links)
        total.wanted += len(document.replies)
    return total


def per_act(found: Sequence[tuple[Document, Sequence[Verdict]]]) -> Iterator[str]:
    """A line for each act: how often gold has it, how many of these are found, how many of those given are right."""
    pairs = Counter((act, verdicts[n].act) for document, verdicts in found for n, act in document.acts.items())
    for act in sorted({act for pair in pairs for act in pair}):
        right, gold, given = pairs[act, act], sum(n for (a, _), n in pairs.items() if a == act), sum(n for (_, b), n in pairs.items() if b == act)
        yield f"    {act:14} gold {gold:4}   recall {right / max(1, gold):.3f}   precision {right / max(1, given):.3f}"


def wrong(found: Sequence[tuple[Document, Sequence[Verdict]]]) -> Iterator[str]:
    """A line for each wrong act: what the rule says that gave it."""
    for document, verdicts in found:
        for n, act in document.acts.items():
            if verdicts[n].act != act:
                turn = document.turns[n]
                yield f"    {document.name} {n} {turn.speaker.label}: {act}, not {verdicts[n].act} ({verdicts[n].why}): {turn.text[:60]}".replace("\n", " ")


_TITLES = {"chair": "会長", "vice_chair": "副会長", "member": "委員", "secretariat": "事務局", "official": "事務局", "guest": "オブザーバー"}


def _role_only(turn: Turn) -> Turn:
    role = "secretariat" if turn.speaker.role == "official" else turn.speaker.role
    title = _TITLES.get(role, turn.speaker.label)
    return replace(turn, speaker=replace(turn.speaker, name="", label=title, title=title, role=role))


LESS: dict[str, Callable[[Turn], Turn]] = {
    "no agenda items": lambda t: replace(t, item=None),
    "titles without names (会長, 委員, 事務局)": _role_only,
    "the chair looks like a member": lambda t: replace(t, speaker=replace(t.speaker, role="member", title="")) if t.speaker.role in ("chair", "vice_chair") else t,
    "names without titles": lambda t: replace(t, speaker=replace(t.speaker, role="unknown", title="")),
}
"""What is taken away from each turn before it is judged again."""


# --- a classifier in place of the rules ------------------------------------------------------------------


def _local(cues: Cues) -> Feature:
    """What one speech shows by itself."""
    out: Feature = {f"{cue}@{where}": 1.0 for cue in cue_table().cues for where in ("opening", "ending") if cues.find(cue, where)}
    if ask := cues.ask:
        out |= {"ask": 1.0, "ask_late": float(ask.late), "ask_plain": float(ask.plain), "ask_last": float(ask.from_end == 0)}
    if soft := cues.soft:
        out[f"soft_{soft.how}"] = 1.0
    return out | {f"length={min(6, int(log2(cues.chars + 1) / 1.5))}": 1.0, f"sentences={min(6, len(cues.sentences))}": 1.0}


def features(turn: Turn, cues: Cues, floor: Floor, seat: str, rule: str) -> Feature:
    """What the speech shows, where it stands, and both together with the seat; `rule` adds what the rules say, if given."""
    alone = _local(cues)
    responder = floor.responder(turn.n)
    side = "none" if responder is None else "officer" if floor.is_officer(responder) else "other"
    place = {"before": floor.previous or "start", "seat before": floor.previous_seat, "told": floor.told, "next": side, "first": not floor.past, "pending": floor.waits(turn)}
    place |= {"named": floor.addressed(turn), "answered": bool(floor.answered), "views": bool(floor.views()), "begun": floor.begun, "arrow": floor.arrow_next(turn.n)}
    stands = {f"{key}={value}": 1.0 for key, value in place.items()} | {f"seat={seat}": 1.0, f"seat before, act={floor.previous_seat} {floor.previous}": 1.0}
    together = {f"{seat} & {key}": value for key, value in (alone | stands).items()}
    return alone | stands | together | ({f"rule={rule}": 1.0, f"{seat} & rule={rule}": 1.0} if rule else {})


def walk(document: Document, decide: Callable[[Feature, int], str], *, with_rules: bool) -> Sequence[Verdict]:
    """The talk read with another judge of acts; which turn an answer replies to is left to the floor."""
    floor = Floor(document.turns, document.marks)
    for turn, cues in zip(document.turns, floor.cues, strict=True):
        floor.enter(turn)
        seat = floor.seat(turn, cues)
        ours = verdict(turn, cues, floor, seat, document.marks[turn.n] if document.marks else None)
        act = decide(features(turn, cues, floor, seat, ours.act if with_rules else ""), turn.n)
        reply = ours.reply_to or (floor.before_arrow() if floor.arrows else floor.replies(cues) or floor.views() or floor.answered) if act == "answer" else ()
        floor.take(turn, cues, Verdict(act if reply or act != "answer" else "speech", reply, who(turn)), seat)
    return floor.past


def trained(training: Sequence[Document], strength: float, *, with_rules: bool) -> Judge:
    """A judge that has learnt from the gold of these documents, each turn with the gold acts before it."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    rows: list[tuple[Feature, str]] = []
    for document in training:

        def copy(seen: Feature, n: int, gold: dict[int, str] = document.acts) -> str:
            rows.append((seen, gold.get(n, "speech")))
            return rows[-1][1]

        walk(document, copy, with_rules=with_rules)
    vectors = DictVectorizer()
    model = LogisticRegression(C=strength, max_iter=3000).fit(vectors.fit_transform([seen for seen, _ in rows]), [act for _, act in rows])
    return lambda document: walk(document, lambda seen, _: str(model.predict(vectors.transform([seen]))[0]), with_rules=with_rules)


def learned(sample: Sequence[Document], seeds: Sequence[Document]) -> Iterator[str]:
    """A line for each regression: leave-one-municipality-out on the sample, and the seeds."""
    cities: dict[str, list[Document]] = defaultdict(list)
    for document in sample:
        cities[document.municipality].append(document)
    for with_rules in (False, True):
        for strength in (0.1, 0.3, 1.0):
            out = []
            for city, held in sorted(cities.items()):
                judge = trained([d for d in sample if d.municipality != city], strength, with_rules=with_rules)
                out += [(d, judge(d)) for d in held]
            yield f"{'cues and rules' if with_rules else 'cues':15} C={strength}   others' municipalities: {score(out)}"
            if seeds:
                judge = trained(sample, strength, with_rules=with_rules)
                yield f"{'':21}   seeds: {score([(d, judge(d)) for d in seeds])}"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=Path, default=Path("../shared/corpora/seeds"))
    parser.add_argument("--sample", type=Path, default=Path("corpora/sample"))
    parser.add_argument("--gold", type=Path, default=Path("tests/gold"))
    parser.add_argument("--errors", action="store_true", help="a line for each wrong act")
    parser.add_argument("--learned", action="store_true", help="a logistic regression in place of the rules")
    options = parser.parse_args()
    sample = documents(options.sample, options.gold)
    seeds = documents(options.seeds / "text", options.seeds / "gold") if options.seeds.is_dir() else []
    for name, corpus in (("sample", sample), ("seeds", seeds)):
        found = [(d, rules(d)) for d in corpus]
        if found:
            print(f"{name}: {score(found)}", *per_act(found), *(wrong(found) if options.errors else ()), sep="\n")
            for what, less in LESS.items():
                print(f"    {what}: {score([(d, explain_acts([less(t) for t in d.turns], d.marks)) for d in corpus])}")
    for line in learned(sample, seeds) if options.learned else ():
        print(line, flush=True)


if __name__ == "__main__":
    main()
