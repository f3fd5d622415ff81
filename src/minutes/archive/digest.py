"""One hash for what a store holds, whoever wrote it, in what order, in how many shards and with how many processes."""

import hashlib
import json
from os import PathLike
from pathlib import Path
from typing import Any

from minutes.archive.journal import read
from minutes.archive.ledger import State
from minutes.archive.shards import load
from minutes.archive.stages import PARSE, TAGS, TOKENS, need_libraries


def digest(store: str | PathLike[str]) -> str:
    """The SHA-256 of the logical content, as 64 hex digits.

    It tells of every meeting the bytes of its file, what was parsed, its tags, its words (not their numbers) and what the manifest says
    of it, and of the files that gave none. Paths do not count: a store may move, and so may its files.
    """
    need_libraries()
    folder = Path(store)
    state = State.of(read(folder).entries)
    places = state.places()
    found: dict[str, list[str]] = {sha: [sha] for sha in sorted(places)}
    for stage, tell in ((PARSE, _parsed), (TAGS, _tags), (TOKENS, _Tokens(folder, state))):
        for part in state.parts:
            held = [sha for sha in part.holds if state.live[stage].get(sha) == part.n and sha in found]
            if held and stage in set(part.stages()):
                for sha, said in tell(folder, part.shards, held).items():
                    found[sha].append(f"{stage} {said}")
    made = hashlib.sha256()
    for sha, path in places.items():
        listed = state.listed.get(path)
        stated = [listed.municipality, listed.code, listed.body, listed.date] if listed else []
        found[sha].append(json.dumps(stated, ensure_ascii=True))
    for sha in sorted(found):
        made.update("\n".join(found[sha]).encode() + b"\n")
    for failure in sorted({(f.sha256, f.stage, f.reason) for f in state.failures() if f.reason not in {"duplicate", "missing"}}):
        made.update("\t".join(failure).encode() + b"\n")
    return made.hexdigest()


def _parsed(folder: Path, shards: dict[str, Any], held: list[str]) -> dict[str, str]:
    hashes = {sha: hashlib.sha256() for sha in held}
    for row in load(folder, shards["meetings"], wanted=["sha256", "packed", "text"], only=held).to_pylist():
        hashes[row["sha256"]].update(row["packed"] + b"\0" + row["text"].encode() + b"\0")
    turns = load(folder, shards["turns"], wanted=["sha256", "text"], only=held)
    for sha, text in zip(turns["sha256"].to_pylist(), turns["text"].to_pylist(), strict=True):
        hashes[sha].update(text.encode() + b"\0")
    return {sha: made.hexdigest() for sha, made in hashes.items()}


def _tags(folder: Path, shards: dict[str, Any], held: list[str]) -> dict[str, str]:
    hashes = {sha: hashlib.sha256() for sha in held}
    for row in load(folder, shards["tags"], only=held).to_pylist():
        hashes[row.pop("sha256")].update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\0")
    return {sha: made.hexdigest() for sha, made in hashes.items()}


class _Tokens:
    """The tokens of meetings, told by their words."""

    def __init__(self, folder: Path, state: State) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        tables = [load(folder, shard) for shard in state.vocabulary]
        whole = pa.concat_tables(tables).sort_by("id") if tables else None
        self.words = pc.binary_join_element_wise(*(whole[name] for name in ("surface", "lemma", "pos")), "\f").combine_chunks() if whole else pa.array([], pa.string())

    def __call__(self, folder: Path, shards: dict[str, Any], held: list[str]) -> dict[str, str]:
        import pyarrow as pa
        import pyarrow.compute as pc

        hashes = {sha: hashlib.sha256() for sha in held}
        for batch in load(folder, shards["tokens"], only=held).to_batches():
            lists = batch["words"]
            words = pa.ListArray.from_arrays(lists.offsets, self.words.take(lists.values))
            said = pc.binary_join(words, "\v")
            for sha, turn, text in zip(batch["sha256"].to_pylist(), batch["turn"].to_pylist(), said.to_pylist(), strict=True):
                hashes[sha].update(f"{turn}\t{text}\n".encode())
        return {sha: made.hexdigest() for sha, made in hashes.items()}
