"""一問一答 or 一括: is each question answered before the next one, or are all put together and answered together?"""

import re
from collections import Counter
from collections.abc import Sequence

from minutes.model import Turn

_ONE, _WHOLE = "一問一答", "一括"
_BLOCK = re.compile(r"一括質問|一括答弁|一括質疑一括答弁|(?:質問|答弁)(?:は|を|も)、?(?:全て|すべて)?一括(?:で|して|方式|、|と)|一括(?:して|で)の?(?:質問|答弁)|一括方式")
_ENOUGH, _FEW = 5, 3  # questions by which the manner can be told, and in clear cases
_LONG, _SHORT = 1_500, 1_200  # characters of a question on average
HOSTILE = {"_BLOCK": "質問は一括"}


def questioning(turns: Sequence[Turn], text: str) -> tuple[str | None, tuple[str, ...]]:
    """one_by_one, in_block, or None where it cannot be told; and the reasons in words.

    What is printed decides (一問一答方式で, 一括質問一括答弁); where nothing is printed, or both, the answers do: in_block when
    questions are long and each is answered by several, one_by_one when nearly every question has one answer.
    """
    one, block = text.count(_ONE), _blocks(text)
    if bool(one) != bool(block) and any(t.act == "question" for t in turns):
        return ("one_by_one", (f"一問一答 is printed {one} times",)) if one else ("in_block", (f"一括 is printed {block} times",))
    return _by_answers(turns)


def _blocks(text: str) -> int:
    """How often the sentences with 一括 say that questions or answers are put together."""
    found, stop = 0, 0
    while (at := text.find(_WHOLE, stop)) >= 0:
        start = text.rfind("。", stop, at) + 1 or stop
        stop = text.find("。", at)
        stop = len(text) if stop < 0 else stop
        found += len(_BLOCK.findall(text, start, stop))
    return found


def _by_answers(turns: Sequence[Turn]) -> tuple[str | None, tuple[str, ...]]:
    answers = Counter(n for t in turns if t.act == "answer" for n in t.reply_to)
    answered = [t for t in turns if t.act == "question" and answers[t.n]]
    if len(answered) < _FEW:
        return None, ()
    each = sum(answers[t.n] for t in answered) / len(answered)
    chars = sum(len(t.text) for t in answered) / len(answered)
    reason = (f"{len(answered)} questions of {chars:.0f} characters, {each:.2f} answers each",)
    if (chars >= _LONG and each >= 1.4 and len(answered) >= _ENOUGH) or (each >= 2.5 and chars >= 0.5 * _LONG):
        return "in_block", reason
    if len(answered) >= _ENOUGH and each <= 1.25 and chars <= _SHORT:
        return "one_by_one", reason
    return None, ()
