"""Many meetings in memory: read from files, counted, and shown as tidy tables."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from operator import attrgetter
from time import perf_counter
from typing import TYPE_CHECKING, Any

from minutes.columns import frame
from minutes.corpus.events import note
from minutes.corpus.later import Later
from minutes.corpus.records import failure_record
from minutes.corpus.status import books, file_row, shortcomings, status
from minutes.errors import LayoutError, SourceError
from minutes.model import Failure, Meeting, Source, Span, Table
from minutes.read.limits import LIMITS, Limits

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd

    from minutes.corpus.manifest import Listed
    from minutes.parse.layout import Layout

JOIN = "、"


def _rank(meeting: Meeting) -> tuple[tuple[bool, str], ...]:
    """The order of meetings everywhere: municipality, body, date, id; what is not known comes last."""
    h = meeting.header
    return tuple((value is None, value or "") for value in (h.municipality, h.body, h.date, meeting.id))


def _length(text: str) -> int:
    return len("".join(text.split()))


def _year(meeting: Meeting) -> int | None:
    h = meeting.header
    if h.fiscal_year is not None or h.date is None:
        return h.fiscal_year
    from minutes.text.dates import fiscal_year_of

    return fiscal_year_of(h.date)


def _joined(values: Iterable[object]) -> str | None:
    return JOIN.join(map(str, values)) or None


def turn_columns(m: Meeting) -> dict[str, list[Any]]:
    """The rows of `turns` of a meeting, column by column, without what the meeting says."""
    turns, speakers, spans = m.turns, [t.speaker for t in m.turns], [t.span for t in m.turns]
    return {
        "meeting": [m.id] * len(turns),
        "turn": [t.n for t in turns],
        "label": [s.label or None for s in speakers],
        "name": [s.name or None for s in speakers],
        "title": [s.title or None for s in speakers],
        "role": [s.role for s in speakers],
        "group": [s.group for s in speakers],
        "act": [t.act for t in turns],
        "item": [t.item for t in turns],
        "reply_to": [_joined(t.reply_to) for t in turns],
        "start": [s.start for s in spans],
        "end": [s.end for s in spans],
        "chars": [_length(t.text) for t in turns],
        "text": [t.text for t in turns],
    }


_OF_MEETING = ("municipality", "code", "body", "date", "fiscal_year", "number")


def meeting_row(m: Meeting, chars: int) -> dict[str, object]:
    """One row of `meetings`; `chars` are the characters of its turns."""
    h, s = m.header, m.source
    stated = {name: getattr(h, name) for name in ("municipality", "code", "body", "number", "date", "title", "start_time", "end_time", "place", "public", "observers")}
    made = {"meeting": m.id, "fiscal_year": _year(m), "chars": chars, "turns": len(m.turns), "status": status(m), "reasons": _joined(shortcomings(m))}
    read = {name: getattr(s, name) for name in ("path", "format", "encoding", "confidence", "replaced", "gaiji", "sha256")}
    judged = {name: getattr(m, name) for name in ("kind", "record", "questioning", "layout", "how", "claimed", "estimated_recall")}
    return stated | made | read | judged | {"flags": _joined(s.flags), "warnings": _joined(dict.fromkeys(w.code for w in m.warnings))}


def _cell_row(meeting: str, table: Table, row: int, column: int, cell: Span, text: str) -> dict[str, object]:
    place = {"meeting": meeting, "table": table.n, "row": row, "column": column, "header": table.header and row == 0}
    return place | {"text": cell.of(text), "start": cell.start, "end": cell.end}


@dataclass(frozen=True)
class Corpus:
    """Meetings that were read, in one fixed order, with the files that gave none.

    `records` holds the meetings, `failed` the files without one (duplicates and files that the manifest
    lists but nobody found among them), `listed` the rows of the manifest. The tables are pandas DataFrames
    made when first asked for; they join on `meeting`, or on `(meeting, turn)`.
    """

    records: tuple[Meeting, ...] = ()
    failed: tuple[Failure, ...] = ()
    listed: tuple["Listed", ...] = ()
    search = Later("minutes.compare.search", "search")

    @classmethod
    def of(cls, meetings: Iterable[Meeting | Failure], *, failed: Iterable[Failure] = (), listed: Iterable["Listed"] = ()) -> "Corpus":
        """A corpus of these meetings: sorted, and of several files with the same bytes only the first path is kept."""
        found = list(meetings)
        kept: dict[str, Meeting] = {}
        again = [f for f in found if isinstance(f, Failure)]
        for meeting in sorted((m for m in found if isinstance(m, Meeting)), key=lambda m: m.source.path):
            first = kept.setdefault(meeting.source.sha256, meeting)
            if first is not meeting:
                message = f"{first.source.path} と同じ内容です。分析には一度だけ使います / same bytes as {first.source.path}: used once"
                again.append(Failure(meeting.source.path, "corpus", "duplicate", message))
        failures = sorted({*again, *failed}, key=attrgetter("path", "stage", "reason"))
        return cls(tuple(sorted(kept.values(), key=_rank)), tuple(failures), tuple(listed))

    def __repr__(self) -> str:
        places = len({m.header.municipality for m in self.records if m.header.municipality})
        turns = sum(len(m.turns) for m in self.records)
        return f"Corpus({len(self.records)} meetings · {places} municipalities · {turns} turns · {len(self.failed)} failures)"

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Meeting]:
        return iter(self.records)

    @property
    def books(self) -> dict[str, int]:
        """Files seen, and what became of them: seen = ok + partial + quarantined + duplicate; `missing` were listed but not found."""
        return books([*self.records, *self.failed])

    @cached_property
    def files(self) -> "pd.DataFrame":
        """One row a file that was seen or listed, by path: its status (ok, partial, quarantined, duplicate, missing) and why."""
        rows = [*map(file_row, self.records), *map(file_row, self.failed)]
        return frame("files", sorted(rows, key=lambda row: (row["path"], row["status"])))

    @cached_property
    def meetings(self) -> "pd.DataFrame":
        """One row a meeting: what its record says of it and how it was read. `chars`, `turns`: sums over its turns."""
        chars = self.turns.groupby("meeting", sort=False)["chars"].sum()
        return frame("meetings", [meeting_row(m, int(chars.get(m.id, 0))) for m in self.records])

    @cached_property
    def turns(self) -> "pd.DataFrame":
        """One row a turn, with what its meeting says; `chars` counts the text without white space."""
        parts = list(map(turn_columns, self.records))
        data: dict[str, Any] = {name: [value for part in parts for value in part[name]] for name in (parts[0] if parts else ())}
        for name in _OF_MEETING:
            read = _year if name == "fiscal_year" else attrgetter(f"header.{name}")
            data[name] = [value for m in self.records for value in [read(m)] * len(m.turns)]
        return frame("turns", data)

    @cached_property
    def agenda(self) -> "pd.DataFrame":
        """One row an agenda item where the record takes it up; `turns` counts the turns that belong to it."""
        fields = ("number", "title", "level", "listed_title", "opened_by")
        return frame(
            "agenda",
            [
                {"meeting": m.id, "item": a.n, "start": a.span.start, "end": a.span.end, "turns": sum(t.item == a.n for t in m.turns)} | {f: getattr(a, f) for f in fields}
                for m in self.records
                for a in m.agenda
            ],
        )

    @cached_property
    def attendees(self) -> "pd.DataFrame":
        """One row a person of an attendance list, in printed order."""
        fields = ("name", "title", "role", "group", "present", "affiliation")
        people = ((m.id, n, a) for m in self.records for n, a in enumerate(m.header.attendees))
        return frame("attendees", [{"meeting": meeting, "n": n} | {f: None if (v := getattr(a, f)) == "" else v for f in fields} for meeting, n, a in people])

    @cached_property
    def tables(self) -> "pd.DataFrame":
        """One row a cell of the tables in reports and plans that has something printed in it."""
        cells = ((m, t, r, c, cell) for m in self.records for t in m.tables for r, row in enumerate(t.rows) for c, cell in enumerate(row) if len(cell))
        return frame("tables", [_cell_row(m.id, t, r, c, cell, m.source.text) for m, t, r, c, cell in cells])

    @cached_property
    def glossary(self) -> "pd.DataFrame":
        """One row an entry of the glossaries (用語集) in reports and plans."""
        entries = ((m.id, n, t) for m in self.records for n, t in enumerate(m.terms))
        return frame(
            "glossary", [{"meeting": meeting, "n": n, "term": t.term, "explanation": t.explanation or None, "start": t.span.start, "end": t.span.end} for meeting, n, t in entries]
        )

    @cached_property
    def failures(self) -> "pd.DataFrame":
        """One row a file that gave no meeting: path, stage, reason code, the limit that was passed, and what to try."""
        return frame("failures", [failure_record(x) for x in self.failed])


def load(path: str, layout: "Layout | None" = None, *, limits: Limits = LIMITS) -> Meeting | Failure:
    """The meeting of one file, or the `Failure` that says why there is none; only a broken layout raises."""
    from minutes.read.files import read_source

    try:
        return _understood(path, read_source(path, limits=limits), layout)
    except SourceError as error:
        return _unread(path, error)


def load_each(files: "Sequence[str]", layout: "Layout | None" = None, *, limits: Limits = LIMITS) -> Iterator[Meeting | Failure]:
    """What `load` gives for each file, in their order; while one is parsed, a worker opens the next. Each is noted in the log."""
    from minutes.read.ahead import read_ahead

    begun = perf_counter()
    for path, source in zip(files, read_ahead(files, limits=limits), strict=True):
        result = _unread(path, source) if isinstance(source, SourceError) else _understood(path, source, layout)
        note(result, perf_counter() - begun)
        yield result
        begun = perf_counter()


def _unread(path: str, error: SourceError) -> Failure:
    return Failure(path, "read", error.reason, str(error), error.sha256, error.limit, error.value)


def _understood(path: str, source: Source, layout: "Layout | None") -> Meeting | Failure:
    from minutes.parse.meeting import parse

    try:
        return parse(source, layout=layout)
    except LayoutError:
        raise
    except Exception as error:  # noqa: BLE001 - one bad file must not end a run over thousands
        message = f"{type(error).__name__}: {error}. 不具合の可能性があります / probably a bug of ours: please report it"
        return Failure(path, "parse", "parse_error", message, source.sha256)


def build(
    paths: "str | PathLike[str] | Sequence[str | PathLike[str]]",
    *,
    manifest: "str | PathLike[str] | None" = None,
    layout: "Layout | None" = None,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
    limits: Limits = LIMITS,
) -> Corpus:
    """The corpus of these files, folders (walked in sorted order) or globs; public as `minutes.corpus`.

    A `manifest.csv` in a walked folder is used by itself: what it says of a file goes before what the file
    says. A file that cannot be read becomes a row of `failures`. The result is the same for any number of
    `workers`; `progress` is called with (files done, files in all). `limits`: what one file may cost.
    """
    from minutes.corpus.engines import run
    from minutes.corpus.manifest import find, with_manifest

    files, listed, failed = find([paths] if isinstance(paths, str) or not isinstance(paths, Sequence) else paths, manifest=manifest, limits=limits)
    results = run(partial(load, limits=limits), files, layout, workers=workers, progress=progress, each=partial(load_each, limits=limits))
    rows = {row.path: row for row in listed}
    return Corpus.of((with_manifest(r, rows.get(f)) for f, r in zip(files, results, strict=True)), failed=failed, listed=listed)
