"""What all tests share: the sample minutes, each parsed once, and the real minutes where they are at hand."""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from minutes.model import Meeting
from minutes.parse.meeting import read

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "corpora" / "sample"
SHARED = ROOT.parent / "shared" / "corpora"
FILES = sorted(SAMPLE.glob("*/*.txt"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests of the real minutes are skipped where these are missing; where CI is set, missing minutes are a failure."""
    if item.get_closest_marker("shared") is None or SHARED.is_dir():
        return
    reason = "the real minutes of ../shared/corpora are not here"
    if os.environ.get("CI"):
        pytest.fail(f"{reason}, and CI is set", pytrace=False)
    pytest.skip(reason)


@cache
def _parsed(path: Path) -> Meeting:
    return read(path)


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def sample() -> Path:
    """The folder of the sample minutes."""
    return SAMPLE


@pytest.fixture
def shared(request: pytest.FixtureRequest) -> Path:
    """The folder of the real minutes; only for tests marked `shared`."""
    assert request.node.get_closest_marker("shared"), "mark this test with @pytest.mark.shared"
    return SHARED


@pytest.fixture(scope="session")
def sample_files() -> tuple[Path, ...]:
    """Every file of the sample minutes, in sorted order."""
    return tuple(FILES)


@pytest.fixture(scope="session")
def meeting_of() -> Callable[[str], Meeting]:
    """The parsed sample file of a stem such as kasumino-r04-1; each file is parsed once in a session."""
    paths = {p.stem: p for p in FILES}
    return lambda stem: _parsed(paths[stem])


@pytest.fixture(params=FILES, ids=lambda p: p.stem)
def meeting(request: pytest.FixtureRequest) -> Meeting:
    """Each sample file in turn, parsed: a test that takes this runs once a file."""
    return _parsed(request.param)
