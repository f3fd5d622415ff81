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
# # 3 自治体を比べる / Compare cities
#
# 問い：AI・RPA は、どの市でどれだけ話されているか。どれだけ確かか。
#
# *Which city talks how much about AI and RPA, and how sure can we be?*

# %%
import minutes as mn

c = mn.corpus("../corpora/sample")
tags = mn.tag(c)

# %% [markdown]
# ## まず、何を読んだか / First: what was read
#
# 比べる前に見る表です。会議が8回に満たない升目には、理由（`why`）が書かれます。読んでいない年は NA で、0 ではありません。
#
# *Read this before comparing. A year that was not read is NA, never 0.*

# %%
mn.coverage(c)[["municipality", "body", "fiscal_year", "known", "parsed", "turns", "record", "why"]].head(8)

# %% [markdown]
# ## 割合と区間 / Rates and intervals

# %%
found = mn.rates(c, tags, by="municipality")
mn.chart(found, theme="AI・RPA")

# %% [markdown]
# 白抜きの点は、会議が3回しかないという意味です。区間は広く、順位を付けることはできません。
# 分母を変えると割合も変わります。発言の数、字数、会議の数のどれで割ったかを必ず添えてください。
#
# *Hollow dots: three meetings each. Do not rank them. Another denominator gives another rate: always say which.*

# %%
for of in ("turns", "substantive_turns", "chars", "meetings"):
    row = mn.rates(c, tags, of=of).query("theme == 'AI・RPA' and municipality == '緑ヶ峰区'").iloc[0]
    print(f"{of:18} {row['n']:>6}/{row['of']:<6} = {row['rate']:.3f}  [{row['low']:.3f}, {row['high']:.3f}]")

# %% [markdown]
# ## 差は偶然で説明できるか / Could the difference be chance?
#
# `q` はたくさん比べたことを差し引いた値（Benjamini–Hochberg）です。
#
# *`q` allows for the number of comparisons.*

# %%
apart = mn.differences(c, tags, where={"municipality": ["緑ヶ峰区", "青柳台町"]})
apart[apart["theme"] == "AI・RPA"][["a", "b", "rate_a", "rate_b", "difference", "low", "high", "q", "descriptive"]]

# %% [markdown]
# ## 構成のちがいをならす / Adjust for what the archives are made of
#
# 本会議と審議会、全文記録と要点筆記、議員と職員では、話し方が違います。`standardise` は、全体と同じ構成だったらどうかを計算します。
# `support` は、ほかの市と比べられる部分の割合です。小さければ、ならした値は出ません（NA）。
#
# *Different bodies, styles of record and roles speak differently. `standardise` asks what the rate would be with the corpus' mixture.*

# %%
adjusted = mn.rates(c, tags, standardise=["role"])
adjusted[adjusted["theme"] == "AI・RPA"][["municipality", "n", "of", "rate", "adjusted", "support"]]

# %% [markdown]
# ## いつから / Since when

# %%
years = mn.timeline(c, tags, by=[])
mn.chart(years.query("series == 'pooled'").drop(columns="series"), theme="AI・RPA")

# %% [markdown]
# ## だれが問い、だれが答えたか / Who asked, who answered

# %%
asked = mn.questions(c, tags)
asked[asked["themes"].fillna("").str.contains("AI・RPA")][["municipality", "date", "label", "answered_by", "answers", "text"]].head(5)

# %% [markdown]
# ## その市らしい言葉 / Distinctive words
#
# `floor` は、各市の会議を半分ずつに分けたとき、100語に1語が偶然に届く高さです。`z` がこれより低い語は、偶然と区別できません。
#
# *`floor` is what chance reaches in one word of a hundred when each city is split in half. Below it a word is noise.*

# %%
words = mn.keyness(c, by="municipality", top=3, times=200)
words[["municipality", "term", "n", "of", "n_rest", "z", "floor", "p", "q", "meetings", "quote_1"]].head(9)

# %%
print({name: round(float(value), 3) for name, value in words.attrs["null"].items()})
