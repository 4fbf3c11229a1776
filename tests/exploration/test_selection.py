"""The network of the best validation score is chosen, and yardsticks are measured beside it."""

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score

from denselab.exploration import explore
from denselab.study import Study


@pytest.fixture(scope="module")
def uneven(tmp_path_factory, mnist_5k):
    """Zeros, ones and twos, ever fewer, faint and noisy; classes are weighed."""
    rng = np.random.default_rng(0)
    rows = np.concatenate(
        [np.flatnonzero(mnist_5k.y_train == k)[:n] for k, n in enumerate((300, 100, 30))]
    )
    x = mnist_5k.x_train[rows] // 3 + rng.integers(0, 160, (430, 28, 28), dtype=np.uint8)
    folder = tmp_path_factory.mktemp("uneven")
    np.savez(folder / "digits.npz", x=x, y=mnist_5k.y_train[rows])
    study = Study(
        data={"source": str(folder / "digits.npz")},
        network={"widths": [8]},
        training={"epochs": 4, "class_weight": "balanced", "precision": "float32"},
        search={"learning_rate": [1e-2, 1e-4], "batch_size": [64]},
    )
    return explore(study, out=folder / "run")


def test_with_weighed_classes_the_highest_balanced_accuracy_is_chosen(uneven):
    summary = uneven.summary
    scores = {m["name"]: m["validation"]["balanced_accuracy"] for m in summary["models"]}
    assert summary["chosen_by"] == "balanced_accuracy"
    chosen = scores[summary["test"]["model"]]
    assert chosen["accuracy"] == max(score["accuracy"] for score in scores.values())
    best = max(summary["search"]["trials"], key=lambda trial: trial["score"])
    assert summary["search"]["best"] == best
    tuned = next(m for m in summary["models"] if m["name"] == "tuned")
    assert best["score"] == pytest.approx(scores["tuned"]["accuracy"])
    assert tuned["validation"]["accuracy"] != pytest.approx(scores["tuned"]["accuracy"])


def test_else_the_highest_accuracy_is(small_run):
    summary = small_run.summary
    assert summary["chosen_by"] == "accuracy"
    chosen = next(m for m in summary["models"] if m["name"] == summary["test"]["model"])
    assert chosen["validation_accuracy"] == max(m["validation_accuracy"] for m in summary["models"])
    for trial in summary["search"]["trials"]:
        assert trial["score"] == trial["validation_accuracy"]


@pytest.mark.parametrize("kind", ["small", "uneven"])
def test_yardsticks_are_measured_on_the_same_samples_as_the_networks(kind, small_run, uneven):
    run = small_run if kind == "small" else uneven
    summary, evaluation = run.summary, run.evaluation
    parts = {summary["data"]["n_validation"]: summary, summary["data"]["n_test"]: evaluation}
    chosen = next(m for m in summary["models"] if m["name"] == summary["test"]["model"])
    reached = [chosen["validation_accuracy"], evaluation["accuracy"]]
    for (n, told), accuracy in zip(parts.items(), reached, strict=True):
        assert [one["name"] for one in told["yardsticks"]] == ["majority", "logistic"]
        for one in told["yardsticks"]:
            assert one["n"] == one["lead"]["n"] == n
            assert one["lead"]["difference"] == pytest.approx(accuracy - one["accuracy"])
            assert one["n_train"] == summary["data"]["n_train"]


def test_the_majority_is_that_of_the_training_part(small_run, uneven):
    for run in (small_run, uneven):
        counts = run.look["parts"]["validation"]["class_counts"]
        majority = run.summary["yardsticks"][0]
        most = int(np.argmax(run.look["parts"]["train"]["class_counts"]))
        assert majority["learned"] == {"label": most}
        assert (majority["correct"], majority["n"]) == (counts[most], sum(counts))
        assert majority["balanced_accuracy"]["accuracy"] == pytest.approx(1 / len(counts))


def test_uneven_classes_are_ranked_in_the_test(uneven, small_run):
    assert [one["label"] for one in uneven.evaluation["ranking"]] == [0, 1, 2]
    assert small_run.evaluation["ranking"] == []
    confusion = np.array(uneven.evaluation["confusion"])
    y, said = (np.repeat(axis.ravel(), confusion.ravel()) for axis in np.indices(confusion.shape))
    balanced = uneven.evaluation["balanced_accuracy"]["accuracy"]
    assert balanced == pytest.approx(balanced_accuracy_score(y, said))
