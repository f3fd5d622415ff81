"""What is read from the sample and from real minutes does not get worse: floors, raised when a figure rises."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from minutes.parse.meeting import read
from tests import scoring

ROOT = Path(__file__).parents[1]
GOLD = {json.loads(p.read_text(encoding="utf-8"))["file"]: p for p in sorted((ROOT / "tests" / "gold").glob("*.gold.json"))}
PAIRS = [(path, GOLD[path.name]) for path in sorted((ROOT / "corpora" / "sample").glob("*/*.txt"))]

# figure, floor over all 25 documents of the sample
SAMPLE = [
    (scoring.turns, 0.999),
    (scoring.speakers, 0.99),
    (scoring.acts, 0.97),
    (scoring.agenda, 0.97),
    (scoring.header, 0.98),
]

# Of each file everything is read as the gold has it, but for these: figure → floor, and what is wrong there.
FIGURES = {"turns": scoring.turns, "speakers": scoring.speakers, "chars": scoring.chars, "agenda": scoring.agenda, "header": scoring.header}
SHORT: dict[str, dict[str, float]] = {
    "aoyagidai-r04-06": {"chars": 0.993},  # the sentence above the signatures is counted to the last speaker
    "enami-r06-1": {"agenda": 0.888},  # その他, which the chair calls in other words
    "kasumino-r05-shisatsu": {"header": 0.666},  # dated by the visit, not by the report
    "midorigamine-r04-1": {"agenda": 0.933},  # 報告 without numbers, by the chair's words
    "midorigamine-r05-3": {"agenda": 0.857, "header": 0.857},  # the same; the closing time is only said
    "midorigamine-r06-2": {"agenda": 0.888},  # an item without a heading
    "sasane-r04-2": {"chars": 0.999},  # （Ｆ委員　入室） is counted to the speaker before it
    "shirasagihara-r06-3": {"speakers": 0.975, "chars": 0.952},  # an answer in two paragraphs, its bracket behind the second
}

# (folder of the real minutes, figure of the scorer, floor)
REAL = [
    ("seeds", "turns_macro_f1", 1.0),
    ("seeds", "speaker", 0.99),
    ("seeds", "chars", 0.99),
    ("seeds", "act", 0.95),
    ("seeds", "header", 0.96),
    ("assemblies", "turns_macro_f1", 0.999),
    ("assemblies", "speaker", 0.995),
    ("assemblies", "chars", 0.97),
]

# What the documents of ../shared are; the gold calls a plan a plan, we call it a report.
KINDS = {"transcript": "transcript", "summary_minutes": "summary", "report": "report", "plan": "report"}


@pytest.mark.parametrize(("figure", "floor"), SAMPLE, ids=lambda x: getattr(x, "__name__", None))
def test_the_sample_is_read(figure: Callable[..., scoring.Score], floor: float) -> None:
    """Over all sample minutes the figure is at its floor or above."""
    scores = [figure(read(path), json.loads(gold.read_text(encoding="utf-8"))) for path, gold in PAIRS]
    whole = scoring.Score(*(sum(getattr(s, part) for s in scores) for part in ("right", "found", "wanted")))

    assert whole.f1 >= floor


@pytest.mark.parametrize(("path", "gold"), PAIRS, ids=[path.stem for path, _ in PAIRS])
def test_no_file_is_read_worse(path: Path, gold: Path) -> None:
    """Turns, speakers, characters, agenda and header of each sample file are at the floor of that file or above."""
    meeting, annotated = read(path), json.loads(gold.read_text(encoding="utf-8"))
    floors = dict.fromkeys(FIGURES, 1.0) | SHORT.get(path.stem, {})
    assert {name: f1 for name, figure in FIGURES.items() if (f1 := figure(meeting, annotated).f1) < floors[name]} == {}


def test_documents_without_speech_have_no_turns() -> None:
    """A report of a visit is no minutes, although questions and answers are told in it."""
    report = read(ROOT / "corpora" / "sample" / "霞野市" / "kasumino-r05-shisatsu.txt")

    assert report.kind == "report"
    assert report.turns == ()
    assert len(report.sections) > 5


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What the scorer of the real minutes says of `minutes parse`, by folder."""
    shared, found = ROOT.parent / "shared", {}
    for folder in ("seeds", "assemblies"):
        out = tmp_path_factory.mktemp("gold") / f"{folder}.jsonl"
        subprocess.run([sys.executable, "-c", "from minutes.cli.main import script; script()", "parse", str(shared / "corpora" / folder / "text"), "-o", str(out)], check=True)
        scored = subprocess.run(
            [sys.executable, str(shared / "eval" / "score.py"), "parse", str(out), "--gold", str(shared / "corpora" / folder / "gold"), "--json"],
            check=True,
            capture_output=True,
            text=True,
        )
        found[folder] = json.loads(scored.stdout)["total"]
    return found


@pytest.mark.shared
@pytest.mark.parametrize(("folder", "figure", "floor"), REAL)
def test_real_minutes_are_read(real: dict[str, dict[str, Any]], folder: str, figure: str, floor: float) -> None:
    """Over real minutes the figure is at its floor or above."""
    assert real[folder][figure] >= floor


@pytest.mark.shared
def test_real_documents_without_speech_have_no_turns(real: dict[str, dict[str, Any]]) -> None:
    """No turn is found in the report and the plan among them, and every agenda item is found."""
    assert real["seeds"]["false_turns_in_non_transcripts"] == 0
    assert real["seeds"]["agenda"]["f1"] >= 0.95
    assert real["assemblies"]["agenda"]["f1"] >= 0.99


@pytest.mark.shared
def test_real_replies_are_linked(real: dict[str, dict[str, Any]]) -> None:
    """Answers point at their questions."""
    assert real["seeds"]["replies"]["f1"] >= 0.95


@pytest.mark.parametrize(("path", "gold"), PAIRS, ids=[path.stem for path, _ in PAIRS])
def test_the_kind_of_a_sample_file(path: Path, gold: Path) -> None:
    """Transcript, summary or report: as the gold has it."""
    assert read(path).kind == json.loads(gold.read_text(encoding="utf-8"))["kind"]


@pytest.mark.shared
def test_the_kind_of_real_documents() -> None:
    """The seeds are what their gold says, every file of the assemblies and of the archive is a transcript."""
    corpora = ROOT.parent / "shared" / "corpora"
    golds = [json.loads(p.read_text(encoding="utf-8")) for p in sorted((corpora / "seeds" / "gold").glob("*.gold.json"))]
    wanted = {corpora / "seeds" / "text" / f"{g['file'].removesuffix('.txt')}.txt": KINDS[g["kind"]] for g in golds}
    wanted |= dict.fromkeys([*sorted((corpora / "assemblies" / "text").glob("*.txt")), *sorted((corpora / "archive").glob("*/*.txt"))], "transcript")
    assert {path.name: kind for path, expected in wanted.items() if (kind := read(path).kind) != expected} == {}
