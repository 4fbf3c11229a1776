"""Virtual adversarial training, against a softmax whose divergence NumPy knows."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import rel_entr, softmax

from denselab.backend import jax, keras
from denselab.prep.encoding import Scaled
from denselab.random_bits import normal
from denselab.settings import Settings
from denselab.study import Study
from denselab.training import Arrays, learn
from denselab.training.adversarial import PROBE, divergence, kullback_leibler
from denselab.training.classifier import Classifier

RNG = np.random.default_rng(0)
KEY = np.array([3, 4], np.uint32)


def test_the_divergence_of_two_answers_is_scipys():
    a, b = RNG.normal(size=(2, 50, 7)).astype("float32") * 3
    expected = rel_entr(softmax(a, axis=1), softmax(b, axis=1)).sum(axis=1)
    np.testing.assert_allclose(kullback_leibler(a, b), expected, rtol=1e-4)


def test_the_change_is_one_power_iteration_on_the_curvature():
    """Of softmax(x W) the divergence is quadratic in a small change, with the matrix W F Wᵀ."""
    w = RNG.normal(size=(9, 4)).astype("float32") / 10
    x = RNG.normal(size=(6, 9)).astype("float32")
    logits = x @ w
    radius = 0.01
    told = np.asarray(divergence(lambda changed: changed @ w, x, logits, radius, KEY))
    start = np.asarray(normal(KEY, x.shape))
    for row, p in enumerate(softmax(logits, axis=1)):
        curvature = w @ (np.diag(p) - np.outer(p, p)) @ w.T
        uphill = curvature @ start[row]
        change = radius * uphill / np.linalg.norm(uphill)
        assert told[row] == pytest.approx(change @ curvature @ change / 2, rel=0.1)
        worst = np.linalg.eigvalsh(curvature)[-1] * radius**2 / 2
        assert 0.2 * worst < told[row] < 1.05 * worst
    assert PROBE < 1


def test_training_adds_it_and_validation_does_not():
    layers = [keras.Input((5,)), keras.layers.Dense(8, "relu"), keras.layers.Dense(3)]
    classifier = Classifier(layers, adversarial=0.7, seed=1)
    x, y = RNG.normal(size=(16, 5)).astype("float32"), RNG.integers(0, 3, 16)
    logits = classifier(x)
    plain = float(classifier.compute_loss(x, y, logits, training=False))
    key = np.asarray(classifier.directions.state)
    added = divergence(lambda changed: classifier(changed), x, logits, 0.7, key).mean()
    total = float(classifier.compute_loss(x, y, logits, training=True))
    assert total == pytest.approx(plain + float(added), rel=1e-5)
    assert float(added) > 0
    assert (np.asarray(classifier.directions.state) != key).any(), "the next batch begins elsewhere"


@pytest.fixture(scope="module")
def arrays(mnist_5k_splits):
    x, y = mnist_5k_splits.x_train, mnist_5k_splits.y_train
    rows = x.reshape(len(x), -1)
    classes = mnist_5k_splits.classes
    return Arrays(rows[::8], y[::8], rows[1::4], y[1::4], encoding=Scaled(1 / 255), classes=classes)


def learned(arrays, **changes):
    settings = Settings.of(Study(network={"widths": [64]}), "mlp", "float32")
    return learn(replace(settings, epochs=12, stop="never", batch_size=32, **changes), arrays)


def test_answers_hold_better_under_the_worst_change(arrays):
    """What it is for: the network trained with it gives way less, in plain gradient ascent."""
    gives_way = []
    for changes in ({}, {"adversarial": 1.0}):
        network = learned(arrays, **changes).network
        x = arrays.x_validation / np.float32(255)

        def said(inputs, network=network):  # logits but for a constant a row
            return jax.numpy.log(network(inputs) + 1e-12)

        gives_way.append(float(divergence(said, x, said(x), 1.0, KEY).mean()))
    assert gives_way[1] < 0.7 * gives_way[0]


def test_its_share_of_the_training_loss_is_measured(arrays):
    found = learned(arrays, adversarial=1.0)
    steps = found.loss_steps
    assert list(steps) == ["moving_weights", "adversarial"]
    assert steps["moving_weights"] > steps["adversarial"] == found.best["loss"]
    # What the weights made while they moved is little at the end of training.
    assert steps["moving_weights"] == pytest.approx(found.history["loss"][-1], rel=0.2)
