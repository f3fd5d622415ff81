"""The page on sizing says what its figures give, and the reckoning behind it makes sense."""

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.test_notebooks import script


@pytest.fixture(scope="module")
def sizing() -> ModuleType:
    """docs/sizing.py."""
    return script("sizing")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_tables_are_those_of_the_figures(sizing: Any, lang: str) -> None:
    """After new measurements `python docs/sizing.py` was run."""
    path, text = sizing.page(lang)
    assert Path(path).read_text(encoding="utf-8") == text, "run python docs/sizing.py"


def test_more_cores_are_never_slower_and_never_faster_than_the_writer(sizing: Any) -> None:
    """One process writes a store: that is the floor however many machines read."""
    need = sizing.Need.of(1e10)
    for times, writing in (
        ([need.seconds(cores) for cores in (1, 2, 8, 32, 128)], "parent"),
        ([need.seconds(8, machines=machines) for machines in (2, 4, 16, 64)], "parent_cluster"),
    ):
        assert times == sorted(times, reverse=True)
        assert min(times) >= need.text * sizing.SAID["measured"][writing]
    assert need.seconds(8, tokens=False) < need.seconds(8)


def test_the_whole_country_has_all_its_governments(sizing: Any) -> None:
    """1,788: 47 prefectures, 815 cities and wards, 926 towns and villages."""
    assert sum(sizing.SAID["case"][-1]["governments"].values()) == 1788
