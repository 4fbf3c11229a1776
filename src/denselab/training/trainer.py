"""The loop over epochs: Keras' names and semantics around one compiled program an epoch.

Before each epoch the state is pulled from the Keras model, after it pushed back, so that
epoch-level callbacks (`EarlyStopping`, `ReduceLROnPlateau`, `ModelCheckpoint`, a user's own) see
and change a model as they would under ``Model.fit``. The state is copied, not donated: an
interrupted epoch leaves the model as the last whole epoch made it.
"""

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np

from denselab.augmentation import Augment
from denselab.backend import jax, keras
from denselab.errors import FitError
from denselab.settings import Precision
from denselab.training.checkpoint import Checkpoint
from denselab.training.checks import (
    as_arrays,
    as_callbacks,
    as_validation,
    check_counts,
    check_model,
)
from denselab.training.epoch import state_of, training_epoch, validation_pass
from denselab.training.prepare import Prepare
from denselab.training.printing import EpochLines

Callbacks = Sequence[keras.callbacks.Callback]


class DivergenceWarning(UserWarning):
    """The training loss is no longer finite; training was stopped after that epoch."""


def as_stored(x: jax.Array) -> jax.Array:
    """The `Prepare` that changes nothing: the model itself casts what it is given."""
    return x


class Trainer:
    """Trains one compiled Keras model; keeps its compiled programs from one fit to the next.

    Args:
        model: A compiled Keras model with one input and one output.
        prepare: Turns a batch as it is stored (uint8 pixels, say) into the model's input, inside
            the compiled program.
        augment: Distorts each batch as stored, in training only, before it is prepared.
        precision: ``"bfloat16"`` rounds the factors of the matrix products of training; sums,
            weights, updates and validation stay in float32. See `products.product`.

    Raises:
        FitError: The model cannot be trained in compiled epochs.
    """

    def __init__(
        self,
        model: keras.Model,
        *,
        prepare: Prepare = as_stored,
        augment: Augment | None = None,
        precision: Precision = "float32",
    ) -> None:
        check_model(model)
        self.model = model
        self.prepare = prepare
        self.augment = augment
        self.precision = precision
        self._compiled: tuple[object, ...] = ()  # what the programs were made of
        self._programs: dict[tuple[str, int], Any] = {}  # by kind and batch size

    def fit(
        self,
        x: Any,
        y: Any,
        *,
        batch_size: int = 128,
        epochs: int = 1,
        validation_data: tuple[Any, ...] | None = None,
        callbacks: Callbacks | None = None,
        shuffle: bool = True,
        sample_weight: Any = None,
        class_weight: Mapping[int, float] | None = None,
        initial_epoch: int = 0,
        seed: int | None = None,
        verbose: Literal["auto", 0, 1, 2] = "auto",
        checkpoint: Checkpoint | None = None,
    ) -> keras.callbacks.History:
        """Trains for `epochs` epochs; see `denselab.fit`, which this is, for the arguments.

        With a `checkpoint`, training goes on from what it holds, and keeps there where it is.
        """
        check_counts(batch_size=batch_size, epochs=epochs, initial_epoch=initial_epoch, seed=seed)
        asked = as_callbacks(callbacks)
        sample_weight = sample_weights(y, sample_weight, class_weight)
        data = as_arrays(x, y, sample_weight)
        validation = None if validation_data is None else as_validation(validation_data)
        self.build(data, batch_size)
        hooks = keras.callbacks.CallbackList(
            [*asked, EpochLines()] if verbose else asked,
            add_history=True,
            model=self.model,
            verbose=verbose,
            epochs=epochs,
            steps=math.ceil(len(data[0]) / batch_size),
        )
        order = Order(len(data[0]), shuffle, seed)
        return self._loop(
            jax.device_put(data),
            jax.device_put(validation),
            hooks,
            order,
            batch_size,
            range(initial_epoch, epochs),
            checkpoint,
        )

    def build(self, data: tuple[np.ndarray, ...], batch_size: int) -> None:
        """Creates what Keras creates on the first batch: weights, metrics, optimizer slots."""
        x, *rest = (array[:batch_size] for array in data)
        # No more than its shape and type is looked at.
        like = x if self.prepare is as_stored else jax.eval_shape(self.prepare, x)
        self.model._symbolic_build(data_batch=(np.zeros(like.shape, like.dtype), *rest))

    def _loop(
        self,
        data: tuple[jax.Array, ...],
        validation: tuple[jax.Array, ...] | None,
        hooks: keras.callbacks.CallbackList,
        order: "Order",
        batch_size: int,
        span: range,
        checkpoint: Checkpoint | None,
    ) -> keras.callbacks.History:
        model, logs = self.model, {}
        model.stop_training = False
        hooks.on_train_begin()
        # BackupAndRestore has left here where it was when training broke off.
        begin = model._initial_epoch or span.start
        if checkpoint is not None:
            checkpoint.restore(self._variables(), hooks.callbacks)
            begin = max(begin, checkpoint.epochs)
        for epoch in range(begin, span.stop):
            hooks.on_epoch_begin(epoch)
            logs = self._train(data, order.of(epoch), order.key(epoch), batch_size)
            if validation is not None:
                hooks.on_test_begin()
                scores = self._validate(validation, batch_size)
                hooks.on_test_end(scores)
                logs |= {f"val_{name}": value for name, value in scores.items()}
            hooks.on_epoch_end(epoch, logs)
            if not np.isfinite(logs["loss"]):
                _warn_of_divergence(epoch, logs["loss"])
                break
            if model.stop_training:
                break
            if checkpoint is not None and checkpoint.is_due:
                checkpoint.keep(epoch + 1, self._variables(), hooks.callbacks)
        if logs and model.optimizer is not None:
            model.optimizer.finalize_variable_values(model.trainable_weights)
        hooks.on_train_end(logs)
        return model.history

    def _variables(self) -> list[keras.Variable]:
        """All that training changes and that outlives an epoch."""
        return [*self.model.variables, *self.model.optimizer.variables]

    def _train(
        self, data: tuple[jax.Array, ...], order: np.ndarray, key: np.ndarray, batch_size: int
    ) -> dict[str, float]:
        def compile_() -> Any:
            return training_epoch(
                self.model, batch_size, self.prepare, self.precision, self.augment
            )

        program = self._program("train", batch_size, compile_)
        return self._run(program, True, data, order, key)

    def _validate(self, data: tuple[jax.Array, ...], batch_size: int) -> dict[str, float]:
        def compile_() -> Any:
            return validation_pass(self.model, batch_size, self.prepare)

        return self._run(self._program("test", batch_size, compile_), False, data)

    def _program(self, kind: str, batch_size: int, compile_: Callable[[], Any]) -> Any:
        """The program that fits the model as it is compiled and as its layers are frozen now."""
        model = self.model
        compiled = (
            *(model.optimizer, model._compile_loss, model._compile_metrics),
            *model.trainable_variables,
        )
        if [id(part) for part in compiled] != [id(part) for part in self._compiled]:
            self._compiled, self._programs = compiled, {}
        if (kind, batch_size) not in self._programs:
            self._programs[kind, batch_size] = compile_()
        return self._programs[kind, batch_size]

    def _run(self, program: Any, with_optimizer: bool, *arguments: Any) -> dict[str, float]:
        """Pulls the state from the model, runs the program, pushes it back, reads the metrics."""
        model = self.model
        model.reset_metrics()
        groups = [model.trainable_variables, model.non_trainable_variables]
        groups += [model.optimizer.variables] if with_optimizer else []
        groups += [model.metrics_variables]
        state = state_of(*groups)
        # Waiting here, not inside Keras, which swallows a Ctrl-C in places.
        new_state = jax.block_until_ready(program(state, *arguments))
        for group, values in zip(groups, new_state, strict=True):
            for variable, value in zip(group, values, strict=True):
                variable.assign(value)
        return {name: _number(value) for name, value in model.get_metrics_result().items()}


class Order:
    """The order of the samples, epoch by epoch, the same for the same seed."""

    def __init__(self, n: int, shuffle: bool, seed: int | None) -> None:
        # Without a seed, keras.utils.set_random_seed decides.
        self._seed = int(np.random.randint(2**31)) if seed is None else seed
        self._n = n
        self._shuffle = shuffle

    def key(self, epoch: int) -> np.ndarray:
        """What the epoch's distortions are drawn by, ``(2,)`` uint32."""
        return np.array([self._seed % 2**32, epoch], np.uint32)

    def of(self, epoch: int) -> np.ndarray:
        """The sample of each place, ``(n,)`` int32.

        NumPy shuffles here, in a fraction of the time that XLA's sort takes for it on a CPU.
        """
        order = np.arange(self._n, dtype=np.int32)
        if self._shuffle:
            np.random.default_rng((self._seed, epoch)).shuffle(order)
        return order


def _number(metric: Any) -> Any:
    """A metric as Python's float, or as an array where it has a value a class."""
    value = np.asarray(metric)
    return value.item() if value.ndim == 0 else value


def sample_weights(y: Any, sample_weight: Any, class_weight: Mapping[int, float] | None) -> Any:
    """The weight of each sample, ``(n,)`` float32, or ``None`` where all count the same."""
    if class_weight is None:
        return sample_weight
    if sample_weight is not None:
        raise FitError("class_weight and sample_weight exclude one another: multiply them yourself")
    labels = np.asarray(y)
    if labels.ndim > 1:
        labels = labels.argmax(axis=-1) if labels.shape[-1] > 1 else labels[..., 0]
    weights = np.ones(len(labels), "float32")
    for label, weight in class_weight.items():
        weights[labels == label] = weight
    return weights


def _warn_of_divergence(epoch: int, loss: float) -> None:
    warnings.warn(
        f"training stopped: the loss of epoch {epoch + 1} is {loss}; try a lower learning rate",
        DivergenceWarning,
        stacklevel=4,
    )
