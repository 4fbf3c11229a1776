"""What is known of one network's training when its curves are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from denselab.diagnosis.setup import Setup

CURVES = ("loss", "accuracy", "val_loss", "val_accuracy")


@dataclass(frozen=True)
class Record:
    """The four learning curves of one network, and what is known of its kept weights.

    Attributes:
        model: The network's name.
        loss: Training loss as logged, ``(epochs,)`` float64: the mean over each epoch, taken
            while the weights moved and with dropout on.
        accuracy: Training accuracy as logged, ``(epochs,)`` in [0, 1].
        val_loss: Validation loss after each epoch, ``(epochs,)``.
        val_accuracy: Validation accuracy after each epoch, ``(epochs,)`` in [0, 1].
        n_validation: How many samples the validation figures rest on.
        best: ``loss`` and ``accuracy`` on the training part, ``val_loss`` and
            ``val_accuracy`` on the validation part, all of the best weights with dropout
            off; ``None`` where this was not measured.
        kept_epoch: The epoch whose weights are kept, from 1; ``None`` where nobody said.
        loss_steps: The training loss of these weights by what was taken away of training, in
            this order, see `training.loss_steps`; ``None`` where this was not measured.
        setup: How the network was trained; ``None`` where this is not known.
    """

    model: str
    loss: np.ndarray
    accuracy: np.ndarray
    val_loss: np.ndarray
    val_accuracy: np.ndarray
    n_validation: int
    best: Mapping[str, float] | None = None
    kept_epoch: int | None = None
    loss_steps: Mapping[str, float] | None = None
    setup: Setup | None = None

    @classmethod
    def of(
        cls, model: str, history: Mapping[str, Sequence[float | None]], n_validation: int
    ) -> Self:
        """The record of a Keras history, which has at least the four curves."""
        loss, accuracy, val_loss, val_accuracy = (
            np.array(history[name], np.float64) for name in CURVES
        )
        return cls(model, loss, accuracy, val_loss, val_accuracy, n_validation)

    def __len__(self) -> int:
        return len(self.loss)

    @property
    def kept(self) -> int:
        """The epoch whose weights are kept, from 0; of what diverged, that of the lowest loss."""
        if self.kept_epoch is not None and self.kept_epoch <= len(self):
            return self.kept_epoch - 1
        return int(np.argmin(self.val_loss))

    def until(self, epochs: int) -> Self:
        """The same, of the first `epochs` alone."""
        return replace(self, **{name: getattr(self, name)[:epochs] for name in CURVES})
