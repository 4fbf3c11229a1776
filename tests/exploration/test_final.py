"""The settings that were chosen, trained anew on all but the test part."""

import json

import numpy as np
import pytest

from denselab import data
from denselab.backend import keras
from denselab.errors import DenselabError
from denselab.exploration import explore
from denselab.observer import Silent
from denselab.prep import Pixels
from denselab.runs import Run
from denselab.study import Study

STUDY = Study(
    networks=["regularised"],
    network={"widths": [24], "dropout": 0.2},
    training={"epochs": 4, "patience": 6, "precision": "float32", "schedule": "plateau"},
    final={"members": 3, "views": "shifts"},
)


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Run:
    return explore(STUDY, out=tmp_path_factory.mktemp("final") / "run")


@pytest.fixture(scope="module")
def test_part():
    splits = data.split(data.load("mnist-5k"), seed=0)
    return splits.test.open("the test of the final network")


def test_members_learn_from_all_but_the_test_part_for_the_epochs_that_were_best(run):
    final, chosen = run.evaluation["final"], run.summary["models"][0]
    assert final["n_train"] == 4000 == chosen_parts(run)
    assert final["epochs"] == chosen["best_epoch"]
    assert len(set(final["seeds"])) == 3


def chosen_parts(run):
    parts = run.look["parts"]
    return parts["train"]["n"] + parts["validation"]["n"]


def test_the_saved_network_answers_with_the_mean_of_its_members(run, test_part):
    x = Pixels.from_json(json.loads((run.path / "model" / "preprocessing.json").read_text()))
    inputs = x.transform(test_part[0][:50])
    load = keras.models.load_model
    together = load(run.path / "model" / "network.keras", safe_mode=True)
    each = [load(run.path / "models" / f"member-{n}" / "network.keras") for n in (1, 2, 3)]
    mean = np.mean([network.predict(inputs, verbose=0) for network in each], axis=0)
    np.testing.assert_allclose(together.predict(inputs, verbose=0), mean, atol=1e-6)


def test_each_member_is_scored_on_the_mean_of_its_views(run, test_part):
    """An oracle that moves the images by whole pixels with NumPy, edges repeated."""
    images, y = test_part
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)), mode="edge")
    shifted = [padded[:, r : r + 28, c : c + 28] for r in range(3) for c in range(3)]
    total = 0
    for number, told in enumerate(run.evaluation["final"]["members"], start=1):
        network = keras.models.load_model(run.path / "models" / f"member-{number}/network.keras")
        inputs = [view.reshape(len(y), -1) / np.float32(255) for view in shifted]
        said = np.mean([network.predict(each, verbose=0) for each in inputs], axis=0)
        assert told["correct"] == (said.argmax(axis=1) == y).sum()
        total = total + said
    assert run.summary["test"]["correct"] == (total.argmax(axis=1) == y).sum()


def test_what_views_bring_is_measured_on_the_validation_part(run):
    told = run.evaluation["final"]["views_on_validation"]
    assert told["one"]["correct"] == run.summary["models"][0]["validation"]["correct"]
    gained = told["several"]["correct"] - told["one"]["correct"]
    assert told["only_a"] - told["only_b"] == gained


class Breaking(Silent):
    """Ends the exploration while the final network is trained."""

    def epoch(self, model, epoch, epochs, logs, seconds):
        if model == "member-2":
            raise DenselabError("broken off")


def test_broken_off_and_continued_it_comes_to_the_same(run, tmp_path):
    with pytest.raises(DenselabError, match="broken off"):
        explore(STUDY, out=tmp_path / "run", observer=Breaking())
    again = explore(STUDY, out=tmp_path / "run")
    for key in ("accuracy", "log_loss", "confusion"):
        assert again.evaluation[key] == run.evaluation[key]
    assert not (again.path / "models" / "members").exists()
