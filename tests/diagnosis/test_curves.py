from itertools import permutations

import numpy as np
import pytest
from scipy.stats import kendalltau

from denselab.diagnosis.curves import halvings, noise, smoothed_minimum, trend


@pytest.mark.parametrize("n", [2, 5, 10, 60])
def test_concordant_pairs_are_those_of_kendalls_tau(n):
    losses = np.random.default_rng(n).normal(size=n)
    tau = kendalltau(np.arange(n), losses).statistic
    assert trend(losses).concordant_pairs == pytest.approx((1 + tau) / 2)


@pytest.mark.parametrize("n", [2, 4, 6])
def test_the_standard_error_is_the_spread_over_all_orders(n):
    trends = [trend(np.array(order)) for order in permutations(range(n))]
    assert trends[0].standard_error == pytest.approx(np.std([t.concordant_pairs for t in trends]))
    assert np.mean([t.z for t in trends]) == pytest.approx(0)
    assert np.std([t.z for t in trends]) == pytest.approx(1)


def test_what_stays_equal_neither_rises_nor_falls():
    assert trend(np.full(7, 0.1)).z == 0


def test_the_minimum_is_not_taken_in_by_a_single_low_epoch():
    losses = 0.1 + 0.01 * np.abs(np.arange(20.0) - 8)
    losses[15] = 0.01
    assert smoothed_minimum(losses) == 8


def test_halvings_of_a_loss_with_a_spike_in_it_and_of_one_that_vanishes():
    losses = 0.5 ** np.arange(11.0)
    losses[4] = 7
    assert halvings(losses) == pytest.approx(10, abs=0.1)
    assert np.isfinite(halvings(np.array([1.0, 0.0, 0.0])))


def test_noise_is_told_from_trends_and_spikes():
    shaking = 1 + 0.05 * np.random.default_rng(0).normal(size=2000)
    losses = 0.5 * 0.999 ** np.arange(2000) * shaking
    assert noise(losses) == pytest.approx(0.05, rel=0.05)
    losses[::50] *= 5
    assert noise(losses) == pytest.approx(0.05, rel=0.1)
