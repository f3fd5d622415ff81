"""Any bytes at all give an extract or a refusal, never another error: random, cut off, flipped, hostile."""

import random
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minutes.read import guard
from minutes.read.documents import list_members, read_document
from minutes.read.html import read_html
from minutes.read.limits import LIMITS
from minutes.read.reasons import Refusal, reasons
from tests.evil import zips
from tests.evil.good import good_files
from tests.evil.markup import pages

GOOD = good_files()
TIGHT = replace(LIMITS, wall=10, memory=700_000_000)


def verdict(data: bytes, name: str) -> str:
    """The word ok or the reason code; anything else that is raised fails the test."""
    try:
        if name.endswith(".pdf"):
            guard.extract(data, name="x", limits=TIGHT)
        else:
            read_document(data, name="x", limits=TIGHT)
    except Refusal as refusal:
        return reasons()[refusal.reason].code
    return "ok"


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2_000))
def test_random_bytes(data: bytes) -> None:
    """Whatever it looks like."""
    verdict(data, "x")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([b"<html>", b"<?xml version='1.0'?><data>", b'[{"speaker":', b"speaker,text\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1b$B"]),
    st.binary(max_size=500),
)
def test_random_bytes_behind_a_magic_number(magic: bytes, data: bytes) -> None:
    """Every reader sees bytes it did not expect."""
    verdict(magic + data, "x")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=500))
def test_random_bytes_in_a_pdf(data: bytes) -> None:
    """PDFium in its worker: even a crash would be a refusal."""
    verdict(b"%PDF-1.7\n" + data + b"\n%%EOF", "x.pdf")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_random_text_in_a_word_file_and_a_page(text: str) -> None:
    """Text goes in and comes out: no character of a paragraph is lost in between."""
    clean = "".join(c for c in text if c.isprintable() or c == "\u3000")
    words = "".join(clean.split())
    if not words:
        return
    found = read_document(zips.docx(zips.paragraphs([clean])), name="x", limits=TIGHT) if verdict(zips.docx(zips.paragraphs([clean])), "x") == "ok" else None
    assert found is None or "".join(found.text.split()) == words
    escaped = clean.replace("&", "&amp;").replace("<", "&lt;")
    assert "".join(read_html(f"<html><body><p>{escaped}</p></body></html>".encode()).text.split()) == words


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_file_cut_off_anywhere(name: str) -> None:
    """At every percent of its length."""
    data = GOOD[name]
    found = {verdict(data[: len(data) * percent // 100], name) for percent in range(100)}
    assert found - {"ok"}  # something is noticed


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_file_with_one_flipped_byte(name: str) -> None:
    """Five hundred places."""
    rng = random.Random(name)
    for _ in range(500):
        data = bytearray(GOOD[name])
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        verdict(bytes(data), name)


_PAGES = {"deep.html": "nesting", "formats.html": "nesting", "tables.html": "nesting"}


@pytest.mark.parametrize("name", sorted(pages()))
def test_hostile_pages_end(name: str) -> None:
    """Depth, attributes, unclosed tags, entities: text or a refusal, soon."""
    start = time.process_time()
    found = verdict(pages()[name], name)
    assert found == _PAGES.get(name, "ok")
    assert "会議録を公開" in read_html(pages()[name], LIMITS).text if found == "ok" else True
    assert time.process_time() - start < 30  # a second or so; a quadratic parser needs minutes


@pytest.mark.parametrize(
    "data", [zips.bomb(), zips.bomb(declared=1_000), zips.big_document(), zips.bomb(times=12, block=b"\xe3\x81\x82" * 3_000_000), zips.crowded(), zips.nested(6)]
)
def test_bombs_are_refused_at_once(data: bytes) -> None:
    """A gigabyte in a megabyte, lying headers, ten thousand members: long before all of it is unpacked."""
    start = time.process_time()
    assert verdict(data, "x") in {"bomb_ratio", "bomb_size", "parse_error", "too_many_members", "nesting", "too_large"}
    assert time.process_time() - start < 8  # a fraction of a second; unpacking and parsing it all takes half a minute


def test_a_bomb_is_counted_while_it_unpacks() -> None:
    """The header may say anything: what counts is what comes out."""
    small = replace(LIMITS, container=1 << 40, member=3_000_000)
    with pytest.raises(Refusal, match="bomb_size"):
        read_document(zips.bomb(times=8), name="x", limits=small)
    with pytest.raises(Refusal, match="bomb_ratio"):
        read_document(zips.bomb(times=30), name="x", limits=replace(LIMITS, container=1 << 40))


@pytest.mark.parametrize("name", ["../a.txt", "/etc/a.txt", "C:\\a.txt", "a\\..\\..\\b.txt", "CON", "x" * 300 + ".txt", "がぎ.txt", "-rf", "\x1b]0;x\x07.txt"])
def test_names_in_a_zip_reach_no_file_system(name: str) -> None:
    """Members are streams: a hostile name is a refusal or a label, and nothing is written."""
    data = zips.zipped({name: "会議を開きます。".encode()})
    assert verdict(data, "x") in {"ok", "path_unsafe"}
    assert len(list_members(data, name="x.zip")) == 1


def test_two_members_of_one_name_are_two() -> None:
    """The second does not hide the first."""
    data = zips.zipped({"a1.txt": "一つ目です。", "a2.txt": "二つ目です。"}).replace(b"a2.txt", b"a1.txt")
    names = list_members(data, name="x.zip")
    assert names == ["a1.txt", "a1.txt~2"]
    assert [read_document(data, name="x.zip", member=(n,)).text for n in names] == ["一つ目です。", "二つ目です。"]


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[1] / "evil" / "regress").glob("*.bin")), ids=lambda path: path.stem)
def test_what_fuzzing_found_stays_found(path: Path) -> None:
    """Each input once raised something that was no refusal."""
    assert verdict(path.read_bytes(), path.name) in {"ok", *reasons()}
