"""Everything that holds a network back or steers its training, beside plain Keras."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.utils.class_weight import compute_class_weight

from denselab.backend import keras
from denselab.nets import logits_network
from denselab.prep.encoding import Scaled
from denselab.seeds import stream
from denselab.settings import Settings
from denselab.study import Study
from denselab.training import Arrays, learn
from denselab.training.trainer import Order

RNG = np.random.default_rng(5)
EPOCHS = 6


def samples(n):
    """Three classes, one of them rare."""
    y = RNG.choice(3, n, p=[0.6, 0.3, 0.1]).astype("int32")
    return (RNG.normal(size=(n, 12)) + 2 * np.eye(3, 12)[y]).astype("float32"), y


ARRAYS = Arrays(*samples(200), *samples(50), encoding=Scaled(0.5), classes=("a", "b", "c"))
PLAIN = replace(
    Settings.of(Study(network={"widths": [16, 8]}), "mlp", "float32"),
    batch_size=32,
    epochs=EPOCHS,
    stop="never",
    learning_rate=0.01,
)
EVERYTHING = replace(
    PLAIN,
    l1=1e-3,
    l2=1e-2,
    max_norm=0.9,
    label_smoothing=0.1,
    optimizer="adamw",
    schedule="one_cycle",
    weight_decay=0.1,
    averaging=0.7,
    class_weight="balanced",
)


class InOrder(keras.utils.PyDataset):
    """The training samples in the order in which `learn` takes them, labels one-hot."""

    def __init__(self, seed):
        super().__init__()
        self.order = Order(len(ARRAYS.y_train), True, stream(seed, "shuffle"))
        self.epoch = -1  # Keras begins with one that it builds the network by

    def __len__(self):
        return -(-len(ARRAYS.y_train) // 32)

    def __getitem__(self, number):
        rows = self.order.of(max(self.epoch, 0))[32 * number : 32 * (number + 1)]
        return ARRAYS.x_train[rows] / 2, keras.utils.to_categorical(ARRAYS.y_train[rows], 3)

    def on_epoch_end(self):
        self.epoch += 1


def balanced():
    y = ARRAYS.y_train
    return dict(enumerate(compute_class_weight("balanced", classes=np.arange(3), y=y)))


def by_keras(settings, optimizer, callbacks=(), **options):
    """``Model.fit`` with Keras' own losses, penalties, weights and callbacks."""
    network = logits_network(settings, 12, 3, seed=4)
    loss = keras.losses.CategoricalCrossentropy(
        from_logits=True, label_smoothing=settings.label_smoothing
    )
    network.compile(optimizer, loss, metrics=["accuracy"])
    labels = ARRAYS.y_validation
    validation = ARRAYS.x_validation / 2, keras.utils.to_categorical(labels, 3)
    if "class_weight" in options:  # which Keras takes for training alone
        validation += (np.array([options["class_weight"][label] for label in labels]),)
    history = network.fit(
        InOrder(4),
        epochs=EPOCHS,
        validation_data=validation,
        callbacks=list(callbacks),
        shuffle=False,
        verbose=0,
        **options,
    )
    return network, history.history


def assert_alike(learned, network, history):
    for name in ("loss", "accuracy", "val_accuracy"):
        np.testing.assert_allclose(learned.history[name], history[name], rtol=1e-4, err_msg=name)
    for mine, plain in zip(learned.network.get_weights(), network.get_weights(), strict=True):
        np.testing.assert_allclose(mine, plain, atol=1e-5)


def test_with_everything_on_at_once_it_learns_what_plain_keras_learns():
    updates = 7 * EPOCHS
    rise = round(0.3 * updates)
    rate = keras.optimizers.schedules.CosineDecay(
        0.01 / 25, updates - rise, warmup_target=0.01, warmup_steps=rise
    )
    adamw = keras.optimizers.AdamW(rate, weight_decay=0.1, use_ema=True, ema_momentum=0.7)
    adamw.exclude_from_weight_decay(var_names=["bias"])
    swap = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
    oracle = by_keras(EVERYTHING, adamw, [swap], class_weight=balanced())
    learned = learn(EVERYTHING, ARRAYS, seed=4)
    assert_alike(learned, *oracle)
    ends = [float(rate(7 * epoch)) for epoch in range(1, EPOCHS + 1)]
    np.testing.assert_allclose(learned.history["learning_rate"], ends, rtol=1e-5, atol=1e-9)
    assert learned.history["learning_rate"][-1] < 1e-9


def test_a_penalty_is_in_the_loss_of_training_and_not_in_that_of_validation():
    settings = replace(PLAIN, l1=0.01, l2=0.02)
    network, history = by_keras(settings, keras.optimizers.RMSprop(0.01))
    learned = learn(settings, ARRAYS, seed=4)
    assert_alike(learned, network, history)
    logits = network.predict(ARRAYS.x_validation / 2, verbose=0)
    plain = keras.losses.sparse_categorical_crossentropy(ARRAYS.y_validation, logits, True)
    assert learned.history["val_loss"][-1] == pytest.approx(float(np.mean(plain)), rel=1e-4)
    assert history["val_loss"][-1] > float(np.mean(plain)) + 0.05  # Keras counts it there, too


def test_balanced_classes_weigh_what_scikit_learn_says():
    settings = replace(PLAIN, class_weight="balanced")
    oracle = by_keras(settings, keras.optimizers.RMSprop(0.01), class_weight=balanced())
    assert_alike(learn(settings, ARRAYS, seed=4), *oracle)


@pytest.mark.parametrize("stop", ["never", "evidence"])
def test_validation_weighs_classes_as_sample_weights_of_keras_do(stop):
    settings = replace(PLAIN, class_weight="balanced", stop=stop, patience=EPOCHS)
    _, history = by_keras(settings, keras.optimizers.RMSprop(0.01), class_weight=balanced())
    learned = learn(settings, ARRAYS, seed=4)
    plain = learn(replace(settings, class_weight="none"), ARRAYS, seed=4)
    for name in ("val_loss", "val_accuracy"):
        np.testing.assert_allclose(learned.history[name], history[name], rtol=1e-4)
    assert not np.allclose(plain.history["val_loss"], history["val_loss"], rtol=1e-2)


def test_a_class_without_samples_has_no_weight():
    """Labels of a class may all have gone to another part."""
    keep = ARRAYS.y_train != 1
    arrays = replace(ARRAYS, x_train=ARRAYS.x_train[keep], y_train=ARRAYS.y_train[keep])
    learned = learn(replace(PLAIN, class_weight="balanced", epochs=1), arrays)
    assert np.isfinite(learned.history["loss"]).all()


def test_no_hidden_unit_gets_weights_longer_than_the_limit():
    free, held = (learn(replace(PLAIN, max_norm=limit), ARRAYS, seed=4) for limit in (0.0, 0.5))

    def lengths(learned):
        kernels = [layer.kernel for layer in learned.network.layers]
        return [np.linalg.norm(kernel, axis=0) for kernel in kernels]

    *hidden, output = lengths(held)
    assert all(length <= 0.5 * (1 + 1e-5) for units in hidden for length in units)
    assert output.max() > 0.5, "the output layer is not held"
    assert all(units.min() > 0.5 for units in lengths(free)[:-1]), "else the limit does nothing"


def test_dropout_of_inputs_and_of_each_layer_is_on_in_training_alone():
    dropping = replace(PLAIN, dropout=(0.5, 0.25), input_dropout=0.2, learning_rate=1e-12)
    learned, plain = learn(dropping, ARRAYS), learn(replace(PLAIN, learning_rate=1e-12), ARRAYS)
    assert learned.history["val_loss"] == pytest.approx(plain.history["val_loss"], rel=1e-5)
    assert learned.best["loss"] == pytest.approx(plain.best["loss"], rel=1e-5)
    differences = np.subtract(learned.history["loss"], plain.history["loss"])
    assert (abs(differences) > 1e-3).all()
    assert len(set(np.round(differences, 6))) == EPOCHS, "the masks differ from epoch to epoch"
