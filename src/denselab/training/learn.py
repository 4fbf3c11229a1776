"""From settings and data to a trained network: build, compile, fit with early stopping.

The one recipe by which every network of an exploration is trained, whatever its settings.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from denselab.backend import jax, keras
from denselab.nets import aligned, logits_network, with_softmax
from denselab.seeds import stream
from denselab.settings import Settings
from denselab.training.trainer import Trainer

#: Called after each epoch with its number from 1 and its figures; may raise to end training.
OnEpoch = Callable[[int, Mapping[str, float]], None]


@dataclass(frozen=True)
class Arrays:
    """What a network learns from and is validated on, in the compact type kept on the device.

    Attributes:
        x_train: ``(n_train, features)`` uint8 or float32.
        y_train: ``(n_train,)`` int32 labels.
        x_validation: ``(n_validation, features)``.
        y_validation: ``(n_validation,)``.
        scale: What inputs are multiplied by to become the network's float32 input.
        n_classes: How many classes there are.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_validation: np.ndarray
    y_validation: np.ndarray
    scale: float
    n_classes: int

    @cached_property
    def lit(self) -> np.ndarray:
        """Which inputs are not zero in every training sample, ``(lit,)`` int64.

        The others need no arithmetic: nothing can be learned of them. Of MNIST's 784 pixels
        some 70 are dark in all training images. Where leaving them out saves nothing, all.
        """
        n_inputs = self.x_train.shape[1]
        lit = np.flatnonzero(self.x_train.any(axis=0))
        return lit if aligned(len(lit)) < n_inputs else np.arange(n_inputs)

    @cached_property
    def lit_train(self) -> np.ndarray:
        """The lit inputs of the training samples, filled up as `logits_network` has them."""
        return self._lit_inputs(self.x_train)

    @cached_property
    def lit_validation(self) -> np.ndarray:
        """The same inputs of the validation samples."""
        return self._lit_inputs(self.x_validation)

    def _lit_inputs(self, x: np.ndarray) -> np.ndarray:
        if len(self.lit) == x.shape[1]:
            return x
        inputs = np.zeros((len(x), aligned(len(self.lit))), x.dtype)
        inputs[:, : len(self.lit)] = x[:, self.lit]
        return inputs

    def prepare(self, x: jax.Array) -> jax.Array:
        """A batch as stored → the network's input, inside the compiled epoch."""
        return x.astype("float32") * self.scale


@dataclass(frozen=True)
class Learned:
    """A trained network with its evidence.

    Attributes:
        network: Ends in probabilities; holds the weights of the best epoch.
        history: A list a metric, a value an epoch.
        best: ``loss``, ``accuracy`` on training and ``val_loss``, ``val_accuracy`` on validation
            data, all of these weights with dropout off.
        seconds: What training took, compilation included.
    """

    network: keras.Sequential
    history: dict[str, list[float]]
    best: dict[str, float]
    seconds: float


def learn(
    settings: Settings, arrays: Arrays, *, seed: int = 0, on_epoch: OnEpoch | None = None
) -> Learned:
    """Trains a fresh network, stops early, and keeps the weights of the lowest validation loss.

    Args:
        settings: The network and its training.
        arrays: Training and validation data.
        seed: The study's seed; feeds the streams ``init``, ``dropout`` and ``shuffle``.
        on_epoch: Told about each epoch.

    Warns:
        DivergenceWarning: The loss is no longer finite.
    """
    began = time.perf_counter()
    network = logits_network(
        settings, arrays.x_train.shape[1], arrays.n_classes, seed=seed, lit=arrays.lit
    )
    _compile(network, settings)
    trainer = Trainer(network, prepare=arrays.prepare, precision=settings.precision)
    # A fresh EarlyStopping for each fit: Keras does not reset one that is used again.
    stop = keras.callbacks.EarlyStopping(
        "val_loss", patience=settings.patience, restore_best_weights=True
    )
    telling = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: on_epoch(epoch + 1, logs) if on_epoch else None
    )
    history = trainer.fit(
        arrays.lit_train,
        arrays.y_train,
        batch_size=settings.batch_size,
        epochs=settings.epochs,
        validation_data=(arrays.lit_validation, arrays.y_validation),
        callbacks=[stop, telling],
        seed=stream(seed, "shuffle"),
        verbose=0,
    )
    best = _figures_of_best(trainer, arrays, history.history)
    network = with_softmax(network, settings, arrays.x_train.shape[1], lit=arrays.lit, seed=seed)
    return Learned(network, history.history, best, time.perf_counter() - began)


def _compile(network: keras.Sequential, settings: Settings) -> None:
    optimizer: Any = keras.optimizers.get(settings.optimizer)
    optimizer.learning_rate = settings.learning_rate
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(optimizer, loss, metrics=["accuracy"])


def _figures_of_best(
    trainer: Trainer, arrays: Arrays, history: dict[str, list[float]]
) -> dict[str, float]:
    """Validation was measured after the best epoch; training is measured now, with dropout off."""
    losses = np.array(history["val_loss"])
    best = int(np.nanargmin(losses)) if np.isfinite(losses).any() else -1
    train = trainer.evaluate(arrays.lit_train, arrays.y_train)
    return {
        "loss": train["loss"],
        "accuracy": train["accuracy"],
        "val_loss": history["val_loss"][best],
        "val_accuracy": history["val_accuracy"][best],
    }


def probabilities(network: keras.Sequential, arrays: Arrays, x: np.ndarray) -> np.ndarray:
    """What `network` says of inputs as stored: ``(n, features)`` → ``(n, classes)`` float32."""
    variables = [
        [variable.value for variable in group]
        for group in (network.trainable_variables, network.non_trainable_variables)
    ]  # as arguments: constants in a program would be compiled into it

    @jax.jit
    def program(variables: list[list[jax.Array]], batch: jax.Array) -> jax.Array:
        said, _ = network.stateless_call(*variables, arrays.prepare(batch), training=False)
        return said

    batches = np.array_split(x, range(4096, len(x), 4096))
    return np.concatenate([np.asarray(program(variables, batch)) for batch in batches])
