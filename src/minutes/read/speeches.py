"""Speeches that came one by one, printed as a text with headings, and where each stands in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from minutes.model import Mark, Span
from minutes.read.extract import Extract

_GLYPHS = "○◯〇◎◆◇●△▲□■"
_HEADING = 60


@dataclass(frozen=True, slots=True)
class Speech:
    """One speech of a feed; without a name and a title it is nobody's: the front matter, a list of names."""

    words: str
    name: str = ""
    title: str = ""
    role: str = ""
    group: str = ""
    label: str = ""


def print_speeches(speeches: Iterable[Speech], *, format: str, feed: str, head: Sequence[str] = ()) -> Extract:
    """The text of a feed with a mark for every speech.

    A heading that the publisher prints (○議長（尾辻秀久君）　…) stays as it is; where there is none, one is printed:
    ○title（name）　words.
    """
    pieces = [line for line in head if line]
    at = sum(len(piece) + 1 for piece in pieces)
    marks: list[Mark] = []
    for speech in speeches:
        words = speech.words.replace("\r\n", "\n").replace("\r", "\n").strip("\n \t")
        if not words:
            continue
        label, body, printed = _headed(speech, words)
        if label:
            marks.append(Mark(Span(at, at + len(printed)), at + body, label, speech.name, speech.title, speech.role, speech.group))
        pieces.append(printed)
        at += len(printed) + 1
    return Extract(text="\n".join(pieces), format=format, encoding="utf-8", feed=feed, marks=tuple(marks))


def _headed(speech: Speech, words: str) -> tuple[str, int, str]:
    """The label, the offset of the spoken words, and the whole as printed."""
    named = speech.label or (f"{speech.title}（{speech.name}）" if speech.title and speech.name else speech.name or speech.title)
    if not named:
        return "", 0, words
    if words[0] in _GLYPHS and (found := _printed(words, speech)):
        return _bare(words[1:found].rstrip("\u3000 ")), found + len(words[found:]) - len(words[found:].lstrip("\u3000 \n")), words
    heading = named if named[0] in _GLYPHS else "○" + named
    spoken = words.lstrip("\u3000 ")
    return heading[1:], len(heading) + 1, f"{heading}\u3000{spoken}"


def _bare(label: str) -> str:
    """A label that is nothing but brackets is what they hold: ◆（鴨下亘君）."""
    inside = label[1:-1]
    return inside if label[:1] == "（" and label[-1:] == "）" and "（" not in inside else label


def _printed(words: str, speech: Speech) -> int | None:
    """Where the printed heading ends, when it names the speaker: at the first space or line break behind the name."""
    line = words[:_HEADING].partition("\n")[0]
    name = speech.name.split("\u3000")[0].split(" ")[0][:2]
    known = line.find(name or speech.title[:2])
    if known < 0:
        return None
    close = line.find("）", known)
    start = close + 1 if close >= 0 else known
    ends = [i for i in (line.find(c, start) for c in "\u3000 ") if i >= 0]
    return min(ends, default=len(line))
