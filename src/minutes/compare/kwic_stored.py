"""Key words in context of an archive: meeting by meeting, so that the talk is never all in memory."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from minutes.archive.needle import Form, Needle
from minutes.archive.store import BLOCK, Archive
from minutes.columns import frame
from minutes.compare.search_query import Word
from minutes.compare.search_stored import digests_of, stored_places
from minutes.compare.select import Where, checked, select
from minutes.compare.stored import Chosen
from minutes.words.phrases import plain

if TYPE_CHECKING:
    import pandas as pd


def kwic_stored(
    archive: Archive, asked: Sequence[str], read: "Callable[..., pd.DataFrame]", *, match: str, where: Where | None, limit: int | None, **options: Any
) -> "pd.DataFrame":
    """What `read` (kwic) gives for the corpus of these meetings; of words as printed only the meetings are read in which they stand."""
    import pandas as pd

    parts: list[pd.DataFrame] = []
    found = 0
    for digests in _said(archive, asked, where, limit) if match == "surface" else _all(archive, where):
        block = next(archive.blocks(digests=digests, size=len(digests)))
        inside = _inside(block, where)
        if inside is not None:
            parts.append(read(block, asked, match=match, where=inside, limit=None if limit is None else limit - found, **options))
            found += len(parts[-1])
            if limit is not None and found >= limit:
                break
    full = [part for part in parts if len(part)]
    made = pd.concat(full, ignore_index=True) if full else frame("kwic", [])
    made.attrs = {"query": "|".join(asked), "match": match}
    return made


def _all(archive: Archive, where: Where | None) -> Iterator[list[str]]:
    """The digests of the meetings that `where` lets through, so many at a time."""
    chosen = Chosen(archive, where)
    digests = archive.sql(f"SELECT DISTINCT m.rank, m.sha256 {chosen} ORDER BY m.rank", **chosen.used())["sha256"].tolist()
    yield from (digests[at : at + BLOCK] for at in range(0, len(digests), BLOCK))


def _said(archive: Archive, asked: Sequence[str], where: Where | None, limit: int | None) -> Iterator[list[str]]:
    """The digests of the meetings in which one of the words stands; first no more than have `limit` turns with one."""
    needle = Needle(tuple(Form.of(plain(word)) for word in asked))
    ranks, turns = np.unique(stored_places(archive, Word("|".join(asked), quoted=True, needle=needle), where).rank, return_counts=True)
    at = 0
    while at < len(ranks):
        size = BLOCK if limit is None or at else min(BLOCK, int(np.searchsorted(np.cumsum(turns), limit)) + 1)
        yield digests_of(archive, ranks[at : at + size])
        at += size


def _inside(block: Any, where: Where | None) -> dict[str, Any] | None:
    """The part of `where` that a block of meetings can answer; None when it has no such turns."""
    kept: dict[str, Any] = {}
    for name, value in (where or {}).items():
        wanted = list(value) if isinstance(value, (list, tuple, set, frozenset, range)) else [value]
        present = set(select(block, [checked(name)], where=kept)[checked(name)].dropna().unique())
        kept[name] = [v for v in wanted if v in present]
        if not kept[name]:
            return None
    return kept
