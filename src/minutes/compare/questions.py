"""Who asked what, who answered, and what stayed without an answer."""

from typing import TYPE_CHECKING, Any

from minutes.archive.store import Archive
from minutes.columns import frame
from minutes.compare.fetched import turns_of
from minutes.compare.select import Tables, Where, select

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 200
ABOUT = "SELECT x.meeting, x.turn, x.theme FROM tags x JOIN turns t ON t.rank = x.rank AND t.turn = x.turn WHERE t.act = 'question' ORDER BY x.rank, x.nth"


def questions(corpus: Tables, tags: "pd.DataFrame | None" = None, *, where: Where | None = None) -> "pd.DataFrame":
    """One row for each turn that asks: who asks, the themes (with `tags`), the turns that answer it, and by whom.

    `answers` 0 means that the record holds no answer to it: it may have been answered elsewhere, or by a turn
    that the parser could not tie to it. `answered_by` holds the headings of those who answered. An archive brings its tags with it.
    """
    if isinstance(corpus, Archive):
        asked = turns_of(corpus, where, tests=["t.act = 'question'"])
        by = _answers(turns_of(corpus, text=False, tests=["t.reply_to IS NOT NULL"]))
        tags = corpus.sql(ABOUT) if tags is None else tags
    else:
        asked = select(corpus, where=where)
        asked, by = asked[asked["act"] == "question"], _answers(corpus.turns)
    about = _themes(tags)
    keys = list(zip(asked["meeting"], asked["turn"].astype(int), strict=True))
    found = [by.get(key, []) for key in keys]
    data: dict[str, Any] = {str(c): asked[c] for c in asked.columns} | {
        "themes": [_joined(about.get(key, ())) for key in keys],
        "answers": [len(f) for f in found],
        "answer_turns": [_joined(n for n, _, _ in f) for f in found],
        "answered_by": [_joined(dict.fromkeys(label for _, label, _ in f if label)) for f in found],
        "answered_role": [_joined(dict.fromkeys(role for _, _, role in f)) for f in found],
        "text": asked["text"].fillna("").str.slice(0, SHOWN),
    }
    return frame("questions", data)


def _joined(values: Any) -> str | None:
    return "、".join(str(v) for v in values) or None


def _answers(turns: "pd.DataFrame") -> dict[tuple[str, int], list[tuple[int, str | None, str]]]:
    """For each turn the turns that reply to it: number, heading, role."""
    import pandas as pd

    found: dict[tuple[str, int], list[tuple[int, str | None, str]]] = {}
    replies = turns[turns["reply_to"].notna()]
    for meeting, turn, label, role, to in zip(*(replies[c] for c in ("meeting", "turn", "label", "role", "reply_to")), strict=True):
        for n in str(to).split("、"):
            found.setdefault((meeting, int(n)), []).append((int(turn), None if pd.isna(label) else str(label), str(role)))
    return found


def _themes(tags: "pd.DataFrame | None") -> dict[tuple[str, int], list[str]]:
    found: dict[tuple[str, int], list[str]] = {}
    if tags is not None:
        for meeting, turn, theme in zip(tags["meeting"], tags["turn"], tags["theme"], strict=True):
            found.setdefault((meeting, int(turn)), []).append(str(theme))
    return found
