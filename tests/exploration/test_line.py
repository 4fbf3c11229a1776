"""The straight line, walked on the embedded sample."""

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from denselab import data
from denselab.backend import keras
from denselab.errors import DataNotFoundError, DivergedError, RunError
from denselab.exploration import explore
from denselab.prep import Pixels
from denselab.runs import Run, read_history
from denselab.study import Study

from .conftest import SMALL


def test_the_summary_says_what_was_found(small_run):
    summary = small_run.summary
    assert summary["schema"] == 1
    assert [model["name"] for model in summary["models"]] == ["slp", "mlp", "regularised", "tuned"]
    assert {tuple(trial["settings"].values()) for trial in summary["search"]["trials"]} == {
        (1e-3, 128), (1e-3, 256), (1e-4, 128), (1e-4, 256),
    }  # fmt: skip
    assert summary["seed"] == 1
    for finding in summary["findings"]:
        assert {"model", "kind", "epoch", "evidence", "says", "advice"} == finding.keys()


def test_each_model_is_summarised_by_its_best_epoch(small_run):
    for model in small_run.summary["models"]:
        curves = small_run.histories[model["name"]]
        best = int(np.argmin(curves["val_loss"]))
        assert model["best_epoch"] == best + 1
        assert model["epochs_run"] == len(curves["val_loss"]) <= 4
        assert model["validation_loss"] == pytest.approx(curves["val_loss"][best], rel=1e-5)
        assert model["validation_accuracy"] == pytest.approx(curves["val_accuracy"][best])


def test_the_settings_of_each_trial_are_really_applied(small_run):
    """The notebook's grid never passed the learning rate on: all its trials were one."""
    trials = small_run.summary["search"]["trials"]
    losses = [trial["validation_loss"] for trial in trials]
    assert len(set(losses)) == 4
    slow = [t["validation_loss"] for t in trials if t["settings"]["learning_rate"] == 1e-4]
    fast = [t["validation_loss"] for t in trials if t["settings"]["learning_rate"] == 1e-3]
    assert min(slow) > max(fast), "four epochs at a tenth of the rate cannot get as far"


def test_the_best_trial_and_the_tuned_network_are_one(small_run):
    best, tuned = small_run.summary["search"]["best"], small_run.summary["models"][-1]
    assert tuned["settings"].items() >= best["settings"].items()
    assert tuned["validation_loss"] == pytest.approx(best["validation_loss"])
    assert best["validation_accuracy"] == max(
        trial["validation_accuracy"] for trial in small_run.summary["search"]["trials"]
    )


def test_the_saved_network_and_preprocessing_reproduce_the_test_result(small_run):
    """An oracle outside the exploration: plain Keras on the saved files."""
    folder = small_run.path / "model"
    network = keras.models.load_model(folder / "network.keras", safe_mode=True)
    pixels = Pixels.from_json(json.loads((folder / "preprocessing.json").read_text()))
    assert json.loads((folder / "classes.json").read_text()) == list("0123456789")
    x, y = data.split(data.load("mnist-5k"), seed=1).test.open("the test of the test")
    said = network.predict(pixels.transform(x), verbose=0)
    np.testing.assert_allclose(said.sum(axis=1), 1, rtol=1e-5)
    right = int((said.argmax(axis=1) == y).sum())
    test = small_run.summary["test"]
    assert (test["correct"], test["n"]) == (right, 1000)
    assert test["low"] < test["accuracy"] < test["high"]
    assert np.trace(small_run.evaluation["confusion"]) == right


def test_the_network_is_chosen_on_validation_data(small_run):
    models = small_run.summary["models"]
    best = max(models, key=lambda m: (m["validation_accuracy"], -m["validation_loss"]))
    assert small_run.summary["test"]["model"] == best["name"]
    assert len(small_run.summary["comparisons"]) == 3


def test_a_finished_run_is_not_touched(small_run):
    with pytest.raises(RunError, match="never overwritten"):
        explore(SMALL, out=small_run.path)


def comparable(run):
    """What does not depend on when and how fast it was computed."""
    summary = {**run.summary, "created": 0, "seconds": 0}
    summary["models"] = [{**model, "seconds": 0} for model in summary["models"]]
    summary["yardsticks"] = [{**one, "seconds": 0} for one in run.summary["yardsticks"]]
    weights = keras.models.load_model(run.path / "model" / "network.keras").get_weights()
    return json.dumps(summary, sort_keys=True), [array.tobytes() for array in weights]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_an_interrupted_exploration_is_continued_to_the_same_end(small_run, tmp_path, how):
    """Killed while it trains the mlp, continued by the same command: equal to the last bit."""
    out = tmp_path / "killed"
    code = (
        "import sys; sys.path.insert(0, sys.argv[2]);"
        "from tests.exploration.conftest import SMALL;"
        "from denselab.exploration import explore; explore(SMALL, out=sys.argv[1])"
    )
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen([sys.executable, "-c", code, str(out), root], stderr=subprocess.PIPE)
    mlp = out / "history" / "mlp.jsonl"
    until = time.monotonic() + 120
    while not (mlp.is_file() and mlp.stat().st_size) and time.monotonic() < until:
        assert process.poll() is None, process.stderr.read().decode()
        time.sleep(0.01)
    process.send_signal(how)
    process.communicate(timeout=60)
    assert process.returncode != 0
    assert not (out / "summary.json").exists()
    slp = out / "history" / "slp.jsonl"
    trained_before = slp.stat().st_mtime_ns
    continued = explore(SMALL, out=out)
    assert slp.stat().st_mtime_ns == trained_before, "what was finished is not trained again"
    assert comparable(continued) == comparable(small_run)


def test_a_run_is_not_continued_on_other_data(small_run, tmp_path):
    """The networks that it has were trained on what the data were."""
    out = tmp_path / "changed"
    shutil.copytree(small_run.path, out)
    (out / "report.html").unlink()  # makes it unfinished
    look = json.loads((out / "evidence" / "look.json").read_text())
    (out / "evidence" / "look.json").write_text(json.dumps(look | {"digest": "other"}))
    with pytest.raises(RunError, match="the data have changed"):
        explore(SMALL, out=out)


def test_an_exploration_of_one_network_is_whole(tmp_path):
    study = Study(networks=["slp"], training={"epochs": 1})
    run = explore(study, out=tmp_path / "one")
    (model,) = run.summary["models"]
    assert (model["name"], run.summary["test"]["model"]) == ("slp", "slp")
    assert run.summary["search"] == {"trials": [], "best": None}
    assert run.summary["comparisons"] == []
    page = (run.path / "report.html").read_text(encoding="utf-8")
    for absent in ("<h2>Search</h2>", "Is the lead real?", "that choice", "also chosen"):
        assert absent not in page
    before = comparable(run)
    (run.path / "report.html").unlink()  # makes it unfinished
    assert comparable(explore(resume=run.path)) == before


def test_a_search_of_other_settings_tells_what_was_tried(tmp_path):
    study = Study(
        networks=["tuned"],
        network={"widths": [8]},
        training={"epochs": 1, "precision": "float32"},
        search={"learning_rate": [1e-3], "batch_size": [256], "dropout": [0.0, 0.2]},
    )
    run = explore(study, out=tmp_path / "searched")
    trials = run.summary["search"]["trials"]
    told = {"learning_rate": 1e-3, "batch_size": 256}
    assert [trial["settings"] for trial in trials] == [told | {"dropout": d} for d in (0.0, 0.2)]
    assert len({trial["validation_loss"] for trial in trials}) == 2
    best = run.summary["search"]["best"]["settings"]
    assert run.summary["models"][0]["settings"].items() >= best.items()
    said = run.path / "figures" / "search.svg"
    assert {"dropout 0", "dropout 0.2"} <= set(re.findall(r">([^<>]+)<", said.read_text()))


def test_data_that_cannot_be_found_leave_no_run(tmp_path):
    with pytest.raises(DataNotFoundError):
        explore("no such data", out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.filterwarnings("ignore::denselab.training.DivergenceWarning")
def test_a_network_that_diverged_before_a_kill_is_taken_up_as_diverged(tmp_path):
    training = SMALL.training.model_copy(
        update={"learning_rate": 1e38, "epochs": 2, "optimizer": "sgd"}
    )
    search = SMALL.search.model_copy(update={"learning_rate": (1e38, 1e37)})
    study = SMALL.model_copy(update={"training": training, "search": search})
    for _ in range(2):  # the second time continues what the first has left
        with pytest.raises(DivergedError, match="stays sealed"):
            explore(study, out=tmp_path / "run")
    assert not (tmp_path / "run" / "evidence" / "opening.json").exists()


def test_the_test_set_is_opened_for_one_network_only(small_run, tmp_path):
    """An exploration that is continued elsewhere could come to choose other weights."""
    out = tmp_path / "reopened"
    shutil.copytree(small_run.path, out)
    (out / "report.html").unlink()
    opening = json.loads((out / "evidence" / "opening.json").read_text())
    (out / "evidence" / "opening.json").write_text(json.dumps(opening | {"weights": "other"}))
    with pytest.raises(RunError, match="not opened twice"):
        explore(SMALL, out=out)


def test_learning_curves_of_trials_are_kept_and_their_weights_are_not(small_run):
    histories = Run(small_run.path).histories
    assert {f"trial-{number}" for number in range(4)} <= histories.keys()
    kept = {path.name for path in (small_run.path / "models").iterdir()}
    assert kept == {"slp", "mlp", "regularised", "tuned"}
    again = read_history(small_run.path / "history" / "trial-0.jsonl")
    assert again["loss"] == histories["regularised"]["loss"], "the same settings, the same network"


def test_a_network_that_diverges_does_not_end_the_exploration(tmp_path):
    study = SMALL.model_copy(
        update={
            "training": SMALL.training.model_copy(update={"learning_rate": 1e30, "epochs": 2}),
            "search": SMALL.search.model_copy(update={"learning_rate": (1e30, 1e-3)}),
        }
    )
    with pytest.warns(UserWarning, match="training stopped"):
        run = explore(study, out=tmp_path / "diverged")
    kinds = {(finding["model"], finding["kind"]) for finding in run.summary["findings"]}
    assert ("mlp", "diverged") in kinds
    tuned = run.summary["models"][-1]
    assert tuned["settings"]["learning_rate"] == 1e-3
    assert tuned["validation_loss"] < 3
    assert run.summary["test"]["accuracy"] > 0.5
