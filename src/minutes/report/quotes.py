"""Quotations: for each theme and group the printed words that carry it, with file, page, line and speaker."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minutes.model import Meeting, Turn

if TYPE_CHECKING:
    import pandas as pd

    from minutes.corpus.corpus import Corpus

AROUND = 90
WHOLE = 700


@dataclass(frozen=True, slots=True)
class Quote:
    """Some words as printed: before, the hit itself (empty where the turn has none of its own), after; and where to find them.

    `how` is term, context, act, or title where the words stand in the title of the agenda item; `whole` is the turn up to 700 characters, empty where the quotation shows it all.
    """

    theme: str
    group: str
    body: str
    date: str
    speaker: str
    role: str
    agenda: str
    path: str
    page: int | None
    line: int
    turn: int
    how: str
    before: str
    hit: str
    after: str
    whole: str
    cut: bool


def quotes(corpus: "Corpus", tags: "pd.DataFrame", groups: Mapping[tuple[str, int], str], *, each: int = 3) -> dict[tuple[str, str], list[Quote]]:
    """At most `each` quotations for every (theme, group): turns with printed evidence first, then the surest, of several meetings where there are.

    `groups` names the group of each turn (meeting, turn); turns that it leaves out are not quoted.
    """
    chosen = _chosen(corpus, tags, groups, each)
    meetings = {m.id: m for m in corpus.records}
    found: dict[tuple[str, str], list[Quote]] = {}
    for row in chosen.to_dict("records"):
        meeting = meetings[str(row["meeting"])]
        turn = next((t for t in meeting.turns if t.n == int(row["turn"])), None)
        if turn is not None:
            found.setdefault((str(row["theme"]), str(row["group"])), []).append(quote(meeting, turn, {str(k): v for k, v in row.items()}))
    return found


def _chosen(corpus: "Corpus", tags: "pd.DataFrame", groups: Mapping[tuple[str, int], str], each: int) -> "pd.DataFrame":
    """The tags to be quoted: the best of every meeting, then the second best of every meeting, until there are `each`."""
    turns = corpus.turns
    spans = {(str(m), int(t)): (int(a), int(b)) for m, t, a, b in zip(turns["meeting"], turns["turn"], turns["start"], turns["end"], strict=True)}
    keys = [(str(m), int(t)) for m, t in zip(tags["meeting"], tags["turn"], strict=True)]
    bounds = [spans.get(k, (0, 0)) for k in keys]
    printed = [a <= s < b for s, (a, b) in zip(tags["start"].fillna(-1).astype("int64"), bounds, strict=True)]
    named = tags.assign(group=[groups.get(k, "") for k in keys], printed=printed)
    named = named[named["group"] != ""].sort_values(
        ["theme", "group", "printed", "primary", "score", "meeting", "turn"], ascending=[True, True, False, False, False, True, True], kind="stable"
    )
    named = named.assign(nth=named.groupby(["theme", "group", "meeting"], sort=False).cumcount())
    named = named.sort_values(["theme", "group", "printed", "nth"], ascending=[True, True, False, True], kind="stable")
    return named.groupby(["theme", "group"], sort=False).head(each)


def quote(meeting: Meeting, turn: Turn, tag: Mapping[str, Any]) -> Quote:
    """The words around the first hit of a tag, or the beginning of a turn that has none of its own, cut at the ends of the turn; lines count from 1 in the decoded file."""
    text, h = meeting.source.text, meeting.header
    printed = bool(tag["printed"])
    body = turn.pieces[0].start if turn.pieces else turn.span.start
    start, end = (int(tag["start"]), int(tag["end"])) if printed else (body, body)
    low, high = max(min(body, start), start - AROUND), min(max(turn.span.end, end), end + AROUND * (1 if printed else 2))
    before, hit, after = (" ".join(text[a:b].split()) for a, b in ((low, start), (start, end), (end, high)))
    agenda = next((a.title for a in meeting.agenda if a.n == turn.item), "") if turn.item is not None else ""
    short = low <= body and high >= turn.span.end
    return Quote(
        theme=str(tag["theme"]),
        group=str(tag["group"]),
        body=h.body or "",
        date=h.date or "",
        speaker=turn.speaker.label,
        role=turn.speaker.role,
        agenda=agenda,
        path=meeting.source.path,
        page=bisect_right(meeting.source.pages, start) or None,
        line=text.count("\n", 0, start) + 1,
        turn=turn.n,
        how="title" if str(tag["how"]) == "term" and not printed else str(tag["how"]),
        before=("…" if low > body else "") + before,
        hit=hit,
        after=after + ("…" if high < turn.span.end else ""),
        whole="" if short else turn.text[:WHOLE],
        cut=len(turn.text) > WHOLE,
    )
