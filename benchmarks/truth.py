"""A store against the truth that was written down when its files were generated: files, reasons, turns, speakers, dates and themes.

    python -m benchmarks.truth FOLDER STORE [--examples 8]

FOLDER is that of benchmarks/generate.py, STORE what `minutes ingest FOLDER/files --store STORE` made of it.
"""

import argparse
import codecs
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.layouts import same_speaker  # noqa: E402
from benchmarks.transplant import Gold  # noqa: E402

from minutes.archive.store import Archive, archive  # noqa: E402

Row = dict[str, Any]


@dataclass
class Verdict:
    """What was compared, and what differs: counts, and examples as (what, path, detail)."""

    counts: Counter[str] = field(default_factory=Counter)
    f1: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    planted: Counter[tuple[str, str]] = field(default_factory=Counter)
    tagged: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: list[tuple[str, str, str]] = field(default_factory=list)

    def wrong(self, what: str, path: str, detail: str) -> None:
        """One difference."""
        self.counts[what] += 1
        self.examples.append((what, path, detail))

    @property
    def turn_f1(self) -> float:
        """F1 over all turns of all files."""
        c = self.counts
        return 2 * c["turns right"] / max(1, c["turns found"] + c["turns true"])


def truth(folder: Path) -> Iterator[list[Row]]:
    """The rows of one town after the other."""
    with (folder / "truth.jsonl").open(encoding="utf-8") as lines:
        for _, rows in groupby(map(json.loads, lines), key=lambda row: row["municipality"]):
            yield list(rows)


def compare(folder: Path, store: Path) -> Verdict:
    """Every file of the truth against the store, a town at a time."""
    found, verdict, root = archive(store), Verdict(), folder / "files"
    files: dict[str, list[Any]] = defaultdict(list)
    for path, status, reasons in found.files[["path", "status", "reasons"]].itertuples(index=False):
        files[_relative(path, root).partition("!/")[0]].append((status, reasons))
    known = 0
    for rows in truth(folder):
        known += len(rows)
        for row in rows:
            _status(row, files.pop(row["path"], []), verdict)
        _town(found, rows, root, verdict)
    verdict.counts["files"] = known
    for path in files:
        verdict.wrong("file that is not in the truth", path, "")
    return verdict


def _relative(path: str, root: Path) -> str:
    return path.removeprefix(root.as_posix()).removeprefix("/")


def _status(row: Row, said: list[Any], verdict: Verdict) -> None:
    """Is the file accounted for, once, with the status or the reason that is right?"""
    if len(said) != 1:
        verdict.wrong("file lost" if not said else "file told of twice", row["path"], str(said))
        return
    status, reasons = said[0]
    verdict.counts[f"status {status}"] += 1
    if not {status, reasons} & set(row["expected"]):
        kind = "read in part" if status == "partial" and row["expected"] == ["ok"] else "wrong reason"
        verdict.wrong(kind, row["path"], f"{status} {reasons}, expected {row['expected']} {row.get('convention', '')}")


def _town(found: Archive, rows: Sequence[Row], root: Path, verdict: Verdict) -> None:
    place, name = {row["path"]: row for row in rows if "turns" in row}, rows[0]["municipality"]
    turns: dict[str, list[Any]] = defaultdict(list)
    for path, *turn in _rows(found, 'm.path, t.turn, t.start, t."end", t.label, t.name, t.title', "turns", name):
        turns[_relative(path, root)].append(turn)
    tags: dict[str, dict[int, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for path, turn, theme, how in _rows(found, "m.path, t.turn, t.theme, t.how", "tags", name):
        tags[_relative(path, root)][turn][theme] = how
    dates = {_relative(path, root): (date, encoding) for path, date, encoding in _rows(found, "m.path, m.date, m.encoding", "meetings", name)}
    for path, row in place.items():
        at = _turns(row, turns[path], verdict)
        _themes(row, at, tags[path], verdict)
        date, encoding = dates.get(path, (None, None))
        verdict.counts["dates" if str(date) == row["date"] else "dates wrong" if isinstance(date, str) else "dates not printed or not found"] += 1
        if not isinstance(encoding, str) or _codec(encoding) != _codec(row["encoding"]):
            verdict.wrong("encoding", path, f"{encoding}, expected {row['encoding']}")


def _codec(encoding: str) -> str:
    """One name for one encoding: with a mark at the beginning or without, whichever end of its bytes comes first."""
    return codecs.lookup(encoding.removesuffix("-sig").removesuffix("-le")).name


def _rows(found: Archive, what: str, table: str, municipality: str, more: str = "") -> Iterator[Any]:
    join = "meetings m" if table == "meetings" else f"{table} t JOIN meetings m USING (meeting)"
    query = f"SELECT {what} FROM {join} WHERE m.municipality = $place {more} ORDER BY m.rank{', t.nth' if table != 'meetings' else ''}"  # noqa: S608 - the words are ours
    yield from found.sql(query, place=municipality).itertuples(index=False)


def _turns(row: Row, found: Sequence[Any], verdict: Verdict) -> dict[int, int]:
    """For each true turn that was found the number of it in the store."""
    starts = sorted((turn[1], turn) for turn in found)
    at: dict[int, int] = {}
    next_one = right = 0
    for k, (start, body, end, name, title, label) in enumerate(row["turns"]):
        while next_one < len(starts) and starts[next_one][0] < start - 1:
            next_one += 1
        if next_one < len(starts) and starts[next_one][0] <= body:
            number, _, _, said, who, position = starts[next_one][1]
            speaker: Any = SimpleNamespace(speaker=SimpleNamespace(label=_text(said), name=_text(who), title=_text(position)))
            if same_speaker(speaker, Gold(start, body, end, name, title, label)):
                verdict.counts["speakers right"] += 1
            else:
                verdict.wrong("speaker", row["path"], f"{said} / {who} / {position}, printed {label} ({row['convention']})")
            at[k], next_one, right = number, next_one + 1, right + 1
        else:
            verdict.wrong("turn lost", row["path"], f"{label} at {start} ({row['convention']}{', wrapped' if row['wrapped'] else ''})")
    for what, n in (("turns right", right), ("turns found", len(found)), ("turns true", len(row["turns"]))):
        verdict.counts[what] += n
    if len(found) > right:
        verdict.wrong("turns that are none", row["path"], f"{len(found) - right} of {len(found)} ({row['convention']})")
    verdict.f1[row["convention"]].append(2 * right / max(1, len(found) + len(row["turns"])))
    return at


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _themes(row: Row, at: dict[int, int], tags: dict[int, dict[str, str]], verdict: Verdict) -> None:
    """Planted themes against tags; what a turn has from its neighbours is no mention of its own and is not counted."""
    known = set(_names())
    for k, theme in row["themes"]:
        verdict.planted[row["municipality"], theme] += 1
        if k in at and theme not in tags.get(at[k], {}):
            verdict.wrong("theme lost", row["path"], f"{theme}, turn {at[k]} ({row['convention']}{', wrapped' if row['wrapped'] else ''})")
    planted = {(at.get(k), theme) for k, theme in row["themes"]}
    for turn, themes in tags.items() if row["themes"] else ():
        for theme in set(themes) & known:
            if (turn, theme) in planted:
                verdict.tagged[row["municipality"], theme] += 1
            elif themes[theme] == "term":
                verdict.wrong("theme not planted", row["path"], f"{theme}, turn {turn}")


def _names() -> list[str]:
    from benchmarks.invented import TABLE

    return list(TABLE["planted"])


def tell(verdict: Verdict, *, examples: int) -> None:
    """The comparison as text."""
    c = verdict.counts
    print(f"files: {c['files']}, lost {c['file lost']}, told of twice {c['file told of twice']}, unknown {c['file that is not in the truth']}, wrong reason {c['wrong reason']}")
    print("  " + ", ".join(f"{k.removeprefix('status ')} {n}" for k, n in sorted(c.items()) if k.startswith("status ")) + f"; read in part though whole: {c['read in part']}")
    documents = [f for of in verdict.f1.values() for f in of]
    print(
        f"turns: {c['turns true']} true, F1 {verdict.turn_f1:.4f}, mean over files {sum(documents) / max(1, len(documents)):.4f}; speakers {c['speakers right'] / max(1, c['turns right']):.4f}"
    )
    worst = sorted((sum(of) / len(of), name, len(of)) for name, of in verdict.f1.items())[:5]
    print("  weakest conventions: " + ", ".join(f"{name} {f1:.3f} ({n})" for f1, name, n in worst))
    print(f"dates: {c['dates']} right, {c['dates wrong']} wrong, {c['dates not printed or not found']} none; encodings wrong: {c['encoding']}")
    exact = sum(verdict.tagged[key] == n for key, n in verdict.planted.items())
    lost, more = c["theme lost"], c["theme not planted"]
    print(f"themes: {sum(verdict.planted.values())} planted turns, {lost} not tagged, {more} tagged and not planted; municipality × theme exact {exact} of {len(verdict.planted)}")
    told: Counter[str] = Counter()
    for what, path, detail in verdict.examples:
        told[what] += 1
        if told[what] <= examples:
            print(f"  {what}: {path}: {detail}")


def main() -> int:
    """The comparison; 1 when a file is not accounted for or has the wrong reason, or the F1 of turns is below 0.99."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("store", type=Path)
    options.add_argument("--examples", type=int, default=3)
    args = options.parse_args()
    verdict = compare(args.folder, args.store)
    tell(verdict, examples=args.examples)
    c = verdict.counts
    return int(bool(c["file lost"] or c["file told of twice"] or c["file that is not in the truth"] or c["wrong reason"]) or verdict.turn_f1 < 0.99)


if __name__ == "__main__":
    sys.exit(main())
