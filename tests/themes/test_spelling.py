"""The ways in which one term may be printed."""

import pytest

from minutes.themes.spelling import spellings

VARIANTS = (("子ども", "こども", "子供"), ("手続", "手続き"), ("デバイド", "ディバイド"))


@pytest.mark.parametrize(
    ("term", "printed"),
    [
        ("子ども医療費", "こども医療費"),
        ("手続オンライン化", "手続きオンライン化"),
        ("デジタルデバイド", "デジタルディバイド"),
        ("AI-OCR", "AI OCR"),
        ("AI-OCR", "AIOCR"),
        ("AI-OCR", "AI・OCR"),
        ("AI-OCR", "AIーOCR"),  # the long vowel typed for a hyphen
        ("DX推進", "DX 推進"),  # PDF text has a blank between Latin and kanji
        ("RPA", "R P A"),  # spaced capitals
        ("デジタル", "デシ\u3099タル"),  # a file name or text from macOS
        ("デジタル", "デシﾞタル"),  # half-width kana, folded one by one
    ],
)
def test_a_term_is_known_in_other_spellings(term: str, printed: str) -> None:
    """Regular variants need not be listed term by term."""
    found = spellings(term, VARIANTS)
    assert found[0] == term
    assert printed in found or printed in {f.replace("テ\u3099", "デ").replace("テﾞ", "デ") for f in found}


def test_spellings_stay_few() -> None:
    """A term with many free places does not explode."""
    assert len(spellings("手続" * 12, VARIANTS)) < 400
