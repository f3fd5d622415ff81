"""Themes from and for KH Coder: the part of its coding rules that a policy coder uses.

A code is a line ＊name and the conditions under it: words, 'strings' and phrases (a+b) joined by or, groups joined by
and (&), and not (&!), near(a-b)[10], seq(a-b), codes defined above (<＊name>). KH Coder looks for its own words in a
document; here a word is looked for as printed, and words that must stand together in one sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from minutes.errors import ThemeError
from minutes.themes.dictionary import Rule, Theme, Themes
from minutes.themes.spelling import Variants, exchanged

_TOKEN = re.compile(r"\s*(?P<token>'[^'\n]*'|(?:near|seq)\([^)\n]*\)(?:\[[^\]\n]*\])?|<[^>\n]*>|&!|\|!|[()|&!]|[^\s()|&!'<>]+)")
_NEAR = re.compile(r"(?:near|seq)\((?P<words>[^)]*)\)(?:\[b?(?P<within>\d*)[a-z]*\])?")
_OPERATORS = {"and": "&", "or": "|", "not": "!", "AND": "&", "OR": "|", "NOT": "!"}

_CHARS_A_WORD = 2
"""Characters that stand for one word of KH Coder in `near`."""

_DEFAULT_WORDS = 10


def read_coding_rules(path: str | Path) -> Themes:
    """The codes of a KH Coder coding rule file as themes; raises `ThemeError` with file, line and what cannot be read."""
    where = Path(path)
    try:
        text = where.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        text = where.read_text(encoding="cp932")
    except OSError as error:
        raise ThemeError(f"{where}: ファイルを開けません。パスを確かめてください / cannot open: check the path ({error.strerror})") from error
    themes: dict[str, Theme] = {}
    for line, name, conditions in _codes(text):
        themes[name] = _Reader(where, line, conditions, themes).theme(name)
    if not themes:
        raise ThemeError(f"{where}:1: コードがありません。＊で始まる行にコード名を書いてください / no code: write its name on a line that begins with ＊")
    return Themes(tuple(themes.values()), path=str(where))


def to_coding_rules(themes: Themes) -> str:
    """The themes as a KH Coder coding rule file: terms, their regular variants and misprints as 'strings', rules as pairs joined by &.

    Weak words and exclusions are left out, and so is how near the words of a rule must stand.
    """
    return "\n".join(_written(theme, themes.variants) for theme in themes.themes)


def _written(theme: Theme, variants: Variants) -> str:
    words = dict.fromkeys(spelled for term in (*theme.terms, *theme.typos) for spelled in exchanged(term, variants))
    conditions = [_quoted(tuple(words)), *(f"( {' & '.join(f'( {_quoted(group)} )' for group in rule.groups)} )" for rule in theme.rules)]
    excepted = " ".join(f"&! ( {' & '.join(f'( {_quoted(group)} )' for group in rule.groups)} )" for rule in theme.exceptions)
    whole = "\n| ".join(condition for condition in conditions if condition)
    return f"＊{theme.name}\n" + (f"( {whole} ) {excepted}" if excepted else whole) + "\n"


def _quoted(words: tuple[str, ...]) -> str:
    return " | ".join(f"'{word}'" for word in words if "'" not in word)


def _codes(text: str) -> Iterator[tuple[int, str, str]]:
    """(line, name, conditions) of each code; lines that begin with # are comments."""
    name, at, lines = "", 0, list[str]()
    for n, line in enumerate(text.splitlines(), 1):
        if line.startswith(("＊", "*")):
            if name:
                yield at, name, "\n".join(lines)
            name, at, lines = line[1:].strip(), n, []
        elif not line.startswith("#"):
            lines.append(line)
    if name:
        yield at, name, "\n".join(lines)


@dataclass(frozen=True)
class _Node:
    """A condition: `kind` word (then `words`), rule, or, and, not."""

    kind: str
    words: tuple[str, ...] = ()
    parts: tuple["_Node", ...] = ()
    rule: Rule | None = None


class _Reader:
    """Reads the conditions of one code: or of and of not of a word, a rule, a code or a group in brackets."""

    def __init__(self, path: Path, line: int, text: str, known: dict[str, Theme]) -> None:
        self._where, self._known = f"{path}:{line}", known
        self._tokens = [_OPERATORS.get(m["token"], m["token"]) for m in _TOKEN.finditer(text)]
        self._tokens = [part for token in self._tokens for part in (list(token) if token in ("&!", "|!") else [token])]

    def theme(self, name: str) -> Theme:
        """The theme that the conditions make."""
        if not self._tokens:
            raise self._error("条件がありません。コード名の次の行に書いてください", "no condition: write it on the next line")
        node = self._either()
        if self._tokens:
            raise self._error(f"「{self._tokens[0]}」の前が読めません。or か and を入れてください", f"cannot read before {self._tokens[0]!r}: put or / and")
        terms: list[str] = []
        rules: list[Rule] = []
        exceptions: list[Rule] = []
        for part in node.parts if node.kind == "or" else (node,):
            self._add(part, terms, rules, exceptions)
        return Theme(name, terms=tuple(dict.fromkeys(terms)), rules=tuple(rules), exceptions=tuple(exceptions))

    def _add(self, node: _Node, terms: list[str], rules: list[Rule], exceptions: list[Rule]) -> None:
        """Adds one alternative: words as terms, words that must stand together as a rule."""
        if node.kind == "word":
            terms += node.words
        elif node.rule:
            rules.append(node.rule)
        elif node.kind == "or":
            for part in node.parts:
                self._add(part, terms, rules, exceptions)
        elif node.kind == "and":
            asked = [part for part in node.parts if part.kind != "not"]
            if not asked:
                raise self._error("not だけの条件は使えません。何があるときかも書いてください", "a condition of not alone: say what must be there")
            if len(asked) == 1:
                self._add(asked[0], terms, rules, exceptions)
            else:
                rules.append(Rule(tuple(self._words(part) for part in asked)))
            exceptions += [self._exception(asked[0], part.parts[0]) for part in node.parts if part.kind == "not"]
        else:
            raise self._error("not だけの条件は使えません。何があるときかも書いてください", "a condition of not alone: say what must be there")

    def _exception(self, asked: _Node, refused: _Node) -> Rule:
        """When the words asked for do not count: beside a word that is refused, or where the refused words stand together."""
        if refused.kind == "and":
            return Rule(tuple(self._words(part) for part in refused.parts))
        plain = [part for part in (asked.parts if asked.kind == "or" else (asked,)) if part.kind == "word"]
        return Rule((tuple(word for part in plain for word in part.words), self._words(refused)))

    def _words(self, node: _Node) -> tuple[str, ...]:
        """A group of alternatives as words."""
        if node.kind == "word":
            return node.words
        if node.kind == "or":
            return tuple(word for part in node.parts for word in self._words(part))
        raise self._error("条件の入れ子が深すぎます。(a or b) and (c or d) の形に分けてください", "nested too deeply: write it as (a or b) and (c or d)")

    def _either(self) -> _Node:
        parts = [self._all()]
        while self._tokens[:1] == ["|"]:
            self._tokens.pop(0)
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else _Node("or", parts=tuple(parts))

    def _all(self) -> _Node:
        parts = [self._one()]
        while self._tokens[:1] == ["&"]:
            self._tokens.pop(0)
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else _Node("and", parts=tuple(parts))

    def _one(self) -> _Node:
        """A word, a rule, a code, a group in brackets, or not one of these."""
        if not self._tokens or self._tokens[0] in ("|", "&", ")"):
            raise self._error("語が足りません。演算子の両側に語を書いてください", "a word is missing beside an operator")
        read = self._tokens.pop(0)
        if read == "!":
            return _Node("not", parts=(self._one(),))
        if read == "(":
            node = self._either()
            if self._tokens[:1] != [")"]:
                raise self._error("括弧が閉じていません", "a bracket is not closed")
            self._tokens.pop(0)
            return node
        if near := _NEAR.fullmatch(read):
            within = int(near["within"] or _DEFAULT_WORDS) * _CHARS_A_WORD
            return _Node("rule", rule=Rule(tuple((word.strip(),) for word in near["words"].split("-")), within))
        if read.startswith("<"):
            return self._code(read.strip("<>").lstrip("＊*").strip())
        return _Node("word", (read.strip("'").replace("+", ""),))

    def _code(self, name: str) -> _Node:
        """The words of a code defined above."""
        if name not in self._known:
            raise self._error(f"コード「{name}」がこれより上にありません。変数や長さの条件は読めません", f"no code {name!r} above; no variables or lengths")
        return _Node("or", parts=tuple(_Node("word", (term,)) for term in self._known[name].terms))

    def _error(self, ja: str, en: str) -> ThemeError:
        return ThemeError(f"{self._where}: {ja} / {en}")
