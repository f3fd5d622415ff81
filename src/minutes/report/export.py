"""Tables for other programs: CSV that Excel opens, CSV for machines, and the forms of KH Coder, quanteda and ConvoKit."""

import json
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minutes.columns import column
from minutes.report.xlsx import write_xlsx

if TYPE_CHECKING:
    import pandas as pd

    from minutes.archive.store import Archive
    from minutes.corpus.corpus import Corpus

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")  # what makes a spreadsheet compute a cell
BLANK = " \u3000\u00a0"
VARIABLES = ("municipality", "body", "fiscal_year", "date", "role", "group", "act", "speaker", "theme", "meeting", "turn")


def write_csv(table: "pd.DataFrame", path: str | PathLike[str], *, name: str = "", people: bool = True, lang: str = "ja") -> Path:
    """A table as CSV; for `people`: UTF-8 with BOM, so that Excel shows Japanese, headers in words, and no cell a formula.

    For machines (`people=False`): UTF-8 without BOM, the columns' own names, every text as it is. `name` is the
    table's name in the data dictionary. A text that begins like a formula gets an apostrophe before it; numbers stay.
    """
    out = Path(path)
    out.write_bytes(csv_text(table, name=name, people=people, lang=lang).encode("utf-8"))
    return out


def csv_text(table: "pd.DataFrame", *, name: str = "", people: bool = True, lang: str = "ja") -> str:
    """What `write_csv` writes, as text; for people it begins with the mark (BOM) by which Excel knows UTF-8."""
    if not people:
        return str(table.to_csv(index=False, lineterminator="\n"))
    shown = table.apply(lambda c: c if _numeric(c) else c.map(guarded, na_action="ignore"))
    shown.columns = [_head(str(c), name, lang) for c in table.columns]
    return "\ufeff" + str(shown.to_csv(index=False, lineterminator="\r\n"))


def _numeric(values: "pd.Series[Any]") -> bool:
    import pandas as pd

    return pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values)


def _head(column_name: str, table: str, lang: str) -> str:
    found = column(column_name, table=table)
    return str(guarded(found.japanese if found and lang == "ja" else column_name))


def guarded(value: Any) -> Any:
    """Text that no spreadsheet takes for a formula: =1+1 → '=1+1, also behind blanks and in full width; the rest as it is."""
    if isinstance(value, str) and (value.startswith(FORMULA) or value.lstrip(BLANK).startswith(FORMULA[:8])):
        return f"'{value}"
    return value


def turns_with_themes(corpus: "Corpus | Archive", tags: "pd.DataFrame") -> "pd.DataFrame":
    """The turns with `speaker` and `theme` (the main one; NA where a turn has none), one row a turn."""
    from minutes.compare.select import select

    main = tags[tags["primary"].astype(bool)].drop_duplicates(["meeting", "turn"])
    named = {(str(m), int(t)): str(theme) for m, t, theme in zip(main["meeting"], main["turn"], main["theme"], strict=True)}
    turns = select(corpus, ["speaker"])
    theme = [named.get((str(m), int(t)), "") for m, t in zip(turns["meeting"], turns["turn"], strict=True)]
    made = turns.assign(theme=theme).astype({"theme": "string"})
    made["theme"] = made["theme"].mask(made["theme"] == "")
    return made


def write_khcoder(corpus: "Corpus | Archive", tags: "pd.DataFrame", path: str | PathLike[str]) -> Path:
    """A workbook that KH Coder 3 opens as a project: one row a turn, the text first, then the external variables.

    < and > become full-width, for KH Coder reads them as marks of headings.
    """
    turns = turns_with_themes(corpus, tags)
    table = turns[["text", *VARIABLES]].assign(text=turns["text"].str.replace("<", "＜").str.replace(">", "＞"))
    write_xlsx({"turns": table}, path)
    return Path(path)


def write_quanteda(corpus: "Corpus | Archive", tags: "pd.DataFrame", path: str | PathLike[str]) -> Path:
    """A CSV for `quanteda::corpus(read.csv(…), docid_field = "doc_id", text_field = "text")`: the other columns are docvars."""
    turns = turns_with_themes(corpus, tags)
    ids = turns["meeting"].str.cat(turns["turn"].astype("string"), sep="#")
    return write_csv(turns.assign(doc_id=ids)[["doc_id", "text", *VARIABLES, "name", "title", "label", "item", "reply_to", "chars"]], path, people=False)


def write_convokit(corpus: "Corpus | Archive", tags: "pd.DataFrame", folder: str | PathLike[str]) -> Path:
    """A folder that ConvoKit's `Corpus(filename=…)` loads: a meeting is a conversation, a turn an utterance, themes stand in its meta."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    themes: dict[tuple[str, int], list[str]] = {}
    for meeting, turn, theme in zip(tags["meeting"], tags["turn"], tags["theme"], strict=True):
        themes.setdefault((str(meeting), int(turn)), []).append(str(theme))
    speakers: dict[str, dict[str, Any]] = {}
    with (out / "utterances.jsonl").open("w", encoding="utf-8", newline="\n") as lines:
        for row in _utterances(corpus, themes, speakers):
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
    conversations = {
        m.id: {"meta": {"municipality": m.header.municipality, "body": m.header.body, "date": m.header.date, "path": m.source.path}, "vectors": []} for m in corpus.records
    }
    index = {"utterances-index": {}, "speakers-index": {}, "conversations-index": {}, "overall-index": {}, "version": 1, "vectors": []}
    for name, value in (("speakers", speakers), ("conversations", conversations), ("corpus", {"name": "minutes"}), ("index", index)):
        (out / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return out


def _utterances(corpus: "Corpus | Archive", themes: dict[tuple[str, int], list[str]], speakers: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of utterances.jsonl; speakers are those of one municipality, told apart by name, else by heading and meeting."""
    for m in corpus.records:
        for t in m.turns:
            s = t.speaker
            who = f"{m.header.municipality or m.id}/{s.name}" if s.name else f"{m.id}/{s.label or s.role}"
            speakers.setdefault(who, {"meta": {"name": s.name, "title": s.title, "role": s.role}, "vectors": []})
            meta = {"role": s.role, "act": t.act, "label": s.label, "item": t.item, "themes": themes.get((m.id, t.n), []), "start": t.span.start, "end": t.span.end}
            reply = f"{m.id}#{t.reply_to[0]}" if t.reply_to else None
            yield {"id": f"{m.id}#{t.n}", "conversation_id": m.id, "speaker": who, "text": t.text, "reply-to": reply, "timestamp": t.n, "meta": meta, "vectors": []}
