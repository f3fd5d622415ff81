"""Every limit can be set, is kept, and is named in the refusal."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from minutes.errors import OptionError, SourceError
from minutes.parse.meeting import read
from minutes.read import guard
from minutes.read.files import list_sources, read_source
from minutes.read.limits import LIMITS, UNITS, Limits, parse_limits, stated
from tests.evil import pdfs, zips
from tests.evil.good import good_files

GOOD = good_files()
REFUSED = """
import sys
from minutes.errors import SourceError
from minutes.read.files import read_source
from minutes.read.limits import parse_limits
try:
    read_source(sys.argv[1], limits=parse_limits([sys.argv[2]]))
except SourceError as error:
    print(error.reason, error.limit, len(error.sha256))
"""
DEEP = [{"speaker": "会長", "speech": "始めます。", "more": [[[[["深い"]]]]]}]
PASSED: dict[str, tuple[str, Callable[[], bytes], dict[str, float], str]] = {  # limit → (file, its bytes, what is set, reason)
    "wall": ("a.pdf", pdfs.many_glyphs, {"wall": 0.5, "page": 60}, "timeout"),
    "page": ("a.pdf", pdfs.many_glyphs, {"wall": 60, "page": 0.5}, "timeout"),
    "cpu": ("a.pdf", pdfs.many_glyphs, {"wall": 60, "page": 60, "cpu": 1}, "timeout"),
    "memory": ("a.pdf", pdfs.deflate_bomb, {"memory": 300_000_000}, "memory_limit"),
    "file": ("a.txt", lambda: GOOD["utf8.txt"], {"file": 10}, "too_large"),
    "member": ("a.zip", lambda: zips.bomb(times=4), {"member": 3_000_000}, "bomb_size"),
    "container": ("a.zip", lambda: zips.bomb(times=4), {"container": 3_000_000, "ratio": 10**6}, "bomb_size"),
    "ratio": ("a.zip", lambda: zips.bomb(times=20), {"ratio": 10}, "bomb_ratio"),
    "ratio_from": ("a.zip", lambda: zips.bomb(times=4), {"ratio_from": 10_000}, "bomb_ratio"),
    "nesting": ("a.zip", lambda: zips.nested(2), {"nesting": 1}, "nesting"),
    "members": ("a.zip", lambda: zips.crowded(11), {"members": 10}, "too_many_members"),
    "text": ("a.docx", lambda: GOOD["word.docx"], {"text": 10}, "too_large"),
    "depth": ("a.html", lambda: b"<html>" + b"<div>" * 60 + "会議録".encode() * 90, {"depth": 50}, "nesting"),
    "nodes": ("a.html", lambda: b"<html>" + b"<br>" * 60 + "会議録".encode() * 90, {"nodes": 50}, "too_large"),
}


@pytest.mark.parametrize("name", sorted(PASSED))
def test_a_limit_that_is_passed_is_named(tmp_path: Path, name: str) -> None:
    """The refusal says which limit it was, as --limit takes it; the default lets the same file through or names another."""
    file, make, changed, reason = PASSED[name]
    path, limits = tmp_path / file, replace(LIMITS, **changed)  # type: ignore[arg-type]
    path.write_bytes(make())
    if name == "memory":  # told most surely by a caller that holds less than the worker may, and this process holds more
        done = subprocess.run([sys.executable, "-c", REFUSED, str(path), f"memory={limits.memory}"], capture_output=True, text=True, check=True)
        assert done.stdout.split() == [reason, stated(limits, name), "64"]
        return
    with pytest.raises(SourceError) as found:
        read_source(path, limits=limits)
    assert found.value.reason == reason
    assert found.value.limit == stated(limits, "ratio" if name == "ratio_from" else name)
    assert len(found.value.sha256) == (0 if name == "file" else 64)


@pytest.mark.parametrize("data", [json.dumps(DEEP).encode(), b"<?xml version='1.0'?><data>" + b"<a>" * 9 + b"</a>" * 9 + b"</data>"])
def test_depth_is_counted_in_every_tree(tmp_path: Path, data: bytes) -> None:
    """JSON and XML as well as HTML."""
    path = tmp_path / "feed"
    path.write_bytes(data)
    with pytest.raises(SourceError) as found:
        read_source(path, limits=replace(LIMITS, depth=5))
    assert (found.value.reason, found.value.limit) == ("nesting", "depth=5")


def test_a_worker_is_replaced_when_it_has_grown() -> None:
    """At a share of its memory: every worker has passed a thousandth of it."""
    small = replace(LIMITS, recycle_memory=0.001)
    guard._POOL.close()
    seen = set()
    for _ in range(3):
        guard.extract(GOOD["word.docx"], name="a.docx", limits=small)
        seen |= {worker.process.pid for worker in guard._POOL.idle}
    assert len(seen) >= 3


def test_every_limit_has_a_test_and_a_unit() -> None:
    """A new limit gets both."""
    assert {*PASSED, "recycle", "recycle_memory"} == {field.name for field in fields(Limits)} == set(UNITS)


def test_a_single_file_is_read_with_the_limits_that_are_given(tmp_path: Path) -> None:
    """`mn.read` and the members of a container take them too."""
    path = tmp_path / "a.zip"
    path.write_bytes(zips.zipped({"a.txt": GOOD["utf8.txt"], "b.txt": GOOD["utf8.txt"]}))
    with pytest.raises(SourceError, match="多すぎ"):
        list_sources(path, limits=replace(LIMITS, members=1))
    with pytest.raises(SourceError) as found:
        read(list_sources(path)[0], limits=replace(LIMITS, text=10))
    assert found.value.limit == "text=10"


@pytest.mark.parametrize(
    ("given", "field", "value"),
    [
        (["wall=300"], "wall", 300.0),
        (["memory=2G"], "memory", 2_000_000_000),
        (["wall=5,page=0.5"], "page", 0.5),
        (["text=1k", "text=2k"], "text", 2_000),
        (["nesting= 3 "], "nesting", 3),
    ],
)
def test_limits_are_read_from_words(given: list[str], field: str, value: float) -> None:
    """Units k, M and G; several by commas or one after the other, the last one counts."""
    assert getattr(parse_limits(given), field) == value
    assert type(getattr(parse_limits(given), field)) is type(getattr(LIMITS, field))


@pytest.mark.parametrize("given", ["speed=3", "wall", "wall=", "wall=soon", "wall=0", "wall=-1", "wall=nan", "memory=1e99"])
def test_a_limit_that_makes_no_sense_is_an_error(given: str) -> None:
    """Unknown names, missing values, zero and less."""
    with pytest.raises(OptionError, match="--limit"):
        parse_limits([given])
