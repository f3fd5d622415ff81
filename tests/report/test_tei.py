"""TEI: well-formed, every pointer has its target, and nothing of the record is lost on the way there and back."""

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from minutes.corpus.corpus import Corpus
from minutes.errors import OptionError
from minutes.model import Header, Speaker
from minutes.report.tei import to_tei

Tagged = tuple[Corpus, pd.DataFrame]

NS = "{http://www.tei-c.org/ns/1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"
ID = f"{XML}id"
# What we write in what, in order and how often: at most what the schema of Parla-CLARIN lets stand there, with all that it demands.
CHILDREN = {
    "teiCorpus": "teiHeader (TEI )+",
    "TEI": "teiHeader text ",
    "teiHeader": "fileDesc (encodingDesc )?profileDesc |fileDesc encodingDesc ",
    "fileDesc": "titleStmt extent publicationStmt (sourceDesc )+",
    "titleStmt": "(title )+(meeting )*",
    "extent": "(measure )*",
    "publicationStmt": "(p )+",
    "sourceDesc": "(bibl )+|(p )+",
    "bibl": "((title|idno|date) )*",
    "encodingDesc": "((appInfo|classDecl) )+",
    "appInfo": "(application )+",
    "application": "(label )+",
    "classDecl": "(taxonomy )+",
    "taxonomy": "(category )+",
    "category": "(catDesc )*",
    "catDesc": "(term )*",
    "profileDesc": "((settingDesc|particDesc|langUsage) )*",
    "settingDesc": "(setting )+",
    "setting": "((name|date) )*",
    "particDesc": "(listPerson )+",
    "listPerson": "(person )+",
    "person": "(persName )*",
    "langUsage": "(language )+",
    "text": "(front )?body ",
    "front": "(div )+",
    "body": "(div )+",
    "div": "((head|note) )*((u|p) (note )*)*",  # no head behind a speech
    "u": "(seg )*",
}
MIXED = {"bibl", "catDesc", "extent", "u"}  # may hold words next to their children, as do all elements without children
ANYWHERE = {"xml:id": r"[A-Za-z_][\w.-]*", "xml:lang": "[a-z]+", "n": ".*", "corresp": r"#\S+( #\S+)*", "ana": r"#\S+( #\S+)*"}
NUMBERS = r"\d+(\.\d+){0,3}"
ATTRIBUTES = {  # what else an element may have; no other has `type`, least of all u
    "application": {"ident": r"[A-Za-z_][\w.-]*", "version": NUMBERS},
    "date": {"when": r"\d{4}(-\d\d(-\d\d)?)?"},
    "div": {"type": ".*"},
    "idno": {"type": r"\S+"},
    "language": {"ident": "[a-z]+"},
    "measure": {"unit": r"\S+", "quantity": r"\d+"},
    "name": {"type": r"\S+", "key": ".*"},
    "note": {"type": ".*"},
    "person": {"role": r"\S+"},
    "u": {"who": r"#\S+"},
}
DEMANDED = {"application": {"ident", "version"}, "language": {"ident"}}


def as_the_schema_wants(root: ET.Element) -> None:
    """Every element has the children, in their order, and the attributes that the schema asks for or allows."""
    assert root.tag in (f"{NS}teiCorpus", f"{NS}TEI")
    for element in root.iter():
        tag = element.tag.removeprefix(NS)
        assert re.fullmatch(CHILDREN.get(tag, ""), "".join(f"{child.tag.removeprefix(NS)} " for child in element)), tag
        if tag in CHILDREN and tag not in MIXED:
            assert not "".join([element.text or "", *(child.tail or "" for child in element)]).strip(), tag
        values = {name.replace(XML, "xml:"): value for name, value in element.attrib.items()}
        assert DEMANDED.get(tag, set()) <= set(values), tag
        for name, value in values.items():
            allowed = ANYWHERE | ATTRIBUTES.get(tag, {})
            assert re.fullmatch(allowed[name], value), (tag, name, value)


def parsed(text: str) -> ET.Element:
    """The document as elements."""
    return ET.fromstring(text.split("\n", 1)[1])  # noqa: S314 - made by ourselves


def test_speeches_come_back_as_they_were(tagged: Tagged) -> None:
    """Text, printed heading, act, themes, answers and agenda of every turn can be read from the TEI."""
    corpus, tags = tagged
    root = parsed(to_tei(corpus, tags=tags))
    names = {c.get(ID): c.findtext(f".//{NS}term") for c in root.iter(f"{NS}category")}
    themes: dict[tuple[str, int], set[str]] = {}
    for meeting_id, turn_n, theme in zip(tags["meeting"], tags["turn"], tags["theme"], strict=True):
        themes.setdefault((meeting_id, turn_n), set()).add(theme)

    for meeting, document in zip(corpus.records, root.findall(f"{NS}TEI"), strict=True):
        said = {int(u.get("n", "")): u for u in document.iter(f"{NS}u")}
        assert len(said) == len(meeting.turns)
        for turn in meeting.turns:
            u = said[turn.n]
            meanings = [m.lstrip("#") for m in u.get("ana", "").split()]
            assert "\n".join(s.text or "" for s in u) == turn.text
            assert f"act.{turn.act}" in meanings
            assert {names[m] for m in meanings if m.startswith("theme.")} == themes.get((meeting.id, turn.n), set())
            assert tuple(int(c.rsplit("u", 1)[1]) for c in u.get("corresp", "").split()) == turn.reply_to
        heads = [h.text for h in document.iter(f"{NS}head")]
        assert heads == [a.title for a in meeting.agenda if any(t.item == a.n for t in meeting.turns)]
        labels = [n.text for n in document.iter(f"{NS}note") if n.get("type") == "speaker"]
        assert labels == [t.marker.of(meeting.source.text) for t in meeting.turns if t.marker]


@pytest.mark.parametrize("alone", [True, False])
def test_every_pointer_has_its_target(tagged: Tagged, alone: bool) -> None:  # noqa: FBT001
    """Ids stand once; who, ana and corresp point to ids of the document; elements stand where the schema lets them."""
    corpus, tags = tagged
    root = parsed(to_tei(corpus.records[0] if alone else corpus, tags=tags))
    ids = [e.get(ID) for e in root.iter() if e.get(ID)]

    assert len(ids) == len(set(ids))
    pointers = {p for e in root.iter() for name in ("who", "ana", "corresp") for p in e.get(name, "").split()}
    assert pointers <= {f"#{i}" for i in ids}
    as_the_schema_wants(root)


def test_whatever_is_missing_the_document_stays_valid(tagged: Tagged) -> None:
    """Without header, agenda, speeches, notes, speakers or words at all; with every kind of note."""
    corpus, _ = tagged
    for meeting in corpus.records:
        as_the_schema_wants(parsed(to_tei(meeting)))
    full = corpus.records[0]
    bare = replace(full, header=Header(), agenda=(), turns=(), notes=(), source=replace(full.source, text=""))
    unnamed = replace(full, turns=tuple(replace(t, speaker=Speaker("")) for t in full.turns))
    for meeting in (replace(full, header=Header()), replace(full, agenda=()), replace(full, turns=()), replace(full, notes=()), unnamed, bare):
        as_the_schema_wants(parsed(to_tei(meeting)))
    for kind in ("procedural", "stage", "time", "heading", "rule", "page", "noise"):
        as_the_schema_wants(parsed(to_tei(replace(full, notes=tuple(replace(n, kind=kind) for n in full.notes)))))


def test_a_corpus_holds_at_least_one_text(tmp_path: Path) -> None:
    """The schema wants one: an empty corpus is refused and nothing is written."""
    with pytest.raises(OptionError, match="at least one"):
        to_tei(Corpus.of([]), tmp_path / "a.xml")
    assert not (tmp_path / "a.xml").exists()


@pytest.mark.parametrize(("version", "written"), [("1.2.3", "1.2.3"), ("1.0.0rc1", "1.0"), ("1.2.3.dev4+g1", "1.2.3"), ("1.2.3.4.5", "1.2.3.4")])
def test_the_version_is_one_to_four_numbers(monkeypatch: pytest.MonkeyPatch, tagged: Tagged, version: str, written: str) -> None:
    """More than four, or letters, are not what every reader of the schema takes."""
    monkeypatch.setattr(sys.modules[to_tei.__module__], "__version__", version)
    root = parsed(to_tei(tagged[0].records[0]))

    as_the_schema_wants(root)
    assert [a.get("version") for a in root.iter(f"{NS}application")] == [written]


def test_words_of_documents_stay_words(poison: Callable[[str], Tagged], tmp_path: Path) -> None:
    """Markup and characters that XML forbids do no harm; what is written is what is given back."""
    words = "<u>]]>&amp;\x00\x1b\ufffe<!-- <?x?> <![CDATA["
    corpus, tags = poison(words)
    text = to_tei(corpus, tmp_path / "a.xml", tags=tags)

    said = [s.text for s in parsed(text).iter(f"{NS}seg")]
    assert "<u>]]>&amp;<!-- <?x?> <![CDATA[" in said
    assert (tmp_path / "a.xml").read_text(encoding="utf-8") == text


def test_a_report_without_turns_is_a_document_too(tagged: Tagged) -> None:
    """A document that is no minutes has a header, its printed lines and no speeches."""
    corpus, _ = tagged
    report = next(m for m in corpus.records if not m.turns)
    root = parsed(to_tei(report))

    assert not list(root.iter(f"{NS}u"))
    assert len(list(root.iter(f"{NS}p"))) > 10
