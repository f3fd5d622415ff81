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

from minutes.archive.store import Archive, archive
from minutes.compare.search import attach as _attach_search
from minutes.compare.search import search
from minutes.corpus.corpus import Corpus
from minutes.corpus.corpus import build as corpus
from minutes.errors import LayoutError, MinutesError, OptionError, SourceError, StoreError, ThemeError
from minutes.parse.induce import learn_layout
from minutes.parse.layout import Layout, layouts, load_layout
from minutes.parse.meeting import parse, read
from minutes.report.html import report
from minutes.report.notebook import attach as _attach
from minutes.report.notebook import chart
from minutes.version import __version__

if TYPE_CHECKING:
    from minutes.archive.ingest import ingest as ingest
    from minutes.compare.cooccurrence import cooccurrence as cooccurrence
    from minutes.compare.coverage import coverage as coverage
    from minutes.compare.differences import differences as differences
    from minutes.compare.keyness import keyness as keyness
    from minutes.compare.kwic import kwic as kwic
    from minutes.compare.profile import profile as profile
    from minutes.compare.questions import questions as questions
    from minutes.compare.rates import rates as rates
    from minutes.compare.similar import similar as similar
    from minutes.compare.time import first_mentions as first_mentions
    from minutes.compare.time import timeline as timeline
    from minutes.report.tei import to_tei as to_tei
    from minutes.themes.dictionary import load_themes as load_themes
    from minutes.themes.tag import tag as tag
    from minutes.themes.topics import fit_topics as fit_topics
    from minutes.words.tokens import tokenize as tokenize

_LAZY = {
    "cooccurrence": "compare.cooccurrence",
    "coverage": "compare.coverage",
    "differences": "compare.differences",
    "first_mentions": "compare.time",
    "fit_topics": "themes.topics",
    "ingest": "archive.ingest",
    "keyness": "compare.keyness",
    "kwic": "compare.kwic",
    "load_themes": "themes.dictionary",
    "profile": "compare.profile",
    "questions": "compare.questions",
    "rates": "compare.rates",
    "similar": "compare.similar",
    "tag": "themes.tag",
    "timeline": "compare.time",
    "to_tei": "report.tei",
    "tokenize": "words.tokens",
}

__all__ = [
    "Archive",
    "Corpus",
    "Layout",
    "LayoutError",
    "MinutesError",
    "OptionError",
    "SourceError",
    "StoreError",
    "ThemeError",
    "__version__",
    "archive",
    "chart",
    "cooccurrence",
    "corpus",
    "coverage",
    "differences",
    "first_mentions",
    "fit_topics",
    "ingest",
    "keyness",
    "kwic",
    "layouts",
    "learn_layout",
    "load_layout",
    "load_themes",
    "parse",
    "profile",
    "questions",
    "rates",
    "read",
    "report",
    "search",
    "similar",
    "tag",
    "timeline",
    "to_tei",
    "tokenize",
]

_attach_search()  # corpus.search, archive.search
_attach()  # what notebooks show of our values


def __getattr__(name: str) -> Any:
    """The names that need pandas, fugashi or scikit-learn, imported when first used: `import minutes` stays quick."""
    if name not in _LAZY:
        raise AttributeError(f"module 'minutes' has no attribute {name!r}")
    return getattr(import_module(f"minutes.{_LAZY[name]}"), name)
