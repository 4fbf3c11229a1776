"""Runs are never overwritten."""

import pytest

from denselab.errors import RunError
from denselab.runs import RunWriter, list_runs
from denselab.study import Study
from tests.runs.made import STUDY, begun, finish


def test_a_new_run_lies_under_runs_and_none_replaces_another(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with RunWriter.begin(STUDY) as first, RunWriter.begin(STUDY) as second:
        first.start()
        second.start()
    assert first.path != second.path
    assert first.path.parent.name == "runs"
    assert set(list_runs()) == {first.path, second.path}


def test_a_run_in_which_nothing_was_written_leaves_no_folder(tmp_path):
    with RunWriter.begin(STUDY, tmp_path / "run"):
        pass
    assert not (tmp_path / "run").exists()


def test_two_at_once_cannot_work_on_the_same_run(tmp_path):
    with begun(tmp_path / "run"):
        refused = RunWriter.begin(STUDY, tmp_path / "run")
        with pytest.raises(RunError, match="another process"), refused:
            pass
    with RunWriter.begin(STUDY, tmp_path / "run"):
        pass


def test_an_unfinished_run_of_the_same_study_is_continued(tmp_path):
    begun(tmp_path / "run")
    assert RunWriter.begin(STUDY, tmp_path / "run").study == STUDY
    assert RunWriter.resume(tmp_path / "run").study == STUDY


def test_nothing_else_is_ever_written_over(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("precious")
    (tmp_path / "file").write_text("precious")
    finish(begun(tmp_path / "finished"))
    begun(tmp_path / "other")
    refusals = {
        "not a Run": lambda: RunWriter.begin(STUDY, tmp_path / "mine"),
        "exists": lambda: RunWriter.begin(STUDY, tmp_path / "file"),
        "never overwritten": lambda: RunWriter.begin(STUDY, tmp_path / "finished"),
        "another study": lambda: RunWriter.begin(Study(seed=4), tmp_path / "other"),
        "has no study.toml": lambda: RunWriter.resume(tmp_path / "nowhere"),
    }
    for message, call in refusals.items():
        with pytest.raises(RunError, match=message):
            call()
