"""Many texts heard at once say what each says alone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from minutes.themes.dictionary import load_themes
from minutes.themes.heard import Heard
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
