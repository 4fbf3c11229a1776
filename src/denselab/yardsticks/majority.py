"""Always the most frequent class: what can be had without looking at a sample."""

from typing import Any, ClassVar, Self

import numpy as np

from denselab.yardsticks.yardstick import Matrix, Reads


class Majority:
    """Gives each class the share that it has of the training samples.

    Example:
        >>> x, y = np.zeros((4, 1)), np.array([1, 1, 1, 0])
        >>> Majority().fit(x, y, 2).probabilities(x[:1])
        array([[0.25, 0.75]])
    """

    name: ClassVar[str] = "majority"
    reads: ClassVar[Reads] = "nothing"
    learned_: dict[str, Any]

    def most(self, numbers: float, classes: int) -> int | None:
        return None

    def fit(self, x: Matrix, y: np.ndarray, classes: int) -> Self:
        self._shares = np.bincount(y, minlength=classes) / len(y)  # (classes,)
        self.learned_ = {"label": int(self._shares.argmax())}
        return self

    def probabilities(self, x: Matrix) -> np.ndarray:
        return np.tile(self._shares, (x.shape[0], 1))
