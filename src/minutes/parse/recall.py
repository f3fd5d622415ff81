"""How many of the speeches were found? An estimate that needs no gold: what the talk itself says about who speaks next."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from minutes.model import Meeting, Turn
from minutes.text.fold import fold
from minutes.text.patterns import CALL
from minutes.text.titles import parse_label, squeeze

_SENTENCE = re.compile(r"[^。\n]{1,80}[。\n]?")
_CALLED = re.compile(
    r"(?:はい、|では、|それでは、?|次に、|続いて、|続きまして、)?(?P<who>[^、。\s「」()]{1,18}?)(?:から|の方から)?(?:、?(?:どうぞ|お願い(?:いた)?します|お願い(?:いた)?いたします))?[。\n]?"
)
_CHAIRING = re.compile(r"(?:ほか|他)に(?:ご|御)?(?:質問|質疑|意見|発言|何か)[^。]{0,12}か。$|次の(?:議題|案件)に(?:移|入|進)|(?:ご|御)異議(?:ありませ|ございませ|なしと)")
_REPLYING = re.compile(r"(?:お答え(?:し|いた|申)|(?:ご|御)(?:質問|指摘|意見|提案)(?:に|を|の(?:とおり|件|点))|はい。|おっしゃると|そのとおり|その点(?:は|につきまして))")
_ASKING = re.compile(r"(?:か|お願いします|伺います|お聞きします|お尋ねします|教えてください|お聞かせください)。$")
_POLITE = re.compile(r"(?:ます|です|ました|ません|ください)[。\n]")
_EACH = 3.5  # swallowed speeches for each sign of one, and
_CHANCE = 0.01  # signs for each speech where nothing is swallowed: both measured on talk from which headings were taken away (benchmarks/layouts.py)
_CHAIRS = ("chair", "vice_chair")

HOSTILE = {"_SENTENCE": "あ。", "_CALLED": "はい、", "_CHAIRING": "ほかに", "_REPLYING": "お答え", "_ASKING": "か。", "_POLITE": "ます"}


def estimated_recall(meeting: Meeting) -> float:
    """The estimated share of speeches that were found, 0 to 1: turns / (turns + speeches that seem to be swallowed).

    A speech seems to be swallowed where the chair calls somebody and goes on speaking, or is printed again; where
    somebody else calls, or says what only a chair says; where a question is answered within one speech; where one
    speaker has two speeches in a row; and where a line inside a speech begins with a label that heads others. Only
    some of the swallowed leave such a sign: each stands for several, one in a hundred speeches may be chance. A text without turns gives 0.0 when it reads like speech, else 1.0.
    """
    turns = meeting.turns
    if not turns:
        return 0.0 if len(_POLITE.findall(meeting.source.text)) >= 10 else 1.0
    chaired = any(t.speaker.role in _CHAIRS for t in turns)
    signs = sum(_inside(t, chaired=chaired) for t in turns) + _repeated(turns) + sum(1 for _ in _labels_inside(meeting))
    swallowed = _EACH * max(0.0, signs - max(1.0, _CHANCE * len(turns)))
    return round(len(turns) / (len(turns) + swallowed), 4)


def _inside(turn: Turn, *, chaired: bool) -> int:
    """How many speeches seem to be swallowed by this one: calls after which it goes on, a chair's words of somebody else, an answer to its own question."""
    said = [s for m in _SENTENCE.finditer(fold(turn.text)) if (s := m.group().strip()) and s[0] not in "(〔[」』"]
    if turn.speaker.role in _CHAIRS:
        return sum(_calls(s) for s in said[:-1])
    found, away = 0, False
    for k, sentence in enumerate(said):
        chairing = chaired and bool(_CHAIRING.search(sentence) or (k and _calls(sentence)))
        found += chairing and not away
        away = chairing
        found += bool(k and not chairing and _ASKING.search(said[k - 1]) and _REPLYING.match(sentence))
    return found


def _calls(sentence: str) -> bool:
    """Does this sentence call a person and do nothing else? 今井委員。 and はい、今井委員、お願いします。 do."""
    m = _CALLED.fullmatch(sentence)
    who = parse_label(squeeze(m["who"])) if m else None
    return bool(who and who.known and who.title and (who.name or who.role in ("official", "secretariat")))


def _repeated(turns: Sequence[Turn]) -> int:
    """Pairs of speeches of one speaker; of the chair only where the first one ends with a call."""
    found = 0
    for turn, following in pairwise(turns):
        if following.speaker.label != turn.speaker.label or turn.speaker.role == "unknown" or not (turn.speaker.name or turn.speaker.role in _CHAIRS):
            continue
        m = CALL.search(fold(turn.text[-40:]))
        found += turn.speaker.role not in _CHAIRS or bool(m and parse_label(squeeze(m["who"])).name)
    return found


def _labels_inside(meeting: Meeting) -> Iterator[int]:
    """Offsets of lines inside speeches that begin with a label of this file and a gap, and are no heading."""
    named = {squeeze(fold(t.speaker.label)) for t in meeting.turns if t.speaker.name and t.speaker.title}
    for turn in meeting.turns:
        for piece in turn.pieces[1:]:
            first = fold(piece.of(meeting.source.text)[:32])
            words = re.split(r"[\s:「」()【】〔〕○●◎◆◇]+", first, maxsplit=3)
            if len(first) > 2 and any(squeeze(w) in named for w in words[:2] if w) and not re.match(r"[^\s:]{1,30}[のをはがにでと、]", first):
                yield piece.start
