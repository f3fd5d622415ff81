"""Who is called at the end of a speech: はい、今井委員."""

from functools import lru_cache

from minutes.text.patterns import CALL
from minutes.text.titles import squeeze

_ENDS = ("員", "長", "局", "事", "幹", "査", "さん", "君", "氏", "様", "どうぞ", "お願いします", "いたします")  # of a call: asked first, for most speeches end otherwise


@lru_cache(maxsize=4096)
def called(words: str) -> str:
    """The person whom the end of `words` calls, without blanks: 今井委員; "" where nobody is called."""
    bare = words.rstrip()
    if not (bare[:-1] if bare[-1:] in ("。", ".") else bare).endswith(_ENDS):
        return ""
    m = CALL.search(words)
    return squeeze(m["who"]) if m else ""
