"""`minutes parse` and `minutes tag`: meetings to lines."""

import csv
from argparse import Namespace
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from minutes.cli.asked import keeps_tags
from minutes.cli.files import archives_of, json_line, meetings, output, read_meetings, report_failures
from minutes.cli.words import Words, show
from minutes.corpus.records import meeting_record, tag_record
from minutes.model import Failure, Meeting, Tag
from minutes.text.gaiji import shown

if TYPE_CHECKING:
    from minutes.themes.corrections import Corrections
    from minutes.themes.topic_model import TopicModel

One = TypeVar("One")

TURN_COLUMNS = (
    "path",
    "meeting",
    "municipality",
    "code",
    "body",
    "date",
    "turn",
    "label",
    "name",
    "title",
    "role",
    "group",
    "act",
    "item",
    "start",
    "end",
    "claimed",
    "estimated_recall",
    "text",
)
TAG_COLUMNS = ("path", "meeting", "turn", "theme", "primary", "score", "how", "hits")


def parse(args: Namespace, words: Words) -> int:
    """One meeting a line (jsonl) or one turn a line (csv, UTF-8 with BOM for Excel)."""
    failed: list[Failure] = []
    write_meetings(meetings(args, words, failed), args)
    return report_failures(args, words, failed)


def write_meetings(found: Iterable[Meeting], args: Namespace) -> None:
    """The meetings in the form and to the place that were asked for."""
    ready = begun(found)
    with output(args.output) as out:
        if args.format == "csv":
            out.write("\ufeff")
            writer = csv.writer(out)
            writer.writerow(TURN_COLUMNS)
        for meeting in ready:
            if args.format == "csv":
                writer.writerows(_turn_rows(meeting))
            else:
                out.write(json_line(meeting_record(meeting)))


def begun(found: Iterable[One]) -> Iterator[One]:
    """The meetings, the first of them already read: what is wrong with the options is said before an output is opened."""
    rest = iter(found)
    return chain([first for first in [next(rest, None)] if first], rest)


def _turn_rows(m: Meeting) -> list[list[Any]]:
    h = m.header
    head = [excel_text(m.source.path), excel_text(m.id), excel_text(h.municipality or ""), h.code, excel_text(h.body or ""), h.date]
    return [
        [
            *head,
            t.n,
            *map(excel_text, (t.speaker.label, t.speaker.name, t.speaker.title)),
            t.speaker.role,
            t.speaker.group,
            t.act,
            t.item,
            t.span.start,
            t.span.end,
            m.claimed,
            m.estimated_recall,
            excel_text(t.text),
        ]
        for t in m.turns
    ]


def excel_text(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula: = + - @ and their full-width forms get a leading apostrophe; 外字 as 〓 with their code."""
    text = shown(text)
    return "'" + text if text.lstrip()[:1] in tuple("=+-@＝＋－＠\t\r") and text.strip() else text


def tagged(args: Namespace, words: Words, failed: list[Failure], decided: "Corrections | None") -> Iterator[tuple[Meeting, list[Tag]]]:
    """Every meeting with its tags, one in memory at a time: of an archive those that it keeps, where these are what is asked for."""
    from minutes.themes.dictionary import load_themes
    from minutes.themes.tag import tag_meeting

    themes, topics = load_themes(args.themes), _topics(args.topic_model)
    stores, paths = archives_of(args)
    for store in stores:
        failed += store.failed
        if decided is None and topics is None and keeps_tags(store, args.themes):
            yield from store.tagged()
        else:
            heard = ((meeting, None) for meeting in store.records) if topics is None else store.cuts.meetings()
            yield from ((meeting, tag_meeting(meeting, themes, corrections=decided, topics=topics, words=cut)) for meeting, cut in heard)
    for meeting in read_meetings(paths, args, words, failed):
        yield meeting, tag_meeting(meeting, themes, corrections=decided, topics=topics)


def _topics(path: str | None) -> "TopicModel | None":
    """The model of `--topic-model`."""
    if not path:
        return None
    from minutes.themes.topic_model import TopicModel

    return TopicModel.load(path)


def tag(args: Namespace, words: Words) -> int:
    """One (turn, theme) a line, with the hits that are its evidence."""
    from minutes.themes.corrections import load_corrections

    failed = list[Failure]()
    decided = load_corrections(args.corrections) if args.corrections else None
    used = 0
    ready = begun(tagged(args, words, failed, decided))
    with output(args.output) as out:
        if args.format == "csv":
            out.write("\ufeff")
            writer = csv.writer(out)
            writer.writerow(TAG_COLUMNS)
        for meeting, tags in ready:
            used += len(decided.of(meeting)) if decided else 0
            for found in tags:
                record = tag_record(meeting, found)
                if args.format == "csv":
                    writer.writerow(
                        [
                            *(excel_text(v) if isinstance(v := record[c], str) else v for c in TAG_COLUMNS[:-1]),
                            excel_text("、".join(dict.fromkeys(h["text"] for h in record["hits"]))),
                        ]
                    )
                else:
                    out.write(json_line(record))
    if decided:
        show(words.say("corrected", n=len(decided), used=used), to_errors=True)
    return report_failures(args, words, failed)
