# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 2 手もとの会議録にテーマを付ける / Tag your archive
#
# `FOLDER` をご自分のフォルダに変えれば、そのまま動きます。
#
# *Change `FOLDER` to a folder of yours.*

# %%
import tempfile
from pathlib import Path

import minutes as mn

FOLDER = "../corpora/sample"

# %% [markdown]
# ## 読む。まず、読めなかったものを見る / Read, and look first at what could not be read

# %%
c = mn.corpus(FOLDER)
print(c.books)
c.failures[["path", "reason", "message"]]

# %% [markdown]
# 壊れたファイルが一つ混ざっても、止まりません。何が起きて、どうすればよいかが表になります。
#
# *A broken file does not stop the run: what happened, and what to do, stands in a table.*

# %%
with tempfile.TemporaryDirectory() as folder:
    Path(folder, "壊れた.pdf").write_bytes(b"%PDF-1.7 broken")
    broken = mn.corpus(folder)
broken.failures[["stage", "reason", "next_ja", "next_en"]]

# %% [markdown]
# 会議録ではない文書（視察報告書など）は、種類が分かり、発言の数に入りません。
#
# *A document that is no minutes is told apart and adds no turns.*

# %%
c.meetings.groupby(["kind", "record"], dropna=False).agg(meetings=("meeting", "size"), turns=("turns", "sum"))

# %% [markdown]
# ## テーマを付ける / Tag

# %%
tags = mn.tag(c)
print(len(tags), "tags /", len(c.turns), "turns")
tags.groupby("theme").agg(turns=("turn", "size"), primary=("primary", "sum")).sort_values("turns", ascending=False).head(8)

# %% [markdown]
# どの札にも根拠があります。`term` は自分の言葉、`context` は前の発言から受け継いだもの、`act` は議事進行。
#
# *Every tag has evidence: own words, inherited from another turn, or what the turn does.*

# %%
tags["how"].value_counts().to_dict()

# %% [markdown]
# ## 札から印刷された場所へ / From a tag to the page

# %%
places = mn.kwic(c, "テレワーク", match="theme", tags=tags, where={"municipality": "霞野市"}, limit=4)
places[["date", "label", "left", "keyword", "right", "line"]]

# %% [markdown]
# ## 自分のテーマ / A theme of your own
#
# テーマは短い TOML ファイルです。`terms` はそれだけで分かる語、`not` はその中では数えない語句です。
#
# *A theme is a short TOML file: `terms` are enough by themselves, inside a phrase of `not` nothing counts.*

# %%
own = """
name = "公共交通"
covers = "路線バス、乗合タクシー、停留所"
terms = ["路線バス", "コミュニティバス", "デマンド", "乗合タクシー", "停留所", "バス"]
not = ["バスタオル"]
"""
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "transport.toml")
    path.write_text(own, encoding="utf-8")
    transport = mn.tag(c, mn.load_themes(path))
mn.rates(c, transport).query("theme == '公共交通' and n > 0")[["municipality", "n", "of", "rate", "low", "high"]]

# %% [markdown]
# 書き間違いは、ファイルと行と直し方で知らされます。 / *A slip is reported with file, line and what to write.*

# %%
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "slip.toml")
    path.write_text('name = "公共交通"\ntarms = ["バス"]\n', encoding="utf-8")
    try:
        mn.load_themes(path)
    except mn.ThemeError as error:
        print(str(error).replace(folder, "…"))

# %% [markdown]
# ## 蓄積にする / Keep an archive
#
# 一度読んだ会議録は、フォルダに蓄えておけます。二度目からは、増えたり変わったりしたファイルだけを読みます。
#
# *Read once, keep: the next run reads only what is new or changed.*

# %%
with tempfile.TemporaryDirectory() as folder:
    for _ in range(2):
        mn.ingest(FOLDER, store=folder)
    kept = mn.archive(folder)
    print(kept)
    print(mn.rates(kept, kept.tags, by=[]).equals(mn.rates(c, tags, by=[])))

# %% [markdown]
# ## 保存する / Save

# %%
from minutes.report.export import write_csv
from minutes.report.xlsx import write_xlsx

with tempfile.TemporaryDirectory() as folder:
    write_csv(tags, Path(folder, "tags.csv"), name="tags")  # UTF-8 with BOM: Excel opens it
    write_xlsx({"tags": tags, "meetings": c.meetings, "failures": c.failures}, Path(folder, "tables.xlsx"))
    print(sorted(p.name for p in Path(folder).iterdir()))
    print(Path(folder, "tags.csv").read_text(encoding="utf-8-sig").splitlines()[0])
