"""Dropout by cheap random bits."""

import numpy as np
import pytest
from scipy import stats

from denselab.backend import keras
from denselab.training.dropout import dropout
from denselab.training.kernels import fast_kernels


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_drops_the_share_it_was_asked_to_and_keeps_the_mean(rate):
    x = np.ones((512, 512), "float32")
    y = np.asarray(dropout(x, rate, x.shape, np.array([1, 2], "uint32")))
    dropped = int((y == 0).sum())
    assert stats.binomtest(dropped, y.size, rate).pvalue > 1e-6
    np.testing.assert_allclose(y[y != 0], 1 / (1 - rate), rtol=1e-6)


def test_keras_dropout_uses_it_only_while_an_epoch_is_traced():
    layer = keras.layers.Dropout(0.5, noise_shape=(None, 1), seed=1)
    x = np.ones((64, 8), "float32")
    keras_own = np.asarray(layer(x, training=True))
    with fast_kernels():
        mine = np.asarray(layer(x, training=True))
    assert set(np.unique(mine)) == {0.0, 2.0} == set(np.unique(keras_own))
    assert (mine == mine[:, :1]).all(), "noise_shape drops whole rows"
