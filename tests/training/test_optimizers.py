"""Optimizers with weight decay, and Muon where it belongs."""

from dataclasses import replace

import numpy as np
import pytest

from denselab.backend import keras
from denselab.nets import logits_network
from denselab.settings import Settings
from denselab.study import OPTIMIZERS, Study
from denselab.training import optimizers

SETTINGS = replace(
    Settings.of(Study(network={"widths": [30, 20]}), "mlp", "float32"), learning_rate=0.1
)


def step(settings, gradient):
    """The weights of a network by name, before and after one update."""
    network = logits_network(settings, 12, 4)
    optimizer = optimizers.of(settings, 10)
    optimizer.build(network.trainable_variables)
    for variable in network.trainable_variables:
        variable.assign(np.random.default_rng(1).normal(size=variable.shape))
    before = {variable.path: variable.numpy() for variable in network.trainable_variables}
    optimizer.apply([gradient(variable.shape) for variable in network.trainable_variables])
    return before, {variable.path: variable.numpy() for variable in network.trainable_variables}


@pytest.mark.parametrize("name", ["sgd", "rmsprop", "adam", "adamw", "nadam", "lion", "muon"])
@pytest.mark.parametrize("weight_decay", [0.0, 0.5])
def test_weight_decay_is_decoupled_and_spares_biases(name, weight_decay):
    """Without a gradient, an update takes away the learning rate times the decay."""
    settings = replace(SETTINGS, optimizer=name, weight_decay=weight_decay)
    before, after = step(settings, np.zeros)
    for path, weights in before.items():
        kept = 1 - (0.1 * weight_decay if path.endswith("kernel") else 0)
        np.testing.assert_allclose(after[path], weights * kept, rtol=1e-6)


def test_without_a_word_weight_decay_is_the_optimizers_own():
    own = {name: optimizers.of(replace(SETTINGS, optimizer=name), 10) for name in OPTIMIZERS}
    assert {name for name, of in own.items() if of.weight_decay} == {"adamw", "muon"}
    for name, optimizer in own.items():
        assert optimizer.weight_decay == keras.optimizers.get(name).weight_decay


def test_muon_makes_updates_of_hidden_matrices_orthogonal_and_leaves_the_rest_to_adam():
    """Adam's first update moves every weight by the learning rate; Muon's has one stretch."""
    settings = replace(SETTINGS, optimizer="muon", weight_decay=0.0)
    before, after = step(settings, lambda shape: np.random.default_rng(2).normal(size=shape))
    moves = {path: after[path] - before[path] for path in before}
    for name, move in moves.items():
        if "hidden" in name and name.endswith("kernel"):
            stretches = np.linalg.svd(move, compute_uv=False)
            # Five Newton-Schulz steps bring each to between 0.7 and 1.2 (Jordan et al. 2024).
            assert np.all(abs(stretches / (0.1 * 0.2 * np.sqrt(max(move.shape))) - 0.95) < 0.3)
        else:
            np.testing.assert_allclose(abs(move), 0.1, rtol=1e-3)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_takes_a_schedule_and_averages(name):
    _, after = step(replace(SETTINGS, optimizer=name, schedule="cosine", averaging=0.5), np.ones)
    assert all(np.isfinite(weights).all() for weights in after.values())
