"""What is only paper (rules, page numbers, running titles), and what looks like it and is content."""

import pytest

from minutes.parse.lines import split_lines
from minutes.parse.meeting import parse

PAGES = [
    "会長：計画を説明させます。\n事務局：説明します。計画は三年で見直し、\n\n{0}\n\n次の年度から改めます。",
    "会長：続けます。\n委員：財源は国の補助と\n\n{1}\n\n市の基金です。",
    "会長：ほかに。\n委員：場所は\n\n{2}\n\n本庁舎です。",
]


def pages(*feet: str) -> str:
    """Three pages of talk, each with its foot inside a sentence."""
    return "\n".join(PAGES).format(*feet)


def paper(text: str) -> dict[str, str]:
    """The lines that were taken for paper, with their kind."""
    lines = split_lines(text)
    return {lines.span(i).of(text): kind for i, kind in lines.paper.items()}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("────────────────", "rule"),
        ("━━━━━━━━", "rule"),
        ("- - - - - - - -", "rule"),
        ("＊　＊　＊", "rule"),
        ("---", "rule"),  # Markdown
        ("=====", "rule"),
        ("・・・・・・・・", "rule"),
        ("☆★☆★☆", "rule"),
        ("－８－", "page"),
        ("- 4 -", "page"),
        ("－1 2－", "page"),  # spaced by a PDF
        ("～3～", "page"),
        ("3/56", "page"),
        ("３／５６ページ", "page"),
        ("12ページ", "page"),
        ("３頁", "page"),
        ("p. 7", "page"),
        ("（　３　）", "page"),
        ('<PAGE="12">', "page"),
        ("<br>", "noise"),
        ("<p></p>", "noise"),
        ("1 視察期日", None),  # a heading of a report: content
        ("No1については", None),
        ("3つ目は", None),
        ("2023年の資料", None),
        ("１", None),  # a lone number may be an item
        ("（１）計画について", None),
        ("（例）", None),
        ("ー", None),  # a long vowel that fell off its line
        ("・", None),
        ("第３条", None),
        ("60％", None),
        ("午前10時", None),
        ("<注>", None),
        ("<資料１>のとおり", None),
        ("- 3番の道路", None),
        ("12月", None),
        ("３月議会", None),
    ],
)
def test_kind_of_a_line(line: str, kind: str | None) -> None:
    """A line by itself is a rule, a page number, debris, or content."""
    text = f"会長：はい。\n{line}\n委員：はい。"
    assert paper(text).get(line) == kind


@pytest.mark.parametrize(
    ("feet", "taken"),
    [
        (("7", "8", "9"), ["7", "8", "9"]),  # isolated and rising: the feet of pages
        (("９", "１０", "１１"), ["９", "１０", "１１"]),
        (("7", "8", "30"), []),  # a number in the middle of a list of figures
        (("12", "5", "3"), []),  # falling: a ranking
        (("- 7 -", "- 8 -", "- 9 -"), ["- 7 -", "- 8 -", "- 9 -"]),
        (("甲野市議会だより", "甲野市議会だより", "甲野市議会だより"), []),  # recurs, but with no number: could be said
        (("甲野市会議録　　7", "甲野市会議録　　8", "甲野市会議録　　9"), ["甲野市会議録　　7", "甲野市会議録　　8", "甲野市会議録　　9"]),  # a running title that counts
        (("3つ目は、", "4つ目は、", "5つ目は、"), []),  # counts too, and is said
    ],
)
def test_feet_of_pages(feet: tuple[str, str, str], taken: list[str]) -> None:
    """Numbers are those of pages only when they stand apart and rise by one from page to page."""
    assert list(paper(pages(*feet))) == taken


def test_running_titles_go_with_the_page_numbers() -> None:
    """A title that recurs beside the page numbers is no speech; the heading of a speaker that does so is."""
    feet = [f"- {n} -\n\n令和６年度第１回甲野市環境審議会" for n in (1, 2, 3)]
    assert set(paper(pages(*feet))) == {"- 1 -", "- 2 -", "- 3 -", "令和６年度第１回甲野市環境審議会"}
    feet = [f"- {n} -\n\n【乙野会長】" for n in (1, 2, 3)]
    assert set(paper(pages(*feet)).values()) == {"page"}
    assert "【乙野会長】" not in paper(pages(*feet))


def test_paper_is_not_in_what_the_reader_sees() -> None:
    """A page foot inside a sentence is left out of the text of the turn and stays in the notes."""
    m = parse(pages("- 7 -", "- 8 -", "- 9 -"))
    assert [t.text for t in m.turns][1::2] == ["説明します。計画は三年で見直し、次の年度から改めます。", "財源は国の補助と市の基金です。", "場所は本庁舎です。"]
    assert [n.text for n in m.notes if n.kind == "page"] == ["- 7 -", "- 8 -", "- 9 -"]


@pytest.mark.parametrize("line", ["1 視察期日", "No1については、", "3つ目は、", "2", "○○さんの件は、", "60", "1,200万円。"])
def test_content_is_never_removed(line: str) -> None:
    """Lines that begin with a number, or are one, stay in the turn in which they were said."""
    m = parse(f"会長：はい。\n委員：伺います。\n{line}\nよろしくお願いします。\n会長：はい。\n委員：以上です。")
    assert line in m.turns[1].text


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\x0c", "\x0b", "\u2028", "\u2029", "\x85"])
def test_every_newline_ends_a_line(newline: str) -> None:
    """Line feed, carriage return, form feed and the separators of Unicode all end a line, and offsets stay those of the text."""
    text = newline.join(["○会長（甲野君）　始めます。", "○委員（乙野君）　はい。", "○会長（甲野君）　では。"])
    m = parse(text)
    assert [t.span.of(text) for t in m.turns] == text.split(newline)


@pytest.mark.parametrize("text", ["一\r\n二\r\n\r\n", "一\n二\r\n三", "一\r\r\n二\n", "\r\n", "一\r二\r\n三\n", "一\n\r二\n", "一\r\n二\x0c三\r\n", ""])
def test_mixed_breaks_part_lines_alike(text: str) -> None:
    """Whether a file has one kind of line break or several, a return and a line feed are one break."""
    lines = split_lines(text)
    assert list(lines.folded) == text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").split("\n")
    assert [text[at : at + len(line)] for at, line in zip(lines.starts, lines.folded, strict=True)] == list(lines.folded)
