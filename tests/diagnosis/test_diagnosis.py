import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denselab.diagnosis import Setup, diagnose
from denselab.settings import KINDS, Settings
from denselab.study import Study
from tests.diagnosis import simulated as sim

BEST = {"loss": 0.01, "accuracy": 0.998, "val_loss": 0.07, "val_accuracy": 0.98}
BEST |= {"val_loss_error": 0.004}
INGREDIENTS = (
    "moving_weights", "adversarial", "dropout", "penalties", "label_smoothing", "augmentation",
)  # fmt: skip
SETTINGS = [Settings.of(Study(), kind, "float32").to_json() for kind in KINDS]


def history(**curves):
    """Four curves of equal length; those not given are harmless."""
    epochs = len(next(iter(curves.values())))
    falling = np.linspace(0.2, 0.1, epochs)
    full = sim.history(falling, sim.training(falling, np.random.default_rng(0), by_heart=False))
    return full | curves


def followed(advice):
    """The study with these settings and no other; refuses settings that there are not."""
    asked = {"network": {"widths": [8, 4]}}  # without them there is no dropout a layer
    for name, value in advice.items():
        group, _, setting = name.rpartition(".")
        asked.setdefault(group, {})[setting] = value
    return Study(**asked)


def kinds(findings):
    return {finding.kind: finding for finding in findings}


losses = st.floats(0, 1e6) | st.sampled_from([math.nan, math.inf, None])
shares = st.floats(0, 1)
histories = st.integers(1, 40).flatmap(
    lambda n: st.fixed_dictionaries(
        {
            name: st.lists(values, min_size=n, max_size=n)
            for name, values in {
                "loss": losses,
                "accuracy": shares,
                "val_loss": losses,
                "val_accuracy": shares,
            }.items()
        }
    )
)
bests = st.none() | st.fixed_dictionaries(
    {
        "loss": st.floats(min_value=0),
        "accuracy": shares,
        "val_loss": st.floats(min_value=0),
        "val_accuracy": shares,
        "val_loss_error": st.floats(0, 10),
    }
)
loss_steps = st.none() | st.lists(losses, min_size=1, max_size=6).map(
    lambda values: dict(
        zip(INGREDIENTS, (np.nan if v is None else v for v in values), strict=False)
    )
)
built = st.builds(
    Setup,
    st.builds(
        lambda settings, **changes: settings | changes,
        st.sampled_from(SETTINGS),
        epochs=st.integers(1, 50),
        learning_rate=st.floats(1e-6, 1e3),
        dropout=st.floats(0, 0.99) | st.lists(st.floats(0, 0.99), min_size=2, max_size=2),
        schedule=st.sampled_from(["constant", "cosine", "one_cycle", "plateau"]),
        stop=st.sampled_from(["val_loss", "never"]),
    ),
    n_classes=st.integers(2, 30),
    is_held_back=st.booleans(),
    has_images=st.booleans(),
    searched=st.sampled_from([(), ("learning_rate", "batch_size"), ("dropout",)]),
)
# What the search tries is one dropout for all layers.
setups = st.none() | built.filter(
    lambda setup: "dropout" not in setup.searched or isinstance(setup.settings["dropout"], float)
)


@given(histories, st.integers(1, 10**6), bests, loss_steps, setups)
def test_any_history_can_be_read_and_the_reading_fits_into_json(
    curves, n_validation, best, steps, setup
):
    findings = diagnose(
        "mlp", curves, n_validation=n_validation, train=best, loss_steps=steps, setup=setup
    )
    assert len(kinds(findings)) == len(findings) > 0
    for finding in findings:
        assert finding.model == "mlp"
        assert finding.epoch is None or 1 <= finding.epoch <= len(curves["loss"])
        assert json.loads(json.dumps(dict(finding.evidence), allow_nan=False)) == finding.evidence
        assert finding.says.endswith(".")
        assert "nan" not in finding.says
        assert "\n" not in finding.says
        assert json.loads(json.dumps(finding.advice)) == finding.advice
        followed(finding.advice)


@given(st.lists(st.floats(0.01, 10), min_size=1, max_size=40))
def test_the_best_epoch_is_the_first_with_the_lowest_validation_loss(val_loss):
    best = kinds(diagnose("mlp", history(val_loss=val_loss), n_validation=100))["best_epoch"]
    assert best.epoch == val_loss.index(min(val_loss)) + 1
    assert best.evidence["val_loss"] == min(val_loss)


def test_more_epochs_might_help_a_network_that_is_best_at_the_end():
    ended = kinds(diagnose("mlp", history(val_loss=[0.3, 0.2, 0.1]), n_validation=100))
    assert "the last of them" in ended["best_epoch"].says
    turned = kinds(diagnose("mlp", history(val_loss=[0.3, 0.1, 0.2]), n_validation=100))
    assert "the last of them" not in turned["best_epoch"].says


@given(st.lists(st.floats(0.01, 10), min_size=1, max_size=20), st.data())
def test_the_epoch_that_was_kept_is_told_beside_the_lowest_loss(val_loss, data):
    kept = data.draw(st.integers(1, len(val_loss)))
    curves = history(val_loss=val_loss)
    best = kinds(diagnose("mlp", curves, n_validation=100, kept_epoch=kept))["best_epoch"]
    lowest = val_loss.index(min(val_loss)) + 1
    assert best.epoch == kept
    assert best.evidence["val_loss"] == val_loss[kept - 1]
    assert f"lowest after epoch {lowest} of {len(val_loss)}" in best.says
    assert (f"weights of epoch {kept} are kept" in best.says) == (kept != lowest)


def test_a_kept_epoch_that_diverged_is_not_read():
    curves = history(val_loss=[0.3, 0.2, 0.4, math.nan])
    best = kinds(diagnose("mlp", curves, n_validation=100, kept_epoch=4))["best_epoch"]
    assert best.epoch == 2


def test_a_single_epoch_is_read():
    found = kinds(diagnose("slp", history(val_loss=[0.3]), n_validation=100, train=BEST))
    assert set(found) == {"best_epoch", "no_overfitting", "gap"}


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, None])
@pytest.mark.parametrize(("curve", "name"), [("loss", "training"), ("val_loss", "validation")])
def test_a_loss_that_is_no_number_is_diverged_and_ends_what_counts(curve, name, bad):
    losses = [0.5, 0.3, 0.4, bad, 0.01]
    found = kinds(diagnose("mlp", history(**{curve: losses}), n_validation=100))
    assert found["diverged"].epoch == 4
    assert f"the {name} loss was no longer a finite number" in found["diverged"].says
    assert found["best_epoch"].evidence["epochs"] == 3


def test_of_a_network_that_never_had_a_loss_nothing_else_is_said():
    findings = diagnose("mlp", history(loss=[math.nan, math.nan]), n_validation=100, train=BEST)
    assert [finding.kind for finding in findings] == ["diverged"]


def test_a_loss_that_explodes_is_diverged():
    loss = [2.3, 8.0, 50.0, 400.0, 3e3]
    found = kinds(diagnose("mlp", history(loss=loss), n_validation=100))
    assert found["diverged"].evidence["reason"] == "grew"
    spike = [2.3, 0.8, 0.5, 9.0, 0.3]
    assert "diverged" not in kinds(diagnose("mlp", history(loss=spike), n_validation=100))


def test_the_gap_is_measured_with_dropout_off():
    curves = history(val_loss=[0.2, 0.07, 0.09], loss=[0.4, 0.15, 0.12])
    gap = kinds(diagnose("regularised", curves, n_validation=10_000, train=BEST))["gap"]
    assert gap.epoch == 2
    assert gap.evidence["accuracy_gap"] == pytest.approx(0.018)
    assert gap.evidence["loss_gap"] == pytest.approx(0.06)
    assert gap.evidence["sampling_error"] == pytest.approx(math.sqrt(0.98 * 0.02 / 10_000))
    assert "more than chance" in gap.says


def test_a_gap_that_chance_explains_is_called_so():
    close = BEST | {"accuracy": 0.985}
    few = diagnose("mlp", history(val_loss=[0.1]), n_validation=200, train=close)
    assert "no more than chance explains" in kinds(few)["gap"].says


def test_the_wobble_is_the_spread_about_the_trend():
    rng = np.random.default_rng(0)
    spreads = [
        kinds(
            diagnose(
                "mlp",
                history(val_accuracy=0.9 + 0.001 * np.arange(30) + 0.003 * rng.normal(size=30)),
                n_validation=5000,
            )
        )["wobble"].evidence["wobble"]
        for _ in range(200)
    ]
    assert np.sqrt(np.mean(np.square(spreads))) == pytest.approx(0.003, rel=0.05)


@pytest.mark.parametrize(("n_validation", "calm"), [(500, True), (500_000, False)])
def test_the_wobble_is_set_beside_what_other_samples_would_change(n_validation, calm):
    wobbling = history(val_accuracy=[0.97, 0.974, 0.971, 0.975, 0.97, 0.973])
    finding = kinds(diagnose("mlp", wobbling, n_validation=n_validation))["wobble"]
    assert (finding.evidence["wobble"] < finding.evidence["sampling_error"]) == calm
    assert ("smaller learning rate" in finding.says) != calm


def test_a_perceptron_that_cannot_do_better_underfits():
    weak = {"loss": 0.25, "accuracy": 0.931, "val_loss": 0.27, "val_accuracy": 0.925}
    settled = history(val_loss=[0.3, 0.27, 0.28, 0.28])
    found = kinds(diagnose("slp", settled, n_validation=10_000, train=weak))
    assert "lowest after epoch 2 of 4" in found["underfitting"].says
    falling = history(val_loss=[0.3, 0.29, 0.28, 0.27])
    found = kinds(diagnose("slp", falling, n_validation=10_000, train=weak))
    assert "lowest after epoch 4 of 4, and may fall further" in found["underfitting"].says


@pytest.mark.parametrize(
    "best",
    [
        BEST,  # overfits instead
        BEST | {"accuracy": 0.99, "val_accuracy": 0.99},  # has little left to learn
    ],
)
def test_a_network_that_knows_its_training_samples_does_not_underfit(best):
    findings = diagnose("mlp", history(val_loss=[0.3, 0.2]), n_validation=1000, train=best)
    assert "underfitting" not in kinds(findings)
