"""Terms that the dictionary cuts are one word again."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minutes.words.compounds import Compounds, explain, find_compounds
from minutes.words.tokens import tokenize

TERMS = ("マイナンバー", "マイナンバーカード", "AI-OCR", "京都", "情報セキュリティポリシー", "オンライン申請")


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("マイナンバーの話", ["マイナンバー", "の", "話"]),  # unidic: マイ/ナンバー
        ("マイナンバーカードを", ["マイナンバーカード", "を"]),  # the longer of two terms
        ("東京都で", ["東京", "都", "で"]),  # 京都 does not begin with a word
        ("ＡＩ－ＯＣＲを", ["ＡＩ－ＯＣＲ", "を"]),
        ("情報セキュリティポリシー", ["情報セキュリティポリシー"]),
        ("オン ライン申請", ["オン", "ライン", "申請"]),  # printed apart: not the term
    ],
)
def test_terms_are_whole(text: str, surfaces: list[str]) -> None:
    """A term is one token where it begins and ends with a word."""
    assert [token.surface for token in Compounds(TERMS)(text)] == surfaces


def test_the_joined_token_has_the_term_as_lemma() -> None:
    """What is printed is the surface, the term groups it."""
    (token,) = Compounds(TERMS)("ＡＩ－ＯＣＲ")
    assert (token.surface, token.lemma) == ("ＡＩ－ＯＣＲ", "AI-OCR")


@settings(max_examples=150, deadline=None)
@given(st.text("マイナンバーカード京都東情報セキュリティポAI-OCR。 \n", max_size=80))
def test_joining_keeps_the_text(text: str) -> None:
    """The joined tokens cover exactly the characters of the tokens they were made of."""
    assert "".join(token.surface for token in Compounds(TERMS)(text)) == "".join(token.surface for token in tokenize(text))


def test_a_tokenizer_can_be_sent_to_another_process() -> None:
    """`Compounds` is pickled by its terms alone."""
    assert pickle.loads(pickle.dumps(Compounds(TERMS)))("マイナンバー") == Compounds(TERMS)("マイナンバー")  # noqa: S301 - our own bytes


def test_how_a_text_is_cut_is_explained() -> None:
    """Each word says why it is one: a term with its parts, a number, a Latin word, a word of the dictionary."""
    table = explain("マイナンバーとDXの3件", ("マイナンバー",)).set_index("word")
    assert dict(table["why"]) == {"マイナンバー": "term", "と": "known", "DX": "latin", "の": "known", "3": "number", "件": "known"}
    assert table.loc["マイナンバー", "parts"] == "マイ/ナンバー"


def test_compounds_are_found_in_a_corpus() -> None:
    """Nouns that always stand together are a term, those that meet by chance are not."""
    texts = ["情報セキュリティポリシーを定めます。", "窓口の職員と情報セキュリティポリシーの研修。", "職員の窓口、情報の整理。"] * 5
    terms = find_compounds(texts)
    assert "セキュリティポリシー" in set(terms["term"])
    assert not {"窓口職員", "情報整理"} & set(terms["term"])
    assert terms["npmi"].between(0.5, 1).all()
