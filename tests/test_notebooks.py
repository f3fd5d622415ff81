"""The notebooks and the READMEs say what the package does today."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_runs(notebook: Path) -> None:
    """A notebook runs from its own folder to its end."""
    done = subprocess.run([sys.executable, notebook.name], cwd=notebook.parent, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("readme", ["README.md", "README.ja.md"])
def test_readme_example_runs(readme: str) -> None:
    """The notebook example of a README runs as printed, from the root of a clone."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert code
    assert done.returncode == 0, done.stderr
