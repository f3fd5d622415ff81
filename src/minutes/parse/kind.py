"""Is this the record of a meeting at all, and how close to the words spoken is it? Each verdict with its reasons."""

import re
from typing import NamedTuple

from minutes.model import Header
from minutes.parse.front import labels
from minutes.text.fold import fold
from minutes.text.titles import squeeze

_SUMMARY_WORDS = ("要旨", "要点", "概要", "摘録", "要録")
_SAID = re.compile(r"思います|ございます|お願い|いただ|ですね|ですけれども|ますが|ですが|ですので|ましたので|でしょうか|ありがとう|させて|申し上げ|よろしい|おっしゃ")
_BRACKETS = re.compile(r"[(〔\[][^()〔〕\[\]]{0,16}[)〕\]]$")

HOSTILE = {"_SAID": "お願", "_BRACKETS": "(あ"}


class Verdict(NamedTuple):
    """`kind`: transcript, summary, report or other; `record`: verbatim, summary or unknown; the reasons in words."""

    kind: str
    record: str
    reasons: tuple[str, ...]


def reads_like_speech(text: str) -> bool:
    """Is this talk, whoever speaks? Long enough, full of です・ます, and of words that are said rather than written: 思います, ですね."""
    said, polite = len(_SAID.findall(text)), sum(text.count(ending) for ending in ("です", "ます"))
    return len(text) >= 500 and said >= 0.004 * len(text) and polite >= 0.012 * len(text)


def judge(header: Header, *, turns: int, speakers: int, trailing: bool, spoken_share: float, sections: int, polite: float, text: str | None = None) -> Verdict:
    """The kind of a document from what was found in it.

    `spoken_share` is the share of characters in turns; `polite` the share of sentences ending in です・ます. `text`, given where
    there are no turns, tells talk without speakers and bare lists from reports.
    """
    title = _BRACKETS.sub("", squeeze(fold(header.title or "")))
    reasons = [f"turns={turns}", f"speakers={speakers}", f"share of text in turns={spoken_share:.2f}", f"です・ます={polite:.2f}"]
    if turns == 0:
        is_record = any(title.endswith(e) for e in labels().endings["title"] if e not in ("概要", "記録", "会議結果"))
        is_report = any(title.endswith(e) or (len(e) > 2 and e in title) for e in labels().endings["report"])
        speech = text is not None and reads_like_speech(text)
        prose = text is None or text.count("。") >= 3
        kind = "report" if not is_record and not speech and (is_report or (sections >= 3 and prose)) else "other"
        more = [*(["title of a report"] if is_report else []), *(["reads like speech"] if speech else []), *([] if prose else ["no sentences"])]
        return Verdict(kind, "unknown", (*reasons, "no heading of a speaker is trusted", *more, f"sections={sections}"))
    if trailing:
        return Verdict("summary", "summary", (*reasons, "speakers stand behind bulleted statements"))
    if any(w in squeeze(fold(header.title or "")) for w in _SUMMARY_WORDS):
        return Verdict("summary", "summary", (*reasons, "the title says 要旨 or 要点"))
    record = "verbatim" if polite >= 0.6 else "summary" if polite <= 0.3 else "unknown"
    return Verdict("summary" if record == "summary" else "transcript", record, (*reasons,))
