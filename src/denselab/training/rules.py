"""What is decided after each epoch: when to stop, whose weights to keep, the rate on a plateau."""

from denselab.backend import keras
from denselab.settings import Settings

#: A plateau is so many epochs without a better validation loss; the rate is then halved.
PLATEAU_PATIENCE = 5


def of(settings: Settings) -> list[keras.callbacks.Callback]:
    """Fresh Keras callbacks, in their order: Keras does not reset those that are used again."""
    rules: list[keras.callbacks.Callback] = []
    if settings.averaging:  # first, so that the others see the averaged weights
        rules.append(keras.callbacks.SwapEMAWeights(swap_on_epoch=True))
    if settings.schedule == "plateau":
        rules.append(
            keras.callbacks.ReduceLROnPlateau(
                "val_loss", factor=0.5, patience=PLATEAU_PATIENCE, min_delta=0.0
            )
        )
    if settings.stop == "val_loss":
        patience = settings.patience
        rules.append(
            keras.callbacks.EarlyStopping("val_loss", patience=patience, restore_best_weights=True)
        )
    return rules
