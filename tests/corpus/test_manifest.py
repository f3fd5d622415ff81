"""Finding files: folders, globs, links and the manifest."""

from pathlib import Path

import pytest

from minutes.corpus.manifest import find, read_manifest, with_manifest
from minutes.errors import OptionError
from minutes.model import Header, Meeting, Source

HEAD = "path,municipality,code,body,date,source,licence\n"


def folder(root: Path, *names: str) -> Path:
    """A folder with these files."""
    for name in names:
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(name, encoding="utf-8")
    return root


def names(files: list[str], root: Path) -> list[str]:
    """The files by their names under the root."""
    return [Path(f).relative_to(root).as_posix() for f in files]


def test_a_folder_is_walked_in_sorted_order(tmp_path: Path) -> None:
    """Every file once, in order; hidden files, Office locks and the manifest are no minutes."""
    folder(tmp_path, "乙町/2.txt", "乙町/10.txt", "甲市/a.pdf", ".git/x", "甲市/.DS_Store", "甲市/~$a.docx", "README.md", "Thumbs.db")
    files, _, failed = find([tmp_path, tmp_path / "甲市"])

    assert names(files, tmp_path) == ["乙町/10.txt", "乙町/2.txt", "甲市/a.pdf"]
    assert failed == []


def test_globs_and_files_that_are_not_there(tmp_path: Path) -> None:
    """A glob stands for its files; a path that stands for none becomes a failure, and the rest goes on."""
    folder(tmp_path, "a.txt", "b/c.txt", "d.pdf")
    files, _, failed = find([str(tmp_path / "**/*.txt"), str(tmp_path / "nothing.txt"), str(tmp_path / "*.docx")])

    assert names(files, tmp_path) == ["a.txt", "b/c.txt"]
    assert [f.reason for f in failed] == ["not_found", "not_found"]


def test_links_that_leave_the_folder_are_not_followed(tmp_path: Path) -> None:
    """A link to a file elsewhere is a failure; a link to a folder, even a loop, is not walked."""
    outside = folder(tmp_path / "outside", "secret.txt")
    inside = folder(tmp_path / "inside", "a.txt")
    (inside / "link.txt").symlink_to(outside / "secret.txt")
    (inside / "loop").symlink_to(inside)
    (inside / "away").symlink_to(outside)
    files, _, failed = find([inside])

    assert names(files, inside) == ["a.txt"]
    assert [f.reason for f in failed] == ["path_unsafe"]


def test_a_manifest_is_picked_up_by_itself(tmp_path: Path) -> None:
    """What the manifest says goes before the header, with evidence; a listed file that is not there is missing."""
    folder(tmp_path, "甲市/a.txt")
    (tmp_path / "manifest.csv").write_text(HEAD + "甲市\\a.txt,甲市,011002,,令和6年7月17日,https://例.jp,CC0\n甲市/b.txt,甲市,011002,,,,\n", encoding="utf-8-sig")
    files, listed, failed = find([tmp_path])
    rows = {row.path: row for row in listed}
    meeting = Meeting("a-0", Source(files[0], "", "0", "utf-8"), "other", "unknown", None, "none", 0.0, Header(municipality="乙町", body="審議会"))
    made = with_manifest(meeting, rows.get(files[0]))

    assert isinstance(made, Meeting)
    assert (made.header.municipality, made.header.code, made.header.body, made.header.date) == ("甲市", "011002", "審議会", "2024-07-17")
    assert made.header.evidence["municipality"].how == "manifest"
    assert "body" not in made.header.evidence
    assert [(f.reason, Path(f.path).name) for f in failed] == [("missing", "b.txt")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("file,municipality\na.txt,甲市\n", "path"),  # the column that everything hangs on
        (HEAD + "a.txt,甲市,,,7月17日ごろ,,\n", "manifest.csv:2"),  # a date that is none
        (HEAD + ",甲市,,,,,\n", "manifest.csv:2"),
    ],
)
def test_a_broken_manifest_names_the_line(tmp_path: Path, text: str, says: str) -> None:
    """What cannot be understood in a manifest is said at once, with the line."""
    place = tmp_path / "manifest.csv"
    place.write_text(text, encoding="utf-8")

    with pytest.raises(OptionError, match=says):
        read_manifest(place)


def test_a_manifest_saved_by_excel_in_cp932_is_read(tmp_path: Path) -> None:
    """Excel in Japan saves CSV in CP932."""
    place = tmp_path / "manifest.csv"
    place.write_bytes((HEAD + "第１回会議録.txt,髙﨑市,011002,環境審議会,2024-07-17,市のウェブサイト,著作権法13条\n").encode("cp932"))

    assert read_manifest(place)[0].municipality == "髙﨑市"
