"""Feeds in which the speakers are already separated: the Diet's API, vendors' JSON, TEI."""

import json
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

from minutes.read.extract import Extract
from minutes.read.limits import LIMITS, Limits
from minutes.read.reasons import Refusal
from minutes.read.speeches import Speech, print_speeches
from minutes.read.tables import columns_of, speech_of
from minutes.read.tei import ID, local, read_tei
from minutes.read.xml import events

Meetings = dict[str, Extract]


def read_json(text: str, limits: Limits = LIMITS) -> Meetings:
    """The meetings of a JSON feed by their ids: the Diet's API, DiscussVision (tenant_minutes), or any list of speeches.

    Refusal: truncated, parse_error, nesting, unsupported_format when no speeches are found.
    """
    try:
        found = json.loads(text)
    except RecursionError:
        raise Refusal("nesting", f"JSON > {limits.depth}", limit="depth") from None
    except ValueError as error:
        whole = text.rstrip()
        cut = isinstance(error, json.JSONDecodeError) and error.pos >= len(whole) - 1 and whole[-1:] not in {"}", "]"}
        raise Refusal("truncated" if cut or "Unterminated" in str(error) else "parse_error", f"JSON: {error}") from None
    _count(found, limits)
    meetings = _meetings(found)
    if not meetings:
        raise Refusal("unsupported_format", "発言のないJSON / JSON without speeches")
    return meetings


def _meetings(found: Any) -> Meetings:
    if isinstance(found, dict) and isinstance(minutes := found.get("tenant_minutes"), list):
        return {"1": print_speeches((_ssp(m) for m in minutes if isinstance(m, dict)), format="json", feed="ssp")}
    if isinstance(found, dict) and isinstance(records := found.get("meetingRecord"), list):
        return _keyed((_text(r, "issueID"), _diet(r, r.get("speechRecord"), "json")) for r in records if isinstance(r, dict))
    if isinstance(found, dict) and isinstance(records := found.get("speechRecord"), list):
        return _keyed((key, _diet(group[0], group, "json")) for key, group in _grouped(records))
    if isinstance(found, list) and found and all(isinstance(m, dict) and isinstance(m.get("speeches"), list) for m in found):
        return _keyed((_text(m, "id"), _session(m)) for m in found)
    if isinstance(found, dict) and isinstance(found.get("speeches"), list):
        return {"1": _session(found)}
    rows = _speech_rows(found)
    return {"1": print_speeches(rows, format="json", feed="json")} if rows else {}


def _keyed(pairs: Iterator[tuple[str, Extract]]) -> Meetings:
    """Meetings by id, or by their place where the id is missing or was met before."""
    found: Meetings = {}
    for n, (key, extract) in enumerate(pairs, 1):
        found[key if key and key not in found else str(n)] = extract
    return found


def _grouped(records: Sequence[Any]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for record in records:
        if isinstance(record, dict):
            groups.setdefault(_text(record, "issueID"), []).append(record)
    yield from groups.items()


def _text(row: Mapping[str, Any], *keys: str) -> str:
    """The first of the keys that holds a string or a number."""
    return next((str(row[key]) for key in keys if isinstance(row.get(key), str | int | float)), "")


def _diet(meeting: Mapping[str, Any], records: Any, format: str) -> Extract:
    """One meeting of the Diet's API; the record 会議録情報 is the front matter, nobody's speech."""
    issue = " ".join(filter(None, (_text(meeting, "nameOfHouse"), _text(meeting, "nameOfMeeting"), _text(meeting, "issue"))))
    session = _text(meeting, "session")
    head = [f"第{session}回国会 {issue}" if session else issue]
    return print_speeches((_diet_speech(r) for r in records or () if isinstance(r, Mapping)), format=format, feed="diet", head=head)


def _diet_speech(record: Mapping[str, Any]) -> Speech:
    name = _text(record, "speaker")
    if name == "会議録情報":
        return Speech(_text(record, "speech"))
    return Speech(_text(record, "speech"), name, _text(record, "speakerPosition"), _text(record, "speakerRole"), _text(record, "speakerGroup"))


def _session(meeting: Mapping[str, Any]) -> Extract:
    """One meeting of the list that has headerRecord, speakers and speeches."""
    people = {_text(p, "name"): p for p in meeting.get("speakers") or () if isinstance(p, dict)}
    head = " ".join(filter(None, (_text(meeting, "house"), _text(meeting, "name"), _text(meeting, "issue"))))
    front = [head, _text(meeting, "headerRecord").strip("\n")]
    speeches = (
        Speech(_text(s, "speech"), name := _text(s, "speaker"), _text(people.get(name, {}), "position"), "", _text(people.get(name, {}), "group"))
        for s in meeting["speeches"]
        if isinstance(s, dict)
    )
    return print_speeches(speeches, format="json", feed="diet", head=front)


def _ssp(minute: Mapping[str, Any]) -> Speech:
    """One entry of DiscussVision: the body is <pre>…</pre> and begins with the printed heading; type 2 is a list of names."""
    words = _plain(_text(minute, "body"))
    title = _text(minute, "title")
    if minute.get("minute_type_code") == 2 or not title or words[:1] not in set("○◯◎◆◇●△") or not words[1:].startswith(title[:2]):
        return Speech(words)
    title, _, name = title.partition("（")
    return Speech(words, name.rstrip("）"), title)


def _plain(markup: str) -> str:
    """The text of a small piece of HTML without blocks."""
    pieces = markup.replace("<br>", "\n").replace("<br />", "\n").split("<")
    return unescape(pieces[0] + "".join(piece.partition(">")[2] for piece in pieces[1:]))


def _speech_rows(found: Any) -> list[Speech]:
    """The speeches of the first list, at most four levels down, whose rows have a speaker and a speech."""
    level = [found]
    for _ in range(4):
        for value in level:
            if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
                keys = {str(key).lower(): key for row in value for key in row}
                if (columns := columns_of(list(keys))) is not None:
                    return [speech_of(columns, {low: _text(row, key) for low, key in keys.items()}) for row in value]
        level = [v for value in level for v in (value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())]
    return []


def _count(found: object, limits: Limits) -> None:
    """Refusal for a tree that is deeper or larger than allowed."""
    level, nodes = [found], 0
    for _ in range(limits.depth + 1):
        level = [inner for node in level if isinstance(node, dict | list) for inner in (node.values() if isinstance(node, dict) else node)]
        nodes += len(level)
        if nodes > limits.nodes:
            raise Refusal("too_large", f"> {limits.nodes:,} JSON values", limit="nodes")
        if not level:
            return
    raise Refusal("nesting", f"JSON > {limits.depth}", limit="depth")


def read_xml(text: str, limits: Limits = LIMITS) -> Meetings:
    """The meetings of an XML feed by their ids: the Diet's API or TEI; Refusal as `minutes.read.xml` and unsupported_format."""
    root = _tree(text, limits)
    if local(root) in {"TEI", "TEI.2", "teiCorpus"}:
        texts = [root] if local(root) != "teiCorpus" else [child for child in root if local(child) == "TEI"]
        return _keyed((tei.get(ID, ""), read_tei(tei)) for tei in texts)
    records = [e for e in root.iter() if local(e) == "meetingRecord"]
    if records:
        return _keyed((row["issueID"] if "issueID" in (row := _fields(e)) else "", _diet(row, [_fields(s) for s in e if local(s) == "speechRecord"], "xml")) for e in records)
    speeches = [_fields(e) for e in root.iter() if local(e) == "speechRecord"]
    if speeches:
        return _keyed((key, _diet(group[0], group, "xml")) for key, group in _grouped(speeches))
    raise Refusal("unsupported_format", f"XML <{local(root)[:40]}>")


def _tree(text: str, limits: Limits) -> ET.Element:
    builder = ET.TreeBuilder()
    for kind, name, attributes in events([text.encode("utf-8", "replace")], limits, encoding="utf-8"):
        if kind == "text":
            builder.data(name)
        elif kind == "start":
            builder.start(_qualified(name), {_qualified(key): value for key, value in attributes.items()})
        else:
            builder.end(_qualified(name))
    return builder.close()


def _qualified(name: str) -> str:
    return "{" + name if "}" in name else name


def _fields(element: ET.Element) -> dict[str, str]:
    return {local(child): child.text or "" for child in element if not len(child)}
