"""From the spool into the store: many results become a few shards and one line of the journal."""

import uuid
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minutes.archive.durable import remove
from minutes.archive.journal import NAME, Entry, Journal, format_of
from minutes.archive.ledger import Seen, Shard, State, swept
from minutes.archive.lock import locked
from minutes.archive.migrate import migrate
from minutes.archive.shards import integers, load, schema, texts, unbatch, write
from minutes.archive.spool import Columns, Frame, clear, frames, reading, results_in, segments
from minutes.archive.stages import TABLES, need_libraries
from minutes.archive.work import NAME as LEXICON
from minutes.archive.work import NUMBERS, WORDS

if TYPE_CHECKING:
    from minutes.archive.numbers import Numbers

BATCH = 64_000_000
"""Bytes of results that go into shards at once."""
MANY = 2_000
"""Results that go into shards at once."""

LEXICONS = 32
"""Lexicons of workers of which the numbers are kept, at four bytes a word: those that gave the last results."""

SIDE_BY_SIDE = 2
"""Shards that are written at the same time."""

Table = tuple[dict[str, Any], str, str, list[Any]]
"""Where the journal tells of the shards of its part, the name of a table, that of its shard, and its rows."""
Running = deque[tuple[dict[str, Any], str, Future[Shard]]]
"""Shards that are being written, and where the journal will tell of each."""
Group = tuple[str | None, tuple[tuple[str, str], ...]]


class Writer:
    """The one that may write to a store: its ledger, its journal and its vocabulary."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journal = Journal(folder)
        self.state = State.of(self.journal.before)
        self.journal.before = ()  # the ledger has it all
        self.run = uuid.uuid4().hex[:8]
        self.waiting: list[Frame] = []
        self._bytes = 0
        self._committed: Counter[str] = Counter()
        self._words: Numbers | None = None
        self._lexicons: dict[bytes, Any] = {}
        self.journal.begin()

    def note(self, entry: Entry) -> None:
        """Write a line of the journal and take it into the ledger."""
        self.journal.add(entry)
        self.state.take(entry)

    def keep(self, frame: Frame) -> None:
        """Take a result; when enough have come together they go into shards."""
        import pyarrow.parquet  # noqa: F401 - here the workers go on meanwhile, in `commit` they may have nothing left to do

        self.waiting.append(frame)
        self._bytes += frame.size
        if self._bytes > BATCH or len(self.waiting) >= MANY:
            self.commit()

    def commit(self) -> None:
        """Everything that waits goes into shards, by municipality; with the line of the journal it is in the store."""
        if not self.waiting:
            return
        self.journal.look()
        groups: dict[Group, dict[str, Frame]] = {}
        for frame in self.waiting:
            if frame.size:
                said = self.state.listed.get(frame.head.get("path", ""))
                place = said.municipality if said and said.municipality else frame.head["municipality"]
                groups.setdefault((place, tuple(sorted(frame.head["keys"].items()))), {})[frame.head["sha"]] = frame
        new: list[bytes] = []
        entry: dict[str, Any] = {"do": "commit", "parts": []}
        with reading() as columns:
            self._write(entry, self._tables(entry["parts"], groups, columns, new), new)
        entry["files"] = [_seen(frame).row() for frame in self.waiting if frame.head.get("path") and frame.head["sha"]]
        self.note(entry)
        self._committed.update(frame.segment for frame in self.waiting)
        self.waiting, self._bytes = [], 0
        clear({str(segment) for segment in self._spent()}, self.folder)

    def _spent(self) -> Iterator[Path]:
        """Segments of this run that nobody writes to any more, and of which every result stands in a shard."""
        mine: dict[str, list[Path]] = {}
        for segment in segments(self.folder, self.run):
            mine.setdefault(segment.stem.rpartition("-")[0], []).append(segment)
        for of_worker in mine.values():
            for segment in sorted(of_worker, key=lambda path: int(path.stem.rpartition("-")[2]))[:-1]:
                if results_in(segment) == self._committed[str(segment)]:
                    yield segment

    def _tables(self, parts: list[dict[str, Any]], groups: dict[Group, dict[str, Frame]], columns: Columns, new: list[bytes]) -> Iterator[Table]:
        """The tables of each municipality, one after the other; `parts` tells of them as the journal has it."""
        for (place, keys), held in sorted(groups.items(), key=lambda g: (g[0][0] or "", g[0][1])):
            parts.append({"municipality": place, "holds": sorted(held), "keys": dict(keys), "shards": {}})
            name = self._name(place)
            for table in sorted({table for frame in held.values() for table in frame.head["sizes"]} - {NUMBERS, WORDS}):
                yield parts[-1]["shards"], table, name, self._batches(table, held, columns, new)

    def _batches(self, table: str, held: dict[str, Frame], columns: Columns, new: list[bytes]) -> list[Any]:
        """The rows of one table in the order of the digests; words get the numbers that they have in this store."""
        made = []
        for _, frame in sorted(held.items()):
            if data := columns(frame, table):
                batch = unbatch(table, data)
                made.append(renumbered(batch, self._known(columns(frame, NUMBERS), columns(frame, WORDS), new)) if table == "tokens" else batch)
        return made

    def _write(self, entry: dict[str, Any], tables: Iterable[Table], new: list[bytes]) -> None:
        """Write the shards of these tables and one of the new words, and tell of them in the parts and in `entry`.

        Two are written at a time, while the next is made ready: compressing and the disk leave the processor to others.
        """
        running: Running = deque()
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            for shards, table, name, batches in tables:
                if batches:
                    _settle(running, SIDE_BY_SIDE - 1)
                    running.append((shards, table, pool.submit(write, self.folder, f"{table}/{name}", batches)))
            if new:
                words = self._vocabulary(new, len(self.words) - len(new))
                running.append((entry, "vocabulary", pool.submit(write, self.folder, f"vocabulary/{self._name()}", [words])))
            _settle(running, 0)

    def _name(self, *place: str | None) -> str:
        """The name of new shards in the folder of their table, and in that of their municipality where they are of one."""
        folder = "".join(f"municipality={_folder(one)}/" for one in place)
        return f"{folder}{self.journal.lines:06d}-{uuid.uuid4().hex[:8]}.parquet"

    def add_part(self, place: str | None, keys: dict[str, str], holds: list[str], batches: dict[str, list[Any]], new: list[bytes]) -> None:
        """Put rows that are in order into the store, with the words that they are the first to have."""
        part: dict[str, Any] = {"municipality": place, "holds": holds, "keys": keys, "shards": {}}
        entry: dict[str, Any] = {"do": "commit", "parts": [part]}
        name = self._name(place)
        self._write(entry, ((part["shards"], table, name, found) for table, found in sorted(batches.items())), new)
        self.note(entry)

    @property
    def words(self) -> "Numbers":
        """The number of every word of the store by its key, read when it is first asked for."""
        if self._words is None:
            from minutes.archive.numbers import Numbers  # with numpy: here the workers go on meanwhile

            self._words = Numbers()
            for shard in self.state.vocabulary:
                numbers, keys = listed(load(self.folder, shard))
                self._words.add(keys, numbers)
        return self._words

    def numbers(self, words: Sequence[bytes], new: list[bytes]) -> Any:
        """For each of these words, given by its key, its number in this store, as an array; words that it did not have are added to `new`."""
        found, fresh = self.words.of(words)
        new += fresh
        return found

    def _known(self, numbers: bytes, keys: bytes, new: list[bytes]) -> Any:
        """By the numbers of a worker the numbers in this store, as an array: of the words of one result, which are those of `keys`, and of others.

        Almost every word has come from the same worker before; only those that have not are looked for by their keys.
        """
        import numpy as np

        name, own = numbers[:LEXICON], np.frombuffer(numbers, np.int32, offset=LEXICON)
        known = self._lexicons.pop(name, np.empty(0, np.int32))
        if len(more := range(len(known), int(own[-1]) + 1 if len(own) else 0)):
            known = np.append(known, np.full(len(more), -1, np.int32))
        unmet = np.flatnonzero(known[own] < 0)
        if len(unmet):
            ends = np.append(np.flatnonzero(np.frombuffer(keys, np.uint8) == ord("\n")), len(keys))
            starts = np.append(0, ends[:-1] + 1)
            words = [keys[start:end] for start, end in zip(starts[unmet].tolist(), ends[unmet].tolist(), strict=True)]
            known[own[unmet]] = self.numbers(words, new)
        self._lexicons[name] = known
        if len(self._lexicons) > LEXICONS:
            del self._lexicons[next(iter(self._lexicons))]
        return known

    def _vocabulary(self, new: list[bytes], first: int) -> Any:
        """New words with their numbers, as a record batch."""
        import pyarrow as pa

        from minutes.words.lexicon import word

        columns = [integers(range(first, first + len(new))), *map(texts, zip(*map(word, map(bytes.decode, new)), strict=True))]
        return pa.record_batch(columns, schema=schema("vocabulary"))


def _settle(running: Running, most: int) -> None:
    """Wait until no more than so many are being written, and note those that are."""
    while len(running) > most:
        said, table, future = running.popleft()
        said[table] = _row(future.result())


def listed(vocabulary: Any) -> tuple[list[int], list[bytes]]:
    """The numbers and the keys of the words in a table of the vocabulary."""
    from minutes.words.lexicon import key

    numbers, *words = (vocabulary[name].to_pylist() for name in ("id", "surface", "lemma", "pos"))
    return numbers, [key(said).encode() for said in zip(*words, strict=True)]


def renumbered(tokens: Any, numbers: Any) -> Any:
    """A batch of tokens with the numbers of a store in place of those that it came with."""
    import numpy as np
    import pyarrow as pa

    lists, at = tokens["words"], tokens.schema.get_field_index("words")
    _, values = lists.values.buffers()
    own = np.frombuffer(values or b"", np.int32, len(lists.values), lists.values.offset * 4)
    mapped = pa.ListArray.from_arrays(lists.offsets, integers(numbers.take(own)))
    return tokens.set_column(at, tokens.schema.field("words"), mapped)


def _folder(place: str | None) -> str:
    """The name of the folder of a municipality: its letters, whatever a file system makes of the others."""
    return "".join(c if c.isalnum() else f"%{ord(c):02X}" for c in (place or "unknown")[:24])


def _row(shard: Shard) -> list[Any]:
    return [shard.name, shard.sha256, shard.bytes, shard.rows]


def _seen(frame: Frame) -> Seen:
    head = frame.head
    return Seen.of([head["path"], *head["stat"], head["sha"], head["status"], head["keys"]["parse"], *([head["failure"]] if "failure" in head else [])])


@contextmanager
def writing(folder: Path, *, left: list[str] | None = None, wait: float = 0.0) -> Iterator[Writer]:
    """The store, to be written to: made when it is not there, cleared of what a killed writer left, its finished results taken in.

    `left` is told who was killed. `StoreError` when another writer has the store, and still has it after `wait` seconds.
    """
    need_libraries()
    format_of(folder)  # a newer one is refused before there is a lock in it
    with locked(folder, wait=wait) as before:
        if before and left is not None:
            left.append(before)
        if (folder / NAME).is_file():
            migrate(folder)
        writer = Writer(folder)
        for path in swept(folder, writer.state):
            remove(path)
        taken_over(writer, segments(folder))
        yield writer
        writer.commit()
        clear({str(path) for path in segments(folder)}, folder)
        writer.journal.close()


def taken_over(writer: Writer, found: Iterable[Path]) -> None:
    """Results that a killed writer had finished go into shards; the segments are gone when they are.

    Those that another version laid out otherwise are left out: their stages are made again in any case.
    """
    paths, known = list(found), {NUMBERS, WORDS, *chain.from_iterable(TABLES.values())}
    for path in paths:
        for frame in frames(path):
            if isinstance(frame, Frame) and known.issuperset(frame.head["sizes"]):
                writer.keep(frame)
    writer.commit()
    clear({str(path) for path in paths}, writer.folder)
