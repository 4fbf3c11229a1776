import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from denselab.evaluation import mcnemar

cells = st.tuples(*[st.integers(0, 300)] * 4).filter(lambda table: sum(table) > 0)


def outcomes(both, only_a, only_b, neither):
    a = np.repeat([True, True, False, False], [both, only_a, only_b, neither])
    b = np.repeat([True, False, True, False], [both, only_a, only_b, neither])
    return a, b


@given(cells)
def test_the_p_value_is_the_exact_binomials(table):
    comparison = mcnemar(*outcomes(*table))
    _, only_a, only_b, _ = table
    expected = binomtest(only_a, only_a + only_b).pvalue if only_a + only_b else 1.0
    assert comparison.p_value == pytest.approx(expected, rel=1e-9)
    assert (comparison.only_a, comparison.only_b) == (only_a, only_b)


def test_the_p_value_is_exact_far_beyond_floating_point():
    only_a, only_b = 1200, 1000
    expected = binomtest(only_a, only_a + only_b).pvalue
    assert mcnemar(*outcomes(0, only_a, only_b, 0)).p_value == pytest.approx(expected, rel=1e-9)


@given(cells)
def test_the_interval_holds_the_difference_and_stays_a_difference(table):
    comparison = mcnemar(*outcomes(*table))
    slack = 1e-12
    assert comparison.low <= comparison.difference + slack
    assert comparison.high >= comparison.difference - slack
    assert -1 - slack <= comparison.low <= comparison.high <= 1 + slack


@given(cells)
def test_changing_sides_changes_the_sign(table):
    a, b = outcomes(*table)
    there, back = mcnemar(a, b), mcnemar(b, a)
    assert back.p_value == there.p_value
    assert (back.difference, back.low, back.high) == pytest.approx(
        (-there.difference, -there.high, -there.low), abs=1e-12
    )


def test_newcombes_own_example():
    comparison = mcnemar(*outcomes(36, 12, 2, 0))
    assert comparison.difference == pytest.approx(0.2)
    assert (comparison.low, comparison.high) == pytest.approx((0.0569, 0.3404), abs=5e-5)


def test_the_interval_holds_the_true_difference_about_95_times_in_100():
    rng = np.random.default_rng(0)
    shares = [0.95, 0.03, 0.01, 0.01]  # of both, only a, only b, neither
    tables = rng.multinomial(1000, shares, size=1000)
    held = [c.low <= 0.02 <= c.high for c in (mcnemar(*outcomes(*table)) for table in tables)]
    assert np.mean(held) == pytest.approx(0.95, abs=0.025)


def test_networks_on_different_samples_are_refused():
    with pytest.raises(ValueError, match="same samples"):
        mcnemar(np.ones(3, bool), np.ones(4, bool))
    with pytest.raises(ValueError, match="at least one"):
        mcnemar(np.ones(0, bool), np.ones(0, bool))
