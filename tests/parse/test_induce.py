"""Learning a layout from one file: what it finds, how sure it is, where it finds nothing, and that it fits the other files of the body."""

from dataclasses import replace
from pathlib import Path

import pytest

from minutes.parse.choose import choose
from minutes.parse.columns import interleaved
from minutes.parse.induce import learn_layout
from minutes.parse.layout import load_layout
from minutes.parse.lines import split_lines
from minutes.parse.meeting import parse
from minutes.read.files import read_source

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "corpora" / "sample"
SAME = [  # files of one body that keep one layout: (learned from, applied to)
    ("桐ヶ浜市/kirigahama-r04-12teirei-2", "桐ヶ浜市/kirigahama-r06-9teirei-2"),
    ("榎波町/enami-r04-1", "榎波町/enami-r05-2"),
    ("汐見野市/shiomino-r04-3", "汐見野市/shiomino-r06-4"),
    ("白鷺原市/shirasagihara-r04-2", "白鷺原市/shirasagihara-r05-1"),  # speakers behind the words
    ("霞野市/kasumino-r04-1", "霞野市/kasumino-r06-1"),
    ("緑ヶ峰区/midorigamine-r04-1", "緑ヶ峰区/midorigamine-r05-3"),
    ("青柳台町/aoyagidai-r04-06", "青柳台町/aoyagidai-r05-03"),
]
TALK = [
    ("髙野会長", "それでは始めます。今井委員、お願いします。"),
    ("今井委員", "一点伺います。更新はいつですか。"),
    ("蓑田課長", "お答えします。来年の予定です。"),
    ("髙野会長", "ありがとうございました。今井委員。"),
    ("今井委員", "分かりました。蓑田課長、費用はどうですか。"),
    ("髙野会長", "では次に移ります。"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_learned_layout_cuts_the_other_files_of_the_body(one: str, other: str, tmp_path: Path) -> None:
    """What one file teaches is saved, read back and cuts another file as that file's own choice does."""
    learned = learn_layout(read_source(SAMPLE / f"{one}.txt").text)
    assert learned is not None
    assert learned.how == "learned"
    assert learned.confidence > 0.7
    path = tmp_path / "my.toml"
    path.write_text(learned.to_toml(), encoding="utf-8")
    mine = load_layout(path)
    assert mine == replace(learned, how="given")
    source = read_source(SAMPLE / f"{other}.txt")
    assert [t.span for t in parse(source, layout=mine).turns] == [t.span for t in parse(source).turns]


@pytest.mark.parametrize(
    ("form", "templates"),
    [
        ("〘{}〙　{}", ("〘{label}〙",)),  # a bracket that no template knows
        ("★{}★{}", ("★{label}★",)),
        ("発言者：{}\n{}", ("発言者:{label}",)),
        ("※ {}〉{}", ("※{label}〉",)),
        ("《{}》　{}", ("《{label}》",)),
        ("▼{}　{}", ("▼{label}",)),
        ("{}＝{}", ("{label}=",)),
        ("☆（{}）{}", ("☆({label})",)),
        ("『{}』\n{}", ("『{label}』⏎",)),
    ],
)
def test_a_shape_that_recurs_is_learned(form: str, templates: tuple[str, ...] | None) -> None:
    """Any glyph, bracket or separator that recurs with titles and sentences is a layout; what has no template is none."""
    learned = learn_layout("\n".join(form.format(who, words) for who, words in TALK))
    assert (learned.turns if learned else None) == templates


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("所信表明\n○市長（乙野花子）　開会に当たり、所信を申し上げます。\n一つ目は、道路です。\n整備を進めます。\n", ["市長（乙野花子）"]),
        ("委員長（甲野） P.1\n○甲野　委員長　ただいまから環境協議会を開きます。\n", ["甲野　委員長"]),  # a page of a search system
        ("市の計画である。見直しを行った。\n○市長（乙野花子）　所信を申し上げます。\n", []),  # prose before it: a quotation
        ("名簿\n○市長（乙野花子）\n任期は四年である。\n", []),  # nothing is said
        ("事業一覧\n○道路　整備を進めます。\n", []),  # no title
    ],
)
def test_a_page_with_one_speech(text: str, labels: list[str]) -> None:
    """What feeds serve speech by speech is one turn: behind a glyph, with a title, and talk behind it."""
    assert [t.speaker.label for t in parse(text).turns] == labels


def test_names_without_titles_are_learned_from_the_talk() -> None:
    """髙野：… without title or list: the names are addressed in the talk, so they are speakers."""
    talk = [(who[:-2], words) for who, words in TALK]
    text = "\n".join(f"{who}：{words}" for who, words in talk)
    assert [t.speaker.name for t in parse(text).turns] == [who for who, _ in talk]


def test_a_form_is_no_talk() -> None:
    """目的：… 内容：… 効果：… recur in the order of a form, however politely filled in."""
    text = "\n".join(f"取組{n}\n目的：市民の利便を高めます。\n内容：窓口を増やします。\n効果：待ち時間が減ります。" for n in range(8))
    assert parse(text).turns == ()
    assert learn_layout(text) is None


def test_confidence_grows_with_evidence() -> None:
    """Six headings are less certain than sixty; headings amid lines of the same shape are less certain than pure ones."""
    line = "【{}】　{}\n".format
    short, long = "".join(line(*t) for t in TALK), "".join(line(*t) for t in TALK * 10)
    mixed = short + "".join(f"【施設{c}】　改修を予定しています。\n" for c in "甲乙丙丁戊")
    found = [learn_layout(text) for text in (mixed, short, long)]
    assert [f.turns for f in found if f] == [("【{label}】",)] * 3
    assert sorted(f.confidence for f in found if f) == [f.confidence for f in found if f]


def test_the_attendance_list_is_no_talk() -> None:
    """A list in the very shape of the headings does not speak, and the first speech begins behind it."""
    people = ["（会長）髙野　敏夫", "（委員）塙　早苗", "（事務局）蓑田　修"]
    text = "\n".join(["○○市審議会会議録", "出席者", *people, "議題　計画について", "", *(f"（{who}）{words}" for who, words in TALK)])
    assert [t.speaker.label for t in parse(text).turns] == [who for who, _ in TALK]


def test_two_columns_read_across_speak_for_nobody() -> None:
    """Lines of two columns that alternate give no turns: whose words they are cannot be told."""
    said = "".join(f"{who}　{words}" for who, words in TALK * 12)
    wrapped = [said[i : i + 20] for i in range(0, len(said), 20)]
    half = len(wrapped) // 2
    across = "\n".join(f"{a}\n{b}" for a, b in zip(wrapped[:half], wrapped[half:], strict=False))
    assert interleaved(split_lines(across))
    assert not interleaved(split_lines("\n".join(wrapped)))
    assert choose(split_lines(across), frozenset()).layout is None
    meeting = parse(across)
    assert (meeting.turns, [w.code for w in meeting.warnings]) == ((), ["columns_interleaved"])


def test_estimated_recall_falls_when_speeches_are_swallowed() -> None:
    """Without gold: a whole record is estimated whole; with headings taken away the estimate falls, and without any it is 0."""
    whole = read_source(SAMPLE / "桐ヶ浜市" / "kirigahama-r04-12teirei-2.txt").text
    meeting = parse(whole)
    assert meeting.estimated_recall == 1.0
    gone = {t.span.start for t in meeting.turns if t.n % 4 == 2}
    rest = whole
    for turn in sorted(meeting.turns, key=lambda t: -t.span.start):
        if turn.span.start in gone:
            rest = rest[: turn.marker.start] + rest[turn.marker.end :]
    assert (parse(rest).estimated_recall or 0) < 0.95
    spoken = "\n".join(t.text for t in meeting.turns)
    assert parse(spoken).estimated_recall == 0.0
    assert parse("霞野市の概要\n\n人口は八万人である。\n").estimated_recall == 1.0
