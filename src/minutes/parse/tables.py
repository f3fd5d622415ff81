"""Tables and glossaries of a document that is no record of speech, as rows of spans."""

import re
from collections.abc import Iterator, Sequence

from minutes.model import Section, Span, Table, Term
from minutes.parse.lines import Lines
from minutes.text.fold import fold
from minutes.text.titles import squeeze

Row = tuple[Span, ...]
_GAP = re.compile(r" {3,}")
_MARKUP = re.compile(r"(?:\s*</?[A-Za-z][^<>\n]{0,200}>)+\s*")
_DASHES = re.compile(r"[\s:\-|+=]+")
_LEADERS = re.compile(r"\.{3,}|…{2,}|・{3,}")
_ENTRY = re.compile(r"\s{0,8}[・●○■◆*-]?\s?[「【]?(?P<term>[^\s:。、「」【】][^:。、\n「」【】]{0,29}?)[」】]?\s{0,3}(?::|\s{2,}|…{1,3}|\t|-\s)\s{0,3}(?P<words>\S[^\n]*)")
_NAMED = re.compile(r"\s{0,8}[・●○■◆*-]?\s?[「【](?P<term>[^「」【】\n。]{1,30})[」】]\s*")
_TERM_HEADS = ("用語", "語句", "言葉", "ことば", "用語名")
_SAYING = ("説明", "解説", "意味", "内容", "定義", "用語の説明", "用語解説")
_GLOSSARY = ("用語解説", "用語集", "用語説明", "用語の説明", "用語の解説", "用語の定義", "用語一覧", "用語の意味")

HOSTILE = {"_GAP": " ", "_MARKUP": "<a> ", "_DASHES": "- ", "_LEADERS": "・", "_ENTRY": "あ ", "_NAMED": "【あ"}


def tables(lines: Lines) -> tuple[Table, ...]:
    """Every table of the text, in order: two and more lines in a row that tabs, strokes or (three and more) wide gaps part into cells.

    A cell is the span of what is printed in it, empty where nothing is; `header` says that the first row names the columns.
    """
    found: list[list[tuple[int, Row]]] = []
    for i, cells in _rows(lines):
        run = found[-1] if found else None
        if run and i - run[-1][0] <= 2 and _fits(lines, run, i, cells):
            run.append((i, cells))
        else:
            found.append([(i, cells)])
    made = [run for run in found if _is_table(run)]
    return tuple(
        Table(n, Span(lines.span(run[0][0]).start, lines.span(run[-1][0]).end), tuple(cells for _, cells in run), _has_header(lines, run[0][1])) for n, run in enumerate(made)
    )


def _rows(lines: Lines) -> Iterator[tuple[int, Row]]:
    for i, line in enumerate(lines.folded):
        if lines.blank[i] or (i in lines.paper and "|" not in line) or _LEADERS.search(line):
            continue
        if "\t" in line or line.count("|") >= 2:
            if "\t" in line or not _DASHES.fullmatch(line):
                yield i, tuple(_cells(lines, i, "\t" if "\t" in line else "|"))
        elif "。" not in line and len(_GAP.findall(line.strip())) >= 2:
            yield i, tuple(_cells(lines, i, ""))


def _cells(lines: Lines, i: int, mark: str) -> Iterator[Span]:
    """The cells of one line; markup around what is printed (<p>…</p>) is left out."""
    line, at = lines.folded[i].rstrip("\r\n"), lines.starts[i]
    if mark == "|":
        inner = line.strip()
        start = line.index("|") + 1 if inner.startswith("|") else 0
        line = line[: line.rindex("|")] if inner.endswith("|") else line
    else:
        start = 0 if mark else len(line) - len(line.lstrip())
        line = line if mark else line.rstrip()
    while True:
        m = _GAP.search(line, start) if not mark else None
        stop = (m.start() if m else -1) if not mark else line.find(mark, start)
        end = stop if stop >= 0 else len(line)
        yield _bare(line, at, start, end)
        if stop < 0:
            return
        start = m.end() if m else stop + 1


def _bare(line: str, at: int, start: int, end: int) -> Span:
    while True:
        start += len(line[start:end]) - len(line[start:end].lstrip())
        end -= len(line[start:end]) - len(line[start:end].rstrip())
        opening = _MARKUP.match(line, start, end)
        if opening:
            start = opening.end()
            continue
        if start < end and line[end - 1] == ">" and (last := line.rfind("<", start, end)) >= 0 and _MARKUP.fullmatch(line, last, end):
            end = last
            continue
        return Span(at + start, at + max(start, end))


def _fits(lines: Lines, run: Sequence[tuple[int, Row]], i: int, cells: Row) -> bool:
    """Does this row go on with the table? It is parted in the same way, no header comes again, and at most a blank line stands between."""
    last, before = run[-1]
    if any(not lines.blank[j] and not _DASHES.fullmatch(lines.folded[j]) for j in range(last + 1, i)):
        return False
    if "番号" in _printed(lines, cells[0]) or [_printed(lines, c) for c in cells] == [_printed(lines, c) for c in run[0][1]]:
        return False
    return ("\t" in lines.folded[i]) == ("\t" in lines.folded[last]) if i == last + 1 else len(cells) == len(before)


def _printed(lines: Lines, span: Span) -> str:
    return squeeze(fold(span.of(lines.text)))


def _is_table(run: Sequence[tuple[int, Row]]) -> bool:
    rows = [cells for _, cells in run]
    return len(rows) >= 2 and all(len(c) >= 2 for c in rows) and sum(len(s) > 0 for c in rows for s in c) >= 3


def _has_header(lines: Lines, first: Row) -> bool:
    printed = [_printed(lines, c) for c in first]
    return sum(map(bool, printed)) >= 2 and all(len(c) <= 16 and not c[:1].isdigit() and "。" not in c for c in printed)


def terms(lines: Lines, found: Sequence[Table], outline: Sequence[Section]) -> tuple[Term, ...]:
    """The entries of the glossaries of the text, in order: rows of tables with a column 用語, and entries under a heading such as 用語解説."""
    entries = [t for table in found for t in _of_table(lines, table)]
    inside = [table.span for table in found]
    for section in outline:
        if squeeze(fold(section.title)).strip("・") in _GLOSSARY:
            entries += [t for t in _of_section(lines, section) if not any(s.start <= t.span.start < s.end for s in (*inside, *(e.span for e in entries)))]
    return tuple(sorted(entries, key=lambda t: t.span))


def _of_table(lines: Lines, table: Table) -> Iterator[Term]:
    heads = [_printed(lines, c) for c in table.rows[0]]
    term = next((k for k, h in enumerate(heads) if h in _TERM_HEADS), None)
    says = next((k for k, h in enumerate(heads) if h in _SAYING), None)
    for row in table.rows[1:] if term is not None and says is not None else ():
        if term is not None and says is not None and len(row) > max(term, says) and len(row[term]):
            yield _term(lines, row[term], row[says])


def _term(lines: Lines, term: Span, says: Span) -> Term:
    return Term(term.of(lines.text), says.of(lines.text), Span(min(term.start, says.start) if len(says) else term.start, max(term.end, says.end if len(says) else term.end)))


def _of_section(lines: Lines, section: Section) -> Iterator[Term]:
    """用語：説明, ・用語　　説明, or 【用語】 alone with the explanation on the lines behind it."""
    inside = [i for i in range(len(lines)) if section.span.start < lines.starts[i] < section.span.end and not lines.blank[i] and i not in lines.paper]
    k = 0
    while k < len(inside):
        i = inside[k]
        named, entry = _NAMED.fullmatch(lines.folded[i]), _ENTRY.fullmatch(lines.folded[i])
        after = next((n for n in range(k + 1, len(inside)) if _NAMED.fullmatch(lines.folded[inside[n]]) or _ENTRY.fullmatch(lines.folded[inside[n]])), len(inside))
        m, begin = (named, inside[k + 1] if k + 1 < after else None) if named else (entry, i)
        if m and begin is not None:
            start = lines.starts[begin] + (entry.start("words") if entry and not named else len(lines.folded[begin]) - len(lines.folded[begin].lstrip()))
            yield _term(lines, Span(lines.starts[i] + m.start("term"), lines.starts[i] + m.end("term")), Span(start, lines.span(inside[after - 1]).end))
        k = after if m else k + 1
