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
# # 4 辞書が知らない話題を見つける / Find what the dictionary misses
#
# テーマは人が決めたもの、トピックは模型が見つけたものです。まぜずに使います。
#
# *A theme is defined by people, a topic is found by a model. They are never mixed up.*

# %%
import minutes as mn

c = mn.corpus("../corpora/sample")
themes = mn.load_themes()
tags = mn.tag(c, themes)

# %% [markdown]
# ## 札の付かない発言 / Turns without a theme

# %%
said = c.turns[(c.turns["act"] != "procedural") & (c.turns["chars"] >= 30)]
silent = said.merge(tags[["meeting", "turn"]].drop_duplicates(), on=["meeting", "turn"], how="left", indicator=True).query("_merge == 'left_only'")
print(f"{len(silent)} / {len(said)}")
silent[["municipality", "label", "text"]].head(4)

# %% [markdown]
# ## 既にあるテーマに足りない語 / Words that a theme may lack
#
# テーマの文に偏って現れ、辞書にない語です。足すかどうかは、発言を読んで決めます。
#
# *Words that go with a theme and stand in no dictionary. Read the turns before you add one.*

# %%
from minutes.themes.entries import suggest

suggest(c, themes, top=2).head(6).round(2)

# %% [markdown]
# ## トピック / Topics
#
# 既にあるテーマは語で固定し、`free-…` の8つが辞書の知らないものを受け持ちます。
# `leak` が真のトピックは、話題ではなく一つの自治体のことです。`npmi` は語のまとまりの良さで、低いものは読まないでください。
#
# *Known themes are anchored; eight free topics take what the dictionary does not know. `leak`: a city in disguise.*

# %%
topics = mn.fit_topics(c, themes=themes, k=8)
topics

# %%
free = topics.topics().query("theme.isna()").sort_values("npmi", ascending=False)
free[["topic", "share", "words", "npmi", "municipality", "municipality_share", "leak"]].round(3)

# %% [markdown]
# 引用つきの一覧は `discover` が作ります（コマンドは `minutes discover`）。 / *With quotations: `discover`.*

# %%
from minutes.themes.discover import discover

discover(c, themes=themes, k=8)[["label", "share", "by_municipality", "quote_1", "place_1"]].head(3)

# %% [markdown]
# トピックの意味は、語の並びではなく発言を読んで決めます。 / *Read the turns, not the words, before you name a topic.*

# %%
topics.turns(free.iloc[0]["topic"], n=3)[["share", "text"]].round(2)

# %% [markdown]
# ## 取り直しても残るか / Does it come back?
#
# 会議を取り直してもう一度当てはめたとき、上位の語がどれだけ戻るか（0〜1）。会議が24回しかない見本では低くなります。
#
# *How much of the top words returns when the meetings are drawn again. With 24 meetings: little.*

# %%
topics.stability(times=3).merge(free[["topic", "words"]], on="topic").sort_values("stability", ascending=False).head(4).round(2)

# %% [markdown]
# ## 見つけた語をテーマにする / Make it a theme

# %%
import tempfile
from pathlib import Path

with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "school.toml")
    path.write_text('name = "学校と家庭の連絡"\nterms = ["連絡網", "欠席連絡", "保護者会", "学校だより", "連絡帳"]\n', encoding="utf-8")
    more = mn.tag(c, mn.load_themes(path))
more[more["how"] == "term"][["meeting", "turn", "theme", "hits"]].head()
