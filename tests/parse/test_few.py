"""Two or three speeches, as one copies them out of a record: whose they are, and what is no talk."""

import pytest

import minutes as mn


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("委員長：ただいまから会議を開きます。\n委員：費用について伺います。\n福祉課長：300万円でございます。\n", ["委員長", "委員", "福祉課長"]),  # nobody speaks twice
        ("委員長：それでは事務局から説明をお願いします。\n事務局：資料１をご覧ください。\n", ["委員長", "事務局"]),
        ("委員：費用はいくらか。\n事務局：300万円である。\n", ["委員", "事務局"]),  # asked as a summary asks
        ("【委員】費用はいくらですか。\n【事務局】300万円です。\n", ["委員", "事務局"]),
        ("（委員）費用はいくらですか。\n（事務局）300万円です。\n", ["委員", "事務局"]),
        ("＜委員＞費用はいくらですか。\n＜事務局＞300万円です。\n", ["委員", "事務局"]),
        ("委員）費用はいくらですか。\n事務局）300万円です。\n", ["委員", "事務局"]),
        ("○委員　費用はいくらですか。\n○事務局　300万円です。\n", ["委員", "事務局"]),
        ("委員　　　費用はいくらですか。\n事務局　　300万円です。\n", ["委員", "事務局"]),
        ("湊委員　費用はいくらですか。\n轟課長　300万円です。\n", ["湊委員", "轟課長"]),
        ("○議長（湊一郎君）　轟次郎君。\n○轟次郎君　通告に従い質問いたします。\n", ["議長（湊一郎君）", "轟次郎君"]),  # one glyph, each in a form of its own
        ("◎市長（湊一郎君）　お答えいたします。\n○議長（轟次郎君）　これで終わります。\n", ["市長（湊一郎君）", "議長（轟次郎君）"]),
        ("町長：では、ご意見をお願いします。\n委員（轟）：電話をやめるのですか。\n", ["町長", "委員（轟）"]),
        ("湊委員長　ご意見はいかがでしょうか。\n轟委員　　賛成です。\n", ["湊委員長", "轟委員"]),  # words in one column
        ("湊委員：費用について伺います。\n", ["湊委員"]),  # one speech alone
        ("【湊委員】費用について伺います。\n", ["湊委員"]),
        ("市長：市を代表する。\n副市長：市長を補佐する。\n教育長：教育をつかさどる。\n", []),  # a list of duties
        ("市長：市を代表します。\n副市長：市長を補佐します。\n教育長：教育をつかさどります。\n", []),
        ("電話：03-0000-0000です。\n担当：総務課です。お問い合わせください。\n", []),
        ("Ｑ：費用はいくらですか。\nＡ：300万円です。\n", []),  # a page of questions looks the same
    ],
)
def test_few_speeches(text: str, labels: list[str]) -> None:
    """Titles alone are speakers where they speak to each other, however few they are; and nothing else is."""
    assert [turn.speaker.label for turn in mn.parse(text).turns] == labels


@pytest.mark.parametrize(
    "words",
    ["賛成６名、起立少数であります。", "町内の感染者は先週だけで61人、このうち子どもが23人です。", "内訳は東線が７４２人、南線が３０５人、西線が１９３\n人でございます。"],
)
def test_heads_that_are_counted_in_a_speech(words: str) -> None:
    """会長：賛成６名、… opens a speech; 参加者：構成員10名（…） counts who is there."""
    meeting = mn.parse(f"会長：採決いたします。\n湊委員：よろしいでしょうか。\n会長：{words}\n湊委員：分かりました。\n")
    assert [turn.speaker.label for turn in meeting.turns] == ["会長", "湊委員", "会長", "湊委員"]


@pytest.mark.parametrize(
    ("line", "text", "stage"),
    [
        ("○事務局　（資料１について説明）", "", "（資料１について説明）"),
        ("○事務局　（別紙のとおり説明）", "", "（別紙のとおり説明）"),
        ("○事務局　（スライド映写）説明します。", "説明します。", "（スライド映写）"),
        ("○事務局　（資料を示して）こちらを御覧ください。", "こちらを御覧ください。", "（資料を示して）"),
        ("○事務局　（挙手）はい。", "はい。", "（挙手）"),
    ],
)
def test_what_is_done_behind_a_heading(line: str, text: str, stage: str) -> None:
    """What the clerk says was done is a note, not the speaker's name, and not a line of the paper."""
    meeting = mn.parse(f"甲野市環境審議会会議録\n○会長　始めます。\n{line}\n○委員　はい。\n○会長　ほかに。\n○委員　はい。\n○会長　終わります。\n")
    assert (meeting.turns[1].speaker.label, meeting.turns[1].text) == ("事務局", text)
    assert [note.text for note in meeting.notes] == [stage]


@pytest.mark.parametrize(
    ("heading", "name", "title"),
    [
        ("部長（着席）：", "", "部長"),
        ("湊委員（起立して）：", "湊", "委員"),
        ("事務局（環境課長　轟）：", "轟", "環境課長"),  # a gap between title and name
        ("事務局（説明者：轟）：", "轟", "説明者"),
        ("企画課（説明）：", "", "企画課"),
    ],
)
def test_what_stands_in_a_heading_behind_the_speaker(heading: str, name: str, title: str) -> None:
    """A bracket before the colon belongs to the heading, whether it holds a person or a remark."""
    meeting = mn.parse(f"会長：始めます。\n{heading}御覧ください。\n委員：はい。\n会長：ほかに。\n委員：はい。\n会長：終わります。\n")
    assert (len(meeting.turns), meeting.turns[1].speaker.name, meeting.turns[1].speaker.title) == (6, name, title)
    assert meeting.turns[1].text == "御覧ください。"
