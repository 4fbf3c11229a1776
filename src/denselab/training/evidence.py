"""Early stopping by what the validation samples say, beyond what chance says.

The same samples are measured after every epoch, so any two epochs can be compared sample by
sample: the mean of the paired differences has a standard error, which is much smaller than that
of either mean, because a sample that is hard is hard in both. `Evidence` is the rule on numbers;
`StopOnEvidence` lets it end a training and put the kept weights back.
"""

import math
from typing import Any

import numpy as np

from denselab.backend import keras
from denselab.training.per_sample import PerSample

#: Standard errors that a mean difference may come to by chance.
CHANCE = 1.0
#: An epoch that shows learning by heart counts as much as so many that show nothing.
WEIGHT = 3


def in_standard_errors(differences: np.ndarray) -> float:
    """The mean of paired differences, ``(n,)``, in standard errors of that mean.

    Example:
        >>> in_standard_errors(np.array([1.0, 3.0]))
        2.0
        >>> in_standard_errors(np.array([0.0, 0.0]))
        0.0
    """
    mean = float(differences.mean(dtype=float))
    if mean == 0:
        return 0.0
    error = float(differences.std(ddof=1, dtype=float)) / math.sqrt(len(differences))
    return mean / error if error else math.copysign(math.inf, mean)


class Evidence:
    """What the validation samples have said so far.

    All differences are paired and counted in their standard errors. A loss is *as good* as the
    lowest if it is higher by at most `CHANCE`.

    **Kept** is the epoch of the lowest loss, unless another one is preferred: its loss is as good,
    and its accuracy is better by at least `CHANCE` more than its loss is worse. It is chosen as
    the epochs come, so a loss that is the lowest yet is kept unless the kept epoch is preferred to
    it.

    **Waiting** begins anew with each epoch that has the lowest loss yet or is preferred to the
    kept one. Any other counts 1; but it counts `WEIGHT` if its loss is not as good, and yet its
    accuracy no lower than the kept one's: a network that makes no more mistakes and is surer of
    them learns by heart, while one that is worse in both has only stumbled. At `patience` it is
    enough.

    Args:
        patience: How long to wait for an improvement, in epochs that show nothing.

    Attributes:
        wait: How long it has been waited.
        best_epoch: The epoch to keep, by the number it came with; ``None`` before the first that
            has a finite loss.

    Example:
        >>> evidence = Evidence(patience=2)
        >>> evidence.add(0, np.array([0.5, 0.7]), np.array([True, False]))
        True
        >>> evidence.add(1, np.array([0.6, 0.9]), np.array([True, False]))
        False
        >>> evidence.best_epoch, evidence.is_enough
        (0, True)
    """

    def __init__(self, patience: int) -> None:
        self.patience = patience
        self.wait = 0
        self.best_epoch: int | None = None
        # Lists of arrays, (n,) each, because that is what a checkpoint keeps of a callback.
        self._best: list[np.ndarray] = []  # losses and hits of the kept epoch
        self._lowest: list[np.ndarray] = []  # losses of the epoch with the lowest mean

    @property
    def is_enough(self) -> bool:
        """Whether training should end."""
        return self.wait > 0 and self.wait >= self.patience

    def add(self, epoch: int, losses: np.ndarray, hits: np.ndarray) -> bool:
        """Takes in an epoch and says whether it is now the one to keep.

        Args:
            epoch: Its number.
            losses: Of each validation sample, ``(n,)``, in nats.
            hits: Which of them are classified rightly, ``(n,)`` bool; where samples are weighed,
                both are products with their weights.
        """
        now = [losses, hits]
        if not np.isfinite(losses.mean()):
            self.wait += 1
            return False
        if not self._lowest or losses.mean() < self._lowest[0].mean():
            self._lowest, self.wait = [losses], 0
            keep = not self._best or not self._prefers(self._best, now)
        elif keep := self._prefers(now, self._best):
            self.wait = 0
        else:
            stumbled = hits.sum() < self._best[1].sum()
            self.wait += 1 if stumbled or self._is_as_good(losses) else WEIGHT
        if keep:
            self.best_epoch, self._best = epoch, now
        return keep

    def _prefers(self, one: list[np.ndarray], other: list[np.ndarray]) -> bool:
        """Losses and hits of one epoch to those of another."""
        against = max(0.0, in_standard_errors(one[0] - other[0]))
        return self._is_as_good(one[0]) and _more_accurate(one, other) > against + CHANCE

    def _is_as_good(self, losses: np.ndarray) -> bool:
        return in_standard_errors(losses - self._lowest[0]) <= CHANCE


def _more_accurate(one: list[np.ndarray], other: list[np.ndarray]) -> float:
    """By how many standard errors; both are losses and hits."""
    return in_standard_errors(one[1].astype(float) - other[1])


class StopOnEvidence(Evidence, keras.callbacks.Callback):
    """Ends training and puts the kept weights back as `Evidence` says.

    It measures the validation samples itself, one by one, and puts their means into the epoch's
    logs as ``val_loss``, weighed where they have weights, and ``val_accuracy``: training needs no
    validation data beside it, and callbacks that read these come after it. A fresh one is needed
    for each training.

    Args:
        patience: See `Evidence`.
        measure: The validation samples under the weights that the model has when it is called.
    """

    def __init__(self, patience: int, measure: PerSample) -> None:
        keras.callbacks.Callback.__init__(self)
        Evidence.__init__(self, patience)
        self.best_weights: list[np.ndarray] | None = None
        self._measure = measure

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        losses, hits = self._measure()
        accuracy, weights = float(hits.mean()), self._measure.weights
        if weights is not None:
            losses, hits = losses * weights, hits * weights
        if logs is not None:
            logs |= {"val_loss": float(losses.mean()), "val_accuracy": accuracy}
        if self.add(epoch, losses, hits):
            self.best_weights = self.model.get_weights()
        if self.is_enough:
            self.model.stop_training = True

    def on_train_end(self, logs: Any = None) -> None:
        if self.best_weights is not None:
            self.model.set_weights(self.best_weights)
