"""The recipe by which every network is trained, on digits small enough for seconds."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from denselab.backend import keras
from denselab.nets import logits_network
from denselab.seeds import stream
from denselab.settings import Settings
from denselab.study import Study
from denselab.training import answering, learn, probabilities
from denselab.training.trainer import Order

SETTINGS = Settings.of(Study(network={"widths": [16]}), "regularised", "float32")


@pytest.fixture(scope="module")
def learned(arrays):
    return learn(replace(SETTINGS, patience=2, learning_rate=0.02, epochs=30), arrays)


def test_stops_when_validation_loss_has_not_improved_for_the_patience(learned):
    losses = learned.history["val_loss"]
    assert len(losses) == int(np.argmin(losses)) + 1 + 2 < 30


def test_keeps_the_weights_of_the_best_epoch(learned, arrays):
    """Measured anew by plain Keras, on what the network says of validation data."""
    best = int(np.argmin(learned.history["val_loss"]))
    said = learned.network.predict(arrays.x_validation / np.float32(255), verbose=0)
    loss = keras.losses.sparse_categorical_crossentropy(arrays.y_validation, said)
    assert float(np.mean(loss)) == pytest.approx(learned.history["val_loss"][best], rel=1e-4)
    assert learned.best["val_loss"] == learned.history["val_loss"][best]
    right = (said.argmax(axis=1) == arrays.y_validation).mean()
    assert learned.best["val_accuracy"] == pytest.approx(right)


def test_training_figures_are_measured_with_dropout_off(learned, arrays):
    said = learned.network.predict(arrays.x_train / np.float32(255), verbose=0)
    loss = keras.losses.sparse_categorical_crossentropy(arrays.y_train, said)
    assert learned.best["loss"] == pytest.approx(float(np.mean(loss)), rel=1e-4)
    assert learned.best["loss"] < min(learned.history["loss"])


def test_leaving_dark_inputs_out_is_training_with_them(arrays):
    """An oracle that has all 784 inputs: the notebook's network in plain ``Model.fit``."""
    plain = replace(SETTINGS, dropout=0.0, epochs=3)
    mine = learn(plain, arrays, seed=1)
    oracle = logits_network(plain, 784, 10, seed=1)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    oracle.compile(keras.optimizers.RMSprop(1e-3), loss, metrics=["accuracy"])
    order = Order(len(arrays.y_train), True, stream(1, "shuffle"))
    losses = []
    for epoch in range(3):
        rows = order.of(epoch)
        x, y = arrays.x_train[rows] / np.float32(255), arrays.y_train[rows]
        losses += oracle.fit(x, y, batch_size=128, shuffle=False, verbose=0).history["loss"]
    np.testing.assert_allclose(mine.history["loss"], losses, rtol=1e-4)
    dark = np.setdiff1d(np.arange(784), arrays.lit)
    assert 50 < len(dark) < 400
    assert (mine.network.layers[0].kernel.numpy()[dark] == 0).all()


def test_probabilities_are_those_of_plain_keras(learned, arrays):
    x = np.tile(arrays.x_validation, (12, 1))  # more than one batch
    said = probabilities(learned.network, arrays, x)
    plain = learned.network.predict(x / np.float32(255), verbose=0)
    assert said.shape == (len(x), 10)
    np.testing.assert_allclose(said, plain, atol=1e-6)


def test_any_number_is_answered_by_few_programs(learned, arrays):
    compiled = []

    def prepare(x):
        compiled.append(len(x))
        return arrays.prepare(x)

    watched = SimpleNamespace(n_inputs=arrays.n_inputs, prepare=prepare)
    answer = answering(learned.network, watched)
    everything = answer(arrays.x_validation[:40])
    for n in range(40):
        said = answer(arrays.x_validation[:n])
        np.testing.assert_allclose(said, everything[:n], atol=1e-6)
    assert sorted(compiled) == [1, 2, 4, 8, 16, 32, 64]


def test_an_epoch_callback_may_end_training(arrays):
    def on_epoch(epoch, logs):
        assert {"loss", "accuracy", "val_loss", "val_accuracy"} <= logs.keys()
        if epoch == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        learn(SETTINGS, arrays, on_epoch=on_epoch)
