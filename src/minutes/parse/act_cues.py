"""What the sentences of a speech do, by the cues of `acts.toml`: each is sought when it is asked for, and gives the words that show it."""

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice
from typing import Any, Generic, NamedTuple, TypeVar

_SENTENCE = re.compile(r"[^。?!？！\n]+[。?!？！]*[」』]?")
_GROUPED = re.compile(
    r"\w(?![?*+{])(?:[^()|]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*$"
)  # an expression that begins with a plain character and has no alternatives outside of brackets
_CLOSERS = "。.!！…」』)）》 　"
_CLOSING = frozenset(("", *_CLOSERS))
_POLITE = ("です", "ます", "ました", "でした", "ません", "でしょう", "ください")
_WHERE = {"ends": slice(None), "ending": slice(-2, None), "last": slice(-1, None)}
_OPENING = 240  # characters in which the first two sentences are sought
_CALL = 25  # characters of a speech that only calls on somebody
_MARKS = ("か。", "か?", "か？", "?", "？", "か」", "か…", "かね", "かしら", "っけ", "しょう", "どうです")
_EDGE = 4  # sentences at each end of a speech in which most cues are sought
_REACH = 480  # characters at each end of a long speech in which those sentences stand
_END = 200  # characters at the end of a speech in which a question is sought first
_BRIEF = 60  # characters of a speech that is likely to be said again
_SHORT = 50  # characters within which a sentence may merely ask leave to speak
_TAIL = 3  # the last sentences: a question that stands there waits for an answer


T = TypeVar("T")


class _Kept(Generic[T]):
    """What a method gives, worked out when first asked for: `cached_property` without the lock that Python 3.11 takes for each."""

    def __init__(self, work: Callable[[Any], T]) -> None:
        self._work, self._name, self.__doc__ = work, work.__name__, work.__doc__

    def __get__(self, owner: Any, kind: type | None = None) -> T:
        found: T = self._work(owner)
        owner.__dict__[self._name] = found
        return found


class Cue(NamedTuple):
    """One list of the table: patterns that may stand anywhere, and patterns bound to the start of a sentence."""

    anywhere: re.Pattern[str] | None
    first: re.Pattern[str] | None

    def words(self, sentence: str) -> str:
        """The words of one sentence, or of several with a line each, that show the cue; empty when none do."""
        if self.anywhere and (found := self.anywhere.search(sentence)):
            return found.group()
        if self.first:
            for line in sentence.split("\n"):
                if found := self.first.match(line):
                    return found.group()
        return ""


class CueTable(NamedTuple):
    """`acts.toml`: the lists of cues, the lists of endings in order, all endings by their last character, and the length of the longest."""

    cues: dict[str, Cue]
    ends: tuple[tuple[str, tuple[str, ...]], ...]
    endings: dict[str, tuple[str, ...]]
    longest: int


@cache
def cue_table() -> CueTable:
    """The table, read once."""
    table = tomllib.loads(files("minutes.parse").joinpath("acts.toml").read_text(encoding="utf-8"))
    ends = tuple((name, tuple(endings)) for name, endings in table["ends"].items())
    cues = {name: Cue(_any([p for p in patterns if p[0] != "^"]), _any([p[1:] for p in patterns if p[0] == "^"])) for name, patterns in table["cues"].items()}
    every = [e for _, endings in ends for e in endings]
    return CueTable(cues, ends, {last: tuple(e for e in every if e[-1] == last) for last in sorted({e[-1] for e in every})}, max(map(len, every)))


def _any(patterns: list[str]) -> re.Pattern[str] | None:
    """One expression for all of them, those with the same first character together: a search looks at far fewer alternatives."""
    each = [p for pattern in patterns for p in _spread(pattern)]
    if all(_GROUPED.match(p) for p in each):
        groups = {p[0]: [q[1:] for q in each if q[0] == p[0]] for p in each}
        each = [f"{first}(?:{'|'.join(rest)})" for first, rest in groups.items()]
    return re.compile("|".join(each), re.MULTILINE) if each else None


def _spread(pattern: str) -> list[str]:
    """(?:今|先ほど)の… as 今の…|先ほどの…: a search is fast where each alternative begins with a plain character."""
    found = re.match(r"\(\?:([^()\[\]?*+]+)\)(?![?*+{])", pattern)
    return [word + pattern[found.end() :] for word in found[1].split("|")] if found else [pattern]


class Ask(NamedTuple):
    """A sentence that asks: how (a list of `[ends]`), how many sentences from the end, the words that ask, the sentence.

    `plain`: does it say that it asks (伺います, お聞かせください)?
    """

    how: str
    from_end: int
    words: str
    sentence: str
    plain: bool = False

    @property
    def late(self) -> bool:
        """Does it stand at the end of the speech?"""
        return self.from_end < _TAIL

    @property
    def interrogative(self) -> bool:
        """Is it a question in form: …ですか, and not …を伺います?"""
        return not self.plain or self.sentence.rstrip(_CLOSERS + "?？").endswith("か")

    def shows(self, cue: str) -> bool:
        """Does its sentence show the cue?"""
        return bool(cue_table().cues[cue].words(self.sentence))


class Cues:
    """The cues of one speech; nothing is sought before it is asked for."""

    def __init__(self, text: str) -> None:
        self.text = text if "。" in text else text.replace("．", "。")
        if "、" not in self.text:
            self.text = self.text.replace("，", "、")
        self.chars = len(text)
        self._parts: dict[str, str] = {}

    @_Kept
    def sentences(self) -> list[str]:
        """All sentences, as printed."""
        return _split(self.text)

    @_Kept
    def edges(self) -> list[str]:
        """The sentences at both ends."""
        if self.chars > 2 * _REACH:
            return [*_split(self.text[:_REACH])[:_EDGE], *_split(self.text[-_REACH:])[-_EDGE:]]
        return self.sentences if len(self.sentences) <= 2 * _EDGE else [*self.sentences[:_EDGE], *self.sentences[-_EDGE:]]

    def _part(self, where: str) -> str:
        if where == "opening":
            found = _opening(self.text)
        else:
            edges = self.edges
            found = edges[0] if len(edges) == 1 else "\n".join(edges[_WHERE[where]])
        self._parts[where] = found
        return found

    def find(self, cue: str, where: str = "ends") -> str:
        """The words that show the cue (where: both ends, opening, ending, last sentence); empty when none do."""
        part = self._parts.get(where)
        return cue_table().cues[cue].words(self._part(where) if part is None else part)

    def count(self, cue: str) -> int:
        """How many of the sentences at the ends show the cue."""
        return sum(bool(cue_table().cues[cue].words(s)) for s in self.edges)

    @_Kept
    def only_calls(self) -> str:
        """The words of a speech that calls on somebody (続いて、市民部長。) and does no more."""
        return self.find("calls", "last") if self.chars <= _CALL else ""

    @_Kept
    def ask(self) -> Ask | None:
        """The last sentence that asks outright; a plain のか within a polite speech only names a matter."""
        return next((a for a in self.asks() if a.how == "asks" or (a.how == "wonders" and (a.from_end == 0 or not self.polite))), None)

    @_Kept
    def soft(self) -> Ask | None:
        """A sentence at the end (…ですよね。 …の線引きは。 …していただけませんか。) that asks if somebody answers."""
        return next((a for a in self.asks(2) if a.how != "asks"), None)

    @_Kept
    def polite(self) -> bool:
        """Does the speech end its sentences in です and ます?"""
        return any(s.rstrip(_CLOSERS).endswith(_POLITE) for s in self.sentences)

    @_Kept
    def courteous(self) -> bool:
        """Does it end in よろしくお願いします?"""
        return _ending(self.edges[-1].rstrip(_CLOSERS)) == "courtesy"

    def asks(self, last: int | None = None) -> Iterator[Ask]:
        """The sentences that ask something of substance, the last one first; asking leave to speak is none."""
        for k, sentence in enumerate(islice(self._backwards(), last)):
            if ask := _asking(sentence, k):
                yield ask

    @_Kept
    def last_asks(self) -> tuple[Ask, ...]:
        """Those of the last three sentences that ask."""
        return tuple(self.asks(_TAIL))

    def _backwards(self) -> Iterator[str]:
        """The sentences, the last one first; what stands before the end is not taken apart where it holds no sign of a question."""
        tail = _split(self.text[-_END:])[1:] if self.chars > 2 * _END else []
        yield from reversed(tail)
        if not tail:
            yield from reversed(self.sentences)
        elif any(mark in self.text for mark in _MARKS) or cue_table().cues["asking"].words(self.text):
            yield from reversed(self.sentences[: len(self.sentences) - len(tail)])


def cues_of(text: str) -> Cues:
    """The cues of a speech; those of a short one, which is said again and again, are kept."""
    return _cues_of_short(text) if len(text) <= _BRIEF else Cues(text)


_cues_of_short = lru_cache(maxsize=512)(Cues)


def _opening(text: str) -> str:
    """The first two sentences, a line each."""
    stop = text.find("。", text.find("。", 0, _OPENING) + 1, _OPENING)
    return text[: stop + 1 if stop >= 0 else _OPENING].replace("。", "。\n")


def _split(text: str) -> list[str]:
    """The sentences; a stage note （拍手） is none."""
    found = [s for s in map(str.strip, _SENTENCE.findall(text)) if s[:1] not in _CLOSING or s.strip(_CLOSERS)]
    if "(" in text or "（" in text:
        found = [s for s in found if not (s[0] in "(（" and s[-1] in ")）")] or found
    return found or [text]


def _asking(sentence: str, from_end: int) -> Ask | None:
    cues, bare = cue_table().cues, sentence.rstrip(_CLOSERS)
    how = _ending(bare)
    if how == "courtesy":
        return None
    verb = cues["asking"].words(sentence)
    how = how or ("trails" if from_end == 0 and cues["indirect"].words(sentence) else "")
    if not (verb or how):
        return None
    if sentence[-1] in "?？" and how not in ("argues", "requests"):
        how = "asks"
    if not verb and how not in ("asks", "wonders", "argues", "requests"):
        return Ask(how, from_end, bare[-8:], sentence) if from_end <= 1 else None
    leave = len(bare) < _SHORT and cues["permission"].words(sentence) and not cues["asks_leave"].words(sentence)
    if leave or _echo(bare, from_end):
        return None
    return Ask("asks" if verb else how, from_end, verb or bare[-8:], sentence, plain=bool(verb))


def _ending(bare: str) -> str:
    """The list of endings that fits; a name called behind the question is left aside: …わけにはいかんのですか、局長."""
    if "、" in bare[-7:] and bare.endswith(("長", "事務局", "さん", "委員")):
        bare = bare.rpartition("、")[0]
    return _how(bare[-cue_table().longest :])


@lru_cache(maxsize=4096)
def _how(end: str) -> str:
    """The same for the last words, which come again and again."""
    if not end.endswith(cue_table().endings.get(end[-1:], ())):
        return "asks" if end[-1:] in ("?", "？") else ""
    how = next(name for name, endings in cue_table().ends if end.endswith(endings))
    return "asks" if how == "matters" else how


def _echo(bare: str, from_end: int) -> bool:
    """丸々ですか。 takes up what was said; it does not ask."""
    few = len(bare) < (10 if bare.endswith(("ですか", "ますか", "でしたか")) else 6)
    return (few and (from_end > 0 or len(bare) < 4)) or bare.startswith(("なるほど", "そうですか"))
