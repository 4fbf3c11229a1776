"""Gradient boosting: many small trees, for tables the rival that is hardest to beat."""

from typing import Any, ClassVar, Self

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from denselab.yardsticks.yardstick import Matrix, Reads, over_classes

#: Rounds at most; early stopping ends it sooner where it can judge.
ROUNDS = 300
ROUNDS_UNJUDGED = 50
#: Cells times classes that one fit reads a round, in some hundredths of a second.
WORK = 6_000_000
JUDGES = 0.1


class Boosting:
    """scikit-learn's histogram gradient boosting with its default settings.

    It stops early by a tenth of the training samples that it sets aside itself. Of classes with a
    single sample none could be set aside; then it has a fixed number of rounds.

    Args:
        categorical: Which columns hold codes of categories, ``(columns,)`` bool.
        balanced: Whether each class weighs as much as any other.
        seed: Of what it sets aside.

    Source:
        J. Friedman, "Greedy function approximation: a gradient boosting machine", Annals of
        Statistics 29 (2001); with histograms as in G. Ke et al., "LightGBM", NIPS 2017.
    """

    name: ClassVar[str] = "boosting"
    reads: ClassVar[Reads] = "cells"
    learned_: dict[str, Any]

    def __init__(self, categorical: np.ndarray, balanced: bool = False, seed: int = 0) -> None:
        self._categorical = categorical
        self._weight = "balanced" if balanced else None
        self._seed = seed

    def most(self, numbers: float, classes: int) -> int | None:
        return int(WORK / (numbers * (1 if classes == 2 else classes)))

    def fit(self, x: Matrix, y: np.ndarray, classes: int) -> Self:
        counts = np.unique(y, return_counts=True)[1]
        judged = bool(counts.min() > 1 and JUDGES * len(y) >= len(counts))
        self._model = HistGradientBoostingClassifier(
            categorical_features=self._categorical,
            class_weight=self._weight,
            max_iter=ROUNDS if judged else ROUNDS_UNJUDGED,
            early_stopping=judged,
            validation_fraction=JUDGES,
            random_state=self._seed,
        ).fit(x, y)
        self._classes = classes
        self.learned_ = {"rounds": int(self._model.n_iter_)}
        return self

    def probabilities(self, x: Matrix) -> np.ndarray:
        return over_classes(self._model.predict_proba(x), self._model.classes_, self._classes)
