"""The verbs that look into words, dictionaries and tags: terms, themes check, suggest, import, export, validate."""

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest

from minutes.cli.main import main

SAMPLE = Path(__file__).parents[2] / "corpora" / "sample" / "笹音村"


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """(exit code, standard output, standard error)."""
    try:
        code = main([str(word) for word in words])
    except SystemExit as stop:
        code = int(stop.code or 0)
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def rows(text: str) -> list[dict[str, str]]:
    """The rows of a CSV."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("group", ["themes", "validate"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_group_of_verbs_explains_itself(capsys: pytest.CaptureFixture[str], group: str, lang: str) -> None:
    """`minutes themes --help` lists its verbs."""
    code, shown, _ = run(capsys, group, "--lang", lang, "--help")
    assert code == 0
    assert all(verb in shown for verb in {"themes": ("show", "check", "suggest", "import", "export"), "validate": ("sample", "score")}[group])


def test_how_a_term_is_cut_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """A term of a theme is whole, with its parts and its theme; a stop word says on which list it is and why."""
    found = {row["word"]: row for row in rows(run(capsys, "terms", "マイナンバーの議題", "--format", "csv-plain")[1])}
    assert (found["マイナンバー"]["why"], found["マイナンバー"]["parts"], found["マイナンバー"]["note"]) == ("term", "マイ/ナンバー", "マイナンバー")
    assert found["議題"]["note"].startswith("procedural: ")


def test_a_file_is_explained_as_well(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A path that is a file stands for its text."""
    (tmp_path / "a.txt").write_text("押印の見直し", encoding="cp932")
    assert rows(run(capsys, "terms", tmp_path / "a.txt", "--format", "csv-plain")[1])[0]["word"] == "押印の見直し"


def test_a_forced_word_is_whole_in_the_next_run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A word that is added to a dictionary is kept whole from then on."""
    (tmp_path / "t.toml").write_text('name = "生き物"\nterms = ["生物多様性"]\n', encoding="utf-8")
    assert [row["word"] for row in rows(run(capsys, "terms", "生物多様性", "--themes", tmp_path / "t.toml", "--format", "csv-plain")[1])] == ["生物多様性"]


def test_nouns_that_stand_together_in_minutes_are_whole(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """With `--over` the corpus says what is one word, and how strong the bond is."""
    speech = "○会長　始めます。\n" + "○委員　水道料金審査基準を改めてください。\n○課長　水道料金審査基準は道の話とは別です。\n" * 4
    (tmp_path / "会議録.txt").write_text(f"霞野市審議会 会議録\n日時 令和6年7月17日\n\n{speech}", encoding="utf-8")
    out = run(capsys, "terms", "審査基準の話", "--over", tmp_path / "会議録.txt", "--format", "csv-plain", "-o", tmp_path / "w.csv")
    assert out[0] == 0
    first = rows((tmp_path / "w.csv").read_text(encoding="utf-8"))[0]
    assert (first["word"], first["why"]) == ("審査基準", "compound")
    assert "審査/基準" in first["note"]


def test_the_dictionary_is_checked_over_minutes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Entries that never fire and entries of two themes are listed; with --all the others, too."""
    path = tmp_path / "t.toml"
    path.write_text('[[theme]]\nname = "交通"\nterms = ["バス", "ロープウェイ"]\n[[theme]]\nname = "観光"\nterms = ["バス", "渓谷"]\n', encoding="utf-8")
    found = {(r["theme"], r["term"]): r["state"] for r in rows(run(capsys, "themes", "check", SAMPLE, "--themes", path, "--format", "csv-plain")[1])}
    assert found[("交通", "ロープウェイ")] == "dead"
    assert found[("観光", "バス")] in ("colliding", "ambiguous")
    assert len(rows(run(capsys, "themes", "check", SAMPLE, "--themes", path, "--all", "--format", "csv-plain")[1])) == 4


def test_words_are_suggested_for_a_theme(capsys: pytest.CaptureFixture[str]) -> None:
    """Words that go with a theme in the minutes; a theme that is not there is named."""
    found = rows(run(capsys, "themes", "suggest", "環境", SAMPLE.parent, "--format", "csv-plain")[1])
    assert {row["theme"] for row in found} == {"環境"}
    assert all(int(row["meetings"]) > 1 and int(row["turns"]) <= int(row["of"]) for row in found)
    assert run(capsys, "themes", "suggest", "航空", SAMPLE)[0] == 2


@pytest.mark.parametrize(("name", "form"), [("t.txt", "khcoder"), ("t.yml", "quanteda"), ("all.toml", "toml")])
def test_themes_go_out_and_come_back(capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, form: str) -> None:
    """Exported for another program and imported again, the themes have their names and words, and tag as a dictionary does."""
    if form == "quanteda":
        pytest.importorskip("yaml")
    path, again = tmp_path / name, tmp_path / "again.toml"
    assert run(capsys, "themes", "export", "-o", path)[0] == 0
    if form == "toml":
        again = path
    else:
        assert run(capsys, "themes", "import", path, "-o", again)[0] == 0
    listed = run(capsys, "themes", "テレワーク", "--themes", again)[1]
    assert {"在宅勤務", "サテライトオフィス"} <= set(listed.splitlines())


def test_a_sheet_is_drawn_judged_scored_and_used(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """From minutes to a sheet, from two judged sheets to scores and agreement, and from a sheet to corrected tags."""
    import openpyxl

    sheet = tmp_path / "s.xlsx"
    assert run(capsys, "validate", "sample", SAMPLE, "-o", sheet, "--size", 30)[0] == 0
    assert run(capsys, "validate", "score", sheet)[0] == 2  # nothing is judged yet
    for name, every in (("a.xlsx", 2), ("b.xlsx", 3)):
        book = openpyxl.load_workbook(sheet)
        page = book["judging"]
        at = next(c.column for c in page[1] if c.value in ("テーマ1", "theme_1"))
        for row in range(2, page.max_row + 1):
            page.cell(row, at).value = "環境" if row % every == 0 else "なし"
        book.save(tmp_path / name)
    code, out, _ = run(capsys, "validate", "score", tmp_path / "a.xlsx", tmp_path / "b.xlsx", "--format", "csv", "-o", tmp_path / "scores.csv")
    scores = pd.read_csv(tmp_path / "scores.csv").set_index("テーマ" if "テーマ" in (tmp_path / "scores.csv").read_text(encoding="utf-8-sig").splitlines()[0] else "theme")
    assert code == 0
    assert scores.iloc[0, 0] == 30
    assert (tmp_path / "scores.agreement.csv").exists()
    assert (tmp_path / "scores.adjusted_rates.csv").exists()
    now = run(capsys, "validate", "score", tmp_path / "a.xlsx", "--over", SAMPLE, "--format", "jsonl", "-o", tmp_path / "now.jsonl")
    assert now[0] == 0
    then = json.loads((tmp_path / "now.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert then["given"] == pytest.approx(scores.iloc[0, 1])
    code, out, err = run(capsys, "tag", SAMPLE, "--corrections", tmp_path / "a.xlsx")
    hand = [json.loads(line) for line in out.splitlines() if '"how":"hand"' in line]
    assert {tag["theme"] for tag in hand} == {"環境"}
    assert len(hand) == 15
    assert "30" in err
