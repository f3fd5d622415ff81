"""Floors of the transplant bench: the sample talk in every convention of benchmarks/conventions.toml. They only move up."""

import pytest
from benchmarks.layouts import Result, mean, run
from benchmarks.negatives import negatives
from benchmarks.talk import Talk, talks
from benchmarks.transplant import conventions
from benchmarks.unseen import unseen

from minutes.parse.meeting import parse

LISTED_F1, BEYOND_F1, SPEAKERS = 0.999, 0.99, 0.99
UNSEEN_F1, UNSEEN_SPEAKERS = 0.93, 0.96  # conventions drawn by seeds, the mean over three


@pytest.fixture(scope="module")
def material() -> list[Talk]:
    """The talks of the sample corpora, shortened."""
    return talks(limit=30, shared=False)


@pytest.mark.parametrize("learned", [False, True], ids=["all layouts", "learned only"])
def test_turns_and_speakers_in_every_convention(material: list[Talk], learned: bool) -> None:  # noqa: FBT001
    """Plain and hard-wrapped with page feet: turn F1 over documents, speakers among the turns found, and no convention lost."""
    found = run(material, conventions(), each=1, seed=0, learned=learned, fails=False)
    beyond = {c.name for c in conventions() if c.beyond}
    by_kind: dict[bool, list[Result]] = {False: [], True: []}
    for key, results in found.items():
        by_kind[key.split("/")[0] in beyond] += results
    everything = by_kind[False] + by_kind[True]
    assert mean([r.f1 for r in by_kind[False]]) >= LISTED_F1
    assert mean([r.f1 for r in by_kind[True]]) >= BEYOND_F1
    assert sum(r.speakers for r in everything) >= SPEAKERS * sum(r.right for r in everything)
    assert [key for key, results in found.items() if mean([r.f1 for r in results]) < 0.8] == []


def test_conventions_that_nobody_wrote_down(material: list[Talk]) -> None:
    """Signs, brackets and words drawn at random around the labels are learned from the file."""
    results = [r for seed in (401, 402, 403) for rs in run(material, unseen(seed), each=1, seed=seed, learned=False, fails=False).values() for r in rs]
    assert mean([r.f1 for r in results]) >= UNSEEN_F1
    assert sum(r.speakers for r in results) >= UNSEEN_SPEAKERS * sum(r.right for r in results)


def test_nobody_speaks_where_nobody_can_be_told(material: list[Talk]) -> None:
    """Fronts, rosters, agendas, rules, tables, leaflets, recognised speech without markers, columns read across: no turns."""
    assert [name for name, text in negatives(material) if parse(text).turns] == []


def test_recognised_speech_is_no_report(material: list[Talk]) -> None:
    """Speech without marks of speakers is neither minutes nor a report, and the warning says that it reads like speech."""
    found = [(parse(text).kind, [w.code for w in parse(text).warnings]) for name, text in negatives(material) if name.startswith("no ma")]
    assert found
    assert set(map(str, found)) == {"('other', ['no_speakers'])"}
