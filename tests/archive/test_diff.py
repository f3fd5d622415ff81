"""The drift between two archives of the same files: exactly what changed, nothing else, and a few places to look at."""

import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from minutes.archive.align import Said, aligned, changes
from minutes.archive.diff import Drift
from minutes.archive.store import archive
from minutes.cli.main import main
from minutes.compare.rates import rates
from minutes.read.limits import parse_limits

HEAD = "第{n}回霞野市行政改革審議会　会議録\n日時　令和５年{n}月１２日\n場所　市役所会議室\n\n"
TALK = """○会長　定刻になりましたので始めます。
◎事務局　資料１を御説明します。歩道の工事の一覧です。
○佐藤委員　歩道の幅について伺います。通学の時間に広さは足りますか。
○道路課長　歩道の幅は二メートルあります。広さは足ります。
○鈴木委員　工事の費用も伺います。
○道路課長　費用は三千万円です。
○会長　本日はこれで終わります。
"""
ROUND, BOTH = 'name = "maru"\nturns = ["○{label}"]\n', 'name = "maru"\nturns = ["○{label}", "◎{label}"]\n'
WIDE, NARROW = 'name = "道路"\nterms = ["歩道", "費用"]\n', 'name = "道路"\nterms = ["歩道"]\n'


@pytest.fixture(name="talks")
def _talks(tmp_path: Path) -> Path:
    """Three invented meetings; the ◎ of the second stands for another clerk's habit."""
    folder = tmp_path / "talks"
    folder.mkdir()
    for n in (1, 2, 3):
        (folder / f"m{n}.txt").write_text(HEAD.format(n=n) + (TALK if n == 2 else TALK.replace("◎", "○")), encoding="utf-8")
    return folder


def toml(folder: Path, name: str, text: str) -> str:
    """A layout or theme file of a test."""
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def counts(found: Drift) -> dict[tuple[str, str], tuple[int, int]]:
    """Every kind of change, with how many and in how many meetings."""
    return {(r["part"], r["what"]): (r["n"], r["meetings"]) for r in found.drift.to_dict("records")}


def test_equal_stores_do_not_differ(talks: Path, tmp_path: Path, put: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """The same files, put in at once or one by one, under other names: no row but that all are the same; exit code 0."""
    put(talks, tmp_path / "a")
    other = tmp_path / "elsewhere"
    shutil.copytree(talks, other)
    for path in sorted(other.iterdir(), reverse=True):
        put(path.rename(other / f"new-{path.name}"), tmp_path / "b")
    found = archive(tmp_path / "a").diff(tmp_path / "b")

    assert found.same
    assert counts(found) == {("meetings", "same"): (3, 3)}
    assert [len(table) for table in found.tables().values()] == [1, 0, len(found.drift_themes), 0, 0]
    assert main(["--lang", "en", "diff", str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    assert "no difference (3 meetings)" in capsys.readouterr().out


def test_other_themes_change_the_tags_alone(talks: Path, tmp_path: Path, put: Any) -> None:
    """A term left the dictionary: the tags that it carried are gone, each with the words that had shown it, and the rates say how much that is."""
    third = talks / "m3.txt"
    third.write_text(third.read_text(encoding="utf-8").replace("歩道", "広場"), encoding="utf-8")  # nothing but the costs is left here
    put(talks, tmp_path / "a", themes=toml(tmp_path, "道路", WIDE))
    put(talks, tmp_path / "b", themes=toml(tmp_path, "歩道", NARROW))
    a, b = archive(tmp_path / "a"), archive(tmp_path / "b")
    found = a.diff(b)

    tags = [{(t.meeting, t.turn, t.theme): tuple(t)[4:8] for t in side.tags.itertuples(index=False)} for side in (a, b)]
    removed, added = tags[0].keys() - tags[1].keys(), tags[1].keys() - tags[0].keys()
    changed = {key for key in tags[0].keys() & tags[1].keys() if tags[0][key] != tags[1][key]}
    assert any(str(meeting).startswith("m3") for meeting, _, _ in removed)
    row = found.drift_themes.set_index("theme").loc["道路"].to_dict()
    assert row == {"before": len(tags[0]), "after": len(tags[1]), "added": len(added), "removed": len(removed), "changed": len(changed)}
    assert found.why == ("themes",)
    assert {part for part, _ in counts(found)} == {"meetings", "tags"}
    assert counts(found)["tags", "removed 道路"] == (len(removed), len({meeting for meeting, _, _ in removed}))
    example = found.drift_examples[found.drift_examples["what"] == "removed 道路"].iloc[0]
    assert "費用" in example["before"]
    assert pd.isna(example["after"])
    sides = [rates(side, by="municipality").set_index("theme").loc["道路"] for side in (a, b)]
    moved = found.drift_rates.set_index("theme").loc["道路"]
    assert [moved[f"{c}_{s}"] for c in ("n", "of", "rate") for s in ("before", "after")] == [side[c] for c in ("n", "of", "rate") for side in sides]
    assert moved["change"] == pytest.approx(sides[1]["rate"] - sides[0]["rate"])


def test_another_layout_cuts_otherwise_and_the_rest_stays_put(talks: Path, tmp_path: Path, put: Any) -> None:
    """◎ begins a turn too: one turn becomes two, and neither the turns behind it nor their tags and answers count as changed, though all have another number."""
    themes = toml(tmp_path, "道路", WIDE)
    put(talks, tmp_path / "a", layout=toml(tmp_path, "one", ROUND), themes=themes)
    put(talks, tmp_path / "b", layout=toml(tmp_path, "two", BOTH), themes=themes)
    a, b = archive(tmp_path / "a"), archive(tmp_path / "b")
    found = a.diff(b)

    assert [len(side.turns[side.turns["meeting"].str.startswith("m2")]) for side in (a, b)] == [6, 7]
    assert counts(found)["turns", "recut"] == (2, 1)
    assert not {("turns", "added"), ("turns", "lost"), ("turns", "text"), ("turns", "label")} & counts(found).keys()
    row = found.drift_meetings.set_index("path").loc[str(talks / "m2.txt")]
    assert (row["turns_before"], row["turns_after"], row["recut"], row["added"], row["lost"]) == (6, 7, 2, 0, 0)
    example = found.drift_examples[found.drift_examples["what"] == "recut"].iloc[0]
    assert (example["turn_before"], example["turn_after"]) == (0, 0)
    assert "｜ 事務局" in example["after"]
    behind = [set(side.tags.merge(side.turns[["meeting", "turn", "start"]], on=["meeting", "turn"])["start_y"]) for side in (a, b)]
    assert len(behind[0] & behind[1]) > 2
    assert counts(found).get(("tags", "removed 道路"), (0, 0))[0] <= 1  # none but of the turn that was cut


def test_labels_that_are_read_otherwise_are_counted_by_column(talks: Path, tmp_path: Path, put: Any) -> None:
    """The places are the same, and what is said of the speaker is not: old and new value stand side by side."""
    for path in talks.iterdir():
        path.write_text(path.read_text(encoding="utf-8").replace("◎", "○").replace("○佐藤委員　", "○佐藤委員（市民公募）　"), encoding="utf-8")
    put(talks, tmp_path / "a", layout=toml(tmp_path, "whole", ROUND))
    put(talks, tmp_path / "b", layout=toml(tmp_path, "split", 'name = "maru"\nturns = ["○{title}({name})", "○{label}"]\n'))
    a, b = archive(tmp_path / "a"), archive(tmp_path / "b")
    found = a.diff(b)

    expected: dict[str, int] = {}
    both = a.turns.merge(b.turns, on=["meeting", "start", "end"], suffixes=("_a", "_b"))
    for name in ("label", "name", "title", "role", "group", "act"):
        n = int((both[f"{name}_a"].fillna("") != both[f"{name}_b"].fillna("")).sum())
        expected |= {name: n} if n else {}
    assert expected
    assert {what: n for (part, what), (n, _) in counts(found).items() if part == "turns" and what in ("label", "name", "title", "role", "group", "act")} == expected


def test_what_only_one_store_has_is_told_with_the_reason(talks: Path, tmp_path: Path, put: Any) -> None:
    """A file that is in one store alone, and one that the other could not read: which, and why."""
    (talks / "long.txt").write_text(HEAD.format(n=4) + TALK * 40, encoding="utf-8")
    (talks / "none.txt").write_bytes(b"")
    put(talks, tmp_path / "a")
    (talks / "m1.txt").unlink()
    (talks / "m9.txt").write_text(HEAD.format(n=9) + TALK, encoding="utf-8")
    put(talks, tmp_path / "b", limits=parse_limits(["file=10K"]))
    found = archive(tmp_path / "a").diff(tmp_path / "b")

    rows = {Path(r["path"]).name: (r["state"], r["reason_after"]) for r in found.drift_meetings.astype(object).where(found.drift_meetings.notna(), None).to_dict("records")}
    assert rows == {"m1.txt": ("only_before", None), "long.txt": ("only_before", "too_large"), "m9.txt": ("only_after", None)}
    assert counts(found)["meetings", "same"] == (2, 2)
    assert len(found.drift_rates)


def test_what_the_manifest_says_is_a_change_of_the_header(talks: Path, tmp_path: Path, put: Any) -> None:
    """Another municipality in the manifest: the header differs and nothing that was parsed."""
    put(talks, tmp_path / "a")
    (talks / "manifest.csv").write_text("path,municipality,code,body,date,source,licence\nm3.txt,上書町,,,,,\n", encoding="utf-8")
    put(talks, tmp_path / "b")
    found = archive(tmp_path / "a").diff(tmp_path / "b")

    assert counts(found) == {("meetings", "same"): (2, 2), ("meetings", "header"): (1, 1), ("header", "municipality"): (1, 1)}
    assert found.drift_examples[["before", "after"]].to_numpy().tolist() == [["霞野市", "上書町"]]


def said(*turns: tuple[int, int, str]) -> list[Said]:
    """Turns of a test: where they stand, and their words."""
    return [Said(n, start, end, "○", None, None, "member", None, "speech", None, text) for n, (start, end, text) in enumerate(turns)]


@pytest.mark.parametrize(
    ("before", "after", "same_text", "kinds"),
    [
        ([(0, 9, "甲"), (9, 20, "乙")], [(0, 9, "甲"), (9, 20, "乙")], True, ["same", "same"]),
        ([(9, 20, "乙")], [(0, 9, "甲"), (9, 20, "乙")], True, ["added", "same"]),
        ([(0, 9, "甲"), (9, 20, "乙")], [(9, 20, "乙")], True, ["lost", "same"]),
        ([(0, 20, "甲乙")], [(0, 9, "甲"), (9, 20, "乙")], True, ["recut"]),
        ([(0, 9, "甲"), (30, 40, "丙")], [(0, 8, "甲"), (50, 60, "丁")], True, ["recut", "lost", "added"]),  # what does not touch is not one
        ([(0, 9, "甲"), (9, 20, "乙")], [(3, 12, "甲"), (12, 23, "乙")], False, ["same", "same"]),  # read otherwise: by the words
        ([(0, 1, "甲"), (1, 2, "丙")], [(0, 1, "甲"), (1, 2, "乙"), (2, 3, "丙")], False, ["same", "added", "same"]),
        ([(0, 1, "はい"), (1, 2, "はい"), (2, 3, "甲")], [(0, 1, "はい"), (1, 2, "はい"), (2, 3, "乙")], False, ["same", "same", "recut"]),
        ([(0, 1, "甲"), (1, 2, "乙")], [(0, 1, "乙"), (1, 2, "甲")], False, ["added", "same", "lost"]),  # one of them moved
        ([], [(0, 9, "甲")], True, ["added"]),
        ([], [], False, []),
    ],
)
def test_turns_are_laid_beside_each_other(before: list[Any], after: list[Any], same_text: Any, kinds: list[str]) -> None:
    """Every turn of both sides stands in one pair, by its place or by its words."""
    a, b = said(*before), said(*after)
    pairs = aligned(a, b, same_text=same_text)

    assert sorted(p.kind for p in pairs) == sorted(kinds)
    assert [t for p in pairs for t in p.before] == a
    assert sorted(t for p in pairs for t in p.after) == b


def test_an_answer_to_the_same_question_is_the_same() -> None:
    """All turns have another number: an answer that points to the same turn has not changed, one that points elsewhere has."""
    a, b = said((9, 20, "乙"), (20, 30, "丙")), said((0, 9, "甲"), (9, 20, "乙"), (20, 30, "丙"))
    a[1] = a[1]._replace(reply_to="0")
    for to, changed in (("1", []), ("0", ["reply_to"])):
        b[2] = b[2]._replace(reply_to=to)
        pairs = aligned(a, b, same_text=True)
        numbers = {p.before[0].turn: p.after[0].turn for p in pairs if p.before and p.after}
        assert [name for p in pairs for name, _, _ in changes(p, numbers)] == changed


def test_the_command_says_what_changed(talks: Path, tmp_path: Path, put: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, a summary in both languages, every table as a file; a folder that is no archive is 2."""
    put(talks, tmp_path / "a", layout=toml(tmp_path, "one", ROUND))
    put(talks, tmp_path / "b", layout=toml(tmp_path, "two", BOTH))
    stores = [str(tmp_path / "a"), str(tmp_path / "b")]
    for lang, words in (("ja", ["切れ目が違う", "列の値が違う"]), ("en", ["cut elsewhere", "layout", "｜ 事務局"])):
        assert main(["--lang", lang, "diff", *stores]) == 1
        shown = capsys.readouterr().out
        assert [w for w in words if w not in shown] == []
    assert main(["diff", *stores, "-o", str(tmp_path / "drift.csv")]) == 1
    assert {p.name for p in tmp_path.glob("drift*.csv")} == {f"drift{part}.csv" for part in ("", ".drift_meetings", ".drift_themes", ".drift_rates", ".drift_examples")}
    assert main(["diff", *stores, "--format", "xlsx", "-o", str(tmp_path / "drift.xlsx")]) == 1
    assert main(["diff", str(tmp_path), stores[1]]) == 2
    assert "minutes ingest" in capsys.readouterr().err
