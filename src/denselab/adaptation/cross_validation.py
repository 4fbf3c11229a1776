"""What adapting is worth on corrections, none of which is judged by a network that learned it."""

import time
from collections.abc import Mapping

import numpy as np

from denselab.adaptation.lessons import FOLDS
from denselab.adaptation.rehearsal import Rehearsal
from denselab.observer import Observer
from denselab.training import learn
from denselab.training.learn import OnEpoch


def cross_validate(rehearsal: Rehearsal, observer: Observer) -> np.ndarray:
    """What networks say of each correction that learned from the other folds alone.

    The network that is kept learns from all of them, so it should do a little better.

    Args:
        rehearsal: What is learned from.
        observer: Told about each epoch.

    Returns:
        Probabilities, ``(n, classes)``.
    """
    lessons, settings = rehearsal.lessons, rehearsal.settings
    folds = lessons.folds(rehearsal.seed)
    said = np.empty((len(folds), len(rehearsal.origin.classes)), np.float32)
    for fold in range(FOLDS):
        held = folds == fold
        learned = learn(
            settings,
            rehearsal.arrays_with(~held),
            seed=rehearsal.seed,
            weights=rehearsal.weights,
            on_epoch=_telling(f"fold {fold + 1} of {FOLDS}", settings.epochs, observer),
        )
        said[held] = rehearsal.said(learned.network, lessons.images[held])
    return said


def _telling(name: str, epochs: int, observer: Observer) -> OnEpoch:
    began = time.perf_counter()

    def on_epoch(epoch: int, logs: Mapping[str, float]) -> None:
        nonlocal began
        now = time.perf_counter()
        observer.epoch(name, epoch, epochs, logs, now - began)
        began = now

    return on_epoch
