"""What is stored comes back equal, to the last field."""

from dataclasses import dataclass, replace

from minutes.archive.frozen import freeze, meeting_id, pack, thaw, unpack
from minutes.archive.ledger import Seen
from minutes.model import Failure, Mark, Meeting, Span
from minutes.parse.meeting import parse


def test_a_meeting_comes_back_equal(meeting: Meeting) -> None:
    """Every sample meeting: spans, pieces, evidence, parts, warnings and all."""
    said = [turn.text for turn in meeting.turns]

    assert unpack(pack(meeting), meeting.source.sha256, meeting.source.text, said, meeting.source.path) == meeting
    assert meeting.id == meeting_id(meeting.source.path, meeting.source.sha256)


def test_feeds_and_plain_strings_come_back_equal() -> None:
    """A source with marks and pages, and one that has no path."""
    made = parse("○会長　始めます。\n○委員　はい。\n")
    feed = replace(made, source=replace(made.source, pages=(0, 9), marks=(Mark(Span(0, 9), 4, "○会長", role="chair"),), feed="kokkai"))

    for meeting in (made, feed):
        assert unpack(pack(meeting), meeting.source.sha256, meeting.source.text, [t.text for t in meeting.turns], meeting.source.path) == meeting


def test_a_file_of_the_ledger_comes_back_equal() -> None:
    """A path with bytes that are no UTF-8 is kept as the system gave it."""
    for failure in (None, Failure("\udce6.txt", "read", "timeout", "遅い", "ab", "wall=60", 61.5)):
        seen = Seen("\udce6.txt", (3, 4), "ab", "quarantined", "parser:1", failure)
        assert Seen.of(seen.row()) == seen


def test_fields_of_a_newer_version_are_left_out() -> None:
    """A store that a newer version wrote can be read as far as this one knows it."""
    assert thaw(Span, [2, 3, "new"]) == Span(2, 3)
    assert thaw(Young, [1, [[2, 3, "new"]], "said", "new"]) == Young(1, (Span(2, 3),), "said")


@dataclass(frozen=True)
class Young:
    """A value that has one field more than when it was stored."""

    a: int
    b: tuple[Span, ...] = ()
    c: str | None = "later"


def test_older_values_take_the_defaults_of_newer_fields() -> None:
    """A store that was written before a field was invented can be read."""
    assert thaw(Young, [1, [[2, 3]]]) == Young(1, (Span(2, 3),))
    assert thaw(Young, freeze(Young(1, (), None))) == Young(1, (), None)
