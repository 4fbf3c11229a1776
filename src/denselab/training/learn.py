"""From settings and data to a trained network: build, compile, fit with early stopping.

The one recipe by which every network of an exploration is trained, whatever its settings.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from denselab.backend import keras
from denselab.seeds import stream
from denselab.settings import Settings
from denselab.training import rules
from denselab.training.arrays import Arrays
from denselab.training.checkpoint import Checkpoint
from denselab.training.fresh import Fresh, class_weight
from denselab.training.loss_steps import Fit, measure
from denselab.training.per_sample import PerSample
from denselab.training.phases import Course, phases
from denselab.training.trainer import Trainer, sample_weights

#: Called after each epoch with its number from 1 and its figures; may raise to end training.
OnEpoch = Callable[[int, Mapping[str, float]], None]


@dataclass(frozen=True)
class Learned:
    """A trained network with its evidence.

    Attributes:
        network: Ends in probabilities; holds the weights of the kept epoch.
        history: A list a metric, a value an epoch.
        kept_epoch: The epoch whose weights these are, from 1.
        best: ``loss``, ``accuracy`` on training and ``val_loss``, ``val_accuracy`` on validation
            data, all of these weights with dropout off; ``val_loss_error``, the standard error
            of the validation loss; ``val_balanced_accuracy``, the mean recall of all classes.
            Where classes are weighed, they are in both losses.
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
        checkpoint: Where training keeps where it is, and from where it goes on. Training in two
            phases, see `phases`, keeps nothing and begins anew.

    Raises:
        FitError: The settings need images or weights that are not there.

    Warns:
        DivergenceWarning: The loss is no longer finite.
    """
    began = time.perf_counter()
    fresh, course = Fresh(settings, arrays, seed, weights), Course()
    planned = phases(settings)
    checkpoint = checkpoint if len(planned) == 1 else None
    for phase, frozen in planned:
        if course.epochs < phase.epochs:
            trainer = fresh.trainer(replace(phase, epochs=phase.epochs - course.epochs), frozen)
            history, kept = _fit(phase, fresh, trainer, seed, course.epochs, on_epoch, checkpoint)
            last = settings.stop == "never"
            course.add(history, kept, fresh.network.get_weights(), last=last)
    fresh.network.set_weights(course.weights)
    balance = class_weight(settings, arrays.y_train)
    fit = measure(
        trainer.model,
        settings,
        (fresh.arrays.x_train, arrays.y_train),
        (fresh.arrays.x_validation, arrays.y_validation),
        prepare=arrays.prepare,
        augment=trainer.augment,
        class_weight=balance,
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
    fresh: Fresh,
    trainer: Trainer,
    seed: int,
    done: int,
    on_epoch: OnEpoch | None,
    checkpoint: Checkpoint | None,
) -> tuple[dict[str, list[float]], int]:
    """Trains after `done` epochs of other phases.

    Returns:
        The history, and which of its epochs was kept, from 0.
    """
    arrays = fresh.arrays
    balance = class_weight(settings, arrays.y_train)
    validation: tuple[np.ndarray, ...] = (arrays.x_validation, arrays.y_validation)
    if balance is not None:  # what is weighed in training is weighed alike in what ends it
        validation = (*validation, sample_weights(arrays.y_validation, None, balance))
    measured = PerSample(trainer.model, *validation, prepare=arrays.prepare)
    stopping = rules.of(settings, measured)

    def tell(epoch: int, logs: dict[str, float]) -> None:
        # On a plateau Keras has told the rate of this epoch before halving it; under a schedule
        # this is the rate at the epoch's end.
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
        class_weight=balance,
        seed=stream(seed, "shuffle"),
        verbose=0,
        checkpoint=checkpoint,
    )
    kept = rules.kept_epoch(stopping, done + len(history.history["loss"])) - done
    return history.history, kept


def _figures(kept: int, fit: Fit, history: dict[str, list[float]]) -> dict[str, float]:
    """Validation was measured after the kept epoch; training is measured now, with dropout off."""
    return {
        "loss": [*fit.loss_steps.values()][-1],
        "accuracy": fit.accuracy,
        "val_loss": history["val_loss"][kept],
        "val_accuracy": history["val_accuracy"][kept],
        "val_loss_error": fit.val_loss_error,
        "val_balanced_accuracy": fit.val_balanced_accuracy,
    }
