"""The table `titles.toml`: printed titles and their roles, honorifics, and the words that are no speakers."""

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from minutes.text.alternatives import longest
from minutes.text.fold import fold


@dataclass(frozen=True, slots=True)
class Titles:
    """The table: title → role, the lengths of titles by their first or last character, longest first, and the words that are no speakers."""

    roles: dict[str, str]
    lengths: dict[str, tuple[int, ...]]
    honorifics: tuple[str, ...]
    surnames: frozenset[str]
    remarks: frozenset[str]
    likely: tuple[str, ...]
    crowd: frozenset[str]
    sides: frozenset[str]
    alone: frozenset[str]
    anyone: tuple[str, ...]
    not_names: frozenset[str]
    not_labels: frozenset[str]
    not_starting: tuple[str, ...]
    organisation: re.Pattern[str]
    words: frozenset[str]
    joints: frozenset[str]
    longest_word: int
    units: tuple[str, ...]


@cache
def titles() -> Titles:
    """The table of `titles.toml`, read once."""
    table = tomllib.loads(files("minutes.text").joinpath("titles.toml").read_text(encoding="utf-8"))
    roles = {fold(t): role for role, names in table["roles"].items() for t in names}
    found = defaultdict[str, set[int]](set)
    for title in roles:
        found[title[0]].add(len(title))
        found[title[-1]].add(len(title))
    labels, organisation = table["labels"], table["organisation"]
    words = frozenset(fold(w) for w in organisation["words"])
    return Titles(
        roles=roles,
        lengths={edge: tuple(sorted(lengths, reverse=True)) for edge, lengths in found.items()},
        honorifics=tuple(sorted(labels["honorifics"], key=lambda w: (-len(w), w))),
        surnames=frozenset(labels["surnames"]),
        remarks=frozenset(labels["remarks"]),
        likely=tuple(labels["likely"]),
        crowd=frozenset(labels["crowd"]),
        sides=frozenset(labels["sides"]),
        alone=frozenset(labels["alone"]),
        anyone=tuple(labels["anyone"]),
        not_names=frozenset(labels["not_names"]),
        not_labels=frozenset(fold(w) for w in labels["not_labels"]),
        not_starting=tuple(fold(w) for w in labels["not_starting"]),
        organisation=re.compile(longest(words)),
        words=words,
        joints=frozenset(fold(w) for w in organisation["joints"]),
        longest_word=max(map(len, words)),
        units=tuple(organisation["units"]),
    )


def ending_title(folded: str) -> str:
    """The longest title of the table with which a label ends: 副会長 of 田中副会長; "" where it ends with none."""
    table = titles()
    for n in table.lengths.get(folded[-1:], ()):
        if folded[-n:] in table.roles:
            return folded[-n:]
    return ""


def starting_title(folded: str) -> str:
    """The longest title of the table with which a label begins; "" where it begins with none."""
    table = titles()
    for n in table.lengths.get(folded[:1], ()):
        if folded[:n] in table.roles:
            return folded[:n]
    return ""


def without_honorific(name: str) -> str:
    """髙野敏夫君 → 髙野敏夫; a name without an honorific as it is."""
    if not name.endswith(titles().honorifics):
        return name
    return name.removesuffix(next(h for h in titles().honorifics if name.endswith(h)))
