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
# # 5 確かめて、直す / Validate and correct
#
# 札はどれだけ当たっているか。自分の会議録で確かめるまでは、分かりません。
#
# *How often are the tags right? Nobody knows until it is checked on your own records.*

# %%
import json
from pathlib import Path

import pandas as pd

import minutes as mn
from minutes.themes.validate import adjusted, agreement, corrected, sample_sheet, score_sheet

c = mn.corpus("../corpora/sample")
tags = mn.tag(c)

# %% [markdown]
# ## 1 シートを作る / Draw a sheet
#
# 自治体・役割・テーマ・確からしさの層から順に引きます。付いている札は載せません。判断を誘うからです。
# `weight` は、その行が代表する発言の数です。
#
# *Drawn from strata. What was given is left out: it would lead the judge. `weight`: how many turns a row stands for.*

# %%
sheet = sample_sheet(c, tags, size=120)
sheet[["municipality", "name", "role", "text", "weight", "themes", "primary"]].head(4)

# %% [markdown]
# ## 2 人が判断する / Judge it
#
# ふつうは Excel に書き出し、`themes` の欄に 、区切りで書き込みます（どれでもなければ「なし」、空欄は未判断）。
# ここでは、見本に用意された正解を書き込みます。
#
# *Usually in Excel: themes joined by 、, なし for none, empty = not judged. Here the gold of the sample is filled in.*

# %%
gold = {}
for line in Path("../tests/gold/themes.jsonl").read_text(encoding="utf-8").splitlines():
    row = json.loads(line)
    gold[row["file"], row["turn"]] = row
files = {m.id: Path(m.source.path).name for m in c}
judged = [gold.get((files[meeting], int(turn))) for meeting, turn in zip(sheet["meeting"], sheet["turn"], strict=True)]
sheet["themes"] = [None if row is None else "、".join(row["themes"]) or "なし" for row in judged]
sheet["primary"] = [None if row is None else row["primary"] for row in judged]
int(sheet["themes"].notna().sum())

# %% [markdown]
# ## 3 当たり具合 / Scores
#
# `precision`：付けた札のうち正しかった割合。`recall`：付けるべき札のうち付いた割合。区間は会議を単位に取り直したものです。
#
# *Precision, recall and F1 with intervals over meetings.*

# %%
scores = score_sheet(sheet, tags)
scores[["theme", "turns", "given", "gold", "right", "precision", "precision_low", "precision_high", "recall", "recall_low", "recall_high"]].round(2).head(8)

# %% [markdown]
# ## 4 二人で判断して、一致を見る / Two judges
#
# 二人目として、ところどころ判断の違うシートを作ってみます。1に近いほど一致しています。
#
# *A second sheet that differs here and there.*

# %%
second = sheet.assign(themes=["なし" if k % 10 == 0 else t for k, t in enumerate(sheet["themes"])])
agreement(sheet, second)[["theme", "turns", "both", "agreement", "kappa"]].round(2).head(4)

# %% [markdown]
# ## 5 直したものが勝つ / Corrections win
#
# 判断した発言の札は、人の判断に置き換わります（`how` が hand）。`tag` をやり直しても、もう一度 `corrected` を通せば残ります。
#
# *Judged turns carry the judge's themes from now on.*

# %%
right = corrected(tags, sheet)
pd.DataFrame({"before": tags["how"].value_counts(), "after": right["how"].value_counts()}).astype("Int64")

# %% [markdown]
# ## 6 数え違いを差し引いた割合 / Rates that allow for the errors
#
# 割合 × 精度 ÷ 再現率。もとの割合の隣に置き、置き換えないでください。
#
# *Rate × precision ÷ recall: shown beside the raw rate, never instead of it.*

# %%
found = adjusted(mn.rates(c, tags, by=[]), scores)
found[["theme", "n", "of", "rate", "adjusted"]].sort_values("n", ascending=False).head(6).round(3)
