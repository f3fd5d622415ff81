"""`minutes compare`: rates of themes by group, on the screen or as a table for other programs."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from minutes.cli.files import corpus_of, output, report_failures
from minutes.cli.words import Words, screen_table, show
from minutes.corpus.corpus import Corpus

if TYPE_CHECKING:
    import pandas as pd


def compare(args: Namespace, words: Words) -> int:
    """The rates of every theme in every group, with counts and denominators; screen, csv, jsonl or xlsx."""
    from minutes.compare.rates import rates
    from minutes.themes.dictionary import load_themes
    from minutes.themes.tag import tag

    corpus = corpus_of(args, words)
    failed = list(corpus.failed)
    if not len(corpus.turns):
        show(words.say("no_meeting"), to_errors=True)
        return report_failures(args, words, failed) or 3
    by = args.by.split(",")
    found = rates(corpus, tag(corpus, load_themes(args.themes)), by=by if len(by) > 1 else by[0], of=args.of)
    if args.format == "xlsx" or (args.output or "").endswith(".xlsx"):
        from minutes.report.xlsx import write_xlsx

        write_xlsx({"rates": found, "meetings": corpus.meetings}, args.output or "rates.xlsx")
    elif args.format == "table":
        show_comparison(corpus, found, by, words)
    else:
        _write(found, args)
    return report_failures(args, words, failed)


def _write(found: "pd.DataFrame", args: Namespace) -> None:
    if args.format == "csv" and args.output:
        found.to_csv(Path(args.output), index=False, encoding="utf-8-sig")
        return
    with output(args.output) as out:
        text = found.to_csv(index=False) if args.format == "csv" else found.to_json(orient="records", lines=True, force_ascii=False)
        out.write(text)


def show_comparison(corpus: Corpus, found: "pd.DataFrame", by: list[str], words: Words) -> None:
    """What was read, then one row a theme and one column a group: rate and count of the denominator."""
    show(f"\n■ {words.say('groups')}")
    meetings = corpus.meetings[corpus.meetings["turns"] > 0]
    read = meetings.groupby("municipality", dropna=False).agg(
        meetings=("meeting", "count"), turns=("turns", "sum"), chars=("chars", "sum"), record=("record", lambda r: "・".join(sorted(set(r))))
    )
    show(screen_table(["municipality", "meetings", "turns", "chars", "record"], [[_name(k), *v] for k, v in zip(read.index, read.to_numpy().tolist(), strict=True)]))
    silent = len(corpus.meetings) - len(meetings)
    if silent:
        show(words.say("no_turns_note", n=silent))
    unit = str(found["unit"].iloc[0]) if len(found) else ""
    show(f"\n■ {words.say('rates', unit=unit)}")
    found = found.assign(column=found[by].astype("string").fillna("(NA)").agg(" ".join, axis=1))
    groups = list(dict.fromkeys(found["column"]))
    marked = set(found.loc[found["descriptive"].fillna(value=False), "column"])
    order = found.groupby("theme")["n"].sum().sort_values(ascending=False, kind="stable").index
    cells = {(t, g): f"{100 * rate:.1f}% {n}/{of}" for t, g, n, of, rate in zip(found["theme"], found["column"], found["n"], found["of"], found["rate"], strict=True)}
    show(screen_table(["theme", *(f"{g}{'*' if g in marked else ''}" for g in groups)], [[t, *(cells.get((t, g), "") for g in groups)] for t in order]))
    if marked:
        show(words.say("descriptive"))


def _name(value: object) -> str:
    import pandas as pd

    return "(NA)" if pd.isna(value) else str(value)  # type: ignore[call-overload]
