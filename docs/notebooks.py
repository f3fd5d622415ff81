"""Run the notebooks and write each with its outputs beside its text: notebooks/*.py → notebooks/*.ipynb.

`python docs/notebooks.py` does all of them, `python docs/notebooks.py 3_compare_cities` one. The cells come from
the .py file; what they show is stored without times, ids and machine paths, so that the same code gives the same file.
"""

import sys
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "notebooks"
SECONDS = 120


def names() -> list[str]:
    """The notebooks, in order."""
    return sorted(p.stem for p in FOLDER.glob("*.py"))


def executed(name: str) -> Any:
    """The notebook of `notebooks/NAME.py` with the outputs of a fresh run in its own folder."""
    book = jupytext.read(FOLDER / f"{name}.py")
    NotebookClient(book, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}, record_timing=False, coalesce_streams=True).execute()
    for n, cell in enumerate(book.cells):
        cell["id"] = f"cell-{n}"
        cell["metadata"] = {}
    book.metadata = {
        "jupytext": {"formats": "ipynb,py:percent"},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return book


def shown(book: Any) -> list[list[list[str]]]:
    """For each cell the words that it shows: what was printed (however many messages it came in) and the plain form of values, without white space."""
    return [["".join(_plain(o) for o in cell.get("outputs", []) if (o["output_type"] == "stream") == printed).split() for printed in (True, False)] for cell in book.cells]


def _plain(output: Any) -> str:
    return str(output["text"]) if output["output_type"] == "stream" else str(output.get("data", {}).get("text/plain", output.get("evalue", "")))


def main(wanted: list[str]) -> None:
    """Write the notebooks that are wanted, or all."""
    for name in wanted or names():
        text: str = nbformat.writes(executed(name))  # type: ignore[no-untyped-call]
        (FOLDER / f"{name}.ipynb").write_text(text + "\n", encoding="utf-8")
        print(f"notebooks/{name}.ipynb")


if __name__ == "__main__":
    main(sys.argv[1:])
