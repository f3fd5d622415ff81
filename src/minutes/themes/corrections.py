"""Corrections by hand: kept by the content of the file and the place of the turn, so that they win in every run."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from os import PathLike
from typing import TYPE_CHECKING

from minutes.errors import OptionError
from minutes.model import Meeting, Span, Tag, Turn
from minutes.themes.judged import judgments, read_sheet

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person decided of one turn: all its themes (none is an answer, too) and the primary one."""

    span: Span
    themes: frozenset[str]
    primary: str | None


@dataclass(frozen=True)
class Corrections:
    """Corrections by the SHA-256 of the file in which the turn stands: a renamed or moved file keeps its own."""

    by_file: Mapping[str, tuple[Correction, ...]]

    def __len__(self) -> int:
        return sum(map(len, self.by_file.values()))

    def of(self, meeting: Meeting) -> dict[int, Correction]:
        """For each corrected turn of a meeting, by number, what was decided.

        A turn is the same where more than half of the shorter of the two spans is shared: a later version of the
        parser may cut a little differently.
        """
        asked = self.by_file.get(meeting.source.sha256, ())
        found = ((next((t for t in meeting.turns if _same(t, one.span)), None), one) for one in asked)
        return {turn.n: one for turn, one in found if turn is not None}


def load_corrections(sheet: "str | PathLike[str] | pd.DataFrame") -> Corrections:
    """The corrections of a judged sheet: its file (.xlsx, .csv) or its table, with `sha256`, `start` and `end`.

    Rows that nobody judged are no corrections. Raises `OptionError` for a file or a table that is no sheet.
    """
    table = read_sheet(sheet)["judging"] if isinstance(sheet, str | PathLike) else sheet
    judged = judgments(table)
    for column in ("sha256", "start", "end"):
        if column not in table:
            made = "minutes validate sample で作ったシートを使ってください / use a sheet made by `minutes validate sample`"
            raise OptionError(f"{column}: この列がシートにありません。{made}")
    by_file: dict[str, list[Correction]] = defaultdict(list)
    places = list(zip(table["sha256"], table["start"], table["end"], strict=True))
    for one in judged:
        sha256, start, end = places[one.row]
        by_file[str(sha256)].append(Correction(Span(int(start), int(end)), one.themes, one.primary))
    return Corrections({sha256: tuple(rows) for sha256, rows in by_file.items()})


def located(sheet: "pd.DataFrame", meetings: Iterable[Meeting]) -> "pd.DataFrame":
    """The rows of a sheet whose turns are in these meetings, with `meeting` and `turn` as they are called there now."""
    by_file = {meeting.source.sha256: meeting for meeting in meetings}
    rows, names, turns = [], [], []
    for at, (sha256, start, end) in enumerate(zip(sheet["sha256"], sheet["start"], sheet["end"], strict=True)):
        meeting = by_file.get(str(sha256))
        turn = next((t for t in meeting.turns if _same(t, Span(int(start), int(end)))), None) if meeting else None
        if meeting and turn:
            rows.append(at)
            names.append(meeting.id)
            turns.append(turn.n)
    return sheet.iloc[rows].assign(meeting=names, turn=turns).reset_index(drop=True)


def by_hand(meeting: Meeting, tags: list[Tag], corrections: Corrections) -> list[Tag]:
    """The tags of a meeting with the corrected turns as they were decided (`how` hand, score 1), in the order of the turns.

    A theme that the rules gave, too, keeps its evidence.
    """
    decided = corrections.of(meeting)
    if not decided:
        return tags
    given: dict[int, list[Tag]] = defaultdict(list)
    for one in tags:
        given[one.turn].append(one)
    made: list[Tag] = []
    for turn in meeting.turns:
        made += _decided(meeting.id, turn.n, given[turn.n], decided[turn.n]) if turn.n in decided else given[turn.n]
    return made


def _decided(meeting: str, turn: int, given: list[Tag], decision: Correction) -> list[Tag]:
    """The tags of one corrected turn, the primary theme first."""
    evidence = {one.theme: one for one in given}
    order = sorted(decision.themes, key=lambda theme: (theme != decision.primary, theme))
    blank = [Tag(meeting, turn, theme, primary=False, score=1.0, how="hand") for theme in order]
    return [replace(evidence.get(one.theme, one), primary=one.theme == decision.primary, score=1.0, how="hand") for one in blank]


def _same(turn: Turn, span: Span) -> bool:
    shared = min(turn.span.end, span.end) - max(turn.span.start, span.start)
    return shared > 0.5 * min(len(turn.span), len(span))
