"""A meeting made of a few speeches, so that a test can say in one table what was said."""

from collections.abc import Callable, Sequence

import pytest

from minutes.model import AgendaItem, Header, Meeting, Source, Span, Speaker, Turn

Said = tuple[str, str] | tuple[str, str, int] | tuple[str, str, int, int]
"""(act, text), then the turn that it answers (-1: none), then the agenda item."""

Make = Callable[..., Meeting]


def _meeting(said: Sequence[Said], *, titles: Sequence[str] = (), name: str = "m") -> Meeting:
    """A meeting of these turns; each stands in the source as printed, a heading before it."""
    heads = [f"議題{n + 1} {title}\n" for n, title in enumerate(titles)]
    text, turns = "".join(heads), []
    for n, (act, words, *rest) in enumerate(said):
        answers, item = (*rest, *(-1, 0)[len(rest) :])
        marker = Span(len(text), len(text) + 4)
        start = marker.end + 1
        pieces, at = [], start
        for line in words.split("\n"):
            pieces.append(Span(at, at + len(line)))
            at += len(line) + 1
        text += f"○委員{n % 10} {words}\n"
        turn = Turn(n, Span(marker.start, at - 1), marker, Speaker(f"委員{n}"), words, tuple(pieces), item if titles else None, act, (answers,) if answers >= 0 else ())
        turns.append(turn)
    agenda = [AgendaItem(n, str(n + 1), title, 1, Span(0, len(text))) for n, title in enumerate(titles)]
    source = Source(f"{name}.txt", text, "0" * 64, "utf-8")
    return Meeting(name, source, "transcript", "verbatim", None, "given", 1.0, Header(), tuple(agenda), tuple(turns))


@pytest.fixture
def meeting() -> Make:
    """Makes a meeting: `meeting([("question", "…"), ("answer", "…", 0)])`."""
    return _meeting
