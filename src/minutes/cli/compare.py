"""`minutes compare`: rates of themes by group, on the screen or as a table for other programs."""

import io
from argparse import Namespace
from contextlib import nullcontext, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from minutes.cli.asked import by_of, tags_of, where_of
from minutes.cli.files import corpus_of, output, report_failures
from minutes.cli.screen import HEADS, grid, head, missing, terminal
from minutes.cli.tables import form_of, notes, ready, spoken, workbook, write_tables
from minutes.cli.words import Words, show, width

if TYPE_CHECKING:
    import pandas as pd

    from minutes.archive.store import Archive
    from minutes.corpus.corpus import Corpus


def compare(args: Namespace, words: Words) -> int:
    """The rates of every theme in every group, with counts and denominators; screen, csv, jsonl or xlsx."""
    from minutes.compare.count import unit_of
    from minutes.compare.rates import rates

    ready(args)
    by, where, of = by_of(args), where_of(args), unit_of(args.of)
    corpus = corpus_of(args, words)
    failed = list(corpus.failed)
    if not spoken(corpus):
        show(words.say("no_meeting"), to_errors=True)
        return report_failures(args, words, failed) or 3
    found = rates(corpus, tags_of(args, corpus), by=by, of=of, where=where)
    args.format = None if args.format == "table" else args.format
    args.format = form_of(args)
    if args.format == "xlsx":
        workbook({"rates": found, "meetings": corpus.meetings}, args.output or "rates.xlsx", words)
    elif args.format == "table":
        with redirect_stdout(io.StringIO()) if args.output else nullcontext(io.StringIO()) as shown:
            show_comparison(corpus, found, by, words)
        if args.output:
            Path(args.output).write_text(shown.getvalue(), encoding="utf-8", newline="\n")
    elif args.output:
        write_tables({"rates": found}, args, words, by=by)
    else:
        with output(None) as out:
            out.write(found.to_csv(index=False) if args.format == "csv" else found.to_json(orient="records", lines=True, force_ascii=False))
    return report_failures(args, words, failed)


def show_comparison(corpus: "Corpus | Archive", found: "pd.DataFrame", by: list[str], words: Words) -> None:
    """What was read, then one row a theme and one column a group: rate and count of the denominator, in parts that fit the terminal."""
    show(f"\n■ {words.say('groups')}")
    meetings = corpus.meetings[corpus.meetings["turns"] > 0]
    heads = [head("municipality", "coverage", words), head("meetings", "rates", words), *(head(name, "coverage", words) for name in ("turns", "chars", "record"))]
    rows = [_read(words.say("unknown") if missing(place) else str(place), mine, words) for place, mine in meetings.groupby("municipality", dropna=False)]
    show_lines(grid(heads, rows, terminal()))
    silent = len(corpus.meetings) - len(meetings)
    if silent:
        show(words.say("no_turns_note", n=silent))
    unit = words.say(f"unit_{found['unit'].iloc[0]}") if len(found) else ""
    show(f"\n■ {words.say('rates', unit=unit)}")
    found = found.assign(column=[" ".join(words.say("unknown") if missing(v) else words.shown(c, str(v)) for c, v in zip(by, row, strict=True)) for row in found[by].to_numpy()])
    marked = set(found.loc[found["descriptive"].fillna(value=False), "column"])
    groups = list(dict.fromkeys(found["column"]))
    order = found.groupby("theme", observed=True)["n"].sum().sort_values(ascending=False, kind="stable").index
    cells = {(t, g): f"{100 * rate:.1f}% {n}/{of}" for t, g, n, of, rate in zip(found["theme"], found["column"], found["n"], found["of"], found["rate"], strict=True)}
    for part in _parts(groups, cells, max((width(str(t)) for t in order), default=0)):
        names = [f"{g}{'*' if g in marked else ''}" for g in part]
        if part[0] != groups[0]:
            show("")
        show_lines(grid([head("theme", "rates", words), *names], [[str(t), *(cells.get((t, g), "–") for g in part)] for t in order], terminal()))
    for line in [*(notes(found, words)), *([words.say("descriptive")] if marked else [])]:
        show(line)


def _read(place: str, mine: "pd.DataFrame", words: Words) -> list[str]:
    records = "・".join(words.shown("record", r) for r in sorted(set(mine["record"])))
    return [place, str(len(mine)), str(int(mine["turns"].sum())), str(int(mine["chars"].sum())), records]


def _parts(groups: list[str], cells: dict[tuple[str, str], str], first: int) -> list[list[str]]:
    """The groups, as many side by side as the terminal holds."""
    room, parts, used = terminal(), [list[str]()], first
    for g in groups:
        wide = 2 + max(min(width(g) + 1, HEADS[1]), *(width(c) for (_, group), c in cells.items() if group == g))
        if room is not None and parts[-1] and used + wide > room:
            parts.append([])
            used = first
        parts[-1].append(g)
        used += wide
    return parts


def show_lines(lines: tuple[list[str], list[str]]) -> None:
    """Print the heading and the rows of a grid."""
    show("\n".join([*lines[0], *lines[1]]))
