"""The gap between a reported training loss and the validation loss, share by share."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denselab.diagnosis import diagnose
from tests.diagnosis import simulated as sim

STEPS = ("moving_weights", "dropout", "penalties", "label_smoothing", "augmentation")
BEST = {
    "loss": 0.05, "accuracy": 0.99, "val_loss": 0.1, "val_accuracy": 0.97, "val_loss_error": 0.01,
}  # fmt: skip


def loss_gap(steps, *, reported=0.3, **figures):
    history = sim.history([0.2, 0.1, 0.15], [0.5, reported, 0.2])
    best = BEST | {"loss": [*steps.values()][-1]} | figures
    findings = diagnose("tuned", history, n_validation=800, train=best, loss_steps=steps)
    return next(finding for finding in findings if finding.kind == "loss_gap")


losses = st.floats(0, 100)


@given(losses, losses, st.lists(losses, min_size=1, max_size=5))
def test_the_shares_add_up_to_the_difference(reported, val_loss, steps):
    measured = dict(zip(STEPS, steps, strict=False))
    found = loss_gap(measured, reported=reported, val_loss=val_loss)
    shares = [found.evidence[name] for name in (*measured, "generalisation")]
    assert sum(shares) == pytest.approx(reported - val_loss, abs=1e-6)


def test_each_share_is_what_its_step_takes_away():
    found = loss_gap({"moving_weights": 0.28, "dropout": 0.08, "penalties": 0.03})
    assert found.epoch == 2
    expected = {"moving_weights": 0.02, "dropout": 0.2, "penalties": 0.05, "generalisation": -0.07}
    for name, share in expected.items():
        assert found.evidence[name] == pytest.approx(share)
    assert "lies 0.2 above the validation loss" in found.says
    assert "dropout adds 0.2 and the penalty on the weights adds 0.05" in found.says
    assert "new samples cost 0.07 more than known ones" in found.says


def test_a_residual_within_chance_is_called_so():
    assert "within the choice" in loss_gap({"moving_weights": 0.085}).says
    assert "cost 0.05 less" in loss_gap({"moving_weights": 0.15}).says


def test_what_was_not_measured_is_not_told():
    history = sim.history([0.2, 0.1], [0.5, 0.3])
    unknown = {"moving_weights": math.nan}
    for measured in ({}, {"train": BEST}, {"train": BEST, "loss_steps": unknown}):
        kinds = [f.kind for f in diagnose("mlp", history, n_validation=800, **measured)]
        assert "loss_gap" not in kinds
