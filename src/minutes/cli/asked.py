"""What a comparison is about, from the words of the command line: columns, filters, themes."""

from argparse import Namespace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from minutes.columns import column
from minutes.compare.select import as_names, checked
from minutes.errors import OptionError

if TYPE_CHECKING:
    import pandas as pd

    from minutes.corpus.corpus import Corpus

WHOLE = ("year", "fiscal_year", "number", "turn", "item")


def by_of(args: Namespace) -> list[str]:
    """The columns of `--by`, checked: "municipality,role" → two names."""
    return as_names([name.strip() for name in str(args.by).split(",") if name.strip()])


def where_of(args: Namespace) -> dict[str, object] | None:
    """The filters of `--where`, a list of values for each column: role=member,official → {"role": ["member", "official"]}."""
    found: dict[str, object] = {}
    for given in args.where or ():
        name, sign, values = given.partition("=")
        if not sign or not values.strip():
            raise OptionError(f"--where {given}: 列=値 の形で書いてください（例 role=member） / write column=value, as in role=member")
        name = checked(name.strip())
        before = found.get(name, [])
        found[name] = [*(before if isinstance(before, list) else []), *(_value(name, v.strip()) for v in values.split(",") if v.strip())]
    return found or None


def _value(name: str, text: str) -> object:
    """The value as the column holds it: whole numbers as such, codes with their zeros."""
    known = column(name, table="turns")
    if name not in WHOLE and (known is None or known.type != "integer"):
        return text
    try:
        return int(text)
    except ValueError:
        raise OptionError(f"--where {name}={text}: 数で書いてください / {name} is a whole number") from None


def tags_of(args: Namespace, corpus: "Corpus") -> "pd.DataFrame":
    """The tags of the corpus: by the themes of `--themes`, and of those only the ones that `--theme` names."""
    import pandas as pd

    from minutes.themes.dictionary import load_themes
    from minutes.themes.tag import tag

    themes = load_themes(args.themes)
    wanted = [name for given in getattr(args, "theme", None) or () for name in given.split(",")]
    known = [t.name for t in themes.themes]
    for name in wanted:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.1) or known[:1]
            raise OptionError(f"--theme {name}: テーマがありません / no such theme. '{near[0]}' のことですか / did you mean '{near[0]}'?")
    tags = tag(corpus, themes)
    if not wanted:
        return tags
    return tags[tags["theme"].isin(wanted)].astype({"theme": pd.CategoricalDtype(sorted(set(wanted)))})
