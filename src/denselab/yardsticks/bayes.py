"""Multinomial naive Bayes: how much likelier each word is in one class than in another."""

from typing import Any, ClassVar, Self

import numpy as np
from sklearn.naive_bayes import MultinomialNB

from denselab.yardsticks.yardstick import Matrix, Reads, over_classes


class Bayes:
    """Counts words a class and takes them for independent.

    Args:
        balanced: Whether all classes are taken for equally frequent.

    Source:
        A. McCallum and K. Nigam, "A comparison of event models for naive Bayes text
        classification", AAAI 1998; one is added to every count (Laplace).
    """

    name: ClassVar[str] = "bayes"
    reads: ClassVar[Reads] = "counts"
    learned_: dict[str, Any]

    def __init__(self, balanced: bool = False) -> None:
        self._model = MultinomialNB(alpha=1.0, fit_prior=not balanced)

    def most(self, numbers: float, classes: int) -> int | None:
        return None

    def fit(self, x: Matrix, y: np.ndarray, classes: int) -> Self:
        self._model.fit(x, y)
        self._classes = classes
        self.learned_ = {"smoothing": 1.0}
        return self

    def probabilities(self, x: Matrix) -> np.ndarray:
        return over_classes(self._model.predict_proba(x), self._model.classes_, self._classes)
