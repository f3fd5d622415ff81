"""Texts in which nobody speaks, or nobody can be told apart: no turn may be invented in them."""

import random
from collections.abc import Iterator, Sequence

from benchmarks.fronts import FRONTS
from benchmarks.talk import ROOT, SHARED, Talk

_ORDINANCE = """霧島台市情報公開条例

（目的）
第１条　この条例は、市民の知る権利を尊重し、市政に関する情報の公開について必要な事項を定める。
（定義）
第２条　この条例において、次の各号に掲げる用語の意義は、当該各号に定めるところによる。
(1)　実施機関　市長、教育委員会、選挙管理委員会、監査委員、農業委員会及び議会をいう。
(2)　公文書　実施機関の職員が職務上作成し、又は取得した文書をいう。
（会長及び副会長）
第３条　審議会に会長及び副会長を置き、委員の互選により定める。
２　会長は、会務を総理する。
３　副会長は、会長を補佐する。
（会議）
第４条　会長　会議は、会長が招集する。
２　委員　委員の過半数が出席しなければ、会議を開くことができない。
附　則
この条例は、令和６年４月１日から施行する。
"""
_BUDGET = """令和６年度霧島台市一般会計予算説明書

款\t項\t目\t本年度\t前年度\t説明
総務費\t総務管理費\t一般管理費\t123,456\t120,000\t職員の給与
議会費\t議会費\t議会費\t45,000\t44,500\t議員報酬
議長\t１人\t6,120\t6,120\t報酬月額510千円
副議長\t１人\t5,400\t5,400\t報酬月額450千円
議員\t16人\t80,640\t80,640\t報酬月額420千円
市長\t１人\t10,800\t10,800\t給料
副市長\t１人\t8,900\t8,900\t給料
教育長\t１人\t8,000\t8,000\t給料
委員：報酬日額　9,500円
会長：報酬日額　10,500円
事務局：旅費実費
監査委員：報酬月額　58千円
農業委員会会長：報酬月額　32千円
"""
_CAPTIONS = """霧島台市情報化推進協議会設置要綱

（設置）
第１条　本市の情報化を推進するため、霧島台市情報化推進協議会を置く。
（委員）
第２条　委員は、次に掲げる者のうちから市長が委嘱する。
（会長）
第３条　協議会に会長を置き、委員の互選により定める。
２　会長は、会務を総理し、協議会を代表する。
（副会長）
第４条　副会長は、会長を補佐し、会長に事故があるときは、その職務を代理する。
（部会長）
第５条　部会に部会長を置く。
（事務局）
第６条　協議会の事務局は、情報政策課に置く。
"""
_ROLES = """第４章　計画の推進に向けて

１　それぞれの役割
【市民】
環境に配慮した暮らしに努めます。ごみの分別を徹底します。
【事業者】
省エネルギーに取り組みます。地域の活動に参加します。
【市民】
緑化に協力します。
【事業者】
敷地内の緑化に努めます。
【市】
必要な施策を講じます。
○市民　環境学習に参加します。
○事業者　環境に配慮した製品を選びます。
○市民　水を大切に使います。
"""
_DUTIES = """自主防災会の手引

３　役員の仕事
会長：会を代表し、災害時には本部を指揮します。日ごろから市と連絡を取ります。
副会長：会長を補佐し、会長が不在のときは代わりを務めます。
事務局：会議の案内と記録を担当します。
班長：班の名簿を管理します。安否の確認を行います。
委員：訓練の準備に当たります。
"""
_LEAFLET = """市長の手帳

先日、商店街のお祭りに伺いました。市長「にぎわいが戻ってきましたね」。
市長「来年もぜひ続けてください。」
商店会長「市長に来ていただき、励みになります。」
子どもたちの笑顔が印象に残りました。次回は図書館を訪ねます。
"""
_PROGRAMME = """第20回霧島台市防災訓練　次第

開会　　　　　　　　司会　佐藤課長
会長あいさつ　　　　髙橋会長
来賓あいさつ　　　　市長
講評　　　　　　　　消防署長
閉会　　　　　　　　副会長
"""
_NAMES = """霧島台市総合計画審議会委員名簿

氏名\t所属\t役職
佐藤　一郎\t大学\t会長
鈴木　花子\t商工会\t副会長
会長\t佐藤　一郎\t学識経験者
副会長\t鈴木　花子\t団体代表
委員\t高橋　弘\t公募
委員\t田中　恵\t公募
委員\t渡辺　修\t公募
"""
_PRESS = """市長定例記者会見の概要

日時：令和６年７月17日（水）
場所：市役所３階
出席者：市長、副市長、広報課長
発表項目：次のとおり
（１）夏のイベントについて
（２）職員採用について
担当課：広報課
電話：0123-45-6789
担当：佐藤、鈴木
備考：なし
"""
_FAQ = """よくある質問

施設の利用について
申込みは３か月前の１日から受け付けます。
料金は使用の当日までにお支払いください。
・駐車場はありますか
・減免はありますか
課長：内線201
係長：内線202
担当：内線203
"""


def negatives(material: Sequence[Talk]) -> Iterator[tuple[str, str]]:
    """(name, text) of every document without turns, in a fixed order."""
    rng = random.Random(5)
    for k, front in enumerate(FRONTS):
        talk = material[3 * k]
        yield f"front alone: {front.__name__}", "\n".join(front(talk, rng))
    yield from (("ordinance", _ORDINANCE), ("budget table", _BUDGET), ("press release", _PRESS), ("frequent questions", _FAQ))
    yield from (("captions of a rule", _CAPTIONS), ("roles in a plan", _ROLES), ("duties", _DUTIES), ("leaflet", _LEAFLET), ("programme", _PROGRAMME), ("list of names", _NAMES))
    for talk in material[:9:2]:
        words = [p for t in talk.turns for p in t.paragraphs]
        yield f"no markers: {talk.stem}", "\n".join(words)
        yield f"no markers, wrapped: {talk.stem}", "\n".join(_cut("".join(words), 36))
        yield f"no marks of sentences: {talk.stem}", "\n".join(_cut("".join(words).replace("。", "").replace("、", ""), 40))
        yield f"interleaved lines: {talk.stem}", _interleaved(talk, gap=None)
        yield f"interleaved columns: {talk.stem}", _interleaved(talk, gap="　　　")
    for path in [*sorted((ROOT / "corpora/sample").glob("*/*shisatsu.txt")), *sorted((SHARED / "seeds/text").glob("00[24]*.txt"))]:
        yield f"report: {path.stem[:20]}", path.read_text("utf-8")
    talk = material[0]
    yield "roster alone", "\n".join(f"{p.title}　　{p.surname}　{p.given}" for p in talk.people)
    yield "roster with colons", "\n".join(f"{p.title}：{p.surname}{p.given}" for p in talk.people)
    yield "agenda alone", "\n".join(["次　第", "", "１　開会", "２　会長挨拶", "３　議事", *(f"　({i}) {t}" for i, t in enumerate(talk.items, 1)), "４　その他", "５　閉会"])


def _cut(text: str, width: int) -> list[str]:
    return [text[i : i + width] for i in range(0, len(text), width)]


def _interleaved(talk: Talk, gap: str | None) -> str:
    """Two columns of one page read across: left line, right line, or both on one line."""
    said = [f"{talk.people[t.who].surname}{talk.people[t.who].title}　{''.join(t.paragraphs)}" for t in talk.turns]
    lines = [line for s in said for line in _cut(s, 20)]
    half = len(lines) // 2
    pairs = list(zip(lines[:half], lines[half:], strict=False))
    return "\n".join(f"{a}\n{b}" if gap is None else f"{a.ljust(20, '　')}{gap}{b}" for a, b in pairs)
