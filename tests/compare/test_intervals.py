"""What the intervals are made of: the same draws and the same quantiles as the libraries give, at less cost."""

from zlib import crc32

import numpy as np
import pytest
from scipy.special import stdtrit

from minutes.compare import intervals
from minutes.compare.intervals import replicates, student


@pytest.mark.parametrize("df", [1, 2, 3, 4, 5, 30, 31, 999, 1000, 22_000])
@pytest.mark.parametrize("share", [0.95, 0.975, 0.995])
def test_quantiles_of_students_t(df: int, share: float) -> None:
    """Even and odd degrees of freedom, few and many: what scipy has."""
    assert student(df, share) == pytest.approx(float(stdtrit(df, share)), rel=1e-10)


def test_without_degrees_of_freedom_the_normal_distribution_stands_in() -> None:
    """One meeting a group: nothing is estimated."""
    assert student(0, 0.975) == pytest.approx(1.959964, abs=1e-6)


@pytest.mark.parametrize("meetings", [8, 24, 75, 2_001])
@pytest.mark.parametrize("times", [1, 501])
def test_the_meetings_that_are_drawn_are_those_of_the_generator(meetings: int, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In blocks of any size the sums are those of meetings drawn by `Generator.integers` in one go, so that no figure hangs on the blocks."""
    values = np.arange(meetings * 3, dtype=float).reshape(meetings, 3) % 7
    drawn = np.random.default_rng([5, crc32("甲市".encode())]).integers(0, meetings, (times, meetings))

    for block in (100, 16_000, 1 << 22):
        monkeypatch.setattr(intervals, "BLOCK", block)
        assert np.array_equal(replicates(values, seed=5, key="甲市", times=times), values[drawn].sum(axis=1).T)


@pytest.mark.parametrize("below", [3, 24, 2**31 + 5, 3 * 2**30 + 1])
def test_numbers_that_would_be_unfair_are_thrown_away(below: int) -> None:
    """With large bounds a quarter of the raw numbers and more cannot be used; the same ones are left out as in `Generator.integers`."""
    sizes = [7, 100, 1, 1_001]
    plain = np.random.default_rng(3)

    for size, drawn in zip(sizes, intervals._drawn(np.random.default_rng(3), below, sizes), strict=True):
        assert np.array_equal(plain.integers(0, below, size), drawn)
