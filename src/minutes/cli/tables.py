"""Any table, written in any form: on the screen, as CSV for people or for machines, JSON lines, Parquet, or Excel."""

from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minutes.cli.asked import where_of
from minutes.cli.files import corpus_of, output, report_failures
from minutes.cli.screen import screen
from minutes.cli.words import Words, show
from minutes.errors import OptionError

if TYPE_CHECKING:
    import pandas as pd

    from minutes.archive.store import Archive
    from minutes.corpus.corpus import Corpus

Tables = Mapping[str, "pd.DataFrame"]

ENDINGS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet", ".xlsx": "xlsx"}
SHOWN = 6  # municipalities that a line names
FILES = {"xlsx": ".xlsx", "parquet": ".parquet"}  # forms that no terminal shows


def form_of(args: Namespace) -> str:
    """The form of `--format`, else by the ending of `-o`, else a table for the screen."""
    return getattr(args, "format", None) or ENDINGS.get(Path(args.output or "").suffix.lower(), "table")


def ready(args: Namespace) -> None:
    """`OptionError` for what could not be written in the end, before anything is read."""
    if args.output and not Path(args.output).parent.is_dir():
        folder = Path(args.output).parent
        raise OptionError(f"{args.output}: フォルダ {folder} がありません。確かめるか、先に作ってください / there is no folder {folder}: check it, or make it first")
    if form_of(args) == "parquet":
        try:
            import pyarrow as pa  # noqa: F401 - is it there?
        except ImportError:
            raise OptionError("Parquet には pyarrow が要ります: pip install 'minutes[sql]' / Parquet needs pyarrow: pip install 'minutes[sql]'") from None


def run(args: Namespace, words: Words, make: "Callable[[Any], Tables]", *, by: Sequence[str] = (), empty: bool = False) -> int:
    """Read the paths, make the tables, write them, say what was not read; the exit code. `empty`: also without any turn."""
    ready(args)
    corpus = corpus_of(args, words)
    if not spoken(corpus) and not empty:
        show(words.say("no_meeting"), to_errors=True)
        return report_failures(args, words, list(corpus.failed)) or 3
    write_tables(make(corpus), args, words, by=by)
    if by and not _levelled(args, by):
        say_mixed(corpus, words)
    say_unread(corpus, words)
    return report_failures(args, words, list(corpus.failed))


def spoken(corpus: "Archive | Corpus") -> int:
    """How many turns there are, without reading them."""
    return int(corpus.meetings["turns"].sum())


def _levelled(args: Namespace, by: Sequence[str]) -> bool:
    """Is the style of record what is compared, one of the filters, or levelled out?"""
    filtered = "record" in (where_of(args) or {}) if getattr(args, "where", None) else False
    return filtered or "record" in by or bool(getattr(args, "standardise", False) or getattr(args, "over", None))


def say_mixed(corpus: "Archive | Corpus", words: Words) -> None:
    """On stderr: summaries stand beside verbatim records, whose rates are not to be compared as they are."""
    read = corpus.meetings[corpus.meetings["turns"] > 0]
    places = read.loc[read["record"] == "summary", "municipality"].fillna(words.say("unknown")).drop_duplicates().tolist()
    if 0 < int((read["record"] == "summary").sum()) < len(read):
        show(words.say("record_mixed", names="、".join(places[:SHOWN]) + ("…" if len(places) > SHOWN else "")), to_errors=True)


def say_unread(corpus: "Archive | Corpus", words: Words) -> None:
    """On stderr: documents without speech, and files of which a part stayed unread."""
    silent, partial = int((corpus.meetings["turns"] == 0).sum()), corpus.books.get("partial", 0)
    if silent:
        show(words.say("no_turns_note", n=silent), to_errors=True)
    if partial:
        show(words.say("partial_note", n=partial), to_errors=True)


def write_tables(tables: Tables, args: Namespace, words: Words, *, by: Sequence[str] = ()) -> None:
    """The tables in the form that was asked for, to `-o` or the screen; several tables of one form go to several files."""
    form = form_of(args)
    if form == "table":
        _to_screen(tables, args, words, by)
    elif form in FILES:
        path = Path(args.output or f"{args.verb}{FILES[form]}")
        if form == "xlsx":
            workbook(tables, path, words)
        for name, place in _places(tables, path) if form == "parquet" else ():
            tables[name].to_parquet(place, index=False)
            show(f"{words.say('wrote')}: {place}", to_errors=True)
    elif args.output:
        for name, place in _places(tables, Path(args.output)):
            place.write_bytes(as_text(tables[name], name, form, words).encode("utf-8"))
    elif len(tables) > 1:
        raise OptionError(f"表が{len(tables)}つあります。-o でファイルに書いてください / {len(tables)} tables: write them to a file with -o ({', '.join(tables)})")
    else:
        with output(None) as out:
            out.writelines(as_text(table, name, form, words) for name, table in tables.items())
    for line in (line for table in tables.values() for line in notes(table, words)):
        show(line, to_errors=form != "table" or bool(args.output))


def notes(table: "pd.DataFrame", words: Words) -> list[str]:
    """What a reader must know of a table beside its rows: that themes overlap, how far chance goes among distinctive words."""
    null, overlap = table.attrs.get("null"), table.attrs.get("overlap")
    said = [words.say("overlap", turns=overlap[0], tags=overlap[1])] if overlap else []
    if null:
        said.append(
            words.say("null", ours=f"{100 * null['keyness']:.1f}", plain=f"{100 * null['g2']:.1f}", floor=f"{null['floor']:.1f}") if null["splits"] else words.say("null_none")
        )
    return said


def _to_screen(tables: Tables, args: Namespace, words: Words, by: Sequence[str]) -> None:
    text = "\n".join(screen(name, table, words, by=by, rows=getattr(args, "rows", None)) for name, table in tables.items())
    if args.output:
        Path(args.output).write_text(text + "\n", encoding="utf-8", newline="\n")
    else:
        show(text)


def workbook(tables: Tables, path: str | Path, words: Words, **options: Any) -> None:
    """An Excel workbook of the tables (`options` as `write_xlsx` takes them); says where it is, and how many texts were too long for one cell."""
    from minutes.report.xlsx import write_xlsx

    split = write_xlsx(tables, path, lang=words.lang, **options)
    show(f"{words.say('wrote')}: {path}", to_errors=True)
    if split:
        show(words.say("cells_split", n=split), to_errors=True)


def as_text(table: "pd.DataFrame", name: str, form: str, words: Words) -> str:
    """A table as csv (for Excel: BOM, headers in words, no formulas), csv-plain (as it is) or jsonl."""
    from minutes.report.export import csv_text

    if form == "jsonl":
        return str(table.to_json(orient="records", lines=True, force_ascii=False)) if len(table) else ""
    return csv_text(table, name=name, people=form == "csv", lang=words.lang)


def _places(tables: Tables, path: Path) -> list[tuple[str, Path]]:
    """The file of each table: the first has the name that was given, the others their own name in it."""
    return [(name, path if k == 0 else path.with_name(f"{path.stem}.{name}{path.suffix}")) for k, name in enumerate(tables)]
