"""Learning curves → what they say: the reading that the notebook did by eye, measured.

Responsible for facts and the sentences that tell them, from the history of one network in
numpy. It draws nothing, trains nothing and never sees test data. Each kind of finding has a
file of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from denselab.diagnosis import (
    best_epoch,
    divergence,
    gap,
    learning_rate,
    loss_gap,
    nothing_left,
    overfitting,
    plateau,
    stopped_early,
    underfitting,
    wobble,
)
from denselab.diagnosis.finding import Finding
from denselab.diagnosis.record import Record
from denselab.diagnosis.setup import Setup

__all__ = ["Finding", "Setup", "diagnose"]

READINGS = (
    best_epoch.read,
    stopped_early.read,
    learning_rate.read,
    plateau.read,
    overfitting.read,
    nothing_left.read,
    gap.read,
    loss_gap.read,
    wobble.read,
)


def diagnose(
    model: str,
    history: Mapping[str, Sequence[float | None]],
    *,
    n_validation: int,
    train: Mapping[str, float] | None = None,
    kept_epoch: int | None = None,
    loss_steps: Mapping[str, float] | None = None,
    setup: Setup | None = None,
) -> list[Finding]:
    """Reads the learning curves of one network.

    Args:
        model: Its name, e.g. ``"mlp"``.
        history: ``loss``, ``accuracy``, ``val_loss``, ``val_accuracy``: one value an epoch;
            ``None``, JSON's word for it, counts as NaN.
        n_validation: How many samples the validation figures rest on.
        train: ``loss`` and ``accuracy`` on the training part, ``val_loss`` and
            ``val_accuracy`` on the validation part, all of the best weights with dropout
            off, and ``val_loss_error``, the standard error of that loss. Without it, ``gap``,
            ``loss_gap``, ``underfitting`` and ``nothing_left`` are not looked for.
        kept_epoch: The epoch whose weights are kept, from 1; without it, that of the lowest
            validation loss.
        loss_steps: The training loss of these weights by what was taken away of training, see
            `training.loss_steps`. Without it, ``loss_gap`` is not looked for.
        setup: How the network was trained. Without it, ``stopped_early`` and the learning rate
            are not looked for, and nothing is advised.

    Returns:
        At most one finding of each kind: ``diverged``, ``best_epoch``, ``stopped_early``,
        ``learning_rate_too_high`` or ``learning_rate_too_low``, ``plateau``, ``overfitting``
        (whose epoch is the onset) or ``no_overfitting``, ``nothing_left``, ``gap``, ``loss_gap``,
        ``wobble``, ``underfitting``, which is not looked for in what diverged. What comes after a
        loss that is not finite is left out of all the others.

    Example:
        >>> history = {
        ...     "loss": [0.5, 0.3, 0.2, 0.1], "accuracy": [0.8, 0.9, 0.95, 0.99],
        ...     "val_loss": [0.4, 0.2, 0.3, 0.3], "val_accuracy": [0.85, 0.92, 0.91, 0.9],
        ... }
        >>> findings = diagnose("mlp", history, n_validation=1000)
        >>> findings[0].kind, findings[0].epoch
        ('best_epoch', 2)
    """
    record = replace(
        Record.of(model, history, n_validation),
        best=_finite(train),
        kept_epoch=kept_epoch,
        loss_steps=_finite(loss_steps),
        setup=setup,
    )
    usable = record.until(divergence.first_unusable(record))
    astray = divergence.read(record)
    found = [read(usable) for read in READINGS] if len(usable) > 0 else []
    if astray is None:  # else it did not show what it can fit
        found.append(underfitting.read(record))
    return [finding for finding in (astray, *found) if finding is not None]


def _finite(figures: Mapping[str, float] | None) -> Mapping[str, float] | None:
    """The figures, where there are any and all are numbers."""
    return figures if figures and np.isfinite(list(figures.values())).all() else None
