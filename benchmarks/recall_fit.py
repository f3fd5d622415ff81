"""The rates and weights of src/minutes/parse/recall.toml from damaged talk, and their error on meetings that were left out."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from benchmarks.recall import DAMAGE, damaged, material, recall
from benchmarks.talk import talks
from benchmarks.transplant import conventions
from scipy.optimize import minimize
from sklearn.model_selection import GroupKFold

from minutes.parse.lines import split_lines
from minutes.parse.meeting import parse
from minutes.parse.recall import Rates, Signs, count_signs, mixture, rates

KINDS = tuple(rates().heading)
WHOLE = 3.0  # most files are whole: so much more does an error on one of them count
_START = (0.6, 0.5, 2.0, 0.01)


@dataclass(frozen=True)
class Row:
    """One damaged meeting: which, how, its true recall and what was counted in it."""

    group: str
    damage: str
    true: float
    signs: Signs


def rows() -> list[Row]:
    """Every damage of every record, but for the one that leaves no heading."""
    talk = talks()
    usable = [c for c in conventions() if c.place not in ("qa", "vertical") and not c.place.startswith("trailing")]
    stems = {c.name: talk[k % len(talk)].stem for k, c in enumerate(usable)}
    found = []
    for corpus, name, text, places in material():
        for damage, chosen in DAMAGE.items():
            changed, kept = damaged(text, places, chosen(places, random.Random(f"{name}/{damage}")))
            meeting = parse(changed)
            if damage != "all headings" and meeting.turns:
                found.append(Row(stems[name] if corpus == "transplants" else name, damage, recall(meeting, kept, len(places)), count_signs(meeting.turns, split_lines(changed))))
    return found


def measured(chosen: Sequence[Row]) -> Rates:
    """The rates in undamaged talk, each meeting counting alike."""
    tables: list[dict[str, float]] = [defaultdict(float), defaultdict(float), defaultdict(float)]
    for row in chosen:
        if row.damage == "as printed":
            total, places = sum(row.signs.headings.values()), sum(row.signs.within.values())
            for kind, n in row.signs.headings.items():
                tables[0][kind] += n / (total + 1)
            for (kind, chaired), n in row.signs.within.items():
                tables[1 if chaired else 2][kind] += n / (places + 1)
    heading, chair, others = ({k: (t[k] + 0.0002 * sum(t.values())) / sum(t.values()) for k in KINDS} for t in tables)
    return Rates(heading, chair, others, {})


def predicted(weights: Any, signs: Any) -> Any:
    """Turns / (turns + lost) for columns turns, mixture, repeated, labels."""
    a, b, c, once = np.abs(weights)
    lost = a * signs[:, 1] + b * signs[:, 2] + c * signs[:, 3] - once
    return signs[:, 0] / (signs[:, 0] + np.maximum(0.0, lost))


def fitted(chosen: Sequence[Row]) -> tuple[Rates, Any]:
    """Rates and weights from these rows."""
    known = measured(chosen)
    signs, true = columns(chosen, known), np.array([r.true for r in chosen])
    heavy = np.where([r.damage == "as printed" for r in chosen], WHOLE, 1.0)
    best = minimize(lambda w: (heavy * np.sqrt((predicted(w, signs) - true) ** 2 + 1e-4)).mean(), _START, method="Nelder-Mead", options={"maxiter": 2000})
    return known, np.abs(best.x)


def columns(chosen: Sequence[Row], known: Rates) -> Any:
    """One row of numbers for each meeting."""
    return np.array([[r.signs.turns, mixture(r.signs, known), r.signs.repeated, r.signs.labels] for r in chosen], dtype=float)


def fit() -> None:
    """The table, and the error on meetings that were left out of it (eight parts, by talk)."""
    found = rows()
    guess = np.zeros(len(found))
    for train, test in GroupKFold(8).split(guess, guess, [r.group for r in found]):
        known, weights = fitted([found[i] for i in train])
        left = [found[i] for i in test]
        guess[test] = predicted(weights, columns(left, known))
    true = np.array([r.true for r in found])
    print(f"# left out: mean absolute error {np.abs(guess - true).mean():.3f} over {len(found)} meetings")
    for damage in DAMAGE:
        mine = np.array([r.damage == damage for r in found])
        if mine.any():
            print(f"# {damage:18} true {true[mine].mean():.3f}  estimate {guess[mine].mean():.3f}  error {np.abs(guess - true)[mine].mean():.3f}")
    known, weights = fitted(found)
    print("[kinds]", *(f"{k} = [{known.heading[k]:.4f}, {known.chair[k]:.4f}, {known.others[k]:.4f}]" for k in KINDS), "", sep="\n")
    print("[weights]", *(f"{name} = {w:.3f}" for name, w in zip(("mixture", "repeated", "labels", "chance"), weights, strict=True)), sep="\n")


if __name__ == "__main__":
    fit()
