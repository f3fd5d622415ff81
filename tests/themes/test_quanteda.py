"""Dictionaries of quanteda are read and written."""

from pathlib import Path

import pytest

from minutes.errors import ThemeError
from minutes.themes.dictionary import Theme, Themes, load_themes
from minutes.themes.quanteda import read_quanteda, to_quanteda
from minutes.themes.written import to_toml

pytest.importorskip("yaml")


def write(folder: Path, text: str) -> Path:
    """A dictionary file."""
    path = folder / "themes.yml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("交通:\n  - 路線バス\n  - 停留所\n", {"交通": ("路線バス", "停留所")}),
        ("交通: [路線バス, '停留所']\n", {"交通": ("路線バス", "停留所")}),  # the other way to write a list
        ("交通: 路線バス\n", {"交通": ("路線バス",)}),
        ("防災:\n  水害:\n    - 氾濫\n  地震: [揺れ, 津波]\n", {"防災/水害": ("氾濫",), "防災/地震": ("揺れ", "津波")}),  # keys over keys
        ("防災:\n  - 避難所\n  - 水害:\n    - 氾濫\n", {"防災": ("避難所",), "防災/水害": ("氾濫",)}),  # as quanteda writes both
        ("交通: [マイ バス*, '*停留所']\n", {"交通": ("マイバス", "停留所")}),  # cut by blanks, letters may follow: so we find it anyway
        ("電話: [119, 1.5, no]\n", {"電話": ("119", "1.5", "no")}),  # words, whatever YAML would make of them
        ("IT: [open data, AI]\n", {"IT": ("open data", "AI")}),
    ],
)
def test_a_dictionary_is_read(tmp_path: Path, text: str, expected: dict[str, tuple[str, ...]]) -> None:
    """Keys are themes, the words under them their terms."""
    assert {theme.name: theme.terms for theme in read_quanteda(write(tmp_path, text)).themes} == expected


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("交通:\n  - 路線*バス\n", 2, "路線"),
        ("IT:\n  - digit*\n", 2, "digit"),  # a Latin word is found whole: dig* has no equal
        ("交通:\n観光:\n  - 観光\n", 1, "交通"),
        ("- 路線バス\n", 1, "keys"),
        ("", 1, "keys"),
        ("交通: [路線バス\n", 2, "YAML"),
        ("交通: [バス]\n交通: [電車]\n", 1, "twice"),
        ("a: &x [語]\nb: *y\n", 2, "YAML"),  # an alias to nothing
        ("a: &x\n  p: [語]\nb: *x\n", 1, "alias"),  # a file of aliases to aliases would never end
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, text: str, line: int, says: str) -> None:
    """The error has file, line and what to write."""
    with pytest.raises(ThemeError, match=says) as error:
        read_quanteda(write(tmp_path, text))
    assert f"themes.yml:{line}:" in str(error.value)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """The themes, their terms and misprints, and each regular variant survive the way out and back."""
    themes = load_themes()
    again = read_quanteda(write(tmp_path, to_quanteda(themes)))
    assert again.names == themes.names
    for ours, theirs in zip(themes.themes, again.themes, strict=True):
        assert {"".join(word.split()) for word in (*ours.terms, *ours.typos)} <= {"".join(word.split()) for word in theirs.terms}
    assert "デジタルディバイド" in next(theme.terms for theme in again.themes if theme.name == "デジタルデバイド")


def test_what_is_left_out_is_said() -> None:
    """A theme with rules or weak words loses them, and the first lines of the file say so."""
    assert "Left out" in to_quanteda(load_themes())
    assert "Left out" not in to_quanteda(Themes((Theme("交通", terms=("路線バス",)),)))


@pytest.mark.parametrize("name", ['"', "\\", "\n", "\x7f", "＃", ": ", "𠮷"])
def test_odd_characters_survive(tmp_path: Path, name: str) -> None:
    """Quotes, backslashes and control characters of a name or a word do not break the file."""
    themes = Themes((Theme(f"あ{name}い", terms=(f"う{name}え",)),))
    (tmp_path / "t.toml").write_text(to_toml(themes), encoding="utf-8")
    assert load_themes(tmp_path / "t.toml").themes == themes.themes
    if name not in (": ", "\n"):  # blanks beside Japanese letters are taken for cuts
        assert read_quanteda(write(tmp_path, to_quanteda(themes))).themes[0].terms == (f"う{name}え",)


def test_toml_is_the_same_dictionary(tmp_path: Path) -> None:
    """The built-in themes written as one file are the built-in themes: terms, rules, exceptions, variants and all."""
    themes = load_themes()
    path = tmp_path / "all.toml"
    path.write_text(to_toml(themes), encoding="utf-8")
    again = load_themes(path)
    assert again.themes == themes.themes
    assert again.variants == themes.variants
