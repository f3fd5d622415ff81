"""Bytes come back as the characters that were typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.read.encoding import decode

PROSE = "○会長（田中みのり）　それでは、議題１「図書館の開館時間について」事務局から説明をお願いします。\n"


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (PROSE.encode(), "utf-8", PROSE),
        (b"\xef\xbb\xbf" + PROSE.encode(), "utf-8-sig", PROSE),  # the BOM is dropped
        (PROSE.encode("cp932"), "cp932", PROSE),
        (PROSE.encode("euc_jp"), "euc-jp", PROSE),
        (PROSE.encode("iso2022_jp"), "iso-2022-jp", PROSE),
        (PROSE.encode("utf-16"), "utf-16-le", PROSE),
        (PROSE.encode("utf-16-le"), "utf-16-le", PROSE),  # no BOM
        (PROSE.encode("utf-16-be"), "utf-16-be", PROSE),
        ("あいうえおかきくけこ".encode("utf-16-le"), "utf-16-le", "あいうえおかきくけこ"),  # these bytes are valid UTF-8 too
        ("髙﨑委員①㈱Ⅱ㎡～－".encode("cp932"), "cp932", "髙﨑委員①㈱Ⅱ㎡～－"),  # shift_jis cannot read these
        ("第①回㈱".encode("cp932"), "cp932", "第①回㈱"),
        (b"\xad\xa1\xc2\xe8\xad\xea\xb2\xf1\xb5\xc4", "euc-jp", "①第㈱会議"),  # NEC row 13 in EUC, which euc_jp lacks
        (b"\xfc\xe2\xf9\xf5\xa4\xb5\xa4\xf3", "euc-jp", "髙﨑さん"),  # IBM characters in EUC
        (b"\x1b$B-!Bh\x1b(B", "iso-2022-jp", "①第"),  # and in JIS
        (b"\x1b(I6^2\x1b(B", "iso-2022-jp", "ｶﾞｲ"),  # half-width kana by escape
        ("ｷｶｸｶ ﾌﾟﾛｼﾞｪｸﾄ ﾃﾞｼﾞﾀﾙ ｻｰﾋﾞｽ".encode("cp932"), "cp932", "ｷｶｸｶ ﾌﾟﾛｼﾞｪｸﾄ ﾃﾞｼﾞﾀﾙ ｻｰﾋﾞｽ"),
        ("件数,12\r\n世帯,34\r\n".encode("euc_jp"), "euc-jp", "件数,12\r\n世帯,34\r\n"),
        (b"Minutes of the meeting\r\n", "utf-8", "Minutes of the meeting\r\n"),
        (b"", "utf-8", ""),
    ],
)
def test_every_encoding_of_an_office_comes_back(data: bytes, encoding: str, text: str) -> None:
    """The characters are those that were typed, newlines untouched, nothing lost."""
    found = decode(data)
    assert (found.text, found.encoding, found.replaced) == (text, encoding, 0)
    assert found.confidence > 0.5


def test_a_damaged_byte_is_counted_and_does_not_change_the_encoding() -> None:
    """UTF-8 with one broken byte stays UTF-8: the rest of the page must not turn into 縺."""
    data = bytearray((PROSE * 20).encode())
    data[500] = 0xFF
    found = decode(bytes(data))
    assert found.encoding == "utf-8"
    assert 1 <= found.replaced <= 3
    assert found.text.count("図書館") == 20 - (0 if found.text.count("図書館") == 20 else 1)


def test_gaiji_are_counted() -> None:
    """外字 of one office's own font are kept as private characters and counted."""
    found = decode(("吉" * 50).encode("cp932") + b"\xf0\x40" + PROSE.encode("cp932"))
    assert found.gaiji == 1
    assert "\ue000" in found.text


def test_a_meta_tag_does_not_overrule_the_bytes() -> None:
    """Vendors claim Shift_JIS and send UTF-8."""
    assert decode(PROSE.encode(), hint="Shift_JIS").encoding == "utf-8"


@given(st.binary(max_size=400))
def test_any_bytes_decode(data: bytes) -> None:
    """It never fails, and what it cannot read is counted."""
    found = decode(data)
    assert found.replaced == found.text.count("\ufffd")
    assert 0 <= found.confidence <= 1


@given(
    st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x3093), min_size=30, max_size=200),
    st.sampled_from(["utf-8", "cp932", "euc_jp", "iso2022_jp", "utf-16-le", "utf-16-be"]),
)
def test_kana_come_back_from_any_encoding(text: str, encoding: str) -> None:
    """Thirty kana are enough to tell the encoding."""
    assert decode(text.encode(encoding)).text == text
