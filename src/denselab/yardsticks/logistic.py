"""Logistic regression: the best that a single layer can do, held back as much as helps."""

import warnings
from statistics import fmean
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from denselab.evaluation import log_loss
from denselab.yardsticks.draws import drawn, folds
from denselab.yardsticks.yardstick import Matrix, Reads, over_classes

#: How weakly its weights are held back, by what is tried first.
STRENGTHS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
FOLDS = 3
#: Where the solver stops: roughly while it is chosen, exactly for the one that is kept.
TOLERANCE_TO_CHOOSE, TOLERANCE = 1e-3, 1e-4
#: Products of numbers that are not zero with classes, in a pass over the samples: some seconds for
#: the network that is kept, and as much for choosing its strength.
WORK, WORK_TO_CHOOSE = 400_000_000, 20_000_000
#: Numbers of a matrix at most: 160 MB where it is dense.
CELLS = 40_000_000


class Logistic:
    """Logistic regression with an L2 penalty, chosen by cross-validation on the training part.

    Strengths are tried from the strongest penalty on, each on the same three folds, until the log
    loss rises. The solver (L-BFGS) stops after 100 steps at most, converged or not: what is left
    then changes hardly an answer.

    Args:
        balanced: Whether each class weighs as much as any other.
        seed: Of the folds.
    """

    name: ClassVar[str] = "logistic"
    reads: ClassVar[Reads] = "inputs"
    learned_: dict[str, Any]

    def __init__(self, balanced: bool = False, seed: int = 0) -> None:
        self._weight = "balanced" if balanced else None
        self._seed = seed

    def most(self, numbers: float, classes: int) -> int | None:
        return int(min(CELLS, WORK / _outputs(classes)) / numbers)

    def fit(self, x: Matrix, y: np.ndarray, classes: int) -> Self:
        self._classes = classes
        work = max(1, x.size) * _outputs(classes) / len(y)  # a sample
        rows = drawn(y, int(WORK_TO_CHOOSE / work), self._seed)
        strength = self._strength(x[rows], y[rows])
        self._model = self._fitted(self._unfitted(strength, TOLERANCE), x, y)
        self.learned_ = {"strength": strength, "chosen_on": len(rows)}
        return self

    def probabilities(self, x: Matrix) -> np.ndarray:
        return over_classes(self._model.predict_proba(x), self._model.classes_, self._classes)

    def _strength(self, x: Matrix, y: np.ndarray) -> float:
        """The strength of the lowest log loss on samples that were not learned from."""
        parts = [part for part in folds(y, FOLDS, self._seed) if len(np.unique(y[~part])) > 1]
        # Each goes on from the weights that it had with the strength before.
        models = [self._unfitted(STRENGTHS[0], TOLERANCE_TO_CHOOSE) for _ in parts]
        best, lowest = 1.0, np.inf
        for strength in STRENGTHS if parts else ():
            loss = sum(
                self._loss(model.set_params(C=strength), x, y, part)
                for model, part in zip(models, parts, strict=True)
            )
            if loss >= lowest:
                break
            best, lowest = strength, loss
        return best

    def _loss(self, model: LogisticRegression, x: Matrix, y: np.ndarray, held: np.ndarray) -> float:
        self._fitted(model, x[~held], y[~held])
        said = over_classes(model.predict_proba(x[held]), model.classes_, self._classes)
        if self._weight is None:
            return log_loss(said, y[held])
        rows = (y[held] == label for label in np.unique(y[held]))
        return fmean(log_loss(said[of_class], y[held][of_class]) for of_class in rows)

    def _unfitted(self, strength: float, tolerance: float) -> LogisticRegression:
        return LogisticRegression(
            C=strength, class_weight=self._weight, tol=tolerance, max_iter=100, warm_start=True
        )

    def _fitted(self, model: LogisticRegression, x: Matrix, y: np.ndarray) -> LogisticRegression:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            return model.fit(x, y)


def _outputs(classes: int) -> int:
    """Of two classes one is told by the other."""
    return 1 if classes == 2 else classes
