"""How well a network tells a class from the others, whatever probability counts as yes.

Responsible for the ROC and the precision-recall curve of a class, with the areas below them and
the uncertainty of the former; curves are thinned until JSON and a figure hold them.
"""

from math import sqrt
from statistics import NormalDist
from typing import TypedDict

import numpy as np

from denselab.evaluation.intervals import wilson

#: Points that a curve has at most; where there are many classes, they share `ALL_POINTS`.
POINTS = 200
ALL_POINTS = 4000


class Ranked(TypedDict):
    """One class against all others."""

    label: int
    n: int  # samples of the class
    auc: float  # area below the ROC curve
    low: float  # its 95% interval
    high: float
    average_precision: float
    roc: list[list[float]]  # share of the others called so, share of the class called so
    precision_recall: list[list[float]]  # recall, precision


def ranking(probabilities: np.ndarray, y: np.ndarray) -> list[Ranked]:
    """Ranks the samples by the probability of a class, for each class that can be told.

    Args:
        probabilities: ``(n, classes)``.
        y: True labels, ``(n,)``.

    Returns:
        One entry a class that some samples have and others have not, in the order of the labels;
        of two classes only the rarer one, because the other's curve tells the same.
    """
    counts = np.bincount(y, minlength=probabilities.shape[1])
    told = np.flatnonzero((counts > 0) & (counts < len(y)))
    if probabilities.shape[1] == 2:
        told = told[counts[told] == counts[told].min(initial=len(y))][-1:]
    most = max(20, min(POINTS, ALL_POINTS // max(1, len(told))))
    return [_ranked(probabilities[:, label], y == label, int(label), most) for label in told]


def _ranked(scores: np.ndarray, positive: np.ndarray, label: int, most: int) -> Ranked:
    area, low, high = auc(scores, positive)
    false, true = roc_curve(scores, positive)
    recall, precision = precision_recall_curve(scores, positive)
    return Ranked(
        label=label,
        n=int(positive.sum()),
        auc=area,
        low=low,
        high=high,
        average_precision=average_precision(scores, positive),
        roc=thinned(false, true, most),
        precision_recall=thinned(recall, precision, most),
    )


def auc(scores: np.ndarray, positive: np.ndarray) -> tuple[float, float, float]:
    """The area below the ROC curve: how often a sample of the class is ranked above another one.

    Args:
        scores: By which samples are ranked, ``(n,)``; equals count half.
        positive: Whether each is of the class, ``(n,)`` bool; some are, some are not.

    Returns:
        The area, and the ends of its 95% interval, which are found on the scale of log odds and so
        stay between 0 and 1. Where all of a class lie above all others there is no spread to go
        by; then the area could be as low as the share that so many right out of so many leave
        open, of the class or of the others, whichever are fewer. Of a single sample nothing is
        known.

    Source:
        E. R. DeLong et al., "Comparing the areas under two or more correlated receiver operating
        characteristic curves", Biometrics 44 (1988); by midranks as in X. Sun and W. Xu, IEEE
        Signal Processing Letters 21 (2014).

    Example:
        >>> scores = np.array([0.1, 0.4, 0.35, 0.8])
        >>> auc(scores, np.array([False, False, True, True]))[0]
        0.75
    """
    ours, others = scores[positive], scores[~positive]
    m, n = len(ours), len(others)
    ranks = _midranks(np.concatenate([ours, others]))
    above = (ranks[:m] - _midranks(ours)) / n  # (m,): the share of others below each
    below = 1 - (ranks[m:] - _midranks(others)) / m  # (n,)
    area = float(above.mean())
    if min(m, n) < 2:
        return area, 0.0, 1.0
    if area in (0.0, 1.0):
        fewer = min(m, n)
        return area, *wilson(round(area * fewer), fewer)
    error = sqrt(above.var(ddof=1) / m + below.var(ddof=1) / n)
    z = NormalDist().inv_cdf(0.975)
    reach = z * error / (area * (1 - area))
    odds = np.log(area / (1 - area))
    low, high = (float(1 / (1 + np.exp(-(odds + side * reach)))) for side in (-1, 1))
    return area, low, high


def roc_curve(scores: np.ndarray, positive: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The share of the others and of the class with a score of at least each threshold.

    Returns:
        False and true positive rate, ``(thresholds + 1,)`` each, from (0, 0) to (1, 1).
    """
    called, hits = _cumulated(scores, positive)
    false = (called - hits) / (len(positive) - hits[-1])
    true = hits / hits[-1]
    return np.concatenate([[0.0], false]), np.concatenate([[0.0], true])


def precision_recall_curve(
    scores: np.ndarray, positive: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Recall and precision at each threshold, ``(thresholds,)`` each, by rising recall."""
    called, hits = _cumulated(scores, positive)
    return hits / hits[-1], hits / called


def average_precision(scores: np.ndarray, positive: np.ndarray) -> float:
    """The mean precision, each threshold counting by what recall it adds."""
    recall, precision = precision_recall_curve(scores, positive)
    return float((np.diff(recall, prepend=0.0) * precision).sum())


def thinned(x: np.ndarray, y: np.ndarray, most: int = POINTS) -> list[list[float]]:
    """At most so many points of a curve, at equal distances along it, both ends among them."""
    places = np.arange(len(x))
    if len(x) > most:
        way = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(x)) + np.abs(np.diff(y)))])
        places = np.unique(np.searchsorted(way, np.linspace(0, way[-1], most)))
        places[-1] = len(x) - 1
    return [[round(float(x[i]), 5), round(float(y[i]), 5)] for i in places]


def _cumulated(scores: np.ndarray, positive: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many samples, and how many of the class, score at least each threshold, from the top."""
    order = np.argsort(-scores, kind="stable")
    falls = np.flatnonzero(np.diff(scores[order], append=-np.inf))  # last of each run of equals
    return falls + 1, np.cumsum(positive[order])[falls]


def _midranks(values: np.ndarray) -> np.ndarray:
    """Ranks from 1; equals share the mean of theirs."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[place]
