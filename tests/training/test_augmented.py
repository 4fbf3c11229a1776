"""Training on distorted images, against plain Keras on images that were distorted before."""

from dataclasses import replace

import numpy as np
import pytest

from denselab.augmentation import augmenter
from denselab.backend import jax, keras
from denselab.errors import FitError
from denselab.nets import logits_network
from denselab.prep.encoding import Scaled
from denselab.random_bits import fold_in
from denselab.settings import Augmentation, Settings
from denselab.study import Study
from denselab.training import Arrays, Trainer, learn
from denselab.training.trainer import Order

BATCH, EPOCHS, SEED = 64, 3, 11
CLASSES = tuple("0123456789")
ROUGH = Augmentation(rotation=20.0, shift=2.0, elastic=20.0, noise=0.1, erase=0.3, gentle=("7",))
SETTINGS = replace(
    Settings.of(Study(network={"widths": [16]}), "mlp", "float32"),
    batch_size=BATCH,
    epochs=EPOCHS,
)


@pytest.fixture(scope="module")
def arrays(mnist_5k_splits):
    x, y = mnist_5k_splits.x_train, mnist_5k_splits.y_train
    rows = x.reshape(len(x), -1)
    return Arrays(
        rows[::10], y[::10], rows[1::10], y[1::10], Scaled(1 / 255), CLASSES, image_shape=(28, 28)
    )  # 320 = 5 batches of 64


def compiled(seed=SEED):
    network = logits_network(SETTINGS, 784, 10, seed=seed)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(keras.optimizers.Adam(1e-3), loss, metrics=["accuracy"])
    return network


def scaled(x):
    return np.asarray(x, "float32") / 255


def distorted(x, y, epoch):
    """The samples of an epoch as its batches see them: in its order, by the key of each batch."""
    order = Order(len(x), True, SEED)
    rows, key = order.of(epoch), order.key(epoch)
    augment = jax.jit(augmenter(ROUGH, 28, 28, CLASSES))
    batches = np.split(rows, range(BATCH, len(rows), BATCH))
    seen = [augment(x[b], y[b], fold_in(key, number)) for number, b in enumerate(batches)]
    return np.concatenate(seen), y[rows]


@pytest.mark.parametrize("n", [320, 300])  # whole batches, and a smaller last one
def test_each_batch_is_distorted_by_a_key_of_its_own(arrays, n):
    x, y = arrays.x_train[:n], arrays.y_train[:n]
    validation = arrays.x_validation, arrays.y_validation
    model, oracle = compiled(), compiled()
    mine = Trainer(model, prepare=arrays.prepare, augment=augmenter(ROUGH, 28, 28, CLASSES)).fit(
        x, y, batch_size=BATCH, epochs=EPOCHS, seed=SEED, validation_data=validation, verbose=0
    )
    theirs = {name: [] for name in mine.history}
    for epoch in range(EPOCHS):
        images, labels = distorted(x, y, epoch)
        logs = oracle.fit(
            scaled(images), labels, batch_size=BATCH, shuffle=False, verbose=0,
            validation_data=(scaled(validation[0]), validation[1]),
        ).history  # fmt: skip
        for name, values in logs.items():
            theirs[name] += values
    for name, values in theirs.items():
        np.testing.assert_allclose(mine.history[name], values, rtol=1e-3, err_msg=name)
    for ours, keras_own in zip(model.get_weights(), oracle.get_weights(), strict=True):
        np.testing.assert_allclose(ours, keras_own, rtol=1e-2, atol=1e-4)


def test_every_epoch_is_distorted_anew(arrays):
    first, second = (distorted(arrays.x_train, arrays.y_train, epoch)[0] for epoch in (0, 1))
    order = [np.argsort(Order(320, True, SEED).of(epoch)) for epoch in (0, 1)]
    assert (np.abs(first[order[0]] - second[order[1]]).max(axis=1) > 10).all()


def test_the_figures_of_the_kept_weights_are_of_images_as_they_are(arrays):
    learned = learn(replace(SETTINGS, augmentation=ROUGH), arrays)
    for part, loss in (("train", "loss"), ("validation", "val_loss")):
        x, y = (getattr(arrays, f"{axis}_{part}") for axis in "xy")
        said = learned.network.predict(scaled(x), verbose=0)
        plain = keras.losses.sparse_categorical_crossentropy(y, said)
        assert learned.best[loss] == pytest.approx(float(np.mean(plain)), rel=1e-4)
    assert learned.best["loss"] < learned.history["loss"][learned.kept_epoch - 1]


def test_pixels_that_only_distortions_light_are_learned_from(arrays):
    start = logits_network(SETTINGS, 784, 10).get_weights()[0]
    dark = np.setdiff1d(np.arange(784), arrays.lit)
    plain, rough = (
        learn(replace(SETTINGS, augmentation=augmentation), arrays).network.get_weights()[0][dark]
        for augmentation in (None, ROUGH)
    )
    assert (plain == 0).all()
    assert (rough != start[dark]).all()


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_the_same_seed_gives_the_same_network(arrays, precision):
    settings = replace(SETTINGS, augmentation=ROUGH, precision=precision, epochs=2)
    once, again = (learn(settings, arrays, seed=3).network.get_weights() for _ in range(2))
    for first, second in zip(once, again, strict=True):
        np.testing.assert_array_equal(first, second)


def test_data_that_are_no_images_are_refused(arrays):
    settings = replace(SETTINGS, augmentation=ROUGH)
    with pytest.raises(FitError, match="only images can be distorted"):
        learn(settings, replace(arrays, image_shape=None))
    floats = replace(arrays, x_train=scaled(arrays.x_train))
    with pytest.raises(FitError, match="uint8"):
        learn(settings, floats)
