"""Tags as a store keeps them, with all their evidence."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from minutes.archive.ledger import Shard
from minutes.archive.shards import load
from minutes.model import Hit, Span, Tag


def stored_tags(folder: Path, shard: Shard, ids: Mapping[str, str], holds: Sequence[str]) -> dict[str, list[Tag]]:
    """The tags of the meetings with these digests, from a shard of tags, as they were given; `ids` are those of the meetings now."""
    found: dict[str, list[Tag]] = {}
    for row in load(folder, shard, only=holds).to_pylist():
        hits = tuple(Hit(x["term"], x["text"], Span(x["start"], x["end"])) for x in row["evidence"] or ())
        tag = Tag(ids[row["sha256"]], row["turn"], row["theme"], row["primary"], row["score"], row["how"], hits, row["source_turn"])
        found.setdefault(row["sha256"], []).append(tag)
    return found
