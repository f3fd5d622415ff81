"""Bytes to text: the few encodings that Japanese offices use, tried one by one and judged by what comes out.

A general detector takes CP932 for gb18030 and stumbles over 髙; the candidates are known, so each is tried.
Nothing is ever dropped: what cannot be decoded becomes U+FFFD and is counted.
"""

import codecs
import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from minutes.read.plausible import score
from minutes.text.patterns import GAIJI

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAMPLE = 2_048
_GLANCE = 512
_JIS_ESCAPE = re.compile(rb"(\x1b\$\(?[@BD]|\x1b\([BJHI]|\x0e|\x0f)")  # bytes, not document text


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it was read.

    `encoding` is one of utf-8, utf-8-sig, cp932, euc-jp, iso-2022-jp, utf-16-le, utf-16-be, utf-32-le, utf-32-be;
    `confidence` runs from 0 to 1; `replaced` counts U+FFFD (characters that are lost) and `gaiji` the
    private-use characters (外字: drawn by one office's own font, shown as 〓).
    """

    text: str = field(repr=False)
    encoding: str
    confidence: float
    replaced: int = 0

    @property
    def gaiji(self) -> int:
        """The number of private-use characters."""
        return len(GAIJI.findall(self.text))


def decode(data: bytes, *, hint: str | None = None) -> Decoded:
    """`data` as text, BOM dropped, newlines as they stand; never fails, never drops a byte silently.

    `hint` is the encoding that the file claims (an HTML meta tag): it decides only where two readings are
    equally plausible, because pages often claim Shift_JIS and are sent in UTF-8.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            text = data[len(bom) :].decode(name.removesuffix("-sig"), errors="replace")
            return _decoded(text, name, 1.0)
    if b"\x1b" in data and _JIS_ESCAPE.search(data) and data.isascii():
        return _decoded(_read_jis(data), "iso-2022-jp", 0.99)
    if (plain := _strict_utf8(data)) is not None and not _hides_utf16(data, plain):
        return _decoded(plain, "utf-8", 1.0 if data.isascii() else 0.99)
    return _contest(data, hint)


def _decoded(text: str, encoding: str, confidence: float) -> Decoded:
    replaced = text.count("\ufffd")
    return Decoded(text, encoding, round(max(0.0, confidence - replaced / (len(text) or 1)), 4), replaced)


def _strict_utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _hides_utf16(data: bytes, plain: str) -> bool:
    """Whether bytes that are valid UTF-8 are UTF-16 all the same: あ is 42 30 there, which also spells "B0"."""
    if "\0" in plain[:_SAMPLE]:
        return True
    return len(data) % 2 == 0 and len(data) >= 8 and data[:_SAMPLE].isascii() and any(data[i:_SAMPLE:2].count(0x30) * 10 >= len(data[i:_SAMPLE:2]) * 6 for i in (0, 1))


def _read_cp932(data: bytes) -> str:
    return data.decode("cp932", errors="replace")


def _read_euc(data: bytes) -> str:
    return data.decode("euc_jp", errors=_NEC)


def _read_jis(data: bytes) -> str:
    """ISO-2022-JP by way of EUC-JP: escapes say which set follows, and the high bits are put back."""
    parts, table = [], "B"
    for piece in _JIS_ESCAPE.split(data):
        if _JIS_ESCAPE.fullmatch(piece):
            table = _JIS_SETS.get(piece, "B")
        else:
            parts.append(b"".join(_raise_bits(piece, table)))
    return _read_euc(b"".join(parts))


_JIS_SETS = {b"\x1b$@": "wide", b"\x1b$B": "wide", b"\x1b$(B": "wide", b"\x1b$(D": "extra", b"\x1b(I": "narrow", b"\x0e": "narrow"}
_HIGH = bytes(b | 0x80 if 0x21 <= b <= 0x7E else b for b in range(256))


def _raise_bits(piece: bytes, table: str) -> Iterator[bytes]:
    if table == "B":
        yield piece
    elif table == "wide":
        yield piece.translate(_HIGH)
    else:
        step, lead = (1, b"\x8e") if table == "narrow" else (2, b"\x8f")
        for at in range(0, len(piece), step):
            raised = piece[at : at + step].translate(_HIGH)
            yield (lead if raised[:1] >= b"\xa1" else b"") + raised


def _nec(error: UnicodeError) -> tuple[str, int]:
    """① ㈱ Ⅱ and 髙 in EUC-JP: rows 13 and 89 to 92, which Python's euc_jp lacks and CP932 has; else what JIS X 0213 put there."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    pair = error.object[error.start : error.start + 2]
    if len(pair) == 2 and min(pair) >= 0xA1 and max(pair) <= 0xFE:
        for codec, written in (("cp932", _shift(pair)), ("euc_jis_2004", pair)):
            with contextlib.suppress(UnicodeDecodeError):
                return written.decode(codec), error.start + 2
        return "\ufffd", error.start + 2
    return "\ufffd", error.start + 1


def _shift(pair: bytes) -> bytes:
    """One EUC-JP pair in the numbering of Shift_JIS."""
    row, cell = pair[0] - 0xA1, pair[1] - 0xA1
    lead = row // 2 + (0x81 if row < 62 else 0xC1)
    trail = cell + (0x9F if row % 2 else 0x40 if cell < 63 else 0x41)
    return bytes((lead, trail))


_NEC = "minutes.nec"
codecs.register_error(_NEC, _nec)


def _utf16(name: str) -> Callable[[bytes], str]:
    return lambda data: data.decode(name, errors="replace")


_READERS: dict[str, Callable[[bytes], str]] = {
    "cp932": _read_cp932,
    "euc-jp": _read_euc,
    "utf-8": lambda data: data.decode("utf-8", errors="replace"),
    "utf-16-le": _utf16("utf-16-le"),
    "utf-16-be": _utf16("utf-16-be"),
}
_HINTS = {"shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932", "euc_jp": "euc-jp", "utf8": "utf-8"}


def _contest(data: bytes, hint: str | None) -> Decoded:
    """The reading that looks most like Japanese; the distance to the second is the confidence."""
    if (quick := _evident(_sample(data, _GLANCE))) and (whole := _decoded(_READERS[quick](data), quick, 0.98)).replaced * 1000 <= len(whole.text):
        return whole
    sample = _sample(data, _SAMPLE)
    claimed = _HINTS.get(hint.lower(), hint.lower()) if hint else ""
    names = ("cp932", "euc-jp", "utf-8", *(("utf-16-le", "utf-16-be") if b"\0" in sample or len(data) % 2 == 0 else ()))
    found = sorted(((_judge(data[: 4 * _SAMPLE] if name.startswith("utf-16") else sample, name) + 0.02 * (name == claimed), name) for name in names), reverse=True)
    (best, name), (second, _) = found[:2]
    confidence = min(0.99, max(0.0, 0.5 + best / 4 + min(1.0, best - second) / 4)) if best > -0.5 else 0.1
    return _decoded(_READERS[name](data), name, confidence)


def _evident(sample: bytes) -> str | None:
    """CP932 or EUC-JP where the sample is without fault in it and full of kana, which no wrong reading is."""
    if _parity(sample):
        return None
    for name in ("cp932", "euc-jp"):
        try:
            text = sample.decode(_STRICT[name])
        except UnicodeDecodeError:
            continue
        if _judge(sample, name, text) >= 0.78:
            return name
    return None


def _parity(sample: bytes) -> bool:
    """Whether every second byte is one that leads UTF-16 kana or ASCII: 30 or 00."""
    return any((half.count(0x30) + half.count(0)) * 4 >= len(half) for half in (sample[::2], sample[1::2]))


def _judge(sample: bytes, name: str, text: str | None = None) -> float:
    text = _READERS[name](sample) if text is None else text
    if name.startswith("utf-16") and text.isascii():
        return 0.3 - 2 * text.count("\0") / (len(text) or 1)
    if name == "cp932" and sample.count(b"\x8e") * 4 > len(sample) - len(sample.translate(None, _HIGH_BYTES)):
        return score(text) - 1  # half-width kana of EUC-JP, each behind 8E, spell 次 耳 自 … in CP932
    return score(text)


_STRICT = {"cp932": "cp932", "euc-jp": "euc_jp"}
_HIGH_BYTES = bytes(range(0x80, 0x100))


def _sample(data: bytes, size: int) -> bytes:
    """The head and three later slices of a long file, each cut at line ends (0A is never half a character)."""
    if len(data) <= 4 * size:
        return data
    pieces = [data[:size].rpartition(b"\n")[0] or data[:size]]
    for quarter in (1, 2, 3):
        slice_ = data[quarter * len(data) // 4 :][:size]
        pieces.append(slice_.partition(b"\n")[2].rpartition(b"\n")[0])
    return b"\n".join(pieces)
