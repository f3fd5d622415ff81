"""The comparing verbs from files to figures: what the screen shows, what each form of file holds, what is said about the rest."""

import csv
import io
import json
import shlex
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import openpyxl
import pandas as pd
import pytest

from minutes.cli.main import main
from minutes.cli.screen import cut, grid
from minutes.cli.verbs import parser
from minutes.cli.words import Words, width
from tests.cli.test_runs import run

if TYPE_CHECKING:
    from collections.abc import Callable

RECORD = (
    "霞野市第{n}回試験会議 会議録\n日時 令和{year}年7月17日（水）午前10時～正午\n\n○会長　始めます。資料の説明をお願いします。\n"
    "○課長　マイナンバーカードの交付が進みました。{n}回目の説明です。\n○塙委員　マイナンバーカードの窓口の費用はいくらですか。\n○課長　百万円です。\n"
    "○会長　ほかに御意見はありますか。\n○塙委員　在宅で働くテレワークの職員は増えましたか。\n"
)
BINARY = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
TITLES = {
    "rates": ("テーマの割合", "rates of themes"),
    "differences": ("群どうしの差", "differences"),
    "keyness": ("特徴的な語", "distinctive words"),
    "kwic": ("文脈の中の語", "words in context"),
    "coverage": ("読んだものと読めなかったもの", "what was read and what was not"),
    "timeline": ("テーマの割合の推移", "rates along the years"),
    "first_mentions": ("初出", "first mentions"),
    "cooccurrence": ("いっしょに現れる組", "occur together"),
    "questions": ("質問と答え", "questions and answers"),
    "profile": ("プロフィール", "profile"),
}
MORE = {"profile": ("--where", "municipality=霞野市"), "cooccurrence": ("--within", "meeting", "--least", "1")}


@pytest.fixture(scope="module", name="folder")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two municipalities of two meetings each, and a photograph."""
    root = tmp_path_factory.mktemp("会議録")
    for place in ("霞野市", "桐野市"):
        for n in (1, 2):
            text = RECORD.format(n=n, year=n + 4).replace("霞野市", place)
            (root / f"{place}-{n}.txt").write_text(text if place == "霞野市" else text.replace("在宅で働くテレワークの", "窓口で働く"), encoding="utf-8")
    (root / "写真.jpg").write_bytes(BINARY)
    return root


def asked(verb: str, *paths: object) -> list[str]:
    """A verb with what it cannot do without."""
    return [verb, *(("マイナンバーカード",) if verb == "kwic" else ()), *map(str, paths), *MORE.get(verb, ())]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("verb", TITLES)
def test_every_verb_shows_its_table_and_what_was_not_read(verb: str, lang: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The title is in the language that was asked for, lines fit a terminal of 80 columns, the photograph is named, the code is 3."""
    monkeypatch.setenv("COLUMNS", "80")
    code, out, err = run(capsys, *asked(verb, folder), "--lang", lang)
    assert code == 3
    assert TITLES[verb][lang == "en"] in out
    assert "写真.jpg" in err
    rows = [line for line in out.splitlines() if "  " in line]
    assert rows
    assert [line for line in rows if width(line) > 80 and verb != "differences" and not line.startswith("    ")] == []


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("verb", [*TITLES, "report", "export"])
@pytest.mark.parametrize("what", ["missing", "empty", "binary"])
def test_paths_that_give_nothing(verb: str, lang: str, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong path, an empty folder and a binary file end with 3 and say which path and why; no file is written."""
    path = tmp_path / {"missing": "ない.txt", "empty": "空", "binary": "写真.txt"}[what]
    if what == "empty":
        path.mkdir()
    elif what == "binary":
        path.write_bytes(BINARY)
    target = tmp_path / "out.html"
    code, out, err = run(capsys, *asked(verb, path), "--lang", lang, *(("-o", target) if verb in ("report", "export") else ()))
    assert code == 3
    assert str(path) in err
    assert "Traceback" not in err
    assert not target.exists()
    assert verb == "coverage" or out == ""


def test_rates_filters_and_pairs_of_columns(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--by takes two columns, --where repeats and takes several values, --theme keeps one theme; counts are those of the record."""
    words = ("rates", folder, "--by", "municipality,role", "--where", "act=question,answer", "--where", "fiscal_year=2023", "--theme", "テレワーク", "--format", "csv-plain")
    code, out, _ = run(capsys, *words)
    rows = {(r["municipality"], r["role"]): r for r in csv.DictReader(io.StringIO(out))}
    assert code == 3
    assert {r["theme"] for r in rows.values()} == {"テレワーク"}
    assert (rows["霞野市", "member"]["n"], rows["霞野市", "member"]["of"]) == ("1", "2")
    assert rows["桐野市", "member"]["n"] == "0"


def test_rates_can_be_standardised_and_compared(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--over adds the adjusted rate beside the raw one, --differences a second table, in a workbook a second sheet."""
    run(capsys, "rates", folder, "--over", "role,fiscal_year", "--differences", "--lang", "ja", "-o", tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    heads = [c.value for c in book["rates"][1]]
    assert {"割合", "標準化した割合", "比べられる部分"} <= set(heads)
    assert [c.value for c in book["differences"][1]][:3] == ["群a", "群b", "テーマ"]
    assert book["rates"].max_row - 1 == 2 * (book["differences"].max_row - 1)
    run(capsys, "rates", folder, "--differences", "-o", tmp_path / "r.csv")
    assert (tmp_path / "r.csv").is_file()
    assert (tmp_path / "r.differences.csv").is_file()


def test_every_form_of_a_table_holds_the_same_rows(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For Excel (csv), for programs (csv-plain), jsonl, parquet and xlsx: the same counts, chosen by the ending of -o or by --format."""
    counts = {}
    readers: dict[str, Callable[[Path], pd.DataFrame]] = {
        "csv": pd.read_csv,
        "csv-plain": pd.read_csv,
        "jsonl": lambda p: pd.read_json(p, lines=True),
        "parquet": pd.read_parquet,
        "xlsx": lambda p: pd.read_excel(p, sheet_name="rates"),
    }
    for form, name in (("csv", "t.csv"), ("csv-plain", "p.csv"), ("jsonl", "t.jsonl"), ("parquet", "t.parquet"), ("xlsx", "t.xlsx")):
        given = () if form != "csv-plain" else ("--format", "csv-plain")
        assert run(capsys, "rates", folder, "--lang", "ja", "-o", tmp_path / name, *given)[:2] == (3, "")
        table = readers[form](tmp_path / name).rename(columns={"テーマ": "theme", "件数": "n"})
        counts[form] = [(str(t), int(n)) for t, n in zip(table["theme"], table["n"], strict=True)]
    assert len(set(map(tuple, counts.values()))) == 1
    assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not (tmp_path / "p.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_parquet_without_pyarrow_says_what_to_install(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The missing extra is named before anything is read."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    code, _, err = run(capsys, "rates", folder, "--format", "parquet")
    assert code == 2
    assert "minutes[sql]" in err


def test_kwic_leads_back_to_the_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every place has its file, line and offsets, and these hold the word that was looked for."""
    _, out, err = run(capsys, "kwic", "マイナンバーカード|費用", folder, "--format", "jsonl")
    rows = [json.loads(line) for line in out.splitlines()]
    assert len(rows) == 12
    for row in rows:
        text = Path(row["path"]).read_text(encoding="utf-8")
        assert text[row["start"] : row["end"]] == row["keyword"]
        assert text.splitlines()[row["line"] - 1].count(row["keyword"])
    assert "マイナンバーカード | 費用" in err
    assert "12" in err


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("増える", "--kind", "lemma"), 4),
        (("テレワーク", "--kind", "theme"), 4),
        (("[0-9]回目", "--kind", "regex", "--window", "sentences"), 4),
        (("窓口", "--where", "municipality=桐野市", "--window", "words", "--size", "2"), 4),
        (("窓口", "--first", "3"), 3),
        (("宇宙",), 0),
    ],
)
def test_kinds_of_search(words: tuple[str, ...], found: int, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Forms of a word, themes, patterns, filters and a limit; nothing found is no error."""
    code, out, _ = run(capsys, "kwic", words[0], folder, *words[1:], "--format", "jsonl")
    assert code == 3
    assert len(out.splitlines()) == found


def test_a_draft_and_its_final_record_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The verb coverage names the two files that are nearly the same, and shows style of record and sort of document."""
    said = "".join(f"○会長　{n}番の議題は、{chr(0x4E00 + 31 * n)}{chr(0x5000 + 57 * n)}地区の{n * 7}戸の道路と水路の手入れについてです。\n" for n in range(40))
    head = "霞野市第1回試験会議 会議録\n日時 令和5年7月17日（月）午前10時～正午\n\n"
    (tmp_path / "速報.txt").write_text(head + said, encoding="utf-8")
    (tmp_path / "確定.txt").write_text(head + said.replace("7戸", "８戸"), encoding="utf-8")
    code, out, _ = run(capsys, "coverage", tmp_path, "--lang", "ja")
    assert code == 0
    assert all(name in out for name in ("速報.txt", "確定.txt", "ほぼ同じ記録", "全文" if "全文" in out else "不明", "会議録 2"))


def test_years_that_were_not_read_are_empty_on_the_screen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the meeting of 2024 of one city its year is –, not 0."""
    _, out, _ = run(capsys, "timeline", folder / "霞野市-1.txt", folder / "桐野市-1.txt", folder / "桐野市-2.txt", "--theme", "マイナンバー", "--lang", "ja")
    [line] = [line for line in out.splitlines() if line.startswith("霞野市") and "2024" in line]
    assert "–" in line
    assert "0.0%" not in line


def test_keyness_prints_how_far_chance_goes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The floor of the split halves, or that there are too few meetings for one, stands by every table of distinctive words."""
    _, out, err = run(capsys, "keyness", folder, "--lang", "en", "--least", "2", "--format", "csv-plain")
    assert out.startswith("municipality,term,")
    assert "chance" in err


def test_thin_rows_carry_their_mark_and_the_reason(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two meetings do not support a comparison: every row has the star, and a line says what it means."""
    _, out, _ = run(capsys, "rates", folder, "--lang", "ja")
    rows = [line for line in out.splitlines() if "[" in line]
    assert rows
    assert all(line.endswith("*") for line in rows)
    assert "会議が8回に満たず" in out


@pytest.mark.parametrize(
    ("to", "name"),
    [("xlsx", "t.xlsx"), ("csv", "t"), ("jsonl", "t"), ("parquet", "t"), ("tei", "t.xml"), ("khcoder", "k.xlsx"), ("quanteda", "q.csv"), ("convokit", "c")],
)
def test_export_in_the_form_of_each_program(to: str, name: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every form is written where -o says, with every turn in it."""
    code, out, err = run(capsys, "export", folder, "--to", to, "-o", tmp_path / name)
    path = tmp_path / name
    assert (code, out) == (3, "")
    assert name in err
    if to in ("xlsx", "khcoder"):
        assert openpyxl.load_workbook(path)["turns"].max_row - 1 == 24
    elif to == "tei":
        assert sum(1 for _ in ET.parse(path).iter("{http://www.tei-c.org/ns/1.0}u")) == 24  # noqa: S314 - our own file
    elif to == "quanteda":
        assert len(pd.read_csv(path)) == 24
    elif to == "convokit":
        assert len((path / "utterances.jsonl").read_text(encoding="utf-8").splitlines()) == 24
    elif to == "parquet":
        assert len(pd.read_parquet(path / "turns.parquet")) == 24
    else:
        assert sorted(p.stem for p in path.iterdir()) == ["agenda", "attendees", "failures", "meetings", "tags", "turns"]


def test_long_cells_of_excel_are_counted_aloud(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A turn of 40,000 characters goes on in a second column, and one line says so."""
    (tmp_path / "長.txt").write_text(
        "霞野市第1回試験会議 会議録\n\n○会長　始めます。\n○課長　" + "説明です。" * 8000 + "\n○塙委員　費用は。\n○課長　百万円です。\n", encoding="utf-8"
    )
    code, _, err = run(capsys, "export", tmp_path, "-o", tmp_path / "t.xlsx", "--lang", "en")
    assert code == 0
    assert "1 cells" in err
    rows = openpyxl.load_workbook(tmp_path / "t.xlsx")["turns"].iter_rows(values_only=True)
    assert max(sum(len(str(c)) for c in row if c and "説明です" in str(c)) for row in rows) == 40_000


def test_report_is_one_page_in_either_language(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The page is written where -o says, in the language of --lang."""
    for lang in ("ja", "en"):
        code, out, err = run(capsys, "report", folder, "-o", tmp_path / f"{lang}.html", "--lang", lang)
        assert (code, out) == (3, "")
        assert f"{lang}.html" in err
        assert f'lang="{lang}"' in (tmp_path / f"{lang}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("rates", "{}", "--by", "municipalty"), "municipality"),
        (("rates", "{}", "--of", "turn"), "turns"),
        (("rates", "{}", "--where", "role"), "role=member"),
        (("rates", "{}", "--where", "fiscal_year=昨年"), "fiscal_year"),
        (("rates", "{}", "--where", "role=membre"), "member"),
        (("rates", "{}", "--where", "role=議員"), "chair, "),  # no value is near: those that there are
        (("rates", "{}", "--by", "市"), "自治体=municipality"),  # columns by the names that a reader knows
        (("rates", "{}", "--of", "ことば"), "文字数"),
        (("rates", "{}", "--theme", "テレワク"), "テレワーク"),
        (("rates", "{}", "--over", "roles"), "role"),
        (("rates", "{}", "-o", "{}/ない/t.csv"), "ない"),
        (("rates", "{}", "--differences", "--format", "csv"), "-o"),
        (("differences", "{}", "--against", "霧野市"), "霞野市"),
        (("kwic", "(", "{}", "--kind", "regex"), "regular expression"),
        (("kwic", " ", "{}"), "nothing"),
        (("kwic", "a", "{}", "--size", "0"), "--size"),
        (("profile", "{}"), "--where"),
        (("cooccurrence", "{}", "--within", "week"), "within"),
        (("report", "{}", "--by", "role,act"), "role,act"),
        (("export", "{}", "--to", "word"), "--to"),
    ],
)
def test_wrong_usage_says_what_to_write(words: tuple[str, ...], says: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be understood ends with 2 and names what is there, without a traceback or half a table."""
    code, out, err = run(capsys, *(w.format(folder) for w in words))
    assert (code, out) == (2, "")
    assert says in err
    assert "Traceback" not in err


EXAMPLES = [
    (verb, line) for verb, row in tomllib.loads(files("minutes.cli").joinpath("verbs.toml").read_text(encoding="utf-8"))["verbs"].items() for line in row.get("examples", ())
]


@pytest.mark.parametrize(("verb", "line"), EXAMPLES)
def test_examples_of_the_help_can_be_run(verb: str, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What the help of a verb shows is what its parser understands, and the help shows it."""
    words = shlex.split(line)
    assert parser(Words("ja")).parse_args(words[1:]).verb == verb
    assert line in run(capsys, verb, "--help")[1]


@pytest.mark.parametrize(
    ("text", "room", "left", "shown"),
    [
        ("会議録", 6, False, "会議録"),
        ("会議録です", 6, False, "会議…"),  # a full-width character is never halved
        ("会議録です", 7, True, "…録です"),
        ("abc\x1b[2J", None, False, "abc [2J"),
    ],
)
def test_texts_are_cut_to_columns_of_the_terminal(text: str, room: int | None, left: bool, shown: str) -> None:  # noqa: FBT001 - a row of the table
    """What is longer ends (or begins) with …, and nothing moves the cursor."""
    assert cut(text, room, left=left) == shown


def test_an_old_terminal_shows_intervals(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CP932 has no en dash: bounds are joined by a hyphen there, and nothing ends the run."""
    data = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(data, encoding="cp932", write_through=True))
    assert main(["rates", str(folder), "--lang", "ja"]) == 3
    shown = data.getvalue().decode("cp932")
    assert "?" not in shown
    assert "[0.0-" in shown


def test_numbers_are_never_cut() -> None:
    """Where a table does not fit, texts are shortened down to eight columns and headings broken; figures stay whole."""
    top, body = grid(["とても長い名前の列", "とても長い数の列"], [["長い長い名前の委員会です", "1234567890"]], 20)
    assert body[0].endswith("1234567890")
    assert "…" in body[0]
    assert len(top) > 2


@pytest.mark.parametrize(
    ("given", "japanese", "english"),
    [
        (["rates"], "足りないもの: PATH", "missing: PATH"),
        (["ratess", "x"], "rates のことですか", "Did you mean rates?"),
        (["store", "chek", "x"], "check のことですか", "Did you mean check?"),
        (["kwic", "a", "b", "--kind", "foo"], "--kind/--match に foo は使えません", "cannot be foo"),
        (["rates", "x", "--workers", "0"], "--workers 0: 1以上の整数で", "--workers 0: a whole number from 1"),
        (["rates", "x", "--seed", "abc"], "--seed は整数で", "--seed takes a whole number, not abc"),
        (["rates", "x", "--rows"], "--rows には値が要ります", "--rows needs a value"),
        (["rates", "x", "--nope"], "知らない引数: --nope", "unknown arguments: --nope"),
    ],
)
def test_a_mistake_is_said_in_the_readers_language(given: list[str], japanese: str, english: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody at a counter has to read English to learn that a path is missing."""
    for lang, said in (("ja", japanese), ("en", english)):
        with pytest.raises(SystemExit) as ended:
            main([*given[:1], "--lang", lang, *given[1:]])
        assert ended.value.code == 2
        assert said in capsys.readouterr().err


def test_a_verb_may_be_written_with_a_hyphen(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As most commands elsewhere are."""
    assert main(["first-mentions", str(sample / "霞野市"), "--theme", "AI・RPA"]) == 0
    assert "霞野市" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "begins"), [("表.csv", "\ufeff自治体,テーマ,件数"), ("表.jsonl", '{"municipality":'), ("表.txt", "\n■ 読んだもの")])
def test_compare_writes_to_the_file_that_it_is_given(name: str, begins: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`minutes compare data -o 表.csv` writes the file in the form of its ending, as the other verbs do, and nothing on the screen."""
    code, out, _ = run(capsys, "compare", folder, "-o", tmp_path / name, "--lang", "ja")

    assert (code, out) == (3, "")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_units_can_be_said_in_japanese(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--of 文字数 is --of chars."""
    assert run(capsys, "rates", folder, "--of", "文字数")[1] == run(capsys, "rates", folder, "--of", "chars")[1]


@pytest.mark.parametrize(
    ("more", "warned"),
    [
        ((), True),
        (("--by", "role"), True),
        (("--standardise",), False),  # levelled out
        (("--where", "record=verbatim"), False),  # only one style is left
        (("--by", "record"), False),  # it is what is asked for
    ],
)
def test_summaries_beside_verbatim_records_are_named(more: tuple[str, ...], warned: bool, sample: Path, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: FBT001 - a row of the table
    """A town whose clerk writes summaries is named where rates are compared, with what to do."""
    err = run(capsys, "rates", sample, "--theme", "テレワーク", *more, "--lang", "ja")[2]

    assert ("要点筆記: 白鷺原市" in err) is warned


@pytest.mark.parametrize(("lang", "says"), [("ja", "印字のまま"), ("en", "surface")])
def test_how_was_searched_is_said_in_the_readers_language(lang: str, says: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What stands in brackets behind the query is a word, not the name of an option."""
    assert says in run(capsys, "kwic", "費用", folder, "--lang", lang)[2]
