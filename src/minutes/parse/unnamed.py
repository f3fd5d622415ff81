"""Bullets of summary minutes whose speakers nobody wrote down, answered by officers with a heading: ○意見…　（事務局）回答…."""

from collections.abc import Sequence

from minutes.parse.heads import Head
from minutes.parse.lines import Lines
from minutes.parse.shapes import Shape
from minutes.text.titles import parse_label

_BULLETS = "○◯・●◆◇■□"
_OFFICERS = ("secretariat", "official")
_LEAST = 2
_NEAR = 12  # lines before the first answer in which the bullets begin


def unnamed_statements(lines: Lines, heads: Sequence[Head]) -> list[Head]:
    """A heading without a label for each bullet that says something, where none but officers have a heading of their own.

    The bullets are of one kind, hold sentences, and at least two stand before or between the answers: lists inside of one
    answer are none. Empty for any other document.
    """
    if not heads or any(h.shape.glyph or parse_label(h.label).role not in _OFFICERS for h in heads):
        return []
    at = {h.line for h in heads}
    bullet = next((lines.folded[i].lstrip()[:1] for i in range(max(0, heads[0].line - _NEAR), heads[0].line) if lines.folded[i].lstrip()[:1] in _BULLETS and _says(lines, i)), "")
    found = [i for i in range(len(lines)) if bullet and i not in at and lines.folded[i].lstrip()[:1] == bullet and _says(lines, i)]
    asked = sum(any(found[k] < h.line and (k + 1 == len(found) or h.line < found[k + 1]) for h in heads) for k in range(len(found)))
    if len(found) < _LEAST or asked < 1:
        return []
    return [_head(lines, i, bullet) for i in found]


def _says(lines: Lines, i: int) -> bool:
    """Does the bullet on line i hold a sentence, perhaps over the next lines?"""
    end = i
    while end + 1 < len(lines) and not lines.blank[end + 1] and lines.folded[end + 1].startswith((" ", "\t")) and "。" not in lines.folded[end]:
        end += 1
    return lines.folded[end].rstrip().endswith(("。", "?", "」"))


def _head(lines: Lines, i: int, bullet: str) -> Head:
    line = lines.folded[i]
    body = line.index(bullet) + 1
    return Head(i, Shape(bullet), body, "", body, known=False)
