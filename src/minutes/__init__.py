"""会議録・議事録 of Japanese local governments as data: turns, agenda items, themes, and tables that compare municipalities.

    import minutes as mn
    m = mn.read("corpora/sample/霞野市/kasumino-r04-1.txt")
    c = mn.corpus("corpora/sample")
    t = mn.tag(c)
    mn.rates(c, t, by="municipality")

The functions `read`, `parse`, `corpus` and `report` share their names with the folders they live in:
import from inside those folders with `from minutes.parse.meeting import …`.
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from minutes.errors import LayoutError, MinutesError, OptionError, SourceError, StoreError, ThemeError
from minutes.version import __version__

if TYPE_CHECKING:
    from minutes.archive.ingest import ingest as ingest
    from minutes.archive.store import Archive as Archive
    from minutes.archive.store import archive as archive
    from minutes.compare.cooccurrence import cooccurrence as cooccurrence
    from minutes.compare.coverage import coverage as coverage
    from minutes.compare.differences import differences as differences
    from minutes.compare.keyness import keyness as keyness
    from minutes.compare.kwic import kwic as kwic
    from minutes.compare.profile import profile as profile
    from minutes.compare.questions import questions as questions
    from minutes.compare.rates import rates as rates
    from minutes.compare.search import search as search
    from minutes.compare.similar import similar as similar
    from minutes.compare.time import first_mentions as first_mentions
    from minutes.compare.time import timeline as timeline
    from minutes.corpus.corpus import Corpus as Corpus
    from minutes.corpus.corpus import build as corpus
    from minutes.parse.induce import learn_layout as learn_layout
    from minutes.parse.layout import Layout as Layout
    from minutes.parse.layout import layouts as layouts
    from minutes.parse.layout import load_layout as load_layout
    from minutes.parse.meeting import parse as parse
    from minutes.parse.meeting import read as read
    from minutes.report.html import report as report
    from minutes.report.notebook import chart as chart
    from minutes.report.tei import to_tei as to_tei
    from minutes.themes.dictionary import load_themes as load_themes
    from minutes.themes.tag import tag as tag
    from minutes.themes.topics import fit_topics as fit_topics
    from minutes.words.tokens import tokenize as tokenize

_LAZY = {
    "Archive": "archive.store:Archive",
    "Corpus": "corpus.corpus:Corpus",
    "Layout": "parse.layout:Layout",
    "archive": "archive.store:archive",
    "chart": "report.notebook:chart",
    "cooccurrence": "compare.cooccurrence:cooccurrence",
    "corpus": "corpus.corpus:build",
    "coverage": "compare.coverage:coverage",
    "differences": "compare.differences:differences",
    "first_mentions": "compare.time:first_mentions",
    "fit_topics": "themes.topics:fit_topics",
    "ingest": "archive.ingest:ingest",
    "keyness": "compare.keyness:keyness",
    "kwic": "compare.kwic:kwic",
    "layouts": "parse.layout:layouts",
    "learn_layout": "parse.induce:learn_layout",
    "load_layout": "parse.layout:load_layout",
    "load_themes": "themes.dictionary:load_themes",
    "parse": "parse.meeting:parse",
    "profile": "compare.profile:profile",
    "questions": "compare.questions:questions",
    "rates": "compare.rates:rates",
    "read": "parse.meeting:read",
    "report": "report.html:report",
    "search": "compare.search:search",
    "similar": "compare.similar:similar",
    "tag": "themes.tag:tag",
    "timeline": "compare.time:timeline",
    "to_tei": "report.tei:to_tei",
    "tokenize": "words.tokens:tokenize",
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

for _folder in ("archive", "corpus", "parse", "read", "report"):  # loaded here, their names stay free for the functions
    import_module(f"minutes.{_folder}")
    del globals()[_folder]


def __getattr__(name: str) -> Any:
    """The public names, imported when first used: `import minutes` stays quick, and so does a process that needs but a part."""
    if name not in _LAZY:
        raise AttributeError(f"module 'minutes' has no attribute {name!r}")
    _attach()
    module, _, own = _LAZY[name].partition(":")
    return getattr(import_module(f"minutes.{module}"), own)


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY})


@cache
def _attach() -> None:
    """Let our values show themselves in notebooks."""
    import_module("minutes.report.notebook").attach()
