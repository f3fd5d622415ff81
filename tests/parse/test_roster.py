"""The attendance list: who, with which title, on which side of the table, present or not."""

import pytest

from minutes.parse.meeting import parse

TALK = "\n会議の経過\n○会長（壬生君）　始めます。\n○委員（癸生君）　はい。\n○会長（壬生君）　終わります。\n"
Row = tuple[str, str, str, str | None, bool]


def people(front: str) -> list[Row]:
    """(name, title, role, group, present) of everyone listed."""
    header = parse(f"甲野市環境審議会会議録\n{front}\n議題\n計画について\n{TALK}").header
    return [(a.name, a.title, a.role, a.group, a.present) for a in header.attendees]


@pytest.mark.parametrize(
    ("front", "listed"),
    [
        (
            "出席者　甲野太郎会長、乙野花子委員",  # name and title in one
            [("甲野太郎", "会長", "chair", "委員", True), ("乙野花子", "委員", "member", "委員", True)],
        ),
        (
            "出席委員（３名）\n甲野会長、乙野副会長、\n丙野委員",  # over two lines
            [("甲野", "会長", "chair", "委員", True), ("乙野", "副会長", "vice_chair", "委員", True), ("丙野", "委員", "member", "委員", True)],
        ),
        (
            "出席委員\n　会長　甲野太郎\n　副会長　乙野花子\n欠席委員\n　戊野四郎",  # title first; a bare name
            [("甲野太郎", "会長", "chair", "委員", True), ("乙野花子", "副会長", "vice_chair", "委員", True), ("戊野四郎", "", "unknown", "委員", False)],
        ),
        (
            "出席者\n委員：甲野太郎（会長）、丙野次郎\n事務局：丁野三郎（企画課長）",  # title in brackets; a 課長 at the secretariat's table
            [("甲野太郎", "会長", "chair", "委員", True), ("丙野次郎", "", "unknown", "委員", True), ("丁野三郎", "企画課長", "official", "事務局", True)],
        ),
        (
            "出席者\n（構成員）町　　　長　　東海林　克己\n　　　　　教　育　長　　鷲﨑　文男\n（事務局）総務課長　　瓜生　正和",  # spaced titles and names
            [("東海林克己", "町長", "official", "委員", True), ("鷲﨑文男", "教育長", "official", "委員", True), ("瓜生正和", "総務課長", "official", "事務局", True)],
        ),
        (
            "○出席議員（４名）\n　１番　水無瀬　航君　　　　　２番　久我ひとみ君\n　３番　郡司　　武君　　　　　４番　﨑山　俊介君",  # an assembly in two columns
            [(n, f"{k}番", "member", "委員", True) for k, n in enumerate(("水無瀬航", "久我ひとみ", "郡司武", "﨑山俊介"), start=1)],
        ),
        ("○欠席議員（１名）\n　10番　葛西　正彦君", [("葛西正彦", "10番", "member", "委員", False)]),
        (
            "説明のため出席した者\n　市　　　長　　宇津木崇史君　　　副　市　長　　朝比奈　誠君",  # two columns of titles
            [("宇津木崇史", "市長", "official", None, True), ("朝比奈誠", "副市長", "official", None, True)],
        ),
        (
            "説明員　デジタル推進課長　名取孝俊\n　こども家庭課長　蓮見里佳",
            [("名取孝俊", "デジタル推進課長", "official", None, True), ("蓮見里佳", "こども家庭課長", "official", None, True)],
        ),
        (
            "事務局　企画部 早乙女部長\n　　　　行政経営課 宇津木課長、津布久課長補佐",  # the department before the name
            [("早乙女", "部長", "official", "事務局", True), ("宇津木", "課長", "official", "事務局", True), ("津布久", "課長補佐", "official", "事務局", True)],
        ),
        (
            "委員出席者：佐々木 一（副会長）、五十嵐 三四郎、林 清",  # short and long names
            [("佐々木一", "副会長", "vice_chair", "委員", True), ("五十嵐三四郎", "", "unknown", "委員", True), ("林清", "", "unknown", "委員", True)],
        ),
        (
            "出席者　◎甲野太郎、○乙野花子、丙野次郎（欠席）",  # marks of which the list does not say what they mean
            [("甲野太郎", "", "unknown", "委員", True), ("乙野花子", "", "unknown", "委員", True), ("丙野次郎", "", "unknown", "委員", False)],
        ),
        (
            "会長　甲野太郎\n副会長　乙野花子\n委員　丙野次郎",  # labels that are titles
            [("甲野太郎", "会長", "chair", "委員", True), ("乙野花子", "副会長", "vice_chair", "委員", True), ("丙野次郎", "委員", "member", "委員", True)],
        ),
        ("出席委員　甲野、乙野", [("甲野", "", "unknown", "委員", True), ("乙野", "", "unknown", "委員", True)]),
        ("欠席者　なし", []),
        ("出席者　会長が開会を宣した。", []),  # a sentence names nobody
        ("", []),
    ],
)
def test_attendance_lists(front: str, listed: list[Row]) -> None:
    """Everyone on the list once, in order, with what the list says and no more."""
    assert people(front) == listed


def test_departments_are_kept() -> None:
    """A department printed before the name is the affiliation of those who follow on the line."""
    header = parse(f"甲野市環境審議会会議録\n事務局　企画部 早乙女部長\n　　　　行政経営課 宇津木課長、津布久課長補佐\n{TALK}").header
    assert [a.affiliation for a in header.attendees] == ["企画部", "行政経営課", "行政経営課"]


def test_nobody_is_listed_twice() -> None:
    """A name that stands in two blocks is one person."""
    assert [name for name, *_ in people("出席委員　甲野太郎、乙野花子\n会長　甲野太郎")] == ["甲野太郎", "乙野花子"]
