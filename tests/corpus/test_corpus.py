"""Corpora: tables in a fixed order, nothing counted twice, nothing lost."""

import itertools
from dataclasses import replace

import pandas as pd
import pytest

from minutes.columns import columns
from minutes.corpus.corpus import Corpus
from minutes.model import AgendaItem, Attendee, Failure, Header, Meeting, Source, Span, Speaker, Turn
from minutes.model import Warning as Notice


def meeting(name: str, *, place: str | None = "甲市", date: str | None = "2024-03-31", sha: str = "", turns: int = 2, claimed: float = 1.0, body: str | None = "審議会") -> Meeting:
    """A meeting of `turns` turns of six characters each."""
    words = "はい　どうぞ。"
    spans = [Span(8 * n, 8 * n + 7) for n in range(turns)]
    made = tuple(Turn(n, s, Span(s.start, s.start), Speaker("会長", "", "会長", "chair"), words, (s,), item=0, reply_to=(0, 1) if n == 2 else ()) for n, s in enumerate(spans))
    header = Header(municipality=place, code="011002", body=body, date=date, attendees=(Attendee("髙野", "会長", "chair", None),))
    item = AgendaItem(0, "(1)", "計画について", 1, Span(0, 8 * turns))
    source = Source(f"{place}/{name}.txt", (words + "\n") * turns, sha or name.encode().hex().ljust(64, "0"), "utf-8")
    return Meeting(f"{name}-0", source, "transcript", "verbatim", "colon", "declared", claimed, header, agenda=(item,), turns=made, warnings=(Notice("w1", ""), Notice("w1", "")))


def test_same_rows_whatever_the_order_of_reading() -> None:
    """Tables are the same for any order in which files were read."""
    found = [meeting("b"), meeting("a", place="乙町"), meeting("c", place=None), meeting("d", date=None)]
    expected = Corpus.of(found)

    for order in itertools.permutations(found):
        corpus = Corpus.of(order)
        assert corpus == expected
        pd.testing.assert_frame_equal(corpus.turns, expected.turns)
    assert list(expected.meetings["meeting"]) == ["a-0", "b-0", "d-0", "c-0"]  # unknown dates and places come last


def test_what_is_not_known_is_missing() -> None:
    """Unknown values are NA, never an empty string or a zero."""
    corpus = Corpus.of([meeting("a", place=None, date=None, body=None)])
    row = corpus.meetings.iloc[0]

    assert all(pd.isna(row[c]) for c in ("municipality", "date", "fiscal_year", "body", "number", "observers", "place"))
    assert pd.isna(corpus.turns["name"]).all()
    assert pd.isna(corpus.turns["reply_to"]).all()
    assert not (corpus.turns == "").any(axis=None)


def test_fiscal_year_runs_from_april() -> None:
    """A meeting on 31 March belongs to the fiscal year before."""
    assert list(Corpus.of([meeting("a"), meeting("b", date="2024-04-01")]).meetings["fiscal_year"]) == [2023, 2024]


def test_characters_are_counted_without_white_space() -> None:
    """The ideographic space of はい　どうぞ。 is no character of talk; a meeting is the sum of its turns."""
    corpus = Corpus.of([meeting("a", turns=3)])

    assert list(corpus.turns["chars"]) == [6, 6, 6]
    assert corpus.meetings.loc[0, "chars"] == 18
    assert corpus.turns.loc[2, "reply_to"] == "0、1"


def test_same_bytes_are_analysed_once_and_the_books_balance() -> None:
    """Two copies of a file are one meeting; every file that was seen is in the books."""
    corpus = Corpus.of(
        [meeting("b", sha="f" * 64), meeting("a", sha="f" * 64), meeting("c", claimed=0.5), Failure("x.pdf", "read", "encrypted", "…")],
        failed=[Failure("y.txt", "find", "missing", "…")],
    )

    assert len(corpus) == 2
    assert corpus.books == {"seen": 4, "ok": 1, "partial": 1, "quarantined": 1, "duplicate": 1, "missing": 1}
    duplicate = corpus.failures.set_index("reason").loc["duplicate"]
    assert duplicate["path"] == "甲市/b.txt"
    assert "甲市/a.txt" in duplicate["message"]


@pytest.mark.parametrize("table", ["meetings", "turns", "agenda", "attendees", "failures"])
def test_tables_are_those_of_the_dictionary(table: str) -> None:
    """Columns stand in the data dictionary, in that order, full or empty."""
    names = [c.name for c in columns(table)]

    assert list(getattr(Corpus.of([meeting("a")]), table).columns) == names
    assert list(getattr(Corpus.of([]), table).columns) == names


def test_tables_join_on_meeting_and_turn() -> None:
    """(meeting, turn) is a key of turns, and every turn finds its meeting and its agenda item."""
    corpus = Corpus.of([meeting("a"), meeting("b", turns=3)])

    assert not corpus.turns.duplicated(["meeting", "turn"]).any()
    assert corpus.turns["meeting"].isin(corpus.meetings["meeting"]).all()
    assert list(corpus.agenda["turns"]) == [2, 3]


def test_it_prints_what_it_holds() -> None:
    """A corpus at a prompt says how much it holds."""
    assert repr(Corpus.of([meeting("a")])) == "Corpus(1 meetings · 1 municipalities · 2 turns · 0 failures)"


def test_half_a_character_does_no_harm() -> None:
    """A lone surrogate, as a JSON feed may hold it, is shown as the sign for what cannot be shown."""
    broken = meeting("a")
    turn = replace(broken.turns[0], text="あ\ud83dい")
    corpus = Corpus.of([replace(broken, turns=(turn,))])

    assert list(corpus.turns["text"]) == ["あ\ufffdい"]
