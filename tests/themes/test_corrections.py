"""Corrections by hand: they win, they stay, and they find their turn again."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import minutes as mn
from minutes.errors import OptionError
from minutes.model import Meeting, Span
from minutes.themes.corrections import load_corrections, located
from minutes.themes.tag import tag
from minutes.themes.validate import sample_sheet

Make = Callable[..., Meeting]
SAMPLE = Path(__file__).parents[2] / "corpora" / "sample"


def sheet(meeting: Meeting, rows: list[tuple[int, str, str | None]]) -> pd.DataFrame:
    """A judged sheet of (turn, themes, primary) of one meeting."""
    made = [
        {
            "meeting": meeting.id,
            "turn": n,
            "sha256": meeting.source.sha256,
            "start": meeting.turns[n].span.start,
            "end": meeting.turns[n].span.end,
            "themes": themes,
            "primary": primary,
        }
        for n, themes, primary in rows
    ]
    return pd.DataFrame(made)


def given(table: pd.DataFrame, turn: int) -> list[tuple[str, bool, str]]:
    """(theme, primary, how) of a turn."""
    rows = table[table["turn"] == turn]
    return [(str(theme), bool(primary), str(how)) for theme, primary, how in zip(rows["theme"], rows["primary"], rows["how"], strict=True)]


@pytest.fixture
def talk(meeting: Make) -> Meeting:
    """Three speeches of which the first two have themes."""
    return meeting(
        [
            ("opinion", "路面が凍ります。テレワークで在宅勤務を増やしてください。"),
            ("opinion", "ごみの減量とリサイクルを進めてください。"),
            ("opinion", "今年の梅はよく実りました。"),
        ]
    )


@pytest.mark.parametrize(
    ("themes", "primary", "expected"),
    [
        ("環境", None, [("環境", True, "hand")]),  # another theme than the rules gave
        ("なし", None, []),  # a decision, too: about none of the themes
        ("テレワーク、環境", "環境", [("環境", True, "hand"), ("テレワーク", False, "hand")]),
        ("テレワーク、環境", None, [("テレワーク", False, "hand"), ("環境", False, "hand")]),  # two that are even
    ],
)
def test_what_a_person_decided_is_what_the_turn_has(talk: Meeting, themes: str, primary: str | None, expected: list[tuple[str, bool, str]]) -> None:
    """The themes of a corrected turn are those of the sheet, with the primary one first; other turns are as the rules have them."""
    table = tag([talk], corrections=sheet(talk, [(0, themes, primary)]))
    assert given(table, 0) == expected
    assert given(table, 1) == [("環境", True, "term")]


def test_evidence_stays_where_the_rules_agree(talk: Meeting) -> None:
    """A theme that both gave keeps the words that show it; one that only the person gave has none."""
    table = tag([talk], corrections=sheet(talk, [(0, "テレワーク、環境", "環境")]))
    hits = {str(theme): words for theme, words in zip(table["theme"], table["hits"].fillna(""), strict=True)}
    assert hits["テレワーク"] == "テレワーク、在宅勤務"
    assert next(iter(table["hits"].isna()))  # 環境, the primary one, was given by the person alone


def test_an_empty_cell_decides_nothing(talk: Meeting) -> None:
    """A row that nobody judged leaves the turn to the rules."""
    assert tag([talk], corrections=sheet(talk, [(0, "", None)])).equals(tag([talk]))


def test_corrections_survive_another_name_and_another_cut(talk: Meeting) -> None:
    """They go by the content of the file and the place of the turn: not by the file's name nor by the turn's number."""
    decided = load_corrections(sheet(talk, [(1, "子育て", None)]))
    first, second, third = talk.turns
    shorter = Span(second.span.start + 2, second.span.end)
    moved = replace(talk, id="renamed", turns=(first, replace(second, n=7, span=shorter), replace(third, n=8)))
    assert given(tag([moved], corrections=decided), 7) == [("子育て", True, "hand")]


def test_corrections_of_another_file_are_left_alone(talk: Meeting) -> None:
    """The same place in a file with other bytes is another turn."""
    other = replace(talk, source=replace(talk.source, sha256="1" * 64))
    assert tag([other], corrections=sheet(talk, [(1, "子育て", None)])).equals(tag([other]))
    assert len(located(sheet(talk, [(1, "子育て", None)]), [other])) == 0


def test_a_sheet_is_drawn_judged_and_used_again() -> None:
    """End to end on a sample meeting: every drawn turn carries what the sheet says, and a second run says the same."""
    corpus = mn.corpus(SAMPLE / "笹音村")
    drawn = sample_sheet(corpus, tag(corpus), size=40).assign(themes="環境、子育て", primary="子育て")
    table = tag(corpus, corrections=drawn)
    hand = table[table["how"] == "hand"]
    assert set(zip(hand["meeting"], hand["turn"], strict=True)) == set(zip(drawn["meeting"], drawn["turn"], strict=True))
    assert set(hand.loc[hand["primary"], "theme"]) == {"子育て"}
    assert tag(corpus, corrections=drawn).equals(table)


def test_a_table_that_is_no_sheet_is_named(talk: Meeting) -> None:
    """Without the columns that find the turn again there is nothing to keep corrections by."""
    with pytest.raises(OptionError, match="sha256"):
        load_corrections(sheet(talk, [(0, "環境", None)]).drop(columns="sha256"))
