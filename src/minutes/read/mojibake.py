"""Whether a text was once decoded wrongly before it was saved (文字化け), and as what."""

from minutes.read.plausible import score

_STRETCH = 500

# (the encoding that was wrongly taken, the one that the bytes were in)
_MISTAKES = (("cp932", "utf-8"), ("latin-1", "utf-8"), ("cp1252", "cp932"), ("latin-1", "cp932"), ("cp1252", "euc_jp"), ("latin-1", "euc_jp"), ("cp932", "euc_jp"))

# How the wrong encodings print the first bytes of kana in UTF-8 (E3 80 to E3 83): far too often for any sound text
_SIGNS = (
    ("utf-8 read as cp932", ("縺", "繧", "繝", "縲")),
    ("utf-8 read as cp1252", ("ï¼", *("ã" + c for c in "\x80\x81\x82\x83€‚ƒ\ufffd"))),
    ("utf-8 read as cp1252 twice", ("Ã£", "Ã¯Â¼")),
)


def mojibake(text: str) -> str | None:
    """What happened to a garbled text, such as "utf-8 read as cp932" or "characters replaced by ?"; None when it is sound.

    Only four stretches of it are looked at. A clean text cannot be taken for a garbled one: undoing a
    mistake that was not made gives no kana.
    """
    stretches = dict.fromkeys(text[len(text) * part // 4 :][:_STRETCH] for part in (0, 1, 2, 3)) if len(text) > 4 * _STRETCH else {text: None}
    return next((found for stretch in stretches if (found := _inspect(stretch))), None)


def _inspect(text: str) -> str | None:
    if sum(map(text.count, "のにをはがとでし")) >= 0.06 * len(text):  # no garbled text is full of particles
        return None
    if _questions(text) >= 0.2:
        return "characters replaced by ?"
    if text.isascii() or score(text) >= 0.75:
        return None
    if sign := next((kind for kind, signs in _SIGNS if sum(map(text.count, signs)) >= 0.06 * len(text)), None):
        return sign
    return next((f"{was} read as {taken}" for taken, was in _MISTAKES if _undoes(text, taken, was)), None)


def _questions(text: str) -> float:
    """Share of the visible characters that stand in runs of four or more question marks."""
    runs = [len(run) for word in text.split() for run in _runs(word) if len(run) >= 4]
    return sum(runs) / (len("".join(text.split())) or 1) if sum(runs) >= 12 else 0.0


def _runs(word: str) -> list[str]:
    return "".join(c if c == "?" else " " for c in word).split() if "????" in word else []


def _undoes(text: str, taken: str, was: str) -> bool:
    again = _bytes(text, taken).decode(was, errors="replace")
    kana = sum("ぁ" <= c <= "ヿ" for c in again)
    lost = again.count("\ufffd") + again.count("?")
    return kana >= 3 and kana >= 0.15 * len(again) and lost <= 0.35 * len(again) and score(again.replace("\ufffd", "")) >= max(0.6, score(text) + 0.3)


def _bytes(text: str, taken: str) -> bytes:
    """The bytes before the mistake; cp1252 leaves five bytes undefined, which programs pass through."""
    if taken != "cp1252":
        return text.encode(taken, errors="replace")
    return b"".join(bytes((ord(c),)) if 0x80 <= ord(c) <= 0x9F else c.encode("cp1252", errors="replace") for c in text)
