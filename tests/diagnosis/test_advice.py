"""What is advised is a setting of a study, a step away from what trained the network."""

from dataclasses import replace

import numpy as np
import pytest

from denselab.diagnosis import Setup, diagnose
from denselab.settings import Augmentation, Settings
from denselab.study import Study
from tests.diagnosis import simulated as sim

WEAK = {
    "loss": 0.25, "accuracy": 0.93, "val_loss": 0.27, "val_accuracy": 0.925, "val_loss_error": 0.01,
}  # fmt: skip
TURNING = 0.1 * 1.05 ** np.abs(np.arange(20) - 6)
FALLING = 0.3 * 0.7 ** np.arange(20)


def advice(kind, network="mlp", *, val_loss=TURNING, loss=FALLING, train=None, **changes):
    """What the finding of a kind advises for a network."""
    searched = changes.pop("searched", ())
    images = changes.pop("images", True)
    usual = Settings.of(Study(), "regularised" if network == "tuned" else network, "float32")
    held_back = network in ("regularised", "tuned")
    trained = Setup(replace(usual, **changes).to_json(), 10, held_back, images, searched)
    history = sim.history(val_loss, loss)
    findings = diagnose(network, history, n_validation=1000, train=train, setup=trained)
    return next(f.advice for f in findings if f.kind == kind)


def test_what_diverged_is_trained_at_a_tenth_of_the_rate():
    loss = [2.3, 8.0, np.nan]
    assert advice("diverged", val_loss=loss, loss=loss) == {"training.learning_rate": 1e-4}


@pytest.mark.parametrize(
    ("network", "changes", "expected"),
    [
        ("slp", {}, {}),
        ("mlp", {}, {"network.widths": [256, 128]}),
        ("regularised", {}, {"augmentation.preset": "auto"}),
        ("regularised", {"images": False}, {"network.dropout": 0.6}),
        ("regularised", {"images": False, "dropout": 0.0}, {"network.dropout": 0.3}),
        ("regularised", {"images": False, "dropout": 0.7}, {}),
        (
            "regularised",
            {"augmentation": Augmentation(shift=1.0), "dropout": (0.2, 0.65)},
            {"network.dropout": [0.3, 0.7]},
        ),
        (
            "tuned",
            {"images": False, "searched": ("dropout",)},
            {"search.dropout": [0.5, 0.6]},
        ),
    ],
)
def test_what_overfits_gets_more_samples_or_less_room(network, changes, expected):
    assert advice("overfitting", network, **changes) == expected


def test_what_wobbles_more_than_chance_gets_half_the_rate():
    history = sim.history(TURNING, FALLING)
    history["val_accuracy"] = [0.9 + 0.03 * (-1) ** epoch for epoch in range(20)]
    settings = Settings.of(Study(), "mlp", "float32").to_json()
    for n_validation, expected in {100: {}, 10_000: {"training.learning_rate": 5e-4}}.items():
        findings = diagnose(
            "mlp", history, n_validation=n_validation, setup=Setup(settings, 10, False, True)
        )
        assert next(f.advice for f in findings if f.kind == "wobble") == expected


def test_what_underfits_gets_more_room():
    rested = {"val_loss": [0.3, 0.27, 0.28, 0.28], "loss": [0.5, 0.4, 0.3, 0.3], "train": WEAK}
    assert advice("underfitting", "mlp", **rested) == {"network.widths": [1024, 512]}
    assert advice("underfitting", "regularised", **rested) == {"network.dropout": 0.25}
    assert advice("underfitting", "slp", **rested) == {}
    falling = rested | {"val_loss": [0.3, 0.29, 0.28, 0.27]}
    assert advice("underfitting", "slp", **falling) == {"training.epochs": 200}
    slow = 0.27 + 0.5 * 0.85 ** np.arange(20)
    slow[-1] = slow[-2] + 0.001  # the lowest is not the last, but the epochs ran out
    unsure = rested | {"val_loss": slow, "loss": slow, "epochs": 20}
    assert advice("underfitting", "mlp", **unsure) == {"training.epochs": 40}
    too_fast = rested | {"loss": [30, 0.4, 0.3, 0.3]}
    assert advice("underfitting", "mlp", **too_fast) == {"training.learning_rate": 1e-4}


def test_what_the_search_found_is_tried_beside_what_is_advised():
    blown = {"val_loss": TURNING, "loss": np.maximum(FALLING, [50.0] + 19 * [0])}
    searched = ("learning_rate", "batch_size")
    changed = advice("learning_rate_too_high", "tuned", searched=searched, **blown)
    assert changed == {"search.learning_rate": [1e-3, 1e-4]}


def test_two_losses_at_rest_get_a_rate_that_is_lowered_then():
    rest = np.full(30, 0.2)
    assert advice("plateau", val_loss=rest, loss=rest) == {"training.schedule": "plateau"}
    assert advice("plateau", val_loss=rest, loss=rest, schedule="plateau") == {}


def test_without_knowing_how_it_was_trained_nothing_is_advised():
    loss = [2.3, 8.0, 50.0, 400.0, 3e3]
    for losses, kind in ((loss, "diverged"), (FALLING, "underfitting")):
        findings = diagnose("mlp", sim.history(losses, losses), n_validation=100, train=WEAK)
        assert kind in {finding.kind for finding in findings}
        assert not any(finding.advice for finding in findings)


def test_what_diverged_is_not_told_to_go_on():
    for loss in ([2.3, 8.0, 50.0, 400.0, 3e3], [2.3, 1.0, 0.9, np.nan]):
        findings = diagnose("mlp", sim.history(loss, loss), n_validation=100, train=WEAK)
        found = {finding.kind for finding in findings}
        assert "diverged" in found
        assert "underfitting" not in found
