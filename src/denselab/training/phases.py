"""The phases of training: what starts from another network first keeps some layers as they are.

Responsible for what the phases are, and for the history and the kept weights over all of them.
A network that starts from drawn weights is trained in one phase.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from denselab.settings import Settings


def phases(settings: Settings) -> list[tuple[Settings, int]]:
    """The settings of each phase, and how many hidden layers stay as they are in it.

    The ``epochs`` of a phase count from the beginning of the first one.

    Source:
        J. Yosinski et al., How transferable are features in deep neural networks? (2014), for
        fine-tuning; training the new layers first keeps their large first gradients from the old
        ones.
    """
    start = settings.start
    if start is None:
        return [(settings, 0)]
    tuning = replace(settings, learning_rate=start.rate * settings.learning_rate)
    if start.freeze == 0:
        return [(tuning, 0)]
    frozen = replace(settings, epochs=min(start.epochs, settings.epochs))
    return [(frozen, start.freeze), (tuning, 0)]


class Course:
    """The epochs of all phases so far.

    Attributes:
        history: A list a metric, a value an epoch.
        kept: The epoch whose weights are kept, from 0.
        weights: These weights.
    """

    def __init__(self) -> None:
        self.history: dict[str, list[Any]] = {}
        self.kept = 0
        self.weights: list[np.ndarray] = []

    @property
    def epochs(self) -> int:
        """How many there were."""
        return len(self.history.get("val_loss", ()))

    def add(
        self, history: dict[str, list[Any]], kept: int, weights: list[np.ndarray], *, last: bool
    ) -> None:
        """Adds a phase.

        Args:
            history: Of the phase.
            kept: Its epoch whose weights the network has, from 0 in the phase.
            weights: These weights.
            last: Whether the last weights are to be kept, not those of the lowest loss.
        """
        losses = self.history.get("val_loss")
        if losses is None or last or history["val_loss"][kept] < losses[self.kept]:
            self.kept, self.weights = self.epochs + kept, weights
        for name, values in history.items():
            self.history.setdefault(name, []).extend(values)
