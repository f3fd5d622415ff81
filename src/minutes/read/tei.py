"""TEI transcripts: each <u> is a speech by the person that `who` points at."""

from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

from minutes.read.extract import Extract
from minutes.read.speeches import Speech, print_speeches

ID = "{http://www.w3.org/XML/1998/namespace}id"


def local(element: ET.Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def read_tei(root: ET.Element) -> Extract:
    """A TEI text: each <u> is a speech by the person that `who` points at; heads and notes outside are lines."""
    people = {p.get(ID, ""): " ".join("".join(n.itertext()).strip() for n in p.iter() if local(n) == "persName").strip() for p in root.iter() if local(p) == "person"}
    titles = [" ".join("".join(t.itertext()).split()) for t in root.iter() if local(t) == "title"][:1]
    body = next((e for e in root.iter() if local(e) == "body"), root)
    return print_speeches(_tei_speeches(body, people), format="tei", feed="tei", head=titles)


def _tei_speeches(body: ET.Element, people: Mapping[str, str]) -> Iterator[Speech]:
    label = ""
    stack = list(reversed(list(body)))
    while stack:
        element = stack.pop()
        tag, words = local(element), _words(element)
        if tag == "note" and element.get("type") == "speaker":
            label = words
        elif tag == "u":
            who = element.get("who", "").split()[:1]
            key = who[0].lstrip("#") if who else ""
            yield Speech(words, people.get(key) or key.replace("_", " "), "", element.get("ana", "").lstrip("#"), "", label)
            label = ""
        elif tag in {"head", "note", "p", "time", "stage", "incident", "kinesic", "vocal"}:
            yield Speech(words)
        else:
            stack.extend(reversed(list(element)))


def _words(element: ET.Element) -> str:
    """The text of an element, one line for each <seg>, white space collapsed."""
    segments = [s for s in element.iter() if local(s) in {"seg", "lb"} and len("".join(s.itertext()).strip())] or [element]
    return "\n".join(" ".join("".join(s.itertext()).split(" \n")).replace("\n", "").strip(" \t") for s in segments)
