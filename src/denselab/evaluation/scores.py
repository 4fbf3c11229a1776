"""Everything that is measured of one network on one part of the data."""

from typing import Any

import numpy as np

from denselab.errors import DataError
from denselab.evaluation.balance import balanced_accuracy, is_uneven
from denselab.evaluation.classes import class_scores, confusion_matrix
from denselab.evaluation.confident_mistakes import mistakes
from denselab.evaluation.intervals import score
from denselab.evaluation.ranking import ranking
from denselab.evaluation.reliability import calibration

#: Probabilities are kept this far from 0 in the log loss, as Keras keeps them.
EPSILON = 1e-7


def evaluate(
    probabilities: np.ndarray, y: np.ndarray, classes: tuple[str, ...] | list[str]
) -> dict[str, Any]:
    """Measures the predictions of one network.

    Args:
        probabilities: ``(n, classes)`` float, n ≥ 1, each row summing to 1.
        y: True labels, ``(n,)`` int in ``[0, len(classes))``.
        classes: The names of the classes.

    Returns:
        A dictionary that JSON can hold: ``n``, ``correct``, ``accuracy`` with its 95% Wilson
        interval ``low`` and ``high``, ``balanced_accuracy`` likewise, ``log_loss`` (nats),
        ``confusion`` (rows are true classes), ``per_class``, ``ranking`` (of two classes, or where
        they are uneven; else empty), ``calibration`` and ``mistakes``.

    Raises:
        DataError: The arrays do not fit together, or a probability is not finite.

    Example:
        >>> scores = evaluate(np.array([[0.9, 0.1], [0.2, 0.8]]), np.array([0, 1]), ["cat", "dog"])
        >>> scores["accuracy"], scores["confusion"]
        (1.0, [[1, 0], [0, 1]])
    """
    _check(probabilities, y, len(classes))
    predicted = probabilities.argmax(axis=1)  # (n,)
    right = predicted == y
    confusion = confusion_matrix(y, predicted, len(classes))
    per_class = zip(classes, class_scores(confusion), strict=True)
    return {
        **score(right),
        "balanced_accuracy": balanced_accuracy(confusion),
        "log_loss": log_loss(probabilities, y),
        "confusion": confusion.tolist(),
        "per_class": [{"class": name, **scores} for name, scores in per_class],
        "ranking": _ranking(probabilities, y),
        "calibration": calibration(probabilities.max(axis=1), right),
        "mistakes": mistakes(probabilities, y),
    }


def _ranking(probabilities: np.ndarray, y: np.ndarray) -> list[Any]:
    """Of two classes, and where some are so rare that accuracy tells little of them."""
    counts = np.bincount(y)
    asked = probabilities.shape[1] == 2 or is_uneven(counts[counts > 0])
    return list(ranking(probabilities, y)) if asked else []


def log_loss(probabilities: np.ndarray, y: np.ndarray) -> float:
    """Mean negative logarithm (nats) of the probability ``(n, classes)`` of the true class."""
    of_truth = probabilities[np.arange(len(y)), y].astype(np.float64)  # (n,)
    return float(-np.log(np.clip(of_truth, EPSILON, 1)).mean())


def _check(probabilities: np.ndarray, y: np.ndarray, classes: int) -> None:
    if probabilities.shape != (len(y), classes) or len(y) == 0:
        raise DataError(
            f"probabilities should be ({len(y)}, {classes}), one row a label and one column a "
            f"class, and at least one row; got {probabilities.shape}"
        )
    if y.min() < 0 or y.max() >= classes:
        raise DataError(f"labels should be in [0, {classes}), got {y.min()} to {y.max()}")
    bad = np.flatnonzero(~np.isfinite(probabilities).all(axis=1))
    if len(bad):
        raise DataError(f"probabilities should be finite, got {probabilities[bad[0]]} for {bad[0]}")
