"""Why a file was not read: the public reason codes and what is said about each."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from minutes.errors import SourceError
from minutes.read.limits import LIMITS, Limits, stated


class Reason(NamedTuple):
    """One reason code: what happened and what to do next, in Japanese and English."""

    code: str
    ja: str
    en: str
    next_ja: str
    next_en: str


@cache
def reasons() -> Mapping[str, Reason]:
    """Every reason code with its sentences, as the table `reasons.toml` beside this module has them."""
    table = tomllib.loads(Path(__file__).with_name("reasons.toml").read_text(encoding="utf-8"))
    return {code: Reason(code=code, **row) for code, row in table.items()}


class Refusal(Exception):  # noqa: N818  # a verdict on the bytes: `SourceError` is what users see
    """A reader's verdict, before the path is known: a reason code and the detail (a format, a page; 日本語 / English).

    `limit` names the field of `Limits` that was passed, `value` what the file had where that was measured.
    """

    def __init__(self, reason: str, detail: str = "", *, limit: str = "", value: float | None = None) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
        self.limit = limit
        self.value = value


def source_error(path: str, refusal: Refusal, *, limits: Limits = LIMITS, sha256: str = "") -> SourceError:
    """The error for `path`: what happened there (with the detail), then what to do, in both languages."""
    row = reasons()[refusal.reason]
    ja, _, en = refusal.detail.partition(" / ")
    more_ja, more_en = (f"（{ja}）", f" ({en or ja})") if refusal.detail else ("", "")
    return SourceError(
        f"{path}: {row.ja}{more_ja}。{row.next_ja}。 / {row.en}{more_en}; {row.next_en}.",
        reason=refusal.reason,
        sha256=sha256,
        limit=stated(limits, refusal.limit) if refusal.limit else "",
        value=refusal.value,
    )
