"""One small exploration, shared by the tests that read it."""

import pytest

from denselab.exploration import explore
from denselab.study import Study

#: Small enough for seconds; two of its four trials repeat settings that others have.
SMALL = Study(
    seed=1,
    network={"widths": [32]},
    training={"epochs": 4, "patience": 2, "precision": "float32"},
)


@pytest.fixture(scope="session")
def small_run(tmp_path_factory):
    return explore(SMALL, out=tmp_path_factory.mktemp("runs") / "small")
