"""Headings at the start of a line: the shape, the label as printed, and what must not be taken for one."""

import pytest

from minutes.parse.heads import survey
from minutes.parse.lines import split_lines


@pytest.mark.parametrize(
    ("line", "template", "label", "words"),
    [
        ("○議長（髙野敏夫君）　開会します。", "○{title}({name})", "議長（髙野敏夫君）", "開会します。"),
        ("◯２０番（塙早苗議員）　　伺います。", "○{title}({name})", "２０番（塙早苗議員）", "伺います。"),
        ("〇髙野委員長　開会します。", "○{label}", "髙野委員長", "開会します。"),
        ("○ 髙野敏夫 委員長 開会します。", "○{label}", "髙野敏夫 委員長", "開会します。"),
        ("○石田（秀）委員　伺います。", "○{label}", "石田（秀）委員", "伺います。"),  # the bracket is part of the name
        ("●会長：始めます。", "●{label}", "会長", "始めます。"),
        ("○（髙野議員）　伺います。", "○({label})", "髙野議員", "伺います。"),
        ("【議長：髙野敏夫】　開会します。", "【{label}】", "議長：髙野敏夫", "開会します。"),
        ("#### 【髙野会長】", "【{label}】", "髙野会長", ""),
        ("**髙野会長：** 始めます。", "#{label}", "髙野会長", "始めます。"),
        ("### 会長", "#{label}", "会長", ""),
        ("- **会長**：始めます。", "・{label}:", "会長", "始めます。"),
        ("・会長：始めます。", "・{label}:", "会長", "始めます。"),
        ("(事務局) 佐藤情報政策・改革改善課長", "({affiliation}){label}", "佐藤情報政策・改革改善課長", ""),
        ("（会長）始めます。", "({label})", "会長", "始めます。"),
        ("「町長」（提案理由）", "「{label}」⏎", "町長", "（提案理由）"),
        ("＜会長＞ 始めます。", "<{label}>", "会長", "始めます。"),
        ("会長：始めます。", "{label}:", "会長", "始めます。"),
        ("会長（髙野）：始めます。", "{title}({name}):", "会長（髙野）", "始めます。"),
        ("佐藤委員）始めます。", "{label})", "佐藤委員", "始めます。"),
        ("会　長　　始めます。", "{label}␣␣", "会　長", "始めます。"),
        ("税 務 課 長　　お答えします。", "{label}␣␣", "税 務 課 長", "お答えします。"),  # not 税務課
        ("髙野会長　始めます。", "{label}␣", "髙野会長", "始めます。"),
        ("会長\t始めます。", "{label}⇥", "会長", "始めます。"),
        ("| 会長 | 始めます。 |", "{label}⇥", "会長", "始めます。"),
        ("会長「始めます。」", "{label}「", "会長", "「始めます。」"),
        ("会長＞始めます。", "{label}>", "会長", "始めます。"),
        ("会長……始めます。", "{label}…", "会長", "始めます。"),
        ("髙野会長", "{label}⏎", "髙野会長", ""),
        ("Ｑ１．更新はいつですか。", "{問答}", "Ｑ１", "更新はいつですか。"),
        ("【回答】来年です。", "【{問答}】", "回答", "来年です。"),
    ],
)
def test_a_heading_is_read_in_its_shape(line: str, template: str, label: str, words: str) -> None:
    """Glyph, bracket and separator give the shape; the label is sliced from what was printed; the words begin behind it."""
    (head,) = survey(split_lines(line))
    assert (head.shape.template, head.label) == (template, label)
    assert line[head.body :].strip(" 　*|").startswith(words.rstrip("|"))
    assert head.known


def test_a_label_set_one_character_a_line() -> None:
    """事⏎務⏎局 is one heading; a page number between its characters does not break it."""
    (head,) = survey(split_lines("事\n務\n－3－\n局\nお答えします。\n"))
    assert (head.label, head.line, head.last, head.shape.template) == ("事務局", 0, 3, "{label}↓")


@pytest.mark.parametrize(
    "line",
    [
        "河野委員からの質問に関連して、一点伺います。",  # a name that is talked about
        "会長、副会長が協議の上、日程を決めることといたします。",
        "「異議なし」と呼ぶ者あり",
        "「会長」という役が要るのかと問われました。",
        "なお、担当課長：別紙のとおり、という表記は改めます。",
        "令和６年度の予算について、委員の皆さまからご意見を伺います。",
        "－3－",
        "────────────",
        "",
    ],
)
def test_what_is_no_heading(line: str) -> None:
    """Running words, quotations and paper are no headings with a known speaker."""
    assert [h.label for h in survey(split_lines(line)) if h.known] == []
