"""Choosing among the trained networks, on validation data alone.

Responsible for which network the sealed test is opened for, and for how sure one can be that it
is better than the others: their intervals, and exact tests on the samples where they disagree.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from denselab.errors import DivergedError
from denselab.evaluation import mcnemar, score
from denselab.exploration.models import Model, Models
from denselab.training import Arrays, probabilities


@dataclass(frozen=True)
class Selection:
    """The chosen network and what speaks for it.

    Attributes:
        chosen: The model of the highest validation accuracy; among equals, of the lowest loss.
        scores: For each model ``n``, ``correct``, ``accuracy``, ``low``, ``high`` on validation.
        comparisons: The chosen model (``a``) against each other (``b``), see `Comparison`.
        yardsticks: What the majority class alone would score.
    """

    chosen: Model
    scores: dict[str, dict[str, Any]]
    comparisons: list[dict[str, Any]]
    yardsticks: dict[str, Any]


def select(
    models: Models, trained: list[Model], arrays: Arrays, classes: tuple[str, ...]
) -> Selection:
    """Chooses the network for which the test set will be opened.

    Raises:
        DivergedError: No network has a finite validation loss.
    """
    usable = [model for model in trained if math.isfinite(model.best["val_loss"])]
    if not usable:
        raise DivergedError(
            "every network diverged, so the test set stays sealed: try a lower learning rate"
        )
    y = arrays.y_validation
    right = {}  # by model: (n_validation,) bool
    for model in trained:
        said = probabilities(models.network(model.name), arrays, arrays.x_validation)
        right[model.name] = said.argmax(axis=1) == y
    chosen = min(usable, key=lambda model: (-right[model.name].sum(), model.best["val_loss"]))
    majority = int(np.bincount(arrays.y_train).argmax())
    return Selection(
        chosen,
        {name: score(correct) for name, correct in right.items()},
        [
            {"a": chosen.name, "b": name, **vars(mcnemar(right[chosen.name], correct))}
            for name, correct in right.items()
            if name != chosen.name
        ],
        {"majority": {"class": classes[majority], **score(y == majority)}},
    )
