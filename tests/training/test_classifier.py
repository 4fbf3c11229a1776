"""Losses, against Keras' own and against NumPy."""

import numpy as np
import pytest

from denselab.backend import keras
from denselab.nets import logits_network
from denselab.settings import Settings
from denselab.study import Study
from denselab.training.classifier import cross_entropy
from denselab.training.fresh import compiled

RNG = np.random.default_rng(0)
X = RNG.normal(size=(50, 6)).astype("float32")
Y = RNG.integers(0, 4, 50)
LOGITS = 5 * RNG.normal(size=(50, 4)).astype("float32")  # sharp, so that smoothing matters


def mean(labels, logits, smoothing=0.0):
    return float(np.mean(cross_entropy(labels, logits, smoothing)))


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.9])
def test_cross_entropy_of_smoothed_labels_is_keras(smoothing):
    oracle = keras.losses.CategoricalCrossentropy(
        from_logits=True, label_smoothing=smoothing, reduction=None
    )
    expected = oracle(keras.utils.to_categorical(Y, 4), LOGITS)
    np.testing.assert_allclose(cross_entropy(Y, LOGITS, smoothing), expected, rtol=1e-5)


def classifier(**regularisation):
    study = Study(network={"widths": [5]}, regularisation=regularisation)
    settings = Settings.of(study, "regularised", "float32")
    return compiled(logits_network(settings, 6, 4), settings, len(X))


@pytest.mark.parametrize(("l1", "l2"), [(0.01, 0.0), (0.0, 0.02), (0.01, 0.02)])
def test_penalties_are_on_all_weights_but_no_bias_and_count_in_training_alone(l1, l2):
    network = classifier(l1=l1, l2=l2)
    weights = [RNG.normal(size=variable.shape) for variable in network.trainable_variables]
    network.set_weights(weights)
    matrices = [kernel for kernel in weights if kernel.ndim == 2]
    assert len(matrices) == 2
    penalty = sum(l1 * np.abs(kernel).sum() + l2 * np.square(kernel).sum() for kernel in matrices)
    trained = network.compute_loss(X, Y, LOGITS, training=True)
    assert float(trained) == pytest.approx(mean(Y, LOGITS) + penalty, rel=1e-5)
    validated = network.compute_loss(X, Y, LOGITS, training=False)
    assert float(validated) == pytest.approx(mean(Y, LOGITS), rel=1e-6)


def test_labels_are_smoothed_in_training_alone():
    network = classifier(label_smoothing=0.2)
    trained = network.compute_loss(X, Y, LOGITS, training=True)
    assert float(trained) == pytest.approx(mean(Y, LOGITS, 0.2), rel=1e-6)
    validated = network.compute_loss(X, Y, LOGITS, training=False)
    assert float(validated) == pytest.approx(mean(Y, LOGITS), rel=1e-6)


def test_samples_count_by_their_weights():
    weights = RNG.uniform(0, 2, 50).astype("float32")
    loss = classifier().compute_loss(X, Y, LOGITS, sample_weight=weights)
    oracle = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    assert float(loss) == pytest.approx(float(oracle(Y, LOGITS, sample_weight=weights)), rel=1e-6)
