"""Every file is read by what it is, or refused with the reason and what to do."""

import json
from pathlib import Path

import pytest

from minutes.errors import SourceError
from minutes.read.files import list_sources, read_extract, read_source
from minutes.read.limits import LIMITS, Limits
from minutes.read.reasons import reasons
from tests.evil import pdfs, zips
from tests.evil.good import PAGE, TEXT, good_files
from tests.evil.markup import deep_json, long_number

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
GOOD = good_files()

TABLE = {  # file name → (bytes, reason); the name is often wrong on purpose
    "empty.txt": (b"", "truncated"),
    "bom.txt": (b"\xef\xbb\xbf", "truncated"),
    "blank.txt": ("　\r\n\r\n".encode(), "truncated"),
    "nul.txt": (bytes(5_000), "unsupported_format"),
    "noise.txt": (bytes(range(256)) * 40, "encoding_uncertain"),
    "french.txt": ("Ça été déjà décidé à côté de la forêt où naît" * 9).encode("latin-1"),
    "garbled.txt": (TEXT * 5).encode().decode("cp932", errors="replace").encode(),
    "lost.txt": (("○会長　" + "\ufffd" * 30 + "始めます。") * 9).encode(),
    "error.pdf": (PAGE.replace("会議録", "ページが見つかりません").encode(), "format_mismatch"),
    "error.docx": (PAGE.encode(), "format_mismatch"),
    "plain.xlsx": (TEXT.encode(), "format_mismatch"),
    "zipped.docx": (zips.zipped({"a.txt": TEXT, "b.txt": TEXT}), "format_mismatch"),
    "photo.jpg": (b"\xff\xd8\xff\xe0" + bytes(100), "needs_ocr"),
    "photo.pdf": (b"\x89PNG\r\n\x1a\n" + bytes(100), "format_mismatch"),
    "scan.pdf": (pdfs.scanned(), "needs_ocr"),
    "locked.pdf": (pdfs.encrypted(), "encrypted"),
    "locked.docx": (zips.locked_docx(), "encrypted"),
    "locked.zip": (zips.locked(), "encrypted"),
    "half.pdf": (GOOD["print.pdf"][: len(GOOD["print.pdf"]) // 2], "truncated"),
    "half.docx": (GOOD["word.docx"][: len(GOOD["word.docx"]) // 2], "truncated"),
    "half.json": (GOOD["diet.json"][: len(GOOD["diet.json"]) // 2], "truncated"),
    "half.xml": (GOOD["tei.xml"][: len(GOOD["tei.xml"]) // 2], "truncated"),
    "book.xls": (OLE + "Workbook".encode("utf-16-le"), "unsupported_format"),
    "letter.rtf": (b"{\\rtf1 x}", "unsupported_format"),
    "minutes.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(40), "unsupported_format"),
    "minutes.lzh": (b"\x22\x00-lh5-" + bytes(40), "unsupported_format"),
    "slides.pptx": (zips.zipped({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "unsupported_format"),
    "figures.json": (b'{"population": 31234}', "unsupported_format"),
    "deep.json": (deep_json(), "nesting"),
    "number.json": (long_number(), "parse_error"),
    "slip.zip": (zips.zipped({"../../evil.txt": TEXT}), "path_unsafe"),
    "link.zip": (zips.link(), "path_unsafe"),
    "nested.zip": (zips.nested(4), "nesting"),
    "many.zip": (zips.crowded(), "too_many_members"),
    "two.zip": (zips.zipped({"a.txt": TEXT, "b.txt": TEXT}), "too_many_members"),
    "bomb.zip": (zips.bomb(), "bomb_ratio"),
    "laughs.docx": (zips.laughs(), "xml_forbidden"),
}
_BARE = {"french.txt": "encoding_uncertain", "garbled.txt": "mojibake", "lost.txt": "mojibake"}


@pytest.mark.parametrize("name", sorted(TABLE))
def test_what_is_no_document_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    """Thirty-odd files, each with its reason code, and a message with the path and what to do in two languages."""
    entry = TABLE[name]
    data, reason = entry if isinstance(entry, tuple) else (entry, _BARE[name])
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(SourceError) as found:
        read_source(path)
    assert found.value.reason == reason
    row = reasons()[reason]
    assert str(path) in str(found.value)
    assert row.next_ja in str(found.value)
    assert row.next_en in str(found.value)


@pytest.mark.parametrize("name", sorted(GOOD))
@pytest.mark.parametrize("ending", ["", ".txt", ".bin"])
def test_a_good_file_is_read_under_any_name(tmp_path: Path, name: str, ending: str) -> None:
    """The bytes decide: a PDF called .txt is a PDF."""
    path = tmp_path / (Path(name).stem + ending if ending else name)
    path.write_bytes(GOOD[name])
    source = read_source(path)
    assert "始めます。" in source.text
    assert "貸出しは3,120冊増えました。" in source.text
    assert source.path == str(path)
    assert len(source.sha256) == 64


def test_a_text_file_is_the_decoded_file(tmp_path: Path) -> None:
    """Newlines as they stand, BOM dropped."""
    path = tmp_path / "会議録.txt"
    path.write_bytes(b"\xef\xbb\xbf" + "○会長　始めます。\r\n次です。\r".encode())
    source = read_source(str(path))
    assert (source.text, source.encoding, source.replaced, source.pages) == ("○会長　始めます。\r\n次です。\r", "utf-8-sig", 0, ())


@pytest.mark.parametrize("name", ["", "missing.txt", "nul\0.txt"])
def test_what_is_not_there_is_an_io_error(tmp_path: Path, name: str) -> None:
    """A folder, a missing file, an impossible name."""
    with pytest.raises(SourceError) as found:
        read_source(f"{tmp_path}/{name}")
    assert found.value.reason == "io_error"


@pytest.mark.parametrize(("limits", "reason"), [(Limits(file=10), "too_large"), (Limits(text=10), "too_large")])
def test_limits_can_be_set(tmp_path: Path, limits: Limits, reason: str) -> None:
    """Size of the file, length of the text."""
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(SourceError) as found:
        read_source(path, limits=limits)
    assert found.value.reason == reason
    assert read_source(path, limits=LIMITS).text == TEXT


def test_the_members_of_a_zip_are_files_of_their_own(tmp_path: Path) -> None:
    """Names in CP932 come out right, zips in zips and feeds are opened, debris is left out, one bad member costs itself."""
    inner = zips.zipped({"b.txt": TEXT})
    path = tmp_path / "a.zip"
    path.write_bytes(zips.zipped({"2.docx": GOOD["word.docx"], "1.zip": inner, "__MACOSX/._1.zip": b"x", "bad.pdf": b"%PDF-1.4"}))
    found = list_sources(path)
    assert found == (f"{path}!/1.zip!/b.txt", f"{path}!/2.docx", f"{path}!/bad.pdf")
    assert "始めます。" in read_source(found[0]).text
    assert "始めます。" in read_source(found[1]).text
    assert read_source(found[0]).sha256 != read_source(found[1]).sha256
    with pytest.raises(SourceError):
        read_source(found[2])


def test_names_written_by_windows_are_read(tmp_path: Path) -> None:
    """Explorer writes CP932 without saying so."""
    path = tmp_path / "a.zip"
    path.write_bytes(zips.cp932_names(["令和５年度/第１回（髙﨑）.txt", "令和５年度/第２回.txt"]))
    assert list_sources(path) == (f"{path}!/令和５年度/第１回（髙﨑）.txt", f"{path}!/令和５年度/第２回.txt")
    assert read_source(list_sources(path)[0]).text == "会議を開きます。"


def test_a_feed_of_several_meetings_is_several_sources(tmp_path: Path) -> None:
    """Each is read by its id; the whole says how many there are."""
    record = json.loads(GOOD["diet.json"])["meetingRecord"][0]
    path = tmp_path / "feed.json"
    path.write_text(json.dumps({"meetingRecord": [record, {**record, "issueID": "2"}]}), encoding="utf-8")
    assert list_sources(path) == (f"{path}!/100000000X00120240401", f"{path}!/2")
    extract, _ = read_extract(f"{path}!/2")
    assert (extract.feed, len(extract.marks)) == ("diet", 2)
    with pytest.raises(SourceError, match="2件"):
        read_source(path)
