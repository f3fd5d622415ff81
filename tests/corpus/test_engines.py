"""Many processes: the same answer as one, whatever the files do to them."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from minutes.corpus.engines import run
from minutes.model import Failure

FILES = [f"{n}.txt" for n in range(6)]


def echo(path: str, layout: object) -> Failure:
    """A stand-in for reading; a file called crash takes its process down."""
    if "crash" in path:
        os._exit(1)
    return Failure(path, "test", str(layout), "")


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_any_number_of_workers_gives_the_same_list(workers: int) -> None:
    """Results come back in the order of the files, and progress counts to the end."""
    seen: list[tuple[int, int]] = []

    assert [r.path for r in run(echo, FILES, "x", workers=workers, progress=lambda a, b: seen.append((a, b))) if isinstance(r, Failure)] == FILES
    assert seen[-1] == (6, 6)


def test_a_file_that_kills_its_process_costs_only_itself() -> None:
    """Files that bring the reading process down become failures; all others are read."""
    files = ["crash1.txt", *FILES, "crash2.txt"]
    results = run(echo, files, "x", workers=2)

    assert [r.reason for r in results if isinstance(r, Failure)] == ["crash", *["x"] * 6, "crash"]


def test_workers_can_be_asked_for_in_a_plain_script(tmp_path: Path) -> None:
    """A script without `if __name__ == "__main__"` runs once, not once more in every worker."""
    script = tmp_path / "plain.py"
    script.write_text(
        textwrap.dedent(f"""
        import sys
        sys.path[:0] = [{str(Path(__file__).parent)!r}]
        from minutes.corpus.engines import run
        from test_engines import FILES, echo
        print(len(run(echo, FILES, "x", workers=2)))
        """),
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})

    assert done.stdout == "6\n"
