"""From settings and data to a trained network: build, compile, fit with early stopping.

The one recipe by which every network of an exploration is trained, whatever its settings.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from denselab.augmentation import VIEWS, Augment, View, augmenter, seen
from denselab.backend import jax, keras
from denselab.errors import FitError
from denselab.nets import aligned, freeze, logits_network, start_from, with_softmax
from denselab.seeds import stream
from denselab.settings import Settings
from denselab.study import Views
from denselab.training import optimizers, rules
from denselab.training.checkpoint import Checkpoint
from denselab.training.classifier import Classifier
from denselab.training.loss_steps import Fit, measure
from denselab.training.per_sample import PerSample
from denselab.training.phases import Course, phases
from denselab.training.trainer import Trainer

jnp = jax.numpy

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
        classes: Their names; a label indexes this tuple.
        image_shape: ``(height, width)`` where a sample is an image.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_validation: np.ndarray
    y_validation: np.ndarray
    scale: float
    classes: tuple[str, ...]
    image_shape: tuple[int, int] | None = None

    @property
    def n_inputs(self) -> int:
        """Features of a sample."""
        return self.x_train.shape[1]

    @cached_property
    def lit(self) -> np.ndarray:
        """Which inputs are not zero in every training sample, ``(lit,)`` int64.

        The others need no arithmetic: nothing can be learned of them. Of MNIST's 784 pixels
        some 70 are dark in all training images. Where leaving them out saves nothing, all.
        """
        lit = np.flatnonzero(self.x_train.any(axis=0))
        return lit if aligned(len(lit)) < self.n_inputs else np.arange(self.n_inputs)

    def only(self, lit: np.ndarray, x: np.ndarray) -> np.ndarray:
        """The `lit` inputs of samples alone, filled up as `logits_network` has them."""
        if len(lit) == self.n_inputs:
            return x
        inputs = np.zeros((len(x), aligned(len(lit))), x.dtype)
        inputs[:, : len(lit)] = x[:, lit]
        return inputs

    def prepare(self, x: jax.Array) -> jax.Array:
        """A batch as stored → the network's input, inside the compiled epoch."""
        return x.astype("float32") * self.scale


@dataclass(frozen=True)
class Learned:
    """A trained network with its evidence.

    Attributes:
        network: Ends in probabilities; holds the weights of the kept epoch.
        history: A list a metric, a value an epoch.
        kept_epoch: The epoch whose weights these are, from 1.
        best: ``loss``, ``accuracy`` on training and ``val_loss``, ``val_accuracy`` on validation
            data, all of these weights with dropout off; ``val_loss_error``, the standard error
            of the validation loss.
        loss_steps: What each ingredient of training added to the training loss of the kept
            epoch, see `Fit.loss_steps`.
        seconds: What training took, compilation included.
    """

    network: keras.Sequential
    history: dict[str, list[float]]
    kept_epoch: int
    best: dict[str, float]
    loss_steps: dict[str, float]
    seconds: float


def learn(
    settings: Settings,
    arrays: Arrays,
    *,
    seed: int = 0,
    weights: Sequence[np.ndarray] = (),
    on_epoch: OnEpoch | None = None,
    checkpoint: Checkpoint | None = None,
) -> Learned:
    """Trains a fresh network, stops early, and keeps the weights that the stopping rule chooses.

    Args:
        settings: The network and its training.
        arrays: Training and validation data.
        seed: The study's seed; feeds the streams ``init``, ``dropout`` and ``shuffle``.
        weights: Those that ``settings.start`` tells of, see `start_from`.
        on_epoch: Told about each epoch.
        checkpoint: Where training keeps where it is, and from where it goes on. One that has two
            phases, as with a ``start``, keeps nothing and begins anew.

    Raises:
        FitError: The settings need images or weights that are not there.

    Warns:
        DivergenceWarning: The loss is no longer finite.
    """
    began = time.perf_counter()
    fresh, course = Fresh(settings, arrays, seed, weights), Course()
    checkpoint = checkpoint if settings.start is None else None
    for phase, frozen in phases(settings):
        if course.epochs < phase.epochs:
            trainer = fresh.trainer(replace(phase, epochs=phase.epochs - course.epochs), frozen)
            history, kept = _fit(phase, fresh, trainer, seed, course.epochs, on_epoch, checkpoint)
            last = settings.stop == "never"
            course.add(history, kept, fresh.network.get_weights(), last=last)
    fresh.network.set_weights(course.weights)
    fit = measure(
        trainer.model,
        settings,
        (fresh.arrays.x_train, arrays.y_train),
        (fresh.arrays.x_validation, arrays.y_validation),
        prepare=arrays.prepare,
        augment=trainer.augment,
        class_weight=class_weight(settings, arrays.y_train),
        seed=stream(seed, "loss steps"),
    )
    return Learned(
        fresh.finished(),
        course.history,
        course.kept + 1,
        _figures(course.kept, fit, course.history),
        fit.loss_steps,
        time.perf_counter() - began + (checkpoint.seconds if checkpoint else 0.0),
    )


def _fit(
    settings: Settings,
    fresh: "Fresh",
    trainer: Trainer,
    seed: int,
    done: int,
    on_epoch: OnEpoch | None,
    checkpoint: Checkpoint | None,
) -> tuple[dict[str, list[float]], int]:
    """Trains after `done` epochs of other phases; the history, and which epoch was kept."""
    arrays = fresh.arrays
    validation = (arrays.x_validation, arrays.y_validation)
    stopping = rules.of(settings, PerSample(trainer.model, *validation, arrays.prepare))

    def tell(epoch: int, logs: dict[str, float]) -> None:
        # That of this epoch: on a plateau Keras has told it before halving it.
        logs.setdefault("learning_rate", float(trainer.model.optimizer.learning_rate))
        if on_epoch:
            on_epoch(epoch + 1, logs)

    telling = keras.callbacks.LambdaCallback(on_epoch_end=tell)
    history = trainer.fit(
        arrays.x_train,
        arrays.y_train,
        batch_size=settings.batch_size,
        initial_epoch=done,
        epochs=settings.epochs,
        # Evidence measures validation itself, sample by sample.
        validation_data=None if settings.stop == "evidence" else validation,
        callbacks=[*stopping, telling],
        class_weight=class_weight(settings, arrays.y_train),
        seed=stream(seed, "shuffle"),
        verbose=0,
        checkpoint=checkpoint,
    )
    kept = rules.kept_epoch(stopping, len(history.history["loss"]))
    return history.history, kept


class Fresh:
    """A network of some settings with its initial weights, ready to be trained.

    Args:
        settings: The network and its training.
        arrays: What it will learn from.
        seed: The study's seed, or that of a member of a committee.
        weights: Those that ``settings.start`` tells of, see `start_from`.

    Attributes:
        network: Ends in logits.
        arrays: The data with only those inputs that the network has.
    """

    def __init__(
        self,
        settings: Settings,
        arrays: Arrays,
        seed: int,
        weights: Sequence[np.ndarray] = (),
    ) -> None:
        self._settings, self._seed, self._n_inputs = settings, seed, arrays.n_inputs
        self._lit = _lit(settings, arrays)
        self.network = logits_network(
            settings, arrays.n_inputs, len(arrays.classes), seed=seed, lit=self._lit
        )
        if settings.start is not None:
            if not weights:
                raise FitError("settings.start tells of weights, and none were given")
            start_from(self.network, weights)
        self.arrays = replace(
            arrays,
            x_train=arrays.only(self._lit, arrays.x_train),
            x_validation=arrays.only(self._lit, arrays.x_validation),
        )

    def trainer(self, settings: Settings, frozen: int = 0) -> Trainer:
        """Trains all layers but the first `frozen` hidden ones."""
        freeze(self.network, frozen)
        return Trainer(
            compiled(self.network, settings, len(self.arrays.y_train), self._seed),
            prepare=self.arrays.prepare,
            augment=_augment(settings, self.arrays),
            precision=settings.precision,
        )

    def finished(self) -> keras.Sequential:
        """The trained network, ending in probabilities."""
        return with_softmax(
            self.network, self._settings, self._n_inputs, lit=self._lit, seed=self._seed
        )


def _lit(settings: Settings, arrays: Arrays) -> np.ndarray:
    """The inputs that are trained with."""
    # A distortion may light a pixel that is dark in every image as it is, and another network may
    # have learned of a pixel that is dark here.
    if settings.augmentation is not None or settings.start is not None:
        return np.arange(arrays.n_inputs)
    return arrays.lit


def compiled(
    network: keras.Sequential, settings: Settings, n_train: int, seed: int = 0
) -> Classifier:
    """The network with its loss and its optimizer; it shares the weights of `network`."""
    updates = settings.epochs * -(-n_train // settings.batch_size)
    classifier = Classifier(
        network.layers,
        settings.label_smoothing,
        settings.adversarial,
        stream(seed, "adversarial"),
    )
    classifier.compile(optimizers.of(settings, updates), metrics=["accuracy"])
    return classifier


def _augment(settings: Settings, arrays: Arrays) -> Augment | None:
    if settings.augmentation is None:
        return None
    return augmenter(settings.augmentation, *_image_shape(arrays, "augmentation"), arrays.classes)


def _image_shape(arrays: Arrays, setting: str) -> tuple[int, int]:
    if arrays.image_shape is None:
        raise FitError(
            f"{setting}: only images can be distorted, and these data are none: leave it out"
        )
    return arrays.image_shape


def class_weight(settings: Settings, labels: np.ndarray) -> dict[int, float] | None:
    """For each class the weight that gives all classes the same share of the loss."""
    if settings.class_weight == "none":
        return None
    counts = np.bincount(labels)
    present = np.flatnonzero(counts)
    return {int(label): len(labels) / (len(present) * counts[label]) for label in present}


def _figures(kept: int, fit: Fit, history: dict[str, list[float]]) -> dict[str, float]:
    """Validation was measured after the kept epoch; training is measured now, with dropout off."""
    return {
        "loss": [*fit.loss_steps.values()][-1],
        "accuracy": fit.accuracy,
        "val_loss": history["val_loss"][kept],
        "val_accuracy": history["val_accuracy"][kept],
        "val_loss_error": fit.val_loss_error,
    }


def probabilities(
    network: keras.Model, arrays: Arrays, x: np.ndarray, views: Views = "one"
) -> np.ndarray:
    """What `network` says of inputs as stored: ``(n, features)`` → ``(n, classes)`` float32.

    Args:
        network: Ends in probabilities.
        arrays: By which inputs are prepared.
        x: As stored.
        views: From how many places each image is seen; the mean of what is said counts.
    """
    variables = [
        [variable.value for variable in group]
        for group in (network.trainable_variables, network.non_trainable_variables)
    ]  # as arguments: constants in a program would be compiled into it

    @jax.jit
    def program(variables: list[list[jax.Array]], batch: jax.Array) -> jax.Array:
        said = []
        for view in VIEWS[views]:
            x = batch if view == View() else seen(batch, view, *_image_shape(arrays, "views"))
            said.append(network.stateless_call(*variables, arrays.prepare(x), training=False)[0])
        return jnp.mean(jnp.stack(said), axis=0)

    batches = np.array_split(x, range(4096, len(x), 4096))
    return np.concatenate([np.asarray(program(variables, batch)) for batch in batches])
