"""Where the built-in dictionary speaks, and where it must not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minutes.themes.dictionary import Theme, load_themes
from minutes.themes.heard import Heard
from minutes.themes.mentions import STRONG, index
from minutes.themes.spelling import spellings
from minutes.words.phrases import plain

THEMES = load_themes()
WIDE = {c: chr(c + 0xFEE0) for c in range(0x21, 0x7F)}


def found(text: str) -> set[str]:
    """The themes that a text mentions strongly."""
    return {THEMES.names[m.theme] for m in Heard(index(THEMES), [plain(text)]).mentions(0) if m.weight >= STRONG}


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("マイナンバーカードの交付", "マイナンバー"),
        ("個人番号カードを", "マイナンバー"),
        ("週二日は在宅での勤務とし", "テレワーク"),
        ("自宅から仕事ができる", "テレワーク"),
        ("市役所に行かなくても済む", "オンライン手続き"),
        ("書かない窓口を始め", "オンライン手続き"),
        ("スマホで住民票を申し込める", "オンライン手続き"),
        ("手数料をスマホで払える", "キャッシュレス"),
        ("紙を減らす", "ペーパーレス"),
        ("はんこをなくす", "押印見直し"),
        ("判子が要る", "押印見直し"),
        ("ＡＩを使う", "AI・RPA"),
        ("A I － O C R の導入", "AI・RPA"),
        ("生成ＡＩで下書きを", "AI・RPA"),
        ("お年寄りはスマホの操作が", "デジタルデバイド"),
        ("誰ひとり取り残さない", "デジタルデバイド"),
        ("ＤＸ 人材を採用", "人材育成"),
        ("隣の市と一緒にシステムを調達", "標準化・共同調達"),
        ("オープンデータとして", "オープンデータ・EBPM"),
        ("Ｗｅｂ会議で", "Web会議"),
        ("ウェブ会議で", "Web会議"),
        ("公式ＬＩＮＥの登録", "情報発信・SNS"),
        ("ＤＸ推進本部を置く", "DX推進体制"),
        ("感染拡大を防ぐ", "感染症対策"),
        ("こどもの居場所", "子育て"),
        ("ゴミの減量", "環境"),
        ("市民アンケートを取る", "市民ニーズ・広聴"),
        ("デジタルデバインド", "デジタルデバイド"),  # a misprint seen in a report
    ],
)
def test_a_theme_is_found(text: str, theme: str) -> None:
    """Terms, their variants and rules are found in either width."""
    assert theme in found(text)


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("MAINのRAID", "AI・RPA"),
        ("オンラインで", "情報発信・SNS"),  # ラインではない
        ("印鑑登録証明書", "押印見直し"),
        ("クレジットカードの普及", "マイナンバー"),
        ("在宅医療の体制", "テレワーク"),
        ("職場環境の改善", "環境"),
        ("ホームページに掲載いたします", "情報発信・SNS"),
        ("手紙をいただき", "ペーパーレス"),
        ("やったほうがいいかな", "感染症対策"),  # うがい
        ("国土強靱化地域計画", "セキュリティ"),
        ("職員にアンケート調査を行い", "市民ニーズ・広聴"),
        ("シルバー人材センター", "人材育成"),
        ("新型コロナウイルスの影響", "セキュリティ"),
    ],
)
def test_a_theme_is_not_found(text: str, theme: str) -> None:
    """Words inside other words and in excluded contexts are no mention."""
    assert theme not in found(text)


def test_the_longest_term_counts() -> None:
    """ＤＸ人材 is a word of 人材育成, not of DX推進体制, unless both list it."""
    assert found("DX人材の確保") == {"人材育成"}


TERMS = sorted({(theme.name, term) for theme in THEMES.themes for term in (*theme.terms, *theme.typos)})


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(TERMS), st.text("亜、。\n 𠮷🙂", max_size=5), st.booleans())
def test_every_term_is_found_where_it_stands(listed: tuple[str, str], before: str, wide: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    """Each term is found with exact offsets in both widths, whether unidic-lite cuts it or not."""
    name, term = listed
    printed = term.translate(WIDE) if wide else term
    text = f"{before}「{printed}」"
    mentions = [m for m in Heard(index(THEMES), [plain(text)]).mentions(0) if THEMES.names[m.theme] == name and m.weight >= STRONG]
    assert any(m.start == len(before) + 1 and m.end == len(before) + 1 + len(printed) for m in mentions)


@pytest.mark.parametrize("theme", THEMES.themes, ids=lambda theme: theme.name)
def test_all_terms_are_found_in_all_spellings_and_both_widths(theme: Theme) -> None:
    """Every term and misprint of the dictionary, in each of its spellings, as listed and in full width, with exact offsets."""
    number = THEMES.names.index(theme.name)
    missed = []
    for term in (*theme.terms, *theme.typos):
        for spelled in spellings(term, THEMES.variants):
            for printed in {spelled, spelled.translate(WIDE)}:
                text = f"亜「{printed}」"
                places = {(m.start, m.end) for m in Heard(index(THEMES), [plain(text)]).mentions(0) if m.theme == number and m.weight >= STRONG}
                if (2, 2 + len(printed)) not in places:
                    missed.append(printed)
    assert missed == []
