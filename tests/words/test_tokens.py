"""Words of a text: where they stand, how numbers and Latin words stay whole, what a hostile text cannot do."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minutes.words.lexicon import LONGEST_CALL, Lexicon
from minutes.words.tokens import rows, tokenize

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200) | st.text("あ亜アａＡaA1１.,．，-－ 　\n\r\t\x00。「」ｱﾞ①\ud800🙂𠮷Ð・", max_size=200)


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_tokens_stand_where_they_say(text: str) -> None:
    """Tokens come in order, never overlap, show the printed characters, and leave out nothing but blanks and what cannot be read."""
    done = 0
    for token in tokenize(text):
        assert token.span.start >= done
        assert len(token.span) > 0
        assert token.surface == token.span.of(text)
        assert token.lemma
        done = token.span.end


@settings(max_examples=100, deadline=None)
@given(st.text("会議録を作る。第3回AI-OCR ー・1,300人", max_size=120))
def test_no_character_of_a_readable_text_is_lost(text: str) -> None:
    """Joined, the tokens are the text without its blanks."""
    assert "".join(token.surface for token in tokenize(text)) == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("ＤＸとDX", ["ＤＸ", "と", "DX"]),
        ("AI-OCRを", ["AI-OCR", "を"]),  # unidic knows ＡＩ, not AI, and would cut at the hyphen
        ("Wi-FiとLGWAN", ["Wi-Fi", "と", "LGWAN"]),  # ＬＧ/ＷＡＮ
        ("1,300人", ["1,300", "人"]),  # the counter stands apart
        ("１，３００人", ["１，３００", "人"]),
        ("20.5％", ["20.5", "％"]),
        ("10時１０分", ["10", "時", "１０", "分"]),  # １０ is テン in the dictionary
        ("　令和６年　第３回", ["令和", "６", "年", "第", "３", "回"]),
        ("a\x00b", ["a", "b"]),  # NUL would end the line
        ("", []),
        (" 　\n", []),
    ],
)
def test_words_as_printed(text: str, surfaces: list[str]) -> None:
    """Latin words and numbers are one word in either width, blanks are none."""
    assert [token.surface for token in tokenize(text)] == surfaces


@pytest.mark.parametrize(
    ("text", "word", "lemma"),
    [
        ("システムの話", "システム", "システム"),  # not システム-system
        ("佐藤さん", "佐藤", "佐藤"),  # not サトウ: readings merge different people
        ("子供と", "子供", "子供"),
        ("こどもと", "こども", "子供"),
        ("サーバで", "サーバ", "サーバー"),
        ("ＬＩＮＥで", "ＬＩＮＥ", "LINE"),  # not ライン
        ("１，３００人", "１，３００", "1,300"),
    ],
)
def test_lemma_groups_spellings(text: str, word: str, lemma: str) -> None:
    """The lemma groups spellings of one word, and never shows a reading or an English tail."""
    assert next(token.lemma for token in tokenize(text) if token.surface == word) == lemma


def test_width_does_not_change_the_words() -> None:
    """A text in full-width ASCII is cut like its half-width twin."""
    half = "AIとRPAで5G、DXの3つ(2024年)"
    full = half.translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)})
    assert [(t.span, t.lemma, t.pos) for t in tokenize(half)] == [(t.span, t.lemma, t.pos) for t in tokenize(full)]


@pytest.mark.parametrize("text", ["あ" * 5000, "x1" * 3000, "・" * 3000, "会議。" * 2000, "ア" * 4001 + "\n" + "会" * 4001])
@pytest.mark.timeout(60)
def test_a_hostile_text_is_cut_in_pieces(text: str) -> None:
    """Runs that would slow or end MeCab go through in safe pieces, and nothing is lost."""
    assert sum(end - start for start, end, _ in rows(text)) == len(text.replace("\n", ""))
    assert LONGEST_CALL < 4000


def _surfaces(text: str) -> list[str]:
    return [token.surface for token in tokenize(text)]


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_workers_cut_alike(start: str) -> None:
    """A worker process gives the same words, however it was started, also after the parent has used its tagger."""
    text = "マイナンバーカードの普及率は30%です。"
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(start)) as pool:
        assert pool.submit(_surfaces, text).result(timeout=60) == _surfaces(text)


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_numbers_and_text_are_words_again(text: str) -> None:
    """What a store keeps (the numbers of the words) gives with the text the same rows as cutting it anew, also through another lexicon."""
    lexicon = Lexicon()
    ids, counts = lexicon.encode([text, "会議", text])
    first = ids[: counts[0]]
    assert list(ids[-counts[2] :] if counts[2] else []) == list(first)
    assert lexicon.decode(text, first) == rows(text)
    other = Lexicon([("別", "別", "名詞")])
    theirs = np.array(other.add(lexicon.words))
    assert other.decode(text, theirs[first]) == rows(text)


def test_a_lexicon_grows_and_stays() -> None:
    """A word keeps its number, whatever comes later; a Latin word is one word in either width; numbers share one word a length."""
    lexicon = Lexicon()
    first, _ = lexicon.encode(["ＤＸの予算は1,300円です。"])
    assert list(lexicon.encode(["DXの予算は2,500円です。"])[0]) == list(first)
    assert lexicon.words[first[0]] == ("DX", "", "名詞-普通名詞-一般")
    assert len(lexicon) == len(lexicon.words)


def test_a_lexicon_goes_to_a_worker() -> None:
    """A lexicon can be copied to another process and goes on there with the same numbers."""
    lexicon = Lexicon()
    ids, _ = lexicon.encode(["会議録を作る。"])
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert list(pool.submit(lexicon.encode, ["会議録を作る。"]).result(timeout=60)[0]) == list(ids)


@pytest.mark.parametrize(
    ("first", "second"),
    [("課題です、", "検討します。"), ("会議。", "以上、"), ("行っ", "た")],
)
def test_words_do_not_depend_on_what_was_cut_before(first: str, second: str) -> None:
    """A text is cut alike by a lexicon that has met nothing and by one that has met its parts."""
    met = Lexicon()
    met.encode([first])
    met.encode([second])
    fresh = Lexicon()
    text = f"{first}{second}{first}"
    assert met.keys(met.encode([text])[0]) == fresh.keys(fresh.encode([text])[0])
