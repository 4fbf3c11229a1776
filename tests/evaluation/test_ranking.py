import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from sklearn import metrics

from denselab.evaluation import evaluate, ranking, wilson
from denselab.evaluation.ranking import (
    auc,
    average_precision,
    precision_recall_curve,
    roc_curve,
    thinned,
)


@st.composite
def ranked(draw):
    """Scores with many equals, and a class that some of them have."""
    n = draw(st.integers(2, 60))
    scores = draw(npst.arrays(np.float64, n, elements=st.sampled_from(np.linspace(0, 1, 9))))
    positive = draw(npst.arrays(np.bool_, n))
    positive[:2] = [True, False]
    return scores, positive


@given(ranked())
def test_curves_and_areas_are_scikit_learns(both):
    scores, positive = both
    area, low, high = auc(scores, positive)
    assert area == pytest.approx(metrics.roc_auc_score(positive, scores))
    assert 0 <= low <= area <= high <= 1
    assert average_precision(scores, positive) == pytest.approx(
        metrics.average_precision_score(positive, scores)
    )
    false, true, _ = metrics.roc_curve(positive, scores, drop_intermediate=False)
    np.testing.assert_allclose(roc_curve(scores, positive), (false, true))
    precision, recall, _ = metrics.precision_recall_curve(positive, scores)
    ours = precision_recall_curve(scores, positive)
    np.testing.assert_allclose(ours, (recall[-2::-1], precision[-2::-1]))


def test_the_interval_is_as_wide_as_the_bootstraps():
    """On the scale of log odds, where the interval is made."""
    rng = np.random.default_rng(0)
    positive = np.arange(400) % 4 == 0
    scores = rng.normal(size=400) + 1.5 * positive
    drawn = [
        metrics.roc_auc_score(positive[rows], scores[rows])
        for rows in rng.integers(0, 400, (2000, 400))
    ]
    odds = np.log(np.array(drawn) / (1 - np.array(drawn)))
    _, low, high = auc(scores, positive)
    width = np.diff(np.log([low / (1 - low), high / (1 - high)]))[0]
    assert width == pytest.approx(2 * 1.96 * odds.std(), rel=0.08)


def test_it_holds_the_true_area_about_95_times_in_100():
    rng, held = np.random.default_rng(1), 0
    positive = np.arange(150) % 5 == 0
    true = 0.9213504  # of two normal distributions two standard deviations apart: Φ(2 / √2)
    for _ in range(1000):
        _, low, high = auc(rng.normal(size=150) + 2 * positive, positive)
        held += low <= true <= high
    assert 0.93 < held / 1000 < 0.975


def test_a_perfect_ranking_is_not_beyond_doubt():
    positive = np.arange(100) < 10
    assert auc(positive * 1.0, positive) == (1.0, *wilson(10, 10))
    assert auc(-1.0 * positive, positive) == (0.0, *wilson(0, 10))
    assert auc(np.arange(5) / 5, np.arange(5) == 3) == (0.75, 0.0, 1.0)


@given(st.integers(2, 3000), st.integers(2, 300))
def test_a_thinned_curve_keeps_its_ends_and_its_shape(n, most):
    rng = np.random.default_rng(n)
    x, y = (np.concatenate([[0], np.sort(rng.random(n)), [1]]) for _ in range(2))
    few = np.array(thinned(x, y, most))
    assert len(few) <= most or len(few) == n + 2 <= most
    np.testing.assert_allclose(few[[0, -1]], [(0, 0), (1, 1)])
    steps = np.abs(np.diff(few, axis=0)).sum(axis=1)
    longest = np.abs(np.diff(x)).max() + np.abs(np.diff(y)).max()
    assert steps.max() <= 2 / (most - 1) + longest + 1e-4


def test_of_two_classes_the_rarer_is_ranked_and_of_more_each_that_occurs():
    rng = np.random.default_rng(0)
    p = rng.dirichlet(np.ones(2), 50)
    assert [r["label"] for r in ranking(p, (np.arange(50) < 40).astype(int))] == [0]
    assert [r["label"] for r in ranking(p, (np.arange(50) < 25).astype(int))] == [1]
    assert ranking(p, np.zeros(50, int)) == []
    four = ranking(rng.dirichlet(np.ones(4), 50), np.arange(50) % 3)
    assert [r["label"] for r in four] == [0, 1, 2]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [([30, 30], 1), ([60, 30], 1), ([30, 30, 30], 0), ([90, 30, 30], 3), ([30, 30, 0], 0)],
)
def test_evaluation_ranks_two_classes_or_uneven_ones(counts, expected):
    y = np.repeat(np.arange(len(counts)), counts)
    p = np.random.default_rng(0).dirichlet(np.ones(len(counts)), len(y))
    scores = evaluate(p, y, [str(k) for k in range(len(counts))])
    assert len(scores["ranking"]) == expected
    assert json.loads(json.dumps(scores, allow_nan=False))["ranking"] is not None


def test_hundreds_of_classes_stay_small():
    rng = np.random.default_rng(0)
    p, y = rng.dirichlet(np.ones(300), 6000), rng.integers(0, 300, 6000)
    assert len(json.dumps(ranking(p, y))) < 1_000_000
