"""The grid tries every point once, side by side or not, and ends when it is interrupted."""

import threading
from itertools import product

import pytest

from denselab.tuning import grid_search

SPACE = {"learning_rate": (1e-3, 1e-4), "batch_size": (128, 256)}


def score(number, point, interrupted):
    """Best at the lower learning rate with the larger batch."""
    accuracy = 0.9 + point["batch_size"] / 10_000 - point["learning_rate"]
    return {"val_accuracy": accuracy, "val_loss": 1 - accuracy}


@pytest.mark.parametrize("at_once", [1, 3])
def test_tries_every_combination_once_in_the_order_of_the_grid(at_once):
    trials = grid_search(score, SPACE, at_once=at_once)
    expected = [dict(zip(SPACE, point, strict=True)) for point in product(*SPACE.values())]
    assert [trial.settings for trial in trials] == expected
    assert [trial.number for trial in trials] == [0, 1, 2, 3]
    best = min(trials, key=lambda trial: trial.rank)
    assert best.settings == {"learning_rate": 1e-4, "batch_size": 256}


def test_another_score_may_be_asked_for():
    def objective(number, point, interrupted):
        return {"val_accuracy": 0.9 + number / 100, "val_loss": 1.0, "val_other": -number}

    trials = grid_search(objective, SPACE, by="val_other")
    assert min(trials, key=lambda trial: trial.rank).number == 0
    assert [trial.score for trial in trials] == [0, -1, -2, -3]
    assert trials[3].validation_accuracy == 0.93


def test_equal_accuracies_are_told_apart_by_their_loss():
    def objective(number, point, interrupted):
        return {"val_accuracy": 0.9, "val_loss": 1.0 - number / 10}

    trials = grid_search(objective, SPACE)
    assert min(trials, key=lambda trial: trial.rank).number == 3


def test_a_trial_that_diverged_is_kept_and_never_best():
    def objective(number, point, interrupted):
        loss = float("nan") if number == 3 else 1.0
        return {"val_accuracy": 0.5 + number / 10, "val_loss": loss}

    trials = grid_search(objective, SPACE)
    assert trials[3].state == "diverged"
    assert min(trials, key=lambda trial: trial.rank).number == 2


def test_an_error_in_one_trial_tells_the_others_to_end():
    ended = threading.Event()

    def objective(number, point, interrupted):
        if number == 0:
            raise ZeroDivisionError
        if interrupted.wait(timeout=20):
            ended.set()
        raise RuntimeError("interrupted")

    with pytest.raises(ZeroDivisionError):
        grid_search(objective, SPACE, at_once=2)
    assert ended.is_set()
