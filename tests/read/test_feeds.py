"""Feeds give the speeches as the publisher separated them."""

import json

import pytest

from minutes.read.extract import Extract
from minutes.read.feeds import read_json, read_xml
from minutes.read.reasons import Refusal
from minutes.read.tables import read_csv
from tests.evil.good import DIET, TEI


def spoken(found: Extract) -> list[tuple[str, str, str]]:
    """Label, name and words of every mark."""
    return [(m.label, m.name, found.text[m.body : m.span.end]) for m in found.marks]


def holds(found: Extract) -> bool:
    """Whether every mark starts with its printed heading and they stand in order."""
    starts = [m.span.start for m in found.marks]
    return starts == sorted(starts) and all(m.label in found.text[m.span.start : m.body] for m in found.marks)


def test_the_diet_api_in_json() -> None:
    """A printed heading stays, a missing one is printed; 会議録情報 is nobody's speech."""
    (key, found), *_ = read_json(json.dumps(DIET)).items()
    assert (key, found.feed) == ("100000000X00120240401", "diet")
    assert found.text.split("\n")[0] == "第300回国会 青嶺院 図書館委員会 第2号"
    assert spoken(found) == [
        ("会長（髙﨑みのり君）", "髙﨑みのり", "定刻になりましたので、始めます。"),
        ("館長（鴨下亘）", "鴨下亘", "資料１を説明いたします。貸出しは3,120冊増えました。"),
    ]
    assert holds(found)


def test_the_diet_api_in_xml_holds_several_meetings() -> None:
    """Each meetingRecord is a meeting of its own."""
    record = "<speechRecord><speaker>鴨下亘</speaker><speech>○鴨下亘君　伺います。&lt;資料&gt;</speech></speechRecord>"
    found = read_xml("<data>" + "".join(f"<meetingRecord><issueID>{n}</issueID><nameOfHouse>青嶺院</nameOfHouse>{record}</meetingRecord>" for n in "ab") + "</data>")
    assert list(found) == ["a", "b"]
    assert spoken(found["a"]) == [("鴨下亘君", "鴨下亘", "伺います。<資料>")]


def test_a_vendors_json() -> None:
    """DiscussVision: bodies in <pre>, the list of names is front matter."""
    minutes = [
        {"title": "（名簿）", "minute_type_code": 2, "body": "<pre>出席者\n髙﨑みのり\n</pre>"},
        {"title": "議長（髙﨑みのり君）", "minute_type_code": 4, "body": "<pre>○議長（髙﨑みのり君）　開きます。\n――――\n</pre>"},
        {"title": "（鴨下亘君）", "minute_type_code": 5, "body": "<pre>◆（鴨下亘君）　Ａ＆Ｂ&amp;Ｃ\n</pre>"},
    ]
    found = read_json(json.dumps({"tenant_minutes": minutes}))["1"]
    assert found.text.startswith("出席者\n髙﨑みのり\n○議長")
    assert [(m.label, m.title, m.name) for m in found.marks] == [("議長（髙﨑みのり君）", "議長", "髙﨑みのり君"), ("鴨下亘君", "", "鴨下亘君")]
    assert found.text.endswith("Ａ＆Ｂ&Ｃ")


@pytest.mark.parametrize(
    "found",
    [
        [{"speaker": "会長", "text": "始めます。"}, {"speaker": "委員", "text": "はい。"}],
        {"meeting": {"utterances": [{"name": "会長", "speech": "始めます。"}, {"name": "委員", "speech": "はい。"}]}},
        [{"発言者": "会長", "発言": "始めます。"}, {"発言者": "委員", "発言": "はい。"}],
    ],
)
def test_any_list_of_speakers_and_speeches(found: object) -> None:
    """A list of objects with a speaker and a speech is enough."""
    assert spoken(read_json(json.dumps(found))["1"]) == [("会長", "会長", "始めます。"), ("委員", "委員", "はい。")]


def test_tei_speeches_name_their_speakers() -> None:
    """The attribute who points at the list of persons; the printed label is kept; notes stand between."""
    found = read_xml(TEI)["1"]
    assert found.text == "青嶺市図書館協議会\n○会長　定刻になりましたので、始めます。\n（資料配付）\n○鴨下亘　資料１を説明いたします。\n貸出しは3,120冊増えました。"
    assert [(m.label, m.name, m.role) for m in found.marks] == [("会長", "髙﨑みのり", "chair"), ("鴨下亘", "鴨下亘", "")]


def test_a_table_of_speeches() -> None:
    """〃 and an empty cell repeat the speaker; what every row says is said once; titles go with names."""
    found = read_csv('開催日,役職,氏名,発言内容\n令和6年5月1日,会長,髙﨑,始めます。\n令和6年5月1日,,〃,次です。\n令和6年5月1日,館長,鴨下,"説明\nします。"\n')
    assert found.text == "開催日：令和6年5月1日\n○会長（髙﨑）　始めます。\n○会長（髙﨑）　次です。\n○館長（鴨下）　説明\nします。"
    assert holds(found)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[{"speaker":"会長","text":"始め', "truncated"),
        ('{"a": 1, }', "parse_error"),
        ('{"population": 31234}', "unsupported_format"),
        ('[{"a":' + "[" * 100_000 + "]" * 100_000 + "}]", "nesting"),
    ],
)
def test_other_json_is_refused(text: str, reason: str) -> None:
    """Cut off, wrong, without speeches, nested beyond the stack."""
    with pytest.raises(Refusal) as found:
        read_json(text)
    assert found.value.reason == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<data><a>", "truncated"),
        ("<data><meetingRecord></data>", "parse_error"),
        ("<svg/>", "unsupported_format"),
        ("<!DOCTYPE data [<!ENTITY x 'y'>]><data>&x;</data>", "xml_forbidden"),
    ],
)
def test_other_xml_is_refused(text: str, reason: str) -> None:
    """Cut off, wrong, not minutes, entities."""
    with pytest.raises(Refusal) as found:
        read_xml(text)
    assert found.value.reason == reason
