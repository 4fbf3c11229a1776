"""What every yardstick is and does."""

from typing import Any, ClassVar, Literal, Protocol, Self, TypeAlias

import numpy as np
from scipy.sparse import csr_matrix

#: ``(n, features)``: dense float32, or sparse where few features are not zero.
Matrix: TypeAlias = np.ndarray | csr_matrix

#: ``"inputs"``: what the network reads; ``"counts"``: how often each word occurs; ``"cells"``: the
#: columns of a table, not encoded; ``"nothing"``: no columns at all.
Reads = Literal["inputs", "counts", "cells", "nothing"]


class Yardstick(Protocol):
    """A simple model, fitted once.

    Attributes:
        name: How it is called in files.
        reads: What it is given of the samples.
        learned_: What it chose, for JSON; there once it is fitted.
    """

    name: ClassVar[str]
    reads: ClassVar[Reads]
    learned_: dict[str, Any]

    def most(self, numbers: float, classes: int) -> int | None:
        """Training samples at most, or it would take too long; ``None`` for any number.

        Args:
            numbers: That are not left out of the matrix, a sample.
            classes: How many there are.
        """

    def fit(self, x: Matrix, y: np.ndarray, classes: int) -> Self:
        """Learns from ``(n, inputs)`` and labels ``(n,)`` in ``[0, classes)``."""

    def probabilities(self, x: Matrix) -> np.ndarray:
        """What it says of ``(n, inputs)``: ``(n, classes)`` float64, rows summing to 1."""


def over_classes(said: np.ndarray, labels: np.ndarray, classes: int) -> np.ndarray:
    """Probabilities of the labels that were seen, ``(n, labels)``, over all ``(n, classes)``."""
    over = np.zeros((len(said), classes))
    over[:, labels] = said
    return over
