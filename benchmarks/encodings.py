"""Share of invented texts whose encoding is found, by encoding, kind of text and length in characters.

    python benchmarks/encodings.py [--samples 60]

A reading is right when the text comes back as it was written: the name of the encoding alone proves little.
"""

# chance for samples, not for secrets
import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path

from minutes.read.encoding import decode

SAMPLES = Path(__file__).parent.parent / "corpora" / "sample"
LENGTHS = (15, 30, 60, 200, 1_000, 10_000)
SPECIAL = "髙﨑①②③㈱Ⅱ㎡№㍻"
TABLE_WORDS = ("件数", "予算額", "決算額", "増減", "人口", "世帯", "施設名", "備考", "合計", "単位", "千円", "年度")
NARROW = ["ｼﾔｸｼｮ", "ｷｶｸｶ", "ｿｳﾑﾌﾞ", "ｶｲｷﾞﾛｸ", "ﾌﾟﾛｼﾞｪｸﾄ", "ﾃﾞｼﾞﾀﾙ", "ｻｰﾋﾞｽ", "ﾎｰﾑﾍﾟｰｼﾞ", "ﾏｲﾅﾝﾊﾞｰ", "ﾀﾌﾞﾚｯﾄ", "ﾎﾞﾗﾝﾃｨｱ", "ｺﾐｭﾆﾃｨ"]


def prose(seed: int) -> str:
    """A stretch of the sample minutes from a random place on."""
    text = _sample_text()
    at = random.Random(seed).randrange(len(text))
    return (text[at:] + text)[:12_000]


@cache
def _sample_text() -> str:
    texts = (decode(p.read_bytes()).text for p in sorted(SAMPLES.rglob("*.txt")))
    return "".join(c for text in texts for c in text if _everywhere(c))


def special(seed: int) -> str:
    """Prose with NEC row 13 and IBM characters strewn in."""
    rng = random.Random(seed)
    return "".join(c + (rng.choice(SPECIAL) if rng.random() < 0.06 else "") for c in prose(seed))


def narrow(seed: int) -> str:
    """Prose with words in half-width kana."""
    rng = random.Random(seed)
    return "".join(c + (rng.choice(NARROW) if rng.random() < 0.08 else "") for c in prose(seed))


def table(seed: int) -> str:
    """Rows of figures with a Japanese word here and there."""
    rng = random.Random(seed)
    return "".join(f"{rng.randrange(10**6):,}\t{rng.choice(TABLE_WORDS) if rng.random() < 0.5 else rng.randrange(999)}" + rng.choice(",\t\n") for _ in range(2_000))


def _everywhere(char: str) -> bool:
    """Whether CP932 and EUC-JP can both print the character, so that one text serves all encodings."""
    try:
        return char.encode("cp932").decode("cp932") == char and char.encode("euc_jp").decode("euc_jp") == char
    except UnicodeError:
        return False


KINDS: dict[str, Callable[[int], str]] = {"plain": prose, "special": special, "half-width": narrow, "table": table}


def _euc(text: str) -> bytes:
    return b"".join(_euc_char(c) for c in text)


def _euc_char(char: str) -> bytes:
    try:
        return char.encode("euc_jp")
    except UnicodeEncodeError:
        lead, trail = char.encode("cp932")  # as Windows tools write it: CP51932
        if lead >= 0xFA:
            return {"髙": b"\xfc\xe2", "﨑": b"\xf9\xf5"}.get(char, b"?")
        row = (lead - (0x81 if lead < 0xA0 else 0xC1)) * 2 + (trail >= 0x9F)
        return bytes((row + 0xA1, trail - (0x9F if trail >= 0x9F else 0x41 if trail > 0x7F else 0x40) + 0xA1))


def _jis(text: str) -> bytes:
    out, wide = b"", None
    for char in text:
        code = _euc_char(char)
        kind = "(B" if len(code) == 1 else {0x8E: "(I", 0x8F: "$(D"}.get(code[0], "$B")
        out += b"" if kind == wide else b"\x1b" + kind.encode()
        out += bytes(b & 0x7F for b in (code[1:] if kind in {"(I", "$(D"} else code))
        wide = kind
    return out + b"\x1b(B"


ENCODERS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda t: t.encode("utf-8"),
    "utf-8-sig": lambda t: t.encode("utf-8-sig"),
    "cp932": lambda t: t.encode("cp932"),
    "euc-jp": _euc,
    "iso-2022-jp": _jis,
    "utf-16-le": lambda t: t.encode("utf-16-le"),
    "utf-16-be": lambda t: t.encode("utf-16-be"),
    "utf-16 (BOM)": lambda t: t.encode("utf-16"),
}


def _slices(kind: Callable[[int], str], length: int, samples: int) -> Iterator[str]:
    for seed in range(samples):
        text = kind(seed)[:length]
        if any(ord(c) > 0x7F for c in text):
            yield text


@dataclass
class Tally:
    """What was right, by (encoding, kind, length), and what was not."""

    right: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    seen: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, name: str, kind: str, length: int, text: str) -> None:
        """Decode one text in one encoding and note whether it came back."""
        found = decode(ENCODERS[name](text))
        self.seen[name, kind, length] += 1
        self.right[name, kind, length] += found.text == text
        if found.text != text:
            self.wrong.append(f"{name} {kind} {length}: read as {found.encoding} ({found.confidence}): {text[:40]!r} → {found.text[:40]!r}")

    def share(self, low: int, high: int) -> tuple[float, int]:
        """Share of right answers and number of texts with low ≤ length < high."""
        keys = [key for key in self.seen if low <= key[2] < high]
        total = sum(self.seen[key] for key in keys)
        return sum(self.right[key] for key in keys) / total, total


def main() -> int:
    """Print one row per encoding and kind, the totals, and what went wrong; 1 when a target is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--samples", type=int, default=60)
    samples = options.parse_args().samples
    tally = Tally()
    for (kind, make), length in product(KINDS.items(), LENGTHS):
        for text in _slices(make, length, samples):
            for name in ENCODERS:
                tally.add(name, kind, length, text)
    print("encoding      kind        " + "".join(f"{n:>8}" for n in LENGTHS))
    for name, kind in product(ENCODERS, KINDS):
        print(f"{name:<13} {kind:<11}" + "".join(f"{tally.right[name, kind, n] / (tally.seen[name, kind, n] or 1):8.1%}" for n in LENGTHS))
    (short, few), (long, many) = tally.share(30, 200), tally.share(200, 10**6)
    print(f"30 to 199 characters: {short:.2%} of {few:,} texts; from 200: {long:.2%} of {many:,}")
    print("\n".join(tally.wrong[:20]))
    return 0 if short >= 0.995 and long == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
