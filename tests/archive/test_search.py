"""Search: what a query means, that it finds all of it and nothing else, and that every number leads back to the printed words."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minutes as mn
from minutes.archive.needle import Needle
from minutes.archive.scan import Texts
from minutes.archive.store import Archive, archive
from minutes.columns import columns
from minutes.compare.search_query import DEEPEST, read_query
from minutes.compare.search_words import needle
from minutes.corpus.corpus import Corpus, build
from minutes.errors import OptionError, StoreError
from minutes.words.phrases import plain
from tests.cli.test_runs import run

WORDS = ("監査", "税", "の", "ー", "5", "AI", "dx", "マイナンバー", "サーバー", "コンピュータ室", "手続き", "Web会議", "AI-OCR", "子ども", "σ", "委員会", "アア", "デジタル")
PRINTED = (
    *("監査", "監", "査", "税", "の", "ー", "ｰ", "5", "５", "15", "AI", "ＡＩ", "ＭAIN", "D X", "ｄx", "マイナンバー", "ﾏｲﾅﾝﾊﾞｰ", "マイナンハ\u3099ー", "ﾏイナンバｰ", "マイナンバ"),
    *("サーバ", "サーバー", "ｻｰﾊﾞｰ", "コンピューター", "コンピュータ", "室", "手続", "手つづき", "ウェブ", "ＷＥＢ", "会議", " ", "　", "\n", "・", "-", "ai‐ocr", "こども", "子供"),
    *("ΑΣ", "Σ", "σ", "ς", "委員", "会", "ア", "ｱ", "デ", "ﾃﾞｼﾞﾀﾙ", "K", "İ", "𠮷", "。", ""),
)
texts = st.lists(st.lists(st.sampled_from(PRINTED), max_size=6).map("".join), max_size=8)


def there(word: Needle, text: str) -> bool:
    """Is one of the forms of a word in a text? Asked in the plainest way: one regular expression a form, over the folded text."""
    kinds = ("a-z", "0-9")
    for form in word.forms:
        before = next((f"(?<![{k}])" for k in kinds if re.match(f"[{k}]", form.text)), "")
        after = "".join(f"(?![{k}])" for k in kinds if re.search(f"[{k}]$", form.text)) + ("(?![ァ-ヺー])" if "ア" in form.after else "")
        if re.search(before + re.escape(form.text) + after, plain(text)):
            return True
    return False


@settings(max_examples=400, deadline=None)
@given(texts, st.sampled_from(WORDS), st.sampled_from(("", '"')), st.integers(0, 3))
def test_the_bytes_of_a_shard_hold_what_the_texts_hold(printed: list[str], word: str, mark: str, skipped: int) -> None:
    """Every word, however it is printed and wherever one text ends and the next begins: the same texts as one after another."""
    asked = needle(word, quoted=bool(mark))
    column = pa.array(printed, pa.string())[skipped:]

    assert Texts(column).holding(asked).tolist() == [there(asked, text) for text in printed[skipped:]]
    assert [asked.holds(plain(text)) for text in printed] == [there(asked, text) for text in printed]


@pytest.mark.parametrize(
    ("word", "printed", "found"),
    [
        ("税", "納税者", 1),  # one character, within a word
        ("監査", "定期監査を", 1),  # two: what an index of three misses
        ("マイナンバー", "ﾏｲﾅﾝﾊﾞｰの", 1),
        ("ﾏｲﾅﾝﾊﾞｰ", "マイナンバー", 1),  # and the other way round
        ("マイナンバー", "マイナンハ\u3099ー", 1),  # voicing marks apart, as some systems write names of files
        ("マイナンバー", "マイナンバカード", 0),  # without its ー it must end there
        ("サーバー", "サーバ室", 1),
        ("サーバー", "サーバルーム", 1),  # a regular variant of the dictionaries
        ("コンピュータ室", "コンピューター室", 1),
        ("ルーター", "ルータを", 1),
        ("ルーター", "ルータス", 0),
        ("ai", "ＡＩを", 1),
        ("AI", "MAIN", 0),  # a Latin word only as a word
        ("5", "15人", 0),
        ("５", "5人", 1),
        ("dx", "Ｄ Ｘ", 1),  # capitals that a clerk spaced out
        ("手続き", "手続の", 1),
        ("WEB会議", "ウェブ会議", 1),  # regular variants in either case
        ("子ども", "こども園", 1),
        ("障がい", "障害者", 1),
        ("AI-OCR", "ＡＩ・ＯＣＲ", 1),
        ('"手続き"', "手続の", 0),  # in quotation marks: this spelling alone
        ('"手続き"', "手続きの", 1),
        ('"ﾃﾞｼﾞﾀﾙ"', "デジタル", 1),  # but in any width
        ("「学校 給食」", "学校　給食", 1),
        ("学校 給食", "給食の学校", 1),  # a blank is AND
    ],
)
def test_a_word_is_found_however_it_is_printed(word: str, printed: str, found: int, tmp_path: Path) -> None:
    """Width, case, the last ー and regular variants do not matter; Latin words and numbers are words of their own."""
    corpus = one_turn(tmp_path, printed)
    assert len(corpus.search(word)) == found


def record(*said: str) -> str:
    """A record in which these things are said, one after another."""
    turns = "".join(f"○{who}　{words}\n" for who, words in zip(("課長", "乙野委員") * 9, said, strict=False))
    return f"甲市第1回審議会 会議録\n日時 令和5年7月17日（水）午前10時～正午\n\n○会長　始めます。御発言をお願いします。\n{turns}○丙川委員　承知しました。\n○会長　終わります。\n"


def one_turn(folder: Path, words: str) -> Corpus:
    """A record of which one turn says this."""
    path = folder / "a.txt"
    path.write_text(record(f"これは{words}です。"), encoding="utf-8")
    return build(path)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("監査 AND マイナンバー", "監査 AND マイナンバー"),
        ("監査　マイナンバー", "監査 AND マイナンバー"),  # a blank of full width
        ("監査 ＡＮＤ マイナンバー", "監査 AND マイナンバー"),
        ("監査 かつ マイナンバー", "監査 AND マイナンバー"),
        ("a or b c", "a OR (b AND c)"),  # AND binds closer
        ("（a または b） c", "(a OR b) AND c"),
        ("a｜b", "a OR b"),
        ("a -b", "a AND NOT b"),
        ("a －b", "a AND NOT b"),
        ("a NOT (b c)", "a AND NOT (b AND c)"),
        ("NOT NOT a", "a"),
        ("AI-OCR Ｑ＆Ａ", "AI-OCR AND Ｑ＆Ａ"),  # neither hyphen nor & within a word is an operator
        ('"AND" “a b”', '"AND" AND "a b"'),
        ("「かつ」", '"かつ"'),
        ("ー", "ー"),  # a long vowel is no minus
        ("((a))", "a"),
    ],
)
def test_a_query_is_read_as_it_is_typed(typed: str, read: str) -> None:
    """Operators in any width and in Japanese, blanks, brackets and quotation marks; and what was read is read again the same."""
    assert str(read_query(typed)) == read
    assert read_query(read) == read_query(typed)


@pytest.mark.parametrize(
    ("typed", "at", "what"),
    [
        ("", None, "nothing"),
        ("　", None, "nothing"),
        ("監査 AND", 7, "missing"),
        ("OR 監査", 1, "missing"),
        ("監査 OR AND 予算", 7, "missing"),
        ("(監査 予算", 1, "not closed"),
        ("監査) 予算", 3, "never opened"),
        ("監査 ()", 5, "missing"),
        ('監査 "予算', 4, "quotation"),
        ('監査 ""', 4, "quotation"),
        ("監査 - 予算", 4, "-word"),
        ("監査 NOT", 7, "missing"),
        ("(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1), DEEPEST + 1, "brackets"),
        ("a " * 2000, None, "too long"),
    ],
)
def test_a_mistake_is_named_with_its_place(typed: str, at: int | None, what: str) -> None:
    """The message says at which character the query goes wrong and what to write, in Japanese and English."""
    with pytest.raises(OptionError, match=what) as error:
        read_query(typed)
    assert at is None or f"検索式の{at}文字目" in str(error.value)
    assert at is None or f"character {at} of the query" in str(error.value)


@given(st.text(alphabet='監査a ()"「」-|ー\tANDORNOT&', max_size=40))
def test_any_text_is_a_query_or_a_mistake(typed: str) -> None:
    """Whatever is typed is read, and read again from what was read; or it is refused in words."""
    try:
        query = read_query(typed)
    except OptionError:
        return
    assert read_query(str(query)) == query


Tree = tuple[str, Callable[[str], bool]]


def joined(trees: list[Tree], name: str, every: Callable[[Any], bool]) -> Tree:
    """A query of several, and what it means."""
    return name.join(f"({typed})" for typed, _ in trees), lambda text: every(meant(text) for _, meant in trees)


def word_of(word: str) -> Tree:
    """A word as a query, and what it means."""
    return word, lambda text: there(needle(word), text)


trees = st.recursive(
    st.sampled_from(["監査", "費用", "マイナンバー", "の", "税", "AI", "手続き", "委員", "宇宙", "ください"]).map(word_of),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).flatmap(lambda ts: st.sampled_from([joined(ts, name, all) for name in (" AND ", "　", " かつ ")])),
        st.lists(inner, min_size=1, max_size=3).flatmap(lambda ts: st.sampled_from([joined(ts, name, any) for name in (" OR ", "｜", " または ")])),
        inner.flatmap(lambda t: st.sampled_from([(f"{no}({t[0]})", lambda text: not t[1](text)) for no in ("NOT ", "-")])),
    ),
    max_leaves=5,
)


@pytest.fixture(scope="module", name="corpus")
def _corpus(sample: Path) -> Corpus:
    """The files of `stored` in memory."""
    return build(sample)


@settings(max_examples=40, deadline=None)
@given(trees)
def test_archive_and_corpus_find_what_a_reader_finds(stored: Archive, corpus: Corpus, tree: Tree) -> None:
    """Any query over every turn of the sample: the turns are those that a reader who knows the spellings would mark."""
    typed, meant = tree
    turns = corpus.turns
    marked = turns[[meant(text) for text in turns["text"]]].reset_index(drop=True)

    pd.testing.assert_frame_equal(stored.search(typed).turns, marked)
    pd.testing.assert_frame_equal(corpus.search(typed).turns, marked)
    assert len(stored.search(typed)) == len(marked)


@pytest.mark.parametrize("where", [None, {"municipality": "霞野市"}, {"role": ["member", "official"]}, {"municipality": ["霞野市", "榎波町"], "act": "question"}])
@pytest.mark.parametrize("query", ["費用", "マイナンバー OR 手続き", "NOT の", "宇宙"])
def test_both_answer_the_same(stored: Archive, corpus: Corpus, query: str, where: Any) -> None:
    """Numbers, denominators, counts by any column and quotations are those of the corpus, filters and all."""
    a, b = stored.search(query, where=where), corpus.search(query, where=where)

    assert repr(a) == repr(b)
    assert (a.n, a.of, a.meetings, a.of_meetings) == (b.n, b.of, b.meetings, b.of_meetings)
    for by in ("municipality", ["municipality", "fiscal_year"], "role", "body_type", []):
        pd.testing.assert_frame_equal(a.counts(by, times=30), b.counts(by, times=30))
    pd.testing.assert_frame_equal(a.counts(of="chars", times=30), b.counts(of="chars", times=30))
    pd.testing.assert_frame_equal(a.quotes(), b.quotes())
    pd.testing.assert_frame_equal(a.quotes(3, size=5), b.quotes(3, size=5))


def test_numbers_have_their_denominators(corpus: Corpus) -> None:
    """The groups add up to what was found and what was searched; a group without any is there with 0."""
    found = corpus.search("マイナンバー")
    counts = found.counts(["municipality", "fiscal_year"], times=30)
    rates = mn.rates(corpus, mn.tag(corpus), by=["municipality", "fiscal_year"], times=30)

    assert (counts["n"].sum(), counts["of"].sum()) == (found.n, found.of) == (found.n, len(corpus.turns))
    assert (counts["meetings_found"].sum(), counts["meetings"].sum()) == (found.meetings, found.of_meetings)
    assert len(counts) == len(rates[["municipality", "fiscal_year"]].drop_duplicates())
    assert (counts["n"] == 0).any()
    assert counts["low"].le(counts["rate"]).all()
    assert counts["rate"].le(counts["high"]).all()
    assert [c for c in counts.columns if c not in ("municipality", "fiscal_year")] == [c.name for c in columns("search_counts")]


def test_every_quotation_leads_back_to_the_file(stored: Archive, corpus: Corpus) -> None:
    """`start` and `end` cut the keyword out of the text of the file; words behind NOT are not quoted."""
    texts_of = {m.id: m.source.text for m in corpus.records}
    quotes = stored.search("(手続き OR マイナンバー) -監査").quotes(None)

    assert set(quotes["match"]) == {"手続き", "マイナンバー"}
    assert all(plain("".join(texts_of[r.meeting][r.start : r.end].split())) == plain(r.keyword) for r in quotes.itertuples())
    assert quotes.groupby(["meeting", "turn"], sort=False).ngroups == stored.search("(手続き OR マイナンバー) -監査").n
    assert stored.search("NOT の").quotes(1)["keyword"].isna().all()


def test_a_word_broken_by_a_line_is_one_word(tmp_path: Path, put: Any) -> None:
    """Where print breaks a line inside a word, it is found, and its place holds the break."""
    lines = [
        "マイナンバーカードの窓口は混み合いますので、職員を増やして対応しております。定期監",
        "査では指摘がなく、来年度の予算に向けて関係する部署と調整を進めているところであります。",
    ]
    (tmp_path / "a.txt").write_text(record("\n".join(lines)), encoding="utf-8")
    put(tmp_path / "a.txt", tmp_path / "store")
    quotes = archive(tmp_path / "store").search("監査").quotes()

    assert list(quotes["keyword"]) == ["監査"]
    assert build(tmp_path / "a.txt").records[0].source.text[quotes["start"][0] : quotes["end"][0]] == "監\n査"


def test_only_what_counts_is_found(tmp_path: Path, put: Any) -> None:
    """What an old version of a file said is not found any more, nor is a file that is gone from the archive counted."""
    path, store = tmp_path / "a.txt", tmp_path / "store"
    for said in ("監査", "予算"):
        path.write_text(record(f"{said}を見ました。"), encoding="utf-8")
        (tmp_path / "b.txt").write_text(record("監査です。"), encoding="utf-8")
        put([path, tmp_path / "b.txt"], store)

    assert [len(archive(store).search(word)) for word in ("監査", "予算")] == [1, 1]


def test_damage_is_said_and_never_searched(tmp_path: Path, put: Any) -> None:
    """A shard with a flipped bit in its text gives an error that names it and the command that repairs it; never a smaller number."""
    (tmp_path / "a.txt").write_text(record(*(f"第{n}号の監査の費用は{n * 37}円です。" for n in range(18))), encoding="utf-8")
    put(tmp_path / "a.txt", tmp_path / "store")
    (shard,) = (tmp_path / "store" / "turns").rglob("*.parquet")
    column = next(c for c in (pq.ParquetFile(shard).metadata.row_group(0).column(k) for k in range(99)) if c.path_in_schema == "text")
    data = shard.read_bytes()
    for place in ((column.dictionary_page_offset or column.data_page_offset) + column.total_compressed_size // 2, len(data) - 2):  # a page; the end of the file
        shard.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(StoreError, match="store check"):
            archive(tmp_path / "store").search("監査")


def test_an_archive_without_turns_answers_too(tmp_path: Path, put: Any) -> None:
    """Nothing to search: nothing found of nothing, in tables with their columns."""
    (tmp_path / "a.txt").write_bytes(b"")
    put(tmp_path / "a.txt", tmp_path / "store")
    found = archive(tmp_path / "store").search("監査")

    assert (found.n, found.of) == (0, 0)
    assert list(found.quotes().columns) == [c.name for c in columns("kwic")]
    assert not len(found.counts())


def test_the_command_answers_over_an_archive_and_over_files(tmp_path: Path, put: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """`minutes search` shows numbers by group and quotations, says how it read the query, and names the place of a mistake."""
    path, store = tmp_path / "a.txt", tmp_path / "store"
    path.write_text(record("定期監査を行いました。", "監査の費用はいくらですか。", "予算のとおりです。"), encoding="utf-8")
    put(path, store)
    for asked in (store, path):
        code, out, err = run(capsys, "search", "監査　-予算", asked, "--lang", "en", "--by", "role")
        assert code == 0
        assert "監査 AND NOT 予算 → 2 of 6 turns, in 1 of 1 meetings" in err
        assert "定期【監査】を" in out

    code, out, _ = run(capsys, "search", "監査", store, "--counts", "--format", "csv-plain")
    assert code == 0
    assert out.splitlines()[0].startswith("municipality,n,of,rate,low,high,meetings_found,meetings")

    code, out, err = run(capsys, "search", "監査 (予算", store)
    assert code == 2
    assert not out
    assert "character 4 of the query" in err
