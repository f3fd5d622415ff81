"""How much a decoded text looks like Japanese: the judge between readings of the same bytes."""

import itertools
from collections import Counter
from functools import lru_cache

BAD = -4.0  # a character that no secretariat typed: U+FFFD, private use, C1 control

_PUNCTUATION = frozenset("　、。，．「」『』（）【】〔〕［］《》〈〉・ー～〜―－…：；？！○●◎◇◆□■△▲▽▼☆★※→←↑↓〃々〆％＋＝／")
_RULES = range(0x2500, 0x2580)
_FREQUENT = frozenset(
    "一二三四五六七八九十百千万円年月日時分第回号条項目次人名者会議録員長委市町村区民部課局室係事務政策行財予算決定案件例規則審査討論採"
    "説明質問答弁意見資料報告計画業対応検実施状況必要今後現在地域学校教育保福祉介護健康医療防災避難害情個番電子申請手続制度利用支援整備"
    "管理内容方法考思言見出来上下中大小新前後間所場合本当全国県府都道公共施設設置改正変更確認協力参加連携推進活動体的性化等以各他自分約"
    "同様発関係点問題課題結果理由基準法令住宅水道路線建設工事環境保全観光農商産経営費用税収入支払負担補助交付金額率数量多少高低子供育児"
    "童生徒先向取組込付受決議可否成立表示期末始終開閉散午休憩再副主任参与幹監督首相談察消火救急病院員私皆様願致申存思聞話声書記氏君賛反"
    "世帯単位備考計算超過不足比率増減累積残繰越科款節摘要種類型式番組列欄別添付録写図面積棟戸台車両箇所店社団法連盟農協銀行郵便局男女老若平成"
    "令和昭西暦春夏秋冬季朝昼夜午土木金水火曜祝休祭東西南北左右内外前川山田島村林森原野谷池沢江橋井石松本藤佐伊加鈴渡高中小大木吉岡清長近",
)


@lru_cache(maxsize=32768)
def weight(char: str) -> float:
    """How likely one non-ASCII character is in minutes: 1 for kana, below 0 for what a wrong reading gives."""
    code = ord(char)
    if 0x3041 <= code <= 0x30FE or char in _FREQUENT or char in _PUNCTUATION:
        return 1.0
    if 0xFF01 <= code <= 0xFF5E:
        return 0.8
    if 0xE000 <= code <= 0xF8FF or 0x80 <= code <= 0x9F or code in {0xFFFD, 0xFFFE, 0xFFFF} or code < 0x20:
        return BAD
    if 0x4E00 <= code <= 0x9FFF:
        return _kanji(char)
    return 0.0 if code in _RULES or 0x2460 <= code <= 0x33FF or 0xF900 <= code <= 0xFAFF else -1.0


def _kanji(char: str) -> float:
    """Level 1 of JIS X 0208 is everyday kanji, level 2 is not, and what CP932 lacks hardly occurs."""
    try:
        lead = char.encode("cp932")[0]
    except UnicodeEncodeError:
        return -1.5
    if lead <= 0x98:
        return 0.5
    return -0.1 if lead >= 0xED else -0.7


def score(text: str) -> float:
    """Mean weight of the characters outside ASCII, from 1 (all kana) to -4 (all rubbish); 0 for plain ASCII.

    Half-width kana count as Japanese where they read as such (ﾞ only behind a kana that takes it) and as
    rubbish otherwise: EUC-JP read as CP932 is a rain of half-width kana.
    """
    counts = Counter(text)
    foreign = {c: n for c, n in counts.items() if not (" " <= c <= "~" or c in "\t\n\r\f\x0b\x1a")}
    if not (total := sum(foreign.values())):
        return 0.0
    narrow = sum(n for c, n in foreign.items() if "｡" <= c <= "ﾟ")
    wide = sum(weight(c) * n for c, n in foreign.items() if not "｡" <= c <= "ﾟ")
    return (wide + narrow * _narrow_weight(text, counts, narrow)) / total


def _narrow_weight(text: str, counts: Counter[str], narrow: int) -> float:
    if not narrow:
        return 0.0
    marks = sum(counts[c] for c in "｡｢｣､･")
    voiced = counts["ﾞ"] + counts["ﾟ"]
    placed = sum(b in "ﾞﾟ" and a in "ｳｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎ" for a, b in itertools.pairwise(text)) if voiced else 0
    return 0.7 if marks <= 0.25 * narrow and placed >= 0.9 * voiced else -1.0
