"""Words for counting: what is left out and why."""

import pytest

from minutes.errors import OptionError
from minutes.words.analyzer import LISTS, Analyzer, stopwords
from minutes.words.lexicon import Lexicon


def test_what_says_something_is_left() -> None:
    """Formulas, names, numbers and grammar go, terms and nouns stay."""
    text = "それでは、佐藤課長からご説明いたします。本市のマイナンバーカードの普及率は３０％、窓口の混雑が課題です。"
    assert Analyzer(("マイナンバーカード",))(text) == ["マイナンバーカード", "普及", "窓口", "混雑", "課題"]


def test_stop_words_can_be_chosen() -> None:
    """An own set takes the place of the lists."""
    assert "窓口" not in Analyzer(stop=frozenset({"窓口"}))("窓口の混雑")
    assert stopwords("polite") < stopwords() == stopwords(*LISTS)


def test_an_unknown_list_is_named() -> None:
    """The error says which lists there are."""
    with pytest.raises(OptionError, match="procedural"):
        stopwords("polit")


@pytest.mark.parametrize("name", LISTS)
def test_each_group_of_stop_words_has_its_reason(name: str) -> None:
    """A list opens with a reason, and no word stands in it twice."""
    from importlib.resources import files

    lines = files("minutes.words").joinpath("stopwords", f"{name}.txt").read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if line and not line.startswith("#")]
    assert lines[0].startswith("# ")
    assert len(words) == len(set(words))


def test_it_plugs_into_scikit_learn() -> None:
    """The vocabulary of a vectorizer has the terms whole."""
    from sklearn.feature_extraction.text import CountVectorizer

    vectorizer = CountVectorizer(analyzer=Analyzer(("オンライン申請",))).fit(["オンライン申請の窓口", "窓口の混雑"])
    assert list(vectorizer.get_feature_names_out()) == ["オンライン申請", "混雑", "窓口"]


def test_names_are_left_out_and_terms_are_not() -> None:
    """A name is masked as a whole word; a term of a dictionary counts even where a part of it is a name."""
    assert Analyzer(names=("霧島",))("霧島の窓口") == ["窓口"]
    assert Analyzer(("霧島方式",), names=("霧島",))("霧島方式の窓口") == ["霧島方式", "窓口"]


def test_places_are_where_the_words_are_printed() -> None:
    """Each word that counts has the offsets between which it stands."""
    text = "本市のマイナンバーカードの窓口"
    assert [(text[start:end], word) for start, end, word in Analyzer(("マイナンバーカード",)).places(text)] == [("マイナンバーカード", "マイナンバーカード"), ("窓口", "窓口")]


def test_a_stored_text_is_not_cut_again() -> None:
    """The numbers of a store and its text give the same words as the text alone, the terms whole."""
    text, lexicon, analyze = "本市のマイナンバーカードの窓口は3つです。", Lexicon(), Analyzer(("マイナンバーカード",))
    assert analyze.places(text, lexicon.decode(text, lexicon.encode([text])[0])) == analyze.places(text)
