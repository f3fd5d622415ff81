"""Theme files: the built-in twenty, files of one's own, and errors that a person can act on."""

from pathlib import Path

import pytest

from minutes.errors import ThemeError
from minutes.themes.dictionary import BUILTIN, load_themes

TWENTY = {
    "マイナンバー", "テレワーク", "セキュリティ", "オンライン手続き", "キャッシュレス", "ペーパーレス", "押印見直し", "AI・RPA", "デジタルデバイド", "人材育成",
    "標準化・共同調達", "オープンデータ・EBPM", "Web会議", "情報発信・SNS", "DX推進体制", "感染症対策", "子育て", "環境", "市民ニーズ・広聴", "会議運営",
}  # fmt: skip


def test_the_builtin_themes() -> None:
    """Twenty themes, each saying in both languages what it is."""
    themes = load_themes()
    assert set(themes.names) == TWENTY
    assert all(theme.covers and theme.english for theme in themes.themes)


def test_no_word_is_term_and_exclusion() -> None:
    """A term that its own theme excludes would never be found."""
    for theme in load_themes().themes:
        assert not {*theme.terms, *theme.weak} & set(theme.exclude), theme.name


def write(folder: Path, text: str, name: str = "mine.toml") -> Path:
    """A theme file with this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_one_file_with_several_themes(tmp_path: Path) -> None:
    """Several themes stand in one file as [[theme]], with their rules and shared spellings."""
    path = write(
        tmp_path,
        'variants = [["空き家", "空家"]]\n[[theme]]\nname = "空き家"\nterms = ["空き家"]\n'
        '[[theme]]\nname = "公共交通"\nterms = ["路線バス"]\n[[theme.rule]]\nall = [["バス"], ["減便", "廃止"]]\nwithin = 20\n',
    )
    themes = load_themes(path)
    assert themes.names == ("空き家", "公共交通")
    assert themes.variants == (("空き家", "空家"),)
    assert themes.themes[1].rules[0].groups == (("バス",), ("減便", "廃止"))


def test_a_folder_of_files(tmp_path: Path) -> None:
    """The files of a folder are read in the order of their names; a BOM, as Windows editors write it, does no harm."""
    write(tmp_path, '\ufeffname = "防災"\nterms = ["避難所"]\n', "b.toml")
    write(tmp_path, 'name = "農業"\nterms = ["農地"]\n', "a.toml")
    assert load_themes(tmp_path).names == ("農業", "防災")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('name = "防災"\nterms = ["避難所"]\nterm = ["津波"]\n', 3, "terms"),  # a slip in the key: the known keys are listed
        ('name = "防災"\nterms = "避難所"\n', 2, "[…] 角括弧 list"),
        ('name = "防災"\nterms = ["避難所", 5]\n', 2, "5"),
        ('name = "防災"\nterms = ["避難所", ""]\n', 2, "empty"),
        ('terms = ["避難所"]\n', 1, "name"),
        ('name = "防災"\n', 1, "terms"),
        ('name = "防災"\nterms = ["避難所"]\nweak = ["川", "避難所"]\n', 3, "避難所"),
        ('name = "防災"\nterms = ["避難所"]\n\n[[rule]]\nwithin = 5\n', 4, "all"),
        ('name = "防災"\nterms = ["避難所"]\n[[rule]]\nall = [["川"], ["氾濫"]]\nwithin = "近く"\n', 5, "within"),
        ('name = "防災"\nterms = ["避難所"]\nbackground = "はい"\n', 3, "true"),
        ('name = "防災"\nterms = ["避難所"\n', 2, "TOML"),
        ("[theme]\nname = 1\n", 1, "[[theme]]"),
    ],
)
def test_errors_name_file_line_key_and_a_fix(tmp_path: Path, text: str, line: int, says: str) -> None:
    """What is wrong is said with the file, the line and what to write instead, in both languages."""
    path = write(tmp_path, text)
    with pytest.raises(ThemeError) as error:
        load_themes(path)
    message = str(error.value)
    assert message.startswith(str(path))
    assert f":{line}:" in message or f"line {line}" in message
    assert all(part in message for part in says.split(" ")[-1:])
    assert " / " in message


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A path that does not exist is an error with the path."""
    with pytest.raises(ThemeError, match="gone"):
        load_themes(tmp_path / "gone.toml")


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    """A file saved in Shift_JIS is told apart from a broken one."""
    path = tmp_path / "sjis.toml"
    path.write_bytes('name = "防災"'.encode("cp932"))
    with pytest.raises(ThemeError, match="UTF-8"):
        load_themes(path)


def test_two_themes_of_one_name(tmp_path: Path) -> None:
    """A name can stand for one theme only."""
    write(tmp_path, 'name = "防災"\nterms = ["避難所"]\n', "a.toml")
    write(tmp_path, 'name = "防災"\nterms = ["津波"]\n', "b.toml")
    with pytest.raises(ThemeError, match="防災"):
        load_themes(tmp_path)


def test_the_files_are_kept_tidy() -> None:
    """One theme a file, no word twice in a list."""
    import tomllib

    for path in BUILTIN.glob("*.toml"):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for key in ("terms", "weak", "typos", "not"):
            words = table.get(key, [])
            assert len(words) == len(set(words)), (path.name, key)
