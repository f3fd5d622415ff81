"""Tables for other programs: opened as they are, read back as they were."""

import csv
import json
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from minutes.corpus.corpus import Corpus
from minutes.report.export import guarded, turns_with_themes, write_convokit, write_csv, write_khcoder, write_quanteda

Tagged = tuple[Corpus, pd.DataFrame]


@pytest.mark.parametrize(
    ("text", "shown"),
    [(t, f"'{t}") for t in ("=1+1", "+1", "-1", "@A1", "\t=1", "\r1", "\n1", "＝1", "＋1", "－1", "＠1", " =1", "　=1", "\u00a0@A")]
    + [(t, t) for t in ("○議長", "・一つ", "1-2", "'=1", "", "ー")],
)
def test_no_cell_is_a_formula(text: str, shown: str) -> None:
    """Fourteen ways to begin a formula get an apostrophe; other text stays."""
    assert guarded(text) == shown


def test_csv_for_people_and_for_machines(tmp_path: Path) -> None:
    """For people with BOM, Japanese headers and guarded text; for machines exactly as it is; numbers are numbers in both."""
    table = pd.DataFrame({"code": pd.array(["011002", None], dtype="string"), "text": ["=1+1\n二行目", "－五"], "difference": [-5.5, 1.0]})
    write_csv(table, tmp_path / "p.csv", name="turns")
    write_csv(table, tmp_path / "m.csv", name="turns", people=False)
    people = list(csv.reader((tmp_path / "p.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)))
    machine = pd.read_csv(tmp_path / "m.csv", dtype={"code": "string"})

    assert (tmp_path / "p.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    assert people[0] == ["団体コード", "発言", "差"]
    assert people[1][0] == "011002"
    assert people[1][1].startswith("'=1+1")
    assert people[1][2] == "-5.5"
    pd.testing.assert_frame_equal(machine, table, check_dtype=False)


def test_every_turn_once_with_its_main_theme(tagged: Tagged) -> None:
    """The exported turns are the turns of the corpus, each with at most one main theme."""
    corpus, tags = tagged
    table = turns_with_themes(corpus, tags)

    assert len(table) == len(corpus.turns)
    assert table["theme"].notna().sum() == len(tags[tags["primary"]])


def test_kh_coder_gets_text_and_variables(tagged: Tagged, tmp_path: Path) -> None:
    """Text first, variables after it, no mark that KH Coder takes for a heading."""
    corpus, tags = tagged
    rows = list(load_workbook(write_khcoder(corpus, tags, tmp_path / "k.xlsx"), read_only=True).worksheets[0].iter_rows(values_only=True))

    assert rows[0][:3] == ("発言", "自治体", "会議体")
    assert len(rows) == len(corpus.turns) + 1
    assert not any("<" in str(row[0]) for row in rows[1:])


def test_quanteda_gets_ids_text_and_docvars(tagged: Tagged, tmp_path: Path) -> None:
    """Ids are unique, and text comes back as it was."""
    corpus, tags = tagged
    back = pd.read_csv(write_quanteda(corpus, tags, tmp_path / "q.csv"), keep_default_na=False)

    assert back["doc_id"].is_unique
    assert list(back["text"]) == list(corpus.turns["text"])


def test_convokit_gets_a_corpus(tagged: Tagged, tmp_path: Path) -> None:
    """Five files that agree with each other: every utterance has its speaker, its conversation and, as an answer, its question."""
    corpus, tags = tagged
    folder = write_convokit(corpus, tags, tmp_path / "c")
    lines = [json.loads(line) for line in (folder / "utterances.jsonl").read_text(encoding="utf-8").splitlines()]
    speakers, conversations = (json.loads((folder / f"{n}.json").read_text(encoding="utf-8")) for n in ("speakers", "conversations"))

    assert sorted(p.name for p in folder.iterdir()) == ["conversations.json", "corpus.json", "index.json", "speakers.json", "utterances.jsonl"]
    assert len(lines) == len(corpus.turns)
    assert {x["speaker"] for x in lines} == set(speakers)
    assert {x["conversation_id"] for x in lines} <= set(conversations)
    assert {x["reply-to"] for x in lines} - {None} <= {x["id"] for x in lines}
    assert sum(len(x["meta"]["themes"]) for x in lines) == len(tags)
