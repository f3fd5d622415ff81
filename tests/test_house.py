"""The house: which folder may import which, how long things may grow, and what must not be in the code."""

import ast
import csv
import importlib
import importlib.metadata
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import minutes

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "minutes"
MODULES = sorted(SOURCE.rglob("*.py"))

# One row a step of the way the data goes: a module imports from its own row and the rows above it.
# The public face (`minutes/__init__.py`) may take from every folder but the command line, which shows it.
ROWS = (
    ("document", "model", "errors", "columns", "version"),
    ("text",),
    ("read",),
    ("parse",),
    ("words",),
    ("themes",),
    ("corpus",),
    ("archive",),
    ("compare",),
    ("report",),
    ("__init__",),
    ("cli",),
)
ROW = {name: n for n, row in enumerate(ROWS) for name in row}

NETWORK = {
    "socket",
    "ssl",
    "http",
    "urllib.request",
    "urllib.error",
    "ftplib",
    "smtplib",
    "poplib",
    "imaplib",
    "telnetlib",
    "xmlrpc",
    "socketserver",
    "requests",
    "httpx",
    "aiohttp",
    "urllib3",
}
UNSAFE = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"} | NETWORK
LAYERS = {"util", "utils", "helper", "helpers", "manager", "managers", "base"}
HEAVY = ("pandas", "numpy", "scipy", "sklearn", "fugashi", "unidic_lite", "jinja2", "openpyxl", "pyarrow", "duckdb", "ahocorasick_rs", "selectolax", "pypdfium2", "dask")

each_module = pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(SOURCE).as_posix())


def tree(path: Path) -> ast.Module:
    """The syntax tree of one module."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything a module imports, at the top or inside a function."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the import in full"
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def step(dotted: str) -> str:
    """The folder or top module that a dotted name belongs to: minutes.parse.cut.join → parse, minutes.__version__ → __init__."""
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in ROW else "__init__"


@each_module
def test_no_import_points_upstream(path: Path) -> None:
    """A module imports only from its own folder and from folders above it in the house."""
    own = step("minutes." + ".".join(path.relative_to(SOURCE).with_suffix("").parts))
    wrong = [f"{path.name}:{line} imports {name}" for line, name in imports(path) if name.split(".")[0] == "minutes" and ROW[step(name)] > ROW[own]]
    assert wrong == []


def test_every_folder_stands_in_the_house() -> None:
    """A new folder or top module gets a row of its own before anything can import it."""
    found = {p.relative_to(SOURCE).parts[0].removesuffix(".py") for p in MODULES}
    assert found <= set(ROW)


@each_module
def test_files_and_functions_stay_short(path: Path) -> None:
    """A file has at most 300 lines, a function at most 60."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
    functions = [n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [f"{f.name}: {length}" for f in functions if (length := (f.end_lineno or 0) - f.lineno + 1) > 60] == []


@each_module
def test_names_say_what_things_are(path: Path) -> None:
    """No utils, helpers, manager or base, in the name of a file, class or function."""
    named = [n.name for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    words = {w.lower(): name for name in [*path.relative_to(SOURCE).with_suffix("").parts, *named] for w in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name)}
    assert {words[w] for w in LAYERS & set(words)} == set()


@each_module
def test_nothing_runs_foreign_code_or_calls_out(path: Path) -> None:
    """No pickle, no eval or exec, no shell, no network."""
    wrong = [f"{line}: {name}" for line, name in imports(path) if any(name == bad or name.startswith(bad + ".") for bad in UNSAFE)]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
            wrong += [f"{node.lineno}: {called}"] if isinstance(node.func, ast.Name) and called in ("eval", "exec", "compile", "__import__") else []
            wrong += [f"{node.lineno}: {called}"] if called in ("system", "popen", "read_pickle", "to_pickle") else []
            wrong += [f"{node.lineno}: shell"] if any(k.arg == "shell" and not (isinstance(k.value, ast.Constant) and not k.value.value) for k in node.keywords) else []
    assert wrong == []


@each_module
def test_everything_public_is_documented(path: Path) -> None:
    """Modules, public classes, functions and methods say in a docstring what comes back."""
    top = tree(path)
    public = [n for n in top.body if isinstance(n, ast.FunctionDef | ast.ClassDef) and not n.name.startswith("_")]
    inner = [m for c in public if isinstance(c, ast.ClassDef) for m in c.body if isinstance(m, ast.FunctionDef) and not m.name.startswith("_")]
    assert ast.get_docstring(top)
    assert [n.name for n in (*public, *inner) if not (ast.get_docstring(n) or "").strip()] == []


def test_every_pattern_for_documents_has_a_hostile_example() -> None:
    """`patterns.py` lists for each of its patterns the run of characters that would hurt a careless version of it."""
    patterns = importlib.import_module("minutes.text.patterns")
    assert {name for name, value in vars(patterns).items() if isinstance(value, re.Pattern)} == set(patterns.HOSTILE)
    assert all(patterns.HOSTILE.values())


@pytest.mark.parametrize("path", [p for p in MODULES if "HOSTILE" in p.read_text(encoding="utf-8")], ids=lambda p: p.stem)
def test_hostile_examples_belong_to_patterns(path: Path) -> None:
    """A module that states hostile examples of its own states them for patterns that it has."""
    module = importlib.import_module("minutes." + ".".join(path.relative_to(SOURCE).with_suffix("").parts))
    assert [name for name in module.HOSTILE if not isinstance(getattr(module, name, None), re.Pattern)] == []


def tracked() -> list[Path]:
    """The files of the project: those that git tracks, or all of them where there is no git."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=True)
        return [ROOT / name for name in listed.stdout.decode("utf-8").split("\0") if name and (ROOT / name).is_file()]
    return [p for top in ("src", "tests", "docs", "corpora", "benchmarks", "notebooks") for p in (ROOT / top).rglob("*") if p.is_file() and "__pycache__" not in p.parts]


def test_no_machine_paths() -> None:
    """No tracked file knows the folders of the machine on which it was written."""
    place = re.compile(rb"(?<![\w.)}>\]/])/(?:home|Users|root|work|farm|mnt)/\w|[A-Z]:\\Users")
    wrong = [f"{p.relative_to(ROOT)}: {m.group()!r}" for p in tracked() if (m := place.search(p.read_bytes()))]
    assert wrong == []


def test_import_is_light() -> None:
    """`import minutes` in a fresh interpreter loads none of the heavy libraries."""
    code = f"import json, sys, minutes; print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


@pytest.mark.parametrize(
    ("code", "unwanted"),
    [
        ("import minutes", ("minutes.model", "minutes.text.patterns", "pathlib", "logging")),
        ("from minutes.cli.main import script", ("minutes.model", "minutes.text.patterns", "multiprocessing", "logging")),
        ("from minutes.cli.archive import ingest; from minutes.archive.ingest import ingest", (*HEAVY, "minutes.text.patterns", "minutes.parse.meeting", "minutes.compare.search")),
    ],
)
def test_what_begins_loads_little(code: str, unwanted: tuple[str, ...]) -> None:
    """The package, the command line, and the process that plans a batch load only what their first moments need."""
    done = subprocess.run(
        [sys.executable, "-c", f"import json, sys\nbefore = set(sys.modules)\n{code}\nprint(json.dumps([*set(sys.modules) - before]))"], capture_output=True, text=True, check=True
    )
    assert set(json.loads(done.stdout)) & set(unwanted) == set()


def test_functions_keep_the_names_of_folders() -> None:
    """`minutes.read` is the function, in whatever order the folder `read` and its modules are imported."""
    code = "import minutes, minutes.read.limits, minutes.parse.lines, minutes.corpus.status, minutes.archive.store, minutes.report.messages\nfrom minutes import read\n"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}print(all(callable(getattr(minutes, name)) for name in ('archive', 'corpus', 'parse', 'read', 'report')), callable(read))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "True"]
    assert set(minutes.__all__) <= set(dir(minutes))


@pytest.mark.parametrize("name", sorted(minutes.__all__))
def test_the_public_face_is_whole(name: str) -> None:
    """Every name that the package promises is there, and says what it is."""
    assert getattr(minutes, name) is not None
    assert name == "__version__" or getattr(minutes, name).__doc__


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_the_readme_names_the_two_commands(name: str) -> None:
    """A newcomer finds `make demo` and `make test` in the README, and 会議録 in its first line."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "make demo" in text
    assert "make test" in text
    assert "会議録" in text.splitlines()[0]


@pytest.mark.parametrize("target", ["demo", "test", "check"])
def test_the_makefile_has_the_commands(target: str) -> None:
    """The commands of the README are targets of the Makefile."""
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_version_is_one() -> None:
    """`minutes.__version__` is the version that was installed."""
    assert minutes.__version__ == importlib.metadata.version("minutes")


def test_the_sample_is_wholly_listed(sample: Path) -> None:
    """The manifest of the sample minutes lists every file, and only files that are there."""
    rows = csv.DictReader(io.StringIO((sample / "manifest.csv").read_text(encoding="utf-8-sig")))
    assert sorted(row["path"] for row in rows) == sorted(p.relative_to(sample).as_posix() for p in sample.rglob("*.txt"))


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_tests_are_sentences(path: Path) -> None:
    """Every test says in a docstring what a user would notice."""
    tests = [n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")]
    assert [t.name for t in tests if not ast.get_docstring(t)] == []
    assert tests
