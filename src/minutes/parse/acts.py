"""What each speech does (question, answer, presentation, opinion, procedural, speech) and which speech it replies to.

The talk is read from the first speech to the last. What is open on the floor (`act_floor`), where the speaker sits and
the cues of the speech (`act_cues`, `acts.toml`) decide; every verdict says what fired.
"""

from collections.abc import Sequence

from minutes.model import Turn
from minutes.parse.act_cues import Ask, Cues
from minutes.parse.act_floor import Floor, Verdict, who

_CHAIRS_ASKS = ("asks", "wonders", "confirms")  # how a chair asks, if he does
_FEW = 30  # characters of a speech that only acknowledges
_WORD = 9  # characters of one that is hardly a sentence: そうだな。
_LONG = 60  # characters from which a speech that shows no cue says something


def assign_acts(turns: Sequence[Turn], marks: Sequence[str | None] = ()) -> tuple[Turn, ...]:
    """The turns with `act` and `reply_to`. `marks` holds what the print itself says of each turn, if anything.

    A mark is `question` or `answer` (◆ ◎ 問 答 →), `arrow` (→事務局：, an answer to what stands above it), `statement` (a bullet of summary minutes whose answers carry →)
    or `presentation` (paragraphs of summary minutes with no heading).
    """
    verdicts = explain_acts(turns, marks)
    return tuple(Turn(t.n, t.span, t.marker, t.speaker, t.text, t.pieces, t.item, v.act, v.reply_to) for t, v in zip(turns, verdicts, strict=True))


def explain_acts(turns: Sequence[Turn], marks: Sequence[str | None] = ()) -> tuple[Verdict, ...]:
    """The act of every turn, the turns it replies to, and why: the rule, with the words that fired it."""
    floor = Floor(turns, marks)
    for turn, cues in zip(turns, floor.cues, strict=True):
        floor.enter(turn)
        seat = floor.seat(turn, cues)
        floor.take(turn, cues, verdict(turn, cues, floor, seat, marks[turn.n] if marks else None), seat)
    return tuple(floor.past)


def verdict(turn: Turn, cues: Cues, floor: Floor, seat: str, mark: str | None) -> Verdict:
    """The act of the turn that comes next on the floor, from the seat of its speaker."""
    if mark == "presentation":
        return Verdict("presentation", why="paragraphs without a speaker")
    if mark == "question" and turn.speaker.role == "unknown" and not turn.speaker.name:  # 問
        return Verdict("question", why="printed mark")
    if mark in ("answer", "arrow") and (reply := floor.before_arrow() if floor.arrows or mark == "arrow" else floor.pending):
        return Verdict("answer", reply, "printed mark")
    if seat == "chair":
        return _chair(turn, cues, floor)
    return _RULES.get(seat, _member)(turn, cues, floor)


def _chair(turn: Turn, cues: Cues, floor: Floor) -> Verdict:
    if words := cues.only_calls:
        return Verdict("procedural", why=f"calls: {words}")
    waiting = floor.waits(turn)
    if waiting and (words := cues.find("takes_up") or _own_answer(cues, floor)):
        return Verdict("answer", floor.pending, f"takes the question up: {words}")
    if ask := _chairs_ask(turn, cues, floor):
        passes_on = waiting or cues.find("refers")
        if passes_on and not cues.find("own_question"):
            return Verdict("procedural", why=f"passes a question on: {ask.words}")
        return Verdict("question", why=f"asks: {ask.words}")
    if cues.chars >= 1.5 * _LONG and (words := cues.find("sums_up")) and not cues.find("decides"):
        return Verdict("speech", why=f"sums up: {words}")
    if cues.chars >= _LONG and not waiting and (words := cues.find("own_view")):
        return Verdict("opinion", why=f"own view: {words}")
    return Verdict("procedural", why="runs the meeting")


def _own_answer(cues: Cues, floor: Floor) -> str:
    """A chair who holds views, straight after a question, answers it."""
    return cues.find("own_view") if floor.previous == "question" and cues.chars > _LONG and not cues.find("hands_over") else ""


def _chairs_ask(turn: Turn, cues: Cues, floor: Floor) -> Ask | None:
    """A question of the chair's own: no invitation, no handing over, no errand."""
    for ask in cues.last_asks:
        if ask.how not in _CHAIRS_ASKS:
            continue
        named = ask.shows("asks_leave") or ask.shows("with_topic")
        if not named and any(ask.shows(cue) for cue in ("invite", "to_others", "asks_to_present", "hands_over")):
            continue
        if ask.how == "asks" and (ask.shows("informs") or (ask.interrogative and not ask.shows("errands"))):
            return ask
        if ask.how == "wonders" and not floor.pending and cues.find("hands_over", "last"):
            return ask
        if ask.how == "confirms" and ask.from_end == 0 and _granted(floor.responder(turn.n)):
            return ask
    return None


def _granted(turn: Turn | None) -> bool:
    """おっしゃるとおりです: does the next speaker take what was said for a question?"""
    return turn is not None and bool(Cues(turn.text[:40]).find("grants", "opening"))


def _officer(turn: Turn, cues: Cues, floor: Floor) -> Verdict:
    short = cues.chars <= _FEW and cues.find("acknowledge")
    if cues.chars < 300 and floor.previous_seat != "member" and (words := cues.find("announces", "opening")):
        return Verdict("procedural", why=f"announces: {words}")
    if floor.pending and not (short and floor.previous == "procedural" and not floor.told):
        return Verdict("answer", floor.replies(cues), "the question waits")
    if (words := cues.find("takes_up", "opening")) and (said := floor.last_said(turn)):
        return Verdict("answer", said, f"says so: {words}")
    if floor.previous == "answer" and floor.answered:
        return Verdict("answer", floor.replies(cues) or floor.answered, "goes on answering")
    if floor.previous == "presentation":
        return Verdict("presentation", why="goes on presenting") if cues.chars > _LONG else Verdict("procedural", why="short")
    if short:
        return Verdict("procedural", why=f"acknowledges: {short}")
    if views := floor.views():
        return Verdict("answer", views, "replies to what was said")
    return _unasked(cues, floor)


def _unasked(cues: Cues, floor: Floor) -> Verdict:
    """An officer to whom nobody put a question: what the chair has asked for, else what the speech shows."""
    notices, presents = cues.count("notice"), cues.find("present")
    if floor.answered and floor.told in ("call", "relay"):
        return Verdict("answer", floor.answered, "called to go on answering")
    if floor.told == "greet" or (cues.chars <= 200 and cues.find("greets")):
        return Verdict("procedural", why="greets")
    if floor.told == "notice" and notices and (cues.chars < 200 or not presents or (notices >= 2 and cues.chars < 800)):
        return Verdict("procedural", why=f"notice: {cues.find('notice')}")
    if floor.told == "present" or (floor.told in ("call", "open") and cues.chars >= 2 * _LONG):
        return Verdict("presentation", why="the chair asks for it")
    if (not floor.past or (not floor.begun and cues.chars < 160)) and not cues.find("explains"):
        return Verdict("procedural", why="before the first item")
    if notices >= 2 or (notices and not presents):
        return Verdict("procedural", why=f"notice: {cues.find('notice')}")
    if presents or cues.chars >= 160:
        return Verdict("presentation", why=f"presents: {presents}")
    if floor.answered and floor.previous == "procedural":
        return Verdict("answer", floor.answered, "adds to the answer")
    return Verdict("procedural", why="short") if cues.chars <= _LONG else Verdict("speech", why="unasked")


def _member(turn: Turn, cues: Cues, floor: Floor) -> Verdict:
    ask = cues.ask
    if words := cues.find("debates", "opening"):
        return Verdict("opinion", why=f"debates: {words}")
    if not (ask and ask.late) and (words := _asked(turn, cues, floor)):
        return Verdict("answer", floor.pending or floor.answered, f"asked: {words}")
    if floor.previous_seat == "chair" and (words := _reports(cues, floor, ask)):
        return Verdict("presentation", why=f"the chair asks for it: {words}")
    if words := _question(turn, cues, floor):
        return Verdict("question", why=f"asks: {words}")
    if floor.told == "greet" and floor.previous_seat == "chair":
        return Verdict("procedural", why="greets")
    return _view(cues)


def _asked(turn: Turn, cues: Cues, floor: Floor) -> str:
    """Why a member answers: the question names him, or is about what he set out, or he takes it up."""
    if floor.addressed(turn):
        return "named"
    if floor.pending and floor.previous == "question" and floor.presenter == who(turn):
        return "set the item out"
    return cues.find("takes_up", "opening") if floor.pending or floor.answered else ""


def _reports(cues: Cues, floor: Floor, ask: Ask | None) -> str:
    """A member who sets out a bill or what a committee found."""
    if floor.told != "present" and ask and ask.late:
        return ""
    presents = cues.find("present", "opening")
    if floor.told == "present" and (presents or not ask):
        return presents or "told"
    return cues.find("reports", "opening") or (presents if presents.startswith("報告") and not ask else "")


def _question(turn: Turn, cues: Cues, floor: Floor) -> str:
    """The words with which a member asks; a weak form counts where an officer answers."""
    ask = cues.ask
    if ask and not ask.interrogative and floor.goes_on(turn.n):
        return ""  # 詳しくは別の機会に伺います。
    if ask and (ask.late or ask.plain or cues.chars < 2 * _LONG):
        return ask.words
    responder = floor.responder(turn.n)
    if responder is None or not floor.is_officer(responder):
        return ""
    if ask:
        return ask.words
    if words := floor.cues[responder.n].find("takes_up", "opening"):
        return f"… {words}"
    at_once, soft = responder.n == turn.n + 1, cues.soft
    if soft and (soft.from_end == 0 or at_once) and (soft.how not in ("argues", "requests") or _granted(responder)):
        return soft.words
    few = at_once and cues.chars <= _FEW and not any(cues.find(cue) for cue in ("acknowledge", "permission", "opinion"))
    return cues.text if few else ""


def _view(cues: Cues) -> Verdict:
    """A member who neither asks nor answers."""
    opinion = cues.find("opinion")
    if cues.chars <= _LONG and (words := cues.find("permission") or ("" if opinion else cues.find("acknowledge"))):
        return Verdict("procedural", why=f"acknowledges: {words}")
    if (cues.chars <= _LONG and cues.courteous) or (cues.chars <= 200 and cues.find("greets")):
        return Verdict("procedural", why="greets")
    if cues.chars <= (_FEW if cues.polite else _WORD) and not opinion:
        return Verdict("procedural", why="short")
    if (words := cues.find("tells")) and not cues.find("opinion", "ending"):
        return Verdict("speech", why=f"tells: {words}")
    return Verdict("opinion", why=f"view: {opinion}")


def _statement(turn: Turn, cues: Cues, floor: Floor) -> Verdict:
    """A bullet of summary minutes whose answers carry an arrow: never an answer itself."""
    if turn.item is None and floor.itemised and not floor.begun:
        return Verdict("procedural", why="before the first item")
    if ask := cues.ask:
        return Verdict("question", why=f"asks: {ask.words}")
    if cues.chars <= _LONG and (words := cues.find("notice") or cues.find("hands_over") or cues.find("closes") or cues.find("calls", "last")):
        return Verdict("procedural", why=f"notice: {words}")
    if (words := cues.find("opinion")) or floor.arrow_next(turn.n):
        return Verdict("opinion", why=f"view: {words}")
    return Verdict("speech", why="tells")


def _peer(turn: Turn, cues: Cues, floor: Floor) -> Verdict:
    """One whose side of the table nobody can tell."""
    ask = cues.ask
    if words := cues.find("debates", "opening"):
        return Verdict("opinion", why=f"debates: {words}")
    if floor.previous_seat == "chair" and floor.told == "present" and (not ask or cues.find("present", "opening")):
        return Verdict("presentation", why="the chair asks for it")
    if ask and ask.late:
        return Verdict("question", why=f"asks: {ask.words}")
    if floor.waits(turn):
        return Verdict("answer", floor.replies(cues), "the question waits")
    if floor.answered and (words := cues.find("takes_up", "opening")):
        return Verdict("answer", floor.answered, f"takes the question up: {words}")
    if ask:
        return Verdict("question", why=f"asks: {ask.words}")
    if words := cues.find("present"):
        return Verdict("presentation", why=f"presents: {words}")
    if floor.told == "greet" or (cues.chars <= _LONG and (cues.find("acknowledge") or cues.find("notice"))):
        return Verdict("procedural", why="acknowledges")
    if words := cues.find("opinion"):
        return Verdict("opinion", why=f"view: {words}")
    return Verdict("speech", why="tells") if cues.chars > _FEW else Verdict("procedural", why="short")


_RULES = {"statement": _statement, "officer": _officer, "peer": _peer}
