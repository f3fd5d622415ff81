"""A layout is data: the shapes of headings that one convention uses, with examples that are its tests."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from minutes.errors import LayoutError
from minutes.parse.shapes import Shape, read_shape

_KEYS = {"name", "about", "turns", "acts", "trailing", "only", "confidence", "example", "counter"}
_ACTS = {"question", "answer", "presentation", "opinion", "procedural", "speech"}


@dataclass(frozen=True, slots=True)
class Layout:
    """How one secretariat prints speakers.

    `turns` are templates such as ○{title}({name}); `trailing` is True where the speaker stands behind the
    words: ・発言（市長）; `acts` says what a glyph means (◆ question); `only` is a closed list of labels (a
    learned layout without marks has one). `how`: declared, learned or given; `confidence` from 0 to 1.
    """

    name: str
    about: str
    turns: tuple[str, ...]
    acts: Mapping[str, str] = field(default_factory=dict)
    trailing: bool = False
    only: tuple[str, ...] = ()
    examples: tuple[Mapping[str, object], ...] = field(default=(), repr=False)
    counters: tuple[str, ...] = field(default=(), repr=False)
    how: str = "declared"
    confidence: float = 1.0

    @property
    def shapes(self) -> frozenset[Shape]:
        """The templates as shapes; bullets of a trailing layout are no shapes."""
        return frozenset() if self.trailing else _shapes(self.turns)

    def to_toml(self) -> str:
        """The layout as the text of a layout file, which `load_layout` reads back."""
        lines = [f"name = {_quote(self.name)}", f"about = {_quote(self.about)}", f"turns = [{', '.join(_quote(t) for t in self.turns)}]"]
        lines += ["trailing = true"] if self.trailing else []
        lines += [f"only = [{', '.join(_quote(t) for t in self.only)}]"] if self.only else []
        lines += [f"confidence = {self.confidence}"] if self.confidence < 1 else []
        lines += ["", "[acts]", *(f"{_quote(k)} = {_quote(v)}" for k, v in self.acts.items())] if self.acts else []
        return "\n".join(lines) + "\n"


@cache
def _shapes(templates: tuple[str, ...]) -> frozenset[Shape]:
    return frozenset(read_shape(t) for t in templates)


def _quote(text: str) -> str:
    if "'" not in text and text.isprintable():
        return "'" + text + "'"
    return '"' + "".join(f"\\U{ord(c):08x}" if not c.isprintable() else f"\\{c}" if c in '\\"' else c for c in text) + '"'


def load_layout(path: str | Path) -> Layout:
    """The layout of a TOML file; LayoutError names the file, the key and what to write instead."""
    try:
        table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LayoutError(f"{path}: cannot be read as a layout file (TOML, UTF-8): {error}") from error
    return _layout(table, str(path), how="given")


def _layout(table: Mapping[str, object], where: str, *, how: str) -> Layout:
    if unknown := sorted(set(table) - _KEYS):
        raise LayoutError(f"{where}: unknown key {unknown[0]!r}; a layout has {', '.join(sorted(_KEYS))}")
    turns = table.get("turns")
    if not isinstance(turns, list) or not turns or not all(isinstance(t, str) for t in turns):
        raise LayoutError(f"{where}: turns must be a list of templates such as ['○{{title}}({{name}})']")
    acts = table.get("acts", {})
    if not isinstance(acts, dict) or not set(acts.values()) <= _ACTS:
        raise LayoutError(f"{where}: [acts] gives a glyph one of {', '.join(sorted(_ACTS))}")
    trailing = bool(table.get("trailing", False))
    for template in turns if not trailing else ():
        try:
            read_shape(template)
        except LayoutError as error:
            raise LayoutError(f"{where}: {error}") from None
    return Layout(
        name=str(table.get("name") or Path(where).stem),
        about=str(table.get("about", "")),
        turns=tuple(turns),
        acts=acts,
        trailing=trailing,
        only=_strings(table, "only", where),
        examples=tuple(_list(table, "example", where)),
        counters=_strings(table, "counter", where),
        how=how,
        confidence=_confidence(table.get("confidence", 1.0), where),
    )


def _confidence(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise LayoutError(f"{where}: confidence is a number from 0 to 1")
    return float(value)


def _list(table: Mapping[str, object], key: str, where: str) -> list[Mapping[str, object]]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(e, dict) for e in found):
        raise LayoutError(f"{where}: write each {key} as a [[{key}]] table")
    return found


def _strings(table: Mapping[str, object], key: str, where: str) -> tuple[str, ...]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(e, str) for e in found):
        raise LayoutError(f"{where}: {key} must be a list of strings")
    return tuple(found)


@cache
def layouts() -> tuple[Layout, ...]:
    """Every declared layout, by name: one for each TOML file beside this module in `layouts/`."""
    folder = files("minutes.parse").joinpath("layouts")
    tables = sorted((f.name, f.read_text(encoding="utf-8")) for f in folder.iterdir() if f.name.endswith(".toml"))
    return tuple(_layout(tomllib.loads(text), name, how="declared") for name, text in tables)
