"""Learning rate, plateau, and where training ended: hits and false alarms on simulated curves."""

from dataclasses import replace
from math import log

import numpy as np
import pytest

from denselab.diagnosis import Setup, diagnose
from denselab.settings import Augmentation, Settings
from denselab.study import Study
from tests.diagnosis import simulated as sim

EPOCHS = 40
T = np.arange(1.0, EPOCHS + 1)
N_CLASSES = 10
GUESSING = log(N_CLASSES)
LEARNED = {
    "loss": 0.004, "accuracy": 0.9995, "val_loss": 0.08, "val_accuracy": 0.98,
    "val_loss_error": 0.004,
}  # fmt: skip


def setup(kind="regularised", searched=(), **settings):
    """How a network was trained, for so many epochs as the curves here have."""
    usual = replace(Settings.of(Study(), kind, "float32"), epochs=EPOCHS)
    return Setup(
        replace(usual, **settings).to_json(),
        N_CLASSES,
        is_held_back=kind == "regularised",
        has_images=True,
        searched=searched,
    )


def found(val_loss, loss, trained=None, best=None):
    """The findings by their kind."""
    findings = diagnose(
        "regularised",
        sim.history(val_loss, loss),
        n_validation=1000,
        train=best,
        setup=trained or setup(),
    )
    return {finding.kind: finding for finding in findings}


def noisy(clean, rng, noise, most=0.03):
    return clean * np.maximum(0.1, 1 + rng.uniform(0.003, most) * noise(rng, len(clean)))


def share(kind, shape, noise, *, by_heart=False, trained=None):
    """Of curves of a shape, how many are given a finding of a kind."""
    given = []
    for seed in range(100):
        rng = np.random.default_rng(seed)
        clean = shape(rng, T)
        loss = sim.training(clean, rng, by_heart)
        given.append(kind in found(noisy(clean, rng, noise), loss, trained))
    return np.mean(given)


@pytest.mark.parametrize("noise", sim.NOISES)
def test_a_crawling_network_has_too_low_a_learning_rate(noise):
    assert share("learning_rate_too_low", sim.crawling, noise) >= 0.9


@pytest.mark.parametrize("noise", sim.NOISES)
@pytest.mark.parametrize("shape", [sim.exponential, sim.power, sim.flat, sim.unfinished])
def test_others_have_not(shape, noise):
    assert share("learning_rate_too_low", shape, noise) <= 0.05


@pytest.mark.parametrize("noise", sim.NOISES)
def test_what_falls_still_was_stopped_too_early(noise):
    assert share("stopped_early", sim.unfinished, noise) >= 0.9


@pytest.mark.parametrize("noise", sim.NOISES)
@pytest.mark.parametrize("shape", [sim.flat, sim.plateau, sim.crawling])
def test_what_rests_was_not_and_what_crawls_needs_another_rate(shape, noise):
    assert share("stopped_early", shape, noise) <= 0.05


@pytest.mark.parametrize("epochs", [4, 5, 8, 15])
def test_a_few_resting_epochs_raise_no_false_alarm_either(epochs):
    kinds = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        rest = 0.1 * (1 + 0.02 * rng.normal(size=epochs))
        kinds += found(rest, sim.training(rest, rng, False), setup(epochs=epochs))
    assert kinds.count("stopped_early") / 200 <= 0.05
    assert kinds.count("learning_rate_too_low") / 200 <= 0.05


@pytest.mark.parametrize("changes", [{"epochs": 2 * EPOCHS}, {"schedule": "cosine"}])
def test_what_early_stopping_or_a_schedule_has_ended_did_not_run_out_of_epochs(changes):
    trained = setup(**changes)
    assert share("stopped_early", sim.unfinished, sim.white, trained=trained) == 0
    assert share("learning_rate_too_low", sim.crawling, sim.white, trained=trained) == 0


def first_epochs(lowest, highest):
    """Curves whose training loss begins between so many times and so many times guessing."""
    for seed in range(100):
        rng = np.random.default_rng(seed)
        clean = sim.exponential(rng, T)
        loss = sim.training(clean, rng, by_heart=False)
        loss[0] = GUESSING * np.exp(rng.uniform(log(lowest), log(highest)))
        yield noisy(clean, rng, sim.heavy), loss


def test_a_first_epoch_that_is_worse_than_guessing_had_too_high_a_rate():
    assert all("learning_rate_too_high" in found(*curves) for curves in first_epochs(1.3, 300))
    assert not any("learning_rate_too_high" in found(*curves) for curves in first_epochs(0.1, 1.2))


def test_a_penalty_is_no_sign_of_a_high_rate():
    curves = next(first_epochs(2, 3))
    assert "learning_rate_too_high" not in found(*curves, setup(l2=0.001))


@pytest.mark.parametrize("noise", sim.NOISES)
def test_two_losses_at_rest_are_a_plateau(noise):
    given = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        rest = np.full(EPOCHS, rng.uniform(0.1, 1))
        loss = 0.9 * rest * (1 + 0.01 * rng.normal(size=EPOCHS))
        given.append("plateau" in found(noisy(rest, rng, noise), loss))
    assert np.mean(given) >= 0.8


@pytest.mark.parametrize("noise", sim.NOISES)
@pytest.mark.parametrize(
    ("shape", "by_heart"),
    [(sim.straight, False), (sim.unfinished, False), (sim.flat, True), (sim.plateau, True)],
)
def test_a_loss_that_moves_is_no_plateau(shape, by_heart, noise):
    assert share("plateau", shape, noise, by_heart=by_heart) <= 0.05


def at_rest(epochs=20):
    rng = np.random.default_rng(5)
    rest = 0.08 * (1 + 0.03 * rng.normal(size=epochs))
    rest[5] = 0.07
    return rest, sim.training(rest, rng, by_heart=False)


def test_who_knows_its_training_samples_has_nothing_left_to_gain_from_them():
    told = found(*at_rest(), best=LEARNED)["nothing_left"]
    assert told.advice == {"augmentation.preset": "auto"}
    distorted = found(*at_rest(), setup(augmentation=Augmentation(shift=1.0)), LEARNED)
    assert distorted["nothing_left"].advice == {}


@pytest.mark.parametrize(
    "more", [{"accuracy": 0.99}, {"loss": 0.02}], ids=["errors left", "loss left"]
)
def test_who_does_not_has_something_left(more):
    assert "nothing_left" not in found(*at_rest(), best=LEARNED | more)


def test_what_overfits_or_falls_still_is_told_as_that_alone():
    loss = 0.3 * 0.7 ** np.arange(20)
    overfitting = found(0.08 * 1.05 ** np.abs(np.arange(20) - 6), loss, best=LEARNED)
    assert "overfitting" in overfitting
    assert "nothing_left" not in overfitting
    assert "nothing_left" not in found(np.linspace(0.2, 0.08, 20), loss, best=LEARNED)
