"""Labels of question and answer, 問 and 答, and who answers: 答（教育部長）, 答弁　市長. Times that programs print beside a label."""

import re

from minutes.parse.shapes import BULLET, CLOSE, GLYPHS, OPEN
from minutes.text.fold import fold
from minutes.text.titles import looks_like_name, parse_label, squeeze

_QA = r"(?:質問|回答|質疑|答弁|問|答|Q|A)[0-9]{0,3}"
_QUESTION_ANSWER = re.compile(
    rf"\s{{0,12}}(?P<glyph>[{GLYPHS}{BULLET}]?)\s?(?P<label>(?:質\s?問|回\s?答|質\s?疑|答\s?弁|問|答|Q|A)\s?[0-9]{{0,3}})\s?(?:[.:)]|\s(?=\S)(?!(?:委\s?員|議\s?員|さん|氏|君|町民|市民|住民)(?:\s|:|$))|\t|$)"
)
_QA_LABEL = re.compile(_QA)
_SIDED = re.compile(rf"{_QA}[\s:・/(]{{1,3}}(?P<who>[^\s()。、][^()。、\n]{{1,20}})\)?")
_ANSWERER = re.compile(r"\s?\((?P<who>[^()。\n]{2,20})\)\s?(?=\S)")
_ANSWERS = re.compile(r"(?P<who>[^\s。、:()]{2,12})\s{1,4}(?=\S)")
_STAMP = re.compile(r"\s{0,4}[(\[]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?[)\]]?\s{0,4}(?=[^\s0-9~-])")
_STAMPED = re.compile(rf"\s{{0,4}}(?P<label>[^\s{OPEN}{CLOSE}{GLYPHS}0-9。、:][^{OPEN}{CLOSE}0-9。、:\n\t]{{1,20}}?)\s{{1,12}}[(\[]?[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?[)\]]?$")
STAMP_OPENS, STAMP_ENDS = frozenset("0123456789[("), frozenset("0123456789)]")
_LONGEST_NAME = 12

HOSTILE = {"_QUESTION_ANSWER": "問 ", "_QA_LABEL": "質問", "_SIDED": "質問 ", "_ANSWERER": "(あ", "_ANSWERS": "あ ", "_STAMP": "1:", "_STAMPED": "あ "}


def asked(line: str) -> tuple[str, int, int, int] | None:
    """(glyph, where 問 begins, where the label ends, where the words begin) of a folded line that begins with 問, 答, Ｑ１ and the like; who answers belongs to the label."""
    m = _QUESTION_ANSWER.match(line)
    if not m:
        return None
    named, behind = _ANSWERER.match(line, m.end()), _ANSWERS.match(line, m.end())
    if named:
        return (m["glyph"], m.start("label"), *((named.end(), named.end()) if parse_label(named["who"]).known else (m.end("label"), m.end())))
    if behind and _is_officer(behind["who"]):  # 答　町長　検討する。
        return m["glyph"], m.start("label"), behind.end("who"), behind.end("who")
    return m["glyph"], m.start("label"), m.end("label"), m.end()


def is_side(inside: str) -> bool:
    """Is this, in brackets, a question or an answer: 質問, 答弁　市長?"""
    sided = _SIDED.fullmatch(inside.strip())
    return _QA_LABEL.fullmatch(squeeze(inside)) is not None or (sided is not None and parse_label(sided["who"]).known)


def answerer(label: str) -> str:
    """Who answers by a label of question and answer: 答（教育部長）, 答弁　市長 → 市長; "" where it is 答 alone."""
    printed = label.strip()
    m = _SIDED.fullmatch(fold(printed))
    return printed[m.start("who") : m.end("who")] if m else ""


def _is_officer(word: str) -> bool:
    reading = parse_label(word)
    return reading.known and reading.role in ("official", "secretariat") and bool(reading.title)


def after_stamp(line: str) -> int:
    """Where a folded line goes on behind a time: 11 in [00:01:12] 会長：…; 0 where it begins with none."""
    m = _STAMP.match(line)
    return m.end() if m else 0


def before_stamp(line: str) -> tuple[int, int] | None:
    """Where the speaker stands in 三枝 康平   0:03⏎, as programs for meetings on screens write it; None in any other folded line."""
    m = _STAMPED.match(line) if ":" in line[-10:] else None
    if not m or len(squeeze(m["label"])) > _LONGEST_NAME or not (parse_label(m["label"]).known or looks_like_name(squeeze(m["label"]))):
        return None
    return m.span("label")
