"""Turns → tags: what each turn is about, with the places that show it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from minutes.columns import frame
from minutes.model import AgendaItem, Hit, Meeting, Span, Tag, Turn
from minutes.text.patterns import BACKWARD, BARE_REPLY
from minutes.text.patterns import RELAY as RELAYS
from minutes.themes.context import RELAY, Judged, Talk, Weights, judge
from minutes.themes.corrections import Corrections, by_hand, load_corrections
from minutes.themes.dictionary import PROCEEDINGS, Themes, load_themes
from minutes.themes.heard import Heard
from minutes.themes.mentions import Mention, index
from minutes.themes.weigh import Own, Said, Weighed
from minutes.words.phrases import plain_all

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd

    from minutes.themes.cuts import Cut
    from minutes.themes.topic_model import TopicModel

WEIGHTS = Weights()
WORDS_ALONE = Weights(question=0, answer=0, before=0, backward=0, before_that=0, after=0, presentation=0, title=0, title_of_background=0)

_LONGEST_REPLY = 60
"""Characters of a turn that may be no more than はい、分かりました."""

_BEGINNING = 60
"""Characters of a turn that may point back to what was said."""


JOIN = "、"

Place = tuple[str, str, int, int]
"""(term, text, start, end) of a hit."""

Laid = tuple[list[int], list[int]]
"""Where the pieces of a turn begin and end in its text."""

Given = tuple[int, str, bool, float, str, Sequence[Place], int | None]
"""(turn, theme, primary, score, how, hits, source turn) of a tag."""


class Records(Protocol):
    """Anything that holds meetings, such as a `Corpus` or an `Archive`."""

    @property
    def records(self) -> Iterable[Meeting]:
        """The meetings."""


def tag(
    corpus: Records | Iterable[Meeting],
    themes: Themes | None = None,
    *,
    context: bool = True,
    corrections: "str | PathLike[str] | pd.DataFrame | Corrections | None" = None,
    topics: "TopicModel | None" = None,
) -> "pd.DataFrame":
    """One row per (meeting, turn, theme), the columns of `tags` in the data dictionary; a turn without a theme has no row.

    `primary` is true for at most one theme of a turn; `score` is the probability of the theme (0 to 1); `how` is term,
    context (inherited from `source_turn`), act or hand; `hits` are the words as printed, joined by 、; `start` and `end`
    place the first of them in the source, NA where no word was printed. `corrections` (a judged sheet, as `minutes validate sample` makes it)
    win over all rules, in this run and in every other: they go by the content of the file and the place of the turn.
    With `topics` (what `fit_topics` gives) a turn without a theme gets the one whose topic it mostly is, `how` topic, with the words that fired;
    of an archive the stored words are taken (`StoreError` where it has none).
    """
    themes = themes or load_themes()
    decided = corrections if corrections is None or isinstance(corrections, Corrections) else load_corrections(corrections)
    found = (tag_meeting(meeting, themes, context=context, corrections=decided, topics=topics, words=words) for meeting, words in _heard(corpus, topics))
    return frame("tags", [tag_row(one) for tags in found for one in tags])


def _heard(corpus: Records | Iterable[Meeting], topics: "TopicModel | None") -> "Iterator[tuple[Meeting, Cut | None]]":
    """The meetings, for topics with the words that a store has of them."""
    if topics is not None and hasattr(corpus, "records"):
        from minutes.themes.cuts import cuts_of

        yield from cuts_of(corpus).meetings()
    else:
        yield from ((meeting, None) for meeting in (corpus if isinstance(corpus, Iterable) else corpus.records))


def tag_meeting(
    meeting: Meeting, themes: Themes, *, context: bool = True, corrections: Corrections | None = None, topics: "TopicModel | None" = None, words: "Cut | None" = None
) -> list[Tag]:
    """The tags of a meeting by turn, the primary theme first; a turn that speaks of no theme has none.

    A turn that runs the meeting is 会議運営, with the themes of a question that it passes on. With `context` an answer
    takes the themes of its question, and a turn without words of a theme those of the talk it goes on with.
    `corrections` have the last word. `words` gives the words of a turn where they are known, for `topics`.
    """
    weights = WEIGHTS if context else WORDS_ALONE
    tags = [_tag(meeting.id, *row) for row in given(meeting, themes, weights)]
    if topics is not None:
        from minutes.themes.topic_tags import with_topics

        tags = with_topics(meeting, tags, topics, words)
    return by_hand(meeting, tags, corrections) if corrections else tags


def _tag(meeting: str, turn: int, theme: str, primary: bool, score: float, how: str, places: Sequence[Place], source: int | None) -> Tag:  # noqa: FBT001 - a row
    hits = tuple([Hit(term, text, Span(start, end)) for term, text, start, end in places])
    return Tag(meeting, turn, theme, primary=primary, score=score, how=how, hits=hits, source_turn=source)


def given(meeting: Meeting, themes: Themes, weights: Weights = WEIGHTS) -> Iterator[Given]:
    """The tags of a meeting by turn as plain rows, which cost less where there are millions of them; see `tag_meeting`."""
    talk = listen(meeting, themes)
    judged = judge(talk, weights)
    names = themes.names
    proceedings = PROCEEDINGS in names
    titles = _Titles(meeting, talk.printed)
    for turn in meeting.turns:
        if turn.n not in talk.relayed:
            if found := [one for one in judged[turn.n] if one.odds > weights.enough]:
                yield from _speaking(turn, names, talk.own[turn.n], found, titles)
            continue
        if proceedings:
            yield turn.n, PROCEEDINGS, True, 1.0, "act", (), None
        for theme, own in sorted(talk.relayed[turn.n].items()):
            if names[theme] != PROCEEDINGS:
                yield turn.n, names[theme], False, RELAY, "term", placed(turn, own.mentions), None


def listen(meeting: Meeting, themes: Themes) -> Talk:
    """What each turn of a meeting says of the themes in its own words, before any context."""
    background = frozenset(n for n, theme in enumerate(themes.themes) if theme.background)
    proceedings = frozenset(n for n, name in enumerate(themes.names) if name == PROCEEDINGS)
    agenda = list(dict.fromkeys((item.n, title) for item in meeting.agenda for title in (_title(item), item.title)))
    made = plain_all([*(turn.text for turn in meeting.turns), *(title for _, title in agenda)])
    texts = {turn.n: text for turn, text in zip(meeting.turns, made, strict=False)}
    running = {turn.n for turn in meeting.turns if _runs(turn, texts[turn.n])}
    heard = [n for n, text in texts.items() if n not in running or RELAYS.search(text)]
    weighed = Weighed(Heard(index(themes), [*map(texts.__getitem__, heard), *made[len(meeting.turns) :]]), background)
    own = {n: weighed.said(at) for at, n in enumerate(heard) if n not in running}
    relays = {n: dict[int, Own]() for n in running} | {n: weighed.relayed(at) for at, n in enumerate(heard) if n in running}
    named = {item: weighed.said(at) for at, item in enumerate(agenda, len(heard))}
    titles = _titles(meeting.agenda, {item.n: named[item.n, _title(item)] for item in meeting.agenda}, background)
    printed = {item.n: named[item.n, item.title] for item in meeting.agenda}
    backward = frozenset(n for n in own if BACKWARD.match(texts[n], 0, _BEGINNING))
    return Talk(meeting.turns, own, relays, titles, printed, background, proceedings, backward)


def _runs(turn: Turn, matched: str) -> bool:
    """Does the turn only run the meeting, or only say はい or 分かりました?"""
    return turn.act == "procedural" or (len(matched) <= _LONGEST_REPLY and BARE_REPLY.fullmatch(matched) is not None)


def _title(item: AgendaItem) -> str:
    """All that is known of how an item is called."""
    return item.title if not item.listed_title else f"{item.title}\n{item.listed_title}"


def _titles(agenda: Iterable[AgendaItem], said: Mapping[int, Said], background: frozenset[int]) -> dict[int, frozenset[int]]:
    """The themes in the title of each item; a part of an item has those of the whole, too, but for the background ones."""
    titles: dict[int, frozenset[int]] = {}
    above: dict[int, frozenset[int]] = {}
    for item in agenda:
        own = frozenset(theme for theme, words in said[item.n].items() if words.strong)
        whole = frozenset[int]().union(*(themes for level, themes in above.items() if level < item.level))
        titles[item.n] = own | (whole - background)
        above = {level: themes for level, themes in above.items() if level < item.level} | {item.level: own}
    return titles


def _speaking(turn: Turn, names: Sequence[str], spoken: Said, given: list[Judged], titles: "_Titles") -> Iterator[Given]:
    """The tags of a turn that speaks of something, the likeliest first."""
    given.sort(key=lambda one: (-one.odds, one.theme))
    laid: Laid | None = None
    for rank, one in enumerate(given):
        own = spoken[one.theme]
        hits: Sequence[Place] = ()
        if own.mentions:
            laid = laid or _laid(turn)
            hits = placed(turn, own.mentions, laid)
        inherited = own.amount <= 0 and one.odds > one.own
        if inherited and one.source is None:
            hits = titles.places(turn.item, one.theme) or hits
        yield turn.n, names[one.theme], rank == 0, round(one.probability, 3), "context" if inherited else "term", hits, one.source if inherited else None


def _laid(turn: Turn) -> Laid:
    """The pieces of a turn laid one behind the other in its text, as `Turn.locate` goes through them, but once for all mentions."""
    text = turn.text
    begins, stops = list[int](), list[int]()
    at = 0
    for piece in turn.pieces:
        at += text.startswith("\n", at)
        begins.append(at)
        at += piece.end - piece.start
        stops.append(at)
    return begins, stops


def placed(turn: Turn, mentions: Sequence[Mention], laid: Laid | None = None) -> list[Place]:
    """Mentions in the text of a turn as places in the source."""
    text, pieces = turn.text, turn.pieces
    begins, stops = laid or _laid(turn)
    found = list[Place]()
    for start, end, _, _, term in mentions:
        first = bisect_right(stops, start)
        last = bisect_left(stops, end, first)
        if last == len(stops):
            span = turn.locate(start, end)
            found.append((term, text[start:end], span.start, span.end))
        else:
            found.append((term, text[start:end], pieces[first].start + max(0, start - begins[first]), pieces[last].start + max(0, end - begins[last])))
    return found


class _Titles:
    """Where the titles of agenda items speak of a theme, for turns that only go on with their item."""

    def __init__(self, meeting: Meeting, printed: Mapping[int, Said]) -> None:
        self._items = {item.n: item for item in reversed(meeting.agenda)}
        self._text, self._printed = meeting.source.text, printed
        self._found: dict[tuple[int, int], list[Place]] = {}

    def places(self, n: int | None, theme: int) -> list[Place]:
        """The words of the title of an item that speak of a theme, where the title is printed."""
        item = self._items.get(-1 if n is None else n)
        if item is None:
            return []
        if (item.n, theme) not in self._found:
            at = self._text.find(item.title, item.span.start)
            mentions = self._printed[item.n][theme].mentions if at >= 0 else ()
            self._found[item.n, theme] = [(m.term, item.title[m.start : m.end], at + m.start, at + m.end) for m in mentions]
        return self._found[item.n, theme]


def tag_columns(meeting: Meeting, themes: Themes) -> dict[str, Sequence[Any]]:
    """The tags of a meeting as columns: those of `tag_row` but for the meeting, and `evidence`, the hits of each tag as (term, text, start, end)."""
    names = ("turn", "theme", "primary", "score", "how", "evidence", "source_turn")
    columns = dict(zip(names, zip(*given(meeting, themes), strict=True), strict=False)) or dict.fromkeys(names, ())
    hits = columns["evidence"]
    firsts = [places[0] if places else (None, None, None, None) for places in hits]
    return columns | {
        "hits": [JOIN.join(dict.fromkeys([text for _, text, _, _ in places])) or None for places in hits],
        "start": [start for _, _, start, _ in firsts],
        "end": [end for _, _, _, end in firsts],
    }


def tag_row(one: Tag) -> dict[str, object]:
    """One tag as a row of the table."""
    first = one.hits[0].span if one.hits else None
    return {
        "meeting": one.meeting,
        "turn": one.turn,
        "theme": one.theme,
        "primary": one.primary,
        "score": one.score,
        "how": one.how,
        "source_turn": one.source_turn,
        "hits": JOIN.join(dict.fromkeys(hit.text for hit in one.hits)) or None,
        "start": first and first.start,
        "end": first and first.end,
    }
