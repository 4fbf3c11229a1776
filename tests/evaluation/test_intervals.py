import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest, t

from denselab.evaluation import student, wilson

counts = st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, st.floats(0.5, 0.999))
def test_it_is_scipys_interval(count, confidence):
    correct, n = count
    expected = binomtest(correct, n).proportion_ci(confidence, method="wilson")
    assert wilson(correct, n, confidence) == pytest.approx(tuple(expected), abs=1e-12)


@given(counts)
def test_it_holds_the_share_and_stays_a_share(count):
    correct, n = count
    low, high = wilson(correct, n)
    assert 0 <= low <= correct / n <= high <= 1


@given(counts)
def test_right_and_wrong_mirror_each_other(count):
    correct, n = count
    low, high = wilson(correct, n)
    assert wilson(n - correct, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@pytest.mark.parametrize("share", [0.5, 0.9, 0.98])
def test_it_holds_the_true_share_about_95_times_in_100(share):
    n = 1000
    held = [c for c in range(n + 1) if wilson(c, n)[0] <= share <= wilson(c, n)[1]]
    assert binom.pmf(held, n, share).sum() == pytest.approx(0.95, abs=0.02)


def test_nothing_measured_is_nothing_known():
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("correct", "n"), [(3, 2), (-1, 2)])
def test_impossible_counts_are_refused(correct, n):
    with pytest.raises(ValueError, match="between 0 and n = 2"):
        wilson(correct, n)


@given(st.integers(1, 300), st.floats(0.5, 0.999))
def test_students_t_is_scipys(freedom, confidence):
    assert student(freedom, confidence) == pytest.approx(t.ppf((1 + confidence) / 2, freedom), 1e-4)
