"""What is found while two archives are compared: counts of every kind of change, a row a meeting, and a few examples of each kind."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from minutes.archive.align import Pair, Said, aligned, changes
from minutes.archive.frozen import thaw
from minutes.model import AgendaItem, Header

Row = dict[str, Any]
AROUND = 120
"""Characters of an example that are shown."""
PARTS = ("agenda", "agenda_listed", "attendees", "notes", "sections", "tables", "terms", "warnings")
"""Parts of a record, beside header and turns, of which it is told how many there are."""
_TITLE = [f.name for f in fields(AgendaItem)].index("title")


class Compared:
    """The counts, rows and examples of a comparison; `most`: examples of a kind."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.counts: Counter[tuple[str, str]] = Counter()
        self.held: Counter[tuple[str, str]] = Counter()
        self.themes: dict[str, Counter[str]] = defaultdict(Counter)
        self.rows: list[Row] = []
        self.examples: dict[tuple[str, str], list[Row]] = defaultdict(list)
        self._last: dict[tuple[str, str], str] = {}

    def change(self, part: str, what: str, row: Row, before: Any, after: Any, *, turns: tuple[int | None, int | None] = (None, None), n: int = 1) -> None:
        """Count a change in the meeting of `row`, and keep it while it is one of the first of its kind."""
        self.counts[part, what] += n
        self.held[part, what] += self._last.get((part, what)) != row["sha256"]
        self._last[part, what] = row["sha256"]
        if len(kept := self.examples[part, what]) < self.most:
            place = {"part": part, "what": what, "path": row["path"], "sha256": row["sha256"], "turn_before": turns[0], "turn_after": turns[1]}
            kept.append(place | {"before": _shown(before), "after": _shown(after)})

    def alone(self, sha256: str, path: str, state: str, reason_before: str | None, reason_after: str | None) -> None:
        """A file that only one store has as a meeting, or that failed in both, in another way."""
        row = {"sha256": sha256, "path": path, "state": state, "reason_before": reason_before, "reason_after": reason_after}
        self.rows.append(row)
        self.change("meetings", state, row, reason_before, reason_after)

    def both(self, sha256: str, before: Row, after: Row) -> "Both":
        """A meeting that both stores have, to be looked into; `before` and `after` are its rows of `meetings`."""
        return Both(self, sha256, before, after)

    def spoken(self, texts: Callable[[int, list[tuple[str, int]]], Mapping[tuple[str, int], str]]) -> None:
        """Give the examples of tags the words of their turns; `texts` has those of the side 0 or 1 by (digest, turn)."""
        for k, side in enumerate(("before", "after")):
            wanted = [e for (part, _), kept in self.examples.items() if part == "tags" for e in kept if e[side] is not None]
            found = texts(k, [(e["sha256"], e[f"turn_{side}"]) for e in wanted])
            for e in wanted:
                e[side] = f"{e[side]} — {_near(found.get((e['sha256'], e[f'turn_{side}']), ''), e[side])}"

    def tables(self) -> dict[str, list[Row]]:
        """The rows of the tables: kinds of change in a fixed order, meetings by path, themes by name."""
        order = sorted(self.counts, key=lambda kind: (("meetings", "header", "record", "turns", "tags").index(kind[0]), kind[1] != "same", -self.counts[kind], kind[1]))
        return {
            "drift": [{"part": part, "what": what, "n": self.counts[part, what], "meetings": self.held[part, what]} for part, what in order],
            "drift_meetings": sorted(self.rows, key=lambda row: (row["path"], row["sha256"])),
            "drift_examples": [e for kind in order for e in self.examples[kind]],
        }


class Both:
    """One meeting that both stores have: what of it is not the same."""

    def __init__(self, found: Compared, sha256: str, before: Row, after: Row) -> None:
        self.found = found
        self.row: Row = {"sha256": sha256, "path": after["path"], "municipality": after["municipality"], "state": "differs"}
        self.row |= {"turns_before": before["turns"], "turns_after": after["turns"], "parse": False}
        self.counts: Counter[str] = Counter()
        self.numbers: dict[int, int] | None = None
        changed = [name for name in after if name not in ("path", "turns") and before[name] != after[name]]
        self.row["header"] = "、".join(changed) or None
        for name in changed:
            self._change("header", name, before[name], after[name])

    def _change(self, part: str, what: str, before: Any, after: Any, **more: Any) -> None:
        self.found.change(part, what, self.row, before, after, **more)

    def parsed(self, packed: Sequence[bytes], turns: Sequence[list[Any]], *, same_text: bool) -> None:
        """Lay the turns of both sides beside each other, and count what is not the same; `packed` and `turns` are (before, after)."""
        self.row["parse"] = True
        pairs = aligned([Said(*row) for row in turns[0]], [Said(*row) for row in turns[1]], same_text=same_text)
        self.numbers = {p.before[0].turn: p.after[0].turn for p in pairs if len(p.before) == len(p.after) == 1}
        for pair in pairs:
            self._pair(pair, self.numbers)
        parts = list(_parts(*packed))
        for name, old, new in parts:
            self._change("record", name, old, new)
        if not same_text:
            self._change("record", "text", None, None)
        elif not (parts or self.counts or self.row["header"]):
            self._change("record", "other", None, None)

    def _pair(self, pair: Pair, numbers: Mapping[int, int]) -> None:
        at = (pair.before[0].turn if pair.before else None, pair.after[0].turn if pair.after else None)
        if pair.kind != "same":
            n = max(len(pair.before), len(pair.after))
            self.counts[pair.kind] += n
            self._change("turns", pair.kind, _words(pair.before), _words(pair.after), turns=at, n=n)
        said = changes(pair, numbers)
        self.counts["relabelled"] += any(name != "text" for name, _, _ in said)
        for name, old, new in said:
            self.counts[name] += 1
            self._change("turns", name, *(_where_apart(old or "", new or "") if name == "text" else (old, new)), turns=at)

    def tagged(self, before: Sequence[tuple[Any, ...]], after: Sequence[tuple[Any, ...]]) -> None:
        """Count the tags that came, went, or are found in another way; a tag goes with its turn."""
        at = self.numbers
        old = {((turn if at is None else at.get(turn, ~turn)), theme): (turn, *rest) for turn, theme, *rest in before}
        new = {(turn, theme): (turn, *rest) for turn, theme, *rest in after}
        for key in sorted({*old, *new}):
            mine, other = old.get(key), new.get(key)
            kind = "removed" if other is None else "added" if mine is None else "changed" if mine[1:] != other[1:] else ""
            if kind:
                self.counts[f"tags_{kind}"] += 1
                self.found.themes[key[1]][kind] += 1
                self._change("tags", f"{kind} {key[1]}", _tag(mine), _tag(other), turns=(mine[0] if mine else None, other[0] if other else None))

    def end(self) -> None:
        """Note what became of the meeting."""
        tags = any(name.startswith("tags_") for name in self.counts)
        kinds = [name for name, differs in (("parse", self.row["parse"]), ("header", self.row["header"]), ("tags", tags)) if differs]
        for kind in kinds or ["same"]:
            self.found.counts["meetings", kind] += 1
            self.found.held["meetings", kind] += 1
        if kinds:
            self.found.rows.append(self.row | {name: self.counts[name] for name in ("added", "lost", "recut", "relabelled", "tags_added", "tags_removed", "tags_changed")})


def _shown(value: Any) -> str | None:
    return None if value is None else text if len(text := str(value)) <= AROUND else f"{text[:AROUND]}…"


def _words(turns: Sequence[Said]) -> str | None:
    """The turns as an example shows them: label and words of each, a stroke between two."""
    room = AROUND // max(min(len(turns), 3), 1)
    said = [f"{t.label or ''}　{' '.join(t.text.split())}"[:room] for t in turns[:3]]
    return " ｜ ".join([*said, *(["…"] if len(turns) > 3 else [])]) if turns else None


def _where_apart(before: str, after: str) -> tuple[str, str]:
    """Two texts from a little before the place where they part."""
    same = next((k for k, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after)))
    at = max(0, same - AROUND // 4)
    return before[at:], after[at:]


def _tag(tag: tuple[Any, ...] | None) -> str | None:
    if tag is None:
        return None
    _, primary, score, how, hits = tag
    return f"{how}{' *' if primary else ''} {score:.2f}{f' {hits}' if hits else ''}"


def _near(text: str, tag: str) -> str:
    """The words of a turn around the first of those by which it was tagged."""
    hit = tag.rpartition(" ")[2].partition("、")[0]
    at = max(0, text.find(hit) - AROUND // 3)
    return ("…" if at else "") + " ".join(text[at : at + AROUND].split()) + ("…" if at + AROUND < len(text) else "")


def _parts(before: bytes, after: bytes) -> Iterator[tuple[str, str, str]]:
    """Parts of the record that differ, each as (name, before, after): how many there are, and what they are called where they have names."""
    sides = [json.loads(packed.decode("utf-8", "surrogatepass")) for packed in (before, after)]
    for side in sides:
        header = thaw(Header, side["header"])
        side |= {"agenda_listed": list(header.agenda_listed), "attendees": [a.name or a.title or "" for a in header.attendees]}
    for name in PARTS:
        old, new = (side.get(name) or [] for side in sides)
        if old != new:
            titles = [[item[_TITLE] for item in items] if name == "agenda" else items if name in ("agenda_listed", "attendees") else [] for items in (old, new)]
            said = [f"{len(items)}{': ' if named else ''}{'、'.join(named)}" for items, named in zip((old, new), titles, strict=True)]
            yield name, said[0], said[1]
