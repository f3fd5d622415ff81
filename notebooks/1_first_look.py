# ---
# jupyter:
#   jupytext:
#     formats: py:percent
# ---

# %% [markdown]
# # 1 はじめに / First look
# 一つの会議録を読み、フォルダごと読み、テーマを付けて、自治体を比べます。
# Read one record, read a folder, tag themes, compare municipalities.

# %%
import minutes as mn

# %% [markdown]
# ## 一つの会議 / One meeting

# %%
m = mn.read("../corpora/sample/霞野市/kasumino-r04-1.txt")
print(m.header.title, m.header.date, m.header.place)
print(m.layout, m.claimed, len(m.turns))

# %% [markdown]
# 発言から、印刷された言葉に戻れます。 / From a turn back to the print.

# %%
t = m.turns[3]
print(t.speaker.label, t.speaker.role, t.act)
print(t.span.of(m.source.text)[:200])

# %% [markdown]
# ## フォルダごと / A folder

# %%
c = mn.corpus("../corpora/sample")
c.meetings[["municipality", "body", "date", "kind", "layout", "turns"]]

# %% [markdown]
# ## テーマと比較 / Themes and comparison

# %%
tags = mn.tag(c)
tags.head()

# %%
found = mn.rates(c, tags, by="municipality")
found[found["theme"] == "マイナンバー"][["municipality", "n", "of", "rate", "low", "high"]]
