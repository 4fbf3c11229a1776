"""The Runs that the report is tested on, each in a folder of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.report import runs
from tests.report.runs import FolderRun

LONG = tuple(f"a very long name, the {i}th of thirty" for i in range(29))
HOSTILE = "</title><script>alert('x')</script> & <b>bold</b>"


def _digits(path: Path) -> FolderRun:
    return runs.finished(path, *runs.blobs(10, 600, (28, 28)))


KINDS: dict[str, Callable[[Path], FolderRun]] = {
    "finished": _digits,
    "just begun": lambda path: runs.just_begun(path, *runs.blobs(10, 100, (28, 28))),
    "nothing yet": FolderRun,
    "interrupted": lambda path: runs.interrupted(_digits(path)),
    "diverged": lambda path: runs.diverged(_digits(path)),
    "one epoch": lambda path: runs.one_epoch(_digits(path)),
    "two classes": lambda path: runs.finished(path, *runs.blobs(2, 60, (28, 28)), ("no", "yes")),
    "thirty long names": lambda path: runs.finished(
        path, *runs.blobs(30, 900, (12, 40)), (*LONG, HOSTILE)
    ),
}


@pytest.fixture(params=KINDS)
def run(request: pytest.FixtureRequest, tmp_path: Path) -> FolderRun:
    """Each kind of Run in turn."""
    return KINDS[request.param](tmp_path)


@pytest.fixture
def finished(tmp_path: Path) -> FolderRun:
    return _digits(tmp_path)
