"""How far chance alone moves an accuracy."""

from math import sqrt


def sampling_error(accuracy: float, n: int) -> float:
    """Standard error of an accuracy in [0, 1] measured on `n` samples drawn at random."""
    return sqrt(accuracy * (1 - accuracy) / n)
