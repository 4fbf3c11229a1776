"""What one column alone achieves, against scikit-learn on the same held-out rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from denselab.look.telling import FOLDS, telling


@given(
    n_classes=st.integers(2, 4),
    n_bins=st.integers(1, 6),
    seed=st.integers(0, 99),
    noise=st.booleans(),
)
def test_is_what_scikit_learn_measures_on_rows_that_were_not_counted(
    n_classes, n_bins, seed, noise
):
    rng = np.random.default_rng(seed)
    n = 120
    y = np.resize(np.arange(n_classes), n)[rng.permutation(n)]
    bins = rng.integers(0, n_bins, n) if noise else (y + rng.integers(0, 2, n)) % n_bins
    scores = np.empty((n, n_classes))
    for fold in range(FOLDS):
        held_out = np.arange(n) % FOLDS == fold
        for label in range(n_classes):
            ours = ~held_out & (y == label)
            prior = ours.sum() / (~held_out).sum()
            for bin_ in range(n_bins):
                share = ((bins == bin_) & ours).sum() + prior / 2
                scores[held_out & (bins == bin_), label] = share / ours.sum()
    scores = (scores / scores.sum(axis=1, keepdims=True)).round(9)
    found = telling(bins, y, n_classes)
    folds = [np.arange(n) % FOLDS == fold for fold in range(FOLDS)]
    aucs = []
    for label in range(n_classes):
        ours = [(y[fold] == label).sum() for fold in folds]
        pairs = [a * (fold.sum() - a) for a, fold in zip(ours, folds, strict=True)]
        each = [roc_auc_score(y[fold] == label, scores[fold, label]) for fold in folds]
        aucs.append(np.average(each, weights=pairs))
    assert found["auc"] == pytest.approx(np.mean(aucs))
    expected = balanced_accuracy_score(y, scores.argmax(axis=1))
    assert found["balanced_accuracy"] == pytest.approx(expected)


def test_a_column_that_says_nothing_is_at_chance():
    rng = np.random.default_rng(0)
    found = telling(rng.integers(0, 20, 6000), rng.integers(0, 2, 6000) * (np.arange(6000) > 5), 2)
    assert found["auc"] == pytest.approx(0.5, abs=0.03)
    assert found["balanced_accuracy"] == pytest.approx(0.5, abs=0.03)


def test_a_key_is_not_mistaken_for_knowledge():
    """A bin a row predicts its own row perfectly, and no other."""
    y = np.random.default_rng(0).integers(0, 2, 300)
    assert telling(np.arange(300), y, 2)["auc"] == pytest.approx(0.5, abs=0.01)


def test_rare_classes_count_as_much_as_frequent_ones():
    y = np.r_[np.zeros(990, int), np.ones(10, int)][np.random.default_rng(0).permutation(1000)]
    assert telling(np.zeros(1000, int), y, 2)["balanced_accuracy"] == 0.5
    assert telling(y, y, 2) == {"balanced_accuracy": 1.0, "auc": 1.0}
