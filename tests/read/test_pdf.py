"""A PDF becomes its printed lines, with the place where each page starts."""

import pytest

from minutes.read.pdf import read_pdf
from minutes.read.reasons import Refusal
from tests.evil import pdfs

LINES = ["○会長（髙﨑　みのり）　定刻になりましたので、", "　始めます。"]


def test_lines_and_pages_are_kept() -> None:
    """Each printed line is a line; each page starts where the map says."""
    found = read_pdf(pdfs.pages([LINES, ["　次です。"]]))
    assert found.text == "\n".join([*LINES, "　次です。"])
    assert [found.text[start:][:2] for start in found.pages] == ["○会", "　次"]


def test_a_page_number_is_set_apart() -> None:
    """A lone number at the foot is no part of the sentence that runs over the page."""
    found = read_pdf(pdfs.pages([["　図書館の", "1"], ["開館時間", "2"]]))
    assert found.text == "　図書館の\n\n1\n\n開館時間\n\n2\n"


def test_radicals_become_kanji() -> None:
    """⻑ and ⾒ come out of some fonts; minutes are searched for 長 and 見."""
    assert read_pdf(pdfs.pages([["委員⻑の意⾒"]])).text == "委員長の意見"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdfs.encrypted(), "encrypted"),
        (pdfs.scanned(), "needs_ocr"),
        (pdfs.pages([LINES])[:-40], "truncated"),
        (pdfs.pages([LINES * 40])[:2000], "truncated"),
        (pdfs.circular_pages(), "parse_error"),
        (pdfs.pages([[""]]), "truncated"),
        (b"%PDF-1.7\n" + b"x" * 500 + b"%%EOF", "parse_error"),
        (pdfs.deep_arrays(), "parse_error"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    """Passwords, scans, downloads that broke off, damage."""
    with pytest.raises(Refusal) as found:
        read_pdf(data)
    assert found.value.reason == reason
