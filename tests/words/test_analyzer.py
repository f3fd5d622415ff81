"""Words for counting: what is left out and why."""

import pytest

from minutes.errors import OptionError
from minutes.words.analyzer import LISTS, Analyzer, stopwords


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
