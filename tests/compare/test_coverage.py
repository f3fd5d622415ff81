"""The ledger: what was read, what was not, and what nobody knows of."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from minutes.columns import columns
from minutes.compare.coverage import coverage
from minutes.compare.similar import similar, sketch
from minutes.corpus.corpus import Corpus
from minutes.corpus.manifest import Listed
from minutes.model import Failure

Make = Callable[..., tuple[Corpus, pd.DataFrame]]


def test_missing_years_are_missing_not_zero(corpus_of: Make) -> None:
    """A body with meetings in 2021 and 2023 has a row for 2022 that says that nothing is known."""
    corpus, _ = corpus_of(
        [("甲市", "a", "member", "あ", ""), ("甲市", "b", "member", "あ", ""), ("乙町", "c", "member", "あ", "")], dates={"a": "2021-05-01", "b": "2023-05-01", "c": "2022-05-01"}
    )
    table = coverage(corpus)
    gap = table[(table["municipality"] == "甲市") & (table["fiscal_year"] == 2022)].iloc[0]

    assert len(table) == 6
    assert pd.isna(gap["known"])
    assert pd.isna(gap["turns"])
    assert "does not mean" in gap["why"]
    assert len(coverage(corpus, years=False)) == 3


def test_failures_stand_where_the_manifest_puts_them(corpus_of: Make) -> None:
    """Known = read + quarantined + duplicate + missing + listed but never asked for; the sums are those of the books."""
    read, _ = corpus_of([("甲市", "a", "member", "あ", "")])
    listed = tuple(Listed(f"甲市/{n}.pdf", "甲市", None, "審議会", "2023-06-01") for n in ("x", "y", "z"))
    corpus = Corpus.of(
        read.records,
        failed=[Failure("甲市/x.pdf", "read", "encrypted", ""), Failure("甲市/y.pdf", "find", "missing", ""), Failure("b.txt", "corpus", "duplicate", "")],
        listed=listed,
    )
    table = coverage(corpus)
    row = table[table["municipality"] == "甲市"].iloc[0]

    assert list(row[["known", "read", "parsed", "quarantined", "missing"]]) == [4, 1, 1, 1, 1]
    assert table["quarantined"].sum() == corpus.books["quarantined"]
    assert table["duplicate"].sum() == corpus.books["duplicate"]
    assert list(table.columns) == [c.name for c in columns("coverage")]


def test_thin_cells_say_why(corpus_of: Make) -> None:
    """Eight meetings carry a comparison, seven do not, and a document without turns says so."""
    corpus, _ = corpus_of([("甲市", f"m{i}", "member", f"発言{i}", "") for i in range(8)] + [("乙町", "n", "member", "あ", "")])
    silent = replace(
        corpus.records[0], turns=(), id="s-0", source=replace(corpus.records[0].source, sha256="0", path="s.txt"), header=replace(corpus.records[0].header, municipality="丙村")
    )
    why = coverage(Corpus.of([*corpus.records, silent])).set_index("municipality")["why"]

    assert pd.isna(why["甲市"])
    assert "8" in why["乙町"]
    assert "no turns" in why["丙村"]


def test_a_draft_and_its_final_record_are_found(corpus_of: Make) -> None:
    """Two records of one meeting that differ in some words are named; two meetings of the same body are not."""
    said = [f"第{n}の論点は、{chr(0x4E00 + 37 * n)}{chr(0x4E00 + 91 * n)}に関する市の方針と、来年度の予算、人の配置、それから近くの町との分担です。" for n in range(60)]
    other = [f"{chr(0x5000 + 53 * n)}地区の道は幅が{n}メートルしかなく、{chr(0x6000 + 17 * n)}の季節には車がすれ違えないと聞いています。" for n in range(60)]
    rows = [("甲市", "sokuho", "member", s, "") for s in said] + [("甲市", "kakutei", "member", s.replace("来年度", "次年度") if n % 7 == 0 else s, "") for n, s in enumerate(said)]
    corpus, _ = corpus_of(rows + [("甲市", "tsugi", "member", s, "") for s in other])
    pairs = similar(corpus)

    assert [sorted(p.split("-")[0] for p in row) for row in pairs[["a", "b"]].to_numpy()] == [["kakutei", "sokuho"]]
    assert 0.6 < pairs["similarity"].iloc[0] < 1
    assert list(coverage(corpus)["similar"]) == [2]
    assert len(sketch("短い")) == 0
