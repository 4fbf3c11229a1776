"""What a compiled epoch refuses, checked before anything is compiled."""

from typing import Any

import numpy as np

from denselab.backend import keras
from denselab.errors import FitError

#: The hooks that Keras calls for each batch. A compiled epoch has no moment between batches.
_BATCH_HOOKS = (
    "on_batch_begin", "on_batch_end",
    "on_train_batch_begin", "on_train_batch_end",
    "on_test_batch_begin", "on_test_batch_end",
)  # fmt: skip

#: Keras callbacks that define a batch hook but need it only where asked to save every few batches.
_SAVING = (keras.callbacks.ModelCheckpoint, keras.callbacks.BackupAndRestore)


def check_model(model: Any) -> None:
    """Raises `FitError` unless `model` is a compiled Keras model with one input and one output."""
    if not isinstance(model, keras.Model):
        raise FitError(f"model must be a keras.Model, got {type(model).__name__}")
    if not model.compiled:
        raise FitError("model is not compiled: call model.compile(optimizer, loss) first")
    if model.run_eagerly:
        raise FitError("model was compiled with run_eagerly=True, and an epoch here is one program")
    for step in ("train_step", "test_step"):
        if getattr(type(model), step) is not getattr(keras.Model, step):
            raise FitError(f"{type(model).__name__} has a {step} of its own: use Model.fit")
    for kind in ("inputs", "outputs"):
        count = len(getattr(model, kind, None) or [None])
        if count != 1:
            raise FitError(f"model must have one {kind[:-1]}, this one has {count}: use Model.fit")


def check_counts(*, batch_size: Any, epochs: Any, initial_epoch: Any, seed: Any) -> None:
    """Raises `FitError` naming the first argument that is no whole number in its range."""
    least = {"batch_size": 1, "epochs": 0, "initial_epoch": 0}
    given = {"batch_size": batch_size, "epochs": epochs, "initial_epoch": initial_epoch}
    if seed is not None:
        given["seed"], least["seed"] = seed, 0
    for name, value in given.items():
        if not isinstance(value, int | np.integer) or value < least[name]:
            raise FitError(f"{name} must be a whole number of at least {least[name]}, got {value}")


def as_callbacks(callbacks: Any) -> list[keras.callbacks.Callback]:
    """The callbacks as a list, one alone included.

    Raises:
        FitError: Naming the first callback that wants to be called for each batch.
    """
    one = isinstance(callbacks, keras.callbacks.Callback)
    listed = [callbacks] if one else list(callbacks or ())
    for callback in listed:
        name = type(callback).__name__
        if isinstance(callback, keras.callbacks.TerminateOnNaN):
            raise FitError(f"{name} is not needed: training stops by itself when the loss is NaN")
        if isinstance(callback, _SAVING):
            if callback.save_freq != "epoch":
                raise FitError(f"{name}(save_freq={callback.save_freq}): only 'epoch' is possible")
            continue
        for hook in _BATCH_HOOKS:
            if _overrides(callback, hook):
                raise FitError(
                    f"{name}.{hook} cannot be called: an epoch is one compiled program, so only "
                    "epoch-level callbacks work here (use Model.fit for others)"
                )

    return listed


def _overrides(callback: keras.callbacks.Callback, hook: str) -> bool:
    mine = getattr(callback, hook)  # LambdaCallback sets its hooks on the instance
    return getattr(mine, "__func__", mine) is not getattr(keras.callbacks.Callback, hook)


def as_validation(validation_data: Any) -> tuple[np.ndarray, ...]:
    """Checks ``(x, y)`` or ``(x, y, sample_weight)``, as `as_arrays` does."""
    if not isinstance(validation_data, tuple | list) or len(validation_data) not in (2, 3):
        raise FitError("validation_data must be (x, y) or (x, y, sample_weight)")
    return as_arrays(*validation_data)


def as_arrays(x: Any, y: Any, sample_weight: Any = None) -> tuple[np.ndarray, ...]:
    """Checks that the parts are arrays of the same length; float64 becomes float32 as in Keras.

    Raises:
        FitError: A generator, data set or other iterable; lengths that disagree; no samples.
    """
    parts = {"x": x, "y": y, "sample_weight": sample_weight}
    given = {name: part for name, part in parts.items() if part is not None}
    for name, part in given.items():
        if not hasattr(part, "__array__") and not isinstance(part, list | tuple):
            raise FitError(
                f"{name} must be one array in memory, got {type(part).__name__}: "
                "several inputs, generators and data sets need Model.fit"
            )
    arrays = {name: _compact(np.asarray(part)) for name, part in given.items()}
    if "y" not in arrays:
        raise FitError("y is missing: x and y are arrays of the same length")
    lengths = {name: len(array) if array.ndim else 0 for name, array in arrays.items()}
    if len(set(lengths.values())) > 1 or not lengths["x"]:
        found = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise FitError(f"the parts must have the same, non-zero number of samples, got {found}")
    return tuple(arrays.values())


def _compact(array: np.ndarray) -> np.ndarray:
    if array.dtype.kind not in "biuf":
        raise FitError(f"arrays of numbers are needed, got one of {array.dtype}")
    narrow = {"float64": "float32", "int64": "int32"}
    return array.astype(narrow.get(array.dtype.name, array.dtype), copy=False)
