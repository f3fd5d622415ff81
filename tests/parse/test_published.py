"""The same meeting as its publisher serves it (page, feed, another encoding) and as plain text gives the same turns."""

from pathlib import Path

import pytest

from minutes.model import Meeting
from minutes.parse.meeting import read
from minutes.text.titles import squeeze

DIET = "212-plane.xml!/121215254X00"
PAIRS = [  # (as published, as text, turns whose words differ)
    ("aomori_dbsr_page.html", "dbsr_aomori", 0),
    ("otofuke_dbsr.html", "dbsr_otofuke", 0),
    ("hirosaki_kensakusystem.txt", "ken_hirosaki", 0),
    ("hirosaki_eucjp.txt", "ken_hirosaki", 1),  # the file has ? (0x3F) where the text has a full-width minus: lost when it was written
    ("sumida_ssp_minute.json", "ssp_sumida", 0),
    ("yokohama_ssp_minute.json", "ssp_yokohama", 0),
    ("tokyo_bank_iso2022jp.txt", "tokyo_bank_0", 0),
    (f"{DIET}920231206", "kokkai_212_0", 0),
    (f"{DIET}820231201", "kokkai_212_1", 0),
    (f"{DIET}720231129", "kokkai_212_2", 0),
]


def said(meeting: Meeting) -> list[tuple[str, str]]:
    """(label, words) of every turn, white space aside: pages are wrapped otherwise than texts."""
    return [(squeeze(t.speaker.label), squeeze(t.text)) for t in meeting.turns]


@pytest.mark.shared
@pytest.mark.parametrize(("published", "text", "differing"), PAIRS, ids=[p for p, _, _ in PAIRS])
def test_turns_do_not_depend_on_the_format(published: str, text: str, differing: int, shared: Path) -> None:
    """As many turns, and label and words of each alike."""
    one, other = said(read(f"{shared / 'raw'}/{published}")), said(read(shared / "assemblies" / "text" / f"{text}.txt"))
    assert len(one) == len(other)
    assert sum(a != b for a, b in zip(one, other, strict=True)) == differing


@pytest.mark.shared
@pytest.mark.parametrize("page", ["Otaru_R3_Minutes.html", "Otaru_R4_Minutes.html", "otaru_R3_sjis.html", "gijirokucom_asp_huid-page.html", "gijirokucom_standard_huid-page.html"])
def test_a_published_page_with_one_speech(page: str, shared: Path) -> None:
    """One turn with its speaker."""
    (turn,) = read(shared / "raw" / page).turns
    assert turn.speaker.name
    assert turn.speaker.role in ("chair", "official")
