"""Minutes as TEI in the manner of Parla-CLARIN: speeches, printed headings, notes and agenda, for tools that read TEI."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from minutes.errors import OptionError
from minutes.model import Meeting, Note, Turn
from minutes.version import __version__

if TYPE_CHECKING:
    import pandas as pd

    from minutes.archive.store import Archive
    from minutes.corpus.corpus import Corpus

SPEAKERS = {"chair": "chair", "vice_chair": "regular", "member": "regular"}  # Parla-CLARIN knows three; all others are guests
TYPES = {"chair": "会議を進める人 / chairperson", "regular": "委員・議員 / member", "guest": "事務局・執行部・参考人など / others who speak"}
ACTS = {"question": "質問", "answer": "答弁", "presentation": "説明", "opinion": "意見", "procedural": "議事進行", "speech": "そのほかの発言"}
NOTES = {"time": "time", "heading": "head", "procedural": "narrative"}
XML = "{http://www.w3.org/XML/1998/namespace}"
_LAWFUL = {c: None for c in range(0x20) if c not in (0x09, 0x0A, 0x0D)} | {0xFFFE: None, 0xFFFF: None} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def to_tei(records: "Meeting | Corpus | Archive", path: str | PathLike[str] | None = None, *, tags: "pd.DataFrame | None" = None) -> str:
    """A meeting as a TEI document, or a corpus as a `teiCorpus`, as text; written to `path` too when one is given.

    A turn is `<u>` with its printed heading in `<note type="speaker">`, an agenda item is a `<div>` with its `<head>`,
    an answer points to its question (`corresp`), the act and, with `tags`, the themes stand in `ana`. What was printed
    and is nobody's speech stays as `<note>`. Characters that XML forbids are left out.
    """
    themes = {} if tags is None else {name: f"theme.{n}" for n, name in enumerate(sorted({str(t) for t in tags["theme"]}))}
    marks = _marks(tags, themes)
    if isinstance(records, Meeting):
        root = _document(records, "m1", marks)
        root.set("xmlns", "http://www.tei-c.org/ns/1.0")
        _encoding(next(iter(root)), themes, at=1)
    else:
        if not records.records:  # the schema wants at least one text in a corpus
            raise OptionError("会議録が一つもありません。TEIには一つ以上要ります / there are no minutes: a TEI corpus holds at least one text")
        root = ET.Element("teiCorpus", {"xmlns": "http://www.tei-c.org/ns/1.0", f"{XML}id": "corpus", f"{XML}lang": "ja"})
        root.append(_corpus_header(len(records.records), themes))
        root.extend(_document(m, f"m{n}", marks) for n, m in enumerate(records.records, start=1))
    ET.indent(root, " ")
    made = '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
    if path is not None:
        Path(path).write_text(made, encoding="utf-8", newline="\n")
    return made


def _marks(tags: "pd.DataFrame | None", themes: Mapping[str, str]) -> dict[tuple[str, int], list[str]]:
    """The ids of the themes of each turn."""
    found: dict[tuple[str, int], list[str]] = {}
    if tags is not None:
        for meeting, turn, theme in zip(tags["meeting"], tags["turn"], tags["theme"], strict=True):
            found.setdefault((str(meeting), int(turn)), []).append(f"#{themes[str(theme)]}")
    return found


def _add(parent: ET.Element, tag: str, text: object = None, **attributes: object) -> ET.Element:
    """A child element; attributes that are None are left out, `id` and `lang` are those of XML."""
    named = {(f"{XML}{k}" if k in ("id", "lang") else k.rstrip("_")): _lawful(v) for k, v in attributes.items() if v is not None}
    made = ET.SubElement(parent, tag, named)
    if text is not None:
        made.text = _lawful(text)
    return made


def _lawful(text: object) -> str:
    return str(text).translate(_LAWFUL)


def _corpus_header(texts: int, themes: Mapping[str, str]) -> ET.Element:
    header = ET.Element("teiHeader")
    described = _add(header, "fileDesc")
    _add(_add(described, "titleStmt"), "title", "会議録")
    _add(_add(described, "extent"), "measure", f"{texts} texts", unit="texts", quantity=texts)
    _add(_add(described, "publicationStmt"), "p", "Made with minutes from the files named in each text.")
    _add(_add(described, "sourceDesc"), "p", "See each text.")
    _encoding(header, themes)
    return header


def _encoding(header: ET.Element, themes: Mapping[str, str], *, at: int = 1) -> None:
    """What the values of `ana` mean, and by what the text was made; the `at`-th child of the header."""
    encoding = ET.Element("encodingDesc")
    header.insert(at, encoding)
    version = ".".join([p for p in __version__.split(".") if p.isdigit()][:4])  # the schema takes up to four numbers
    _add(_add(_add(encoding, "appInfo"), "application", version=version, ident="minutes"), "label", "minutes")
    classes = _add(encoding, "classDecl")
    for kind, terms in (("speakers", TYPES), ("acts", {f"act.{k}": v for k, v in ACTS.items()}), ("themes", {key: name for name, key in themes.items()})):
        if terms:
            taxonomy = _add(classes, "taxonomy", n=kind)
            for key, term in terms.items():
                _add(_add(_add(taxonomy, "category", id=key), "catDesc"), "term", term)


def _document(meeting: Meeting, key: str, marks: Mapping[tuple[str, int], list[str]]) -> ET.Element:
    """One meeting; `key` begins every id in it."""
    root = ET.Element("TEI", {f"{XML}id": key, f"{XML}lang": "ja"})
    people: dict[str, tuple[str, Turn]] = {}
    for turn in meeting.turns:
        name = turn.speaker.person or turn.speaker.label
        if name:
            people.setdefault(name, (f"{key}.p{len(people)}", turn))
    _header(root, meeting, people)
    text = _add(root, "text")
    front, bodies = _parts(meeting)
    if front:
        preface = _add(_add(text, "front"), "div", type="preface")
        for line in front:
            _add(preface, "p", line)
    body = _add(text, "body")
    for number, parts in bodies:
        _division(body, meeting, key, number, parts, people, marks)
    if not bodies:
        _add(_add(body, "div"), "p", "")
    return root


People = Mapping[str, tuple[str, Turn]]


def _header(root: ET.Element, meeting: Meeting, people: People) -> None:
    h = meeting.header
    header = _add(root, "teiHeader")
    described = _add(header, "fileDesc")
    titles = _add(described, "titleStmt")
    _add(titles, "title", h.title or meeting.id)
    _add(titles, "meeting", " ".join(x for x in (h.municipality, h.body) if x), n=h.number)
    _add(_add(described, "extent"), "measure", f"{len(meeting.turns)} utterances", unit="utterances", quantity=len(meeting.turns))
    _add(_add(described, "publicationStmt"), "p", h.municipality or "not stated")
    source = _add(_add(described, "sourceDesc"), "bibl")
    _add(source, "title", h.title or meeting.id)
    _add(source, "idno", meeting.source.path, type="path")
    _add(source, "idno", meeting.source.sha256, type="sha256")
    if h.date:
        _add(source, "date", h.date, when=h.date)
    profile = _add(header, "profileDesc")
    setting = _add(_add(profile, "settingDesc"), "setting")
    for kind, name, code in (("municipality", h.municipality, h.code), ("place", h.place, None), ("country", "日本", "JP")):
        if name:
            _add(setting, "name", name, type=kind, key=code)
    if h.date:
        _add(setting, "date", h.date, when=h.date)
    if people:
        persons = _add(_add(profile, "particDesc"), "listPerson")
        for key, turn in people.values():
            _add(_add(persons, "person", id=key, role=turn.speaker.role), "persName", turn.speaker.name or turn.speaker.label)
    _add(_add(profile, "langUsage"), "language", "日本語", ident="ja")


Part = Turn | Note


def _parts(meeting: Meeting) -> tuple[list[str], list[tuple[int | None, list[Part]]]]:
    """The printed lines before the first speech, and the speeches and notes by agenda item in printed order."""
    start = min([t.span.start for t in meeting.turns] + [n.span.start for n in meeting.notes], default=len(meeting.source.text))
    front = [line for line in (" ".join(x.split()) for x in meeting.source.text[:start].splitlines()) if line]
    inside = [(t.span.start, t.span.end) for t in meeting.turns]
    loose = [n for n in meeting.notes if not any(a <= n.span.start < b for a, b in inside)]
    parts: list[Part] = sorted([*meeting.turns, *loose], key=lambda p: p.span.start)
    items, item = [], None
    for part in parts:
        item = part.item if isinstance(part, Turn) else item
        items.append((item, part))
    return front, [(number, [p for _, p in run]) for number, run in groupby(items, key=lambda x: x[0])]


def _division(body: ET.Element, meeting: Meeting, key: str, number: int | None, parts: Iterable[Part], people: People, marks: Mapping[tuple[str, int], list[str]]) -> None:
    """One run of an agenda item; the head stands where the item begins."""
    known = f"{key}.a{number}"
    again = any(d.get("corresp") == f"#{known}" or d.get(f"{XML}id") == known for d in body)
    div = _add(body, "div", type="debateSection", id=None if number is None or again else known, corresp=f"#{known}" if again and number is not None else None)
    item = next((a for a in meeting.agenda if a.n == number), None)
    if item is not None and not again:
        _add(div, "head", item.title, n=item.number)
    for part in parts:
        if isinstance(part, Note):
            _add(div, "note", part.text, type=NOTES.get(part.kind, part.kind))
        else:
            _utterance(div, meeting, part, key, people, marks)


def _utterance(div: ET.Element, meeting: Meeting, turn: Turn, key: str, people: People, marks: Mapping[tuple[str, int], list[str]]) -> None:
    s = turn.speaker
    if turn.marker:
        _add(div, "note", turn.marker.of(meeting.source.text), type="speaker")
    who = people.get(s.person or s.label)
    meanings = [f"#{SPEAKERS.get(s.role, 'guest')}", f"#act.{turn.act}", *marks.get((meeting.id, turn.n), [])]
    answered = " ".join(f"#{key}.u{n}" for n in turn.reply_to) or None
    u = _add(div, "u", id=f"{key}.u{turn.n}", n=turn.n, who=f"#{who[0]}" if who else None, ana=" ".join(meanings), corresp=answered)
    for line in turn.text.split("\n"):
        _add(u, "seg", line)
