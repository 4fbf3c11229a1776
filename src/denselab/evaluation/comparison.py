"""Whether one network is truly better than another on the same samples."""

from dataclasses import dataclass
from math import hypot, sqrt

import numpy as np

from denselab.evaluation.intervals import wilson


@dataclass(frozen=True)
class Comparison:
    """Two networks on the same samples.

    Attributes:
        n: How many samples.
        only_a: How many only the first network got right.
        only_b: How many only the second got right.
        p_value: How likely so uneven a division of these (or a more uneven one) would be
            if both networks were equally good: McNemar's test, exact.
        difference: Accuracy of the first less that of the second.
        low: Lower end of the 95% interval of the difference.
        high: Its upper end.
    """

    n: int
    only_a: int
    only_b: int
    p_value: float
    difference: float
    low: float
    high: float


def mcnemar(correct_a: np.ndarray, correct_b: np.ndarray) -> Comparison:
    """Compares two networks by the samples on which they disagree.

    Two accuracies on the same samples are not independent, so their intervals may overlap
    although one network is plainly better; only the disagreements tell.

    Args:
        correct_a: Whether the first network was right, ``(n,)`` bool, n ≥ 1.
        correct_b: The same of the second, on the same samples in the same order.

    Source:
        Q. McNemar (1947); the interval is method 10 of R. G. Newcombe, "Improved confidence
        intervals for the difference between binomial proportions based on paired data",
        Statistics in Medicine 17 (1998).

    Example:
        >>> a, b = np.array([True] * 9 + [False]), np.array([True] * 3 + [False] * 7)
        >>> mcnemar(a, b).p_value
        0.03125
    """
    if np.shape(correct_a) != np.shape(correct_b) or np.size(correct_a) == 0:
        raise ValueError(
            "mcnemar compares networks on the same samples, at least one; "
            f"got {np.size(correct_a)} and {np.size(correct_b)}"
        )
    a, b = np.asarray(correct_a, bool), np.asarray(correct_b, bool)
    both, only_a, only_b = (int(np.sum(cell)) for cell in (a & b, a & ~b, ~a & b))
    low, high = paired_interval(both, only_a, only_b, neither=len(a) - both - only_a - only_b)
    return Comparison(
        n=len(a),
        only_a=only_a,
        only_b=only_b,
        p_value=_sign_test(only_a, only_b),
        difference=(only_a - only_b) / len(a),
        low=low,
        high=high,
    )


def _sign_test(heads: int, tails: int) -> float:
    """Two-sided exact probability of so uneven a division by a fair coin."""
    n, ways, term = heads + tails, 0, 1  # term = n choose k, in whole numbers: no rounding
    for k in range(min(heads, tails) + 1):
        ways += term
        term = term * (n - k) // (k + 1)
    return min(1.0, 2 * ways / 2**n)


def paired_interval(
    both: float, only_a: float, only_b: float, neither: float
) -> tuple[float, float]:
    """Newcombe's interval: Wilson's for each accuracy, joined with their correlation."""
    n = both + only_a + only_b + neither
    a, b = (both + only_a) / n, (both + only_b) / n
    (low_a, high_a), (low_b, high_b) = wilson(both + only_a, n), wilson(both + only_b, n)
    phi = _correlation(both, only_a, only_b, neither)
    below = _joined(a - low_a, high_b - b, phi)
    above = _joined(high_a - a, b - low_b, phi)
    return a - b - below, a - b + above


def _joined(one: float, other: float, phi: float) -> float:
    return sqrt(max(0.0, hypot(one, other) ** 2 - 2 * phi * one * other))


def _correlation(both: float, only_a: float, only_b: float, neither: float) -> float:
    """Phi of the 2×2 table, its numerator drawn n/2 towards 0 where it is positive."""
    n = both + only_a + only_b + neither
    margins = (both + only_a) * (only_b + neither) * (both + only_b) * (only_a + neither)
    if margins == 0:
        return 0.0
    product = both * neither - only_a * only_b
    corrected = max(product - n / 2, 0) if product > 0 else product
    return corrected / sqrt(margins)
