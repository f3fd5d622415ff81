"""A Word file becomes the lines that Word shows."""

import pytest

from minutes.read.containers import open_package
from minutes.read.docx import read_docx
from minutes.read.extract import Extract
from minutes.read.numbering import spell
from minutes.read.reasons import Refusal
from tests.evil import zips

RUN = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'


def read(body: str, **parts: str) -> Extract:
    """The extract of a document with this body; parts are named without .xml."""
    return read_docx(open_package(zips.docx(body, {f"word/{name}.xml": f"<w:x {zips.W}>{xml}</w:x>" for name, xml in parts.items()})))


def paragraph(inside: str) -> str:
    """A paragraph of raw runs."""
    return f"<w:p>{inside}</w:p>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (zips.paragraphs(["○会長　始めます。", "", "次です。"]), "○会長　始めます。\n\n次です。"),
        (
            zips.table([["発言者", "内容"], ["会長", "始めます。\n次へ。"], ["", "続き"]]),
            "発言者\t内容\n会長\t始めます。\n次へ。\n\t続き",
        ),  # an empty cell: merged with the one above
        (paragraph("<w:ruby><w:rt>" + RUN.format("たかさき") + "</w:rt><w:rubyBase>" + RUN.format("髙﨑") + "</w:rubyBase></w:ruby>" + RUN.format("委員")), "髙﨑委員"),
        (
            paragraph(
                RUN.format("残す")
                + "<w:del><w:r><w:delText>消す</w:delText></w:r></w:del><w:moveFrom>"
                + RUN.format("移す")
                + "</w:moveFrom><w:ins>"
                + RUN.format("足す")
                + "</w:ins>"
            ),
            "残す足す",
        ),
        (paragraph("<w:r><w:t>会長</w:t><w:tab/><w:t>始めます。</w:t><w:br/><w:t>次へ</w:t></w:r>"), "会長\t始めます。\n次へ"),
        (paragraph('<w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>' + RUN.format("本文")), "本文"),  # a tab stop is no tab
        (paragraph("<w:r><w:instrText>PAGE</w:instrText></w:r>" + RUN.format("１頁")), "１頁"),
        (paragraph('<w:r><w:sym w:font="Wingdings" w:char="F06C"/></w:r>' + RUN.format("資料")), "・資料"),
        (paragraph("<w:r><w:txbxContent>" + zips.paragraphs(["枠の中"]) + "</w:txbxContent></w:r>" + RUN.format("枠の外")), "枠の外\n枠の中"),
    ],
)
def test_a_document_reads_as_word_shows_it(body: str, text: str) -> None:
    """Paragraphs, tables, ruby, tracked changes, tabs, fields, symbols, text boxes."""
    assert read(body).text.rstrip("\n") == text


def test_footnotes_stand_at_the_end() -> None:
    """The mark is printed where Word prints it, the note behind the text."""
    note = '<w:footnote w:id="0" w:type="separator"><w:p/></w:footnote><w:footnote w:id="2">' + zips.paragraphs(["令和５年度末の数"]) + "</w:footnote>"
    found = read(paragraph(RUN.format("3,120冊") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + RUN.format("です。")), footnotes=note)
    assert found.text == "3,120冊※1です。\n\n※1 令和５年度末の数"


def test_list_numbers_are_printed() -> None:
    """Word stores neither 1. nor ○ in the text."""
    levels = (
        '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimalFullWidth"/><w:lvlText w:val="議題%1"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="○"/></w:lvl></w:abstractNum>'
    )
    numbering = levels + '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    rows = [(0, "開館時間"), (1, "会長　始めます。"), (0, "その他")]
    body = "".join(paragraph(f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr></w:pPr>' + RUN.format(words)) for level, words in rows)
    assert read(body, numbering=numbering).text.rstrip("\n") == "議題１　開館時間\n○会長　始めます。\n議題２　その他"


@pytest.mark.parametrize(
    ("n", "format", "printed"),
    [
        (3, "decimalEnclosedCircle", "③"),
        (12, "japaneseCounting", "十二"),
        (10, "japaneseCounting", "十"),
        (2, "aiueoFullWidth", "イ"),
        (4, "lowerRoman", "iv"),
        (3, "upperLetter", "C"),
        (7, "decimal", "7"),
    ],
)
def test_numbers_are_spelled_as_word_does(n: int, format: str, printed: str) -> None:
    """The formats that Japanese documents use."""
    assert spell(n, format) == printed


def test_pages_are_where_word_broke_them() -> None:
    """The page map comes from Word's last layout."""
    found = read(zips.paragraphs(["一頁"]) + paragraph("<w:r><w:lastRenderedPageBreak/><w:t>二頁</w:t></w:r>"))
    assert found.text.rstrip("\n") == "一頁\n二頁"
    assert [found.text[start:][:2] for start in found.pages] == ["一頁", "二頁"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (zips.laughs(), "xml_forbidden"),
        (zips.outside("file:///etc/passwd"), "xml_forbidden"),
        (zips.outside("http://127.0.0.1:9/x"), "xml_forbidden"),
        (zips.deep(), "nesting"),
        (zips.docx(""), "truncated"),
        (zips.zipped({"[Content_Types].xml": "", "word/document.xml": "<w:document"}), "truncated"),
        (zips.zipped({"[Content_Types].xml": "", "word/document.xml": "", "word/media/image1.png": b"x"}), "truncated"),
        (zips.docx(zips.paragraphs([""]), {"word/media/image1.png": "x"}), "needs_ocr"),
        (zips.big_document(), "bomb_ratio"),
    ],
)
def test_attacks_and_debris_are_refused(data: bytes, reason: str) -> None:
    """Entities, outside files, bombs; a document of pictures says that it needs OCR."""
    with pytest.raises(Refusal) as found:
        read_docx(open_package(data))
    assert found.value.reason == reason
