"""quarantine.csv: the files that gave no meeting, why, and what to try; written after a run and read again by `minutes retry`."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from minutes.columns import columns
from minutes.corpus.records import failure_record
from minutes.errors import OptionError
from minutes.model import Failure
from minutes.read.encoding import decode

NAME = "quarantine.csv"
_FORMULAS = tuple("=+-@＝＋－＠\t\r")


def write_quarantine(path: Path, failures: Iterable[Failure]) -> None:
    """The list as UTF-8 with a BOM, the columns of the table `failures`; no cell is one that a spreadsheet takes for a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, [c.name for c in columns("failures")])
        writer.writeheader()
        writer.writerows(_row(f) for f in failures)


def _row(failure: Failure) -> dict[str, str]:
    row = {name: "" if value is None else f"{value:.15g}" if isinstance(value, float | int) else str(value) for name, value in failure_record(failure).items()}
    if row["path"].startswith(_FORMULAS):
        row["path"] = f"./{row['path']}"  # the same file, and no formula
    return {name: f"'{value}" if value.lstrip().startswith(_FORMULAS) else value for name, value in row.items()}


def read_quarantine(path: Path) -> list[Failure]:
    """The rows of a list that `write_quarantine` wrote (or any table with the columns path and reason); OptionError when these are missing."""
    found = csv.DictReader(io.StringIO(decode(path.read_bytes()).text, newline=""))
    if not {"path", "reason"} <= set(found.fieldnames or ()):
        raise OptionError(f"{path}: 列 path と reason がありません / there are no columns 'path' and 'reason'")
    return [_failure(row) for row in found]


def _failure(row: dict[str, str]) -> Failure:
    value = row.get("value") or ""
    kept = {name: (row.get(name) or "").removeprefix("'") for name in ("path", "stage", "reason", "message", "sha256", "limit")}
    return Failure(**kept, value=float(value) if value.replace(".", "", 1).isdecimal() else None)


def chosen(failures: Sequence[Failure], reasons: Iterable[str]) -> tuple[list[Failure], list[Failure]]:
    """Those with one of the reasons (all that were quarantined where none is named), and the rest."""
    wanted = set(reasons)
    taken = [f for f in failures if (f.reason in wanted if wanted else f.reason not in {"duplicate", "missing"})]
    return taken, [f for f in failures if f not in taken]
