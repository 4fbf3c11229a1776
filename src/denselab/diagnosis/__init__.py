"""Learning curves → what they say: the reading that the notebook did by eye, measured.

Responsible for facts and the sentences that tell them, from the history of one network in
numpy. It draws nothing, trains nothing and never sees test data. Each kind of finding has a
file of its own.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from denselab.diagnosis import best_epoch, divergence, gap, overfitting, underfitting, wobble
from denselab.diagnosis.finding import Finding
from denselab.diagnosis.record import Record

__all__ = ["Finding", "diagnose"]

READINGS = (best_epoch.read, overfitting.read, gap.read, wobble.read, underfitting.read)


def diagnose(
    model: str,
    history: Mapping[str, Sequence[float | None]],
    *,
    n_validation: int,
    train: Mapping[str, float] | None = None,
    kept_epoch: int | None = None,
) -> list[Finding]:
    """Reads the learning curves of one network.

    Args:
        model: Its name, e.g. ``"mlp"``.
        history: ``loss``, ``accuracy``, ``val_loss``, ``val_accuracy``: one value an epoch;
            ``None``, JSON's word for it, counts as NaN.
        n_validation: How many samples the validation figures rest on.
        train: ``loss`` and ``accuracy`` on the training part, ``val_loss`` and
            ``val_accuracy`` on the validation part, all of the best weights with dropout
            off. Without it, ``gap`` and ``underfitting`` are not looked for.
        kept_epoch: The epoch whose weights are kept, from 1; without it, that of the lowest
            validation loss.

    Returns:
        At most one finding of each kind: ``diverged``, ``best_epoch``, ``overfitting`` (whose
        epoch is the onset) or ``no_overfitting``, ``gap``, ``wobble``, ``underfitting``. What
        comes after a loss that is not finite is left out of all the others.

    Example:
        >>> history = {
        ...     "loss": [0.5, 0.3, 0.2, 0.1], "accuracy": [0.8, 0.9, 0.95, 0.99],
        ...     "val_loss": [0.4, 0.2, 0.3, 0.3], "val_accuracy": [0.85, 0.92, 0.91, 0.9],
        ... }
        >>> findings = diagnose("mlp", history, n_validation=1000)
        >>> findings[0].kind, findings[0].epoch
        ('best_epoch', 2)
    """
    measured = train if train and np.isfinite(list(train.values())).all() else None
    record = Record.of(model, history, n_validation, measured, kept_epoch)
    usable = record.until(divergence.first_unusable(record))
    found = [divergence.read(record)]
    if len(usable) > 0:
        found += [read(usable) for read in READINGS]
    return [finding for finding in found if finding is not None]
