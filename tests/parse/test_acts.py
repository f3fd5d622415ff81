"""What each speech does and which one it replies to: short talks, in each of which one thing decides."""

from dataclasses import replace
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.model import Meeting, Span, Speaker, Turn
from minutes.parse.act_cues import Cues, cue_table
from minutes.parse.acts import assign_acts, explain_acts
from minutes.text.titles import parse_label
from tests.hostile import NOISE, RATIO, best

ACTS = {"question", "answer", "presentation", "opinion", "procedural", "speech"}
OPENS = "会長：それでは、ご意見、ご質問をお願いします。桑名委員。"
ASKS = "桑名委員：窓口の受付時間は、土曜日も同じでしょうか。"
ANSWERS = "環境課長：土曜日は正午までとしております。"


def talk(*lines: str, items: str = "") -> tuple[Turn, ...]:
    """A talk from lines such as 会長：それでは始めます。 (`items`: the agenda item of each turn, a digit each)."""
    out = []
    for n, line in enumerate(lines):
        label, _, text = line.partition("：")
        found = parse_label(label)
        speaker = Speaker(label, found.name, found.title, found.role)
        out.append(Turn(n, Span(n, n + 1), Span(n, n), speaker, text, (), item=int(items[n]) if items else None))
    return tuple(out)


def heard(*lines: str, items: str = "", marks: tuple[str | None, ...] = ()) -> list[str]:
    """The talk as read: the act of each turn, and the turns it replies to."""
    return [" ".join([t.act, *map(str, t.reply_to)]) for t in assign_acts(talk(*lines, items=items), marks)]


@pytest.mark.parametrize(
    ("words", "act"),
    [
        ("窓口を二つに増やした効果は、どのくらい出ていますか。", "question"),
        ("更新の時期について、もう少し詳しく教えていただければと思います。", "question"),
        ("３ページの人数ですが、これは延べということでよろしいでしょうか。", "question"),  # from the chair these words would only ask leave
        ("夜間の人員はどうなっているのか、そこが前から気になっておりまして。", "question"),  # left open, and an officer answers
        ("この点についてはいかがでしょうか。", "question"),
        ("説明は分かりました．費用は，どのくらいになりますか．よろしくお願いします．", "question"),  # the points of another press
        ("公園の遊具は、地元の子どもの声を聞いて選ぶべきだと思います。", "opinion"),
        ("掲示板をもっと活用してはどうでしょうか。駅前なら人も通りますし。", "opinion"),  # proposes in the dress of a question
        ("広報紙の字を大きくすることが大事なのではないでしょうか。", "opinion"),  # argues
        ("六つ、ですか。それでは足りないと思います。", "opinion"),  # an echo asks nothing
        ("反対の立場で討論いたします。これで本当によいのでしょうか。賛成できません。", "opinion"),  # a debate argues, whatever it asks
        ("はい、分かりました。ありがとうございます。", "procedural"),
        ("この場で一言申し上げてもよろしいでしょうか。", "procedural"),  # asks leave
    ],
)
def test_what_a_member_says(words: str, act: str) -> None:
    """A member asks, argues or only acknowledges; the same ending may do any of these."""
    assert heard(OPENS, f"桑名委員：{words}", "環境課長：人数は延べで数えておりまして、詳しくは調べてお示しいたします。")[1] == act


@pytest.mark.parametrize(
    ("words", "act"),
    [
        ("ほかにご質問はございますでしょうか。はい、三雲委員。", "procedural"),
        ("皆さん、いかがでしょうか。", "procedural"),  # an open invitation
        ("三雲委員、何かございますか。", "procedural"),  # still open, though it names a person
        ("三雲委員、二つの案について、特に費用の面で気になるところはありますか。", "question"),  # a topic makes it a question
        ("三雲委員、口火を切っていただけますか。", "procedural"),  # an errand
        ("この進め方で差し支えないでしょうか。", "procedural"),
        ("私からも一つ伺います。昨年度の申込みは何件ありましたか。", "question"),
        ("私としては、料金の話は次回まで待って、利用者の声を聞いてから決めるべきだと考えております。事務局もそのつもりで準備をお願いします。", "opinion"),
        (
            "ここまでを並べますと、場所は駅前がよいという方が多く、費用は分かれ、夜間の利用はぜひ続けてほしい、そして周知の仕方を工夫してほしい、というご意見がありました。"
            + "次もこの続きです。" * 2,
            "speech",
        ),
        ("三雲委員、どうぞ。", "procedural"),
    ],
)
def test_what_a_chair_says(words: str, act: str) -> None:
    """A chair runs the meeting, and now and then asks, judges or sums up."""
    assert heard(OPENS, "桑名委員：駅前に置くのがよいと思います。", f"会長：{words}", "三雲委員：費用の面では、借りる方が安いと思います。")[2] == act


@pytest.mark.parametrize(
    ("lines", "acts"),
    [
        ([OPENS, ASKS, ANSWERS], ["procedural", "question", "answer 1"]),
        # the chair's relay is no question, and the answer goes to the member
        ([OPENS, ASKS, "会長：土曜日の扱いについてのご質問です。環境課長、お答えいただけますか。", ANSWERS], ["procedural", "question", "procedural", "answer 1"]),
        # one question, several officers, with and without a call between them
        ([OPENS, ASKS, ANSWERS, "税務課長：税務課の窓口も同じでございます。"], ["procedural", "question", "answer 1", "answer 1"]),
        ([OPENS, ASKS, ANSWERS, "会長：続いて、税務課長。", "税務課長：税務課の窓口も同じでございます。"], ["procedural", "question", "answer 1", "procedural", "answer 1"]),
        # an officer confirms what the chair answered and asked back
        (
            [OPENS, ASKS, "会長：私からお答えしますと、平日と同じだと理解していますが、それでよろしいですよね。", "環境課長：おっしゃるとおりでございます。"],
            ["procedural", "question", "answer 1", "answer 1 2"],
        ),
        # a member who is asked by name answers; one who is only called on does not
        (
            [OPENS, "桑名委員：三雲委員は商店街の役員をなさっていますが、夜も店は開いているのでしょうか。", "三雲委員：半分ほどは八時まで開けています。"],
            ["procedural", "question", "answer 1"],
        ),
        ([OPENS, ASKS, "会長：はい、三雲委員。", "三雲委員：私は土曜日こそ夕方まで開けるべきだと思います。"], ["procedural", "question", "procedural", "opinion"]),
        # opinions one after another, and one reply to them
        (
            [OPENS, "桑名委員：掲示は二か所では足りないと思います。", "三雲委員：駅にも貼ってほしいです。", "環境課長：駅を含めて四か所に増やします。"],
            ["procedural", "opinion", "opinion", "answer 1 2"],
        ),
        # an officer named with the question he was passed over for
        (
            [
                OPENS,
                ASKS,
                "三雲委員：駐車場は何台分ありますか。",
                "環境課長：三雲委員の駐車場の件ですが、三十台でございます。",
                "税務課長：桑名委員のお尋ねですが、土曜日は正午までです。",
            ],
            ["procedural", "question", "question", "answer 2", "answer 1"],
        ),
        # 提出者 of a bill answers what is asked about it
        (
            [
                "議長：提出者の趣旨説明を求めます。五番。",
                "５番（桑名薫君）：本案は、歩道の段差をなくすよう国に求めるものであります。御賛同をお願いいたします。",
                "議長：質疑を許します。",
                "８番（三雲蓮君）：対象は何か所になりますか。",
                "５番（桑名薫君）：市内で十二か所と数えております。",
            ],
            ["procedural", "presentation", "procedural", "question", "answer 3"],
        ),
    ],
)
def test_who_answers_what(lines: list[str], acts: list[str]) -> None:
    """An answer is given by the one asked, or by one who takes it up, and points at the question."""
    assert heard(*lines) == acts


@pytest.mark.parametrize(
    ("lines", "items", "acts"),
    [
        # a new item closes the floor: what the officer says then is no answer to the stale question
        (
            [OPENS, ASKS, "会長：では、次第の２に移ります。環境課長から説明をお願いします。", "環境課長：ごみの収集日の見直しの案でございます。来年度から週に二回といたします。"],
            "",
            ["procedural", "question", "procedural", "presentation"],
        ),
        (
            [OPENS, ASKS, "会長：時間になりました。", "環境課長：資料２をご覧ください。ごみの収集日の見直しの案でございます。"],
            "0011",
            ["procedural", "question", "procedural", "presentation"],
        ),
        # a second officer goes on presenting
        (
            [
                "会長：次第の１について、説明をお願いします。",
                "環境課長：資料１をご覧ください。収集の計画でございます。",
                "税務課長：続きまして、費用について申し上げます。" + "内訳は次のとおりです。" * 8,
            ],
            "",
            ["procedural", "presentation", "presentation"],
        ),
        # dates, papers and errands are procedural even where the chair asks to have them explained
        (
            [
                OPENS,
                ASKS,
                ANSWERS,
                "会長：最後に、今後のスケジュールについて事務局から説明をお願いします。",
                "事務局：次回は二月十日の火曜日、午後二時からを予定しております。会議録の案は後日お送りします。",
            ],
            "",
            ["procedural", "question", "answer 1", "procedural", "procedural"],
        ),
        (["事務局：定刻となりましたので始めさせていただきます。本日は二名の欠席がございます。", OPENS], "", ["procedural", "procedural"]),
        ([OPENS, "桑名委員：名前を漏らさないよう、くれぐれも気を付けてほしい。", "環境課長：肝に銘じます。"], "", ["procedural", "opinion", "procedural"]),
        (
            ["議長：日程第一、総務委員長の報告を求めます。", "総務委員長（三雲蓮君）：委員会における審査の経過と結果を御報告申し上げます。原案を可決すべきものと決しました。"],
            "",
            ["procedural", "presentation"],
        ),
    ],
)
def test_what_an_officer_says_unasked(lines: list[str], items: str, acts: list[str]) -> None:
    """Papers are presented, dates announced, instructions acknowledged: none of these is an answer."""
    assert heard(*lines, items=items) == acts


@pytest.mark.parametrize(
    ("lines", "acts"),
    [
        # the vice chair, while the chair is away
        (["副会長：会長が遅れますので、始めます。桑名委員、どうぞ。", ASKS, ANSWERS, "会長：遅れました。代わります。"], ["procedural", "question", "answer 1", "procedural"]),
        # the head of the town, to whom the meeting is handed
        (
            ["総務課長：開会いたします。この後の進行は町長にお願いします。", "町長：ご意見があれば。桑名委員。", ASKS, "町長：教育長、お願いします。", "教育長：平日と同じです。"],
            ["procedural", "procedural", "question", "procedural", "answer 2"],
        ),
        # a vice chair who takes over from the chair, and speaks as a member when he does not preside
        (
            [
                "議長：副議長と交代します。",
                "副議長：議長に代わりまして、議事を進めます。一番。",
                "１番（三雲蓮君）：避難所は足りていますか。",
                "副議長：危機管理監。",
                "危機管理監：足りております。",
            ],
            ["procedural", "procedural", "question", "procedural", "answer 2"],
        ),
        (
            [OPENS, "副会長：費用はどのくらいかかるのでしょうか。", "環境課長：二百万円ほどです。", "副会長：それなら、まず試してみるべきだと思います。"],
            ["procedural", "question", "answer 1", "opinion"],
        ),
    ],
)
def test_who_is_in_the_chair(lines: list[str], acts: list[str]) -> None:
    """The chair is whoever runs the meeting at the moment."""
    assert heard(*lines) == acts


def test_a_question_argued_on_waits_for_nobody() -> None:
    """A question from which the same speech goes on to argue, and which nobody answers, is an opinion; with an officer's answer it was a question."""
    argues = "桑名委員：この橋は架け替えるのですか、それとも塗り直すだけですか。" + "塗り直しなら来年でもできます。" * 10 + "先に渡る人の数を見てください。"
    assert heard(OPENS, argues, "会長：はい、三雲委員。", "三雲委員：私もそう思います。")[1] == "opinion"
    assert heard(OPENS, argues, "環境課長：架け替える予定でございます。")[1] == "question"


def test_summary_minutes_with_arrows() -> None:
    """→ answers the statement before it, whoever speaks; a bullet never answers, though an officer speaks; a paragraph presents."""
    rows = [
        ("：貸出用の端末を四十台に増やす。", "presentation", "presentation"),
        ("市長：夜間も借りられるのか。", "statement", "question"),
        ("情報課長：貸出しは九時までとする。", "answer", "answer 1"),
        ("総務部長：庁舎の鍵の扱いも併せて考えるべきである。", "statement", "opinion"),
        ("：承知した。", "answer", "answer 3"),
        ("：補足すると、鍵は二本ある。", "answer", "answer 3"),  # two arrows, one statement
        ("福祉部長：窓口の職員は、借りた端末で家から電話の応対をした。", "statement", "speech"),
    ]
    assert heard(*(words for words, _, _ in rows), items="0000000", marks=tuple(mark for _, mark, _ in rows)) == [act for _, _, act in rows]


def test_a_printed_question_is_a_question() -> None:
    """問 and 答 say it themselves."""
    assert heard("問：更新はいつか", "答：来年七月である", marks=("question", "answer")) == ["question", "answer 0"]


def test_titles_without_names() -> None:
    """会長, 委員 and 事務局 alone are enough."""
    lines = ["会長：説明をお願いします。", "事務局：資料１により説明いたします。計画の案でございます。", "委員：期間は何年ですか。", "事務局：五年です。", "委員：長いと思います。"]
    assert heard(*lines) == ["procedural", "presentation", "question", "answer 2", "opinion"]


def test_every_verdict_says_why() -> None:
    """The rule and the words that fired it are given with the act."""
    asked, answered = explain_acts(talk(OPENS, ASKS, ANSWERS))[1:]
    assert "でしょうか" in asked.why
    assert answered.why == "the question waits"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["会長", "三雲委員", "桑名委員", "事務局", "町長", "副会長", "渡辺", ""]),
            st.text(alphabet="はいかのをお。？\n質問答弁説明資料次回です思ます、", max_size=60),
        ),
        max_size=12,
    )
)
def test_answers_reply_and_nothing_else_does(lines: list[tuple[str, str]]) -> None:
    """Whatever is said: one of the six acts, a reply for each answer and for nothing else, and only to what was said before."""
    turns = assign_acts(talk(*(f"{label}：{words}" for label, words in lines)))
    assert {t.act for t in turns} <= ACTS
    assert all(bool(t.reply_to) == (t.act == "answer") and all(0 <= q < t.n for q in t.reply_to) for t in turns)


def test_the_sample_is_read_whole(meeting: Meeting) -> None:
    """In every sample meeting each answer points at an earlier speech of somebody else."""
    assert all(q < t.n and meeting.turns[q].act in ("question", "opinion", "speech", "answer") for t in meeting.turns for q in t.reply_to)


def test_cues_begin_with_a_plain_character() -> None:
    """What keeps the search fast: an alternative begins with ^ or with a character that stands for itself."""
    searched = [c.anywhere.pattern for c in cue_table().cues.values() if c.anywhere]
    assert searched
    assert [p for p in searched if p[0] in "([.?*\\" or p[1:2] in ("?", "*")] == []


def _cost(run: str, tail: str, length: int) -> float:
    words = (run * length)[:length]
    turns = talk("会長：" + words + tail, "委員：" + words)
    return best(lambda: assign_acts(turns))


@cache
def _plain_cost() -> float:
    return _cost("公民館の使用料は来年度の四月に改めます。利用の多い施設から順に説明します。", "", 200_000)


@pytest.mark.parametrize(("run", "tail"), list(product(("私は", "次に", "委員、", "質問", "何", "ご意見は", "。", "、", "か。"), ("", "伺います。"))))
def test_a_hostile_speech_costs_no_more_than_a_long_one(run: str, tail: str) -> None:
    """200,000 characters that repeat what cues begin with take at most three times as long as half of them, and 150 times as long as plain words."""
    again = 5  # a machine with other work is slow for a while; what is not linear is so every time
    assert any((whole := _cost(run, tail, 200_000)) <= max(NOISE, RATIO * _cost(run, tail, 100_000)) for _ in range(again))
    assert whole <= max(NOISE, 150 * _plain_cost())


@given(st.lists(st.tuples(st.sampled_from(["会長", "委員", "課長"]), st.sampled_from(["始めます。", "いつからですか。", "四月からです。"])), min_size=1, max_size=6))
def test_acts_change_nothing_else(lines: list[tuple[str, str]]) -> None:
    """A turn keeps its place, speaker, words and item when it is given its act."""
    turns = talk(*(f"{label}：{words}" for label, words in lines))
    assert tuple(replace(t, act="speech", reply_to=()) for t in assign_acts(turns)) == turns


def test_a_sentence_keeps_its_place() -> None:
    """The last sentence that asks is found from the end, with the words that ask."""
    ask = Cues("二つあります。一つは費用です。もう一つは、いつから始まりますか。よろしくお願いします。").ask
    assert ask is not None
    assert (ask.from_end, ask.words[-5:], ask.late) == (1, "まりますか", True)
