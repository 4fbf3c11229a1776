"""The random bits of dropout, judged as a statistician would."""

import numpy as np
import pytest
from scipy import stats

from denselab.backend import keras
from denselab.random_bits import random_bits
from denselab.training.dropout import dropout
from denselab.training.kernels import fast_kernels


def bits(first, second, shape=(128, 512)):
    return np.asarray(random_bits(np.array([first, second], "uint32"), shape))


def test_every_bit_is_set_half_of_the_time():
    words = np.concatenate([bits(seed, step).ravel() for seed in range(4) for step in range(4)])
    for place in range(32):
        ones = int(((words >> np.uint32(place)) & 1).sum())
        assert stats.binomtest(ones, words.size).pvalue > 1e-6, f"bit {place}"


@pytest.mark.parametrize("other", [(0, 1), (1, 0), (2**31, 0), (0, 2**31)])
def test_streams_of_neighbouring_keys_are_unrelated(other):
    """Neither at the same place nor shifted does one mask predict another."""
    a, b = bits(0, 0).ravel() >> 31, bits(*other).ravel() >> 31
    for shift in (0, 1, 2, 128, 512):
        agree = int((a == np.roll(b, shift)).sum())
        assert stats.binomtest(agree, a.size).pvalue > 1e-6


def test_neighbouring_places_are_unrelated():
    mask = bits(3, 4) >> 31  # (128, 512)
    for axis in (0, 1):
        agree = int((mask == np.roll(mask, 1, axis)).sum())
        assert stats.binomtest(agree, mask.size).pvalue > 1e-6


def test_bytes_are_uniform():
    counts = np.bincount(bits(9, 9).view("uint8").ravel(), minlength=256)
    assert stats.chisquare(counts).pvalue > 1e-6


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
