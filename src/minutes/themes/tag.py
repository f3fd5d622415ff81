"""Turns → tags: what each turn is about, with the places that show it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

from minutes.columns import frame
from minutes.model import AgendaItem, Hit, Meeting, Span, Tag, Turn
from minutes.text.patterns import BACKWARD, BARE_REPLY
from minutes.themes.context import RELAY, Judged, Talk, Weights, judge
from minutes.themes.corrections import Corrections, by_hand, load_corrections
from minutes.themes.dictionary import PROCEEDINGS, Themes, load_themes
from minutes.themes.mentions import Index, index
from minutes.themes.weigh import NOTHING, Own, relayed, weigh
from minutes.words.phrases import plain

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
    talk = listen(meeting, themes)
    judged = judge(talk, weights)
    tags: list[Tag] = []
    for turn in meeting.turns:
        if turn.n in talk.relayed:
            tags += _running(meeting, turn, themes, talk.relayed[turn.n])
        else:
            tags += _speaking(meeting, turn, themes, talk.own[turn.n], [one for one in judged[turn.n] if one.odds > weights.enough])
    if topics is not None:
        from minutes.themes.topic_tags import with_topics

        tags = with_topics(meeting, tags, topics, words)
    return by_hand(meeting, tags, corrections) if corrections else tags


def listen(meeting: Meeting, themes: Themes) -> Talk:
    """What each turn of a meeting says of the themes in its own words, before any context."""
    ready = index(themes)
    background = frozenset(n for n, theme in enumerate(themes.themes) if theme.background)
    proceedings = frozenset(n for n, name in enumerate(themes.names) if name == PROCEEDINGS)
    texts = _plain_texts(meeting)
    relays = {turn.n: relayed(texts[turn.n], ready) for turn in meeting.turns if _runs(turn)}
    spoken = {turn.n: weigh(texts[turn.n], ready, background) for turn in meeting.turns if turn.n not in relays}
    titles = _titles(meeting.agenda, ready, background)
    backward = frozenset(n for n in spoken if BACKWARD.match(texts[n][:_BEGINNING]))
    return Talk(meeting.turns, spoken, relays, titles, background, proceedings, backward)


def _plain_texts(meeting: Meeting) -> dict[int, str]:
    """The text of each turn for matching, made all at once: a long text is folded faster than many short ones."""
    whole = plain("\n".join(turn.text for turn in meeting.turns))
    ends = accumulate(len(turn.text) + 1 for turn in meeting.turns)
    return {turn.n: whole[end - 1 - len(turn.text) : end - 1] for turn, end in zip(meeting.turns, ends, strict=True)}


def _runs(turn: Turn) -> bool:
    """Does the turn only run the meeting, or only say はい or 分かりました?"""
    return turn.act == "procedural" or (len(turn.text) <= _LONGEST_REPLY and BARE_REPLY.fullmatch(plain(turn.text)) is not None)


def _title(item: AgendaItem) -> str:
    """All that is known of how an item is called."""
    return item.title if not item.listed_title else f"{item.title}\n{item.listed_title}"


def _titles(agenda: Iterable[AgendaItem], ready: Index, background: frozenset[int]) -> dict[int, frozenset[int]]:
    """The themes in the title of each item; a part of an item has those of the whole, too, but for the background ones."""
    titles: dict[int, frozenset[int]] = {}
    above: dict[int, frozenset[int]] = {}
    for item in agenda:
        own = frozenset(theme for theme, said in weigh(plain(_title(item)), ready).items() if said.strong)
        whole = frozenset[int]().union(*(themes for level, themes in above.items() if level < item.level))
        titles[item.n] = own | (whole - background)
        above = {level: themes for level, themes in above.items() if level < item.level} | {item.level: own}
    return titles


def _running(meeting: Meeting, turn: Turn, themes: Themes, passed: Mapping[int, Own]) -> Iterator[Tag]:
    """The tags of a turn that runs the meeting: 会議運営, and what it passes on."""
    if PROCEEDINGS in themes.names:
        yield Tag(meeting.id, turn.n, PROCEEDINGS, primary=True, score=1.0, how="act")
    for theme, own in sorted(passed.items()):
        if themes.names[theme] != PROCEEDINGS:
            yield Tag(meeting.id, turn.n, themes.names[theme], primary=False, score=RELAY, how="term", hits=_hits(turn, own))


def _speaking(meeting: Meeting, turn: Turn, themes: Themes, spoken: Mapping[int, Own], given: list[Judged]) -> Iterator[Tag]:
    """The tags of a turn that speaks of something, the likeliest first."""
    for rank, one in enumerate(sorted(given, key=lambda j: (-j.odds, j.theme))):
        own = spoken.get(one.theme, NOTHING)
        hits = _hits(turn, own)
        inherited = not own.strong and one.inherits
        if inherited and one.source is None:
            hits = _in_title(meeting, turn, themes, one.theme) or hits
        yield Tag(
            meeting.id,
            turn.n,
            themes.names[one.theme],
            primary=rank == 0,
            score=round(one.probability, 3),
            how="context" if inherited else "term",
            hits=hits,
            source_turn=one.source if inherited else None,
        )


def _hits(turn: Turn, own: Own) -> tuple[Hit, ...]:
    """The mentions as places in the source."""
    if not own.mentions:
        return ()
    text, begins, stops = turn.text, list[int](), list[int]()
    at = 0
    for piece in turn.pieces:  # as `Turn.locate` goes through them, but once for all mentions
        at += text.startswith("\n", at)
        begins.append(at)
        at += piece.end - piece.start
        stops.append(at)

    def place(start: int, end: int) -> Span:
        first = bisect_right(stops, start)
        last = bisect_left(stops, end, first)
        if last == len(stops):
            return turn.locate(start, end)
        pieces = turn.pieces
        return Span(pieces[first].start + max(0, start - begins[first]), pieces[last].start + max(0, end - begins[last]))

    return tuple([Hit(term, text[start:end], place(start, end)) for start, end, _, _, term in own.mentions])


def _in_title(meeting: Meeting, turn: Turn, themes: Themes, theme: int) -> tuple[Hit, ...]:
    """The words of the title of the item that speak of a theme, where the title is printed."""
    item = next((item for item in meeting.agenda if item.n == turn.item), None)
    at = -1 if item is None else meeting.source.text.find(item.title, item.span.start)
    if item is None or at < 0:
        return ()
    mentions = weigh(plain(item.title), index(themes)).get(theme, NOTHING).mentions
    return tuple(Hit(m.term, item.title[m.start : m.end], Span(at + m.start, at + m.end)) for m in mentions)


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
        "hits": "、".join(dict.fromkeys(hit.text for hit in one.hits)) or None,
        "start": first and first.start,
        "end": first and first.end,
    }
