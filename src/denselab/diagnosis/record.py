"""What is known of one network's training when its curves are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

CURVES = ("loss", "accuracy", "val_loss", "val_accuracy")


@dataclass(frozen=True)
class Record:
    """The four learning curves of one network, and its figures with dropout switched off.

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
    """

    model: str
    loss: np.ndarray
    accuracy: np.ndarray
    val_loss: np.ndarray
    val_accuracy: np.ndarray
    n_validation: int
    best: Mapping[str, float] | None = None
    kept_epoch: int | None = None

    @classmethod
    def of(
        cls,
        model: str,
        history: Mapping[str, Sequence[float | None]],
        n_validation: int,
        best: Mapping[str, float] | None,
        kept_epoch: int | None = None,
    ) -> Self:
        """The record of a Keras history, which has at least the four curves."""
        curves = {name: np.array(history[name], np.float64) for name in CURVES}
        return cls(
            model=model, n_validation=n_validation, best=best, kept_epoch=kept_epoch, **curves
        )

    def __len__(self) -> int:
        return len(self.loss)

    def until(self, epochs: int) -> Self:
        """The same, of the first `epochs` alone."""
        return replace(self, **{name: getattr(self, name)[:epochs] for name in CURVES})
