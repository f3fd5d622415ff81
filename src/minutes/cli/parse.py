"""`minutes parse` and `minutes tag`: meetings to lines."""

import csv
from argparse import Namespace
from typing import Any

from minutes.cli.files import json_line, meetings, output, report_failures
from minutes.cli.words import Words
from minutes.corpus.records import meeting_record, tag_record
from minutes.model import Failure, Meeting

TURN_COLUMNS = ("path", "meeting", "municipality", "code", "body", "date", "turn", "label", "name", "title", "role", "group", "act", "item", "start", "end", "text")
TAG_COLUMNS = ("path", "meeting", "turn", "theme", "primary", "score", "how", "hits")


def parse(args: Namespace, words: Words) -> int:
    """One meeting a line (jsonl) or one turn a line (csv, UTF-8 with BOM for Excel)."""
    failed: list[Failure] = []
    with output(args.output) as out:
        if args.format == "csv":
            out.write("\ufeff")
            writer = csv.writer(out)
            writer.writerow(TURN_COLUMNS)
        for meeting in meetings(args, words, failed):
            if args.format == "csv":
                writer.writerows(_turn_rows(meeting))
            else:
                out.write(json_line(meeting_record(meeting)))
    return report_failures(args, words, failed)


def _turn_rows(m: Meeting) -> list[list[Any]]:
    h = m.header
    head = [m.source.path, m.id, h.municipality, h.code, h.body, h.date]
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
            excel_text(t.text),
        ]
        for t in m.turns
    ]


def excel_text(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula: = + - @ and their full-width forms get a leading apostrophe."""
    return "'" + text if text.lstrip()[:1] in tuple("=+-@＝＋－＠\t\r") and text.strip() else text


def tag(args: Namespace, words: Words) -> int:
    """One (turn, theme) a line, with the hits that are its evidence."""
    from minutes.themes.dictionary import load_themes
    from minutes.themes.tag import tag_meeting

    themes, failed = load_themes(args.themes), list[Failure]()
    with output(args.output) as out:
        if args.format == "csv":
            out.write("\ufeff")
            writer = csv.writer(out)
            writer.writerow(TAG_COLUMNS)
        for meeting in meetings(args, words, failed):
            for found in tag_meeting(meeting, themes):
                record = tag_record(meeting, found)
                if args.format == "csv":
                    writer.writerow([*(record[c] for c in TAG_COLUMNS[:-1]), excel_text("、".join(dict.fromkeys(h["text"] for h in record["hits"])))])
                else:
                    out.write(json_line(record))
    return report_failures(args, words, failed)
