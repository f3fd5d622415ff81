"""A corpus answers what folders behind it know, however it was imported."""

import subprocess
import sys


def test_a_corpus_that_was_imported_by_itself_can_search() -> None:
    """No public name of `minutes` was asked for: `search` is there."""
    code = "from minutes.corpus.corpus import Corpus; from minutes.archive.store import Archive; print(Corpus.search is Archive.search, len(Corpus().search('監査').turns))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split() == ["True", "0"]
