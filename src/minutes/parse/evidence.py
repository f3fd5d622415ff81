"""Which headings can be trusted, shape by shape: known titles, names of the roster, recurrence, words that follow."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from minutes.parse.between import after_front, followed_by_sentences, front_labels, without_rosters
from minutes.parse.cut import noted
from minutes.parse.heads import Head
from minutes.parse.lines import Lines
from minutes.parse.shapes import SEPARATORS, Shape
from minutes.text.title_table import titles
from minutes.text.titles import bare, is_no_speaker, looks_like_name, may_be_title, parse_label

DITTO = frozenset({"〃", "々", "同上", "”", "〝", "同"})
_COUNTER = re.compile(r"[0-9０-９ⅠⅡⅢⅣⅤア-コ一二三四五六七八九十①-⑳a-zA-Z.\-－・\s]{1,6}")
_ADDRESS = r"(?:さん|氏|君|様|先生|委員|議員|会長|部長|課長|係長|構成員|座長|と申します)"
_HONOURED = ("君)", "君）", "さん)", "さん）")
_ARTICLE = re.compile(r"(?<!\s)\s*第\s?[0-9一二三四五六七八九十百]{1,4}\s?条")
_POLITE = re.compile(r"(?:です|ます|ました|でした|ません|ください)(?:か|が|ね|よ|けれども|ので)?[。、]")
_ASKS = re.compile(r"か[。?]")
_TO_OTHERS = re.compile(
    r"お願い|(?:くだ|下)さい|ございま|いただ|頂|ありがと|思いま|おはよう|ただ[い今]|それでは|以上です|承知|よろし|おっしゃ|させて|申し上げ|でしょう|なるほど"
    r"|です(?:が|ね|けれど|ので)|ますが"
)
_BEGINS_TALK = re.compile(
    r"これ|それでは|ただ[い今]|では|はい|以上|次に|続い|ほかに|他に|おはよう|皆|お(?:諮|答|手元|願)|[御ご](?:異議|質疑|説明|苦労|着席|発言)|ありがとう|暫時|休憩|再開"
)
_TERMINAL = ("。", "」", ")", "）", "』", "】", "?", "？", "!", "！", ":", "：", "…", "〕", "]", "-")

_label = attrgetter("label")
HOSTILE = {"_POLITE": "です", "_ASKS": "か", "_TO_OTHERS": "お願", "_BEGINS_TALK": "これ", "_ARTICLE": "第1 ", "_COUNTER": "1 "}


class Support(NamedTuple):
    """What one shape has for it in one file: trusted headings, others refused, share that is followed by sentences."""

    shape: Shape
    trusted: tuple[Head, ...]
    refused: int
    spoken: float
    labels: frozenset[str]

    @property
    def purity(self) -> float:
        """Trusted headings as a share of all lines in this shape that nothing else explains."""
        return len(self.trusted) / (len(self.trusted) + self.refused) if self.trusted else 0.0

    @property
    def score(self) -> float:
        """Trusted headings × purity × share that is followed by sentences."""
        return len(self.trusted) * self.purity * self.spoken


def explained(label: str) -> bool:
    """Is this label accounted for without a speaker: an enumeration, 資料１, 意見・質問, no label at all?"""
    return not label or bool(_COUNTER.fullmatch(label)) or is_no_speaker(label)


def surnames(names: frozenset[str]) -> frozenset[str]:
    """What the names of an attendance list may be shortened to: 髙野敏夫 → 髙野敏夫, 髙野敏, 髙野, 髙."""
    return frozenset(name[:n] for name in map(bare, names) for n in range(1, len(name) + 1))


def trusted(head: Head, seen: Counter[str], names: frozenset[str]) -> bool:
    """Can this heading be taken for a speaker's? A known title, a name of the roster, or a name that recurs."""
    label = bare(head.label)
    if head.shape.form == "qa" or label in titles().crowd:
        return True
    if label in DITTO:
        return head.shape.sep in ("⇥", "␣␣", ":")
    if len(label) <= 40 and head.shape.form == "pair" and head.shape.glyph and label.endswith(_HONOURED):
        return True
    if (explained(label) and not _titled_person(head.label)) or len(label) > 28:
        return False
    if head.known:
        return head.shape.marked or head.shape.sep in ("␣␣", ")") or bool(parse_label(head.label).name) or seen[label] > 1
    if label in names or parse_label(head.label).name in names:
        return head.shape.marked or len(label) > 1
    return head.shape.marked and head.shape.form != "pair" and seen[label] >= 3 and looks_like_name(label) and len(label) <= 7


def _titled_person(label: str) -> bool:
    """Does a label that begins like 図１ or 第１回 give an office and then a name: 図書館長　五十嵐恵, 第一小学校長　轟薫?"""
    reading = parse_label(label)
    return bool(reading.name) and label.split(maxsplit=1)[0] != bare(label) and bare(label).startswith(reading.title) and not explained(reading.title)


def weigh(lines: Lines, heads: list[Head], names: frozenset[str]) -> dict[Shape, Support]:
    """The support of every shape that has at least one trusted heading; `names` are those of the attendance list."""
    short, fronts = surnames(names), front_labels(lines)
    by_shape: dict[Shape, list[Head]] = {}
    for head in heads:
        by_shape.setdefault(head.shape, []).append(head)
    return {shape: support for shape, group in by_shape.items() if (support := _support(lines, shape, group, short, fronts))}


def _support(lines: Lines, shape: Shape, group: list[Head], names: frozenset[str], fronts: list[int]) -> Support | None:
    if shape.form == "qa" and not _both_sides(group):
        return None
    group = _lengthened(group if shape.marked else _fresh(lines, group))
    if shape.form != "affix" and not (notes := noted(lines)).keys().isdisjoint([h.line for h in group]):
        group = [h for h in group if h.line not in notes]
    group = [h for h in group if not _is_caption(lines, h)] if shape.open and "条" in lines.twin else group
    kinds = {(h.label, h.known): h for h in group}
    seen = Counter(map(bare, map(_label, group)))
    names = names | _named(lines, shape, group, seen)
    sure = {kind: trusted(h, seen, names) for kind, h in kinds.items()}
    good = group if all(sure.values()) else [h for h in group if sure[h.label, h.known]]
    good = [h if h.known or bare(h.label) not in names else h._replace(known=True) for h in good] if names else good
    left = []
    if len(good) < len(group):
        good = [*good, *_likely(shape, group, good)]
        good = sorted([*good, *_slips(lines, group, good)], key=lambda h: h.line)
        left = [h for h in group if not sure[h.label, h.known] and not explained(bare(h.label))]
    good = without_rosters(lines, good)
    if not good:
        return None
    taken = {h.line for h in good}
    said = after_front(lines, good, fronts)  # a list of names in front, in this very shape, says nothing against it
    refused = sum([h.line > said[0].line and h.line not in taken for h in left])
    spoken = sum(followed_by_sentences(lines, said)) / len(said)
    return Support(shape, tuple(good), refused, spoken, frozenset(map(bare, {h.label for h in good})))


def _named(lines: Lines, shape: Shape, group: list[Head], seen: Counter[str]) -> frozenset[str]:
    """Labels that are names without titles, where the file bears it out: they are addressed in the talk, or speak politely and take turns as people do."""
    if not (shape.marked or shape.sep in tuple(SEPARATORS)):
        return frozenset()
    alike = [label for label, n in seen.most_common(300) if (2 if n < 3 else 1) <= len(label) <= 7 and _bare_name(label)]
    often = {label for label in alike if seen[label] >= 2}
    if len(often) < 2 or sum(seen[label] for label in alike) < max(6, 0.8 * sum(not h.known and not explained(bare(h.label)) for h in group)):
        return frozenset()
    short = {label[:n]: label for n in (2, 3) for label in alike if len(label) > n} | {label: label for label in alike}  # 髙野敏夫 is called 髙野委員
    pattern = re.compile(f"({'|'.join(map(re.escape, sorted(short, key=lambda name: (-len(name), name))))}){_ADDRESS}")
    found = {short[m.group(1)] for m in pattern.finditer(lines.text)}
    polite = sum(polite_behind(lines, h) for h in group) >= 0.6 * len(group)
    return frozenset(often | found) if len(found) >= 2 or (polite and (found or _take_turns(group, often))) else frozenset()


def polite_behind(lines: Lines, head: Head) -> bool:
    """Do the lines behind a heading speak as one does in a meeting: です, ます?"""
    return bool(_POLITE.search("".join(lines.folded[head.last : head.last + 4])))


def converse(lines: Lines, heads: Sequence[Head]) -> bool:
    """Do those under these headings speak to each other: is anything asked, or do all speak politely, and one begs or thanks?"""
    ends = [*(head.line for head in heads[1:]), len(lines)]
    said = ["".join(map(str.strip, (lines.folded[head.last][head.end :], *lines.folded[head.last + 1 : min(end, head.last + 4)]))) for head, end in zip(heads, ends, strict=True)]
    return any(map(_ASKS.search, said)) or (all(map(_POLITE.search, said)) and any(map(_TO_OTHERS.search, said)))


def _bare_name(label: str) -> bool:
    return looks_like_name(label) and not parse_label(label).known and not explained(label)


def _take_turns(group: list[Head], names: set[str]) -> bool:
    """An order that no form has: 目的, 内容, 効果 follow each other always alike, people do not."""
    order = [bare(h.label) for h in group]
    if len(order) < 12 or len(names) < 3:
        return False
    followers: dict[str, Counter[str]] = {}
    for label, following in itertools.pairwise(order):
        followers.setdefault(label, Counter())[following] += 1
    return sum(max(c.values()) for c in followers.values()) <= 0.7 * (len(order) - 1)


def _is_caption(lines: Lines, head: Head) -> bool:
    """（会長） above 第３条: the caption of an article, not a speaker."""
    after = lines.next_content(head.last) if not lines.folded[head.last][head.end :].strip() else None
    return after is not None and bool(_ARTICLE.match(lines.folded[after]))


def _both_sides(group: list[Head]) -> bool:
    """問 without any 答 is a questionnaire or a heading."""
    first = Counter(bare(h.label)[:1] in "問質QＱ" for h in group)
    return min(first[True], first[False]) >= 2 or (min(first[True], first[False]) == 1 and len(group) <= 4)


def _lengthened(group: list[Head]) -> list[Head]:
    """委員長　髙野敏夫　本文: where nearly every title without a name is followed by a word like a name, it belongs to the label."""
    bare = [h for h in group if h.known and not parse_label(h.label).name]
    longer = [h for h in bare if h.longer]
    twice = Counter(h.longer[0] for h in longer if h.longer)
    if len(longer) < 3 or len(longer) < 0.7 * len(bare) or sum(n for n in twice.values() if n > 1) < 0.5 * len(longer):
        return group
    return [h._replace(label=h.longer[0], end=h.longer[1], body=h.longer[1]) if h.longer and h.known else h for h in group]


def _likely(shape: Shape, group: list[Head], good: list[Head]) -> list[Head]:
    """Titles that the table does not know, in a marked shape whose other headings are known: ○技術顧問（髙野敏夫）; without marks, titles that stand once."""
    if shape.form == "qa" or len(good) < (5 if shape.marked else 2):
        return []
    taken = {h.line for h in good}
    if shape.marked and sum(not parse_label(h.label).title for h in good) > 0.5 * len(good):
        return [h for h in group if h.line not in taken and looks_like_name(bare(h.label)) and len(bare(h.label)) <= 4 and not explained(bare(h.label))]
    return [h for h in group if h.line not in taken and (_reads_like_title(h) if shape.marked else h.known and not explained(bare(h.label)))]


def _reads_like_title(head: Head) -> bool:
    label = re.sub(r"\([^()]*\)|（[^（）]*）", "", head.label) if head.shape.form == "pair" else head.label
    return may_be_title(label)


def _fresh(lines: Lines, group: list[Head]) -> list[Head]:
    """Without the headings that only go on with a sentence wrapped on the line before."""
    return [h for h in group if not _goes_on(lines, h.line)] if lines.width else group


def _goes_on(lines: Lines, i: int) -> bool:
    """Is line i the rest of a sentence: does the line before it run to the edge without an end?"""
    j = i - 1
    while j >= 0 and j in lines.paper:
        j -= 1
    if j < 0 or lines.blank[j]:
        return False
    before = lines.folded[j].rstrip()
    return len(before) >= lines.width - 2 and not before.endswith(_TERMINAL)


def _slips(lines: Lines, group: list[Head], good: list[Head]) -> list[Head]:
    """Headings whose gap was forgotten: ○志水会長では、… where 志水会長 is a heading elsewhere in this shape."""
    taken = {h.line for h in good}
    left = [h for h in group if h.line not in taken and h.shape.glyph]
    known = sorted({h.label for h in good if len(h.label) >= 2}, key=lambda label: (-len(label), label)) if left else []
    found = []
    for head in left:
        start = lines.starts[head.line]
        line = lines.text[start : start + head.end + 30]
        at = line.find(head.label) if head.label else head.end
        label = next((k for k in known if at >= 0 and line.startswith(k, at) and (len(k) > 2 or _BEGINS_TALK.match(line, at + len(k)))), None)
        if label:
            found.append(head._replace(label=label, end=at + len(label), body=at + len(label), known=True))
    return found
