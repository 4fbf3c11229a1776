"""What is decided after each epoch: when to stop, whose weights to keep, the rate on a plateau."""

from collections.abc import Sequence

from denselab.backend import keras
from denselab.settings import Settings
from denselab.study import PLATEAU
from denselab.training.evidence import StopOnEvidence
from denselab.training.per_sample import PerSample


def of(settings: Settings, measure: PerSample | None = None) -> list[keras.callbacks.Callback]:
    """Fresh Keras callbacks, in their order: Keras does not reset those that are used again.

    Args:
        settings: Which rules are asked for.
        measure: The validation samples; needed where `StopOnEvidence` is asked for.
    """
    rules = averaging(settings)  # first, so that the others see the averaged weights
    if settings.stop == "evidence":  # before others, which read the validation loss that it logs
        assert measure is not None
        rules.append(StopOnEvidence(settings.patience, measure))
    if settings.schedule == "plateau":
        rules.append(
            keras.callbacks.ReduceLROnPlateau(
                "val_loss", factor=0.5, patience=PLATEAU, min_delta=0.0
            )
        )
    if settings.stop == "val_loss":
        patience = settings.patience
        rules.append(
            keras.callbacks.EarlyStopping("val_loss", patience=patience, restore_best_weights=True)
        )
    return rules


def averaging(settings: Settings) -> list[keras.callbacks.Callback]:
    """What puts the averaged weights in place after each epoch, where they are asked for."""
    return [keras.callbacks.SwapEMAWeights(swap_on_epoch=True)] if settings.averaging else []


def kept_epoch(callbacks: Sequence[keras.callbacks.Callback], epochs: int) -> int:
    """Whose weights a network has, from 0, after so many epochs under these rules."""
    for rule in callbacks:
        if isinstance(rule, keras.callbacks.EarlyStopping | StopOnEvidence) and rule.best_weights:
            assert rule.best_epoch is not None
            return rule.best_epoch
    return epochs - 1
