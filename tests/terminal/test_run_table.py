import io
import json
import os

import pytest

from denselab.study import Study
from denselab.terminal.console import console
from denselab.terminal.run_table import run_table


@pytest.fixture
def run(tmp_path):
    """Makes a Run with so much as the table reads; without an accuracy, an unfinished one."""

    def make(name, accuracy=None, model="tuned", **settings):
        folder = tmp_path / name
        folder.mkdir()
        study = Study(**settings)
        (folder / "study.toml").write_text(study.to_toml())
        if accuracy is not None:
            summary = {
                "data": {"name": study.data.source},
                "models": [
                    {"name": "mlp", "validation": {"n": 800, "accuracy": 0.5}},
                    {"name": model, "validation": {"n": 10_000, "accuracy": 0.9812}},
                ],
                "test": {
                    "model": model,
                    "accuracy": accuracy,
                    "n": 2000,
                    "low": 0.9,
                    "high": 0.99,
                },
                "seconds": 75.2,
                "seed": study.seed,
                "created": "2026-03-01T12:00:00+00:00",
            }
            (folder / "summary.json").write_text(json.dumps(summary))
            (folder / "report.html").write_text("")
        return folder

    return make


def table(*runs, width=500):
    stream = io.StringIO()
    terminal = console(stream)
    terminal.width = width
    terminal.print(run_table(runs, width))
    return stream.getvalue().splitlines()


def test_a_finished_run_is_told_with_its_validation_accuracy_before_its_test(run):
    header, row = table(run("first", 0.9843, seed=7, data={"source": "mnist"}))
    assert header.split()[:5] == ["Run", "data", "model", "validation", "test"]
    told = "first mnist tuned 98.12% of 10,000 98.43% (90.0–99.0) 2,000 1:15 7"
    assert " ".join(row.split()).startswith(told)
    assert "2026-03-01" in row


def test_an_unfinished_run_is_marked(run):
    row = table(run("second", seed=3))[1]
    assert row.split() == ["second", "mnist-5k", "unfinished", "3"]


@pytest.mark.parametrize("damage", ["{", "{}", "[]", '{"data": 3}'])
def test_a_damaged_run_does_not_hide_the_others(run, damage):
    broken = run("broken", 0.9)
    (broken / "summary.json").write_text(damage)
    rows = table(broken, run("good", 0.95))[1:]
    assert "cannot be read" in rows[0]
    assert "95.00%" in rows[1]


def test_a_study_that_cannot_be_read_does_not_either(run):
    broken = run("broken")
    (broken / "study.toml").write_text("epochs = ")
    assert "cannot be read" in table(broken)[1]


def test_what_was_asked_is_told_where_there_is_room(run):
    asked = {"network": {"widths": [64, 32]}, "training": {"epochs": 5}, "seed": 1}
    folder = run("first", 0.9, **asked)
    assert table(folder)[1].strip().endswith("network.widths 64,32, training.epochs 5")
    assert not any("widths" in line for line in table(folder, width=80))


def test_it_fits_into_80_columns(run):
    source = {"source": "fashion-mnist"}
    folder = run("2026-03-01-120000-fashion-mnist", 0.9, "regularised", data=source)
    lines = table(folder, width=80)
    assert max(len(line.rstrip()) for line in lines) <= 80
    assert "98.12% of 10,000  90.00% (90.0–99.0)" in lines[1]
    assert "…" not in "".join(lines)


def test_the_time_is_told_as_the_clock_on_the_wall_shows_it(run, monkeypatch):
    import time

    if not hasattr(time, "tzset"):
        pytest.skip("this system has one time zone for all processes")
    monkeypatch.setitem(os.environ, "TZ", "UTC-2")  # two hours ahead, as POSIX writes it
    time.tzset()
    try:
        assert "2026-03-01 14:00" in table(run("first", 0.9))[1]
    finally:
        monkeypatch.undo()
        time.tzset()


def test_no_name_can_command_the_terminal(run):
    folder = run("a\x1b[2Jb", 0.9, data={"source": "c\nd"})
    assert table(folder)[1].split()[:2] == ["a�[2Jb", "c�d"]
