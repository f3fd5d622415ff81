"""Is this the record of a meeting at all, and how close to the words spoken is it? Each verdict with its reasons."""

from dataclasses import dataclass

from minutes.model import Header
from minutes.parse.front import labels
from minutes.text.fold import fold
from minutes.text.titles import squeeze

_SUMMARY_WORDS = ("要旨", "要点", "概要", "摘録", "要録")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`kind`: transcript, summary, report or other; `record`: verbatim, summary or unknown; the reasons in words."""

    kind: str
    record: str
    reasons: tuple[str, ...]


def judge(header: Header, *, turns: int, speakers: int, trailing: bool, spoken_share: float, sections: int, polite: float) -> Verdict:
    """The kind of a document from what was found in it.

    `spoken_share` is the share of characters in turns; `polite` the share of sentences ending in です・ます.
    """
    title = squeeze(fold(header.title or ""))
    reasons = [f"turns={turns}", f"speakers={speakers}", f"share of text in turns={spoken_share:.2f}", f"です・ます={polite:.2f}"]
    if turns == 0:
        is_record = any(title.endswith(e) for e in labels().endings["title"] if e not in ("概要", "記録", "会議結果"))
        is_report = any(title.endswith(e) or e in title for e in labels().endings["report"])
        kind = "other" if is_record or not (is_report or sections >= 3) else "report"
        return Verdict(kind, "unknown", (*reasons, "no heading of a speaker is trusted", *(["title of a report"] if is_report else []), f"sections={sections}"))
    if trailing:
        return Verdict("summary", "summary", (*reasons, "speakers stand behind bulleted statements"))
    if any(w in title for w in _SUMMARY_WORDS):
        return Verdict("summary", "summary", (*reasons, "the title says 要旨 or 要点"))
    record = "verbatim" if polite >= 0.6 else "summary" if polite <= 0.3 else "unknown"
    return Verdict("summary" if record == "summary" else "transcript", record, (*reasons,))
