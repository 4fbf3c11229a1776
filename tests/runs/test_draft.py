"""Runs that appear whole or not at all."""

import signal
import subprocess
import sys

import pytest

from denselab.errors import RunError
from denselab.runs import list_runs, write_whole_run
from tests.runs.made import STUDY, finish


def test_a_whole_run_appears_when_it_is_finished(tmp_path):
    def write(writer):
        assert not (tmp_path / "run").exists()
        assert list_runs(tmp_path) == []
        finish(writer)

    run = write_whole_run(STUDY, tmp_path / "run", write)
    assert list_runs(tmp_path) == [run.path] == [tmp_path / "run"]
    assert {file.name for file in run.path.iterdir()} == {
        "study.toml",
        "summary.json",
        "report.html",
    }
    with pytest.raises(RunError, match="exists, and nothing is overwritten"):
        write_whole_run(STUDY, tmp_path / "run", finish)


def test_of_a_whole_run_that_came_to_nothing_nothing_is_left(tmp_path, monkeypatch):
    def fail(writer):
        finish(writer)
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    for out in (None, tmp_path / "runs" / "run"):
        with pytest.raises(KeyboardInterrupt):
            write_whole_run(STUDY, out, fail)
    assert list((tmp_path / "runs").iterdir()) == []


def test_what_a_killed_process_left_is_swept_away(tmp_path):
    code = (
        "import os, signal, sys; from denselab.runs import write_whole_run; "
        "from denselab.study import Study; "
        "write_whole_run(Study(), sys.argv[1], lambda _: os.kill(os.getpid(), signal.SIGKILL))"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path / "run")], check=False)
    assert killed.returncode == -signal.SIGKILL
    (litter,) = tmp_path.iterdir()

    def write(writer):
        assert not litter.exists()
        with pytest.raises(RunError, match="came to nothing"):  # a third, while this one is at work
            write_whole_run(STUDY, tmp_path / "third", fail)
        assert writer.path.exists()
        finish(writer)

    def fail(writer):
        raise RunError("came to nothing")

    write_whole_run(STUDY, tmp_path / "run", write)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
