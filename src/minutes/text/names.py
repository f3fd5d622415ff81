"""Names as one person writes them in several ways: variants of a kanji are one for matching, never for display."""

import csv
from functools import cache, lru_cache
from importlib.resources import files
from unicodedata import normalize

from minutes.text.titles import squeeze


@cache
def _variants() -> dict[int, str]:
    text = files("minutes.text").joinpath("variants.csv").read_text(encoding="utf-8")
    return {ord(row["variant"]): row["common"] for row in csv.DictReader(text.splitlines())}


@lru_cache(maxsize=16384)
def name_key(name: str) -> str:
    """The form in which names are compared: 髙﨑 and 高崎 give one key. For matching inside one meeting only."""
    return normalize("NFC", squeeze(name)).translate(_variants())  # 隆 of the compatibility block is 隆


def one_apart(a: str, b: str) -> bool:
    """Do two names of one length differ in a single character (吉屋, 古屋)? Likely a misprint, never proof."""
    return len(a) == len(b) > 1 and sum(x != y for x, y in zip(a, b, strict=True)) == 1
