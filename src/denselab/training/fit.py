"""`denselab.fit`: a drop-in for ``Model.fit`` on arrays in memory."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from denselab.backend import keras
from denselab.training.checks import check_model
from denselab.training.trainer import Trainer


def fit(
    model: keras.Model,
    x: Any,
    y: Any,
    *,
    batch_size: int = 128,
    epochs: int = 1,
    validation_data: tuple[Any, ...] | None = None,
    callbacks: Sequence[keras.callbacks.Callback] | None = None,
    shuffle: bool = True,
    sample_weight: Any = None,
    class_weight: Mapping[int, float] | None = None,
    initial_epoch: int = 0,
    seed: int | None = None,
    verbose: Literal["auto", 0, 1, 2] = "auto",
) -> keras.callbacks.History:
    """Trains a compiled Keras model as ``Model.fit`` does, each epoch one compiled program.

    With ``shuffle=False``, no dropout and the same initial weights, weights and history equal
    those of ``Model.fit`` but for float32 rounding. With dropout they differ as two seeds do: the
    masks come from a cheaper generator.

    Args:
        model: Any compiled Keras model with one input and one output.
        x: Inputs, ``(n, ...)``, of any number type; uint8 stays uint8 on the device, and the
            model casts it batch by batch.
        y: Targets, ``(n,)`` integers or ``(n, classes)`` one-hot, as the model's loss wants them.
        batch_size: Samples an update. The last batch of an epoch takes what is left.
        epochs: The epoch to stop after, counted from 0 as in Keras.
        validation_data: ``(x, y)`` or ``(x, y, sample_weight)``, evaluated after each epoch.
        callbacks: Epoch-level Keras callbacks.
        shuffle: Whether each epoch sees the samples in a new order.
        sample_weight: ``(n,)`` weights of the samples in the loss.
        class_weight: Weight of each integer class in the loss; missing classes weigh 1.
        initial_epoch: Where to begin counting, when training is continued.
        seed: Of the orders; ``None`` draws one from NumPy's global generator.
        verbose: 0 prints nothing, anything else one line an epoch.

    Returns:
        The Keras ``History``: ``history.history["val_loss"]`` and so on, a value an epoch.

    Raises:
        FitError: Something that a compiled epoch cannot do, named: callbacks for each batch,
            generators, several inputs or outputs, an uncompiled model.

    Warns:
        DivergenceWarning: The loss is NaN or infinite; training stops after that epoch.

    Example:
        >>> import numpy as np
        >>> from denselab.backend import keras
        >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
        >>> loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        >>> model.compile("sgd", loss)
        >>> x, y = np.eye(4, dtype="float32"), np.array([0, 1, 2, 0])
        >>> history = fit(model, x, y, epochs=2, verbose=0)
        >>> len(history.history["loss"])
        2
    """
    return _trainer(model).fit(
        x,
        y,
        batch_size=batch_size,
        epochs=epochs,
        validation_data=validation_data,
        callbacks=callbacks,
        shuffle=shuffle,
        sample_weight=sample_weight,
        class_weight=class_weight,
        initial_epoch=initial_epoch,
        seed=seed,
        verbose=verbose,
    )


def _trainer(model: keras.Model) -> Trainer:
    """The model's trainer, kept with the model so that a second fit compiles nothing."""
    check_model(model)
    if "denselab_trainer" not in vars(model):
        object.__setattr__(model, "denselab_trainer", Trainer(model))
    return vars(model)["denselab_trainer"]
