"""Losses and hits, sample by sample, against plain Keras."""

import numpy as np

from denselab.backend import jax, keras
from denselab.training.classifier import Classifier
from denselab.training.per_sample import PerSample


def test_each_sample_is_measured_as_keras_measures_it():
    rng = np.random.default_rng(0)
    n = 1024 + 100  # a whole batch, and a smaller one
    x, y = rng.integers(0, 256, (n, 6), dtype="uint8"), rng.integers(0, 3, n, dtype="int32")
    layers = [keras.layers.Dense(5, "relu"), keras.layers.Dropout(0.5), keras.layers.Dense(3)]
    classifier = Classifier([keras.Input((6,)), *layers], label_smoothing=0.2)
    measure = PerSample(classifier, x, y, prepare=lambda batch: batch.astype("float32") / 255)
    for _ in range(2):  # its weights are read at each call
        losses, hits = measure()
        logits = keras.Sequential(classifier.layers).predict(x / np.float32(255), verbose=0)
        theirs = keras.losses.sparse_categorical_crossentropy(y, logits, from_logits=True)
        np.testing.assert_allclose(losses, jax.device_get(theirs), rtol=1e-4, atol=1e-6)
        assert (hits == (logits.argmax(axis=1) == y)).all()
        classifier.set_weights([3 * weights for weights in classifier.get_weights()])
