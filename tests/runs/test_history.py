"""Learning curves on disk."""

import json

from denselab.runs.history import HistoryWriter, read_history


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
