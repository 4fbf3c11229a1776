"""Whether a network is right as often as it claims to be."""

from typing import TypedDict

import numpy as np


class Bin(TypedDict):
    """The samples whose confidence lies in ``(low, high]``."""

    low: float
    high: float
    n: int
    confidence: float  # mean confidence of these samples
    accuracy: float  # the share of them that is right


class Calibration(TypedDict):
    """Expected calibration error, and the bins of the reliability diagram behind it."""

    ece: float
    bins: list[Bin]  # empty bins are left out


def calibration(confidence: np.ndarray, correct: np.ndarray, bins: int = 10) -> Calibration:
    """Compares how sure a network was with how often it was right.

    The expected calibration error is the distance between mean confidence and accuracy,
    averaged over bins of equal width, each weighing as many samples as it holds.

    Args:
        confidence: The probability of the predicted class, ``(n,)`` in [0, 1], n ≥ 1.
        correct: Whether the prediction was right, ``(n,)`` bool.
        bins: How many bins divide [0, 1].

    Source:
        C. Guo et al., "On calibration of modern neural networks", ICML 2017.

    Example:
        >>> calibration(np.array([0.9, 0.9]), np.array([True, False]))["ece"]
        0.4
    """
    edges = np.linspace(0, 1, bins + 1)
    place = np.clip(np.digitize(confidence, edges, right=True) - 1, 0, bins - 1)  # (n,)
    filled = [
        _bin(edges[b], edges[b + 1], confidence[place == b], correct[place == b])
        for b in np.unique(place)
    ]
    error = sum(b["n"] * abs(b["confidence"] - b["accuracy"]) for b in filled)
    return Calibration(ece=error / len(confidence), bins=filled)


def _bin(low: float, high: float, confidence: np.ndarray, correct: np.ndarray) -> Bin:
    return Bin(
        low=float(low),
        high=float(high),
        n=len(confidence),
        confidence=float(confidence.mean(dtype=np.float64)),
        accuracy=float(correct.mean()),
    )
