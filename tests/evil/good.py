"""One good file of each format, all with the same two speeches."""

import json

from tests.evil import pdfs, zips

LINES = (
    "令和６年度第２回　青嶺市図書館協議会　会議録",
    "○会長（髙﨑　みのり）　定刻になりましたので、始めます。",
    "○館長（鴨下　亘）　資料１を説明いたします。貸出しは3,120冊増えました。",
)
TEXT = "\n".join(LINES) + "\n"
ROWS = (("発言者", "発言内容"), ("会長（髙﨑　みのり）", "定刻になりましたので、始めます。"), ("館長（鴨下　亘）", "資料１を説明いたします。貸出しは3,120冊増えました。"))
PAGE = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>会議録</title></head><body>{''.join(f'<p>{line}</p>' for line in LINES)}</body></html>"
DIET = {
    "numberOfRecords": 1,
    "meetingRecord": [
        {
            "issueID": "100000000X00120240401",
            "session": 300,
            "nameOfHouse": "青嶺院",
            "nameOfMeeting": "図書館委員会",
            "issue": "第2号",
            "speechRecord": [
                {"speaker": "会議録情報", "speech": LINES[0]},
                {"speaker": "髙﨑みのり", "speakerPosition": "会長", "speakerGroup": "無所属", "speech": "○会長（髙﨑みのり君）　定刻になりましたので、始めます。"},
                {"speaker": "鴨下亘", "speakerPosition": "館長", "speech": "　資料１を説明いたします。貸出しは3,120冊増えました。"},
            ],
        }
    ],
}
TEI = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>青嶺市図書館協議会</title></titleStmt></fileDesc>
<profileDesc><particDesc><listPerson><person xml:id="p1"><persName>髙﨑みのり</persName></person>
<person xml:id="p2"><persName>鴨下亘</persName></person></listPerson></particDesc></profileDesc></teiHeader>
<text><body><div><note type="speaker">○会長</note><u who="#p1" ana="#chair"><seg>定刻になりましたので、始めます。</seg></u>
<note>（資料配付）</note><u who="#p2"><seg>資料１を説明いたします。</seg><seg>貸出しは3,120冊増えました。</seg></u></div></body></text></TEI>"""


def good_files() -> dict[str, bytes]:
    """File name → bytes; every one of them can be read."""
    csv = "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in ROWS)
    return {
        "utf8.txt": TEXT.encode(),
        "cp932.txt": TEXT.encode("cp932"),
        "jis.txt": TEXT.replace("髙﨑", "高崎").encode("iso2022_jp"),
        "page.html": PAGE.encode(),
        "word.docx": zips.docx(zips.paragraphs(LINES)),
        "table.docx": zips.docx(zips.paragraphs(LINES[:1]) + zips.table(ROWS)),
        "print.pdf": pdfs.pages([LINES[:2], LINES[2:]]),
        "diet.json": json.dumps(DIET, ensure_ascii=False).encode(),
        "tei.xml": TEI.encode(),
        "rows.csv": csv.encode("cp932"),
        "book.xlsx": zips.xlsx(ROWS),
        "one.zip": zips.zipped({"令和６年/第２回.txt": TEXT.encode("cp932")}),
    }
