"""What yardsticks score on samples that they have not learned from, beside a network."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from denselab.evaluation import balanced_accuracy, balanced_lead, confusion_matrix, mcnemar, score
from denselab.yardsticks.fitted import Fitted
from denselab.yardsticks.reading import Part


def compare(
    yardsticks: Sequence[Fitted], part: Part, y: np.ndarray, said: np.ndarray
) -> list[dict[str, Any]]:
    """Measures each yardstick on the same samples as a network.

    Args:
        yardsticks: Fitted on other samples.
        part: The samples.
        y: Their labels, ``(n,)``.
        said: What the network says of them, ``(n, classes)``.

    Returns:
        For each yardstick, for JSON: its ``name``, what it ``learned`` from ``n_train`` samples in
        so many ``seconds``; ``n``, ``correct``, ``accuracy`` with its interval ``low`` to ``high``,
        ``balanced_accuracy``; and the network's ``lead`` over it in either, see `Comparison` and
        `evaluation.balanced_lead`.
    """
    right = said.argmax(axis=1) == y
    return [
        _compared(each, each.probabilities(part).argmax(axis=1), y, right) for each in yardsticks
    ]


def _compared(
    fitted: Fitted, predicted: np.ndarray, y: np.ndarray, right: np.ndarray
) -> dict[str, Any]:
    classes = int(max(y.max(), predicted.max())) + 1
    return {
        "name": fitted.yardstick.name,
        "n_train": fitted.n_train,
        "seconds": round(fitted.seconds, 2),
        "learned": fitted.yardstick.learned_,
        **score(predicted == y),
        "balanced_accuracy": balanced_accuracy(confusion_matrix(y, predicted, classes)),
        "lead": vars(mcnemar(right, predicted == y)),
        "balanced_lead": balanced_lead(right, predicted == y, y),
    }
