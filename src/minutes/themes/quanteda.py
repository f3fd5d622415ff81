"""Themes from and for quanteda: its dictionaries as YAML, a key and the words under it.

A key over other keys is the field of policy over its themes; its name stands before theirs (環境/ごみ). A word may end or
begin with * (any letters may follow): Japanese words are found inside longer ones anyway. What YAML cannot hold
(weak words, exclusions, rules) is left out on the way out, and the file says so in its first lines.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from minutes.errors import OptionError, ThemeError
from minutes.themes.dictionary import Theme, Themes
from minutes.themes.spelling import exchanged

_LATIN = re.compile(r"[ -~]+")


def read_quanteda(path: str | Path) -> Themes:
    """The keys of a quanteda dictionary file (YAML) as themes; needs PyYAML, `pip install 'minutes[yaml]'`.

    Raises `ThemeError` with file, line, key and what to write instead, `OptionError` where PyYAML is missing.
    """
    where = Path(path)
    root = _composed(where)
    if root is None or root.id != "mapping" or not root.value:
        line = 1 if root is None else root.start_mark.line + 1
        raise ThemeError(f"{where}:{line}: キーがありません。「テーマ名:」の下に語を - で並べてください / no keys: write a name and a colon, and the words under it as a list")
    themes = [Theme(name, terms=words) for name, words in _keys(where, root, "", set())]
    names = [theme.name for theme in themes]
    for name in names:
        if names.count(name) > 1:
            raise ThemeError(f"{where}:1: {name}: 同じキーが二つあります。一つにまとめてください / the key is there twice: merge them")
    return Themes(tuple(themes), path=str(where))


def to_quanteda(themes: Themes) -> str:
    """The themes as a quanteda dictionary (YAML): the terms of each, their regular variants and misprints.

    For `quanteda::dictionary(file = "themes.yml")`; look it up with `tokens_lookup(..., valuetype = "fixed")` on
    tokens in which the terms are whole (`tokens_compound`).
    """
    left = sum(bool(t.weak or t.exclude or t.rules or t.exceptions) for t in themes.themes)
    lines = ["# Themes of minutes as a quanteda dictionary."]
    if left:
        lines.append(f"# Left out, for quanteda has no place for them: weak words, exclusions and rules of {left} themes.")
    for theme in themes.themes:
        words = dict.fromkeys(spelled for term in (*theme.terms, *theme.typos) for spelled in exchanged(term, themes.variants))
        lines += [f"{_quoted(theme.name)}:", *(f"  - {_quoted(word)}" for word in words)]
    return "\n".join(lines) + "\n"


def _composed(where: Path) -> Any:
    """The tree of the file as YAML nodes: no value is made into anything but a text."""
    try:
        import yaml
    except ImportError:
        raise OptionError("YAML の読み込みには PyYAML が要ります: pip install 'minutes[yaml]' / reading YAML needs PyYAML: pip install 'minutes[yaml]'") from None
    try:
        return yaml.compose(where.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise ThemeError(f"{where}: ファイルを開けません。パスを確かめてください / cannot open: check the path ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ThemeError(f"{where}: UTF-8 ではありません。UTF-8 で保存し直してください / not UTF-8: save it as UTF-8") from error
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        hint = "字下げとコロンの後の空白を見てください / not YAML: look at the indents and for a blank behind each colon"
        raise ThemeError(f"{where}:{mark.line + 1 if mark else 1}: YAML として読めません。{hint}") from error


def _keys(where: Path, mapping: Any, above: str, seen: set[int]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(name, words) of each key, those of inner keys with the outer name before them."""
    if id(mapping) in seen:
        raise ThemeError(f"{where}:{mapping.start_mark.line + 1}: 別名（*）は使えません。語を書いてください / aliases are not read: write the words")
    seen.add(id(mapping))
    for key, value in mapping.value:
        name = f"{above}{str(key.value).strip()}"
        words = _words(where, name, value)
        if words:
            yield name, words
        for inner in _inner(value):
            yield from _keys(where, inner, f"{name}/", seen)


def _inner(value: Any) -> Iterator[Any]:
    if value.id == "mapping":
        yield value
    elif value.id == "sequence":
        yield from (one for one in value.value if one.id == "mapping")


def _words(where: Path, name: str, value: Any) -> tuple[str, ...]:
    """The words right under a key: a list, or one word."""
    nodes = value.value if value.id == "sequence" else [value] if value.id == "scalar" else []
    found = dict.fromkeys(_word(where, name, node) for node in nodes if node.id == "scalar" and str(node.value).strip())
    if not found and value.id != "mapping" and not list(_inner(value)):
        raise ThemeError(f"{where}:{value.start_mark.line + 1}: {name}: 語がありません。下に「  - 語」と書いてください / no words: write '  - word' under it")
    return tuple(found)


def _word(where: Path, name: str, node: Any) -> str:
    """One word without the wildcards at its ends; Japanese words that were cut by blanks are joined."""
    text = str(node.value).strip()
    word = text.strip("*")
    wild = re.search(r"[*?]", word) or (word != text and _LATIN.fullmatch(word))
    if wild or not word:
        fix = "そのとおりの語を並べてください。* は日本語の語の前後だけで使えます / list the words themselves: * is read only at the ends of Japanese words"
        raise ThemeError(f"{where}:{node.start_mark.line + 1}: {name}: 「{text}」の * や ? は読めません。{fix}")
    return re.sub(r"(?<![ -~]) +| +(?![ -~])", "", word)


def _quoted(text: str) -> str:
    """A string in double quotes: JSON's are YAML's, too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
