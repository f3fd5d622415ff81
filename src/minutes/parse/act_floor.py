"""What is open on the floor while the talk is read: who sits where, which questions wait, what the chair has just asked for."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from minutes.model import Turn
from minutes.parse.act_cues import Cues, cues_of
from minutes.text.calls import called
from minutes.text.titles import parse_label

_OFFICERS = ("secretariat", "official", "guest")
_STRUCK = tuple("○◯●×△▲□■◇◆※☆")  # ○○委員 and △△委員 are two
_FAR = 16  # turns back in which the speech stands that an officer says he answers


class Verdict(NamedTuple):
    """The act of one turn, the turns it replies to, and why: the rule, with the words that fired it."""

    act: str
    reply_to: tuple[int, ...] = ()
    why: str = ""


def who(turn: Turn) -> str:
    """The person behind a heading, as far as the heading tells."""
    who = turn.speaker
    return who.name or (who.label if who.label[:1] in _STRUCK else who.title) or who.label


def seats(turns: Sequence[Turn], marks: Sequence[str | None], cues: Sequence[Cues]) -> list[str]:
    """Where each speaker sits: chair, vice (may take the chair), member, officer, statement (a bullet of summary minutes), peer (nobody can tell)."""
    chair = _chair_of(turns, cues)
    arrows = "answer" in marks and "statement" in marks
    members = any(t.speaker.role in ("member", "public") or (t.speaker.role == "unknown" and t.speaker.name) for t in turns)
    out: list[str] = []
    for k, turn in enumerate(turns):
        if arrows and marks[k] == "statement":
            out.append("statement")
        elif chair and who(turn) == chair:
            out.append("chair")
        else:
            out.append(_seat(_role(turn, marks[k] if marks else None, turns[k - 1] if out and out[-1] == "chair" else None), members=members))
    return out


def _seat(role: str, *, members: bool) -> str:
    if role in ("vice_chair", "chair"):
        return "vice"
    if role in _OFFICERS:
        return "officer" if members or role == "secretariat" else "peer"
    return "member" if role in ("member", "public") else "peer"


def _role(turn: Turn, mark: str | None, chair: Turn | None) -> str:
    """The printed role; for a heading without one, what the chair's call (真鍋教育長。) or the mark tells."""
    role = turn.speaker.role
    if role == "chair" and turn.speaker.title.endswith("本部長"):
        return "official"  # a department of a large city: he is not the one in the chair
    if role != "unknown":
        return role
    words = called(chair.text[-30:]) if chair else ""
    person = parse_label(words) if words else None
    if person and person.name and person.name in turn.speaker.name:
        return person.role
    return {"question": "member", "answer": "official"}.get(mark or "", "unknown")


def _chair_of(turns: Sequence[Turn], cues: Sequence[Cues]) -> str:
    """The chair who speaks most often; where no chair is printed, the one who is handed the meeting or calls the others."""
    printed = Counter(who(t) for t in turns if t.speaker.role == "chair")
    if printed:
        return printed.most_common(1)[0][0]
    if handed := next((name for t in turns[:3] if (name := _handed(t, turns, cues[t.n]))), ""):
        return handed
    called = Counter(who(t) for t in turns if t.speaker.role != "secretariat" and _runs(cues[t.n]))
    name, n = called.most_common(1)[0] if called else ("", 0)
    return name if n >= 3 and 3 * n >= sum(who(t) == name for t in turns) else ""


def _handed(turn: Turn, turns: Sequence[Turn], cues: Cues) -> str:
    """この後の進行は町長にお願いします: the one named who speaks later, else the next speaker."""
    if not cues.find("hands_chair"):
        return ""
    later = [t for t in turns[turn.n + 1 :] if who(t) != who(turn)]
    words = "".join(cues.edges[-3:])
    named = (who(t) for t in later if (t.speaker.name and t.speaker.name in words) or (t.speaker.title and t.speaker.title in words))
    return next(named, who(later[0]) if later else "")


def _runs(cues: Cues) -> bool:
    return bool(cues.find("calls", "last") or cues.find("closes", "ending") or cues.find("to_others", "ending") or cues.find("presides"))


class Floor:
    """The state of the talk before the turn that is read next."""

    def __init__(self, turns: Sequence[Turn], marks: Sequence[str | None]) -> None:
        self.turns = turns
        self.cues = [cues_of(t.text) for t in turns]
        self.past: list[Verdict] = []
        self.sat: list[str] = []  # the seats taken so far
        self.pending: tuple[int, ...] = ()  # the question that waits for an answer
        self.answered: tuple[int, ...] = ()  # what the last answer replied to
        self.told = ""  # what the chair has just asked for: present, notice, greet, relay, call; open when an item was left
        self.presenter = ""  # who set out the item
        self.begun = False  # has anything been set out or asked?
        self._marks = marks
        self._seated = seats(turns, marks, self.cues)
        self.arrows = "statement" in self._seated
        self.itemised = any(t.item is not None for t in turns)
        self._presider = who(turns[0]) if turns and turns[0].speaker.role in ("chair", "vice_chair") else ""
        self._earlier: list[int] = []  # questions passed over
        self._closed = 0  # the turn with which the last item was left

    def seat(self, turn: Turn, cues: Cues) -> str:
        """Where the speaker sits for this turn; a vice chair who calls others has taken the chair."""
        seat = self._seated[turn.n]
        if seat not in ("vice", "peer"):
            return seat
        calls = cues.chars <= 80 and cues.find("calls", "last") and not cues.ask and not cues.soft
        if calls or cues.find("takes_chair", "opening") or (self._presider == who(turn) and not _asks_late(cues)):
            self._presider = who(turn)
            return "chair"
        return "member" if seat == "vice" else seat

    @property
    def previous(self) -> str:
        """The act of the turn before; empty at the start."""
        return self.past[-1].act if self.past else ""

    @property
    def previous_seat(self) -> str:
        """The seat of the turn before; empty at the start."""
        return self.sat[-1] if self.sat else ""

    def waits(self, turn: Turn) -> bool:
        """Does a question of somebody else wait?"""
        return bool(self.pending) and who(self.turns[self.pending[-1]]) != who(turn)

    def enter(self, turn: Turn) -> None:
        """A new item of the agenda closes what was open."""
        if turn.n and turn.item != self.turns[turn.n - 1].item:
            self.close()

    def close(self) -> None:
        """Nothing waits any more."""
        self.pending, self.answered, self.told, self._earlier, self._closed = (), (), "", [], len(self.past)

    def views(self) -> tuple[int, ...]:
        """The opinions that were said last, one after another; a chair's relay or call between them and now does not count."""
        k = len(self.past) - 1
        if k > 0 and self.sat[k] == "chair" and self.past[k].act == "procedural" and self.told in ("relay", "call"):
            k -= 1
        last = k
        while k >= self._closed and self.past[k].act == "opinion":
            k -= 1
        return tuple(range(k + 1, last + 1))

    def last_said(self, turn: Turn) -> tuple[int, ...]:
        """The last question or opinion of somebody else, not far back, for one who says that he answers."""
        near = range(len(self.past) - 1, max(-1, len(self.past) - _FAR - 1), -1)
        k = next((k for k in near if self.past[k].act in ("question", "opinion") and who(self.turns[k]) != who(turn)), None)
        return () if k is None else (k,)

    def before_arrow(self) -> tuple[int, ...]:
        """The statement that → answers: the last one that is no answer itself and does not run the meeting."""
        k = next((k for k in range(len(self.past) - 1, -1, -1) if self.past[k].act not in ("answer", "procedural", "presentation")), None)
        return () if k is None else (k,)

    def arrow_next(self, n: int) -> bool:
        """Does an arrow answer turn n?"""
        return self.arrows and n + 1 < len(self._marks) and self._marks[n + 1] == "answer"

    def addressed(self, turn: Turn) -> bool:
        """Does the question that waits name this speaker?"""
        name, title = turn.speaker.name, turn.speaker.title if turn.speaker.role in ("vice_chair", "guest") else ""
        words = "".join(self.turns[k].text for k in self.pending)
        return self.waits(turn) and bool((name and name in words) or (title and title in words))

    def replies(self, cues: Cues) -> tuple[int, ...]:
        """The questions an answer replies to: those passed over whose asker it names, else the one that waits."""
        named = tuple(k for k in self._earlier if (name := self.turns[k].speaker.name) and name in cues.text[:80])
        return named or self.pending

    def responder(self, n: int) -> Turn | None:
        """The first speaker after turn n who is not in the chair, within the item and before the chair closes."""
        for k in range(n + 1, min(n + 3, len(self.turns))):
            if self.turns[k].item != self.turns[n].item:
                return None
            if self._seated[k] != "chair":
                return self.turns[k] if who(self.turns[k]) != who(self.turns[n]) else None
            if not self.cues[k].only_calls and any(self.cues[k].find(cue) for cue in ("closes", "to_others", "asks_to_present")):
                return None
        return None

    def goes_on(self, n: int) -> bool:
        """Does the chair leave the matter or turn to others straight after turn n?"""
        if n + 1 >= len(self.turns) or self._seated[n + 1] != "chair" or self.cues[n + 1].only_calls:
            return False
        chair = self.cues[n + 1]
        return bool(chair.find("closes") or chair.find("to_others")) and not chair.find("hands_over")

    def is_officer(self, turn: Turn | None) -> bool:
        """Does this speaker sit where questions are answered?"""
        return turn is not None and self._seated[turn.n] == "officer"

    def take(self, turn: Turn, cues: Cues, verdict: Verdict, seat: str) -> None:
        """Write the verdict down and move on."""
        self.past.append(verdict)
        self.sat.append(seat)
        self.begun = self.begun or verdict.act in ("presentation", "question")
        if verdict.act == "question":
            self._earlier.extend(self.pending)
            self.pending, self.told = (turn.n,), ""
        elif verdict.act == "answer":
            self._answer(turn, cues, verdict, seat)
        elif verdict.act == "presentation":
            self.close()
            self.presenter = who(turn)
        if seat == "chair":
            self._presider = who(turn)
            if verdict.act != "question":
                self._hear(cues)
        else:
            self.told = ""

    def _answer(self, turn: Turn, cues: Cues, verdict: Verdict, seat: str) -> None:
        """An answer settles what it replies to, unless a chair or member asks back (…という理解でよろしいですよね)."""
        self.answered = verdict.reply_to
        self._earlier = [k for k in self._earlier if k not in verdict.reply_to]
        if set(self.pending) & set(verdict.reply_to):
            last = next(cues.asks(1), None) if seat != "officer" else None
            asks_back = last and last.how in ("asks", "confirms") and not last.shows("refers")
            self.pending = (*verdict.reply_to, turn.n) if asks_back else ()

    def _hear(self, cues: Cues) -> None:
        """What the chair asks for at the end of a speech."""
        if cues.only_calls:
            self.told = self.told if self.told in ("present", "notice", "greet") else "call"
            return
        closes = cues.find("closes")
        passes_on = (self.pending or not closes) and (cues.find("hands_over") or cues.find("refers"))
        if passes_on and (self.pending or (self.answered and not closes)):
            self.told = "relay"
        elif self.pending and not closes:
            self.told = "call" if cues.find("calls", "ending") else ""
        else:
            wish = _wish(cues, closes=bool(closes))
            if closes or wish in ("present", "greet"):
                self.close()
            self.told = wish or ("relay" if passes_on and not closes else "call" if cues.find("calls", "ending") else "open" if closes else "")


def _wish(cues: Cues, *, closes: bool) -> str:
    """What a chair who has no question before him wants: words of greeting, notices, papers set out."""
    greets = cues.find("greeting", "ending")
    if greets and not closes:
        return "greet"
    if cues.find("notice_please", "ending"):
        return "notice"
    return "present" if cues.find("asks_to_present", "ending") else "greet" if greets else ""


def _asks_late(cues: Cues) -> bool:
    """Does one who may be in the chair end in a question of substance?"""
    return bool(cues.ask and cues.ask.late and not cues.find("calls", "last") and not cues.find("invite", "ending"))
