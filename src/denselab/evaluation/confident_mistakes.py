"""The mistakes a network was surest of: the ones that teach most."""

from typing import TypedDict

import numpy as np


class Mistake(TypedDict):
    """One sample taken for another class."""

    index: int  # of the sample, in the part that was evaluated
    true: int
    predicted: int
    probability: float  # that the network gave to the class it predicted


def mistakes(probabilities: np.ndarray, y: np.ndarray, most: int = 24) -> list[Mistake]:
    """The wrong predictions, the most confident first; among equals, in the order of the data.

    Args:
        probabilities: ``(n, classes)``.
        y: True labels, ``(n,)``.
        most: How many at most.

    Example:
        >>> mistakes(np.array([[0.9, 0.1], [0.4, 0.6]]), np.array([1, 1]))
        [{'index': 0, 'true': 1, 'predicted': 0, 'probability': 0.9}]
    """
    predicted = probabilities.argmax(axis=1)  # (n,)
    wrong = np.flatnonzero(predicted != y)
    confidence = probabilities[wrong, predicted[wrong]]
    surest = wrong[np.argsort(-confidence, kind="stable")][:most]
    return [
        Mistake(
            index=int(i),
            true=int(y[i]),
            predicted=int(predicted[i]),
            probability=float(probabilities[i, predicted[i]]),
        )
        for i in surest
    ]
