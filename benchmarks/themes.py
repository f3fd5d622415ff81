"""Themes, step by step: what each kind of knowledge adds, on the sample corpora and, where they are, on the seeds.

    python benchmarks/themes.py [--seeds ../shared/corpora/seeds] [--sample corpora/sample --gold tests/gold] [--acts parsed|gold] [--per-theme]
    python benchmarks/themes.py --leave-one-out      fits the weights again without each document in turn (about a minute)
    python benchmarks/themes.py --topics             the topic model as a further step, fitted without each document in turn (about a minute)
    python benchmarks/themes.py --halves             the sample in the two halves of a seeded draw: errors of the first were read, those of the other were not

A gold turn is what the parser's turn that overlaps it by more than half says; a gold turn without one counts as missed.
"""

import argparse
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import minutes as mn
from minutes.model import Meeting, Tag
from minutes.themes.context import Weights, judge
from minutes.themes.dictionary import PROCEEDINGS, Themes, load_themes
from minutes.themes.heard import Heard
from minutes.themes.mentions import STRONG, index
from minutes.themes.tag import WEIGHTS, listen, tag_meeting
from minutes.words.phrases import plain

Given = dict[int, tuple[set[str], str | None]]
"""For each turn its themes and the primary one."""


@dataclass(frozen=True)
class Document:
    """One meeting with its gold: for each gold turn the number of the parser's turn (None: not found), themes, primary."""

    name: str
    meeting: Meeting
    gold: tuple[tuple[int | None, frozenset[str], str | None], ...]


def documents(texts: Path, gold: Path, themes: Path, *, acts: str) -> list[Document]:
    """The documents of a folder that have themes in gold, in sorted order."""
    by_file: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in themes.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "turn" in row:
            by_file[row["file"].removesuffix(".txt")].append(row)
    found = {path.stem: path for path in sorted(texts.rglob("*.txt"))}
    return [_document(found[stem], gold / f"{stem}.gold.json", rows, acts) for stem, rows in sorted(by_file.items())]


def _document(path: Path, gold: Path, rows: list[dict[str, Any]], acts: str) -> Document:
    """The parsed meeting beside its gold turns; with acts=gold its acts and replies are those of the gold."""
    meeting, turns = mn.read(path), json.loads(gold.read_text(encoding="utf-8"))["turns"]
    ours = {t["i"]: _overlapping(meeting, t["start_char"], t["end_char"]) for t in turns}
    if acts == "gold":
        acted = {ours[t["i"]]: (t["act"], tuple(n for q in t["replies_to"] if (n := ours[q]) is not None)) for t in turns}
        changed = (replace(t, act=acted[t.n][0], reply_to=acted[t.n][1]) if t.n in acted else t for t in meeting.turns)
        meeting = replace(meeting, turns=tuple(changed))
    return Document(path.stem, meeting, tuple((ours[row["turn"]], frozenset(row["themes"]), row.get("primary")) for row in rows))


def _overlapping(meeting: Meeting, start: int, end: int) -> int | None:
    for turn in meeting.turns:
        shared = min(turn.span.end, end) - max(turn.span.start, start)
        if shared > 0.5 * min(len(turn.span), end - start):
            return turn.n
    return None


# --- the steps -----------------------------------------------------------------------------------------


def keywords(meeting: Meeting, themes: Themes) -> Given:
    """The baseline: a theme is given where one of its terms is a part of the text."""
    return {turn.n: ({theme.name for theme in themes.themes if any(term in turn.text for term in theme.terms)}, None) for turn in meeting.turns}


def boundaries(meeting: Meeting, themes: Themes) -> Given:
    """Folded, longest first, Latin words as words, rules and exclusions kept; weak words alone say nothing."""
    ready = index(themes)
    given: Given = {}
    for turn in meeting.turns:
        text = plain(turn.text)
        found = Heard(ready, [text]).mentions(0)
        given[turn.n] = ({themes.names[m.theme] for m in found if m.weight >= STRONG}, None)
    return given


def acts(meeting: Meeting, themes: Themes) -> Given:
    """The same, and what runs the meeting is 会議運営 and nothing else."""
    given = boundaries(meeting, themes)
    return {turn.n: ({PROCEEDINGS}, PROCEEDINGS) if turn.act == "procedural" else given[turn.n] for turn in meeting.turns}


def weighed(meeting: Meeting, themes: Themes) -> Given:
    """Mentions weighed, relays passed on, no context."""
    return tagged(meeting, themes, context=False)


def tagged(meeting: Meeting, themes: Themes, *, context: bool = True) -> Given:
    """The default of the package."""
    return as_given(meeting, tag_meeting(meeting, themes, context=context))


def as_given(meeting: Meeting, tags: Sequence[Tag]) -> Given:
    """The tags by turn."""
    given: Given = {turn.n: (set(), None) for turn in meeting.turns}
    for one in tags:
        names, primary = given[one.turn]
        given[one.turn] = (names | {one.theme}, one.theme if one.primary else primary)
    return given


STEPS: dict[str, Callable[[Meeting, Themes], Given]] = {
    "keyword list": keywords,
    "+ boundaries, exclusions, rules": boundaries,
    "+ acts": acts,
    "+ weight of a mention": weighed,
    "+ context": tagged,
}


def with_topics(found: Sequence[Document], others: Sequence[Document], themes: Themes) -> dict[str, Given]:
    """The default and what the topic model adds to it; for each document a model of all documents but this one."""
    given = {}
    for document in found:
        corpus = mn.Corpus.of(d.meeting for d in others if d.name != document.name)
        model = mn.fit_topics(corpus, themes=themes, k=20)
        given[document.name] = as_given(document.meeting, tag_meeting(document.meeting, themes, topics=model))
    return given


# --- scores --------------------------------------------------------------------------------------------


def f1(right: int, given: int, gold: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * right / (given + gold) if given + gold else 0.0


@dataclass
class Score:
    """Counts over turns: right, given and gold per theme, identical sets, right primaries."""

    per: dict[str, Counter[str]]
    turns: int = 0
    exact: int = 0
    primary: int = 0

    @classmethod
    def of(cls, documents: Sequence[Document], given: Mapping[str, Given]) -> "Score":
        """What was given, by document, against the gold."""
        score = cls(defaultdict(Counter))
        for document in documents:
            for n, want, primary in document.gold:
                got, first = given[document.name].get(-1 if n is None else n, (set(), None))
                score.turns += 1
                score.exact += got == want
                score.primary += first == primary
                for name in got | want:
                    score.per[name].update(right=name in got and name in want, given=name in got, gold=name in want)
        return score

    def micro(self, *, without: str = "") -> tuple[float, float, float]:
        """F1, precision and recall over all themes but one."""
        right, given, gold = (sum(c[key] for name, c in self.per.items() if name != without) for key in ("right", "given", "gold"))
        return f1(right, given, gold), right / max(given, 1), right / max(gold, 1)

    def line(self) -> str:
        """The figures of one row."""
        micro, precision, recall = self.micro()
        macro = sum(f1(c["right"], c["given"], c["gold"]) for c in self.per.values()) / max(len(self.per), 1)
        rest = self.micro(without=PROCEEDINGS)[0]
        return f"{micro:6.3f} {precision:6.3f} {recall:6.3f} {macro:7.3f} {rest:8.3f} {self.exact / self.turns:7.3f} {self.primary / self.turns:8.3f}"


HEAD = f"{'':34}{'micro':>6} {'P':>6} {'R':>6} {'macro':>7} {'w/o 運営':>7} {'same set':>7} {'primary':>8}"


def ablation(name: str, found: list[Document], themes: Themes, *, per_theme: bool, others: Sequence[Document] = ()) -> None:
    """One row a step; with `others` also the topic model, fitted on these."""
    print(f"\n{name}: {len(found)} documents, {sum(len(d.gold) for d in found)} turns\n{HEAD}")
    for step, give in STEPS.items():
        score = Score.of(found, {d.name: give(d.meeting, themes) for d in found})
        print(f"{step:34}{score.line()}")
    if others:
        print(f"{'+ topic model (not in the default)':34}{Score.of(found, with_topics(found, others, themes)).line()}")
    if per_theme:
        for theme, c in sorted(score.per.items(), key=lambda item: -item[1]["gold"]):
            print(f"  {theme:14} F1 {f1(c['right'], c['given'], c['gold']):.3f}  given {c['given']:4}  gold {c['gold']:4}")


# --- the weights, fitted again without each document ------------------------------------------------------


def judged(document: Document, weights: Weights, heard: Mapping[str, Any], names: Sequence[str]) -> Given:
    """The themes of the turns that speak, and 会議運営 with what they pass on for the others."""
    talk = heard[document.name]
    given: Given = {n: ({PROCEEDINGS, *(names[t] for t in passed)}, PROCEEDINGS) for n, passed in talk.relayed.items()}
    for n, beliefs in judge(talk, weights).items():
        enough = sorted((one for one in beliefs if one.odds > weights.enough), key=lambda one: -one.odds)
        given[n] = ({names[one.theme] for one in enough}, names[enough[0].theme] if enough else None)
    return given


def fit(found: list[Document], heard: Mapping[str, Any], names: Sequence[str], start: Weights) -> Weights:
    """The weights that coordinate ascent finds on these documents, in two rounds of small steps from `start`."""

    def score(weights: Weights) -> float:
        return Score.of(found, {d.name: judged(d, weights, heard, names) for d in found}).micro()[0]

    best, reached = start, score(start)
    for _ in range(2):
        for field in fields(Weights):
            for factor in (0.5, 0.8, 1.25, 2.0):
                tried = replace(best, **{field.name: getattr(best, field.name) * factor})
                if (got := score(tried)) > reached + 1e-9:
                    best, reached = tried, got
    return best


def leave_one_out(name: str, found: list[Document], themes: Themes) -> None:
    """The scores when the weights have not seen the document, started from even weights."""
    heard = {d.name: listen(d.meeting, themes) for d in found}
    even = Weights(**{f.name: 2.0 for f in fields(Weights)} | {"prior": -5.0, "length": -0.1, "beside_own": 0.5, "patience": 200.0, "silence": 0.5, "enough": -0.5})
    given = {d.name: judged(d, fit([o for o in found if o != d], heard, themes.names, even), heard, themes.names) for d in found}
    print(f"\n{name}, weights fitted without the document\n{HEAD}\n{'even weights, then fitted':34}{Score.of(found, given).line()}")
    print(f"{'as shipped':34}{Score.of(found, {d.name: judged(d, WEIGHTS, heard, themes.names) for d in found}).line()}")


def halves(name: str, found: list[Document], themes: Themes, seed: int) -> None:
    """The scores of the half whose errors were read when words and weights were chosen, and of the other."""
    names = sorted(d.name for d in found)
    read = set(random.Random(seed).sample(names, len(names) // 2))
    print(f"\n{name}, halves drawn with seed {seed}: read {', '.join(sorted(read))}\n{HEAD}")
    for half, chosen in (("errors read", [d for d in found if d.name in read]), ("errors not read", [d for d in found if d.name not in read])):
        for step, give in (("keyword list", keywords), ("default", tagged)):
            print(f"{f'{half}, {step}':34}{Score.of(chosen, {d.name: give(d.meeting, themes) for d in chosen}).line()}")


def speed(found: list[Document], themes: Themes) -> None:
    """Characters of speech a second on one core, dictionary and context."""
    chars = sum(len(t.text) for d in found for t in d.meeting.turns)
    seconds = min(_seconds(found, themes) for _ in range(3))
    print(f"\ndictionary and context: {chars / seconds / 1e6:.2f} M characters of speech/s over {chars:,} characters, one core, CPU time")


def _seconds(found: list[Document], themes: Themes) -> float:
    begun = time.process_time()
    for document in found:
        tag_meeting(document.meeting, themes)
    return time.process_time() - begun


def corpora(options: argparse.Namespace) -> Iterator[tuple[str, list[Document]]]:
    """The sets of documents that are there."""
    if (options.seeds / "themes.jsonl").exists():
        yield "seeds", documents(options.seeds / "text", options.seeds / "gold", options.seeds / "themes.jsonl", acts=options.acts)
    if (options.gold / "themes.jsonl").exists():
        yield "sample", documents(options.sample, options.gold, options.gold / "themes.jsonl", acts=options.acts)


def main() -> None:
    """Print the tables."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--seeds", type=Path, default=Path("../shared/corpora/seeds"))
    ask.add_argument("--sample", type=Path, default=Path("corpora/sample"))
    ask.add_argument("--gold", type=Path, default=Path("tests/gold"))
    ask.add_argument("--themes", type=Path, help="a dictionary in place of the built-in one")
    ask.add_argument("--acts", choices=("parsed", "gold"), default="parsed")
    ask.add_argument("--per-theme", action="store_true")
    ask.add_argument("--leave-one-out", action="store_true")
    ask.add_argument("--topics", action="store_true")
    ask.add_argument("--halves", type=int, nargs="?", const=20261121, metavar="SEED")
    options = ask.parse_args()
    themes = load_themes(options.themes)
    print(f"acts and replies: {options.acts}")
    listed = list(corpora(options))
    everything = [document for _, found in listed for document in found] if options.topics else []
    for name, found in listed:
        if options.halves is not None:
            if name == "sample":
                halves(name, found, themes, options.halves)
        elif options.leave_one_out:
            leave_one_out(name, found, themes)
        else:
            ablation(name, found, themes, per_theme=options.per_theme, others=everything)
            speed(found, themes)


if __name__ == "__main__":
    main()
