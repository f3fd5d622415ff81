"""What the report says, in one language: the table `messages.toml`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from minutes.columns import column
from minutes.errors import OptionError

LANGUAGES = ("ja", "en")
ERAS = ((2019, "令和"), (1989, "平成"), (1926, "昭和"))


@cache
def catalogue() -> dict[str, list[str]]:
    """Every message as [Japanese, English]."""
    return tomllib.loads(files("minutes.report").joinpath("messages.toml").read_text(encoding="utf-8"))


class Words:
    """The report's messages in one language."""

    def __init__(self, lang: str) -> None:
        if lang not in LANGUAGES:
            raise OptionError(f"lang='{lang}' はありません。ja か en です / no such language: ja or en")
        self.lang = lang

    def __call__(self, key: str, **values: object) -> str:
        """A message with its {places} filled."""
        return catalogue()[key][LANGUAGES.index(self.lang)].format(**values)

    def column(self, name: str) -> str:
        """What a column is called: by a message of its own, else by the data dictionary."""
        if name in catalogue():
            return self(name)
        found = column(name)
        return found.japanese if found and self.lang == "ja" else name.replace("_", " ")

    def of(self, kind: str, value: Any) -> str:
        """What a value of a column is called: role chair → 議長・会長; values without a name as they are, missing ones 不明."""
        import pandas as pd

        if value is None or pd.isna(value):
            return self("unknown")
        if kind == "fiscal_year":
            return self.year(int(value))
        found = catalogue().get(f"{kind}_{value}")
        return found[LANGUAGES.index(self.lang)] if found else str(value)

    def year(self, year: int) -> str:
        """A fiscal year as its readers write it: 2024 → 2024（令和6）."""
        if self.lang == "en":
            return str(year)
        era = next(((name, year - start + 1) for start, name in ERAS if year >= start), None)
        return f"{year}（{era[0]}{'元' if era[1] == 1 else era[1]}）" if era else str(year)
