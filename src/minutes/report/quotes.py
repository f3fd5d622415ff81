"""Quotations: for each theme and group the printed words that carry it, with file, page, line and speaker."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minutes.archive.store import Archive
from minutes.model import Meeting, Turn

if TYPE_CHECKING:
    import pandas as pd

    from minutes.corpus.corpus import Corpus

AROUND = 90
WHOLE = 700
COVERED = ("fiscal_year", "role")  # of every value that speaks of a theme there is a quotation


@dataclass(frozen=True, slots=True)
class Quote:
    """Some words as printed: before, the hit itself (empty where the turn has none of its own), after; and where to find them.

    `how` is term, context, act, or title where the words stand in the title of the agenda item; `whole` is the turn up to 700 characters, empty where the quotation shows it all.
    """

    id: str
    theme: str
    group: str
    meeting: str
    fiscal_year: int | None
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


def quotes(
    corpus: "Corpus | Archive", tags: "pd.DataFrame", groups: Mapping[tuple[str, int], str], *, each: int = 3, pairs: Sequence[tuple[str, str]] = ()
) -> dict[tuple[str, str], list[Quote]]:
    """At most `each` quotations for every (theme, group): turns with printed evidence first, then the surest, of several meetings where there are.

    Beyond these every theme has one quotation at least for each fiscal year and each role that speak of it, and every one of `pairs` a turn with
    both themes. `groups` names the group of each turn (meeting, turn); turns that it leaves out are not quoted. Ids count from q0 in that order.
    """
    return _quoted(_chosen(corpus, tags, groups, each, pairs), corpus.records)


def stored_quotes(archive: Archive, by: str, names: Mapping[Any, str], *, each: int = 3, pairs: Sequence[tuple[str, str]] = ()) -> dict[tuple[str, str], list[Quote]]:
    """What `quotes` gives for the corpus of an archive and its tags, `names` being those of the values of the column `by`: only quoted meetings are read."""
    import pandas as pd

    from minutes.report.archived import candidates, meetings_of

    found = candidates(archive, by, names, each=each, covered=COVERED, pairs=pairs)
    chosen = found["first"]
    for column in COVERED:
        chosen = pd.concat([chosen, found[column][_uncovered(found[column], chosen, column)]])
    chosen = pd.concat([chosen, found["pairs"]]).drop_duplicates(["meeting", "turn", "theme"]).sort_values(["theme", "group"], kind="stable")
    return _quoted(chosen, meetings_of(archive, chosen["meeting"].tolist()))


def _uncovered(best: "pd.DataFrame", chosen: "pd.DataFrame", column: str) -> list[bool]:
    """Which of these rows show a theme and value of the column that nothing chosen shows."""
    have = set(zip(chosen["theme"], chosen[column].astype("string").fillna(""), strict=True))
    return [key not in have for key in zip(best["theme"], best[column].astype("string").fillna(""), strict=True)]


def _quoted(chosen: "pd.DataFrame", meetings: Iterable[Meeting]) -> dict[tuple[str, str], list[Quote]]:
    """The quotations of these tags, in their order, by theme and group; the meetings are gone through once."""
    rows: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for n, row in enumerate(chosen.to_dict("records")):
        rows.setdefault(str(row["meeting"]), []).append((n, {str(k): v for k, v in row.items()} | {"id": f"q{n}"}))
    made: dict[int, Quote] = {}
    for meeting in meetings:
        mine = rows.get(meeting.id, ())
        turns = {t.n: t for t in meeting.turns} if mine else {}
        made |= {n: quote(meeting, turns[int(row["turn"])], row) for n, row in mine if int(row["turn"]) in turns}
    found: dict[tuple[str, str], list[Quote]] = {}
    for _, one in sorted(made.items()):
        found.setdefault((one.theme, one.group), []).append(one)
    return found


def _chosen(corpus: "Corpus | Archive", tags: "pd.DataFrame", groups: Mapping[tuple[str, int], str], each: int, pairs: Sequence[tuple[str, str]]) -> "pd.DataFrame":
    """The tags to be quoted: the best of every meeting, then the second best of every meeting, until there are `each`; then what is not covered yet."""
    import pandas as pd

    named = _named(corpus, tags, groups)
    nth = named.assign(nth=named.groupby(["theme", "group", "meeting"], sort=False).cumcount())
    nth = nth.sort_values(["theme", "group", "printed", "nth"], ascending=[True, True, False, True], kind="stable")
    chosen = nth.groupby(["theme", "group"], sort=False).head(each)
    for column in COVERED:
        best = named.drop_duplicates(["theme", column])
        chosen = pd.concat([chosen, best[_uncovered(best, chosen, column)]])
    themes = named.groupby(["meeting", "turn"], sort=False)["theme"].agg(set)
    both = [next((i for i, m, t in _rows_of(named, a) if b in themes[m, t]), None) for a, b in pairs]
    chosen = pd.concat([chosen, named.loc[[i for i in both if i is not None]]])
    return chosen[~chosen.index.duplicated()].sort_values(["theme", "group"], kind="stable")


def _rows_of(named: "pd.DataFrame", theme: str) -> Iterator[tuple[Any, str, int]]:
    mine = named[named["theme"] == theme]
    return zip(mine.index, mine["meeting"], mine["turn"], strict=True)


def _named(corpus: "Corpus | Archive", tags: "pd.DataFrame", groups: Mapping[tuple[str, int], str]) -> "pd.DataFrame":
    """The tags with the group, year and role of their turn and whether their words are printed in it, the best evidence of a theme and group first."""
    turns = corpus.turns
    keys = [(str(m), int(t)) for m, t in zip(tags["meeting"], tags["turn"], strict=True)]
    kept = ("start", "end", *COVERED)
    of_turn = {(str(m), int(t)): rest for m, t, *rest in zip(turns["meeting"], turns["turn"], *(turns[c] for c in kept), strict=True)}
    start, end, *covered = zip(*(of_turn.get(k, (0, 0, None, None)) for k in keys), strict=True) if keys else ((),) * (2 + len(COVERED))
    printed = [a <= s < b for s, a, b in zip(tags["start"].fillna(-1).astype("int64"), start, end, strict=True)]
    named = tags.assign(group=[groups.get(k, "") for k in keys], printed=printed, **{c: list(v) for c, v in zip(COVERED, covered, strict=True)})
    order = ["theme", "group", "printed", "primary", "score", "meeting", "turn"]
    return named[named["group"] != ""].sort_values(order, ascending=[True, True, False, False, False, True, True], kind="stable").reset_index(drop=True)


def quote(meeting: Meeting, turn: Turn, tag: Mapping[str, Any]) -> Quote:
    """The words around the first hit of a tag, or the beginning of a turn that has none of its own, cut at the ends of the turn; lines count from 1 in the decoded file."""
    import pandas as pd

    text, h = meeting.source.text, meeting.header
    printed = bool(tag["printed"])
    body = turn.pieces[0].start if turn.pieces else turn.span.start
    start, end = (int(tag["start"]), int(tag["end"])) if printed else (body, body)
    low, high = max(min(body, start), start - AROUND), min(max(turn.span.end, end), end + AROUND * (1 if printed else 2))
    before, hit, after = (" ".join(text[a:b].split()) for a, b in ((low, start), (start, end), (end, high)))
    agenda = next((a.title for a in meeting.agenda if a.n == turn.item), "") if turn.item is not None else ""
    short = low <= body and high >= turn.span.end
    return Quote(
        id=str(tag["id"]),
        theme=str(tag["theme"]),
        group=str(tag["group"]),
        meeting=meeting.id,
        fiscal_year=None if pd.isna(tag["fiscal_year"]) else int(tag["fiscal_year"]),
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


def leads(found: Mapping[tuple[str, str], Sequence[Quote]], column: str) -> dict[tuple[str, Any], str]:
    """For each (theme, value of `column`) the id of the first quotation that shows it; `column` is one of COVERED."""
    ids: dict[tuple[str, Any], str] = {}
    for (theme, _), mine in found.items():
        for q in mine:
            ids.setdefault((theme, getattr(q, column)), q.id)
    return ids


def pair_leads(found: Mapping[tuple[str, str], Sequence[Quote]], tags: "pd.DataFrame | Archive", pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """For each pair of themes the id of the first quotation whose turn has both."""
    themes: Any
    if isinstance(tags, Archive):
        from minutes.report.archived import themes_of

        themes = themes_of(tags, [(q.meeting, q.turn) for mine in found.values() for q in mine])
    else:
        themes = tags.groupby(["meeting", "turn"], sort=False)["theme"].agg(set)
    of_theme: dict[str, list[Quote]] = {}
    for (theme, _), mine in found.items():
        of_theme.setdefault(theme, []).extend(mine)
    first = {(a, b): next((q.id for q in of_theme.get(a, ()) if b in themes[q.meeting, q.turn]), None) for a, b in pairs}
    return {pair: id for pair, id in first.items() if id}
