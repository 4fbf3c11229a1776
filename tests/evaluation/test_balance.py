import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from sklearn.metrics import balanced_accuracy_score

from denselab.evaluation import (
    balanced_accuracy,
    balanced_lead,
    confusion_matrix,
    is_uneven,
    wilson,
)

labels = st.integers(1, 60).flatmap(
    lambda n: st.tuples(*[npst.arrays(np.int32, n, elements=st.integers(0, 4))] * 2)
)


@pytest.mark.filterwarnings("ignore:A single label was found")
@pytest.mark.filterwarnings("ignore:y_pred contains classes not in y_true")
@given(labels)
def test_it_is_scikit_learns_and_lies_in_its_interval(both):
    y, predicted = both
    found = balanced_accuracy(confusion_matrix(y, predicted, 5))
    assert found["accuracy"] == pytest.approx(balanced_accuracy_score(y, predicted))
    assert 0 <= found["low"] <= found["accuracy"] <= found["high"] <= 1


def test_of_one_class_the_interval_is_wilsons():
    found = balanced_accuracy(np.array([[37, 3], [0, 0]]))
    assert (found["low"], found["high"]) == pytest.approx(wilson(37, 40))


@pytest.mark.parametrize("counts", [(900, 60), (300, 100, 30), (20, 20)])
def test_the_interval_holds_the_true_value_about_95_times_in_100(counts):
    rng, recalls = np.random.default_rng(0), np.array([0.97, 0.8, 0.6])[: len(counts)]
    held = 0
    for _ in range(2000):
        hits = rng.binomial(counts, recalls)
        # Every wrong answer names the next class.
        found = balanced_accuracy(np.diag(hits) + np.roll(np.diag(counts - hits), 1, axis=1))
        held += found["low"] <= recalls.mean() <= found["high"]
    assert 0.93 < held / 2000 < 0.985


def test_the_lead_is_the_difference_and_its_interval_holds_the_true_one_95_times_in_100():
    rng, y = np.random.default_rng(0), np.repeat([0, 1], [400, 40])
    both, only_a, only_b = np.array([[0.85, 0.05, 0.02], [0.5, 0.2, 0.1]])[y].T  # (n,) each
    held = 0
    for _ in range(1000):
        draw = rng.random(len(y))
        a = draw < both + only_a
        b = (draw < both) | ((draw >= both + only_a) & (draw < both + only_a + only_b))
        found = balanced_lead(a, b, y)
        held += found["low"] <= (0.03 + 0.1) / 2 <= found["high"]
    scores = [balanced_accuracy_score(y, np.where(right, y, 1 - y)) for right in (a, b)]
    assert found["difference"] == pytest.approx(scores[0] - scores[1])
    assert 0.93 < held / 1000 < 0.985


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=9))
def test_uneven_is_threefold(counts):
    assert is_uneven(counts) == any(3 * a <= b for a in counts for b in counts)
