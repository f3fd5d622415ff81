"""One TOML file of a theme dictionary: its tables and words, and errors that say where to look and what to write."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from minutes.errors import ThemeError

_THEME_KEYS = ("name", "english", "covers", "background", "terms", "weak", "typos", "not", "rule", "except")
_RULE_KEYS = ("all", "within")
_PAGE_KEYS = ("theme", "variants")

Table = Mapping[str, object]


@dataclass(frozen=True)
class Page:
    """A file, its text for telling lines, and what TOML makes of it."""

    path: Path
    text: str = field(repr=False)
    content: dict[str, object] = field(repr=False)

    @classmethod
    def read(cls, path: Path) -> "Page":
        """The page at `path`; raises `ThemeError` for a file that is missing, is not UTF-8 or is not TOML."""
        try:
            text = path.read_text(encoding="utf-8-sig")
            return cls(path, text, tomllib.loads(text))
        except OSError as error:
            raise ThemeError(f"{path}: ファイルを開けません。パスを確かめてください / cannot open: check the path ({error.strerror})") from error
        except UnicodeDecodeError as error:
            raise ThemeError(f"{path}: UTF-8 ではありません。UTF-8 で保存し直してください / not UTF-8: save it as UTF-8") from error
        except tomllib.TOMLDecodeError as error:
            stated = re.search(r"at line (\d+)", str(error))
            line = stated[1] if stated else text.rstrip("\n").count("\n") + 1
            hint = "引用符・カンマ・括弧の閉じ忘れを見てください / not TOML: look for an unclosed quote or bracket, or a missing comma"
            raise ThemeError(f"{path}:{line}: TOML として読めません。{hint}: {error}") from error

    def tables(self) -> Iterator[Table]:
        """Each theme of the page."""
        listed = self.content.get("theme", [])
        single = {key: value for key, value in self.content.items() if key not in _PAGE_KEYS}
        for table in [*self._tables(listed, "theme"), *([single] if single else [])]:
            self._known(table, _THEME_KEYS if table is not single else (*_THEME_KEYS, *_PAGE_KEYS))
            yield table

    def variants(self) -> Iterator[tuple[str, ...]]:
        """Each group of spellings of the page."""
        groups = self.content.get("variants", [])
        if not isinstance(groups, list):
            raise self.error("variants", '[["子ども", "こども"], …] と書いてください', 'write [["a", "b"], …]')
        for group in groups:
            yield self._strings(group, "variants")

    def rules(self, table: Table, key: str) -> Iterator[Table]:
        """Each rule of a theme under `key`."""
        for rule in self._tables(table.get(key, []), key):
            self._known(rule, _RULE_KEYS)
            yield rule

    def flag(self, table: Table, key: str) -> bool:
        """The true or false at `key`, false where it is missing."""
        value = table.get(key, False)
        if not isinstance(value, bool):
            raise self.error(key, f"{key} = true か {key} = false と書いてください", f"write {key} = true or {key} = false")
        return value

    def text_of(self, table: Table, key: str) -> str:
        """The string at `key`, empty where it is missing."""
        value = table.get(key, "")
        if not isinstance(value, str):
            raise self.error(key, f'{key} = "…" と、引用符で囲んで書いてください', f'{key} must be a string: {key} = "…"')
        return value.strip()

    def words(self, table: Table, key: str) -> tuple[str, ...]:
        """The list of words at `key`, empty where it is missing."""
        return self._strings(table.get(key, []), key)

    def groups(self, rule: Table) -> tuple[tuple[str, ...], ...]:
        """The groups of words of a rule, at least one."""
        groups = rule.get("all")
        if not isinstance(groups, list) or not groups:
            raise self.error("all", 'all = [["窓口"], ["行かない", "来なくても"]] のように書いてください', 'write all = [["a"], ["b", "c"]]')
        return tuple(self._strings(group, "all") for group in groups)

    def count(self, rule: Table, key: str) -> int | None:
        """The whole number at `key`, None where it is missing."""
        value = rule.get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
            raise self.error(key, f"{key} = 20 のように、1 以上の整数を書いてください", f"{key} must be a whole number from 1")
        return value

    def error(self, key: str, ja: str, en: str, *, near: str | None = None) -> ThemeError:
        """The error to raise for `key`: file, line, key, and what to do in both languages."""
        return ThemeError(f"{self.path}:{self._line(key, near)}: {key}: {ja} / {en}")

    def _line(self, key: str, near: str | None) -> int:
        """The line where `key` is set, or where `near` stands in quotes from there on; the table's line where the key is missing."""
        places = (re.search(rf"(?m)^\s*(?:\[\[?\s*(?:\w+\.)?)?{re.escape(name)}\b", self.text) for name in (key, "rule", "theme"))
        at = next((place.end() for place in places if place), 0)
        if near is not None:
            quoted = re.compile(rf"""["']{re.escape(near)}["']""")
            found = quoted.search(self.text, at) or quoted.search(self.text)
            at = found.end() if found else at
        return self.text.count("\n", 0, at) + 1

    def _tables(self, value: object, key: str) -> list[Table]:
        if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
            raise self.error(key, f"[[{key}]] と、二重の角括弧で始めてください", f"start it with [[{key}]]")
        return value

    def _known(self, table: Table, known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                raise self.error(key, f"知らない項目です。使えるのは {'、'.join(known)} です", f"unknown key: use one of {', '.join(known)}")

    def _strings(self, value: object, key: str) -> tuple[str, ...]:
        """`value` as a list of words, none empty, each once."""
        if not isinstance(value, list):
            raise self.error(key, f'{key} = ["…", "…"] と、角括弧で囲んで書いてください', f'{key} must be a list: {key} = ["…", "…"]')
        for word in value:
            if not isinstance(word, str):
                raise self.error(key, f"{word!r} を引用符で囲んでください", f"put {word!r} in quotes", near=None)
            if not word.strip():
                raise self.error(key, "空の語があります。消すか語を書いてください", "an empty word: remove it or write one", near=word)
        return tuple(dict.fromkeys(word.strip() for word in value))
