"""`denselab.fit` against its oracle, ``Model.fit``."""

import numpy as np
import pytest

from denselab.backend import jax, keras
from denselab.errors import FitError
from denselab.training import DivergenceWarning, Trainer, fit

N, FEATURES, CLASSES, BATCH = 300, 12, 4, 64  # 300 = 4 batches of 64 and a last one of 44


@pytest.fixture(scope="module")
def samples():
    rng = np.random.default_rng(7)
    x = rng.integers(0, 256, (N, FEATURES), dtype="uint8")
    y = (x[:, :CLASSES].argmax(axis=1)).astype("int64")
    return x, y


def network(optimizer, *, l2=0.0, loss="sparse_categorical_crossentropy", extra=()):
    keras.utils.set_random_seed(3)
    penalty = keras.regularizers.L2(l2) if l2 else None
    layers = [
        keras.layers.Rescaling(1 / 255),
        keras.layers.Dense(16, "relu", kernel_regularizer=penalty),
        *extra,
        keras.layers.Dense(CLASSES, "softmax"),
    ]
    model = keras.Sequential([keras.Input((FEATURES,)), *layers])
    model.compile(optimizer(), loss=loss, metrics=["accuracy"], weighted_metrics=["accuracy"])
    return model


OPTIMIZERS = {
    "sgd with momentum": lambda: keras.optimizers.SGD(0.05, momentum=0.9),
    "rmsprop": lambda: keras.optimizers.RMSprop(1e-3),
    "adam": lambda: keras.optimizers.Adam(1e-3),
    "adamw": lambda: keras.optimizers.AdamW(1e-3, weight_decay=0.01),
}

SETTINGS = {
    "plain": {},
    "class weights": {"class_weight": {0: 2.0, 2: 0.5}},
    "sample weights": {"sample_weight": np.linspace(0.1, 2.0, N).astype("float32")},
}


def assert_same_training(model, oracle, mine, theirs):
    """float32 rounding moves weights by about 1e-6 over these few updates."""
    assert mine.history.keys() == theirs.history.keys()
    for name, values in theirs.history.items():
        np.testing.assert_allclose(mine.history[name], values, rtol=2e-5, atol=2e-6, err_msg=name)
    for ours, keras_own in zip(model.variables, oracle.variables, strict=True):
        np.testing.assert_allclose(ours.numpy(), keras_own.numpy(), rtol=1e-3, atol=2e-5)


@pytest.mark.parametrize(
    ("l2", "setting"), [(0.0, "plain"), (0.01, "class weights"), (0.01, "sample weights")]
)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_reproduces_model_fit(samples, optimizer, l2, setting):
    x, y = samples
    common = {
        "batch_size": BATCH, "epochs": 4, "shuffle": False, "verbose": 0,
        "validation_data": (x[:100], y[:100]), **SETTINGS[setting],
    }  # fmt: skip
    model, oracle = (network(OPTIMIZERS[optimizer], l2=l2) for _ in range(2))
    theirs = oracle.fit(x, y, **common)
    mine = fit(model, x, y, **common)
    assert_same_training(model, oracle, mine, theirs)


def test_reproduces_one_hot_targets_float_inputs_and_weighted_validation(samples):
    x, y = samples
    x, y = x / 255 * 255, keras.utils.to_categorical(y, CLASSES)  # float64, one-hot
    weights = np.linspace(0.5, 1.5, 100)
    common = {
        "batch_size": BATCH, "epochs": 3, "shuffle": False, "verbose": 0,
        "validation_data": (x[:100], y[:100], weights),
    }  # fmt: skip
    model, oracle = (network(OPTIMIZERS["adam"], loss="categorical_crossentropy") for _ in "ab")
    theirs = oracle.fit(x, y, **common)
    mine = fit(model, x, y, **common)
    assert_same_training(model, oracle, mine, theirs)


def test_reproduces_non_trainable_state_and_convolutions():
    """Batch normalisation keeps moving averages; nothing here is specific to dense layers."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(90, 6, 6, 1)), rng.integers(0, 2, 90)

    def convolutional():
        keras.utils.set_random_seed(1)
        layers = [
            keras.layers.Conv2D(
                3, 3, use_bias=False
            ),  # a bias before normalisation has no gradient
            keras.layers.BatchNormalization(),
            keras.layers.Flatten(),
            keras.layers.Dense(1, "sigmoid"),
        ]
        model = keras.Sequential([keras.Input((6, 6, 1)), *layers])
        model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
        return model

    model, oracle = convolutional(), convolutional()
    common = {"batch_size": 32, "epochs": 3, "shuffle": False, "verbose": 0}
    theirs, mine = oracle.fit(x, y, **common), fit(model, x, y, **common)
    assert_same_training(model, oracle, mine, theirs)


def test_epoch_callbacks_see_and_change_the_model_as_in_keras(samples, tmp_path):
    x, y = samples

    def callbacks(path):
        return [
            keras.callbacks.ReduceLROnPlateau("val_loss", factor=0.5, patience=0, min_delta=1e9),
            keras.callbacks.EarlyStopping("val_loss", patience=2, restore_best_weights=True),
            keras.callbacks.ModelCheckpoint(path / "best.keras", save_best_only=True),
            keras.callbacks.CSVLogger(path / "log.csv"),
        ]

    model, oracle = (network(lambda: keras.optimizers.SGD(30.0)) for _ in "ab")
    for name, train in (("mine", lambda *a, **k: fit(model, *a, **k)), ("theirs", oracle.fit)):
        folder = tmp_path / name
        folder.mkdir()
        train(
            x, y, batch_size=BATCH, epochs=12, shuffle=False, verbose=0,
            validation_data=(x[:90], y[:90]), callbacks=callbacks(folder),
        )  # fmt: skip
    assert_same_training(model, oracle, model.history, oracle.history)
    assert len(model.history.epoch) < 12, "early stopping should have had a reason here"
    lines = [(tmp_path / name / "log.csv").read_text().splitlines() for name in ("mine", "theirs")]
    assert lines[0][0] == lines[1][0]
    assert len(lines[0]) == len(lines[1])
    best = keras.models.load_model(tmp_path / "mine" / "best.keras")
    np.testing.assert_allclose(best(x[:5]), model(x[:5]), atol=1e-5)


def test_continues_at_initial_epoch(samples):
    x, y = samples
    history = fit(network(OPTIMIZERS["adam"]), x, y, epochs=5, initial_epoch=3, verbose=0)
    assert history.epoch == [3, 4]


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_same_seed_gives_bit_equal_weights(samples, precision):
    x, y = samples

    def trained():
        dropout = keras.layers.Dropout(0.5, seed=5)
        model = network(OPTIMIZERS["rmsprop"], extra=[dropout])
        Trainer(model, precision=precision).fit(x, y, epochs=3, seed=11, verbose=0)
        return model.get_weights()

    for first, second in zip(trained(), trained(), strict=True):
        assert np.array_equal(first, second)


def test_each_epoch_sees_every_sample_once_and_in_a_new_order():
    orders = [np.asarray(_order_of(epoch)) for epoch in range(3)]
    for order in orders:
        assert sorted(order) == list(range(1000))
    assert not np.array_equal(orders[0], orders[1])
    assert abs(np.corrcoef(orders[0], orders[1])[0, 1]) < 0.1


def _order_of(epoch):
    from denselab.training.trainer import Order

    return Order(1000, shuffle=True, seed=0).of(epoch)


def test_a_second_fit_compiles_nothing(samples):
    x, y = samples
    model = network(OPTIMIZERS["adam"])
    common = {"batch_size": BATCH, "epochs": 1, "validation_data": (x, y), "verbose": 0}
    fit(model, x, y, **common)
    compiled = []
    jax.monitoring.register_event_duration_secs_listener(
        lambda event, seconds, **_: compiled.append(event) if "compile" in event else None
    )
    try:
        fit(model, x, y, **common)
    finally:
        jax.monitoring.clear_event_listeners()
    assert compiled == []


def test_a_recompiled_model_trains_with_its_new_optimizer(samples):
    x, y = samples
    model = network(OPTIMIZERS["adam"])
    fit(model, x, y, epochs=1, verbose=0)
    model.compile(keras.optimizers.SGD(0.0), "sparse_categorical_crossentropy")
    before = model.get_weights()
    fit(model, x, y, epochs=1, verbose=0)
    for old, new in zip(before, model.get_weights(), strict=True):
        assert np.array_equal(old, new)


def test_a_frozen_layer_stays_as_it_is(samples):
    x, y = samples
    model = network(OPTIMIZERS["adam"])
    fit(model, x, y, epochs=1, verbose=0)
    hidden = model.layers[1]
    hidden.trainable = False
    model.compile("adam", "sparse_categorical_crossentropy")
    before = hidden.get_weights()[0]
    fit(model, x, y, epochs=1, verbose=0)
    assert np.array_equal(before, hidden.get_weights()[0])


def test_divergence_stops_training_with_a_warning(samples):
    x, y = samples
    model = network(lambda: keras.optimizers.SGD(1e38))
    with pytest.warns(DivergenceWarning, match="lower learning rate"):
        history = fit(model, x.astype("float32"), y, epochs=9, verbose=0)
    assert len(history.epoch) < 9


def test_bfloat16_learns_as_well_as_float32(samples):
    x, y = samples
    losses = {}
    for precision in ("float32", "bfloat16"):
        model = network(OPTIMIZERS["adam"])
        history = Trainer(model, precision=precision).fit(x, y, epochs=20, seed=1, verbose=0)
        losses[precision] = history.history["loss"][-1]
    assert losses["bfloat16"] == pytest.approx(losses["float32"], rel=0.02)


class PerBatch(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        pass


@pytest.mark.parametrize(
    ("callback", "named"),
    [
        (PerBatch(), "PerBatch.on_train_batch_end"),
        (keras.callbacks.LambdaCallback(on_train_batch_begin=print), "on_train_batch_begin"),
        (keras.callbacks.TerminateOnNaN(), "TerminateOnNaN"),
        (keras.callbacks.ModelCheckpoint("x.keras", save_freq=3), "ModelCheckpoint"),
    ],
)
def test_callbacks_for_each_batch_are_refused_by_name(samples, callback, named):
    with pytest.raises(FitError, match=named):
        fit(network(OPTIMIZERS["adam"]), *samples, callbacks=[callback])


def own_step():
    class Own(keras.Sequential):
        def train_step(self, state, data):
            return super().train_step(state, data)

    model = Own([keras.layers.Dense(CLASSES)])
    model.compile("sgd", "mse")
    return model


def test_what_a_compiled_epoch_cannot_take_is_refused_at_the_door(samples):
    x, y = samples
    model = network(OPTIMIZERS["adam"])
    refusals = {
        "generator": lambda: fit(model, (row for row in x), y),
        "same, non-zero number": lambda: fit(model, x, y[:-1]),
        "non-zero": lambda: fit(model, x[:0], y[:0]),
        "batch_size": lambda: fit(model, x, y, batch_size=0),
        "exclude": lambda: fit(model, x, y, class_weight={0: 1.0}, sample_weight=np.ones(N)),
        "not compiled": lambda: fit(keras.Sequential([keras.layers.Dense(2)]), x, y),
        "keras.Model": lambda: fit("mlp", x, y),
        "arrays of numbers": lambda: fit(model, x, np.array(["a"] * N)),
        "one array in memory": lambda: fit(model, {"input": x}, y),
        "validation_data must be": lambda: fit(model, x, y, validation_data=(x,)),
        "seed must be": lambda: fit(model, x, y, seed=-1),
        "batch_size must be": lambda: fit(model, x, y, batch_size=None),
        "train_step of its own": lambda: fit(own_step(), x, y),
    }
    for message, call in refusals.items():
        with pytest.raises(FitError, match=message):
            call()


def test_metrics_that_are_no_scalars_come_as_keras_gives_them(samples):
    x, y = samples
    y = keras.utils.to_categorical(y, CLASSES)
    histories = []
    for train in (fit, keras.Model.fit):
        model = network(OPTIMIZERS["adam"], loss="categorical_crossentropy")
        model.compile("adam", "categorical_crossentropy", metrics=[keras.metrics.F1Score()])
        common = {"batch_size": BATCH, "epochs": 2, "shuffle": False, "verbose": 0}
        histories.append(train(model, x, y, **common).history["f1_score"])
    np.testing.assert_allclose(*histories, atol=1e-5)


def test_a_single_callback_and_its_parameters_are_as_in_keras(samples):
    seen = {}

    class Reads(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            seen.update(self.params)

    x, y = samples
    fit(network(OPTIMIZERS["adam"]), x, y, batch_size=BATCH, callbacks=Reads(), verbose=0)
    assert seen == {"verbose": 0, "epochs": 1, "steps": 5}


def test_training_that_broke_off_is_taken_up_by_backup_and_restore(samples, tmp_path):
    x, y = samples
    epochs = []

    class BreaksOff(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            epochs.append(epoch)
            if epochs == [0, 1, 2]:
                raise InterruptedError

    def train():
        backup = keras.callbacks.BackupAndRestore(tmp_path / "backup")
        model = network(OPTIMIZERS["adam"])
        fit(model, x, y, epochs=5, callbacks=[backup, BreaksOff()], verbose=0)

    with pytest.raises(InterruptedError):
        train()
    train()
    assert epochs == [0, 1, 2, 2, 3, 4]


def test_programs_of_former_compilations_are_not_kept(samples):
    x, y = samples
    model = network(OPTIMIZERS["adam"])
    for _ in range(3):
        model.compile("sgd", "sparse_categorical_crossentropy")
        fit(model, x, y, verbose=0)
    assert len(model.denselab_trainer._programs) == 1
