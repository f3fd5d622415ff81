"""What a turn is about: its own words, what does not count, what it inherits, and the evidence for it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import minutes as mn
from minutes.model import Meeting, Tag
from minutes.themes.dictionary import load_themes
from minutes.themes.tag import tag, tag_meeting

Make = Callable[..., Meeting]

THEMES = load_themes()
SAMPLE = Path(__file__).parents[2] / "corpora" / "sample"


def themes_of(meeting: Meeting, turn: int, *, context: bool = True) -> set[str]:
    """The themes that a turn is given."""
    return {one.theme for one in tag_meeting(meeting, THEMES, context=context) if one.turn == turn}


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("マイナンバーカードの申請が増え、交付率は72％になりました。", {"マイナンバー"}),
        ("紙を減らすため、会議はタブレットで資料を見る形にいたします。", {"ペーパーレス"}),
        ("若手の職員をＤＸの研修に出し、専門人材を育てていく考えです。", {"人材育成"}),
        ("今年の梅はよく実りました。", set()),
    ],
)
def test_a_speech_is_tagged_by_its_words(meeting: Make, text: str, themes: set[str]) -> None:
    """A short speech with words of a theme has it, one without words has none."""
    assert themes_of(meeting([("speech", text)]), 0) == themes


@pytest.mark.parametrize(
    "text",
    [
        "お手元の資料を確認いたします。\n【資料1】マイナンバーカードの普及について\n【資料2】テレワークの試行結果\n以上でございます。",  # a list of documents
        "情報政策課の者です。DX推進課長と環境政策課にも来てもらいました。",  # offices
        "市役所のホームページに掲載いたします。",  # not about the site
        "本日の議題は、（１）マイナンバーカードの普及について、（２）テレワークの試行について、（３）その他でございます。",  # an agenda read out
        "次第をご覧ください。\n１　マイナンバーカードの普及について\n２　テレワークの試行について\n３　その他",
        "新庁舎の駐車場は、マイナンバーの議題と同じように、次回までに数字をそろえます。",  # a reference
        "道路の話ですが、他市では、テレワークなどの例もございます。道路の舗装は市が直します。",  # an example
    ],
)
def test_what_is_only_named_does_not_count(meeting: Make, text: str) -> None:
    """Titles of documents, names of offices and places of publication are no themes."""
    assert themes_of(meeting([("speech", text)]), 0) == set()


def test_a_long_presentation_is_not_about_everything_it_mentions(meeting: Make) -> None:
    """In a long speech a theme needs more than one passing word."""
    text = (
        "セキュリティ監査について申し上げます。情報漏えいを防ぐため、アクセス権限を見直しました。" * 3
        + "駅前の工事は順調に進んでおります。" * 40
        + "なお、保育園などの例もございます。"
    )
    assert themes_of(meeting([("presentation", text)]), 0) == {"セキュリティ"}


def test_running_the_meeting_is_a_theme_of_its_own(meeting: Make) -> None:
    """A procedural turn is 会議運営; a bare はい is, too."""
    made = meeting([("procedural", "それでは次第の2、マイナンバーカードの普及に移ります。"), ("answer", "はい、分かりました。")])
    assert themes_of(made, 0) == {"会議運営"}
    assert themes_of(made, 1) == {"会議運営"}


def test_a_relay_passes_themes_on(meeting: Make) -> None:
    """A chair who hands a question on names its theme."""
    made = meeting([("procedural", "ありがとうございます。テレワークの実績についてご質問がありました。事務局お願いします。")])
    assert themes_of(made, 0) == {"会議運営", "テレワーク"}


def test_an_answer_has_the_theme_of_its_question(meeting: Make) -> None:
    """特にありません is about what was asked, and says from which turn it has it."""
    made = meeting([("question", "LINEの公式アカウントの登録者数は増えていますか。"), ("procedural", "事務局、どうぞ。"), ("answer", "特にございません。", 0)])
    inherited = [one for one in tag_meeting(made, THEMES) if one.turn == 2]
    assert [(one.theme, one.how, one.source_turn, one.hits) for one in inherited] == [("情報発信・SNS", "context", 0, ())]
    assert themes_of(made, 2, context=False) == set()


def test_the_talk_goes_on_under_its_agenda_item(meeting: Make) -> None:
    """A question without a word of the theme goes on with the presentation; under another item it does not."""
    said = [
        ("presentation", "標準準拠システムへの移行についてご説明します。標準仕様と本市の業務の違いを洗い出しました。", -1, 0),
        ("question", "それは結局、いくら掛かるのですか。", -1, 0),
        ("question", "それは結局、いくら掛かるのですか。", -1, 1),
    ]
    made = meeting(said, titles=("基幹業務システムの標準化", "公民館の屋根の改修"))
    assert themes_of(made, 1) == {"標準化・共同調達"}
    assert themes_of(made, 2) == set()


def test_a_part_of_an_item_has_the_theme_of_the_whole(meeting: Make) -> None:
    """Under 2 テレワークについて stands (2) 端末の台数: what is said there is about テレワーク, too."""
    made = meeting(
        [("question", "それは全部で何台になりますか。", -1, 1), ("question", "それは全部で何台になりますか。", -1, 2)],
        titles=("テレワークの実施状況", "端末の台数", "公用の自転車"),
    )
    parts = tuple(replace(item, level=2 if item.n == 1 else 1) for item in made.agenda)
    made = replace(made, agenda=parts)
    assert themes_of(made, 0) == {"テレワーク"}
    assert themes_of(made, 1) == set()


def test_own_words_win_over_the_talk_before(meeting: Make) -> None:
    """A turn that speaks of something else does not inherit."""
    made = meeting([("opinion", "テレワークは続けるべきです。在宅勤務で通勤が減りました。"), ("opinion", "ごみの減量とリサイクルの話をさせてください。生ごみの堆肥化が要ります。")])
    assert themes_of(made, 1) == {"環境"}


def test_evidence_is_printed_where_it_says(meeting: Make) -> None:
    """Each hit is a piece of the source, also across a line that was joined."""
    made = meeting([("speech", "ＡＩ－ＯＣＲを使います。\n紙の申請書をＡＩ－ＯＣＲで読み取り、ＲＰＡで入力します。")])
    hits = [hit for one in tag_meeting(made, THEMES) for hit in one.hits]
    assert {"ＡＩ－ＯＣＲ", "ＲＰＡ"} <= {hit.text for hit in hits}
    assert all(hit.span.of(made.source.text) == hit.text for hit in hits)


@pytest.fixture(scope="module")
def corpus() -> tuple[Meeting, ...]:
    """Two of the sample meetings, as the parser reads them."""
    return tuple(mn.read(path) for path in sorted(SAMPLE.rglob("*.txt"))[:2])


@pytest.fixture(scope="module")
def tags(corpus: tuple[Meeting, ...]) -> list[Tag]:
    """Their tags."""
    return [one for meeting in corpus for one in tag_meeting(meeting, THEMES)]


def test_no_tag_without_evidence(tags: list[Tag]) -> None:
    """A tag has words, or the turn it comes from, or the act of a turn that runs the meeting."""
    assert tags
    assert all(one.hits or one.source_turn is not None or one.how == "act" for one in tags)


def test_tags_keep_the_laws(corpus: tuple[Meeting, ...], tags: list[Tag]) -> None:
    """One primary theme a turn at most, each theme once, scores from 0 to 1, sources that exist, hits as printed."""
    keys = [(one.meeting, one.turn, one.theme) for one in tags]
    assert len(keys) == len(set(keys))
    primary = [(one.meeting, one.turn) for one in tags if one.primary]
    assert len(primary) == len(set(primary))
    assert all(0 < one.score <= 1 for one in tags)
    by_id = {meeting.id: meeting for meeting in corpus}
    for one in tags:
        text = by_id[one.meeting].source.text
        numbers = {turn.n for turn in by_id[one.meeting].turns}
        assert one.turn in numbers
        assert one.source_turn is None or one.source_turn in numbers - {one.turn}
        for hit in one.hits:
            assert "".join(hit.span.of(text).split()) == "".join(hit.text.split())


def test_the_table_has_one_row_a_tag(corpus: tuple[Meeting, ...], tags: list[Tag]) -> None:
    """`tag` is the same as rows, with NA where no word was printed."""
    table = tag(corpus)
    assert len(table) == len(tags)
    assert table["start"].isna().sum() == sum(not one.hits for one in tags)
    assert list(table["theme"]) == [one.theme for one in tags]


def test_themes_of_ones_own(tmp_path: Path, meeting: Make) -> None:
    """A dictionary without 会議運営 leaves the chair's turns without a theme."""
    path = tmp_path / "mine.toml"
    path.write_text('name = "公共交通"\nterms = ["路線バス", "コミュニティバス"]\n', encoding="utf-8")
    made = meeting([("procedural", "開会いたします。"), ("opinion", "路線バスの減便は困ります。")])
    assert [(one.turn, one.theme) for one in tag_meeting(made, load_themes(path))] == [(1, "公共交通")]


def test_a_document_without_turns_has_no_tags(meeting: Make) -> None:
    """A report has no turns and so no tags, and the table is empty with its columns."""
    assert tag_meeting(meeting([]), THEMES) == []
    assert list(tag([meeting([])]).columns)[:3] == ["meeting", "turn", "theme"]
