"""Each yardstick against scikit-learn's model on matrices that the test makes itself."""

import warnings

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.naive_bayes import MultinomialNB

from denselab.yardsticks.boosting import Boosting
from denselab.yardsticks.logistic import FOLDS, STRENGTHS, Logistic
from denselab.yardsticks.reading import counts, inputs
from tests.yardsticks.data import made


def dense(kind):
    data = made(kind)
    return np.asarray(data.encoding.dense(data.part.stored)), data.y


def test_logistic_regression_is_scikit_learns_of_the_strength_it_chose():
    x, y = dense("texts")
    ours = Logistic(seed=1).fit(x, y, 3)
    theirs = LogisticRegression(C=ours.learned_["strength"], tol=1e-8, max_iter=5000).fit(x, y)
    np.testing.assert_allclose(ours.probabilities(x), theirs.predict_proba(x), atol=0.01)


def test_its_strength_is_the_one_that_scikit_learns_cross_validation_prefers():
    x, y = dense("texts")
    chosen = Logistic(seed=1).fit(x, y, 3).learned_["strength"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of arguments that are to change in later versions
        theirs = LogisticRegressionCV(
            Cs=STRENGTHS, cv=FOLDS, scoring="neg_log_loss", max_iter=1000
        ).fit(x, y)
    preferred = float(np.ravel(theirs.C_)[0])  # on other folds: one step apart is alike
    places = [STRENGTHS.index(strength) for strength in (chosen, preferred)]
    assert abs(places[0] - places[1]) <= 1
    assert 0 < places[0] < len(STRENGTHS) - 1, "else this proves little"


def test_sparse_and_dense_inputs_are_learned_from_alike():
    data = made("texts")
    x, y = dense("texts")
    sparse = inputs(data.part, data.encoding)
    one, other = Logistic().fit(sparse, y, 3), Logistic().fit(x, y, 3)
    assert one.learned_["strength"] == other.learned_["strength"]
    np.testing.assert_allclose(one.probabilities(sparse), other.probabilities(x), atol=1e-3)


def test_naive_bayes_counts_words_however_the_network_weighs_them():
    from denselab.yardsticks.bayes import Bayes

    data = made("texts")
    stored = data.part.stored
    times = np.zeros((len(stored), 6))
    for row, slots in enumerate(stored):
        for slot in slots[slots > 0]:
            times[row, slot >> 8] = slot & 255
    theirs = MultinomialNB().fit(times, data.y).predict_proba(times)
    read = counts(data.part, data.encoding)
    np.testing.assert_allclose(Bayes().fit(read, data.y, 3).probabilities(read), theirs)


def test_lists_are_read_as_the_network_reads_them():
    data = made("texts")
    read = inputs(data.part, data.encoding)
    np.testing.assert_allclose(read.toarray(), data.encoding.dense(data.part.stored), rtol=1e-6)


@pytest.mark.parametrize("n", [600, 40])
def test_boosting_ends_by_samples_that_it_sets_aside_where_there_are_enough(n):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(n, 3)), rng.integers(0, 2, n)  # nothing can be learned
    y[:1] = 2 if n == 40 else y[:1]
    ours = Boosting(np.zeros(3, bool)).fit(x, y, 3)
    assert ours.learned_["rounds"] == (50 if n == 40 else pytest.approx(15, abs=14))
