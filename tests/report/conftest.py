"""The Runs that the report is tested on, each in a folder of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from denselab.runs import Run
from tests.examples import HOSTILE
from tests.report import runs
from tests.report.runs import Draft

LONG = tuple(f"a very long name, the {i}th of thirty" for i in range(29))


def _digits() -> Draft:
    return runs.finished(*runs.blobs(10, 600, (28, 28)))


KINDS: dict[str, Callable[[], Draft]] = {
    "finished": _digits,
    "diverged": lambda: runs.diverged(_digits()),
    "committee": lambda: runs.committee(_digits()),
    "one epoch": lambda: runs.one_epoch(_digits()),
    "moved": lambda: runs.moved(_digits()),
    "two classes": lambda: runs.finished(*runs.blobs(2, 60, (28, 28)), ("no", "yes")),
    "thirty long names": lambda: runs.finished(*runs.blobs(30, 900, (12, 40)), (*LONG, HOSTILE)),
}


#: Runs of other samples than images, and one with a drawing box, by the fixtures of real ones.
OTHERS = {"rows": "rows_run", "texts": "texts_run", "digits": "digits_run"}


@pytest.fixture(params=[*KINDS, *OTHERS])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    """Each kind of Run in turn."""
    if request.param in OTHERS:
        return request.getfixturevalue(OTHERS[request.param])
    return KINDS[request.param]().write(tmp_path / "run")


@pytest.fixture
def draft() -> Draft:
    """What a Run that went well shall hold, to be changed before it is written."""
    return _digits()


@pytest.fixture
def finished(draft: Draft, tmp_path: Path) -> Run:
    return draft.write(tmp_path / "finished")
