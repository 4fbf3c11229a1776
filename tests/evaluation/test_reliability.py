import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve

from denselab.evaluation import calibration

samples = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=80)


@given(samples)
def test_the_bins_are_those_of_scikit_learns_curve(pairs):
    confidence, correct = map(np.array, zip(*pairs, strict=True))
    # scikit-learn closes its bins on the other side: leave out what lies on an edge.
    inside = ~np.isin(confidence, np.linspace(0, 1, 11))
    confidence, correct = confidence[inside], correct[inside]
    if len(confidence) == 0:
        return
    accuracy, mean = calibration_curve(correct, confidence, n_bins=10)
    bins = calibration(confidence, correct)["bins"]
    assert [one["accuracy"] for one in bins] == pytest.approx(accuracy.tolist())
    assert [one["confidence"] for one in bins] == pytest.approx(mean.tolist())


@given(samples)
def test_every_sample_is_in_the_bin_of_its_confidence(pairs):
    confidence, correct = map(np.array, zip(*pairs, strict=True))
    bins = calibration(confidence, correct)["bins"]
    assert sum(one["n"] for one in bins) == len(pairs)
    assert all(one["n"] > 0 for one in bins)
    for one in bins:
        assert one["low"] - 1e-9 <= one["confidence"] <= one["high"] + 1e-9


def test_an_honest_network_has_little_error_and_a_boaster_much():
    rng = np.random.default_rng(0)
    confidence = rng.uniform(0.5, 1, 50_000)
    honest = rng.random(50_000) < confidence
    boaster = rng.random(50_000) < confidence - 0.2
    assert calibration(confidence, honest)["ece"] < 0.01
    assert calibration(confidence, boaster)["ece"] == pytest.approx(0.2, abs=0.01)
