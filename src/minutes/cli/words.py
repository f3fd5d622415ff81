"""What the command line says, in the reader's language, and tables for the screen with full-width characters in line."""

import locale
import os
import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@cache
def _messages() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("messages.toml").read_text(encoding="utf-8"))


def language(given: str | None) -> str:
    """The language, ja or en: as given, else by LANGUAGE, LC_ALL, LC_MESSAGES, LANG or the system's setting; Japanese when nothing says otherwise."""
    if given:
        return given
    names = [os.environ.get(v, "") for v in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")]
    stated = next((n for n in names if n and n not in ("C", "POSIX", "C.UTF-8", "C.utf8")), None) or locale.getlocale()[0] or ""
    return "en" if stated.lower().startswith("en") else "ja"


@dataclass(frozen=True, slots=True)
class Words:
    """The messages of one language: `words("compare")` for help, `words.say("reading")` for what is reported."""

    lang: str

    def __call__(self, key: str) -> str:
        """The help text of a command or option."""
        return _messages()["help"][key][self.lang == "en"]

    def say(self, key: str, **values: object) -> str:
        """A message of a run, its {places} filled."""
        return _messages()["say"][key][self.lang == "en"].format(**values)

    def title(self, table: str, **values: object) -> str:
        """The title of a table, or its name where it has none."""
        return self.say(f"title_{table}", **values) if f"title_{table}" in _messages()["say"] else table

    def usage(self, message: str) -> str:
        """What argparse says of a mistake, in this language; as it is where the table does not know it."""
        for pattern, japanese, english in _messages()["usage"].values():
            if found := re.fullmatch(pattern, message, re.DOTALL):
                return (english if self.lang == "en" else japanese).format(*found.groups())
        return message

    def own(self, text: str) -> str:
        """The half of "日本語 / English" that is in this language."""
        japanese, _, english = text.partition(" / ")
        return english if self.lang == "en" and english else japanese

    def shown(self, column: str, value: str) -> str:
        """A value of a column as the reader knows it (role: member → 委員・議員); values that have no other name as they are."""
        names = _messages()["values"].get(f"{column}.{value}")
        return value if names is None else names[self.lang == "en"]


def width(text: str) -> int:
    """Columns on a terminal: full-width characters take two, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def clean(text: str) -> str:
    """`text` without control characters: nothing in a file name or a record can move the cursor; 外字 as 〓 with their code."""
    from minutes.text.gaiji import shown

    return "".join(c if c.isprintable() else " " for c in shown(text))


def screen_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table for the screen: text to the left, numbers to the right, two blanks between."""
    cells = [[clean(str(c)) for c in columns], *([clean("" if v is None else str(v)) for v in row] for row in rows)]
    widths = [max(width(row[k]) for row in cells) for k in range(len(columns))]
    numeric = [all(_number(row[k]) for row in cells[1:]) and len(cells) > 1 for k in range(len(columns))]
    lines = ["  ".join(padded(cell, widths[k], right=numeric[k]) for k, cell in enumerate(row)).rstrip() for row in cells]
    return "\n".join([lines[0], "  ".join("-" * w for w in widths), *lines[1:]])


def _number(cell: str) -> bool:
    return not cell or cell[0].isdigit() or cell[0] in "-–"


def padded(cell: str, columns: int, *, right: bool) -> str:
    """A cell in so many columns of the terminal."""
    gap = " " * (columns - width(cell))
    return gap + cell if right else cell + gap


_PLAIN = str.maketrans("–—", "--")  # CP932 has neither


def show(text: str, *, to_errors: bool = False) -> None:
    """Print; dashes that the stream cannot encode are shown as -, other such characters as ?, instead of ending the run."""
    stream = sys.stderr if to_errors else sys.stdout
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate(_PLAIN).encode(encoding, "replace").decode(encoding)
    print(text, file=stream)
