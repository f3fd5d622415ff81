"""The frozen values that travel through the house, in the order in which they come to be.

Every value that was printed has a `Span` into `Source.text`; nothing here is ever changed in place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from minutes.document import Section, Span, Table, Term

__all__ = ["AgendaItem", "Attendee", "Evidence", "Failure", "Header", "Hit", "Mark", "Meeting", "Note", "Part", "Section"]
__all__ += ["Source", "Span", "Speaker", "Table", "Tag", "Term", "Token", "Turn", "Warning"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One speech that came separated from the others: where it stands in the text and who speaks.

    `span` is the whole speech, `body` the offset at which the spoken words begin (behind the printed heading);
    `label` is the heading as printed, the rest is what the publisher says of the speaker ("" where it says nothing).
    """

    span: Span
    body: int
    label: str
    name: str = ""
    title: str = ""
    role: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One file as text: for a text file the decoded characters, newlines as they stand, BOM dropped.

    `replaced` counts characters that could not be decoded (U+FFFD), `gaiji` those of one office's font (外字); `pages` holds
    the offset at which each page starts (empty when the format has none). A `feed` comes with its speeches separated: `marks`.
    `format` is that of the bytes (text, html, pdf …), `confidence` that of the encoding, `flags` are codes of docs/reason-codes.md.
    """

    path: str
    text: str = field(repr=False)
    sha256: str
    encoding: str
    replaced: int = 0
    pages: tuple[int, ...] = ()
    feed: str | None = None
    marks: tuple[Mark, ...] = field(default=(), repr=False)
    format: str = "text"
    confidence: float = 1.0
    gaiji: int = 0
    flags: tuple[str, ...] = ()
    furniture: tuple[Span, ...] = field(default=(), repr=False)  # running heads, feet, page numbers


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a printed heading says is speaking; `label` is verbatim, the rest is read from it.

    `role`: chair, vice_chair, member, secretariat, official, guest, public or unknown.
    `group`: the side of the table (委員, 事務局 …) where the record tells it, else None.
    `person` is one id for all labels of a person within one meeting (白澤委員 and 白澤副会長); never across meetings.
    """

    label: str
    name: str = ""
    title: str = ""
    role: str = "unknown"
    group: str | None = None
    affiliation: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One speech (発言): from the first character of its heading to its last non-blank character.

    `marker` is the printed heading (empty where there is none). `text` is what the reader sees: the
    words spoken, wrapped lines joined, notes and page furniture left out. `pieces` are the spans of the
    source that `text` is made of, in order: joined with nothing or with one newline, they give `text`.
    """

    n: int
    span: Span
    marker: Span
    speaker: Speaker
    text: str = field(repr=False)
    pieces: tuple[Span, ...] = field(repr=False)
    item: int | None = None
    act: str = "speech"
    reply_to: tuple[int, ...] = ()

    def locate(self, start: int, end: int) -> Span:
        """The span of the source from which `text[start:end]` was taken."""
        at, first = 0, None
        for piece in self.pieces:
            if self.text[at : at + 1] == "\n":  # pieces hold no line break: this one joins two of them
                at += 1
            stop = at + len(piece)
            if first is None and start < stop:
                first = piece.start + max(0, start - at)
            if first is not None and end <= stop:
                return Span(first, piece.start + max(0, end - at))
            at = stop
        return Span(self.span.end if first is None else first, self.span.end)


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One 議題・案件・日程 where the record takes it up; the span runs to the next item."""

    n: int
    number: str | None
    title: str
    level: int
    span: Span
    listed_title: str | None = None
    opened_by: str = "heading"


@dataclass(frozen=True, slots=True)
class Note:
    """Printed words that are nobody's speech. `kind`: procedural, stage, time, heading, rule, page, noise."""

    kind: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Attendee:
    """One person of the attendance list as printed there."""

    name: str
    title: str
    role: str
    group: str | None
    present: bool = True
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a header field was read: the span, and how (label, title, roster, prose, inferred, manifest …)."""

    how: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """What the record says about its meeting; a field that is not stated is None or empty.

    `date` is ISO (2024-07-17), `start_time` and `end_time` are HH:MM, `code` is the six-digit 団体コード.
    """

    title: str | None = None
    municipality: str | None = None
    code: str | None = None
    body: str | None = None
    number: int | None = None
    fiscal_year: int | None = None
    date: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    place: str | None = None
    public: str | None = None
    observers: int | None = None
    agenda_listed: tuple[str, ...] = ()
    attendees: tuple[Attendee, ...] = ()
    documents: tuple[str, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Warning:
    """Something a careful reader should look at: a code from `docs/warnings.md`, a sentence, a place."""

    code: str
    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One tile of a text. `kind`: front, turn, note, heading, section, rule, page or loose."""

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Meeting:
    """The record of one meeting, or of a document that turned out not to be one (`kind`).

    `kind`: transcript, summary, report or other. `record`: verbatim, summary or unknown.
    `layout` names the layout that cut the text, `how` says whether it was declared, learned or given.
    `parts` tile `source.text`; `claimed` is the share of non-blank characters that a rule accounts for.
    `estimated_recall` is the share of speeches that were found, estimated without gold (`minutes.parse.recall`; None where nobody
    estimated). `questioning`: one_by_one (一問一答), in_block (一括質問・一括答弁), or None where the record does not show it.
    `tables` and `terms` (a glossary) are those of a document without turns.
    """

    id: str
    source: Source
    kind: str
    record: str
    layout: str | None
    how: str
    claimed: float
    header: Header
    agenda: tuple[AgendaItem, ...] = ()
    turns: tuple[Turn, ...] = field(default=(), repr=False)
    notes: tuple[Note, ...] = field(default=(), repr=False)
    sections: tuple[Section, ...] = field(default=(), repr=False)
    parts: tuple[Part, ...] = field(default=(), repr=False)
    warnings: tuple[Warning, ...] = field(default=(), repr=False)
    reasons: tuple[str, ...] = field(default=(), repr=False)
    estimated_recall: float | None = None
    questioning: str | None = None
    tables: tuple[Table, ...] = field(default=(), repr=False)
    terms: tuple[Term, ...] = field(default=(), repr=False)

    def __repr__(self) -> str:
        cut = f"{len(self.turns)} turns · {len(self.agenda)} items · layout {self.layout or '–'} ({self.how}) · {100 * self.claimed:.1f} % claimed"
        return f"Meeting({self.id} · {self.kind} · {cut})"


class Token(NamedTuple):
    """One word: as printed, its dictionary form for grouping, its part of speech, its place in the text.

    A named tuple, for a text has thousands of them.
    """

    surface: str
    lemma: str
    pos: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The place in the text as a span."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a term of a theme was printed: `span` points into the source."""

    term: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Tag:
    """One theme of one turn with its evidence.

    `how`: term (own words), context (inherited from turn `source_turn`), act (procedural), topic.
    """

    meeting: str
    turn: int
    theme: str
    primary: bool
    score: float
    how: str
    hits: tuple[Hit, ...] = ()
    source_turn: int | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """One file that gave no meeting: which, at what stage, why (a reason code), what to do next, the limit passed (wall=60), what it had."""

    path: str
    stage: str
    reason: str
    message: str
    sha256: str = ""
    limit: str = ""
    value: float | None = None
