"""Runs are never overwritten, and what was cut off can be read."""

import json

import pytest

from denselab.errors import RunError
from denselab.runs import (
    HistoryWriter,
    Run,
    RunWriter,
    is_finished,
    list_runs,
    open_run,
    read_history,
    write_whole_run,
)
from denselab.study import Study

STUDY = Study(seed=3)


def begun(path):
    writer = RunWriter.begin(STUDY, path)
    writer.path.mkdir(parents=True, exist_ok=True)
    writer.start()
    return writer


def finish(writer):
    writer.json("summary.json", {"seed": 3})
    (writer.path / "report.html").write_text("<p>")


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


def test_a_history_cut_off_in_the_middle_of_a_line_is_read_up_to_there(tmp_path):
    history = HistoryWriter(tmp_path / "mlp.jsonl")
    history.add(1, {"loss": 0.5})
    history.add(2, {"loss": float("nan")})
    with (tmp_path / "mlp.jsonl").open("a") as file:
        file.write(json.dumps({"epoch": 3, "loss": 0.1})[:9])
    curves = read_history(tmp_path / "mlp.jsonl")
    assert curves["epoch"] == [1, 2]
    assert curves["loss"] == [0.5, None]


def test_a_history_begins_anew_with_its_training(tmp_path):
    HistoryWriter(tmp_path / "mlp.jsonl").add(1, {"loss": 0.5})
    HistoryWriter(tmp_path / "mlp.jsonl").add(1, {"loss": 0.4})
    assert read_history(tmp_path / "mlp.jsonl")["loss"] == [0.4]


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
