"""Short records as clerks of small bodies write them: every speech with its speaker, what it does and what it answers."""

import csv
from pathlib import Path

import pytest

import minutes as mn

SMALL = Path(__file__).parent / "small"
OWNERS = {  # municipality, body, start, end
    "paren-own-line": ("みずほ台市", "みずほ台市空家等対策協議会", "14:00", "15:30"),
    "q-and-a": ("丘ノ上町", "丘ノ上町地域公共交通会議", None, None),
    "board-of-education": ("港見市", "港見市教育委員会", "13:30", None),
    "bullets-and-arrows": ("ひかり野市", "ひかり野市市民参加推進会議", "18:00", "19:45"),
    "arrows-in-brackets": ("夕凪町", "夕凪町環境審議会", "14:00", None),
    "arrows-after-colons": ("風見市", "風見市図書館協議会", "10:00", None),
    "members-in-columns": ("星が丘町", "星が丘町議会だより編集特別委員会", "09:00", "09:40"),
    "village-talk": ("北浜村", "北浜村むらづくり懇談会", "13:30", "15:00"),
    "seat-numbers": ("あけぼの市", "あけぼの市農業委員会総会", "15:00", None),
    "angle-own-line": ("瑞浜市", "瑞浜市国民健康保険運営協議会", "13:30", "14:45"),
    "recess": ("緑陽町", "緑陽町議会議会運営委員会", "10:00", "10:50"),
    "old-numerals": ("渚市", "渚市文化財保護審議会", "14:00", "16:00"),
    "workshop": ("空見市", "空見市公共施設マネジメント市民ワークショップ", "13:00", "16:00"),
}


@pytest.mark.parametrize("name", sorted(OWNERS))
def test_who_said_what_to_whom(name: str) -> None:
    """Label, name, role, act and reply of each speech; `-` is not judged."""
    with (SMALL / f"{name}.tsv").open(encoding="utf-8") as file:
        wanted = list(csv.DictReader(file, delimiter="\t"))
    found = [
        {"label": t.speaker.label, "name": t.speaker.name, "role": t.speaker.role, "act": t.act, "replies": " ".join(map(str, t.reply_to))}
        for t in mn.read(SMALL / f"{name}.txt").turns
    ]
    assert len(found) == len(wanted)
    assert [{k: "-" if w[k] == "-" else v for k, v in f.items()} for f, w in zip(found, wanted, strict=True)] == wanted


@pytest.mark.parametrize("name", sorted(OWNERS))
def test_whose_record_it_is(name: str) -> None:
    """Invented places too, in kanji and kana; times with and without a label."""
    header = mn.read(SMALL / f"{name}.txt").header
    assert (header.municipality, header.body, header.start_time, header.end_time) == OWNERS[name]


def test_a_pointer_to_a_list_attended_nothing() -> None:
    """別紙名簿のとおり is nobody."""
    assert mn.read(SMALL / "angle-own-line.txt").header.attendees == ()


def test_a_recess_set_with_gaps_is_the_clerks() -> None:
    """休　憩　午前10時20分 was said by nobody."""
    meeting = mn.read(SMALL / "recess.txt")
    assert "休　憩" not in "".join(t.text for t in meeting.turns)
    assert [n.kind for n in meeting.notes] == ["time", "time", "stage"]
