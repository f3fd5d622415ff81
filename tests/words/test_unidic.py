"""The rearranged dictionary: it finds the words that unidic-lite finds, and is there when it is needed, or says why not."""

import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import fugashi
import numpy as np
import pytest
import unidic_lite
from hypothesis import given, settings
from hypothesis import strategies as st

from minutes.errors import OptionError
from minutes.words import unidic
from minutes.words.lexicon import Lexicon, readable
from minutes.words.rearrange import ENTRY, Dictionary, _outdone, letters_of, numbered, rearrange
from minutes.words.unidic import Unidic, kept, rearranged
from tests.conftest import SAMPLE

SOURCE = Path(unidic_lite.DICDIR)


@cache
def _plain() -> fugashi.GenericTagger:
    form = r'-O "" -F "%m\f%f[7]\f%f[10]\f%f[0]-%f[1]-%f[2]\n" -U "%m\f\f\f%f[0]-%f[1]-%f[2]\n" -E ""'
    return fugashi.GenericTagger(f'-r "{SOURCE}/mecabrc" -d "{SOURCE}" {form}')


def _plain_words(line: str) -> list[str]:
    return _plain().parse(line).split("\n") if line.strip(" ") else []


@cache
def _ours() -> Unidic:
    return unidic.unidic()


def _as_plain(line: str) -> list[str]:
    """The words of a line as the plain dictionary tells them, from the rearranged one."""
    told = []
    for n, part in enumerate(_ours().parse(line).split("\t")):
        if n % 2:
            word, _, pos = part.partition("\f")
            told.append(f"{word}\f\f\f{pos}")
        else:
            told += ["\f".join(_ours().entry(number)) for number in numbered(part).tolist()]
    return told


def test_the_sample_has_the_words_of_unidic() -> None:
    """Every word of the sample is cut as the plain dictionary cuts it, and says the same."""
    lines = [line for path in sorted(SAMPLE.rglob("*.txt")) for line in readable(path.read_text(encoding="utf-8-sig", errors="replace")).split("\n")]
    assert sum(map(len, lines)) > 100_000
    for line in lines:
        assert _as_plain(line) == _plain_words(line)


@settings(max_examples=300, deadline=None)
@given(st.text("会議録議事日程市長ひらがなでござい、。一二三十ー・ァ々〆ヶ㎡①髙𠮷🙂ÐАΩ　 （）「」１２ＡＢ", max_size=80))
def test_any_text_has_the_words_of_unidic(text: str) -> None:
    """So is any text, whatever its characters."""
    line = readable(text)
    assert _as_plain(line) == _plain_words(line)


def test_what_is_kept_is_what_would_be_made_now(tmp_path: Path) -> None:
    """The folder of this machine holds what `rearrange` makes; where it does not, `FORMAT` has to change."""
    rearrange(SOURCE, tmp_path)
    for file in sorted(tmp_path.iterdir()):
        assert file.read_bytes() == (rearranged() / file.name).read_bytes()


def test_entries_that_can_never_be_chosen_are_left_out() -> None:
    """The rearranged dictionary is smaller; nothing of unidic-lite has another word than its own."""
    before, after = Dictionary.read(SOURCE / "sys.dic"), Dictionary.read(rearranged() / "sys.dic")
    assert 0.9 < len(after.entries) / len(before.entries) < 1
    assert _ours().entry(0)[0]


@given(st.integers(0, 1 << 32), st.integers(1, 5), st.integers(0, 60))
def test_an_entry_is_outdone_only_where_others_cost_less_in_every_context(seed: int, size: int, dear: int) -> None:
    """What is told of an entry is so between any two contexts; an entry alone is never outdone."""
    some = np.random.default_rng(seed)
    costs = some.integers(0, 50, (140, 120), np.int16)
    entries = np.zeros(size, ENTRY)
    entries["left"], entries["right"], entries["cost"] = some.integers(0, 9, (3, size))
    entries["cost"][0] += dear
    paths = (costs[entries["left"]][:, :, None] + costs.T[entries["right"]][:, None, :]).astype(int) + entries["cost"][:, None, None]
    if _outdone(entries, 0, np.arange(1, size), costs, np.ascontiguousarray(costs.T)):
        assert (paths[1:].min(axis=0) < paths[0]).all()
    elif size == 2:
        assert (paths[1] >= paths[0]).any()


@given(st.integers(0, (1 << 24) - 1))
def test_numbers_in_letters(number: int) -> None:
    """A number is the same after it was written in letters."""
    assert numbered(letters_of(number) * 2).tolist() == [number, number]


def test_an_emoticon_with_a_blank_is_one_word() -> None:
    """A few entries of the dictionary have a blank inside; the words behind them stand where they should."""
    text = "ヾ（゜Д゜ ）と会議録"
    assert [text[start:end] for start, end, _ in Lexicon().rows(text)] == ["ヾ（゜Д゜ ）", "と", "会議", "録"]


def test_the_folder_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`MINUTES_CACHE` says where it goes; what is there is not made again; what is cut is."""
    monkeypatch.setenv(unidic.PLACE, str(tmp_path / "辞書 1"))
    folder = rearranged()
    assert folder.parent == tmp_path / "辞書 1"
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    made = (folder / "sys.dic").stat().st_mtime_ns
    assert rearranged() == folder
    assert (folder / "sys.dic").stat().st_mtime_ns == made
    (folder / "matrix.bin").write_bytes((folder / "matrix.bin").read_bytes()[:1000])
    unidic._of.cache_clear()
    assert unidic.unidic().parse("会議")
    assert (folder / "sys.dic").stat().st_mtime_ns > made
    unidic._of.cache_clear()


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    """Then a temporary folder serves, for the processes that are started from there too, and goes with the first one."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "temp").mkdir()
    code = (
        "import os, subprocess, sys\nfrom minutes.words.unidic import rearranged\nfolder = rearranged()\n"
        "code = 'from minutes.words.unidic import rearranged; print(rearranged())'\n"
        "again = subprocess.run([sys.executable, '-c', code], check=True, capture_output=True, text=True).stdout.strip()\n"
        "print(folder, again == str(folder), sep='\\n')"
    )
    said = _run(code, MINUTES_CACHE=str(tmp_path / "file" / "x"), TMPDIR=str(tmp_path / "temp")).stdout.splitlines()
    assert Path(said[0]).is_relative_to(tmp_path / "temp")
    assert said[1] == "True"
    assert not list((tmp_path / "temp").iterdir())


def test_nowhere_to_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no place at all, the error names the variable that helps."""
    monkeypatch.setenv(unidic.PLACE, str(tmp_path / "file" / "x"))
    (tmp_path / "file").write_text("x")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(OptionError, match=unidic.PLACE):
        rearranged()


def test_two_processes_make_it_at_once(tmp_path: Path) -> None:
    """Both have it in the end, once."""
    code = "from minutes.words.tokens import tokenize; print([t.surface for t in tokenize('会議録')])"
    processes = [subprocess.Popen([sys.executable, "-c", code], env=_env(MINUTES_CACHE=str(tmp_path)), stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate(timeout=60)[0] for process in processes] == ["['会議', '録']\n"] * 2
    assert [path.name for path in tmp_path.iterdir()] == [rearranged().name]


@pytest.mark.parametrize(
    ("platform", "of"),
    [("win32", "AppData"), ("darwin", "Library/Caches/minutes"), ("linux", ".cache/minutes")],
)
def test_each_system_has_its_place(platform: str, of: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the variable it is the folder that the system has for such things."""
    for name in (unidic.PLACE, "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    assert of in kept().as_posix()


def _env(**more: str) -> dict[str, str]:
    return {**os.environ, **more}


def _run(code: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], env=_env(**more), check=True, capture_output=True, text=True, timeout=120)
