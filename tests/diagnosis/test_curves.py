from itertools import permutations

import numpy as np
import pytest
from scipy.stats import kendalltau

from denselab.diagnosis.curves import halvings, trend, turning_point


@pytest.mark.parametrize("n", [2, 5, 10, 60])
def test_rising_pairs_are_those_of_kendalls_tau(n):
    losses = np.random.default_rng(n).normal(size=n)
    tau = kendalltau(np.arange(n), losses).statistic
    assert trend(losses).rising_pairs == pytest.approx((1 + tau) / 2)


@pytest.mark.parametrize("n", [2, 4, 6])
def test_chance_is_the_spread_over_all_orders(n):
    trends = [trend(np.array(order)) for order in permutations(range(n))]
    assert trends[0].chance == pytest.approx(np.std([t.rising_pairs for t in trends]))
    assert np.mean([t.score for t in trends]) == pytest.approx(0)
    assert np.std([t.score for t in trends]) == pytest.approx(1)


def test_what_stays_equal_neither_rises_nor_falls():
    assert trend(np.full(7, 0.1)).score == 0


def test_the_turning_point_is_not_taken_in_by_a_single_low_epoch():
    losses = 0.1 + 0.01 * np.abs(np.arange(20.0) - 8)
    losses[15] = 0.01
    assert turning_point(losses) == 8


def test_halvings_of_a_loss_with_a_spike_in_it_and_of_one_that_vanishes():
    losses = 0.5 ** np.arange(11.0)
    losses[4] = 7
    assert halvings(losses) == pytest.approx(10, abs=0.1)
    assert np.isfinite(halvings(np.array([1.0, 0.0, 0.0])))
