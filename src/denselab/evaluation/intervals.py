"""How far a measured share may lie from the true one, and a mean of few values."""

from functools import cache
from math import pi, sqrt, tan
from statistics import NormalDist
from typing import Any

import numpy as np


def wilson(correct: float, n: float, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval for the true share behind `correct` of `n`.

    Unlike the textbook's p ± 1.96 √(p(1-p)/n) it keeps its coverage near 0 and 1, which is
    where accuracies are, and never leaves [0, 1].

    Args:
        correct: How many were right, ``0 <= correct <= n``; a mean of several networks' numbers
            need not be whole.
        n: How many there were; of none, the interval is everything, (0, 1).
        confidence: How often such intervals hold the true share, in (0, 1).

    Returns:
        (low, high).

    Source:
        E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
        JASA 22 (1927).

    Example:
        >>> low, high = wilson(98, 100)
        >>> print(f"{low:.3f} to {high:.3f}")
        0.930 to 0.994
    """
    if not 0 <= correct <= n:
        raise ValueError(f"correct should be between 0 and n = {n}, got {correct}")
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = correct / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    # At the ends the interval touches 0 or 1 exactly; rounding must not push it past the share.
    low = 0.0 if correct == 0 else centre - half
    high = 1.0 if correct == n else centre + half
    return low, high


def score(right: np.ndarray) -> dict[str, Any]:
    """An accuracy with what it takes to judge it, for JSON.

    Args:
        right: Whether each answer was right, ``(n,)`` bool.

    Returns:
        ``n``, ``correct``, ``accuracy``, and its 95% Wilson interval ``low`` to ``high``.

    Example:
        >>> score(np.array([True, True, False]))["correct"]
        2
    """
    n, correct = len(right), int(right.sum())
    low, high = wilson(correct, n)
    return {"n": n, "correct": correct, "accuracy": correct / n, "low": low, "high": high}


@cache
def student(freedom: int, confidence: float = 0.95) -> float:
    """Student's t: so many standard errors on either side of a mean hold the true one.

    Args:
        freedom: Degrees of freedom, one less than the values that the mean is of; at least 1.
        confidence: How often such intervals hold the true mean, in (0, 1).

    Source:
        "Student" (W. S. Gosset), "The probable error of a mean", Biometrika 6 (1908). With
        t = √freedom · tan θ the density of θ is proportional to cosine to the power freedom - 1.

    Example:
        >>> print(f"{student(2):.2f}")
        4.30
    """
    angle = np.linspace(0, pi / 2, 10_001)
    density = np.cos(angle) ** (freedom - 1)
    below = np.concatenate([[0.0], np.cumsum(density[1:] + density[:-1])])
    return sqrt(freedom) * tan(np.interp(confidence, below / below[-1], angle))
