"""`minutes demo`: the whole job on the sample minutes, from files to a comparison on the screen, in HTML and in Excel."""

import time
from argparse import Namespace
from pathlib import Path

import minutes
from minutes.cli.compare import show_comparison
from minutes.cli.files import progress, report_failures
from minutes.cli.tables import workbook
from minutes.cli.words import Words, show
from minutes.corpus.corpus import build
from minutes.errors import OptionError


def sample_folder() -> Path:
    """Where the sample minutes lie: inside the installed package, or in the checkout that it was installed from."""
    package = Path(minutes.__file__).parent
    places = [package / "corpora" / "sample", package.parents[1] / "corpora" / "sample"]
    found = next((p for p in places if p.is_dir()), None)
    if found is None:
        raise OptionError(f"{places[0]}: 見本の会議録がありません。入れ直してください / the sample minutes are missing: install the package again")
    return found


def demo(args: Namespace, words: Words) -> int:
    """Read, tag, compare and report the sample minutes; report.html and tables.xlsx go to the folder of `-o`."""
    from minutes.compare.rates import rates
    from minutes.report.html import report
    from minutes.themes.tag import tag

    begun = time.monotonic()
    corpus = build(sample_folder(), progress=lambda n, of: progress(words, n, of))
    tags = tag(corpus)
    found = rates(corpus, tags, by="municipality")
    show_comparison(corpus, found, ["municipality"], words)
    folder = Path(args.output)
    folder.mkdir(parents=True, exist_ok=True)
    report(corpus, tags, folder / "report.html", lang=words.lang)
    workbook({"rates": found, "meetings": corpus.meetings, "turns": corpus.turns, "tags": tags, "failures": corpus.failures}, folder / "tables.xlsx", words)
    show(f"\n{words.say('wrote')}: {folder / 'report.html'}  ({words.say('seconds', n=time.monotonic() - begun)})")
    show(words.say("sample"))
    return report_failures(args, words, list(corpus.failed))
