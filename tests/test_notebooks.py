"""The notebooks say what the package does today: they run, and what is stored beside them is what they show."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import jupytext
import nbformat
import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "notebooks"
NAMES = sorted(p.stem for p in FOLDER.glob("*.py"))
REFRESH = "the stored outputs are old: run `make notebooks`"

each_notebook = pytest.mark.parametrize("name", NAMES)


def script(name: str) -> ModuleType:
    """A script of the folder docs as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def stored(name: str) -> Any:
    """The notebook as it lies there with its outputs."""
    return nbformat.reads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"), as_version=4)  # type: ignore[no-untyped-call]


def test_every_notebook_is_a_pair() -> None:
    """Five notebooks, each as text that can be reviewed and as a notebook with its outputs."""
    assert [n[0] for n in NAMES] == ["1", "2", "3", "4", "5"]
    assert sorted(p.stem for p in FOLDER.glob("*.ipynb")) == NAMES


@each_notebook
def test_both_halves_of_a_pair_are_one(name: str) -> None:
    """The cells of the notebook are those of the text file."""
    text = [(c.cell_type, c.source) for c in jupytext.read(FOLDER / f"{name}.py").cells]
    assert [(c.cell_type, c.source) for c in stored(name).cells] == text, REFRESH


@each_notebook
def test_a_notebook_runs_and_shows_what_is_stored(name: str) -> None:
    """Run from its own folder, every cell shows the words that are stored beside it."""
    notebooks = script("notebooks")
    assert notebooks.shown(notebooks.executed(name)) == notebooks.shown(stored(name)), REFRESH


@each_notebook
def test_outputs_are_there_and_belong_to_no_machine(name: str) -> None:
    """Outputs are stored, without errors, warnings, times of execution and folders of the machine; a file stays small."""
    book = stored(name)
    outputs = [o for c in book.cells for o in c.get("outputs", [])]
    assert len(outputs) >= 5
    assert {o["output_type"] for o in outputs} <= {"stream", "execute_result", "display_data"}
    assert [o for o in outputs if o.get("name") == "stderr"] == []
    assert [c.metadata for c in book.cells if c.metadata] == []
    text = (FOLDER / f"{name}.ipynb").read_text(encoding="utf-8")
    assert re.findall(r"/t[m]p/|/home/|/Users/|[A-Z]:\\\\|\d seconds|Wall time", text) == []
    assert len(text.encode()) < 300_000


@each_notebook
def test_a_notebook_is_told_in_japanese_and_english(name: str) -> None:
    """The first cell has a Japanese and an English heading; every explaining cell has Japanese words."""
    told = [c.source for c in stored(name).cells if c.cell_type == "markdown"]
    assert re.match(r"# \d [^\n/]*[ぁ-ん一-龥][^\n/]* / [A-Z][^\n]+\n", told[0])
    assert [t for t in told if not re.search("[ぁ-ん一-龥]", t)] == []
