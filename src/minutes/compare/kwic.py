"""Key words in context: every place where something was said, with everything known of it."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from minutes.archive.store import Archive
from minutes.columns import frame
from minutes.compare.kwic_stored import kwic_stored
from minutes.compare.select import Where, select
from minutes.errors import OptionError
from minutes.model import Meeting, Turn
from minutes.text.patterns import SENTENCE_STOP

if TYPE_CHECKING:
    import pandas as pd

    from minutes.corpus.corpus import Corpus

Place = tuple[int, int, str]  # start and end in the text of the turn, and what was looked for
Find = Callable[[Meeting, Turn], list[Place]]
WINDOWS = {"characters": 30, "words": 10, "sentences": 1}
MATCHES = ("surface", "lemma", "theme", "regex")


def kwic(
    corpus: "Corpus | Archive",
    query: str | Sequence[str],
    *,
    match: str = "surface",
    window: str = "characters",
    size: int | None = None,
    where: Where | None = None,
    tags: "pd.DataFrame | None" = None,
    limit: int | None = None,
) -> "pd.DataFrame":
    """One row for each place: left, keyword, right, and municipality, date, speaker, file, page, line and offsets.

    `query`: words (several, or one string with | between them). `match`: surface (as printed, whatever its width
    and case; AI is not found in MAIN), lemma (any form of the words), regex, or theme (needs `tags`; turns that
    inherit the theme stand there without a keyword). `window`: characters, words or sentences, `size` of them on
    either side. Rows stand in the order of the corpus; `limit` keeps the first ones.
    """
    asked = [q for part in ([query] if isinstance(query, str) else query) for q in (part.split("|") if match in ("surface", "lemma") else [part]) if q.strip()]
    find, cut = _finder(match, asked, tags), window_of(window, WINDOWS.get(window, 0) if size is None else size)
    if isinstance(corpus, Archive):
        return kwic_stored(corpus, asked, kwic, match=match, window=window, size=size, where=where, tags=tags, limit=limit)
    chosen = set(select(corpus, where=where).index)
    found: list[dict[str, object]] = []
    positions: list[int] = []
    at = 0
    for meeting in corpus.records:
        for turn, row in rows(meeting, find, cut, [at + k in chosen for k in range(len(meeting.turns))]):
            found.append(row)
            positions.append(at + turn)
            if len(found) == limit:
                return table(corpus, found, positions, "|".join(asked), match)
        at += len(meeting.turns)
    return table(corpus, found, positions, "|".join(asked), match)


def table(corpus: "Corpus", rows: list[dict[str, object]], positions: list[int], query: str, match: str) -> "pd.DataFrame":
    """The rows of `rows` as the table of `kwic`; `positions` are those of their turns in `corpus.turns`."""
    said = corpus.turns.iloc[positions].drop(columns=["start", "end", "text", "chars"]).reset_index(drop=True)
    paths = corpus.meetings.set_index("meeting")["path"]
    data: dict[str, Any] = {str(c): said[c] for c in said.columns} | {"path": said["meeting"].map(paths)}
    made = frame("kwic", data | {key: [r[key] for r in rows] for key in ("left", "keyword", "right", "match", "agenda", "page", "line", "start", "end")})
    made.attrs = {"query": query, "match": match}
    return made


def rows(meeting: Meeting, find: Find, cut: Callable[[str, int, int], tuple[int, int]], wanted: list[bool]) -> Iterator[tuple[int, dict[str, object]]]:
    """The places of one meeting, turn by turn: the number of the turn and what the table says of the place. `wanted`: which turns are looked at."""
    lines: list[int] = []
    agenda = {a.n: a.title for a in meeting.agenda}
    for k, turn in enumerate(meeting.turns):
        for start, end, what in find(meeting, turn) if wanted[k] else ():
            lines = lines or [m.end() for m in re.finditer("\n", meeting.source.text)]
            low, high = cut(turn.text, start, end)
            place = turn.locate(start, end) if end > start else turn.span
            words = {"left": turn.text[low:start] or None, "keyword": turn.text[start:end] or None, "right": turn.text[end:high] or None, "match": what}
            page = bisect_right(meeting.source.pages, place.start) or None
            yield (
                k,
                words
                | {
                    "agenda": None if turn.item is None else agenda.get(turn.item),
                    "page": page,
                    "line": bisect_right(lines, place.start) + 1,
                    "start": place.start,
                    "end": place.end,
                },
            )


def _finder(match: str, asked: list[str], tags: "pd.DataFrame | None") -> Find:
    if not asked:
        raise OptionError("探す語が空です / nothing to look for")
    if match == "surface":
        return _surface(asked)
    if match == "lemma":
        return _lemma(asked)
    if match == "regex":
        return _regex(asked)
    if match == "theme":
        if tags is None:
            raise OptionError("match='theme' には tags が要ります: kwic(corpus, theme, match='theme', tags=tags) / needs tags")
        return _theme(asked, tags)
    raise OptionError(f"match='{match}' はありません / no such match: {', '.join(MATCHES)}")


def _surface(asked: list[str]) -> Find:
    from minutes.words.phrases import finder, plain

    find = finder(tuple(asked))
    return lambda _, turn: [(a, b, asked[n]) for a, b, n in find(plain(turn.text))]


def _regex(asked: list[str]) -> Find:
    try:
        patterns = [re.compile(q) for q in asked]
    except re.error as error:
        raise OptionError(f"正規表現が読めません / not a regular expression: {error.pattern!r}: {error}") from error
    return lambda _, turn: sorted((*m.span(), p.pattern) for p in patterns for m in p.finditer(turn.text) if m.end() > m.start())


def _lemma(asked: list[str]) -> Find:
    from minutes.words.tokens import tokenize

    wanted = {tuple(t.lemma for t in tokenize(q)): q for q in asked}
    sizes = sorted({len(w) for w in wanted}, reverse=True)

    def find(_: Meeting, turn: Turn) -> list[Place]:
        tokens, found, k = tokenize(turn.text), [], 0
        lemmas = [t.lemma for t in tokens]
        while k < len(tokens):
            size = next((s for s in sizes if tuple(lemmas[k : k + s]) in wanted), 0)
            if size:
                found.append((tokens[k].span.start, tokens[k + size - 1].span.end, wanted[tuple(lemmas[k : k + size])]))
            k += size or 1
        return found

    return find


def _theme(asked: list[str], tags: "pd.DataFrame") -> Find:
    from minutes.words.phrases import finder, plain

    known = sorted(map(str, tags["theme"].unique()))
    if lost := [q for q in asked if q not in known]:
        raise OptionError(f"テーマ '{lost[0]}' の発言はありません / no turn has the theme '{lost[0]}': {'、'.join(known)}")
    mine = tags[tags["theme"].isin(asked)]
    hits = {(str(m), int(t), str(theme)): str(h or "") for m, t, theme, h in zip(mine["meeting"], mine["turn"], mine["theme"], mine["hits"].fillna(""), strict=True)}

    def find(meeting: Meeting, turn: Turn) -> list[Place]:
        found: list[Place] = []
        for theme in asked:
            words = hits.get((meeting.id, turn.n, theme))
            if words is not None:
                printed = tuple(dict.fromkeys(w for w in words.split("、") if w))
                found += [(a, b, theme) for a, b, _ in (finder(printed)(plain(turn.text)) if printed else [])] or [(0, 0, theme)]
        return sorted(found)

    return find


def window_of(window: str, size: int) -> Callable[[str, int, int], tuple[int, int]]:
    """A function from a text and a place in it to the stretch of text that is shown."""
    if window == "characters":
        return lambda text, start, end: (max(0, start - size), min(len(text), end + size))
    if window == "words":
        return _words(size)
    if window == "sentences":
        return _sentences(size)
    raise OptionError(f"window='{window}' はありません / no such window: {', '.join(WINDOWS)}")


def _words(size: int) -> Callable[[str, int, int], tuple[int, int]]:
    from minutes.words.tokens import tokenize

    def cut(text: str, start: int, end: int) -> tuple[int, int]:
        spans = [t.span for t in tokenize(text)]
        before, after = [s.start for s in spans if s.end <= start][-size:], [s.end for s in spans if s.start >= end][:size]
        return (before[0] if size and before else start), (after[-1] if size and after else end)

    return cut


def _sentences(size: int) -> Callable[[str, int, int], tuple[int, int]]:
    def cut(text: str, start: int, end: int) -> tuple[int, int]:
        stops = [0, *(m.end() for m in SENTENCE_STOP.finditer(text)), len(text)]
        first, last = bisect_right(stops, start) - 1, bisect_right(stops, max(start, end - 1))
        return stops[max(0, first - size + 1)], stops[min(len(stops) - 1, last + size - 1)]

    return cut
