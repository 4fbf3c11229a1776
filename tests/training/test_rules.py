"""What is decided after each epoch, against hand-made averages and a replay of the rule."""

from dataclasses import replace

import numpy as np
import pytest

from denselab.backend import keras
from denselab.nets import logits_network
from denselab.prep.encoding import Scaled
from denselab.settings import Settings
from denselab.study import Study
from denselab.training import Arrays, learn

RNG = np.random.default_rng(3)
MOMENTUM = 0.8


def blobs(n):
    """Three classes that overlap, so that a network soon overfits them."""
    y = RNG.integers(0, 3, n).astype("int32")
    x = RNG.normal(size=(n, 20)) + np.eye(3, 20)[y]
    return x.astype("float32"), y


ARRAYS = Arrays(*blobs(60), *blobs(60), encoding=Scaled(1.0), classes=("a", "b", "c"))
#: One update an epoch, so that epochs and updates are one.
SETTINGS = replace(
    Settings.of(Study(network={"widths": [8]}), "mlp", "float32"),
    optimizer="sgd",
    learning_rate=0.5,
    batch_size=60,
    epochs=40,
    patience=3,
)


@pytest.fixture(scope="module")
def averages():
    """The weights after each update by plain Keras, averaged by NumPy: a list an update."""
    network = logits_network(SETTINGS, 20, 3)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(keras.optimizers.SGD(0.5), loss)
    averages = []
    for _ in range(SETTINGS.epochs):
        network.train_on_batch(ARRAYS.x_train, ARRAYS.y_train)
        before = averages[-1] if averages else network.get_weights()
        both = zip(before, network.get_weights(), strict=True)
        averages.append([MOMENTUM * old + (1 - MOMENTUM) * new for old, new in both])
    return averages


def validation_loss(weights):
    hidden, hidden_bias, output, output_bias = weights
    logits = np.maximum(ARRAYS.x_validation @ hidden + hidden_bias, 0) @ output + output_bias
    right = logits[np.arange(60), ARRAYS.y_validation]
    return float(np.mean(np.log(np.exp(logits).sum(axis=1)) - right))


@pytest.mark.parametrize("stop", ["val_loss", "never"])
def test_averaged_weights_are_validated_and_kept(averages, stop):
    learned = learn(replace(SETTINGS, averaging=MOMENTUM, stop=stop), ARRAYS)
    losses = learned.history["val_loss"]
    expected = [validation_loss(weights) for weights in averages]
    np.testing.assert_allclose(losses, expected[: len(losses)], rtol=1e-4)
    lowest = int(np.argmin(expected))
    assert 2 < lowest < 30, "else this proves little"
    kept = lowest if stop == "val_loss" else SETTINGS.epochs - 1
    assert len(losses) == (kept + 1 + SETTINGS.patience if stop == "val_loss" else 40)
    assert learned.kept_epoch == kept + 1
    for saved, average in zip(learned.network.get_weights(), averages[kept], strict=True):
        np.testing.assert_allclose(saved, average, atol=1e-5)
    assert learned.best["val_loss"] == losses[kept]


@pytest.mark.parametrize("learning_rate", [0.5, 1e-5])
def test_a_plateau_of_five_epochs_halves_the_rate(learning_rate):
    """At the small rate the loss improves by less than 1e-4 an epoch, which is no plateau."""
    settings = replace(SETTINGS, learning_rate=learning_rate, schedule="plateau", stop="never")
    history = learn(settings, ARRAYS).history
    rate, best, since, expected = learning_rate, np.inf, 0, []
    for loss in history["val_loss"]:
        expected.append(rate)  # that of the epoch, before what comes of it
        best, since = (loss, 0) if loss < best else (best, since + 1)
        if since == 5:
            rate, since = rate / 2, 0
    np.testing.assert_allclose(history["learning_rate"], expected, rtol=1e-6)
    assert (rate < learning_rate) == (learning_rate == 0.5)
