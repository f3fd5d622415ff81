"""Turns → tags by a topic model: what is a theme by the company of its words, with the words that show it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from minutes.model import Hit, Meeting, Tag, Turn
from minutes.themes.cuts import SHORTEST, Cut
from minutes.themes.topic_model import FREE, TopicModel

ENOUGH = 0.5
"""From this share of a turn on a topic is its theme."""

LEAST = 3
"""Different words of the theme that must have fired."""


def topic_tags(meeting: Meeting, model: TopicModel, *, enough: float = ENOUGH, least: int = LEAST, cut: Cut | None = None, but: Collection[int] = ()) -> list[Tag]:
    """The themes of a meeting's turns by the topics that they anchor; `how` is topic, `score` the share of the turn, `hits` the words that fired.

    A word fires where the theme is its likeliest topic in this turn. Turns that run the meeting, and those of fewer
    than 30 characters, have none. `cut` gives the words of a turn where a store has them; the turns in `but` are left out.
    """
    turns = [turn for turn in meeting.turns if turn.act != "procedural" and len(turn.text) >= SHORTEST and turn.n not in but]
    if not turns:
        return []
    analyze = model.analyzer
    places = [analyze.places(turn.text, cut(turn) if cut else None) for turn in turns]
    number = model.numbers
    shares = model.transform([[word for _, _, word in found] for found in places])
    tags = []
    for turn, found, mix in zip(turns, places, shares, strict=True):
        likely = [n for n in np.argsort(-mix, kind="stable").tolist() if mix[n] >= enough and not model.names_[n].startswith(FREE)]
        fired = _fired(model, number, found, mix) if likely else {}
        for n in likely:
            hits = tuple(_hit(turn, start, end, word) for start, end, word in fired.get(n, ()))
            if len({hit.term for hit in hits}) >= least:
                tags.append(Tag(meeting.id, turn.n, model.names_[n], primary=False, score=round(float(mix[n]), 3), how="topic", hits=hits))
    return tags


def with_topics(meeting: Meeting, tags: Iterable[Tag], model: TopicModel, cut: Cut | None = None) -> list[Tag]:
    """`tags` with those of the topic model in the turns that have no theme yet, in the order of the turns; the likeliest of a turn is its primary one."""
    given = list(tags)
    more: dict[int, list[Tag]] = defaultdict(list)
    for tag in topic_tags(meeting, model, cut=cut, but={tag.turn for tag in given}):
        more[tag.turn].append(Tag(tag.meeting, tag.turn, tag.theme, not more[tag.turn], tag.score, tag.how, tag.hits))
    return sorted([*given, *(tag for found in more.values() for tag in found)], key=lambda tag: tag.turn)


def _fired(
    model: TopicModel, number: Mapping[str, int], found: Sequence[tuple[int, int, str]], mix: "np.ndarray[tuple[int], np.dtype[np.float32]]"
) -> dict[int, list[tuple[int, int, str]]]:
    """For each topic the places of the words of which it is the likeliest topic in a turn of this mixture."""
    fired: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for start, end, word in found:
        if word in number:
            fired[int(np.argmax(mix * model.components_[:, number[word]]))].append((start, end, word))
    return fired


def _hit(turn: Turn, start: int, end: int, word: str) -> Hit:
    return Hit(word, turn.text[start:end], turn.locate(start, end))
