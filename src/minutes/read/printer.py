"""Marked-up text as lines: blocks end a line, white space is what a browser would show, tables are tab rows."""

import re
from dataclasses import dataclass, field

_ASCII_SPACE = " \t\n\r\f"
_GAPS = re.compile(r"[ \t\n\r\f]+")  # of markup, not of minutes
_PROSE = 2_000


@dataclass
class Lines:
    """Collects the text of one block container; `text()` gives the lines joined."""

    done: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    gap: str = ""

    def write(self, words: str) -> None:
        """Running text: white space collapses; a line break between two full-width characters is none."""
        core = words.strip(_ASCII_SPACE)
        if not core:
            self.gap = self.gap or words[:1]
            return
        if words[0] in _ASCII_SPACE or self.gap:
            self._space(words if words[0] in _ASCII_SPACE else self.gap, core[0])
        self.line.append(_collapse(core) if any(c in core for c in _ASCII_SPACE) else core)
        self.gap = words[len(words.rstrip(_ASCII_SPACE)) :]

    def _space(self, between: str, after: str) -> None:
        self.gap = ""
        before = self.line[-1][-1:] if self.line else ""
        if before and not ("\n" in between and _wide(before) and _wide(after)):
            self.line.append(" ")

    def verbatim(self, words: str) -> None:
        """Text whose line breaks and spaces stand as they are."""
        first, *rest = words.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.gap = ""
        self.line.append(first)
        for piece in rest:
            self.newline()
            self.line.append(piece)

    def newline(self) -> None:
        """End the line, even an empty one."""
        self.done.append("".join(self.line))
        self.line.clear()
        self.gap = ""

    def block(self) -> None:
        """End the line if anything is on it."""
        if self.line:
            self.newline()
        self.gap = ""

    def lines(self, text: str) -> None:
        """A finished piece of text as lines of its own."""
        self.block()
        self.done.append(text)

    def text(self) -> str:
        """Everything that was written, one line under the other."""
        self.block()
        return "\n".join(self.done)


def _collapse(words: str) -> str:
    return _GAPS.sub(lambda gap: "" if "\n" in gap[0] and _wide(words[gap.start() - 1]) and _wide(words[gap.end()]) else " ", words)


def _wide(char: str) -> bool:
    return char >= "\u2e80"


@dataclass
class Table:
    """The rows of one table; a cell is a text that may have several lines."""

    rows: list[list[str]] = field(default_factory=list)
    nested: bool = False

    def text(self) -> str:
        """One line a row, cells parted by tabs; only the column that holds the most text keeps its line breaks.

        A table that only lays out a page (one column, or a few cells that hold it all) is its cells, one below the other.
        """
        rows = [[cell.strip("\n") for cell in row] for row in self.rows]
        if self._lays_out(rows):
            return "\n".join(cell for row in rows for cell in row if cell.strip())
        width = max(map(len, rows), default=0)
        sizes = [sum(len(row[i]) for row in rows if i < len(row)) for i in range(width)]
        prose = sizes.index(max(sizes)) if sizes else 0
        return "\n".join("\t".join(cell if i == prose else _one_line(cell) for i, cell in enumerate(row)).rstrip("\t") for row in rows)

    def _lays_out(self, rows: list[list[str]]) -> bool:
        if all(len(row) <= 1 for row in rows):
            return True
        return (self.nested or len(rows) <= 2) and sum(len(cell) for row in rows for cell in row) > _PROSE


def _one_line(cell: str) -> str:
    """Several lines as one: 事⏎務⏎局 is 事務局, other lines are parted by a space."""
    lines = [line.strip() for line in cell.split("\n") if line.strip()]
    return ("" if all(len(line) <= 2 for line in lines) else " ").join(lines)
