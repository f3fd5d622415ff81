"""A page becomes the lines that a reader sees."""

import pytest

from minutes.read.html import coverage_flags, read_html
from minutes.read.limits import Limits
from minutes.read.reasons import Refusal


def text_of(body: str) -> str:
    """The text of a page with this body."""
    return read_html(f"<html><body>{body}</body></html>".encode()).text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>○会長　始めます。</p><p>次です。</p>", "○会長　始めます。\n次です。"),
        ("○会長　始めます。<br>\n　続けます。<br />", "○会長　始めます。\n　続けます。"),  # the indent is printed, the newline of the source is not
        ("<p>図書館の\n   開館時間</p>", "図書館の開館時間"),  # a line break between full-width characters is no space
        ("<p>open\n data</p>", "open data"),
        ("<p><ruby>髙﨑<rp>（</rp><rt>たかさき</rt><rp>）</rp></ruby>委員</p>", "髙﨑委員"),
        ("<p>山田<span>市長</span>です</p>", "山田市長です"),  # inline elements do not split words
        ("<pre>第１　開会\n　第２　閉会\n</pre>", "第１　開会\n　第２　閉会\n"),
        ("<table><tr><th>発言者<th>内容<tr><td>会長<td>始めます。<br>次へ。</table>", "発言者\t内容\n会長\t始めます。\n次へ。"),
        ("<table><tr><td>事<br>務<br>局<td>説明します。とても長い説明です。</table>", "事務局\t説明します。とても長い説明です。"),  # a vertical label
        ("<nav>ホーム 検索</nav><p>本文</p><script>x='<p>y'</script><!-- 注 --><footer>Copyright</footer>", "本文"),
        ("<p>Ａ&amp;Ｂ&nbsp;&#9675;</p>", "Ａ&Ｂ\xa0○"),
        ("<ul><li>一つ目<li>二つ目</ul>", "一つ目\n二つ目"),
        ("<p>残す<del>消す</del>言葉</p>", "残す言葉"),
        ("", ""),
    ],
)
def test_a_page_reads_as_it_is_shown(body: str, text: str) -> None:
    """Blocks, breaks, tables, ruby, white space."""
    assert text_of(body) == text


def test_the_title_comes_first() -> None:
    """Search systems name the assembly only there."""
    assert read_html("<title>青嶺市議会会議録</title><p>○議長　開きます。".encode()).text == "青嶺市議会会議録\n○議長　開きます。"


def test_a_vendor_page_keeps_its_speeches_only() -> None:
    """Buttons, numbers and hit counts of the search system are left out."""
    page = (
        '<div class="page-text__header">▼最初のヒットへ</div><p class="page-text__text"><span class="page-text__number">1</span>○議長　開きます。<br></p>'
        '<div class="page-text__voice"></div><a>TOP▲</a>'
    )
    assert text_of(page) == "○議長　開きます。"


@pytest.mark.parametrize("claimed", ["Shift_JIS", "utf-8", "x-unknown"])
def test_the_bytes_decide_the_encoding(claimed: str) -> None:
    """Whatever the meta tag says."""
    page = f'<meta charset="{claimed}"><p>髙﨑委員の質問に入ります。'.encode("cp932")
    assert "髙﨑委員" in read_html(page).text


@pytest.mark.parametrize(("page", "reason"), [("<div>" * 600 + "会議", "nesting"), ("<br>" * 2_000, "too_large")])
def test_a_tree_beyond_the_limits_is_refused(page: str, reason: str) -> None:
    """The parser lxml would drop the deep part without a word."""
    with pytest.raises(Refusal) as found:
        read_html(page.encode(), Limits(nodes=1_000))
    assert found.value.reason == reason


def test_lost_text_is_noticed() -> None:
    """Coverage below 98 % is flagged, below 80 % refused; small pages are not judged."""
    assert coverage_flags(990, 1_000) == ()
    assert coverage_flags(900, 1_000) == ("low_coverage",)
    assert coverage_flags(1, 100) == ()
    with pytest.raises(Refusal, match="low_coverage"):
        coverage_flags(100, 1_000)
