"""Which classes are taken for which: the confusion matrix and the figures of each class."""

from typing import TypedDict

import numpy as np

from denselab.evaluation.intervals import wilson


class ClassScores(TypedDict):
    """The figures of one class; a share of nothing counts as 0."""

    n: int  # how many samples truly are of the class
    precision: float  # of those called so, the share that is
    recall: float  # of those that are, the share called so
    recall_low: float  # Wilson's 95% interval of the recall
    recall_high: float
    f1: float  # harmonic mean of precision and recall


def confusion_matrix(y: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """Counts of true class (row) against predicted class (column).

    Args:
        y: True labels, ``(n,)`` int in ``[0, classes)``.
        predicted: Predicted labels, the same.
        classes: How many classes there are.

    Returns:
        ``(classes, classes)`` int64.

    Example:
        >>> confusion_matrix(np.array([0, 0, 1]), np.array([0, 1, 1]), 2).tolist()
        [[1, 1], [0, 1]]
    """
    cells = np.asarray(y, np.int64) * classes + np.asarray(predicted, np.int64)
    return np.bincount(cells, minlength=classes**2).reshape(classes, classes)


def class_scores(confusion: np.ndarray) -> list[ClassScores]:
    """Precision, recall and F1 of each class, read off the ``(classes, classes)`` counts."""
    return [
        _scores(int(confusion[k, k]), int(confusion[k].sum()), int(confusion[:, k].sum()))
        for k in range(len(confusion))
    ]


def _scores(hits: int, actual: int, called: int) -> ClassScores:
    low, high = wilson(hits, actual)
    return ClassScores(
        n=actual,
        precision=hits / called if called else 0.0,
        recall=hits / actual if actual else 0.0,
        recall_low=low,
        recall_high=high,
        f1=2 * hits / (actual + called) if actual + called else 0.0,
    )
