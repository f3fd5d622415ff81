"""会議録・議事録 of Japanese local governments as data: turns, agenda items, themes, and tables that compare municipalities.

    import minutes as mn
    m = mn.read("corpora/sample/霞野市/kasumino-r04-1.txt")
    c = mn.corpus("corpora/sample")
    t = mn.tag(c)
    mn.rates(c, t, by="municipality")

The functions `read`, `parse`, `corpus` and `report` share their names with the folders they live in:
import from inside those folders with `from minutes.parse.meeting import …`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from minutes.corpus.corpus import Corpus
from minutes.corpus.corpus import build as corpus
from minutes.errors import LayoutError, MinutesError, OptionError, SourceError, ThemeError
from minutes.parse.induce import learn_layout
from minutes.parse.layout import Layout, layouts, load_layout
from minutes.parse.meeting import parse, read
from minutes.report.html import report
from minutes.version import __version__

if TYPE_CHECKING:
    from minutes.compare.coverage import coverage as coverage
    from minutes.compare.keyness import keyness as keyness
    from minutes.compare.kwic import kwic as kwic
    from minutes.compare.rates import rates as rates
    from minutes.themes.dictionary import load_themes as load_themes
    from minutes.themes.tag import tag as tag
    from minutes.themes.topics import fit_topics as fit_topics
    from minutes.words.tokens import tokenize as tokenize

_LAZY = {
    "coverage": "compare.coverage",
    "fit_topics": "themes.topics",
    "keyness": "compare.keyness",
    "kwic": "compare.kwic",
    "load_themes": "themes.dictionary",
    "rates": "compare.rates",
    "tag": "themes.tag",
    "tokenize": "words.tokens",
}

__all__ = [
    "Corpus",
    "Layout",
    "LayoutError",
    "MinutesError",
    "OptionError",
    "SourceError",
    "ThemeError",
    "__version__",
    "corpus",
    "coverage",
    "fit_topics",
    "keyness",
    "kwic",
    "layouts",
    "learn_layout",
    "load_layout",
    "load_themes",
    "parse",
    "rates",
    "read",
    "report",
    "tag",
    "tokenize",
]


def __getattr__(name: str) -> Any:
    """The names that need pandas, fugashi or scikit-learn, imported when first used: `import minutes` stays quick."""
    if name not in _LAZY:
        raise AttributeError(f"module 'minutes' has no attribute {name!r}")
    return getattr(import_module(f"minutes.{_LAZY[name]}"), name)
