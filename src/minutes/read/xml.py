"""XML as a flat run of events, with every entity, DTD and outside reference refused and depth and nodes counted."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.parsers import expat

from minutes.read.limits import LIMITS, Limits
from minutes.read.reasons import Refusal


class Event(NamedTuple):
    """One thing in the order of the file: kind is start, end or text; `name` is namespace}tag, or the text."""

    kind: str
    name: str
    attributes: dict[str, str]


_NONE: dict[str, str] = {}


def events(chunks: Iterable[bytes], limits: Limits = LIMITS, *, encoding: str | None = None) -> Iterator[Event]:
    """The events of an XML document; text may come in several pieces.

    Refusal: xml_forbidden for a DTD (nothing we read needs one), nesting, too_large, truncated or parse_error.
    """
    parser = _Parser(limits, encoding)
    chunk = b""
    for chunk in chunks:
        yield from parser.feed(chunk)
    yield from parser.feed(b"", last=True)


class _Parser:
    def __init__(self, limits: Limits, encoding: str | None) -> None:
        self.limits, self.depth, self.nodes = limits, 0, 0
        self.queue: list[Event] = []
        self.expat = expat.ParserCreate(encoding, "}")
        self.expat.buffer_text = True
        self.expat.StartElementHandler = self._start
        self.expat.EndElementHandler = self._end
        self.expat.CharacterDataHandler = lambda words: self.queue.append(Event("text", words, _NONE))
        self.expat.StartDoctypeDeclHandler = self._forbid
        self.expat.EntityDeclHandler = self._forbid
        self.expat.ExternalEntityRefHandler = self._forbid

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.nodes += 1
        if self.depth > self.limits.depth:
            raise Refusal("nesting", f"> {self.limits.depth}", limit="depth")
        if self.nodes > self.limits.nodes:
            raise Refusal("too_large", f"> {self.limits.nodes:,} XML elements", limit="nodes")
        self.queue.append(Event("start", name, attributes))

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.queue.append(Event("end", name, _NONE))

    def _forbid(self, *_: object) -> int:
        raise Refusal("xml_forbidden")

    def feed(self, chunk: bytes, *, last: bool = False) -> list[Event]:
        try:
            self.expat.Parse(chunk, last)
        except expat.ExpatError as error:
            cut = error.code in _CUT_CODES and last
            raise Refusal("truncated" if cut else "parse_error", f"XML: {error}") from None
        except (UnicodeError, ValueError, LookupError) as error:
            raise Refusal("parse_error", f"XML: {error}") from None
        found, self.queue = self.queue, []
        return found


_CUT_CODES = {
    expat.errors.codes[text]
    for text in (expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN, expat.errors.XML_ERROR_PARTIAL_CHAR, expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION)
}
