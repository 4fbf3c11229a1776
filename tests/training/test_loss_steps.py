"""What each ingredient adds to the training loss, against NumPy and plain Keras."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score

from denselab.augmentation import augmenter
from denselab.prep.encoding import Scaled
from denselab.settings import Augmentation, Settings
from denselab.study import Study
from denselab.training import Arrays, learn

SETTINGS = replace(
    Settings.of(Study(network={"widths": [32]}), "regularised", "float32"), epochs=6, batch_size=32
)
#: Everything that may be taken away, in the order in which it is.
ALL = {
    "dropout": 0.5,
    "l1": 1e-5,
    "l2": 1e-4,
    "label_smoothing": 0.1,
    "augmentation": Augmentation(shift=2.0),
    "class_weight": "balanced",
}


@pytest.fixture(scope="module")
def arrays(mnist_5k_splits):
    x, y = mnist_5k_splits.x_train, mnist_5k_splits.y_train
    few = np.flatnonzero((np.arange(len(y)) % 4 == 0) & ((y < 7) | (np.arange(len(y)) % 16 == 0)))
    rows = x.reshape(len(x), -1)
    return Arrays(
        rows[few],
        y[few],
        rows[1::8],
        y[1::8],
        encoding=Scaled(1 / 255),
        classes=mnist_5k_splits.classes,
        image_shape=(28, 28),
    )


@pytest.fixture(scope="module")
def learned(arrays):
    return learn(replace(SETTINGS, **ALL), arrays)


class Oracle:
    """The training loss of a network's weights in float64, from what plain Keras predicts."""

    def __init__(self, learned, arrays):
        self.network, self.arrays = learned.network, arrays
        self.labels = arrays.y_train

    def losses(self, x, smoothing=0.0, training=False):
        said = np.asarray(self.network(x / np.float32(255), training=training), np.float64)
        logs = np.log(said)
        of_label = logs[np.arange(len(x)), self.labels]
        return -(1 - smoothing) * of_label - smoothing * logs.mean(axis=1)

    def penalties(self):
        kernels = [layer.kernel.numpy().astype(np.float64) for layer in self.network.layers[::2]]
        return sum(1e-5 * np.abs(w).sum() + 1e-4 * (w**2).sum() for w in kernels)

    def weights(self):
        """As scikit-learn's ``compute_sample_weight("balanced")``, by the training labels."""
        counts = np.bincount(self.arrays.y_train)
        return (counts.sum() / (len(counts) * counts))[self.labels]

    def distorted(self, seed):
        augment = augmenter(ALL["augmentation"], 28, 28, self.arrays.classes)
        return np.asarray(augment(self.arrays.x_train, self.labels, np.array([seed, 9], "uint32")))


def test_the_steps_are_those_of_the_network_in_their_order(learned, arrays):
    assert list(learned.loss_steps) == [
        "moving_weights", "dropout", "penalties", "label_smoothing", "augmentation",
    ]  # fmt: skip
    plain = learn(replace(SETTINGS, dropout=0.0, epochs=1), arrays)
    assert list(plain.loss_steps) == ["moving_weights"]


def test_without_anything_of_training_the_plain_cross_entropy_is_left(learned, arrays):
    oracle = Oracle(learned, arrays)
    weighted = (oracle.weights() * oracle.losses(arrays.x_train)).mean()
    assert learned.loss_steps["augmentation"] == pytest.approx(weighted, rel=1e-5)
    assert learned.best["loss"] == learned.loss_steps["augmentation"]


def test_dropout_off_is_what_model_evaluate_gives(arrays):
    learned = learn(SETTINGS, arrays)
    learned.network.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    x = arrays.x_train / np.float32(255)
    loss, accuracy = learned.network.evaluate(x, arrays.y_train, verbose=0)
    assert learned.loss_steps["dropout"] == pytest.approx(loss, rel=1e-5)
    assert learned.best["accuracy"] == pytest.approx(accuracy)
    assert learned.loss_steps["dropout"] < learned.loss_steps["moving_weights"]


def test_the_penalties_are_the_sums_over_the_weights(learned, arrays):
    taken = learned.loss_steps["dropout"] - learned.loss_steps["penalties"]
    assert taken == pytest.approx(Oracle(learned, arrays).penalties(), rel=1e-5)


def test_label_smoothing_is_what_it_adds_in_numpy(arrays):
    learned = learn(replace(SETTINGS, dropout=0.0, label_smoothing=0.2, epochs=2), arrays)
    oracle = Oracle(learned, arrays)
    for step, smoothing in {"moving_weights": 0.2, "label_smoothing": 0.0}.items():
        expected = oracle.losses(arrays.x_train, smoothing).mean()
        assert learned.loss_steps[step] == pytest.approx(expected, rel=1e-5)


def test_distortions_and_dropout_add_what_other_draws_of_them_add(learned, arrays):
    """Single draws scatter, so each step lies within the range of twenty others."""
    oracle, weights = Oracle(learned, arrays), Oracle(learned, arrays).weights()
    distorted = [(weights * oracle.losses(oracle.distorted(seed))).mean() for seed in range(20)]
    assert min(distorted) < learned.loss_steps["label_smoothing"] < max(distorted)
    dropped = [
        (weights * oracle.losses(oracle.distorted(seed), 0.1, training=True)).mean()
        for seed in range(20)
    ]
    measured = learned.loss_steps["moving_weights"] - oracle.penalties()
    assert min(dropped) < measured < max(dropped)


def test_weights_that_do_not_move_add_nothing(arrays):
    """Then the loss as reported is the loss at the end of the epoch, all else as in training."""
    still = replace(SETTINGS, **ALL, learning_rate=1e-12, epochs=1)
    still = replace(still, dropout=0.0, augmentation=None)  # both are drawn anew
    learned = learn(still, arrays)
    assert learned.loss_steps["moving_weights"] == pytest.approx(learned.history["loss"][0], 1e-5)


def test_with_averaged_weights_it_is_those_that_are_measured(arrays):
    averaged = learn(replace(SETTINGS, averaging=0.9, dropout=0.0), arrays)
    plain = Oracle(averaged, arrays).losses(arrays.x_train).mean()
    assert averaged.loss_steps["moving_weights"] == pytest.approx(plain, rel=1e-5)


def test_validation_weighs_classes_as_training_does(learned, arrays):
    oracle = Oracle(learned, arrays)
    oracle.labels = arrays.y_validation
    losses = oracle.weights() * oracle.losses(arrays.x_validation)
    assert learned.best["val_loss"] == pytest.approx(losses.mean(), rel=1e-5)
    expected = losses.std() / len(losses) ** 0.5
    assert learned.best["val_loss_error"] == pytest.approx(expected, rel=1e-5)
    said = learned.network.predict(arrays.x_validation / np.float32(255), verbose=0).argmax(axis=1)
    balanced = balanced_accuracy_score(arrays.y_validation, said)
    assert learned.best["val_balanced_accuracy"] == pytest.approx(balanced)


def test_the_same_seed_measures_the_same(learned, arrays):
    again = learn(replace(SETTINGS, **ALL), arrays)
    assert again.loss_steps == learned.loss_steps
