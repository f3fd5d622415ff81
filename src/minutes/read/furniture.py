"""Running heads, feet and page numbers of a printed document: what stands in the same place, page after page."""

from collections import Counter
from collections.abc import Iterable, Sequence

from minutes.read.cells import Line
from minutes.text.patterns import FIGURES

_EDGE = 3  # lines at the head and at the foot of a page that are looked at
_SPEAKS = "○〇◯●◎◆◇【〔［"


def furniture(pages: Sequence[Sequence[Line]]) -> list[set[int]]:
    """For each page the lines that are no part of what is read there, as indexes into it.

    A line counts when the same words, figures aside, stand at the same height at the edge of two pages in five, or of
    all pages where there are fewer than five. Sentences and headings of speakers never do, and no page is emptied.
    """
    edges = [_edge(page) for page in pages]
    keys = [{i: (FIGURES.sub("#", page[i].text), round(page[i].bottom)) for i in edge} for page, edge in zip(pages, edges, strict=True)]
    counts = Counter(key for page in keys for key in set(page.values()))
    needed = max(2, -(-len(pages) * 2 // 5) if len(pages) >= 5 else len(pages))
    found = [{i for i, key in page.items() if counts[key] >= needed and _silent(key[0])} for page in keys]
    emptied = sum(len(out) == len(page) > 0 for out, page in zip(found, pages, strict=True))
    return [set() for _ in pages] if emptied * 4 > len(pages) else found


def _edge(page: Sequence[Line]) -> set[int]:
    placed = sorted((i for i, line in enumerate(page) if line.size), key=lambda i: page[i].bottom)
    return {*placed[:_EDGE], *placed[-_EDGE:]}


def _silent(words: str) -> bool:
    return "。" not in words and words[:1] not in _SPEAKS


def set_apart(body: str, heads: Iterable[str], feet: Iterable[str]) -> tuple[str, list[tuple[int, int]]]:
    """One page: heads, text and feet with a blank line between, and where the heads and feet stand in it."""
    above, below = list(heads), list(feet)
    parts = [(line, True) for line in above] + [("", False)] * bool(above) + [(body, False)] * bool(body)
    parts += [("", False)] * bool(below) + [(line, True) for line in below] + [("", False)] * bool(below)
    places, at = [], 0
    for part, outside in parts:
        if outside:
            places.append((at, at + len(part)))
        at += len(part) + 1
    return "\n".join(part for part, _ in parts), places
