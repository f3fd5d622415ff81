"""The laws of the house, on every sample file and on texts that nobody would write."""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from minutes.cli.main import main
from minutes.corpus.corpus import build
from minutes.corpus.records import meeting_record
from minutes.model import Meeting, Span
from minutes.parse.layout import layouts
from minutes.parse.lines import split_lines
from minutes.parse.meeting import parse
from minutes.read.encoding import decode
from minutes.text.fold import fold

SAMPLE = Path(__file__).parents[1] / "corpora" / "sample"
TEXTS = tuple(decode(p.read_bytes()).text for p in sorted(SAMPLE.glob("*/*.txt")))

PIECES = (
    "○", "◯", "◎", "◆", "△", "【", "】", "（", "）", "(", ")", "〔", "「", "」", "［", "］", "《", "・", "→", "：", ":", "。", "、", "　", " ", "\t", "\n", "\n\n", "\r\n", "\r", "\x0b", "\x0c", "\u2028", "〃", "#", "**",
    "会長", "議　長", "委員", "事務局", "山田", "髙野敏夫君", "Ａ委員", "５番", "総務課長", "資料１", "問", "答", "拍手", "登壇", "以上", "異議なし", "議題", "日程第１", "その他", "(1)", "１", "二十一", "－８－", "3/56", "────",
    "会議録", "報告書", "第３回", "令和６年７月17日（水）", "午後１時30分", "日時", "場所", "出席者", "欠席", "傍聴者", "２名", "市役所", "霞野市", "計画について", "伺います。", "お答えします。", "ありますか。", "ください。", "です", "ます。",
    "😀", "𠮷", "ｱ", "ﾞ", "㈱", "①", "\ufeff", "\ufffd", "\x00", "\ud800", "a", "AI", "9",
)  # fmt: skip

KINDS = {"transcript", "summary", "report", "other"}
RECORDS = {"verbatim", "summary", "unknown"}
ROLES = {"chair", "vice_chair", "member", "secretariat", "official", "guest", "public", "unknown"}
ACTS = {"question", "answer", "presentation", "opinion", "procedural", "speech"}
NOTES = {"procedural", "stage", "time", "heading", "rule", "page", "noise"}
PARTS = {"front", "turn", "note", "heading", "section", "rule", "page", "loose"}

words = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
anything = st.text(max_size=200)


@st.composite
def wounded(draw: st.DrawFn) -> str:
    """A stretch of a sample file with characters lost, doubled, swapped or strewn in, as bad copies have them."""
    text = draw(st.sampled_from(TEXTS))
    start = draw(st.integers(0, len(text) - 1))
    text = text[start : start + draw(st.integers(1, 1500))]
    hand = random.Random(draw(st.integers(0, 2**16)))
    for _ in range(draw(st.integers(0, 12))):
        at = hand.randrange(len(text) + 1)
        text = hand.choice((text[:at] + hand.choice(PIECES) + text[at:], text[:at] + text[at + 3 :], text[at:] + text[:at], text[:at] + text[max(0, at - 40) :]))
    return text


texts = st.one_of(words, anything, wounded())
often = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def assert_tiles(m: Meeting) -> None:
    """The parts lie end to end over the whole text."""
    text = m.source.text
    assert "".join(p.span.of(text) for p in m.parts) == text
    assert [p.span.start for p in m.parts] == [0, *(p.span.end for p in m.parts)][: len(m.parts)]
    assert all(len(p.span) > 0 for p in m.parts)
    assert 0.0 <= m.claimed <= 1.0


def assert_spans(m: Meeting) -> None:
    """Every span is the place where its value was printed."""
    text = m.source.text
    inside = [*(t.span for t in m.turns), *(n.span for n in m.notes), *(a.span for a in m.agenda), *(s.span for s in m.sections)]
    inside += [e.span for e in m.header.evidence.values() if e.span] + [w.span for w in m.warnings if w.span]
    assert all(0 <= s.start <= s.end <= len(text) for s in inside)
    assert [t.n for t in m.turns] == list(range(len(m.turns)))
    assert all(a.span.end <= b.span.start for a, b in zip(m.turns, m.turns[1:], strict=False))
    for t in m.turns:
        pieces = [t.marker, *t.pieces] if t.marker.start == t.span.start else [*t.pieces, t.marker]
        assert all(t.span.start <= p.start <= p.end <= t.span.end for p in pieces)
        assert all(a.end <= b.start for a, b in zip(t.pieces, t.pieces[1:], strict=False))
        assert "".join(p.of(text) for p in t.pieces) == t.text.replace("\n", "")
        assert "".join(t.speaker.label.split()) in "".join(t.marker.of(text).split())  # a bracket may be broken over a line: （総務⏎部）
    assert all(n.text == n.span.of(text) for n in m.notes)
    assert all(a.span.start <= b.span.start for a, b in zip(m.agenda, m.agenda[1:], strict=False))


def assert_locates(m: Meeting, *, every: int = 1) -> None:
    """What the reader sees is found again in what was printed: single characters, whole lines, pairs across a line break."""
    for t in m.turns:
        seen = [i for i, c in enumerate(t.text) if c != "\n"]
        for i in seen[::every]:
            assert t.locate(i, i + 1).of(m.source.text) == t.text[i]
        for a, b in zip(seen[::every], seen[every::every], strict=False):
            place = t.locate(a, b + 1)
            printed = place.of(m.source.text)
            assert (printed[:1], printed[-1:]) == (t.text[a], t.text[b])
            assert t.span.start <= place.start <= place.end <= t.span.end


def assert_words_of_the_house(m: Meeting) -> None:
    """Kinds, roles and acts are those that are documented; what is not known has a value of its own."""
    assert m.kind in KINDS
    assert m.record in RECORDS
    assert {t.speaker.role for t in m.turns} | {a.role for a in m.header.attendees} <= ROLES
    assert {t.act for t in m.turns} <= ACTS
    assert {n.kind for n in m.notes} <= NOTES
    assert {p.kind for p in m.parts} <= PARTS


def assert_lawful(m: Meeting) -> None:
    """All laws that hold for one meeting."""
    assert_words_of_the_house(m)
    assert_tiles(m)
    assert_spans(m)
    assert_locates(m)


def test_the_words_of_the_house(meeting: Meeting) -> None:
    """Kind, record, roles, acts, notes and parts of a sample file are those that the docs name."""
    assert_words_of_the_house(meeting)


def test_tiling(meeting: Meeting) -> None:
    """The parts of a sample file, joined, are the file."""
    assert_tiles(meeting)


def test_spans_hold(meeting: Meeting) -> None:
    """What a value says it was printed as stands there in the sample file."""
    assert_spans(meeting)


def test_evidence_leads_back_to_the_print(meeting: Meeting) -> None:
    """Any character of a turn's text is found at the place that `Turn.locate` gives."""
    assert_locates(meeting, every=7)


def test_turns_know_their_agenda_item(meeting: Meeting) -> None:
    """A turn that belongs to an item lies in its span, and every item number is one of the meeting's."""
    items = {a.n: a for a in meeting.agenda}
    assert sorted(items) == list(range(len(items)))
    assert all(items[t.item].span.start <= t.span.start < items[t.item].span.end for t in meeting.turns if t.item is not None)


def test_replies_point_back(meeting: Meeting) -> None:
    """An answer replies to what was said before it, and nothing but an answer replies."""
    assert all(q < t.n for t in meeting.turns for q in t.reply_to)
    assert all(bool(t.reply_to) == (t.act == "answer") for t in meeting.turns)
    assert all(t.act == "answer" for t in meeting.turns if t.reply_to)


@often
@given(texts)
@example("")
@example("\n")
@example("○会長　\n" * 4)
@example("####")
@example("・費用は。（市長）\n→二百万円である。（事務\n局）\n・なぜか。（市長）\n→工事がある。（事務局）\n")
@example("会長：はい。\r\n委員：はい。\r会長：はい。\x0c委員：はい。\u2028会長：はい。")
def test_any_text_is_parsed_by_the_laws(text: str) -> None:
    """Whatever the text, parsing ends with a lawful meeting and never with an error."""
    m = parse(text)
    assert_lawful(m)
    assert m.source.text == text
    assert parse(text) == m
    assert meeting_record(m)["source"]["chars"] == len(text)


@settings(often, max_examples=80)
@given(texts, st.sampled_from([lay.name for lay in layouts()]))
def test_any_text_is_cut_by_any_layout(text: str, name: str) -> None:
    """A layout that was given is used on any text without error, and the laws hold."""
    layout = next(lay for lay in layouts() if lay.name == name)
    assert_lawful(parse(text, layout=replace(layout, how="given")))


@often
@given(texts, st.integers(1, 40))
def test_folding_keeps_length_and_is_done_once(text: str, times: int) -> None:
    """The folded twin has the same length, folding it again changes nothing, and long texts fold like short ones."""
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded
    assert fold(text * times) == folded * times
    assert "".join(fold(c) for c in text) == folded


@often
@given(texts)
def test_lines_give_back_the_text(text: str) -> None:
    """Lines and line breaks, joined, are the text, and every line lies where it says."""
    lines = split_lines(text)
    stops = [*lines.starts[1:], len(text)]
    assert all(
        fold(text[start : start + len(line)]) == line and start + len(line) <= stop <= start + len(line) + 2
        for start, line, stop in zip(lines.starts, lines.folded, stops, strict=True)
    )
    assert all(lines.span(i).of(text) == lines.span(i).of(text).strip() for i in range(len(lines)))


@often
@given(st.lists(st.text(alphabet="あ漢１a。", min_size=1, max_size=6), min_size=1, max_size=6), st.integers(0, 3), st.data())
def test_locate_maps_every_substring(pieces: list[str], gap: int, data: st.DataObject) -> None:
    """Every substring of a turn that was cut into pieces maps to the stretch from its first to its last printed character."""
    m = parse("○会長（甲野太郎君）　" + ("\n" + "　" * gap).join(pieces) + "\n○委員（乙野次郎君）　はい。\n○会長（甲野太郎君）　では。")
    for t in m.turns:
        seen = [i for i, c in enumerate(t.text) if c != "\n"]
        if not seen:
            continue
        a, b = sorted((data.draw(st.sampled_from(seen)), data.draw(st.sampled_from(seen))))
        printed = t.locate(a, b + 1).of(m.source.text)
        assert "".join(c for c in printed if not c.isspace()) == "".join(c for c in t.text[a : b + 1] if not c.isspace())


def parse_with(tmp_path: Path, name: str, *options: str) -> bytes:
    """The bytes that `minutes parse corpora/sample` writes."""
    assert main(["parse", str(SAMPLE), "-o", str(tmp_path / name), *options]) == 0
    return (tmp_path / name).read_bytes()


def test_parse_writes_the_same_bytes_for_any_number_of_workers(tmp_path: Path) -> None:
    """`--workers` changes how long it takes, not what comes out."""
    assert parse_with(tmp_path, "one", "--workers", "1") == parse_with(tmp_path, "two", "--workers", "2")


def test_the_order_of_the_paths_does_not_matter(tmp_path: Path) -> None:
    """Files are read in sorted order, however they are named on the command line."""
    folders = sorted(str(p) for p in SAMPLE.iterdir() if p.is_dir())
    for name, paths in (("a", folders), ("b", folders[::-1])):
        assert main(["parse", *paths, "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_corpus_is_the_same_for_any_number_of_workers() -> None:
    """One process or two: the same meetings in the same order."""
    assert build(SAMPLE, workers=1) == build(SAMPLE, workers=2)


def test_no_hash_seed_shows_in_the_output(tmp_path: Path) -> None:
    """Two interpreters that order their sets differently write the same bytes."""
    command = [sys.executable, "-m", "minutes.cli.main", "parse", str(SAMPLE)]
    code = "import sys; from minutes.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "parse", str(SAMPLE), "-o"]
    for seed in ("1", "2"):
        subprocess.run([*command, str(tmp_path / seed)], check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_the_books_balance(tmp_path: Path) -> None:
    """Files seen = read + read in part + quarantined + duplicates, and the municipalities add up to the corpus."""
    for stem, text in {"a": TEXTS[0], "b": TEXTS[1], "copy": TEXTS[0], "empty": "", "other": "きょうは天気がよい。"}.items():
        (tmp_path / f"{stem}.txt").write_text(text, encoding="utf-8", newline="")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    corpus = build(tmp_path)
    books = corpus.books
    assert books["seen"] == len(list(tmp_path.iterdir())) == books["ok"] + books["partial"] + books["quarantined"] + books["duplicate"]
    assert (books["quarantined"], books["duplicate"]) == (2, 1)
    whole = build(SAMPLE)
    assert whole.turns.groupby("municipality", dropna=False).size().sum() == len(whole.turns) == whole.meetings["turns"].sum() == sum(len(m.turns) for m in whole)


def test_what_a_span_is() -> None:
    """A span slices the text it points into; spans sort by their start."""
    assert Span(2, 5).of("○会長（甲野）") == "長（甲"
    assert sorted([Span(3, 4), Span(0, 9), Span(0, 2)]) == [Span(0, 2), Span(0, 9), Span(3, 4)]
    assert len(Span(3, 9)) == 6


def test_fixture_parses_once(meeting_of: Callable[[str], Meeting]) -> None:
    """The sample files are parsed once in a session."""
    assert meeting_of("kasumino-r04-1") is meeting_of("kasumino-r04-1")
