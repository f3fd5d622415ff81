"""外字, the characters of one office's own font, for readers: 〓 with the code, as printers put a geta where a type is missing."""

from typing import TypeVar

from minutes.text.patterns import GAIJI

Text = TypeVar("Text", bound=str)


def shown(text: Text) -> Text:
    """`text` with every private-use character as 〓(U+E000): on screens, in pages and workbooks; never in data that is read again."""
    return type(text)(GAIJI.sub(lambda found: f"〓(U+{ord(found[0]):04X})", text)) if GAIJI.search(text) else text
