"""Cheap random numbers, judged as a statistician would."""

import numpy as np
import pytest
from scipy import stats

from denselab.backend import jax
from denselab.random_bits import fold_in, normal, random_bits, uniform


def key(first, second):
    return np.array([first, second], "uint32")


def bits(first, second, shape=(128, 512)):
    return np.asarray(random_bits(key(first, second), shape))


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


@pytest.mark.parametrize("seed", range(3))
def test_uniform_numbers_are_spread_evenly_inside_their_interval(seed):
    numbers = np.asarray(uniform(key(seed, 0), (1000, 100))).ravel()
    assert numbers.dtype == "float32"
    assert -1 < numbers.min() < -0.999
    assert 0.999 < numbers.max() < 1
    assert stats.kstest(numbers, stats.uniform(-1, 2).cdf).pvalue > 1e-6


def test_the_outermost_numbers_lie_inside_the_interval_and_are_finite(monkeypatch):
    """All ones and all zeros are too rare to meet, so they are put there."""
    for word in (0, 2**32 - 1):
        monkeypatch.setattr(
            "denselab.random_bits.random_bits", lambda key, shape, w=word: np.full(shape, w, "u4")
        )
        outermost = np.asarray(uniform(key(0, 0), (1,)), "float64")
        np.testing.assert_allclose(np.abs(outermost), 1 - 2.0**-23, rtol=0, atol=0)
        assert np.isfinite(normal(key(0, 0), (1,))).all()


@pytest.mark.parametrize("seed", range(3))
def test_normal_numbers_are_normal(seed):
    numbers = np.asarray(normal(key(seed, 0), (1000, 100))).ravel()
    assert numbers.dtype == "float32"
    assert stats.kstest(numbers, "norm").pvalue > 1e-6
    assert 4 < np.abs(numbers).max() < 5.5  # of 100,000


@pytest.mark.parametrize("columns", [2, 5, 49])
def test_numbers_of_one_draw_are_uncorrelated(columns):
    """As they are taken: a few numbers for each sample of a batch."""
    numbers = np.asarray(normal(key(7, 1), (20_000, columns)))
    correlations = np.corrcoef(numbers.T)[np.triu_indices(columns, 1)]
    assert np.abs(correlations).max() < 6 / np.sqrt(20_000)


def test_every_number_folded_in_gives_another_key():
    fold_all = jax.vmap(fold_in, (None, 0))
    folded = [np.asarray(fold_all(key(5, k), np.arange(5000))) for k in (6, 7)]  # (5000, 2) each
    assert len(np.unique(np.concatenate(folded), axis=0)) == 10_000


def test_streams_of_folded_keys_are_unrelated():
    """What the uses of one key, its batches, and the same batch of two epochs draw."""
    keys = [fold_in(key(0, 0), n) for n in range(4)]
    keys += [fold_in(fold_in(key(0, 0), 0), n) for n in range(4)]
    keys += [fold_in(key(0, 1), n) for n in range(4)]
    streams = np.stack([np.asarray(random_bits(k, (20_000,))) for k in keys])
    signs = (streams >> 31).astype("int32") * 2 - 1
    for lag in (0, 1, 5):
        products = signs @ np.roll(signs, lag, axis=1).T / signs.shape[1]
        off = products[~np.eye(len(keys), dtype=bool)]
        assert np.abs(off).max() < 6 / np.sqrt(signs.shape[1])
