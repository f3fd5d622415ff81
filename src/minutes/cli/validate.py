"""`minutes validate`: a sheet to judge by hand, and what it says of the tags once it is filled in."""

from argparse import Namespace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from minutes.cli.asked import every_tag_of
from minutes.cli.files import corpus_of, report_failures
from minutes.cli.tables import ready, spoken, write_tables
from minutes.cli.words import Words, show
from minutes.errors import OptionError

if TYPE_CHECKING:
    import pandas as pd

    from minutes.archive.store import Archive
    from minutes.corpus.corpus import Corpus


def sample(args: Namespace, words: Words) -> int:
    """Draws the sheet and writes it as a workbook with drop-down lists, or as CSV; the tags and rates go with it on hidden sheets."""
    from minutes.themes.dictionary import load_themes
    from minutes.themes.validate import sample_sheet

    args.format = "xlsx"
    ready(args)
    themes, corpus = load_themes(args.themes), corpus_of(args, words)
    if not spoken(corpus):
        show(words.say("no_meeting"), to_errors=True)
        return report_failures(args, words, list(corpus.failed)) or 3
    tags = every_tag_of(args, corpus)
    sheet = sample_sheet(corpus, tags, size=args.size, seed=args.seed)
    if args.output.lower().endswith(".csv"):
        _csv(sheet, Path(args.output), words)
    else:
        _book(sheet, corpus, tags, themes.names, args.output, words)
    show(words.say("judge", n=len(sheet), of=spoken(corpus)), to_errors=True)
    return report_failures(args, words, list(corpus.failed))


def score(args: Namespace, words: Words) -> int:
    """What one judged sheet says of the tags, and how far several agree; with `--over`, of the tags of these files as they are now."""
    from minutes.themes.judged import read_sheet
    from minutes.themes.validate import adjusted, agreement, score_sheet

    ready(args)
    books = [read_sheet(path) for path in args.sheets]
    if args.over:
        books[0] |= _now(args, books[0]["judging"], words)
    if "tags" not in books[0]:
        raise OptionError(f"{args.sheets[0]}: 付けた札が入っていません。--over に会議録を渡してください / no tags come with this sheet: give the minutes with --over")
    scores = score_sheet(books[0]["judging"], books[0]["tags"], seed=args.seed)
    if not scores["turns"].iloc[0]:
        raise OptionError(f"{args.sheets[0]}: 判断した行がありません。テーマの欄に書いてください / nothing is judged yet: fill in the theme columns")
    tables = {"scores": scores}
    pairs = list(combinations(range(len(books)), 2))
    if pairs:
        tables["agreement"] = _agreement([(args.sheets[a], args.sheets[b], agreement(books[a]["judging"], books[b]["judging"])) for a, b in pairs])
    if "rates" in books[0]:
        tables["adjusted_rates"] = _rates(adjusted(books[0]["rates"], scores))
    write_tables(tables, args, words)
    return 0


def _csv(sheet: "pd.DataFrame", path: Path, words: Words) -> None:
    from minutes.themes.judged import THEMES

    sheet.drop(columns=list(THEMES)).to_csv(path, index=False, encoding="utf-8-sig")
    show(f"{words.say('wrote')}: {path}", to_errors=True)


def _book(sheet: "pd.DataFrame", corpus: "Corpus | Archive", tags: "pd.DataFrame", names: tuple[str, ...], path: str, words: Words) -> None:
    """The workbook: what is to be judged, and on hidden sheets the tags of these turns, the rates of all, and the list of themes."""
    import pandas as pd

    from minutes.compare.rates import rates
    from minutes.report.xlsx import write_xlsx
    from minutes.themes.judged import NONE, THEMES

    drawn = tags.merge(sheet[["meeting", "turn"]], on=["meeting", "turn"])
    tables = {
        "judging": sheet.drop(columns="themes"),
        "tags": drawn,
        "rates": rates(corpus, tags, by="municipality"),
        "themes": pd.DataFrame({"theme": [*names, NONE]}),
    }
    write_xlsx(tables, path, lang=words.lang, choices=dict.fromkeys((*THEMES, "primary"), "themes"), hidden=("tags", "rates", "themes"))
    show(f"{words.say('wrote')}: {path}", to_errors=True)


def _now(args: Namespace, sheet: "pd.DataFrame", words: Words) -> "dict[str, pd.DataFrame]":
    """The rows of a sheet that are in the minutes of `--over`, and the tags and rates of these minutes as they are now."""
    from minutes.compare.rates import rates
    from minutes.themes.corrections import located

    args.paths = args.over
    corpus = corpus_of(args, words)
    tags = every_tag_of(args, corpus)
    return {"judging": located(sheet, corpus.records), "tags": tags, "rates": rates(corpus, tags, by="municipality")}


def _agreement(pairs: "list[tuple[str, str, pd.DataFrame]]") -> "pd.DataFrame":
    from minutes.columns import frame

    rows = [row | {"judges": f"{Path(a).name}・{Path(b).name}"} for a, b, table in pairs for row in table.to_dict("records")]
    return frame("agreement", [{str(k): v for k, v in row.items()} for row in rows])


def _rates(table: "pd.DataFrame") -> "pd.DataFrame":
    from minutes.columns import columns

    return table[[c.name for c in columns("adjusted_rates")]]
