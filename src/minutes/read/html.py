"""HTML as lines of text: blocks, tables as tab rows, ruby without readings, the frame of vendor pages left out."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from importlib.resources import files
from typing import Any

from minutes.read.encoding import decode
from minutes.read.extract import Extract
from minutes.read.limits import LIMITS, Limits
from minutes.read.printer import Lines, Table
from minutes.read.reasons import Refusal

_SILENT = frozenset(
    ("script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "audio", "video", "canvas", "svg", "math", "head", "nav", "footer")
) | frozenset(("button", "select", "option", "datalist", "rt", "rp", "rtc", "del", "frame", "frameset", "map"))
_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption")
) | frozenset(("figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "ol", "p", "section", "summary", "ul"))
_VERBATIM = frozenset(("pre", "textarea", "listing", "xmp", "plaintext"))
_CELLS = frozenset({"td", "th"})


def read_html(data: bytes, limits: Limits = LIMITS) -> Extract:
    """The page as text: its title first, then what a reader sees.

    Refusal: nesting beyond `limits.depth`, too_large beyond `limits.nodes`, low_coverage when the parser lost text.
    """
    decoded = decode(data, hint=_claimed(data))
    tree = _parse(decoded.text)
    walk = _Walk(limits)
    if (page := _vendor(tree, decoded.text)) is not None:
        for selector in (page["title"], page["body"]):
            for node in tree.css(selector) if selector else ():
                walk.node(node, page["drop"])
        text = _titled(tree, walk)
        return Extract(text=text, format="html", encoding=decoded.encoding, confidence=decoded.confidence, replaced=decoded.replaced, gaiji=decoded.gaiji)
    if tree.body is not None:
        walk.node(tree.body)
    flags = coverage_flags(walk.seen, _naive(decoded.text))
    return Extract(text=_titled(tree, walk), format="html", encoding=decoded.encoding, confidence=decoded.confidence, replaced=decoded.replaced, gaiji=decoded.gaiji, flags=flags)


def _parse(text: str) -> Any:
    try:
        from selectolax.lexbor import LexborHTMLParser
    except ImportError:
        raise Refusal("unsupported_format", "HTML: pip install selectolax") from None
    return LexborHTMLParser(text)


def _claimed(data: bytes) -> str | None:
    """The encoding that the page says it is in."""
    head = data[:4096].lower()
    at = head.find(b"charset=")
    return head[at + 8 : at + 40].strip(b"\"' ").split(b'"')[0].split(b"'")[0].split(b">")[0].split(b";")[0].strip().decode("ascii", "replace") if at >= 0 else None


@cache
def _vendors() -> tuple[dict[str, str], ...]:
    return tuple(tomllib.loads(files("minutes.read").joinpath("vendors.toml").read_text(encoding="utf-8"))["page"])


def _vendor(tree: Any, text: str) -> dict[str, str] | None:
    return next((page for page in _vendors() if page["sign"][1:] in text and tree.css_first(page["sign"]) is not None), None)


def _titled(tree: Any, walk: "_Walk") -> str:
    title = tree.css_first("title")
    words = " ".join(title.text().split()) if title is not None else ""
    text = walk.sinks[0].text()
    return f"{words}\n{text}" if words and words not in text[:200] else text


def coverage_flags(kept: int, naive: int) -> tuple[str, ...]:
    """Nothing, or low_coverage when less than 98 % of a second, naive reading came out; Refusal below 80 %."""
    if naive < 200 or kept >= 0.98 * naive:
        return ()
    if kept < 0.8 * naive:
        raise Refusal("low_coverage", f"{kept:,} of {naive:,} characters")
    return ("low_coverage",)


def _naive(text: str) -> int:
    """Visible characters by cutting at < and >: linear, and independent of the parser."""
    count, skip = 0, ""
    for piece in text.split("<"):
        tag, closed, words = piece.partition(">")
        name = next(iter(tag[:9].lower().split()), "")
        if skip == "!--" or tag.startswith("!--"):
            skip = "" if "-->" in piece else "!--"
            words = piece.rpartition("-->")[2]
        elif skip:
            skip = "" if name == "/" + skip else skip
        elif name in {"script", "style", "noscript", "template", "title", "svg", "iframe", "textarea"}:
            skip = name
        if closed and not skip:
            count += len("".join((unescape(words) if "&" in words else words).split()))
    return count


@dataclass
class _Walk:
    """One pass over a tree without recursion; `sinks` are the open containers: the page, a cell in it, and so on."""

    limits: Limits
    sinks: list[Lines] = field(default_factory=lambda: [Lines()])
    tables: list[Table] = field(default_factory=list)
    verbatim: int = 0
    nodes: int = 0
    seen: int = 0
    paragraph: int = -1

    def node(self, root: Any, drop: str = "") -> None:
        """Write everything below `root`, leaving out what the selector `drop` finds."""
        dropped = {n.mem_id for n in root.css(drop)} if drop else set()
        stack: list[tuple[Any, bool]] = [(root, False)]
        depth = 0
        while stack:
            node, leaving = stack.pop()
            if leaving:
                depth -= 1
                self._leave(node.tag or "")
                continue
            tag = node.tag or ""  # a name that is no name has none
            self.nodes += 1
            if self.nodes > self.limits.nodes:
                raise Refusal("too_large", f"> {self.limits.nodes:,} nodes", limit="nodes")
            if tag == "-text":
                self._text(node.text_content or "")
            elif tag in _SILENT or node.mem_id in dropped:
                self.seen += len("".join(node.text().split())) if tag not in {"script", "style", "noscript", "template"} else 0
            elif not tag.startswith(("-", "!", "_")):
                depth += 1
                if depth > self.limits.depth:
                    raise Refusal("nesting", f"> {self.limits.depth}", limit="depth")
                self._enter(tag)
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(list(node.iter(include_text=True))))

    def _text(self, words: str) -> None:
        self.seen += len("".join(words.split()))
        if self.verbatim:
            self.sinks[-1].verbatim(words)
        else:
            self.sinks[-1].write(words)

    def _enter(self, tag: str) -> None:
        self.verbatim += tag in _VERBATIM
        if tag == "br":
            self.sinks[-1].newline()
        elif tag in _BLOCKS or tag in _VERBATIM:
            self.sinks[-1].block()
            self.paragraph = len(self.sinks[-1].done)
        elif tag == "table":
            if self.tables:
                self.tables[-1].nested = True
            self.tables.append(Table())
        elif tag == "tr" and self.tables:
            self.tables[-1].rows.append([])
        elif tag in _CELLS and self.tables:
            self.sinks.append(Lines())

    def _leave(self, tag: str) -> None:
        self.verbatim -= tag in _VERBATIM
        if tag == "p" and self.paragraph == len(self.sinks[-1].done) and not self.sinks[-1].line:  # an empty paragraph is a blank line
            self.sinks[-1].newline()
        elif tag in _BLOCKS or tag in _VERBATIM:
            self.sinks[-1].block()
        elif tag == "table":
            self.sinks[-1].lines(self.tables.pop().text())
        elif tag in _CELLS and self.tables:
            cell = self.sinks.pop().text()
            if not self.tables[-1].rows:
                self.tables[-1].rows.append([])
            self.tables[-1].rows[-1].append(cell)
