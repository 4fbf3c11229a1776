"""What becomes of the learning rate while a network is trained, in Keras' own parts."""

from typing import Any

from denselab.backend import keras
from denselab.settings import Settings

#: One cycle begins at the highest rate divided by this, and rises for this share of the updates.
#: Source: L. Smith, N. Topin, Super-Convergence (2018), with the defaults of PyTorch's OneCycleLR.
ONE_CYCLE_DIVISOR = 25.0
ONE_CYCLE_RISE = 0.3


def learning_rate(settings: Settings, updates: int) -> Any:
    """The rate or its Keras schedule.

    Args:
        settings: Whose ``schedule`` and ``learning_rate`` are meant.
        updates: How many there are in all epochs.
    """
    highest = settings.learning_rate
    if settings.schedule == "cosine":
        return keras.optimizers.schedules.CosineDecay(highest, updates)
    if settings.schedule == "one_cycle":
        rise = max(1, round(ONE_CYCLE_RISE * updates))
        return keras.optimizers.schedules.CosineDecay(
            highest / ONE_CYCLE_DIVISOR,
            max(1, updates - rise),
            warmup_target=highest,
            warmup_steps=rise,
        )
    return highest
