"""The debris of Markdown around a label: #### 会長, **会長：**, rows of tables."""

import re

from minutes.parse.shapes import BULLET

_DRESS = re.compile(r"\s*(?:(?:\#{1,6}|>|\*\*|__)\s*)*(?P<bullet>[-*+]\s+)?(?:\*\*|__)?")

HOSTILE = {"_DRESS": "# "}


def undressed(line: str) -> str:
    """The line with Markdown debris blanked out, so that columns stay: **会長：** 本文, #### 会長; a list mark becomes ・."""
    if line.lstrip()[0] == "|":  # a row of a table: | 会長 | 本文 |
        return line.replace("|", " ", 1).replace("|", "\t")
    m = _DRESS.match(line)
    end = m.end() if m else 0
    dress = " " * end if not m or not m["bullet"] else " " * m.start("bullet") + BULLET + " " * (end - m.start("bullet") - 1)
    return dress + line[end : end + 60].replace("**", "  ").replace("__", "  ") + line[end + 60 :]
