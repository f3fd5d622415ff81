"""TEI: well-formed, every pointer has its target, and nothing of the record is lost on the way there and back."""

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from minutes.corpus.corpus import Corpus
from minutes.report.tei import to_tei

Tagged = tuple[Corpus, pd.DataFrame]

NS = "{http://www.tei-c.org/ns/1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"
# What Parla-CLARIN lets stand in what, as far as we use it; checked against the schema of TEI P5 when it was written.
CHILDREN = {
    "teiCorpus": "teiHeader TEI",
    "TEI": "teiHeader text",
    "teiHeader": "fileDesc encodingDesc profileDesc",
    "fileDesc": "titleStmt extent publicationStmt sourceDesc",
    "titleStmt": "title meeting",
    "extent": "measure",
    "publicationStmt": "p",
    "sourceDesc": "bibl p",
    "bibl": "title idno date",
    "encodingDesc": "appInfo classDecl",
    "appInfo": "application",
    "application": "label",
    "classDecl": "taxonomy",
    "taxonomy": "category",
    "category": "catDesc",
    "catDesc": "term",
    "profileDesc": "settingDesc particDesc langUsage",
    "settingDesc": "setting",
    "setting": "name date",
    "particDesc": "listPerson",
    "listPerson": "person",
    "person": "persName",
    "langUsage": "language",
    "text": "front body",
    "front": "div",
    "body": "div",
    "div": "head note u p",
    "u": "seg",
}


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
    for element in root.iter():
        inside = {child.tag.removeprefix(NS) for child in element}
        assert inside <= set(CHILDREN.get(element.tag.removeprefix(NS), "").split()), element.tag


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
