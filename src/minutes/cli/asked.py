"""What a comparison is about, from the words of the command line: columns, filters, themes."""

from argparse import Namespace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from minutes.columns import column
from minutes.compare.select import as_names, checked
from minutes.errors import OptionError

if TYPE_CHECKING:
    import pandas as pd

    from minutes.archive.store import Archive
    from minutes.corpus.corpus import Corpus
    from minutes.themes.dictionary import Themes

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


def told(where: dict[str, object] | None) -> str:
    """The filters as a line tells them: {"role": ["member", "official"]} → " · role=member,official"."""
    return "".join(f" · {name}={','.join(map(str, values if isinstance(values, list) else [values]))}" for name, values in (where or {}).items())


def _value(name: str, text: str) -> object:
    """The value as the column holds it: whole numbers as such, codes with their zeros."""
    known = column(name, table="turns")
    if name not in WHOLE and (known is None or known.type != "integer"):
        return text
    try:
        return int(text)
    except ValueError:
        raise OptionError(f"--where {name}={text}: 数で書いてください / {name} is a whole number") from None


def tags_of(args: Namespace, corpus: "Corpus | Archive") -> "pd.DataFrame | None":
    """The tags of the corpus: by the themes of `--themes`, and of those only the ones that `--theme` names.

    None where they are just those that an archive keeps, which it brings with it: without `--themes`, or with the themes that it was tagged by.
    """
    import pandas as pd

    from minutes.archive.store import Archive
    from minutes.themes.dictionary import load_themes

    themes = load_themes(args.themes)
    wanted = [name for given in getattr(args, "theme", None) or () for name in given.split(",")]
    kept = isinstance(corpus, Archive) and keeps_tags(corpus, args.themes)
    if kept and not wanted:
        return None
    known = [t.name for t in themes.themes]
    if isinstance(corpus, Archive) and kept:
        known += [name for name in corpus.sql("SELECT DISTINCT theme FROM tags ORDER BY theme")["theme"] if name not in known]
    for name in wanted:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.1) or known[:1]
            raise OptionError(f"--theme {name}: テーマがありません / no such theme. '{near[0]}' のことですか / did you mean '{near[0]}'?")
    tags = corpus.tags if isinstance(corpus, Archive) and kept else _tagged(corpus, themes)
    if not wanted:
        return tags
    return tags[tags["theme"].isin(wanted)].astype({"theme": pd.CategoricalDtype(sorted(set(wanted)))})


def every_tag_of(args: Namespace, corpus: "Corpus | Archive") -> "pd.DataFrame":
    """What `tags_of` gives, as a table in any case."""
    from minutes.compare.stored import opened

    tags = tags_of(args, corpus)
    return opened(corpus).tags if tags is None else tags


def keeps_tags(archive: "Archive", themes: str | None) -> bool:
    """Are the tags of an archive those that these themes give? Without any the themes of the archive are meant."""
    from minutes.archive.stages import TAGS, difference, wanted

    if themes is None:
        return True
    state, asked = archive.state, wanted(themes=themes).keys[TAGS]
    made = {state.parts[n].keys[TAGS] for n in set(state.live[TAGS].values())}
    return all({"tagger", "themes"}.isdisjoint(difference(key, asked).split(", ")) for key in made)


def _tagged(corpus: "Corpus | Archive", themes: "Themes") -> "pd.DataFrame":
    """The tags by these themes; of an archive some meetings at a time."""
    import pandas as pd

    from minutes.archive.store import Archive
    from minutes.themes.tag import tag

    if not isinstance(corpus, Archive):
        return tag(corpus, themes)
    parts = [tag(block, themes) for block in corpus.blocks()]
    return pd.concat([tag((), themes), *parts], ignore_index=True)
