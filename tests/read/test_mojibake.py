"""Garbled text is found, sound text is never called garbled."""

from pathlib import Path

import pytest

from minutes.read.encoding import decode
from minutes.read.mojibake import mojibake

SAMPLES = Path(__file__).parents[2] / "corpora" / "sample"
PROSE = "本日は図書館の開館時間について、事務局から説明を受けたあと、委員の皆様に御議論をいただきたいと思います。"


@pytest.mark.parametrize(("taken", "was"), [("cp932", "utf-8"), ("latin-1", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "cp932"), ("latin-1", "euc_jp"), ("cp932", "euc_jp")])
def test_a_wrong_decoding_is_named(taken: str, was: str) -> None:
    """縺ゅ→縺ｧ and its like are not taken for minutes."""
    assert mojibake(PROSE.encode(was).decode(taken, errors="replace")) is not None


def test_twice_wrong_and_question_marks_are_found() -> None:
    """Double UTF-8, and text that went through an encoding without Japanese."""
    assert mojibake(PROSE.encode().decode("latin-1").encode().decode("latin-1"))
    assert mojibake(PROSE.encode("ascii", errors="replace").decode()) == "characters replaced by ?"


def test_no_paragraph_of_the_samples_is_called_garbled() -> None:
    """False positives: none in all the sample minutes, line by line."""
    lines = [line for path in sorted(SAMPLES.rglob("*.txt")) for line in decode(path.read_bytes()).text.splitlines() if len(line) > 10]
    assert len(lines) > 500
    assert [line for line in lines if mojibake(line)] == []


@pytest.mark.parametrize("text", ["", "?", "本当ですか????", "ÇA VA? Où êtes-vous?", "ｷｶｸｶ ﾌﾟﾛｼﾞｪｸﾄ ﾃﾞｼﾞﾀﾙ", "12,345\t678\n", "São Paulo e Nagoya são cidades-irmãs."])
def test_odd_but_sound_text_passes(text: str) -> None:
    """Emphasis, French, half-width kana, Portuguese."""
    assert mojibake(text) is None
