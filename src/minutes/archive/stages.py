"""What a result depends on: for every stage of the work a key, made of the versions and options that went into it."""

import hashlib
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import minutes.model
from minutes.errors import StoreError
from minutes.read.limits import LIMITS, Limits

PACKAGE = Path(minutes.model.__file__).parent
PARSE, TAGS, TOKENS = STAGES = ("parse", "tags", "tokens")
TABLES = {PARSE: ("meetings", "turns"), TAGS: ("tags",), TOKENS: ("tokens",)}
"""The tables that each stage makes."""

_MADE_BY = {
    "parser": (("model.py", "columns.csv", "text", "read", "parse", "corpus/corpus.py", "corpus/status.py", "archive/work.py", "archive/frozen.py"), ("pypdfium2", "selectolax")),
    "tagger": (("themes", "words/phrases.py", "words/scan.py"), ()),
    "words": (("words",), ("fugashi", "unidic-lite")),
}
"""The files of this package and the libraries whose versions decide what a stage gives."""


@dataclass(frozen=True)
class Wanted:
    """What a batch shall make: the stages with their keys, and the files that say how. It can be sent to another process."""

    keys: dict[str, str]
    layout: str | None = None
    themes: str | None = None
    limits: Limits = LIMITS

    @property
    def failing(self) -> str:
        """What it depends on that a file gives no meeting: the key of the parser, and how much a file may cost."""
        return self.keys[PARSE] + ("" if self.limits == LIMITS else f" limits:{_short(repr(self.limits))}")


def wanted(*, layout: str | os.PathLike[str] | None = None, themes: str | os.PathLike[str] | None = None, tokens: bool = False, limits: Limits = LIMITS) -> Wanted:
    """The stages that these options ask for; raises when a layout or theme file cannot be understood."""
    from minutes.themes.dictionary import load_themes

    where = [None if p is None else str(Path(p).resolve()) for p in (layout, themes)]
    parse = f"parser:{_made_by('parser')} layout:{_layout(where[0]) if where[0] else '-'}"
    known = load_themes(where[1])
    keys = {PARSE: parse, TAGS: f"{parse} tagger:{_made_by('tagger')} themes:{_short(repr((known.themes, known.variants)))}"}
    if tokens:
        keys[TOKENS] = f"{parse} words:{_made_by('words')}"
    return Wanted(keys, where[0], where[1], limits)


def _layout(path: str) -> str:
    from minutes.parse.layout import load_layout

    return _short(repr(load_layout(path)))


def difference(old: str, new: str) -> str:
    """Which parts of a key are not what they were: "themes", "parser, layout"."""
    before, after = (dict(part.partition(":")[::2] for part in key.split()) for key in (old, new))
    return ", ".join(name for name in after if before.get(name) != after[name])


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@cache
def _made_by(name: str) -> str:
    """A digest of the files and library versions of one component."""
    places, libraries = _MADE_BY[name]
    made = hashlib.sha256("\n".join(f"{library} {_version(library)}" for library in libraries).encode())
    for place in places:
        path = PACKAGE / place
        for file in [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.suffix in {".py", ".toml", ".csv", ".txt"}):
            made.update(f"\0{file.relative_to(PACKAGE).as_posix()}\0".encode() + file.read_bytes())
    return made.hexdigest()[:12]


def _version(library: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # not needed in a worker, and not quick

    try:
        return version(library)
    except PackageNotFoundError:
        return "-"


def need_libraries() -> None:
    """Nothing where pyarrow and duckdb are installed; else `StoreError` that says how to get them."""
    from importlib.util import find_spec

    if missing := [name for name in ("pyarrow", "duckdb") if find_spec(name) is None]:
        names = ", ".join(missing)
        raise StoreError(f"アーカイブには {names} が要ります: pip install 'minutes[sql]' / an archive needs {names}: pip install 'minutes[sql]'", code=2)
