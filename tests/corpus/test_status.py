"""What became of each file is one of four words, and the words add up."""

from dataclasses import replace
from pathlib import Path

import pytest

from minutes.corpus.corpus import Corpus, build
from minutes.corpus.records import meeting_record
from minutes.corpus.status import STATUSES, shortcomings, status
from minutes.model import Failure, Meeting
from minutes.parse.meeting import parse
from minutes.read.reasons import reasons

TEXT = (
    "霞野市第1回試験会議　会議録\n日時　令和６年７月17日（水）\n\n○会長　始めます。\n"
    + "○塙委員　道路の補修にかかる費用は、今年度の予算でいくらになりますか。\n○課長　百万円を見込んでいます。\n" * 60
)


def meeting(**changed: object) -> Meeting:
    """A meeting whose source was read like this."""
    made = parse(TEXT)
    return replace(made, source=replace(made.source, **changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("result", "expected", "why"),
    [
        (meeting(), "ok", ()),
        (meeting(flags=("needs_ocr",)), "partial", ("needs_ocr",)),  # some pages are pictures
        (meeting(flags=("low_coverage",)), "partial", ("low_coverage",)),
        (meeting(replaced=1), "partial", ("mojibake",)),  # one character is lost
        (meeting(replaced=1, flags=("mojibake",)), "partial", ("mojibake",)),
        (replace(meeting(), claimed=0.9), "partial", ("unexplained",)),
        (replace(meeting(), turns=()), "partial", ("no_turns",)),
        (replace(meeting(), turns=(), kind="report"), "ok", ()),  # a report has none
    ],
)
def test_a_meeting_is_ok_or_partial_with_reasons(result: Meeting, expected: str, why: tuple[str, ...]) -> None:
    """Every reason is a documented code."""
    assert (status(result), shortcomings(result)) == (expected, why)
    assert set(why) <= set(reasons())
    assert meeting_record(result)["status"] == expected
    assert meeting_record(result)["source"]["shortcomings"] == list(why)


@pytest.mark.parametrize(("reason", "expected"), [("timeout", "quarantined"), ("duplicate", "duplicate"), ("missing", "missing"), ("not_found", "quarantined")])
def test_a_failure_is_quarantined_duplicate_or_missing(reason: str, expected: str) -> None:
    """Everything that gave no meeting has its word."""
    assert status(Failure("a.txt", "read", reason, "…")) == expected


def test_the_tables_tell_how_each_file_was_read(tmp_path: Path) -> None:
    """`files` has one row a file with its status; the counts are those of the books, and `meetings` says the same."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="cp932")
    (tmp_path / "b.txt").write_text(TEXT, encoding="cp932")
    (tmp_path / "c.txt").write_text(TEXT.replace("塙", "\ue000", 5), encoding="utf-8")
    (tmp_path / "d.txt").write_bytes(b"")
    corpus = build(tmp_path)
    files = {Path(row["path"]).name: row for row in corpus.files.to_dict("records")}
    assert [row["status"] for row in files.values()] == ["ok", "duplicate", "partial", "quarantined"]
    assert corpus.books == {"seen": 4, "missing": 0} | dict.fromkeys(STATUSES, 1)
    assert [files["a.txt"][name] for name in ("format", "encoding", "replaced")] == ["text", "cp932", 0]
    assert [files["c.txt"][name] for name in ("reasons", "gaiji")] == ["gaiji", 5]
    assert [files["d.txt"][name] for name in ("reasons", "stage")] == ["truncated", "read"]
    meetings = {row["encoding"]: row for row in corpus.meetings.to_dict("records")}
    assert [meetings["utf-8"][name] for name in ("status", "reasons", "flags", "gaiji", "format")] == ["partial", "gaiji", "gaiji", 5, "text"]
    assert meetings["cp932"]["confidence"] > 0.9


def test_books_of_nothing_are_zero() -> None:
    """No file, no count."""
    assert set(Corpus().books.values()) == {0}
    assert len(Corpus().files) == 0
