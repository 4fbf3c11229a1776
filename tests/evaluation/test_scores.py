import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from sklearn import metrics

from denselab.errors import DataError
from denselab.evaluation import evaluate, log_loss, wilson


@st.composite
def predictions(draw):
    """Probabilities (n, classes) float32 and labels (n,), some classes possibly absent."""
    n, classes = draw(st.integers(1, 60)), draw(st.integers(2, 6))
    raw = draw(npst.arrays(np.float32, (n, classes), elements=st.floats(0, 1, width=32)))
    y = draw(npst.arrays(np.int32, n, elements=st.integers(0, classes - 1)))
    raw += np.float32(1e-3)
    return raw / raw.sum(axis=1, keepdims=True), y


def names(probabilities):
    return [f"class {k}" for k in range(probabilities.shape[1])]


@given(predictions())
def test_the_figures_are_scikit_learns(prediction):
    p, y = prediction
    scores, predicted, labels = evaluate(p, y, names(p)), p.argmax(1), list(range(p.shape[1]))
    assert scores["accuracy"] == metrics.accuracy_score(y, predicted)
    assert scores["confusion"] == metrics.confusion_matrix(y, predicted, labels=labels).tolist()
    expected = metrics.precision_recall_fscore_support(y, predicted, labels=labels, zero_division=0)
    for key, values in zip(("precision", "recall", "f1", "n"), expected, strict=True):
        assert [one[key] for one in scores["per_class"]] == pytest.approx(values.tolist())


@given(predictions())
def test_the_log_loss_is_scikit_learns(prediction):
    p, y = prediction
    # scikit-learn wants rows that sum to 1 in its own precision.
    exact = p.astype(np.float64) / p.astype(np.float64).sum(axis=1, keepdims=True)
    expected = metrics.log_loss(y, exact, labels=list(range(p.shape[1])))
    assert log_loss(p, y) == pytest.approx(expected, rel=1e-5, abs=1e-6)


@given(predictions())
def test_the_counts_agree_with_each_other_and_fit_into_json(prediction):
    p, y = prediction
    scores = evaluate(p, y, names(p))
    confusion = np.array(scores["confusion"])
    assert confusion.sum() == scores["n"] == len(y)
    assert np.trace(confusion) == scores["correct"]
    assert (scores["low"], scores["high"]) == wilson(scores["correct"], scores["n"])
    assert [one["class"] for one in scores["per_class"]] == names(p)
    for one, row in zip(scores["per_class"], confusion, strict=True):
        assert one["recall_low"] <= one["recall"] <= one["recall_high"] or row.sum() == 0
    assert json.loads(json.dumps(scores, allow_nan=False)) == scores


def test_a_certain_mistake_costs_much_but_not_infinity():
    assert log_loss(np.array([[1.0, 0.0]]), np.array([1])) == pytest.approx(-np.log(1e-7))


@pytest.mark.parametrize(
    ("probabilities", "y", "words"),
    [
        (np.full((3, 2), 0.5), np.array([0, 1]), r"\(2, 2\).*got \(3, 2\)"),
        (np.full((2, 3), 1 / 3), np.array([0, 1]), r"\(2, 2\).*got \(2, 3\)"),
        (np.empty((0, 2)), np.empty(0, int), "at least one row"),
        (np.full((2, 2), 0.5), np.array([0, 2]), r"\[0, 2\), got 0 to 2"),
        (np.array([[0.5, 0.5], [np.nan, 0.5]]), np.array([0, 1]), r"finite, got .* for 1"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(probabilities, y, words):
    with pytest.raises(DataError, match=words):
        evaluate(probabilities, y, ["a", "b"])
