"""Folding: one form for matching, one character for one character."""

import unicodedata

import pytest

from minutes.text import fold as module
from minutes.text.fold import fold


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("（仮称）", "(仮称)"),  # brackets of both widths stand in one file
        ("［会長］〔案〕", "[会長]〔案〕"),  # tortoise-shell brackets are a mark of their own
        ("：；，．！？", ":;,.!?"),  # （，．） and （、。） are both in use; ， is no 、
        ("「、」。・", "「、」。・"),  # Japanese punctuation is already one form
        ("､｡｢｣･", "、。「」・"),  # half-width punctuation of old exports
        ("◯委員長", "○委員長"),  # three circles, one mark
        ("〇委員長", "○委員長"),  # the numeral zero used as a circle
        ("二〇二四年", "二○二四年"),  # the price of that: dates read 〇 as ○
        ("13:30〜15:30", "13:30~15:30"),  # wave dash
        ("13:30～15:30", "13:30~15:30"),  # full-width tilde
        ("－８－", "-8-"),  # full-width hyphen-minus around a page number
        ("− ‐ – — ― ━", "- - - - - -"),  # minus, hyphen, dashes, box rule
        ("センターー", "センターー"),  # a long vowel is no dash
        ("ﾏｲﾅﾝﾊﾞｰ", "マイナンハﾞー"),  # each character on its own: the voicing mark stays where it is
        ("ＤＸ・ＡＩ－ＯＣＲ", "DX・AI-OCR"),  # full-width Latin
        ("２０２４／７", "2024/7"),  # full-width digits
        ("会　長", "会 長"),  # ideographic space
        ("会\u00a0長", "会 長"),  # no-break space of Word
        ("発言者\t内容", "発言者\t内容"),  # a tab is a column
        ("一行目\r\n二行目\n", "一行目\r\n二行目\n"),  # newlines as they stand
        ("①㈱㎡Ⅲ㍻", "①㈱㎡Ⅲ㍻"),  # NFKC would change the length or the sense
        ("髙﨑と高崎", "髙﨑と高崎"),  # variant characters of names are names
        ("𠮷野😀", "𠮷野😀"),  # outside the basic plane
        ("⇒➡→", "→→→"),  # answers of summary minutes
        ("≪議題≫《議題》", "《議題》《議題》"),  # much-less-than used as brackets
        ("", ""),
    ],
)
def test_folding(printed: str, folded: str) -> None:
    """Each printed character becomes its one form for matching, in its place."""
    assert fold(printed) == folded
    assert len(printed) == len(folded)


def test_every_folded_form_is_final() -> None:
    """No character folds to one that folds again, so the order of replacing cannot matter."""
    assert [chr(c) for c, form in module._TABLE.items() if len(form) != 1 or fold(form) != form] == []


def test_full_width_ascii_and_half_width_kana_are_all_known() -> None:
    """Every full-width twin of ASCII and every half-width kana folds to what NFKC says of it."""
    twins = [chr(c) for c in (*range(0xFF01, 0xFF5F), *range(0xFF61, 0xFF9E))]
    assert [c for c in twins if fold(c) != unicodedata.normalize("NFKC", c) and c != "～"] == []


def test_long_texts_fold_like_short_ones() -> None:
    """A whole file is folded in another way than a line, with the same result."""
    line = "○議　長（髙野敏夫君）　〇時～ﾊﾟｿｺﾝ－８－\n"
    assert fold(line * 500) == fold(line) * 500
