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
# # 1 はじめに / First look
#
# 一つの会議録を読み、フォルダごと読み、テーマを付けて、自治体を比べます。見本の自治体はすべて架空です。
#
# *Read one record, read a folder, tag themes, compare municipalities. All municipalities of the sample are invented.*

# %%
import minutes as mn

# %% [markdown]
# ## 一つの会議 / One meeting
#
# 様式（話者の印の付け方）は指定しません。ファイルごとに選ばれ、合うものがなければそのファイルから学ばれます。
#
# *No layout is given: one is chosen for each file, or learned from it.*

# %%
m = mn.read("../corpora/sample/霞野市/kasumino-r04-1.txt")
m

# %% [markdown]
# 表題・開催日・場所などの見出し。印刷されていない項目は `None` で、推測で埋めません。
#
# *The header. What is not printed is `None`, never a guess.*

# %%
print(m.header.title, m.header.date, m.header.start_time, m.header.place, sep="\n")

# %% [markdown]
# `claimed` は、本文のうち規則で説明できた文字の割合です。残りは捨てずに「その他」として数えます。
#
# *`claimed`: the share of characters that a rule explains. The rest is counted, not thrown away.*

# %%
print(f"{m.claimed:.3f}", m.layout, m.how, [w.code for w in m.warnings])

# %% [markdown]
# ## 発言から、印刷された言葉へ / From a turn back to the print

# %%
m.turns[3]

# %%
print(m.turns[3].span.of(m.source.text))

# %% [markdown]
# ## フォルダごと / A folder
#
# 帳尻は必ず合います。見たファイル = 読めた + 一部だけ読めた + 読めなかった + 重複。
#
# *The books balance: seen = ok + partial + failed + duplicate.*

# %%
c = mn.corpus("../corpora/sample")
print(c.books)
c

# %%
c.meetings[["municipality", "body", "date", "kind", "record", "layout", "turns"]].head(8)

# %% [markdown]
# ## テーマと比較 / Themes and comparison

# %%
tags = mn.tag(c)
tags[["meeting", "turn", "theme", "primary", "score", "how", "hits"]].head(6)

# %% [markdown]
# 件数、分母、割合、会議を単位に取り直した95%区間。`descriptive` が真の行は会議が8回に満たず、比較には使えません。
#
# *Count, denominator, rate, 95 % interval over meetings. Where `descriptive` is true there are fewer than 8 meetings: no comparison.*

# %%
found = mn.rates(c, tags, by="municipality")
found[found["theme"] == "マイナンバー"][["municipality", "n", "of", "rate", "low", "high", "meetings", "descriptive"]]

# %%
drawn = mn.chart(found, theme="マイナンバー")
print(drawn.says)
drawn
