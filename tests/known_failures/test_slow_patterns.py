"""Patterns that are not linear yet, each with the method that shows it: a row that passes is taken out of the table."""

import pytest

from tests.hostile import slow
from tests.known_failures.slow_patterns import SLOW


@pytest.mark.parametrize(("name", "method"), [pytest.param(*row, marks=pytest.mark.xfail(reason=reason, strict=True)) for row, reason in SLOW.items()])
def test_slow_patterns(name: str, method: str) -> None:
    """Some run of characters takes more than linear time."""
    assert slow(name, method) is None
