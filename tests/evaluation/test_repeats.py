"""Means over repeats, with intervals that hold the truth as often as they say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from denselab.evaluation import mcnemar, mean_accuracy, mean_lead, wilson

shapes = array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=12)
pairs = shapes.flatmap(lambda shape: st.tuples(arrays(bool, shape), arrays(bool, shape)))


@given(pairs)
def test_a_lead_is_the_difference_of_the_accuracies_and_turns_around(pair):
    a, b = pair
    lead, other = mean_lead(a, b), mean_lead(b, a)
    gained = mean_accuracy(a)["accuracy"] - mean_accuracy(b)["accuracy"]
    assert lead["difference"] == pytest.approx(gained, abs=1e-12)
    assert lead["low"] <= lead["difference"] <= lead["high"]
    mirrored = (-other["high"], -other["low"])
    assert (lead["low"], lead["high"]) == pytest.approx(mirrored, abs=1e-9)


@given(arrays(bool, st.integers(1, 30)), arrays(bool, st.integers(1, 30)), st.integers(2, 5))
def test_equal_repeats_are_as_sure_as_one(a, b, repeats):
    n = min(len(a), len(b))
    one = mcnemar(a[:n], b[:n])
    again = mean_lead(np.tile(a[:n], (repeats, 1)), np.tile(b[:n], (repeats, 1)))
    assert tuple(again.values()) == pytest.approx((one.difference, one.low, one.high), abs=1e-9)
    score = mean_accuracy(np.tile(a, (repeats, 1)))
    assert (score["low"], score["high"]) == pytest.approx(wilson(int(a.sum()), len(a)), abs=1e-9)


def test_repeats_that_disagree_make_it_less_sure():
    a, b = np.ones((3, 200), bool), np.ones((3, 200), bool)
    b[:, :30] = False
    steady = mean_lead(a, b)
    b[0, :60], b[1, :30] = False, True
    shaky = mean_lead(a, b)
    assert shaky["difference"] == pytest.approx(steady["difference"])
    assert shaky["low"] < steady["low"]
    assert steady["high"] < shaky["high"]


@pytest.mark.parametrize("lead", [0.0, 0.05])
def test_the_interval_holds_the_true_lead_at_least_as_often_as_it_says(lead):
    """Hard and easy samples, better and worse draws; each network errs by chance besides."""
    rng, held, rounds = np.random.default_rng(0), 0, 400
    for _ in range(rounds):
        hardness = rng.normal(0, 0.1, 250)  # of each sample
        draw_a, draw_b = rng.normal(0, 0.03, (2, 3, 1))  # of each repeat
        right_a = rng.random((3, 250)) < np.clip(0.8 + lead + hardness + draw_a, 0, 1)
        right_b = rng.random((3, 250)) < np.clip(0.8 + hardness + draw_b, 0, 1)
        interval = mean_lead(right_a, right_b)
        held += interval["low"] <= lead <= interval["high"]
    assert held / rounds >= 0.95
