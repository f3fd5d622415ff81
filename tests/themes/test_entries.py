"""What a dictionary lacks and what it carries in vain."""

from collections.abc import Callable
from pathlib import Path

import pytest

from minutes.model import Meeting
from minutes.themes.dictionary import Themes, load_themes
from minutes.themes.entries import entries, suggest

Make = Callable[..., Meeting]


@pytest.fixture
def themes(tmp_path: Path) -> Themes:
    """Two small themes that share a word."""
    path = tmp_path / "mine.toml"
    path.write_text(
        '[[theme]]\nname = "交通"\nterms = ["路線バス", "停留所", "ロープウェイ"]\nweak = ["便"]\n[[theme]]\nname = "観光"\nterms = ["観光", "停留所"]\n',
        encoding="utf-8",
    )
    return load_themes(path)


def test_entries_tell_what_they_did(meeting: Make, themes: Themes) -> None:
    """An entry that was never printed is dead, one that two themes list collides, and the counts are those of the corpus."""
    made = meeting([("opinion", "路線バスの停留所を増やしてください。"), ("opinion", "路線バスは高い。路線バスは遅い。")])
    table = entries([made], themes).set_index(["theme", "term"])
    assert table.loc[("交通", "ロープウェイ"), "state"] == "dead"
    assert table.loc[("交通", "停留所"), "state"] == "colliding"
    assert table.loc[("交通", "停留所"), "others"] == "観光"
    assert list(table.loc[("交通", "路線バス"), ["hits", "turns", "meetings", "given"]]) == [3, 2, 1, 2]


def test_an_entry_that_fires_for_nothing_is_ambiguous(meeting: Make, themes: Themes) -> None:
    """A weak word that mostly stands in turns about something else is named."""
    made = meeting([("opinion", f"郵便の便り{n}は便利です。この便に。") for n in range(4)])
    assert entries([made], themes).set_index("term").loc["便", "state"] == "ambiguous"


def test_words_that_go_with_a_theme_are_suggested(meeting: Make, themes: Themes) -> None:
    """A word that is printed beside a theme, in two meetings, and that the dictionary lacks, is suggested for it."""
    said = [("opinion", "路線バスの運賃無償化を求めます。"), ("opinion", "路線バスは運賃無償化が先です。"), ("opinion", "公園の草刈りの回数を増やして。")]
    table = suggest([meeting(said, name="a"), meeting(said, name="b")], themes)
    first = table[table["theme"] == "交通"].iloc[0]
    assert "運賃" in first["term"]
    assert (first["turns"], first["of"], first["meetings"]) == (4, 4, 2)
    assert "路線バス" not in set(table["term"])
