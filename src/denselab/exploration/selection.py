"""Choosing among the trained networks, on validation data alone.

Responsible for which network the sealed test is opened for, and for how sure one can be that it
is better than the others: their intervals, and exact tests on the samples where they disagree.
Yardsticks are measured beside it; they are never chosen.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from denselab.errors import DivergedError
from denselab.evaluation import balanced_accuracy, confusion_matrix, mcnemar, score
from denselab.exploration.models import Model, Models
from denselab.settings import Settings
from denselab.training import Arrays, probabilities
from denselab.yardsticks import Fitted, Part, compare


@dataclass(frozen=True)
class Selection:
    """The chosen network and what speaks for it.

    Attributes:
        chosen: The model of the highest validation score; among equals, of the lowest loss.
        by: That score: ``"accuracy"``, or ``"balanced_accuracy"`` where classes are weighed.
        scores: For each model ``n``, ``correct``, ``accuracy``, ``low``, ``high`` and
            ``balanced_accuracy`` on validation.
        comparisons: The chosen model (``a``) against each other (``b``), see `Comparison`.
        yardsticks: What each yardstick scores, beside the chosen model; see `compare`.
    """

    chosen: Model
    by: str
    scores: dict[str, dict[str, Any]]
    comparisons: list[dict[str, Any]]
    yardsticks: list[dict[str, Any]]


def select(
    models: Models,
    trained: list[Model],
    arrays: Arrays,
    yardsticks: list[Fitted],
    validation: Part,
) -> Selection:
    """Chooses the network for which the test set will be opened.

    Args:
        models: Where the networks are.
        trained: Of which to choose.
        arrays: The data.
        yardsticks: To be measured on the same samples.
        validation: These samples.

    Raises:
        DivergedError: No network has a finite validation loss.
    """
    usable = [model for model in trained if math.isfinite(model.best["val_loss"])]
    if not usable:
        raise DivergedError(
            "every network diverged, so the test set stays sealed: try a lower learning rate"
        )
    y = arrays.y_validation
    said = {  # by model: (n_validation, classes)
        model.name: probabilities(models.network(model.name), arrays, arrays.x_validation)
        for model in trained
    }
    right = {name: each.argmax(axis=1) == y for name, each in said.items()}
    scores = {name: scored(each, y) for name, each in said.items()}
    by = Settings.from_json(usable[0].settings).judged_by

    def rank(model: Model) -> tuple[float, float]:
        of_model = scores[model.name]
        reached = of_model if by == "accuracy" else of_model[by]
        return -reached["accuracy"], model.best["val_loss"]

    chosen = min(usable, key=rank)
    return Selection(
        chosen,
        by,
        scores,
        [
            {"a": chosen.name, "b": name, **vars(mcnemar(right[chosen.name], correct))}
            for name, correct in right.items()
            if name != chosen.name
        ],
        compare(yardsticks, validation, y, said[chosen.name]),
    )


def scored(said: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    """What a network that said so, ``(n, classes)``, scores where ``(n,)`` is true."""
    predicted = said.argmax(axis=1)
    balanced = balanced_accuracy(confusion_matrix(y, predicted, said.shape[1]))
    return {**score(predicted == y), "balanced_accuracy": balanced}
