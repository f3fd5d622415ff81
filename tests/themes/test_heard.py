"""Many texts heard at once say what each says alone."""

from itertools import accumulate

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from minutes.text.patterns import SENTENCE_STOP
from minutes.themes.dictionary import load_themes
from minutes.themes.heard import Heard, sentence_ends
from minutes.themes.mentions import index
from minutes.themes.weigh import Weighed
from minutes.words.phrases import plain

THEMES = load_themes()
BACKGROUND = frozenset(n for n, theme in enumerate(THEMES.themes) if theme.background)
WORDS = [
    "子育て",
    "育て",
    "支援",
    "マイナンバー",
    "カード",
    "スマホ",
    "手数料",
    "払える",
    "自宅",
    "仕事",
    "ＡＩ",
    "導入",
    "システム",
    "環境",
    "課",
    "を踏まえ",
    "など",
    "後ほど",
    "【資料1】",
]
WORDS += ["議題", "ご質問", "について", "。", "、", "\n", "」", "の", "を", "紙", "減らす", "紙おむつ", "窓口", "オンライン", "申請", "1", "😀", "デジタル", "推進", "本部"]
TEXT = st.lists(st.sampled_from(WORDS), max_size=25).map("".join).map(plain)


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXT, max_size=6))
def test_texts_do_not_hear_one_another(texts: list[str]) -> None:
    """Mentions, sentences, and what the mentions weigh are those of each text alone, wherever it stands among others."""
    ready = index(THEMES)
    together = Weighed(Heard(ready, texts), BACKGROUND)
    for n, text in enumerate(texts):
        alone = Weighed(Heard(ready, [text]), BACKGROUND)
        assert together.heard.mentions(n) == alone.heard.mentions(0)
        assert together.said(n).every() == alone.said(0).every()
        assert together.relayed(n) == alone.relayed(0)


def test_weak_words_are_weighed_when_asked_for() -> None:
    """Without a word that is enough by itself nothing is held, and all of it is given on demand."""
    theme = next(n for n, one in enumerate(THEMES.themes) if one.weak)
    said = Weighed(Heard(index(THEMES), [plain(THEMES.themes[theme].weak[0])])).said(0)
    assert not said
    assert said[theme].weak == 1
    assert said.every()[theme] == said[theme]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text("あ𠮟。!?\n」』) ", max_size=12), min_size=1, max_size=5))
def test_sentences_of_many_texts_end_where_those_of_each_end(texts: list[str]) -> None:
    """Behind every run of stops and what closes there, and with the text, also where the next one begins with a stop."""
    ends = [end - 1 for end in accumulate(len(text) + 1 for text in texts)]
    each = [sorted({*(m.end() for m in SENTENCE_STOP.finditer(text)), len(text)}) for text in texts]
    expected = [end - len(text) + stop for text, end, stops in zip(texts, ends, each, strict=True) for stop in stops]
    assert sentence_ends("\n".join(texts), np.array(ends)).tolist() == expected
