"""Drawn samples keep the share of every class."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from denselab.yardsticks.draws import drawn, folds

labels = npst.arrays(np.int32, st.integers(1, 80), elements=st.integers(0, 4))


@given(labels, st.integers(1, 90))
def test_each_class_keeps_its_share_and_one_sample_at_least(y, most):
    rows = drawn(y, most, seed=0)
    classes, counts = np.unique(y, return_counts=True)
    assert len(rows) == min(len(y), max(most, len(classes)))
    assert (np.diff(rows) > 0).all()
    expected = counts * len(rows) / len(y)
    found = np.bincount(y[rows], minlength=5)[classes]
    assert (found >= 1).all()
    assert (np.abs(found - np.maximum(expected, 1)) <= len(classes) + 1).all()


@given(labels, st.integers(2, 5))
def test_folds_hold_every_sample_once_and_each_class_evenly(y, n):
    parts = np.stack(list(folds(y, n, seed=1)))  # (n, len(y))
    assert (parts.sum(axis=0) == 1).all()
    for label in np.unique(y):
        counts = parts[:, y == label].sum(axis=1)
        assert counts.max() - counts.min() <= 1


def test_another_seed_draws_others():
    y = np.arange(100) % 3
    assert (drawn(y, 30, seed=0) == drawn(y, 30, seed=0)).all()
    assert (drawn(y, 30, seed=0) != drawn(y, 30, seed=1)).any()
