"""Tables in which one column says who speaks and another what was said."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from minutes.read.extract import Extract
from minutes.read.reasons import Refusal
from minutes.read.sniff import SPEAKERS, SPEECHES
from minutes.read.speeches import Speech, print_speeches

_TITLES = ("役職", "肩書", "職名", "役職名", "title", "position", "speakerposition")
_GROUPS = ("会派", "所属", "区分", "group", "speakergroup")

Columns = tuple[str, str, str | None, str | None]


def columns_of(keys: Sequence[str]) -> Columns | None:
    """Which columns hold the speaker, the speech, the title, the group; None when there is no table of speeches."""
    speaker = next((k for k in (*SPEAKERS, "label", "名前") if k in keys), None)
    speech = next((k for k in SPEECHES if k in keys and k != speaker), None)
    if speaker is None or speech is None:
        return None
    title = next((k for k in _TITLES if k in keys and k not in {speaker, speech}), None)
    return speaker, speech, title, next((k for k in _GROUPS if k in keys and k not in {speaker, speech}), None)


def speech_of(columns: Columns, row: Mapping[str, str]) -> Speech:
    """The speech in one row, given by lower-case column name."""
    speaker, speech, title, group = columns
    return Speech(row.get(speech, ""), row.get(speaker, "").strip(), row.get(title or "", "").strip(), "", row.get(group or "", "").strip())


def read_csv(text: str) -> Extract:
    """A comma-separated table with a speaker column; Refusal parse_error when a row cannot be read."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=False))
    except csv.Error as error:
        raise Refusal("parse_error", f"CSV: {error}") from None
    return read_rows(rows, format="csv") or Extract("\n".join("\t".join(row) for row in rows), "csv", "utf-8")


def read_rows(rows: Sequence[Sequence[str]], *, format: str) -> Extract | None:
    """The speeches of a table whose head, in its first ten rows, names a speaker and a speech column; None without one.

    A column that says the same in every row (the meeting, its date) is printed once at the top.
    """
    for at, head in enumerate(rows[:10]):
        keys = [cell.strip().lower() for cell in head]
        if (columns := columns_of(keys)) is not None:
            body = [dict(zip(keys, row, strict=False)) for row in rows[at + 1 :] if any(row)]
            front = ["\t".join(row).rstrip("\t") for row in rows[:at]] + _constant(head, keys, body, columns)
            return print_speeches(_carried(body, columns), format=format, feed=format, head=front)
    return None


def _carried(body: Sequence[Mapping[str, str]], columns: Columns) -> Iterator[Speech]:
    """The rows as speeches; 〃 and an empty cell name the speaker above."""
    last = Speech("")
    for row in body:
        speech = speech_of(columns, row)
        if speech.name in {"", "〃", "同"} and last.name:
            speech = Speech(speech.words, last.name, last.title, "", last.group)
        last = speech
        yield speech


def _constant(head: Sequence[str], keys: Sequence[str], body: Sequence[Mapping[str, str]], columns: Columns) -> list[str]:
    values = {key: {row.get(key, "") for row in body} for key in keys if key and key not in columns}
    return [f"{name.strip()}：{next(iter(values[key]))}" for name, key in zip(head, keys, strict=True) if key in values and len(values[key]) == 1 and values[key] != {""}]
