"""Which Runs are opened."""

import pytest

from denselab.errors import RunError
from denselab.runs import Run, is_finished, open_run
from tests.runs.made import begun, finish


def test_only_a_finished_run_is_opened(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RunError, match="no finished Run"):
        open_run()
    with pytest.raises(RunError, match="not a Run"):
        Run(tmp_path)
    writer = begun("runs/a")
    assert not is_finished(writer.path)
    with pytest.raises(RunError, match="--resume"):
        open_run("runs/a")
    finish(writer)
    assert open_run().summary == {"seed": 3}
    (writer.path / "summary.json").write_text("{")
    with pytest.raises(RunError, match=r"summary\.json"):
        _ = open_run().summary
