import functools

import numpy as np
import pytest

from denselab.diagnosis import diagnose
from tests.diagnosis import simulated as sim

SEEDS = range(120)


def reading(val_loss, rng):
    found = diagnose("mlp", sim.history(val_loss, rng), n_validation=1000)
    return next(f for f in found if f.kind in ("overfitting", "no_overfitting"))


def overfitting_curves(shape, noise):
    """Curves as early stopping leaves them, with all onsets that their noise allows.

    The noise is 1 to 5% of the loss. Where the bottom is so flat that a whole stretch lies
    within the noise of the lowest point, any epoch of it is as good. Curves that end before
    they have risen by four times their noise show nothing yet and are left out.
    """
    t = np.arange(1.0, sim.EPOCHS + 1)
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        clean = shape(rng, t, int(rng.integers(3, 26)))
        level = rng.uniform(0.01, 0.05)
        curve = sim.stopped(clean * (1 + level * noise(rng, len(t))))
        turn = int(clean.argmin())
        if clean[: len(curve)][-1] < clean[turn] * (1 + 4 * level) or len(curve) < turn + 2:
            continue
        flat = np.flatnonzero(clean <= clean[turn] * (1 + level))
        allowed = range(min(flat[0], turn - 1) + 1, max(flat[-1], turn + 1) + 2)
        yield curve, rng, allowed


@functools.cache
def onsets(shape, noise):
    """Of each curve whether an onset was found, and whether it is the true one."""
    read = [
        (reading(curve, rng).epoch, allowed)
        for curve, rng, allowed in overfitting_curves(shape, noise)
    ]
    assert len(read) > 40
    return np.array([(epoch is not None, epoch in allowed) for epoch, allowed in read])


@pytest.mark.parametrize("noise", sim.NOISES)
@pytest.mark.parametrize("shape", sim.OVERFITTING)
def test_an_onset_that_is_found_is_the_true_one(shape, noise):
    found, right = onsets(shape, noise).T
    assert right[found].mean() >= 0.95


@pytest.mark.parametrize("noise", sim.NOISES)
def test_the_true_onset_is_found(noise):
    shares = [onsets(shape, noise)[:, 1].mean() for shape in sim.OVERFITTING]
    hidden = noise is sim.spiky  # spikes hide a rise that has only just begun
    assert np.mean(shares) >= (0.85 if hidden else 0.9)
    assert min(shares) >= (0.7 if hidden else 0.85)


@pytest.mark.parametrize("stopped", [True, False])
@pytest.mark.parametrize("noise", sim.NOISES)
@pytest.mark.parametrize("shape", sim.HARMLESS)
def test_there_is_hardly_ever_a_false_alarm(shape, noise, stopped):
    alarms = []
    t = np.arange(1.0, sim.EPOCHS + 1)
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        curve = shape(rng, t) * (1 + rng.uniform(0.01, 0.06) * noise(rng, len(t)))
        curve = sim.stopped(curve) if stopped else curve
        alarms.append(reading(curve, rng).kind == "overfitting")
    assert np.mean(alarms) <= 0.05


@pytest.mark.parametrize("epochs", [5, 6, 8, 10, 15])
def test_short_histories_raise_no_false_alarm_either(epochs):
    alarms = []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        curve = 0.1 * (1 + 0.03 * rng.normal(size=epochs))
        alarms.append(reading(curve, rng).kind == "overfitting")
    assert np.mean(alarms) <= 0.05


@pytest.mark.parametrize("turn", [1, 2, 3, 10])
def test_without_noise_the_onset_is_off_by_one_at_most(turn):
    t = np.arange(1, 21)
    curve = 0.1 * 1.05 ** np.abs(t - turn)
    found = reading(curve, np.random.default_rng(0))
    assert found.kind == "overfitting"
    assert abs(found.epoch - turn) <= 1
    assert found.evidence["slope"] == pytest.approx(0.05, rel=0.1)
    assert found.evidence["noise"] < 1e-6
    assert f"begins at epoch {found.epoch}" in found.says


@pytest.mark.parametrize("curve", [np.full(20, 0.1), np.linspace(1, 0.1, 20)])
def test_without_noise_what_does_not_rise_is_not_called_overfitting(curve):
    assert reading(curve, np.random.default_rng(0)).kind == "no_overfitting"


def test_the_noise_is_the_noise_that_was_laid_on():
    rng = np.random.default_rng(0)
    t = np.arange(1.0, 101)
    curve = (0.1 + 0.5 * np.exp(-t / 5) + 0.001 * t) * (1 + 0.04 * rng.normal(size=100))
    curve[60] *= 3
    assert reading(curve, rng).evidence["noise"] == pytest.approx(0.04, rel=0.2)


@pytest.mark.parametrize("epochs", [1, 2, 3, 4])
def test_a_few_epochs_are_too_few_to_tell(epochs):
    found = reading(np.linspace(0.1, 0.5, epochs), np.random.default_rng(0))
    assert found.kind == "no_overfitting"
    assert "too few epochs" in found.says


def test_where_training_loss_rises_too_it_is_not_overfitting():
    rng = np.random.default_rng(0)
    curve = 0.1 + 0.01 * np.abs(np.arange(20) - 5)
    history = sim.history(curve, rng) | {"loss": (curve * 1.1).tolist()}
    found = diagnose("mlp", history, n_validation=1000)
    finding = next(f for f in found if f.kind == "no_overfitting")
    assert "unstable" in finding.says
