"""Theme dictionaries: TOML files that a person can edit, read into values."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from minutes.errors import ThemeError
from minutes.themes.page import Page, Table
from minutes.themes.spelling import Variants

BUILTIN = Path(__file__).with_name("builtin")

PROCEEDINGS = "会議運営"
"""The one theme that is given by the act of a turn."""


@dataclass(frozen=True)
class Rule:
    """Words that speak of a theme together: one of each group in one sentence, `within` so many characters."""

    groups: tuple[tuple[str, ...], ...]
    within: int | None = None


@dataclass(frozen=True)
class Theme:
    """One theme: what it is called, what it covers, and the words that show it.

    `terms` are enough by themselves; `weak` words count where the theme is spoken of anyway; `typos` are found like
    terms but stand apart. Inside a phrase of `exclude` (key `not`) no word of this theme counts, nor does a word of
    the first group of an exception (key `except`) whose other groups stand near. A `background` theme (a field of
    policy, a plan) is often only the frame of another: beside one in the same sentence it counts for less.
    """

    name: str
    covers: str = ""
    english: str = ""
    terms: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    typos: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    exceptions: tuple[Rule, ...] = ()
    background: bool = False


@dataclass(frozen=True)
class Themes:
    """A set of themes and the spellings they share."""

    themes: tuple[Theme, ...]
    variants: Variants = ()
    path: str = field(default="", compare=False)

    def __repr__(self) -> str:
        return f"Themes({len(self.themes)} themes · {sum(len(theme.terms) for theme in self.themes)} terms)"

    def __hash__(self) -> int:
        return hash(self.names)  # a hash of every word would cost more than a search

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the themes, in order."""
        return tuple(theme.name for theme in self.themes)


def load_themes(path: str | Path | None = None) -> Themes:
    """The themes of a TOML file or of all TOML files in a folder; without `path` the twenty that come with the package.

    A file holds one theme, or several as `[[theme]]`, and may hold `variants`: lists of spellings that are exchanged
    in every term. Raises `ThemeError` that names the file, the line, the key and what to write instead.
    """
    where = Path(path) if path is not None else BUILTIN
    files = sorted(where.glob("*.toml")) if where.is_dir() else [where]
    pages = [Page.read(file) for file in files]
    themes = tuple(_theme(page, table) for page in pages for table in page.tables())
    if not themes:
        raise ThemeError(f"{where}: テーマがありません。[[theme]] の表に name と terms を書いてください / no theme: write name and terms under [[theme]]")
    _unique(themes, where)
    return Themes(themes, tuple(group for page in pages for group in page.variants()), str(where))


def _theme(page: Page, table: Table) -> Theme:
    """The theme of one table of a page."""
    name = page.text_of(table, "name")
    if not name:
        raise page.error("name", 'テーマの名前を name = "…" と書いてください', 'write name = "…"')
    lists = {key: page.words(table, key) for key in ("terms", "weak", "typos", "not")}
    rules, exceptions = (tuple(Rule(page.groups(rule), page.count(rule, "within")) for rule in page.rules(table, key)) for key in ("rule", "except"))
    if not (lists["terms"] or lists["weak"] or rules):
        raise page.error("terms", f'「{name}」に語がありません。terms = ["…"] を書いてください', 'a theme needs terms = ["…"] or a [[rule]]', near=name)
    both = sorted(set(lists["terms"]) & set(lists["weak"]))
    if both:
        raise page.error("weak", f"「{both[0]}」が terms と weak の両方にあります。どちらか一方にしてください", "listed in terms and in weak: keep one", near=both[0])
    return Theme(
        name,
        page.text_of(table, "covers"),
        page.text_of(table, "english"),
        lists["terms"],
        lists["weak"],
        lists["typos"],
        lists["not"],
        rules,
        exceptions,
        page.flag(table, "background"),
    )


def _unique(themes: tuple[Theme, ...], where: Path) -> None:
    names = [theme.name for theme in themes]
    for name in names:
        if names.count(name) > 1:
            raise ThemeError(f"{where}: テーマ「{name}」が二つあります。一つにまとめるか名前を変えてください / two themes named {name!r}: merge or rename one")
