"""Starting from another network: the first phase leaves its layers alone, the second does not."""

from dataclasses import replace

import numpy as np
import pytest

from denselab.backend import keras
from denselab.errors import FitError
from denselab.nets import dense_layers, digest, freeze, logits_network, start_from
from denselab.prep.encoding import Scaled
from denselab.seeds import stream
from denselab.settings import Settings, Start
from denselab.study import Study
from denselab.training import Arrays, learn
from denselab.training.phases import Course, phases
from denselab.training.trainer import Order

WIDTHS = (24, 16)
SETTINGS = Settings.of(
    Study(network={"widths": WIDTHS}, training={"epochs": 6, "patience": 20}),
    "regularised",
    "float32",
    Start("0" * 64, head=False, freeze=2, epochs=3, rate=0.1),
)


@pytest.fixture(scope="module")
def arrays(mnist_5k_splits):
    """Digits 5 to 9 as five classes: the head of a network for 0 to 4 is of no use."""
    x, y = mnist_5k_splits.x_train, mnist_5k_splits.y_train
    rows, labels = x[y > 4].reshape(-1, 784), y[y > 4] - 5
    classes = tuple("56789")
    return Arrays(
        rows[::8], labels[::8], rows[1::8], labels[1::8], encoding=Scaled(1 / 255), classes=classes
    )


@pytest.fixture(scope="module")
def weights():
    """Of the hidden layers of a network that somebody has trained; dark inputs have weights."""
    return logits_network(SETTINGS, 784, 5, seed=9).get_weights()[:4]


def only(frozen, epochs, **changes):
    """The settings with the first phase alone."""
    start = replace(SETTINGS.start, freeze=frozen, epochs=epochs)
    return replace(SETTINGS, start=start, epochs=epochs, **changes)


@pytest.mark.parametrize("frozen", [1, 2])
@pytest.mark.parametrize("changes", [{}, {"l2": 0.01, "max_norm": 0.1, "averaging": 0.9}])
def test_frozen_layers_keep_their_weights_to_the_bit(arrays, weights, frozen, changes):
    learned = learn(only(frozen, 3, stop="never", **changes), arrays, weights=weights)
    after = learned.network.get_weights()
    same = [np.array_equal(a, b) for a, b in zip(after, weights, strict=False)]
    assert same == [True] * 2 * frozen + [False] * (4 - 2 * frozen)
    drawn = logits_network(SETTINGS, 784, 5).get_weights()[4]
    assert not np.array_equal(after[4], drawn), "the new head has learned"


def test_the_first_phase_is_training_the_head_on_what_the_frozen_layers_say(arrays, weights):
    """An oracle without frozen layers: plain Keras on the last hidden layer's output."""
    plain = only(2, 3, dropout=0.0)
    learned = learn(plain, arrays, weights=weights)
    network = logits_network(plain, 784, 5)
    start_from(network, weights)
    below = keras.Sequential([keras.Input((784,)), *network.layers[:-1]])
    x, x_validation = (
        below.predict(x * np.float32(1 / 255), verbose=0)
        for x in (arrays.x_train, arrays.x_validation)
    )
    head = keras.Sequential([keras.Input((16,)), network.layers[-1]])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    head.compile(keras.optimizers.RMSprop(1e-3), loss)
    order = Order(len(x), True, stream(0, "shuffle"))
    losses = []
    for epoch in range(3):
        rows = order.of(epoch)
        head.fit(x[rows], arrays.y_train[rows], batch_size=128, shuffle=False, verbose=0)
        losses.append(head.evaluate(x_validation, arrays.y_validation, verbose=0))
    np.testing.assert_allclose(learned.history["val_loss"], losses, rtol=1e-5)
    assert losses[0] > losses[1] > losses[2]


def test_history_goes_on_over_both_phases_at_a_lower_rate(arrays, weights):
    told = []
    learned = learn(
        SETTINGS,
        arrays,
        weights=weights,
        on_epoch=lambda epoch, logs: told.append((epoch, logs["learning_rate"])),
    )
    rates = [1e-3] * 3 + [1e-4] * 3
    assert told == [(epoch, pytest.approx(rate)) for epoch, rate in enumerate(rates, start=1)]
    assert {len(values) for values in learned.history.values()} == {6}
    assert not np.array_equal(learned.network.get_weights()[0], weights[0])
    assert all(layer.trainable for layer in learned.network.layers)
    assert learned.kept_epoch == int(np.argmin(learned.history["val_loss"])) + 1


def test_the_best_epoch_is_kept_even_if_it_was_in_the_first_phase(arrays, weights):
    """The second phase makes everything worse here, and its weights must not be kept."""
    wild = replace(SETTINGS, start=replace(SETTINGS.start, rate=1000.0))
    learned = learn(wild, arrays, weights=weights)
    losses = learned.history["val_loss"]
    assert learned.kept_epoch == int(np.argmin(losses)) + 1 <= 3
    said = learned.network.predict(arrays.x_validation * np.float32(1 / 255), verbose=0)
    loss = keras.losses.sparse_categorical_crossentropy(arrays.y_validation, said)
    assert float(np.mean(loss)) == pytest.approx(min(losses), rel=1e-4)
    assert np.array_equal(learned.network.get_weights()[0], weights[0])


def test_where_all_epochs_are_trained_the_last_weights_are_kept(arrays, weights):
    assert learn(replace(SETTINGS, stop="never"), arrays, weights=weights).kept_epoch == 6


def test_a_head_is_taken_over_where_it_is_given(arrays):
    whole = logits_network(SETTINGS, 784, 5, seed=9).get_weights()
    network = logits_network(SETTINGS, 784, 5)
    drawn = network.get_weights()
    start_from(network, whole[:4])
    assert all(np.array_equal(a, b) for a, b in zip(network.get_weights()[:4], whole, strict=False))
    assert np.array_equal(network.get_weights()[4], drawn[4])
    start_from(network, whole)
    assert digest(network) == digest(logits_network(SETTINGS, 784, 5, seed=9)) != "0" * 64


def test_inputs_that_are_dark_here_keep_what_was_learned_of_them(arrays, weights):
    dark = np.setdiff1d(np.arange(784), arrays.lit)
    first = learn(only(1, 1), arrays, weights=weights).network.layers[0]
    assert np.abs(first.kernel.numpy()[dark]).min(axis=1).all()


def test_a_start_without_its_weights_is_refused(arrays):
    with pytest.raises(FitError, match="none were given"):
        learn(SETTINGS, arrays)


def test_the_phases_of_a_network():
    assert phases(replace(SETTINGS, start=None)) == [(replace(SETTINGS, start=None), 0)]
    (first, frozen), (second, none) = phases(SETTINGS)
    assert (first.epochs, frozen, second.epochs, none) == (3, 2, 6, 0)
    assert (first.learning_rate, second.learning_rate) == (1e-3, pytest.approx(1e-4))
    at_once = phases(replace(SETTINGS, start=replace(SETTINGS.start, freeze=0)))
    assert [(phase.epochs, frozen) for phase, frozen in at_once] == [(6, 0)]
    short = phases(replace(SETTINGS, epochs=2))
    assert short[0][0].epochs == 2


def test_only_layers_after_the_frozen_ones_learn():
    network = logits_network(SETTINGS, 784, 5)
    freeze(network, 2)
    assert [layer.trainable for layer in dense_layers(network)] == [False, False, True]
    freeze(network, 0)
    assert all(layer.trainable for layer in network.layers)


def test_a_course_keeps_the_lowest_loss_of_all_phases():
    course = Course()
    course.add({"val_loss": [3.0, 1.0, 2.0]}, 1, ["first"], last=False)
    course.add({"val_loss": [2.0, 1.5]}, 1, ["second"], last=False)
    assert (course.kept, course.weights, course.epochs) == (1, ["first"], 5)
    course.add({"val_loss": [0.5, float("nan")]}, 0, ["third"], last=False)
    assert (course.kept, course.weights) == (5, ["third"])
    course.add({"val_loss": [9.0]}, 0, ["last"], last=True)
    assert (course.kept, course.weights) == (7, ["last"])
