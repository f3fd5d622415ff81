"""Printed labels: which part is the name, which the title, and what the title stands for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.text.titles import is_no_speaker, looks_like_name, may_be_title, parse_label, role_of


@pytest.mark.parametrize(
    ("label", "name", "title", "role"),
    [
        ("議長（髙野敏夫君）", "髙野敏夫", "議長", "chair"),
        ("５番（塙　早苗君）", "塙早苗", "５番", "member"),
        ("六十七番（塙早苗君）", "塙早苗", "六十七番", "member"),
        ("副会長", "", "副会長", "vice_chair"),  # longest ending wins: not chair
        ("会　長", "", "会長", "chair"),
        ("税 務 課 長", "", "税務課長", "official"),
        ("佐久間委員", "佐久間", "委員", "member"),
        ("委員長　坂本早苗", "坂本早苗", "委員長", "chair"),
        ("委　員　長　髙野敏夫", "髙野敏夫", "委員長", "chair"),
        ("企画部　佐藤総務課長", "佐藤", "総務課長", "official"),
        ("事務局（佐藤課長）", "佐藤", "課長", "secretariat"),
        ("事務局：佐藤課長", "佐藤", "課長", "official"),
        ("議長：髙野敏夫", "髙野敏夫", "議長", "chair"),
        ("佐藤委員（オンライン）", "佐藤", "委員", "member"),
        ("民生常任委員長（不破尚美）", "不破尚美", "民生常任委員長", "chair"),
        ("Ａ委員", "Ａ", "委員", "member"),
        ("委員１", "１", "委員", "member"),
        ("石田（秀）委員", "石田（秀）", "委員", "member"),
        ("佐藤情報政策・改革改善課長", "佐藤", "情報政策・改革改善課長", "official"),  # ・ parts no people
        ("東総務部長", "東", "総務部長", "official"),  # one-character surnames before a department
        ("原保険年金課長", "原", "保険年金課長", "official"),
        ("清水水道課長", "清水", "水道課長", "official"),  # 水 of 清水 begins no department
        ("五十嵐診療所事務長", "五十嵐", "診療所事務長", "guest"),
        ("福田中央卸売市場長", "福田", "中央卸売市場長", "official"),
        ("藤田みどり委員", "藤田みどり", "委員", "member"),  # みどり is a department only of officials
        ("野村みどり教育長", "野村みどり", "教育長", "official"),
        ("東委員", "東", "委員", "member"),
        ("総務委員長", "", "総務委員長", "chair"),
        ("不破総務委員長", "不破", "総務委員長", "chair"),
        ("阿部会長", "阿部", "会長", "chair"),  # not 阿 / 部会長
        ("曽我部部会長", "曽我部", "部会長", "chair"),
        ("山本部長", "山本", "部長", "official"),  # not 山 / 本部長
        ("本部長", "", "本部長", "chair"),
        ("岡部次長", "岡部", "次長", "official"),
        ("浜氏", "浜", "", "unknown"),
        ("こんの委員長", "こんの", "委員長", "chair"),
        ("情報政策課", "", "情報政策課", "unknown"),
        ("上下水道部", "", "上下水道部", "unknown"),
        ("全　員", "", "全員", "unknown"),
    ],
)
def test_name_title_and_role(label: str, name: str, title: str, role: str) -> None:
    """A printed label gives the bare name, the title as printed and the role."""
    found = parse_label(label)
    assert (found.name, found.title, found.role, found.known) == (name, title, role, True)


@pytest.mark.parametrize("label", ["議題", "資料１", "意見・質問", "令和６年５月17日", "午前10時開会", "第３回", "出席議員", "皆さん", "皆様", "異議なし", "日程第１"])
def test_what_is_no_speaker(label: str) -> None:
    """Words that stand where a speaker could are no known label."""
    assert is_no_speaker(label) or not parse_label(label).known


@pytest.mark.parametrize("label", ["参考人", "議事課長", "公開推進室長", "会議所会頭"])
def test_offices_that_begin_like_headings_speak(label: str) -> None:
    """参考人 begins like 参考資料 and speaks all the same."""
    assert not is_no_speaker(label)


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("髙野敏夫", True),
        ("石田(秀)", True),
        ("ジョン・スミス", True),
        ("こんの", True),
        ("について", False),
        ("議題", False),
        ("聖樹のパンと小樽のパン屋", False),
        ("桑名泰子君登壇", False),  # a stage direction
    ],
)
def test_looks_like_a_name(text: str, yes: bool) -> None:  # noqa: FBT001
    """Short runs of letters are names; words, particles and stage directions are not."""
    assert looks_like_name(text) is yes


@pytest.mark.parametrize(("label", "yes"), [("技術顧問", True), ("福田書記官", True), ("議案の審査", False), ("意見交換", False), ("資料１", False)])
def test_titles_that_the_table_does_not_know(label: str, yes: bool) -> None:  # noqa: FBT001
    """An ending such as 官 or 顧問 may be a title; words with particles are not."""
    assert may_be_title(label) is yes


@given(st.text(alphabet="会長委員佐藤山本部課東事務局（）()：:　 番１君議みどりABーＡ", max_size=24))
def test_a_label_never_grows(label: str) -> None:
    """Name and title are made of characters of the label, and a role is always one of the known ones."""
    found = parse_label(label)
    assert set(found.name + found.title) <= set(label)
    assert found.role in {"chair", "vice_chair", "member", "secretariat", "official", "guest", "public", "unknown"}
    assert role_of(found.title) == role_of(found.title)
