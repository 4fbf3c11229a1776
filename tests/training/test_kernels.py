"""The fast kernels serve the thread that traces an epoch, and nobody else."""

import threading

import numpy as np

from denselab.backend import keras
from denselab.training import Trainer
from denselab.training.kernels import fast_kernels

ROUNDED = 1 + 2**-12  # bfloat16 has 8 significant bits, so there this is 1


def product():
    x = np.full((8, 64), ROUNDED, "float32")
    return float(keras.ops.matmul(x, keras.ops.ones((64, 8)))[0, 0])


def test_another_thread_multiplies_in_float32_meanwhile():
    exact, elsewhere = 64 * ROUNDED, []
    with fast_kernels("bfloat16"):
        assert product() == 64
        thread = threading.Thread(target=lambda: elsewhere.append(product()))
        thread.start()
        thread.join()
    assert elsewhere == [exact]
    assert product() == exact


def test_validation_stays_in_float32_where_training_does_not():
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, kernel_initializer="ones")])
    model.compile(keras.optimizers.SGD(0.0), "mse")
    x, y = np.full((32, 64), ROUNDED, "float32"), np.full((32, 1), 64.0)
    trainer = Trainer(model, precision="bfloat16")
    logs = trainer.fit(x, y, validation_data=(x, y), verbose=0).history
    assert logs["loss"] == [0.0]
    np.testing.assert_allclose(logs["val_loss"], [(64 * 2**-12) ** 2], rtol=1e-3)
