"""Who speaks: the printed heading, read against the attendance list."""

import pytest

from minutes.model import Attendee
from minutes.parse.meeting import parse
from minutes.parse.speakers import ditto, speaker

ROSTER = (
    Attendee("曽我部太郎", "会長", "chair", "委員"),
    Attendee("丙野次郎", "委員", "member", "委員"),
    Attendee("丁野三郎", "企画課長", "official", "事務局"),
    Attendee("鳥海花子", "推進室長", "official", "事務局"),
    Attendee("戊野四郎", "", "unknown", "委員"),
)
Row = tuple[str, str, str, str | None]


@pytest.mark.parametrize(
    ("label", "read"),
    [
        ("会長", ("", "会長", "chair", "委員")),
        ("議　長", ("", "議長", "chair", "委員")),  # spaced out
        ("曽我部会長", ("曽我部", "会長", "chair", "委員")),  # not 曽我 / 部会長: the list has a 曽我部
        ("丙野委員", ("丙野", "委員", "member", "委員")),
        ("土 屋 けんいち委員", ("土屋けんいち", "委員", "member", "委員")),
        ("丁野課長", ("丁野", "課長", "secretariat", "事務局")),  # on the secretariat's side of this table
        ("己野部長", ("己野", "部長", "official", None)),  # not on the list: side unknown
        ("鳥海マイナンバー推進室長", ("鳥海", "マイナンバー推進室長", "secretariat", "事務局")),
        ("戊野四郎", ("戊野四郎", "", "unknown", "委員")),  # a bare name of the list
        ("Ａ委員", ("Ａ", "委員", "member", "委員")),  # anonymised
        ("委員１", ("１", "委員", "member", "委員")),
        ("事務局", ("", "事務局", "secretariat", "事務局")),
        ("５番（乙野花子君）", ("乙野花子", "５番", "member", "委員")),
        ("市長（乙野花子君）", ("乙野花子", "市長", "official", None)),
        ("副会長（佐藤君）", ("佐藤", "副会長", "vice_chair", "委員")),  # the longest ending wins
        ("髙野敏夫君", ("髙野敏夫", "", "unknown", None)),
        ("傍聴者", ("", "傍聴者", "public", None)),
        ("参考人（乙野花子君）", ("乙野花子", "参考人", "guest", None)),
    ],
)
def test_speaker(label: str, read: Row) -> None:
    """A label gives name, title and role, and the list gives the side of the table; what neither says stays unknown."""
    found = speaker(label, "", ROSTER)
    assert (found.name, found.title, found.role, found.group) == read
    assert found.label == label


@pytest.mark.parametrize(
    ("label", "affiliation", "role", "group"),
    [
        ("佐藤情報政策・改革改善課長", "事務局", "secretariat", "事務局"),  # （事務局）佐藤…課長
        ("佐藤課長", "総務部", "official", None),
        ("丙野委員", "事務局", "member", "委員"),  # a member stays one
    ],
)
def test_affiliation_in_brackets(label: str, affiliation: str, role: str, group: str | None) -> None:
    """（事務局） before the person puts an officer on the secretariat's side."""
    found = speaker(label, affiliation, ROSTER)
    assert (found.role, found.group, found.affiliation) == (role, group, affiliation)


def test_an_officer_of_an_assembly_is_an_official() -> None:
    """In an assembly the 課長 who explains is no secretariat, whatever the list calls him."""
    assert (speaker("丁野課長", "", ROSTER, assembly=True).role, speaker("丁野課長", "", ROSTER, assembly=True).group) == ("official", "事務局")


@pytest.mark.parametrize("mark", ["〃", "同上", "々", "”", " 〃 "])
def test_ditto_marks(mark: str) -> None:
    """〃 is the speaker above, and stays 〃 in the label."""
    above, same = ditto([speaker("委員Ａ", "", ()), speaker(mark, "", ())])
    assert (same.name, same.title, same.role, same.label) == (above.name, above.title, above.role, mark)


def test_ditto_without_anybody_above() -> None:
    """A first 〃 has nobody to stand for."""
    assert ditto([speaker("〃", "", ())])[0].name == ""


@pytest.mark.parametrize(
    ("head", "label"),
    [
        ("○議長（甲野太郎君）　", "議長（甲野太郎君）"),
        ("○甲野委員長　", "甲野委員長"),
        ("【甲野会長】\n", "甲野会長"),
        ("#### 【甲野会長】\n\n", "甲野会長"),
        ("（甲野会長）\n", "甲野会長"),
        ("甲野会長：", "甲野会長"),
        ("［甲野会長］　", "甲野会長"),
        ("○議　長　", "議　長"),
        ("甲野会長）", "甲野会長"),
    ],
)
def test_the_label_is_what_was_printed(head: str, label: str) -> None:
    """The label is verbatim, in the width in which it was printed, and stands in the marker."""
    other = head.replace("甲野太郎", "乙野花子").replace("甲野", "乙野").replace("会長", "委員").replace("委員長", "委員").replace("議長", "副議長").replace("議　長", "委　員")
    text = "甲野市審議会会議録\n" + "".join(f"{h}発言いたします。\n" for h in (head, other, head, other))
    m = parse(text)
    assert [t.speaker.label for t in m.turns][::2] == [label, label]
    assert all(t.speaker.label in t.marker.of(text) for t in m.turns)
