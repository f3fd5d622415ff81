"""Coding rules of KH Coder are read and written."""

from pathlib import Path

import pytest

from minutes.errors import ThemeError
from minutes.themes.coding import read_coding_rules, to_coding_rules
from minutes.themes.dictionary import Rule, load_themes


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """A coding rule file."""
    path = folder / "codes.txt"
    path.write_text(text, encoding=encoding)
    return path


def test_the_usual_rules_are_read(tmp_path: Path) -> None:
    """Words, strings, phrases, near, and, and not, and codes used again."""
    text = (
        "# 道の話\n＊道路\n道路 or '歩道橋' | 横断+歩道\n\n＊除雪\n( 雪 | 除雪 ) & ( 道路 or 歩道 ) | near(雪-捨て場)[5]\n\n"
        "*観光\n観光 &! ( 観光課 | 観光部 )\n＊道と観光\n<＊道路> & 観光\n"
    )
    road, snow, tourism, both = read_coding_rules(write(tmp_path, text)).themes
    assert (road.name, road.terms) == ("道路", ("道路", "歩道橋", "横断歩道"))
    assert snow.rules == (Rule((("雪", "除雪"), ("道路", "歩道"))), Rule((("雪",), ("捨て場",)), 10))
    assert tourism.terms == ("観光",)
    assert tourism.exceptions == (Rule((("観光",), ("観光課", "観光部"))),)
    assert both.rules == (Rule((("道路", "歩道橋", "横断歩道"), ("観光",))),)


def test_a_file_in_shift_jis_is_read(tmp_path: Path) -> None:
    """KH Coder's users have Windows files."""
    assert read_coding_rules(write(tmp_path, "＊防災\n避難所 or 津波\n", "cp932")).names == ("防災",)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("＊防災\n避難所 津波\n", 1, "津波"),  # no operator between: KH Coder refuses it, too
        ("＊防災\n避難所\n＊水害\n( 川 or 雨\n", 3, "bracket"),
        ("＊防災\n\n", 1, "no condition"),
        ("＊防災\n! 避難所\n", 1, "not"),
        ("＊防災\n<＊水害>\n", 1, "水害"),
        ("＊防災\n避難所 and ( 津波 and ( 川 or 雨 ) )\n", 1, "nested"),
        ("避難所\n", 1, "＊"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, text: str, line: int, says: str) -> None:
    """The error says in which code, and what to write."""
    with pytest.raises(ThemeError, match=says) as error:
        read_coding_rules(write(tmp_path, text))
    assert f"codes.txt:{line}:" in str(error.value)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """Terms and rules of the built-in themes survive the way out and back."""
    themes = load_themes()
    again = read_coding_rules(write(tmp_path, to_coding_rules(themes)))
    assert again.names == themes.names
    for ours, theirs in zip(themes.themes, again.themes, strict=True):
        assert set(ours.terms) <= set(theirs.terms)
        assert [rule.groups for rule in ours.rules] == [rule.groups for rule in theirs.rules]


def test_variants_go_with_the_terms(tmp_path: Path) -> None:
    """KH Coder knows no variants: each regular one is a word of its own, and so is each misprint."""
    (tmp_path / "t.toml").write_text('variants = [["空き家", "空家"]]\nname = "空き家"\nterms = ["空き家対策"]\ntypos = ["空き屋対策"]\n', encoding="utf-8")
    (theme,) = read_coding_rules(write(tmp_path, to_coding_rules(load_themes(tmp_path / "t.toml")))).themes
    assert theme.terms == ("空き家対策", "空家対策", "空き屋対策")
