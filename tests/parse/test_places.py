"""Which municipality: two of one name, names within names, and the owner of a record against the city it is about."""

import pytest

from minutes.parse.meeting import parse
from minutes.parse.places import find_municipality

TALK = "\n会議の経過\n○会長（甲野君）　始めます。\n○委員（乙野君）　はい。\n○会長（甲野君）　終わります。\n"


@pytest.mark.parametrize(
    ("text", "context", "name", "code"),
    [
        ("府中市環境審議会", "", "府中市", None),  # 東京都 or 広島県?
        ("府中市環境審議会", "東京都府中市宮西町", "府中市", "132063"),
        ("府中市環境審議会", "広島県", "府中市", "342084"),
        ("伊達市議会", "", "伊達市", None),  # 北海道 or 福島県?
        ("伊達市議会", "北海道伊達市鹿島町", "伊達市", "012335"),
        ("伊達市議会", "福島県", "伊達市", "072133"),
        ("池田町議会", "", "池田町", None),  # four of them
        ("池田町議会", "長野県", "池田町", "204811"),
        ("四日市市議会", "", "四日市市", "242021"),  # 市 twice
        ("野々市市議会", "", "野々市市", "172120"),
        ("廿日市市役所", "", "廿日市市", "342131"),
        ("十日町市議会", "", "十日町市", "152102"),  # 町 inside
        ("大町市議会", "", "大町市", "202126"),
        ("町田市議会", "", "町田市", "132098"),
        ("村山市議会", "", "村山市", "062081"),
        ("東村山市議会", "", "東村山市", "132136"),  # 村山市 inside
        ("田村市議会", "", "田村市", "072117"),
        ("市川市議会", "", "市川市", "122033"),
        ("津市議会", "", "津市", "242012"),
        ("西東京市", "", "西東京市", "132292"),
        ("大津町まちづくり委員会", "", "大津町", "434035"),  # not 大津市
        ("令和６年度第１回八千代市情報化推進協議会", "", "八千代市", "122211"),
        ("港区 子ども・子育て会議", "", "港区", "131032"),
        ("横浜市中区役所", "", "横浜市", "141003"),
        ("京都市会", "", "京都市", "261009"),
        ("北海道議会", "", "北海道", "010006"),
        ("茅ヶ崎市", "", "茅ヶ崎市", "142077"),
        ("茅ケ崎市", "", "茅ヶ崎市", "142077"),  # one name, printed in two ways
        ("龍ヶ崎市議会", "", "龍ケ崎市", "082082"),
        ("鎌ヶ谷市議会", "", "鎌ケ谷市", "122246"),
        ("東京都千代田区", "", "千代田区", "131016"),  # not the prefecture
        ("奈良県 明日香村", "", "明日香村", "294021"),
        ("広島県府中市", "", "府中市", "342084"),
        ("千葉県 県土整備委員会", "", "千葉県", "120006"),
        ("霞野市デジタル推進協議会", "", "霞野市", None),  # not in the table: by its form
        ("三鷹市議会総務委員会 四日市市視察報告書", "", "三鷹市", "132047"),  # the owner comes first
    ],
)
def test_municipality(text: str, context: str, name: str, code: str | None) -> None:
    """The municipality that a title begins with or names first; of two with one name neither is guessed."""
    found = find_municipality(text, context=context)
    assert found is not None
    assert (found.name, found.code) == (name, code)


@pytest.mark.parametrize("text", ["", "市町村合併協議会", "町村会", "本市の計画", "地区協議会", "区役所", "町長", "市民", "都市計画", "総合計画審議会"])
def test_no_municipality(text: str) -> None:
    """市, 町 and 区 as common words name nobody."""
    assert find_municipality(text) is None


@pytest.mark.parametrize(
    ("front", "name"),
    [
        ("甲野市環境審議会会議録\n場所　丙川市役所", "甲野市"),  # held at a neighbour's
        ("環境審議会会議録\n場所　甲野市役所３階", "甲野市"),  # only the place says it
        ("甲野市議会会議録\n議題\n四日市市への視察について", "甲野市"),
        ("環境審議会会議録\n場所　大会議室", None),
    ],
)
def test_the_owner_of_a_record(front: str, name: str | None) -> None:
    """A record belongs to the municipality of its title, else of its place; a city it talks about is not its owner."""
    m = parse(front + "\n" + TALK)
    assert m.header.municipality == name
    assert ("municipality" in m.header.evidence) is (name is not None)


def test_a_city_in_the_talk_is_not_the_owner() -> None:
    """Ten mentions of 四日市市 in a record of another city do not move it there."""
    talk = TALK.replace("はい。", "四日市市の事例を見ました。" * 10)
    assert parse("甲野市環境審議会会議録\n" + talk).header.municipality == "甲野市"


def test_a_name_in_another_spelling() -> None:
    """龍ヶ崎市 has the name and the code of the table; its body is as printed."""
    header = parse("令和６年度第１回 茨城県龍ヶ崎市環境審議会 会議録\n日時　令和６年７月17日\n" + TALK).header
    assert (header.municipality, header.code, header.body) == ("龍ケ崎市", "082082", "龍ヶ崎市環境審議会")
