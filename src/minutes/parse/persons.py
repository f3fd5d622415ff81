"""One person, many labels: 白澤委員 is 白澤副会長, 会長 is 小國会長, within one meeting and on evidence only."""

from collections.abc import Mapping, Sequence

from minutes.model import Attendee, Speaker
from minutes.text.names import name_key
from minutes.text.titles import squeeze


def with_persons(speakers: Sequence[Speaker], roster: Sequence[Attendee]) -> list[Speaker]:
    """The speakers with `person` filled: a name where one is known, else the label; "" where the label names nobody.

    A surname is the full name of the list where exactly one person there has it. A title alone (会長) is the one
    named person who bears that title in the talk or on the list; 事務局 or 委員 alone stays what it is.
    """
    each = {id(s): s for s in speakers}  # one object stands for all speeches under one heading
    names = {name: name_key(name) for name in sorted({a.name for a in roster if a.name} | {s.name for s in each.values() if len(s.name) > 1})}
    bearers = _bearers(list(each.values()), roster)
    found = {key: Speaker(s.label, s.name, s.title, s.role, s.group, s.affiliation, _person(s, names, bearers)) for key, s in each.items()}
    return [found[id(s)] for s in speakers]


def _person(s: Speaker, names: Mapping[str, str], bearers: dict[str, set[str]]) -> str:
    if not s.name:
        only = bearers.get(squeeze(s.title), set())
        return _full(next(iter(only)), names) if len(only) == 1 and s.role in ("chair", "vice_chair", "official") else squeeze(s.label)
    return _full(s.name, names)


def _full(name: str, names: Mapping[str, str]) -> str:
    """The longest form of this name, when all longer forms are one person; `names` gives the key of each name."""
    key = name_key(name)
    same = sorted([n for n, k in names.items() if k.startswith(key)], key=lambda n: (-len(n), n))
    longest = [n for n in same if not any(names[m].startswith(names[n]) and m != n and len(m) > len(n) for m in same)]
    return longest[0] if len({names[n] for n in longest}) == 1 else name


def _bearers(speakers: Sequence[Speaker], roster: Sequence[Attendee]) -> dict[str, set[str]]:
    """Title → the keys of those who bear it by name."""
    found: dict[str, set[str]] = {}
    for name, title in [*((s.name, s.title) for s in speakers), *((a.name, a.title) for a in roster)]:
        if len(name) > 1 and title:
            found.setdefault(squeeze(title), set()).add(name)
    return {title: _distinct(names) for title, names in found.items()}


def _distinct(names: set[str]) -> set[str]:
    """The names without those that are a surname of another one in the set."""
    keys = {n: name_key(n) for n in names}
    return {n for n, key in keys.items() if not any(k.startswith(key) and m != n for m, k in keys.items())}
