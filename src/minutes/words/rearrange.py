"""unidic-lite in another order: the same words at the same costs, found sooner.

MeCab waits for memory: of 70 MB of connection costs and 18 MB of trie a text looks at a few per cent, which lie all over. Here

- what a usual text looks at lies together: contexts in the costs, families of the trie, entries;
- contexts that no cost tells apart are one;
- entries that lose against the others of the same word in every context are left out;
- what an entry says is its number in unidic-lite, in four letters, so that a line of words comes back as numbers.

None of this changes which words MeCab finds. The files are laid out as in dictionary.cpp, connector.cpp and darts.h of MeCab 0.996.
"""

import shutil
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HEAD = 72
"""Bytes of a dictionary before its trie: ten numbers and the name of the encoding."""
ENTRY = np.dtype([("left", "<u2"), ("right", "<u2"), ("pos", "<u2"), ("cost", "<i2"), ("features", "<u4"), ("compound", "<u4")])
LETTERS = 4
"""Letters of a number, six bits each, the lowest first."""

_MAGIC = 0xEF718F77
_CHUNK = 1000
_MUCH_ASKED = 100  # words of which each entry is held against all others together
_NEVER = -(1 << 20)
_WINDOW = 2048  # slots in which a place for a family is looked for

Ints = NDArray[np.int64]
Costs = NDArray[np.int16]


def lettered(numbers: Ints) -> NDArray[np.uint8]:
    """Every number in letters, a row each."""
    return (numbers[:, None] >> np.arange(0, 6 * LETTERS, 6) & 63).astype(np.uint8) + ord("0")


def letters_of(number: int) -> str:
    """One number in letters."""
    return "".join([chr((number >> shift & 63) + ord("0")) for shift in range(0, 6 * LETTERS, 6)])


def numbered(letters: str) -> Ints:
    """The numbers that stand in these letters one behind the other."""
    bits = np.frombuffer(letters.encode("ascii"), "<u4").astype(np.int64) - 0x30303030
    return bits & 0x3F | bits >> 2 & 0xFC0 | bits >> 4 & 0x3F000 | bits >> 6 & 0xFC0000


@dataclass
class Dictionary:
    """A dictionary of MeCab: its head, its trie of (base, check) a slot, its entries, and what these say."""

    head: NDArray[np.uint32]
    charset: bytes
    trie: NDArray[np.int32]
    entries: NDArray[Any]
    says: bytes = b""

    @classmethod
    def read(cls, path: Path, *, says: bool = False) -> "Dictionary":
        """The dictionary in a file; what its entries say only where that is wanted."""
        with path.open("rb") as file:
            head = np.frombuffer(file.read(40), "<u4").copy()
            charset = file.read(HEAD - 40)
            trie = np.frombuffer(file.read(int(head[6])), "<i4").reshape(-1, 2).copy()
            entries = np.frombuffer(file.read(int(head[7])), ENTRY).copy()
            return cls(head, charset, trie, entries, file.read() if says else b"")

    def write(self, path: Path, costs: Costs) -> None:
        """The dictionary as a file that goes with these connection costs."""
        parts = (self.charset, self.trie.tobytes(), self.entries.tobytes(), self.says)
        self.head[3:9] = len(self.entries), costs.shape[1], costs.shape[0], *map(len, parts[1:])
        self.head[0] = (HEAD + sum(map(len, parts[1:]))) ^ _MAGIC
        path.write_bytes(b"".join((self.head.tobytes(), *parts)))

    def words(self) -> tuple[Ints, Ints, Ints]:
        """Of every word, in the order of its entries: the slot where the trie ends with it, its first entry, how many it has."""
        slots = np.flatnonzero(self.trie[:, 0] < 0)
        value = ~self.trie[slots, 0].astype(np.int64)
        order = np.argsort(value)
        return slots[order], value[order] >> 8, value[order] & 0xFF


def rearrange(source: Path, target: Path) -> None:
    """Write the dictionary of the folder `source` to the folder `target`, in the order in which usual minutes ask for it."""
    lexicon, unknown = Dictionary.read(source / "sys.dic"), Dictionary.read(source / "unk.dic", says=True)
    right, left = np.fromfile(source / "matrix.bin", "<u2", 2).tolist()
    costs: Costs = np.fromfile(source / "matrix.bin", "<i2", offset=4).reshape(left, right)  # of a word after a context, by its left and that one's right
    across = np.ascontiguousarray(costs.T)
    families, asks = _asked(lexicon, files("minutes.words").joinpath("usual.txt").read_text(encoding="utf-8"))
    stay = _leave_out(lexicon, costs, across, asks)
    by_left, by_right = (_by_use(lexicon.entries[side], asks[stay], size) for side, size in (("left", left), ("right", right)))
    rows, columns = _alike(costs, by_left, "left", lexicon, unknown), _alike(across, by_right, "right", lexicon, unknown)
    costs = np.take(costs[rows], columns, axis=1)
    lexicon.trie = _gathered(lexicon.trie, families)
    for name in ("char.bin", "dicrc"):
        shutil.copyfile(source / name, target / name)
    (target / "matrix.bin").write_bytes(np.array(costs.shape[::-1], "<u2").tobytes() + costs.tobytes())
    unknown.write(target / "unk.dic", costs)
    lexicon.write(target / "sys.dic", costs)


def _asked(lexicon: Dictionary, text: str) -> tuple[list[int], NDArray[np.float64]]:
    """The families of the trie that a text asks for, the most asked first, and how often it asks for each entry."""
    base, check = (array("i", column.tobytes()) for column in lexicon.trie.T)
    families: Counter[int] = Counter()
    asks = np.zeros(len(lexicon.entries))
    data = text.encode()
    for start, byte in enumerate(data):
        if byte & 0xC0 == 0x80:  # inside a character
            continue
        family = base[0]
        for at in range(start, len(data)):
            families[family] += 1
            if check[family] == family and base[family] < 0:
                first, many = divmod(~base[family], 256)
                asks[first : first + many] += 1
            slot = family + data[at] + 1
            if check[slot] != family:
                break
            family = base[slot]
    return [family for family, _ in families.most_common()], asks


def _by_use(contexts: NDArray[Any], asks: NDArray[np.float64], size: int) -> list[int]:
    """All contexts, those of the entries that are asked for most first; but 0, where a text begins and ends, has to stay 0."""
    used = np.bincount(contexts, asks, size)
    used[0] = np.inf
    order: list[int] = np.argsort(-used, kind="stable").tolist()
    return order


def _alike(costs: Costs, order: Sequence[int], side: str, *dictionaries: Dictionary) -> list[int]:
    """The contexts in this order, of those with like costs the first; the dictionaries get their new numbers."""
    found: dict[bytes, int] = {}
    number, firsts = np.zeros(len(costs), "<u2"), list[int]()
    for context in order:
        number[context] = found.setdefault(costs[context].tobytes(), len(found))
        if number[context] == len(firsts):
            firsts.append(context)
    for dictionary in dictionaries:
        dictionary.entries[side] = number[dictionary.entries[side]]
    return firsts


def _leave_out(lexicon: Dictionary, costs: Costs, across: Costs, asks: NDArray[np.float64]) -> Ints:
    """Take out the entries that can never be chosen and put the most asked first: which remain, of which each says its number of before."""
    slots, first, many = lexicon.words()
    live = np.ones(len(lexicon.entries), bool)
    live[_beaten(lexicon.entries, first, many, costs, across)] = False
    for word in np.argsort(-asks[first] * many**2, kind="stable")[:_MUCH_ASKED].tolist():
        left = first[word] + np.flatnonzero(live[first[word] : first[word] + many[word]])
        live[[one for one in left.tolist() if _outdone(lexicon.entries, one, left[left != one], costs, across)]] = False
    order = np.argsort(-asks[first], kind="stable")
    many = np.add.reduceat(live, first, dtype=np.int64)[order]
    lexicon.trie[slots[order], 0] = ~((np.cumsum(many) - many) << 8 | many)
    stay = np.argsort(-asks, kind="stable")
    stay = stay[live[stay]]
    lexicon.entries = lexicon.entries[stay]
    lexicon.entries["features"] = np.arange(len(stay)) * (LETTERS + 1)
    lexicon.says = np.pad(lettered(stay), ((0, 0), (0, 1))).tobytes()
    return stay


def _outdone(entries: NDArray[Any], one: int, others: Ints, costs: Costs, across: Costs) -> bool:
    """Whether in every context some other of these entries costs less than the one: never told of one that does not, if not of each that does."""
    dearer = (entries["cost"][others].astype(np.int32) - entries["cost"][one])[:, None]
    for step in (costs.shape[0] // 100, 1):
        before, behind = (
            np.subtract(table[entries[side][others], ::step], table[entries[side][one], ::step], dtype=np.int32) for side, table in (("left", costs), ("right", across))
        )
        before += dearer
        contexts = 0
        while before.size and behind.size:  # those in which the one could still be best
            if contexts == before.size + behind.size:
                return False
            contexts = before.size + behind.size
            behind = behind[:, (behind + before.max(axis=1)[:, None]).min(axis=0) >= 0]
            before = before[:, (before + behind.max(axis=1, initial=_NEVER)[:, None]).min(axis=0) >= 0]
    return len(others) > 0


def _beaten(entries: NDArray[Any], first: Ints, many: Ints, costs: Costs, across: Costs) -> Ints:
    """The entries that cost more than another entry of their word whatever stands before and behind them."""
    one, other = _pairs(first, many)
    gain = entries["cost"][one].astype(np.int64) - entries["cost"][other]
    for step in (costs.shape[0] // 100, 1):  # most pairs are told apart by a hundredth of the contexts
        lost = gain.copy()
        for side, table in (("left", costs), ("right", across)):
            lost += _at_most(table[:, ::step], entries[side][one].astype(np.int64), entries[side][other].astype(np.int64))
        one, other, gain = one[lost < 0], other[lost < 0], gain[lost < 0]
    return np.unique(other)


def _pairs(first: Ints, many: Ints) -> tuple[Ints, Ints]:
    """All ordered pairs of two entries of one word."""
    ones, others = [], []
    for size in range(2, int(many.max()) + 1):
        one, other = np.nonzero(~np.eye(size, dtype=bool))
        begins = first[many == size][:, None]
        ones.append((begins + one).ravel())
        others.append((begins + other).ravel())
    return np.concatenate(ones), np.concatenate(others)


def _at_most(costs: Costs, one: Ints, other: Ints) -> Ints:
    """For each pair of contexts how much more the one costs than the other where it costs most."""
    pairs, at = np.unique(one * len(costs) + other, return_inverse=True)
    chunks = np.array_split(pairs, len(pairs) // _CHUNK + 1)
    most = [np.subtract(costs[some // len(costs)], costs[some % len(costs)], dtype=np.int32).max(axis=1) for some in chunks]
    return np.concatenate(most)[at].astype(np.int64)


def _gathered(trie: NDArray[np.int32], families: Sequence[int]) -> NDArray[np.int32]:
    """The trie with these families (the slots that check against one base) close together behind its end, in this order."""
    rank = np.full(len(trie) + 256, -1)
    rank[families] = np.arange(len(families))
    slots = np.flatnonzero(rank[trie[:, 1]] >= 0)
    slots = slots[np.argsort(rank[trie[slots, 1]], kind="stable")]
    sizes = np.bincount(rank[trie[slots, 1]], minlength=len(families))
    offsets = slots - trie[slots, 1]
    bases = len(trie) + np.fromiter(_places(offsets, sizes), np.int64, len(families))
    goes = np.arange(len(trie))
    goes[slots] = offsets + np.repeat(bases, sizes)
    moved = np.zeros((int(bases.max()) + 512, 2), np.int32)
    kept = trie.copy()
    kept[slots] = 0
    moved[: len(trie)] = kept
    moved[goes[slots], 0], moved[goes[slots], 1] = trie[slots, 0], np.repeat(bases, sizes)
    parents = np.flatnonzero(trie[:, 0] > 0)
    parents = parents[rank[trie[parents, 0]] >= 0]
    moved[goes[parents], 0] = bases[rank[trie[parents, 0]]]
    return moved


def _places(offsets: Ints, sizes: Ints) -> Iterator[int]:
    """A base for each family, one after another, where all its slots are free and no other family has it: the first in a window that moves on."""
    start = taken = bases = 0  # what is taken, and what is a base already, from `start` on, a bit a slot
    for family in np.split(offsets, np.cumsum(sizes)[:-1]):
        blocked = bases
        for offset in family.tolist():
            blocked |= taken >> offset
        shift = (~blocked & blocked + 1).bit_length() - 1
        bases |= 1 << shift
        for offset in family.tolist():
            taken |= 1 << shift + offset
        yield start + shift
        beyond = max(taken.bit_length() - _WINDOW, 0)
        start, taken, bases = start + beyond, taken >> beyond, bases >> beyond
