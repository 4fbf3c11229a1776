"""Networks that were trained several times on different draws of the data, all measured alike.

Responsible for their mean accuracy and for the mean lead of one kind over another, with intervals
that allow for both chances: which samples they are measured on, and which ones were drawn to learn
from, with which initial weights.
"""

from math import hypot, sqrt

import numpy as np

from denselab.evaluation.comparison import paired_interval
from denselab.evaluation.intervals import student, wilson


def mean_accuracy(correct: np.ndarray) -> dict[str, float]:
    """The mean accuracy of all repeats, with its 95% interval.

    Args:
        correct: Whether each repeat was right, ``(repeats, n)`` bool, at least two repeats.

    Returns:
        ``accuracy``, ``low``, ``high``.
    """
    n = correct.shape[1]
    accuracy = float(correct.mean())
    low, high = wilson(accuracy * n, n)
    low, high = _widened(accuracy, low, high, correct.mean(axis=1))
    return {"accuracy": accuracy, "low": max(low, 0.0), "high": min(high, 1.0)}


def mean_lead(correct_a: np.ndarray, correct_b: np.ndarray) -> dict[str, float]:
    """How much more often the first kind is right than the second, with its 95% interval.

    Args:
        correct_a: Of the first kind, ``(repeats, n)`` bool, at least two repeats.
        correct_b: Of the second kind, on the same samples; each repeat on the same draw as the
            first kind's.

    Returns:
        ``difference``, ``low``, ``high``.

    Source:
        The interval for one pair of networks is Newcombe's (see `mcnemar`), of the mean counts; the
        repeats' is Student's. They are joined by adding the squares of their widths: G. Zou and
        A. Donner, "Construction of confidence limits about effect measures", Statistics in
        Medicine 27 (2008). Averaging over repeats lessens the first, too, which is not claimed
        here, so the interval is wide rather than narrow.

    Example:
        >>> a = np.array([[True] * 9 + [False], [True] * 10])
        >>> b = np.array([[True] * 5 + [False] * 5, [True] * 5 + [False] * 5])
        >>> print(f"{mean_lead(a, b)['difference']:.2f}")
        0.45
    """
    a, b = correct_a, correct_b
    cells = (a & b, a & ~b, ~a & b, ~a & ~b)
    both, only_a, only_b, neither = (float(cell.sum(axis=1).mean()) for cell in cells)
    difference = float(a.mean() - b.mean())
    low, high = paired_interval(both, only_a, only_b, neither)
    low, high = _widened(difference, low, high, a.mean(axis=1) - b.mean(axis=1))
    return {"difference": difference, "low": low, "high": high}


def _widened(mean: float, low: float, high: float, of_repeats: np.ndarray) -> tuple[float, float]:
    """The interval, made wider by how far the mean of other repeats might have been."""
    repeats = len(of_repeats)
    more = student(repeats - 1) * float(of_repeats.std(ddof=1)) / sqrt(repeats)
    return mean - hypot(mean - low, more), mean + hypot(high - mean, more)
